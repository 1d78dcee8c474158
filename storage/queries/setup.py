"""Programmes, coordinators, sets and the steps that set one up."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from storage.models import Invitation, LearningSet, Person, Programme, ProgrammeRole, SetupStep
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class SetRow:
    """One set."""

    id: UUID
    programme_id: UUID
    name: str
    zone: str
    channel_name: str
    channel_id: str | None
    state: str
    contacts: str
    created_by: UUID


_SET = select(
    LearningSet.id,
    LearningSet.programme_id,
    LearningSet.name,
    LearningSet.zone,
    LearningSet.channel_name,
    LearningSet.channel_id,
    LearningSet.state,
    LearningSet.contacts,
    LearningSet.created_by,
)


async def learning_set(uow: UnitOfWork, set_id: UUID) -> SetRow | None:
    """One set."""
    row = (await uow.rows(_SET.where(LearningSet.id == set_id))).first()
    return SetRow(*row) if row else None


async def set_of_channel(uow: UnitOfWork, channel_id: str) -> SetRow | None:
    """The set that meets in this Slack channel."""
    row = (await uow.rows(_SET.where(LearningSet.channel_id == channel_id))).first()
    return SetRow(*row) if row else None


async def change_set(uow: UnitOfWork, set_id: UUID, values: dict[str, object]) -> None:
    """Write columns of a set."""
    await uow.execute(update(LearningSet).where(LearningSet.id == set_id).values(values))


async def coordinates(uow: UnitOfWork, person_id: UUID) -> bool:
    """Whether the person coordinates a programme now."""
    return await programme_of(uow, person_id) is not None


async def programme_of(uow: UnitOfWork, person_id: UUID) -> UUID | None:
    """The programme the person coordinates; the oldest when there are several."""
    statement = (
        select(ProgrammeRole.programme_id)
        .where(
            ProgrammeRole.person_id == person_id,
            ProgrammeRole.role == "coordinator",
            ProgrammeRole.until_at.is_(None),
        )
        .order_by(ProgrammeRole.from_at)
        .limit(1)
    )
    return (await uow.rows(statement)).scalar_one_or_none()


async def any_programme(uow: UnitOfWork) -> UUID | None:
    """A running programme, if there is one."""
    return (await uow.rows(select(Programme.id).where(Programme.state == "running").limit(1))).scalar_one_or_none()


async def a_coordinator(uow: UnitOfWork) -> str | None:
    """The name of someone who may set up sets, to tell others whom to ask."""
    statement = (
        select(Person.display_name)
        .join(ProgrammeRole, ProgrammeRole.person_id == Person.id)
        .where(ProgrammeRole.until_at.is_(None), Person.active.is_(True))
        .order_by(ProgrammeRole.from_at)
        .limit(1)
    )
    return (await uow.rows(statement)).scalar_one_or_none()


async def add_coordinator(uow: UnitOfWork, programme_id: UUID, person_id: UUID, now: datetime) -> bool:
    """Make someone a coordinator; False when they are one already."""
    return await uow.insert_once(
        ProgrammeRole,
        id=uow.new_id(),
        programme_id=programme_id,
        person_id=person_id,
        role="coordinator",
        from_at=now,
        until_at=None,
    )


async def finish_step(
    uow: UnitOfWork, set_id: UUID, kind: str, person_id: UUID | None, error: str | None = None
) -> None:
    """Note that a step ended: done, or failed with Slack's error code."""
    statement = update(SetupStep).where(SetupStep.set_id == set_id, SetupStep.kind == kind)
    if person_id is not None:
        statement = statement.where(SetupStep.person_id == person_id)
    await uow.execute(statement.values(state="failed" if error else "done", error=error))


@dataclass(frozen=True)
class StepRow:
    """One step of setting up, with the person it is about."""

    kind: str
    state: str
    error: str | None
    person_id: UUID | None
    name: str | None


async def steps(uow: UnitOfWork, set_id: UUID) -> list[StepRow]:
    """All steps of a set, by person's name."""
    statement = (
        select(SetupStep.kind, SetupStep.state, SetupStep.error, SetupStep.person_id, Person.display_name)
        .outerjoin(Person, (Person.workspace_id == SetupStep.workspace_id) & (Person.id == SetupStep.person_id))
        .where(SetupStep.set_id == set_id)
        .order_by(Person.display_name)
    )
    return [StepRow(*row) for row in await uow.rows(statement)]


async def asked(uow: UnitOfWork, set_id: UUID) -> int:
    """How many people were asked to join."""
    statement = select(Invitation.id).where(Invitation.set_id == set_id, Invitation.state != "withdrawn")
    return len((await uow.rows(statement)).all())
