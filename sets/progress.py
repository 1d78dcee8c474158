"""The progress round: what those present are still doing, one person at a time; the owner speaks first.

What the facilitator marks is the owner's own word, said in the room: it is recorded as theirs, and they can undo it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from uuid import UUID

from sets import nudges
from sets.access import May
from sets.actions import Action, event_row, opened, record, undo_event
from sets.errors import Problem, Refused
from sets.hours import local_date
from sets.sessions import Beheld, behold, leads, led, running
from storage.queries import actions as queries
from storage.queries import attendance, calendar
from storage.queries.actions import ActionRow
from storage.queries.attendance import Present
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

SHOWN = 15
"""Actions of one person in one window."""


class Mark(Enum):
    """What the owner says about an action."""

    DONE = "done"
    STILL_ON_IT = "still_on_it"
    STOP = "stopped"


@dataclass(frozen=True)
class Round:
    """One person's turn in the round: `place` of `people`, from 0. actions: soonest first, the first SHOWN of them."""

    found: Beheld
    people: list[Present]
    place: int
    actions: list[Action]

    @property
    def person(self) -> Present | None:
        return self.people[self.place] if self.people else None


@dataclass(frozen=True)
class Marked:
    """What was marked. `event_id`: for Undo; None: this press was taken before."""

    session_id: UUID
    holder_id: UUID
    event_id: UUID | None


async def look(
    store: WorkspaceStore, slack_user_id: str, session_id: UUID, place: int = 0, of: UUID | None = None
) -> Round:
    """One person's actions, for who leads. A place past the end is the last; `of`: that person's turn, if here.

    Raises Refused, as `led`.
    """
    async with store.read() as uow:
        found, _, _ = await led(uow, slack_user_id, session_id)
        everyone = await attendance.people(uow, found.session.set_id, session_id)
        people = [one for one in everyone if one.state == "here" and one.role == "member"]
        if not people:
            return Round(found, [], 0, [])
        places = {one.person_id: number for number, one in enumerate(people)}
        place = places.get(of, min(place, len(people) - 1)) if of else min(place, len(people) - 1)
        rows = await queries.open_in_set(uow, found.session.set_id, people[place].person_id, SHOWN)
        return Round(found, people, place, [await opened(uow, row) for row in rows])


async def mark(
    store: WorkspaceStore,
    slack_user_id: str,
    session_id: UUID,
    action_id: UUID,
    revision: int,
    said: Mark,
    *,
    key: str,
    now: datetime,
) -> Marked:
    """Done, still on it, or stopped by choice. Raises Refused: STALE (it changed meanwhile), ALREADY_DONE, as `led`."""
    async with store.write() as uow:
        row = await _theirs(uow, slack_user_id, session_id, action_id)
        if not (await claim(uow, key, now)).first:
            return Marked(session_id, row.holder_id, None)
        if row.revision != revision:
            raise Refused(Problem.STALE)
        return await _recorded(uow, session_id, row, said.value, {}, now)


async def new_date(
    store: WorkspaceStore,
    slack_user_id: str,
    action_id: UUID,
    revision: int,
    due: date | None,
    *,
    key: str,
    now: datetime,
) -> Marked:
    """A new date, chosen by the owner. Raises Refused: DATE_UNREADABLE (None), DATE_PAST (about `due`), as `mark`."""
    async with store.write() as uow:
        found, row = await _of_open_session(uow, slack_user_id, action_id)
        if due is None:
            raise Refused(Problem.DATE_UNREADABLE, "due")
        if due < local_date(now, row.zone):
            raise Refused(Problem.DATE_PAST, "due")
        if not (await claim(uow, key, now)).first:
            return Marked(found.session.id, row.holder_id, None)
        if row.revision != revision:
            raise Refused(Problem.STALE)
        return await _recorded(uow, found.session.id, row, "changed", {"due_date": due}, now)


async def one(store: WorkspaceStore, slack_user_id: str, action_id: UUID) -> tuple[Beheld, Action]:
    """One action, to choose a new date for it. Raises Refused, as `mark`."""
    async with store.read() as uow:
        found, row = await _of_open_session(uow, slack_user_id, action_id)
        return found, await opened(uow, row)


async def _of_open_session(uow: UnitOfWork, slack_user_id: str, action_id: UUID) -> tuple[Beheld, ActionRow]:
    """An action, and the session of its set that is open."""
    row = await queries.by_id(uow, action_id)
    session = await calendar.next_session(uow, row.set_id) if row else None
    if row is None or session is None:
        raise Refused(Problem.GONE)
    found = await behold(uow, slack_user_id, session.id, May.RUN_SESSION)
    _may_mark(found, row)
    return found, row


async def take_back(
    store: WorkspaceStore, slack_user_id: str, session_id: UUID, event_id: UUID, *, key: str, now: datetime
) -> Marked:
    """Undo what was marked. Raises Refused: GONE, ALREADY_DONE, STALE (something happened since), as `mark`."""
    async with store.write() as uow:
        found = await behold(uow, slack_user_id, session_id, May.RUN_SESSION)
        event = await event_row(uow, event_id)
        _may_mark(found, event.action)
        if not (await claim(uow, key, now)).first:
            return Marked(session_id, event.action.holder_id, None)
        row = await undo_event(uow, event, event.action.holder_id, now)
        await nudges.unsettle(uow, row.id, event_id, now, dropped=row.standing != "open")
        return Marked(session_id, row.holder_id, None)


async def _theirs(uow: UnitOfWork, slack_user_id: str, session_id: UUID, action_id: UUID) -> ActionRow:
    found = await behold(uow, slack_user_id, session_id, May.RUN_SESSION)
    row = await queries.by_id(uow, action_id)
    if row is None:
        raise Refused(Problem.GONE)
    _may_mark(found, row)
    return row


def _may_mark(found: Beheld, row: ActionRow) -> None:
    """Who leads an open session, about actions of this set; its holder about their own."""
    running(found)
    if row.set_id != found.session.set_id or row.standing == "draft":
        raise Refused(Problem.NOT_YOUR_SET)
    if not leads(found) and row.holder_id != found.person.id:
        raise Refused(Problem.NOT_FACILITATOR)


async def _recorded(
    uow: UnitOfWork, session_id: UUID, row: ActionRow, kind: str, changes: dict[str, object], now: datetime
) -> Marked:
    event_id = await record(uow, row, kind, now, changes=changes, person_id=row.holder_id, in_session=True)
    if row.asked:
        await nudges.settle(uow, row.id, event_id, now)
    return Marked(session_id, row.holder_id, event_id)
