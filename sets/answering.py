"""Answering a check-in: one press, one transaction; what it became, and Undo.

No receipt is written for a press here: the revision of the nudge in the button's handle is its receipt. A press that
comes twice finds the next revision, changes nothing, and is shown what stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any
from uuid import UUID

from sets.access import May, judge
from sets.actions import ask_days, record, undo_event
from sets.asking import Ask, Bundle, before_session, opened, question
from sets.budget import hours_from
from sets.bundles import BETWEEN
from sets.checkins import ask_moment
from sets.errors import Problem, Refused
from sets.hours import local_date
from storage.queries import checkins as queries
from storage.queries import nudges
from storage.queries.actions import ActionRow
from storage.queries.checkins import AskedRow
from storage.unit_of_work import UnitOfWork, WorkspaceStore

WEEK = timedelta(days=7)
# A message may stand in Slack before its delivery is confirmed here: what is pressed on it then counts.
ASKED = ("composed", "sent")


class Answer(Enum):
    """What can be pressed, and what it is recorded as."""

    DONE = "done"
    STILL_ON_IT = "still_on_it"
    STUCK = "stuck"
    TOMORROW = "tomorrow"
    NEXT_WEEK = "next_week"
    BEFORE_SESSION = "before_session"
    STOP = "stopped"

    @property
    def kind(self) -> str:
        later = (Answer.TOMORROW, Answer.NEXT_WEEK, Answer.BEFORE_SESSION)
        return "not_now" if self in later else self.value


class Happened(Enum):
    """What a press did. OVERTAKEN: it was answered before; TOO_LATE: it cannot be undone any more."""

    SAVED = "saved"
    UNDONE = "undone"
    CHOOSING = "choosing"
    SAME = "same"
    OVERTAKEN = "overtaken"
    TOO_LATE = "too_late"


@dataclass(frozen=True)
class Pressed:
    """What a press did, the message as it stands now, and what the press was about.

    next_ask  local date of the next question (after an answer); None: it will not be asked about again
    holder_id  who pressed; `changed`: their Home shows it
    """

    happened: Happened
    bundle: Bundle
    nudge_id: UUID
    next_ask: date | None = None

    @property
    def holder_id(self) -> UUID:
        return self.bundle.items[0].action.holder_id

    @property
    def changed(self) -> bool:
        return self.happened in (Happened.SAVED, Happened.UNDONE)


async def answer(
    store: WorkspaceStore, slack_user_id: str, nudge_id: UUID, revision: int, said: Answer, now: datetime
) -> Pressed:
    """Record one answer. Raises Refused: GONE (no such question), NO_SESSION, NOT_YOUR_SET, FORMER_MEMBER."""
    try:
        async with store.write() as uow:
            return await _answer(uow, slack_user_id, nudge_id, revision, said, now)
    except Refused as refused:
        return await _after_race(store, slack_user_id, nudge_id, refused, now)


async def _answer(
    uow: UnitOfWork, slack_user_id: str, nudge_id: UUID, revision: int, said: Answer, now: datetime
) -> Pressed:
    rows, row = await _pressed(uow, slack_user_id, nudge_id, now)
    if row.state not in ASKED or row.revision != revision or row.action.standing != "open":
        return await _overtaken(uow, rows, row, revision, now)
    _may_change(row.action)
    moment = _next_ask(row, said, now)
    changes = {} if said in (Answer.DONE, Answer.STOP) else {"next_ask_at": moment}
    holder = row.action.holder_id
    event_id = await record(uow, row.action, said.kind, now, changes=changes, person_id=holder)
    after = await _change(uow, row, state="answered", reason=None, answer_id=event_id)
    asked = local_date(moment, row.action.holder.tz) if moment else None
    return Pressed(Happened.SAVED, await _shown(uow, rows, after, now), nudge_id, asked)


async def choose_when(
    store: WorkspaceStore, slack_user_id: str, nudge_id: UUID, revision: int, now: datetime
) -> Pressed:
    """Not now: ask when to ask again. No answer yet, so nothing of the action changes. Raises as `answer`."""
    try:
        async with store.write() as uow:
            rows, row = await _pressed(uow, slack_user_id, nudge_id, now)
            if row.state not in ASKED or row.revision != revision or row.action.standing != "open":
                return await _overtaken(uow, rows, row, revision, now)
            _may_change(row.action)
            after = await _change(uow, row, reason="choosing")
            return Pressed(Happened.CHOOSING, await _shown(uow, rows, after, now), nudge_id)
    except Refused as refused:
        return await _after_race(store, slack_user_id, nudge_id, refused, now)


async def undo_answer(
    store: WorkspaceStore, slack_user_id: str, nudge_id: UUID, revision: int, now: datetime
) -> Pressed:
    """Bring the choices back. Raises as `answer`."""
    try:
        async with store.write() as uow:
            return await _undo(uow, slack_user_id, nudge_id, revision, now)
    except Refused as refused:
        pressed = await _after_race(store, slack_user_id, nudge_id, refused, now)
        return replace(pressed, happened=Happened.TOO_LATE)


async def _undo(uow: UnitOfWork, slack_user_id: str, nudge_id: UUID, revision: int, now: datetime) -> Pressed:
    rows, row = await _pressed(uow, slack_user_id, nudge_id, now)
    answered = row.state == "answered" and row.answer_id is not None
    if row.revision != revision or not (answered or row.reason == "choosing"):
        return await _overtaken(uow, rows, row, revision, now)
    action = row.action
    _may_change(action)
    if row.answer is not None:
        action = await undo_event(uow, row.answer, row.action.holder_id, now)
    after = await _change(uow, row, state="sent", reason=None, answer_id=None)
    return Pressed(Happened.UNDONE, await _shown(uow, rows, replace(after, action=action), now), row.id)


def _may_change(action: ActionRow) -> None:
    """What changes only the question is the holder's too, and not a former member's. Raises Refused."""
    judge(May.CHANGE_OWN_ACTION, action.belongs, person_id=action.holder_id, holder_id=action.holder_id)


async def look(store: WorkspaceStore, slack_user_id: str, nudge_id: UUID, now: datetime) -> Pressed:
    """The message as it stands; nothing is changed. Raises as `answer`."""
    async with store.read() as uow:
        rows, row = await _pressed(uow, slack_user_id, nudge_id, now)
        return Pressed(Happened.SAME, await _shown(uow, rows, row, now), nudge_id)


async def _pressed(
    uow: UnitOfWork, slack_user_id: str, nudge_id: UUID, now: datetime
) -> tuple[Sequence[AskedRow], AskedRow]:
    rows = await queries.beside(uow, nudge_id, now)
    row = next((each for each in rows if each.id == nudge_id), None)
    if row is None:
        raise Refused(Problem.GONE)
    if row.action.holder.slack_user_id != slack_user_id:
        raise Refused(Problem.NOT_YOUR_SET)
    return rows, row


async def _overtaken(uow: UnitOfWork, rows: Sequence[AskedRow], row: AskedRow, revision: int, now: datetime) -> Pressed:
    """Nothing to do: the same press again (one revision behind) needs no words, an older one does."""
    happened = Happened.SAME if row.revision == revision + 1 else Happened.OVERTAKEN
    return Pressed(happened, await _shown(uow, rows, row, now), row.id)


async def _after_race(
    store: WorkspaceStore, slack_user_id: str, nudge_id: UUID, refused: Refused, now: datetime
) -> Pressed:
    """Somebody was faster: show what they left. Any other refusal rises."""
    if refused.problem not in (Problem.STALE, Problem.ALREADY_DONE):
        raise refused
    seen = await look(store, slack_user_id, nudge_id, now)
    return replace(seen, happened=Happened.OVERTAKEN)


async def _shown(uow: UnitOfWork, rows: Sequence[AskedRow], changed: AskedRow, now: datetime) -> Bundle:
    bundle = await opened(uow, [changed if row.id == changed.id else row for row in rows], now)
    if bundle is None:
        raise Refused(Problem.GONE)
    return bundle


async def _change(uow: UnitOfWork, row: AskedRow, **values: Any) -> AskedRow:  # noqa: ANN401 - columns of a nudge
    """The question with these values written. Raises Refused(STALE) when it was pressed meanwhile."""
    if not await nudges.change(uow, row.id, row.revision, **values):
        raise Refused(Problem.STALE)
    return replace(row, **values, revision=row.revision + 1)


def _next_ask(row: AskedRow, said: Answer, now: datetime) -> datetime | None:
    """When this action is asked about next (aware UTC); None: not again."""
    if said in (Answer.DONE, Answer.STOP):
        return None
    action = row.action
    today = local_date(now, action.holder.tz)
    if said is Answer.NEXT_WEEK:
        return ask_moment(today + WEEK, action.holder.tz)
    if said is Answer.BEFORE_SESSION:
        day = before_session(row, now)
        if day is None:
            raise Refused(Problem.NO_SESSION)
        return ask_moment(day, action.holder.tz)
    if said is Answer.TOMORROW:
        tomorrow = ask_moment(today + timedelta(days=1), action.holder.tz)
        return hours_from(row.reached, row.away, now).next_open(tomorrow)
    if question(row.slot, action.due_date, today, row.agains) is Ask.LAST:
        return None
    return again(action, now)


def again(action: ActionRow, now: datetime) -> datetime:
    """When to ask next about something that goes on: its next check-in, or in a week. Aware UTC."""
    today = local_date(now, action.holder.tz)
    return _next_slot(action, today, now) or ask_moment(today + WEEK, action.holder.tz)


def _next_slot(action: ActionRow, today: date, now: datetime) -> datetime | None:
    """The next check-in of the schedule that is at least three days away; None when there is none."""
    days = ask_days(action.committed_at, action.due_date, action.zone, now, action)
    return next((ask_moment(day, action.zone) for day in days if day >= today + BETWEEN), None)
