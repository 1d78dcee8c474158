"""Bring it to the session: an action on its holder's own list for that date. Nobody else sees the list."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sets.access import May, judge
from sets.action_forms import own_action
from sets.errors import Problem, Refused
from sets.hours import local_date
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.queries import calendar
from storage.queries import own_lists as queries
from storage.queries.actions import ActionRow
from storage.queries.calendar import SessionRow
from storage.queries.own_lists import OwnListRow
from storage.unit_of_work import UnitOfWork, WorkspaceStore


@dataclass(frozen=True)
class Brought:
    """An action that was put on its holder's list, or taken off it. day: the session's date for them."""

    action: ActionRow
    day: date


async def bring(store: WorkspaceStore, slack_user_id: str, action_id: UUID, now: datetime) -> Brought:
    """Put an action on its holder's list for the set's next session. Twice is once.

    Raises Refused: GONE, NO_SESSION (nothing is booked), or what `sets.access` says.
    """
    async with store.write() as uow:
        row, session = await _coming(uow, slack_user_id, action_id)
        found = await queries.of_session(uow, row.holder_id, session.id)
        on_it = await _open(uow, found) if found else []
        if row.id not in on_it:
            await _write(uow, row.holder_id, session.id, found, [*on_it, row.id])
        return Brought(row, local_date(session.starts_at, row.holder.tz))


async def take_off(store: WorkspaceStore, slack_user_id: str, action_id: UUID) -> Brought:
    """Undo of `bring`. Raises as that."""
    async with store.write() as uow:
        row, session = await _coming(uow, slack_user_id, action_id)
        found = await queries.of_session(uow, row.holder_id, session.id)
        on_it = await _open(uow, found) if found else []
        if row.id in on_it:
            await _write(uow, row.holder_id, session.id, found, [each for each in on_it if each != row.id])
        return Brought(row, local_date(session.starts_at, row.holder.tz))


async def for_session(uow: UnitOfWork, person_id: UUID, session_id: UUID) -> list[UUID]:
    """The actions on someone's own list for a session, for their eyes alone, in the order they were put there."""
    found = await queries.of_session(uow, person_id, session_id)
    return await _open(uow, found) if found else []


async def days(uow: UnitOfWork, person_id: UUID, zone: str) -> dict[UUID, date]:
    """When someone wants to bring which action: dates in the IANA `zone`, by action."""
    return {
        action_id: local_date(found.starts_at, zone)
        for found in await queries.coming(uow, person_id)
        for action_id in await _open(uow, found)
    }


async def _coming(uow: UnitOfWork, slack_user_id: str, action_id: UUID) -> tuple[ActionRow, SessionRow]:
    row = await own_action(uow, action_id, slack_user_id)
    judge(May.CHANGE_OWN_ACTION, row.belongs, person_id=row.holder_id, holder_id=row.holder_id)
    session = await calendar.next_session(uow, row.set_id)
    if session is None:
        raise Refused(Problem.NO_SESSION)
    return row, session


async def _open(uow: UnitOfWork, found: OwnListRow) -> list[UUID]:
    words = await uow.unseal(Field.OWN_LIST, Scope("person", found.person_id), found.id, found.body)
    return [UUID(each) for each in json.loads(words.reveal())]


async def _write(
    uow: UnitOfWork, person_id: UUID, session_id: UUID, found: OwnListRow | None, on_it: list[UUID]
) -> None:
    """Raises Refused(STALE) when the first list of a session is being made at this very moment."""
    list_id = found.id if found else uow.new_id()
    words = Confidential(json.dumps([str(each) for each in on_it]))
    body = await uow.seal(Field.OWN_LIST, Scope("person", person_id), list_id, words)
    if found is not None:
        await queries.write(uow, list_id, body)
    elif not await queries.add(uow, id=list_id, session_id=session_id, person_id=person_id, body=body):
        raise Refused(Problem.STALE)
