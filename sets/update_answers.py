"""Answers to an update: thanks, an open question, a reply. For its author alone, signed, and kept the same way.

privacy.md names nobody else who may read them, so nobody else does. Whoever wrote one can take it back.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sets import update_news as news
from sets import update_words as words
from sets.errors import Problem, Refused
from sets.update_rules import found, problem_of_reading
from sets.update_words import ANSWER_LIMIT, Answering
from storage.confidential import Confidential
from storage.queries import update_answers as queries
from storage.queries.update_answers import AnswerRow
from storage.queries.updates import SeenRow
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

MOST_EACH = 5
MOST_SHOWN = 30


@dataclass(frozen=True)
class Answered:
    """One answer with its words opened; thanks have none."""

    row: AnswerRow
    kind: Answering
    text: Confidential = field(repr=False)


@dataclass(frozen=True)
class Sent:
    """What was answered: the update as the writer stands to it, and the answer's id."""

    seen: SeenRow
    answer_id: UUID | None = None


async def shown(uow: UnitOfWork, seen: SeenRow) -> Sequence[Answered]:
    """To the author all of them while they belong to the set; to anyone else their own."""
    mine = seen.person_id == seen.update.author_id
    if mine and seen.standing != "member":
        return ()  # a leaver keeps their own words, not those of others
    rows = await queries.of_update(uow, seen.update.id, None if mine else seen.person_id, MOST_SHOWN)
    return [await _opened(uow, seen.update.set_id, row) for row in rows]


async def _opened(uow: UnitOfWork, set_id: UUID, row: AnswerRow) -> Answered:
    kind, text = await words.open_answer(uow, set_id, row.id, row.body)
    return Answered(row, kind, text)


async def may_answer(store: WorkspaceStore, slack_user_id: str, update_id: UUID, now: datetime) -> SeenRow:
    """An update that this person may answer. Raises Refused, as `sets.updates.look`; AUTHOR_LEFT, NOT_FOR_YOU (own)."""
    async with store.read() as uow:
        return await _answerable(uow, slack_user_id, update_id, now, hold=False)


async def thank(store: WorkspaceStore, slack_user_id: str, update_id: UUID, now: datetime) -> Sent:
    """Thank its author, once. Raises Refused, as `may_answer`."""
    async with store.write() as uow:
        seen = await _answerable(uow, slack_user_id, update_id, now)
        given = await _given(uow, seen)
        if any(each.kind is Answering.THANKS for each in given):
            return Sent(seen)
        return Sent(seen, await _add(uow, seen, Answering.THANKS, None, now))


async def answer(
    store: WorkspaceStore,
    slack_user_id: str,
    update_id: UUID,
    kind: Answering,
    typed: str,
    key: str,
    now: datetime,
) -> Sent:
    """Send its author an open question or a reply; the same form sent twice is one.

    Raises Refused: EMPTY, TOO_LONG (about `words`), TOO_MANY, and as `may_answer`.
    """
    async with store.write() as uow:
        seen = await _answerable(uow, slack_user_id, update_id, now)
        text = words.read_words(typed, ANSWER_LIMIT)
        if not (await claim(uow, key, now)).first:
            return Sent(seen)
        if len(await _given(uow, seen)) >= MOST_EACH:
            raise Refused(Problem.TOO_MANY)
        return Sent(seen, await _add(uow, seen, kind, text, now))


async def take_back(store: WorkspaceStore, slack_user_id: str, answer_id: UUID, now: datetime) -> UUID:
    """Delete one's own answer, as a leaver too; the update it was for. Raises Refused: GONE, NOT_YOUR_SET."""
    async with store.write() as uow:
        row = await queries.by_id(uow, answer_id)
        if row is None:
            raise Refused(Problem.GONE)
        if row.slack_user_id != slack_user_id:
            raise Refused(Problem.NOT_YOUR_SET)
        await queries.remove(uow, answer_id)
        return row.update_id


async def _answerable(
    uow: UnitOfWork, slack_user_id: str, update_id: UUID, now: datetime, *, hold: bool = True
) -> SeenRow:
    seen = await found(uow, slack_user_id, update_id, hold=hold)
    problem = problem_of_reading(seen, now)
    if problem is not None:
        raise Refused(problem)
    if seen.person_id == seen.update.author_id:
        raise Refused(Problem.NOT_FOR_YOU)
    if seen.author_standing != "member":
        raise Refused(Problem.AUTHOR_LEFT)
    return seen


async def _given(uow: UnitOfWork, seen: SeenRow) -> Sequence[Answered]:
    rows = await queries.of_update(uow, seen.update.id, seen.person_id, MOST_EACH)
    return [await _opened(uow, seen.update.set_id, row) for row in rows]


async def _add(uow: UnitOfWork, seen: SeenRow, kind: Answering, text: Confidential | None, now: datetime) -> UUID:
    answer_id = uow.new_id()
    body = await words.seal_answer(uow, seen.update.set_id, answer_id, kind, text)
    await queries.add(uow, answer_id, seen.update.id, seen.person_id, now, body)
    await news.tell_author(uow, seen.update.id, seen.update.author_id, now)
    return answer_id
