"""People whom a set has to confirm, and who is in its channel by our account."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import aliased

from storage.aliases import alias
from storage.models import Arrival, Invitation, LearningSet, Membership, Person
from storage.queries.beside import Standing, standing_of
from storage.queries.people import PERSON_COLUMNS, PersonRow
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class ArrivalRow:
    """Somebody who waits for the set's word. how: came, here or suggested; state: waiting, welcome or refused.

    locale  of who set the set up: a channel has no language of its own
    belongs  they are in the set by now
    """

    id: UUID
    set_id: UUID
    person_id: UUID
    how: str
    state: str
    revision: int
    name: str
    slack_user_id: str
    kind: str
    set_name: str
    set_state: str
    zone: str
    channel_id: str | None
    locale: str
    coordinator_id: UUID
    coordinator: str
    belongs: bool


_SETS_UP = alias(Person, "sets_up")
_BELONGS = (
    select(Membership.id)
    .where(
        Membership.workspace_id == Arrival.workspace_id,
        Membership.set_id == Arrival.set_id,
        Membership.person_id == Arrival.person_id,
        Membership.until_at.is_(None),
    )
    .exists()
)
_COLUMNS = (
    Arrival.id,
    Arrival.set_id,
    Arrival.person_id,
    Arrival.how,
    Arrival.state,
    Arrival.revision,
    Person.display_name,
    Person.slack_user_id,
    Person.kind,
    LearningSet.name,
    LearningSet.state,
    LearningSet.zone,
    LearningSet.channel_id,
    _SETS_UP.locale,
    _SETS_UP.id,
    _SETS_UP.display_name,
    _BELONGS,
)
_JOINED = (
    (Person, (Person.workspace_id == Arrival.workspace_id) & (Person.id == Arrival.person_id)),
    (LearningSet, (LearningSet.workspace_id == Arrival.workspace_id) & (LearningSet.id == Arrival.set_id)),
    (_SETS_UP, (_SETS_UP.workspace_id == LearningSet.workspace_id) & (_SETS_UP.id == LearningSet.created_by)),
)


async def arrival(uow: UnitOfWork, arrival_id: UUID) -> ArrivalRow | None:
    """One of them."""
    statement = select(*_COLUMNS)
    for model, on in _JOINED:
        statement = statement.join(model, on)
    row = (await uow.rows(statement.where(Arrival.id == arrival_id))).first()
    return _row(tuple(row)) if row else None


async def asked_of(
    uow: UnitOfWork, arrival_id: UUID, slack_user_id: str
) -> tuple[ArrivalRow, PersonRow, Standing, int] | None:
    """One of them, with who answers for the set, how they stand in it, and how many seats are taken."""
    presser = aliased(Person)
    columns = [getattr(presser, column.key) for column in PERSON_COLUMNS]
    taken = select(func.count()).where(
        Invitation.workspace_id == LearningSet.workspace_id,
        Invitation.set_id == LearningSet.id,
        Invitation.role == "member",
        Invitation.state.in_(["asked", "joined"]),
    )
    standing = standing_of(presser.id, Arrival.set_id, Arrival.workspace_id)
    statement = select(*_COLUMNS, *columns, standing, taken.scalar_subquery())
    for model, on in _JOINED:
        statement = statement.join(model, on)
    statement = statement.join(presser, presser.workspace_id == Arrival.workspace_id)
    row = (await uow.rows(statement.where(Arrival.id == arrival_id, presser.slack_user_id == slack_user_id))).first()
    if row is None:
        return None
    values = tuple(row)
    first, second = len(_COLUMNS), len(_COLUMNS) + len(PERSON_COLUMNS)
    return _row(values[:first]), PersonRow(*values[first:second]), values[second], int(values[second + 1])


def _row(values: tuple[Any, ...]) -> ArrivalRow:
    return ArrivalRow(*(*values[:-1], bool(values[-1])))


async def note(
    uow: UnitOfWork, set_id: UUID, person_id: UUID, how: str, now: datetime, *, again: bool
) -> tuple[UUID, int] | None:
    """Somebody waits for the set's word from now on: their row and its revision.

    again  also when the set has answered about them before; None: there is nothing new to ask
    """
    row_id = uow.new_id()
    fresh = {"set_id": set_id, "person_id": person_id, "how": how, "state": "waiting", "at": now, "revision": 1}
    if await uow.insert_once(Arrival, id=row_id, **fresh):
        return row_id, 1
    if not again:
        return None
    reopening = (
        update(Arrival)
        .where(Arrival.set_id == set_id, Arrival.person_id == person_id, Arrival.state != "waiting")
        .values(how=how, state="waiting", at=now, revision=Arrival.revision + 1)
        .returning(Arrival.id, Arrival.revision)
    )
    found = (await uow.execute(reopening)).first()
    return (found.id, found.revision) if found else None


async def waiting(uow: UnitOfWork, set_id: UUID) -> list[UUID]:
    """The arrivals that wait for the word of a set, oldest first."""
    statement = select(Arrival.id).where(Arrival.set_id == set_id, Arrival.state == "waiting")
    return list((await uow.rows(statement.order_by(Arrival.at, Arrival.id))).scalars())


async def decide(uow: UnitOfWork, arrival_id: UUID, revision: int, state: str) -> bool:
    """Write what the set said; False when somebody answered before."""
    waiting = update(Arrival).where(Arrival.id == arrival_id, Arrival.revision == revision, Arrival.state == "waiting")
    return (await uow.execute(waiting.values(state=state, revision=revision + 1))).rowcount == 1


@dataclass(frozen=True)
class Kept:
    """Somebody who is no member and stays in the channel. arrival_id: the set refused them."""

    arrival_id: UUID | None
    looks_after_it: bool


async def kept(uow: UnitOfWork, set_id: UUID, person_id: UUID) -> Kept:
    """What the set has to do with somebody whom Slack keeps in its channel."""
    refused = select(Arrival.id).where(
        Arrival.workspace_id == LearningSet.workspace_id,
        Arrival.set_id == LearningSet.id,
        Arrival.person_id == person_id,
        Arrival.state == "refused",
    )
    columns = select(refused.scalar_subquery(), LearningSet.created_by == person_id)
    arrival_id, looks_after_it = tuple[Any, ...]((await uow.rows(columns.where(LearningSet.id == set_id))).one())
    return Kept(arrival_id, bool(looks_after_it))
