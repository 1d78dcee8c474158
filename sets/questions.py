"""Open questions to somebody's call (voice.md 9): sealed for the asker's eyes, taken back until they are read."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sets import nudges
from sets.access import May, judge
from sets.action_forms import someone
from sets.bundles import Rules
from sets.errors import Problem, Refused
from sets.people import Person
from sets.question_calls import KEPT, Call, own_call, read_words
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.queries import joining
from storage.queries import nudges as nudge_queries
from storage.queries import questions as queries
from storage.queries.nudges import NudgeRow
from storage.queries.questions import CallRow, QuestionRow
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

KIND = "questions"
QUESTION_LIMIT = 500
_WAITS = frozenset({"planned", "composed", "sent"})


async def read(store: WorkspaceStore, slack_user_id: str, call_id: UUID) -> tuple[Call, Person]:
    """A call with its words, for who was a member of the set when it was posted, its asker too.

    Raises Refused: GONE, CALL_CLOSED, BEFORE_YOU_JOINED, or what `sets.access` says.
    """
    async with store.read() as uow:
        row, person = await _for_member(uow, slack_user_id, call_id)
        words = await uow.unseal(Field.QUESTION_CALL, Scope("set", row.set_id), row.id, row.about)
        return Call(row, words), person


async def ask(
    store: WorkspaceStore, slack_user_id: str, call_id: UUID, question: Confidential, key: str, now: datetime
) -> tuple[CallRow, Person, UUID | None]:
    """Send one question, for the asker's eyes alone; its id (None: this form was taken before).

    Raises Refused: EMPTY or TOO_LONG (about the field), and as `read`.
    """
    words = read_words(question, QUESTION_LIMIT)
    async with store.write() as uow:
        row, person = await _for_member(uow, slack_user_id, call_id)
        if row.asker_id == person.id:
            raise Refused(Problem.NOT_YOUR_SET)
        if not (await claim(uow, key, now)).first:
            return row, person, None
        question_id = uow.new_id()
        body = await _seal_question(uow, row, question_id, words.reveal(), read=False)
        await queries.add_question(uow, id=question_id, call_id=row.id, author_id=person.id, at=now, body=body)
        await _note(uow, row, now)
        return row, person, question_id


async def _note(uow: UnitOfWork, row: CallRow, now: datetime) -> None:
    """One note to the asker, until they have read what it tells of."""
    earlier = await nudge_queries.states_of(uow, KIND, row.id)
    if not _WAITS & set(earlier):
        await nudges.plan_item(uow, KIND, row.asker_id, row.id, "new", now, now + KEPT, subject_revision=len(earlier))


async def take_question_back(
    store: WorkspaceStore, slack_user_id: str, question_id: UUID
) -> tuple[CallRow, Person, bool]:
    """Undo of `ask`; False when it was read already. Raises Refused: GONE, NOT_YOUR_SET."""
    async with store.write() as uow:
        person = await someone(uow, slack_user_id)
        found = await queries.question(uow, question_id)
        if found is None:
            raise Refused(Problem.GONE)
        question, row = found
        if question.author_id != person.id:
            raise Refused(Problem.NOT_YOUR_SET)
        if (await _open(uow, row, question))["read"]:
            return row, person, False
        await queries.remove(uow, question_id)
        return row, person, True


@dataclass(frozen=True)
class Received:
    """One question, as its asker reads it, and the name of whose it is."""

    words: Confidential
    author: str


async def received(store: WorkspaceStore, slack_user_id: str, call_id: UUID) -> tuple[CallRow, list[Received]]:
    """The questions that came to one's own call, the oldest first. Raises Refused: GONE, NOT_YOUR_SET."""
    async with store.read() as uow:
        row = await own_call(uow, slack_user_id, call_id)
        found = await queries.questions_of(uow, [row.id])
        return row, [Received(Confidential((await _open(uow, row, each))["words"]), each.author_name) for each in found]


async def mark_read(store: WorkspaceStore, slack_user_id: str, call_id: UUID, now: datetime) -> None:
    """The asker has them on screen: none can be taken back any more, and the note about them is answered."""
    async with store.write() as uow:
        row = await own_call(uow, slack_user_id, call_id)
        for each in await queries.questions_of(uow, [row.id]):
            body = await _open(uow, row, each)
            if not body["read"]:
                sealed = await _seal_question(uow, row, each.id, body["words"], read=True)
                await queries.rewrite(uow, each.id, sealed)
        await nudges.settle(uow, row.id, None, now, person_id=row.asker_id)


async def unread(uow: UnitOfWork, row: CallRow) -> int:
    """How many questions to a call its asker has not read."""
    found = await queries.questions_of(uow, [row.id])
    return len([each for each in found if not (await _open(uow, row, each))["read"]])


async def why_not(uow: UnitOfWork, rows: Sequence[NudgeRow], now: datetime) -> Mapping[UUID, str]:
    """A note that tells of nothing new, or to someone who has left the set, is not sent."""
    reasons: dict[UUID, str] = {}
    for nudge in rows:
        row = await queries.call(uow, nudge.subject_id)
        if row is None or await joining.standing(uow, nudge.person_id, row.set_id) != "member":
            reasons[nudge.id] = "left"
        elif not await unread(uow, row):
            reasons[nudge.id] = "read"
    return reasons


RULES = Rules(KIND, why_not)


async def _for_member(uow: UnitOfWork, slack_user_id: str, call_id: UUID) -> tuple[CallRow, Person]:
    person = await someone(uow, slack_user_id)
    row = await queries.call(uow, call_id)
    if row is None or row.state == "draft":
        raise Refused(Problem.GONE)
    standing, since = await queries.stands_to(uow, row.id, person.id)
    judge(May.ANSWER_CALL, standing, person_id=person.id)
    if row.state != "open":
        raise Refused(Problem.CALL_CLOSED)
    if not since:
        raise Refused(Problem.BEFORE_YOU_JOINED)
    return row, person


async def _seal_question(uow: UnitOfWork, row: CallRow, question_id: UUID, words: str, *, read: bool) -> bytes:
    body = Confidential(json.dumps({"words": words, "read": read}, ensure_ascii=False))
    return await uow.seal(Field.OPEN_QUESTION, Scope("person", row.asker_id), question_id, body)


async def _open(uow: UnitOfWork, row: CallRow, question: QuestionRow) -> dict[str, Any]:
    body = await uow.unseal(Field.OPEN_QUESTION, Scope("person", row.asker_id), question.id, question.body)
    found: dict[str, Any] = json.loads(body.reveal())
    return found
