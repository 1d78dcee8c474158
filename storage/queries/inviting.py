"""Whom a set may still ask, and asking them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update

from storage.models import Invitation, LearningSet, Membership, Person, ProgrammeRole, SetupStep
from storage.queries.beside import Standing, standing_of
from storage.queries.people import PERSON_COLUMNS, PersonRow
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Asker:
    """Somebody who would ask one more person into a set.

    standing     theirs in the set; coordinates: they look after its programme
    seats_taken  members of the set and people who were asked to be one
    members      of the set, now
    """

    person: PersonRow
    set_id: UUID
    set_name: str
    set_state: str
    standing: Standing
    coordinates: bool
    seats_taken: int
    members: int


async def asker(uow: UnitOfWork, slack_user_id: str, set_id: UUID) -> Asker | None:
    """Who asks, and how the set stands; None when either is unknown."""
    taken = select(func.count()).where(
        Invitation.workspace_id == LearningSet.workspace_id,
        Invitation.set_id == LearningSet.id,
        Invitation.role == "member",
        Invitation.state.in_(["asked", "joined"]),
    )
    members = select(func.count()).where(
        Membership.workspace_id == LearningSet.workspace_id,
        Membership.set_id == LearningSet.id,
        Membership.role == "member",
        Membership.until_at.is_(None),
    )
    in_post = (
        select(ProgrammeRole.id)
        .where(
            ProgrammeRole.workspace_id == LearningSet.workspace_id,
            ProgrammeRole.programme_id == LearningSet.programme_id,
            ProgrammeRole.person_id == Person.id,
            ProgrammeRole.until_at.is_(None),
        )
        .exists()
    )
    statement = (
        select(
            *PERSON_COLUMNS,
            LearningSet.id,
            LearningSet.name,
            LearningSet.state,
            standing_of(Person.id, LearningSet.id, LearningSet.workspace_id),
            in_post,
            taken.scalar_subquery(),
            members.scalar_subquery(),
        )
        .join(LearningSet, LearningSet.workspace_id == Person.workspace_id)
        .where(Person.slack_user_id == slack_user_id, LearningSet.id == set_id)
    )
    row = (await uow.rows(statement)).first()
    if row is None:
        return None
    values = tuple(row)
    person = PersonRow(*values[: len(PERSON_COLUMNS)])
    found, name, state, standing, coordinates, seats, now = values[len(PERSON_COLUMNS) :]
    return Asker(person, found, name, state, standing, bool(coordinates), seats, now)


@dataclass(frozen=True)
class Invited:
    """Somebody who might be asked. state: of an invitation to this set; None: never asked."""

    id: UUID
    kind: str
    active: bool
    coordinates: bool
    state: str | None


async def invited(uow: UnitOfWork, slack_user_id: str, set_id: UUID) -> Invited | None:
    """Somebody whom the bot has met, with what is known of them in this set."""
    in_post = (
        select(ProgrammeRole.id)
        .where(
            ProgrammeRole.workspace_id == Person.workspace_id,
            ProgrammeRole.person_id == Person.id,
            ProgrammeRole.until_at.is_(None),
        )
        .exists()
    )
    theirs = select(Invitation.state).where(
        Invitation.workspace_id == Person.workspace_id, Invitation.person_id == Person.id, Invitation.set_id == set_id
    )
    statement = select(Person.id, Person.kind, Person.active, in_post, theirs.scalar_subquery())
    row = (await uow.rows(statement.where(Person.slack_user_id == slack_user_id))).first()
    if row is None:
        return None
    person_id, kind, active, coordinates, state = tuple(row)
    return Invited(person_id, kind, active, bool(coordinates), state)


async def ask(uow: UnitOfWork, set_id: UUID, person_id: UUID, role: str, now: datetime) -> int:
    """Write an invitation, or open the one there is again. Its revision."""
    again = (
        update(Invitation)
        .where(Invitation.set_id == set_id, Invitation.person_id == person_id)
        .values(state="asked", role=role, asked_at=now, revision=Invitation.revision + 1)
        .returning(Invitation.revision)
    )
    found = (await uow.execute(again)).scalar_one_or_none()
    if found is not None:
        return int(found)
    row = {"set_id": set_id, "person_id": person_id, "role": role, "state": "asked", "asked_at": now, "revision": 1}
    await uow.insert(Invitation, id=uow.new_id(), **row)
    return 1


async def note_step(uow: UnitOfWork, set_id: UUID, person_id: UUID) -> None:
    """Asking this person is a step of setting up that is still open."""
    fresh = {"state": "open", "attempts": 0, "error": None}
    step = {"set_id": set_id, "kind": "ask", "person_id": person_id}
    if not await uow.insert_once(SetupStep, id=uow.new_id(), **step, **fresh):
        same = update(SetupStep).where(
            SetupStep.set_id == set_id, SetupStep.kind == "ask", SetupStep.person_id == person_id
        )
        await uow.execute(same.values(**fresh))
