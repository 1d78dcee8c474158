"""Our actions: what members of a set and its coach may read of one another's (privacy.md section 2).

Labels and dates of what is open; of members also the lines they shared, from the reader's own joining on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sets import outcomes
from sets.access import May, check
from sets.action_forms import someone
from sets.outcomes import Outcome
from sets.people import Person
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.queries import our_actions as queries
from storage.unit_of_work import UnitOfWork, WorkspaceStore

MOST_ACTIONS, MOST_LINES = 30, 15


@dataclass(frozen=True)
class OpenAction:
    """Somebody's open action. `due_date`: local to its holder."""

    name: str
    label: Confidential
    due_date: date


@dataclass(frozen=True)
class SharedLine:
    """What somebody shared about an action of theirs, and when (aware UTC).

    label  None: of an action that was closed before this reader joined
    """

    name: str
    label: Confidential | None
    line: Confidential
    at: datetime


@dataclass(frozen=True)
class Ours:
    """The actions of one set, for one reader."""

    person: Person
    actions: Sequence[OpenAction]
    lines: Sequence[SharedLine]
    outcomes: Sequence[Outcome] = ()


async def ours(store: WorkspaceStore, slack_user_id: str, set_id: UUID) -> Ours:
    """What this person may read in that set. Raises Refused, as `sets.access` says."""
    async with store.read() as uow:
        person = await someone(uow, slack_user_id)
        await check(uow, May.SEE_SET, person_id=person.id, set_id=set_id)
        found = await queries.open_in(uow, set_id, MOST_ACTIONS)
        opened = [OpenAction(row.name, await _label(uow, set_id, row.id, row.label), row.due_date) for row in found]
        return Ours(person, opened, await _lines(uow, person, set_id), await outcomes.shared(uow, set_id, person.id))


async def _lines(uow: UnitOfWork, person: Person, set_id: UUID) -> list[SharedLine]:
    scope = Scope("set", set_id)
    return [
        SharedLine(
            row.name,
            await _label(uow, set_id, row.action_id, row.label) if row.label else None,
            await uow.unseal(Field.ACTION_EVENT_SHARED, scope, row.event_id, row.line),
            row.at,
        )
        for row in await queries.shared_in(uow, set_id, person.id, MOST_LINES)
    ]


async def _label(uow: UnitOfWork, set_id: UUID, action_id: UUID, sealed: bytes) -> Confidential:
    return await uow.unseal(Field.ACTION_LABEL, Scope("set", set_id), action_id, sealed)
