"""The morning after a session: one question for each member who was there, about the session, or an action done there.

It travels in the daily message like any nudge (product.md, nudge budget). The answer is for the one who writes it: a
line of their journal, which they may share later. Whoever has paused the questions between sessions is not asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sets import nudges
from sets.access import May, judge
from sets.action_words import label_or_none, open_outcome, read_note
from sets.bundles import Rules
from sets.errors import Problem, Refused
from sets.mornings import working_morning
from sets.question_bank import afterwards
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.queries import afterwards as queries
from storage.queries import reflections as answers
from storage.queries.afterwards import AfterRow, AskRow
from storage.queries.nudges import NudgeRow
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

KIND = "afterwards"
REST = timedelta(hours=4)  # a session that ends at eight in the morning is not asked about at nine
KEPT = timedelta(days=3)
_LOOKED_AT = timedelta(days=6)  # from a close to the working morning after it, over a long weekend
_MOST = 3


@dataclass(frozen=True)
class Afterwards:
    """What somebody is asked after a session, and what they wrote.

    question  its number in the bank
    finished  the label of their action that was done there; None: none was, or the label does not open
    """

    row: AfterRow
    question: int
    finished: Confidential | None = None
    words: Confidential = field(default_factory=lambda: Confidential(""), repr=False)


def _morning(row: AskRow) -> datetime:
    return working_morning(row.zone, row.closed_at + REST)


async def tick(store: WorkspaceStore, now: datetime) -> None:
    """Ask on the working morning after a session. A session that was opened again meanwhile is not over yet."""
    async with store.read() as uow:
        due = [row for row in await queries.unasked(uow, KIND, now - _LOOKED_AT) if _morning(row) <= now]
    for row in due:
        morning = _morning(row)
        async with store.write() as uow:
            await nudges.plan_item(uow, KIND, row.person_id, row.session_id, "ask", morning, morning + KEPT)


async def next_wake(store: WorkspaceStore, now: datetime) -> datetime | None:
    """When somebody is next to be asked (aware UTC)."""
    async with store.read() as uow:
        return min((_morning(row) for row in await queries.unasked(uow, KIND, now - _LOOKED_AT)), default=None)


async def look(store: WorkspaceStore, slack_user_id: str, session_id: UUID) -> Afterwards:
    """The question, and what one wrote. Raises Refused: GONE (they were not there), NOT_YOUR_SET, FORMER_MEMBER."""
    async with store.read() as uow:
        return await opened(uow, await _theirs(uow, slack_user_id, session_id))


async def answer(
    store: WorkspaceStore, slack_user_id: str, session_id: UUID, typed: Confidential, key: str, now: datetime
) -> Afterwards:
    """Keep a line, or another instead. The same form sent twice is kept once.

    Raises Refused: EMPTY, TOO_LONG (about `note`), and as `look`.
    """
    words = read_note(typed)
    if not words:
        raise Refused(Problem.EMPTY, "note")
    async with store.write() as uow:
        row = await _theirs(uow, slack_user_id, session_id)
        asked = await opened(uow, row)
        if (await claim(uow, key, now)).first:
            row_id = row.answer_id or uow.new_id()
            body = await uow.seal(Field.REFLECTION, Scope("person", row.person_id), row_id, words)
            if row.answer_id:
                await answers.rewrite(uow, row_id, body=body, at=now)
            else:
                about = {"session_id": session_id, "question": asked.question, "person_id": row.person_id}
                await answers.write(uow, id=row_id, **about, audience="me", at=now, body=body)
            await nudges.settle(uow, session_id, row_id, now, person_id=row.person_id)
        return Afterwards(row, asked.question, asked.finished, words)


async def take_back(store: WorkspaceStore, slack_user_id: str, session_id: UUID, key: str, now: datetime) -> Afterwards:
    """Have written nothing: the words go, and the question is open again. Raises Refused as `look`."""
    async with store.write() as uow:
        row = await _theirs(uow, slack_user_id, session_id)
        if row.answer_id is not None and (await claim(uow, key, now)).first:
            await answers.erase(uow, row.answer_id)
            await nudges.unsettle(uow, session_id, row.answer_id, now, dropped=False)
        return Afterwards(row, row.question or afterwards(row.ordinal, finished=False))


async def opened(uow: UnitOfWork, row: AfterRow) -> Afterwards:
    """What somebody is asked. Raises SealBroken or KeyGone for what they wrote. The caller has checked who reads."""
    finished = await _finished(uow, row)
    question = row.question or afterwards(row.ordinal, finished=finished is not None)
    if row.answer_id is None or row.body is None:
        return Afterwards(row, question, finished)
    words = await uow.unseal(Field.REFLECTION, Scope("person", row.person_id), row.answer_id, row.body)
    return Afterwards(row, question, finished, words)


async def _finished(uow: UnitOfWork, row: AfterRow) -> Confidential | None:
    """The label of the last action that they said in the session was done; what was stopped by choice is not asked."""
    for action in await queries.closed_in(uow, row, _MOST):
        if await open_outcome(uow, action) == "done":
            return await label_or_none(uow, action)
    return None


async def _why_not(uow: UnitOfWork, rows: Sequence[NudgeRow], now: datetime) -> Mapping[UUID, str]:
    """Sessions that go on after all; people who have written already, have paused, or have left."""
    reasons = {}
    for each in rows:
        row = await queries.met_by(uow, each.subject_id, person_id=each.person_id)
        if row is None or row.standing != "member":
            reasons[each.id] = "left"
        elif row.state != "closed" or not row.here:
            reasons[each.id] = "closed"
        elif row.answer_id is not None:
            reasons[each.id] = "answered"
        elif row.paused:
            reasons[each.id] = "paused"
    return reasons


RULES = Rules(KIND, _why_not)


async def _theirs(uow: UnitOfWork, slack_user_id: str, session_id: UUID) -> AfterRow:
    row = await queries.met_by(uow, session_id, slack_user_id=slack_user_id)
    if row is None:
        raise Refused(Problem.NOT_YOUR_SET)
    judge(May.ANSWER_REFLECTION, row.standing, person_id=row.person_id)
    if not row.here:
        raise Refused(Problem.GONE)
    return row
