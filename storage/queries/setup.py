"""Programmes, coordinators, sets and the steps that set one up."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update

from storage.models import LearningSet, Membership, Person, Programme, ProgrammeRole, SetupStep
from storage.queries.people import PERSON_COLUMNS, PersonRow
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
    wanted_channel_id: str | None = None
    ask_before: int = 3
    ask_after: int = 7
    reflections: str = "midway"
    phones: bool = False


_IN_POST = (ProgrammeRole.role == "coordinator", ProgrammeRole.until_at.is_(None))
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
    LearningSet.wanted_channel_id,
    LearningSet.ask_before,
    LearningSet.ask_after,
    LearningSet.reflections,
    LearningSet.phones,
)


async def learning_set(uow: UnitOfWork, set_id: UUID) -> SetRow | None:
    """One set."""
    row = (await uow.rows(_SET.where(LearningSet.id == set_id))).first()
    return SetRow(*tuple[Any, ...](row)) if row else None


async def set_of_channel(uow: UnitOfWork, channel_id: str) -> SetRow | None:
    """The set that meets in this Slack channel."""
    row = (await uow.rows(_SET.where(LearningSet.channel_id == channel_id))).first()
    return SetRow(*tuple[Any, ...](row)) if row else None


async def begin(uow: UnitOfWork, set_id: UUID, channel_id: str, compared_at: datetime | None) -> bool:
    """A set that is being set up has its channel and runs; False for one in any other state.

    compared_at  when it was known who is in the channel; None: that is still to be asked
    """
    waiting = update(LearningSet).where(LearningSet.id == set_id, LearningSet.state == "setting_up")
    begun = waiting.values(channel_id=channel_id, state="running", compared_at=compared_at)
    return (await uow.execute(begun)).rowcount == 1


async def change_set(uow: UnitOfWork, set_id: UUID, values: dict[str, object]) -> None:
    """Write columns of a set."""
    await uow.execute(update(LearningSet).where(LearningSet.id == set_id).values(values))


@dataclass(frozen=True)
class Coordinator:
    """Someone who coordinates a programme; the oldest when there are several."""

    person: PersonRow
    programme_id: UUID


async def coordinator(uow: UnitOfWork, slack_user_id: str) -> Coordinator | None:
    """The coordinator with this Slack id; None for everyone else."""
    statement = (
        select(*PERSON_COLUMNS, ProgrammeRole.programme_id)
        .join(ProgrammeRole, ProgrammeRole.person_id == Person.id)
        .where(Person.slack_user_id == slack_user_id, Person.active.is_(True), *_IN_POST)
        .order_by(ProgrammeRole.from_at)
        .limit(1)
    )
    row = (await uow.rows(statement)).first()
    if row is None:
        return None
    *person, programme_id = tuple[Any, ...](row)
    return Coordinator(PersonRow(*person), programme_id)


async def coordinators(uow: UnitOfWork) -> list[tuple[str, str, datetime]]:
    """Everyone who may set up sets now: Slack id, name, since when (aware UTC); the oldest first."""
    since = func.min(ProgrammeRole.from_at)
    statement = (
        select(Person.slack_user_id, Person.display_name, since)
        .join(ProgrammeRole, ProgrammeRole.person_id == Person.id)
        .where(Person.active.is_(True), *_IN_POST)
        .group_by(Person.slack_user_id, Person.display_name)
        .order_by(since, Person.slack_user_id)
    )
    return [(row[0], row[1], row[2]) for row in await uow.rows(statement)]


@dataclass(frozen=True)
class Candidate:
    """Someone the bot has met who may be asked into a set; `coordinates`: any programme, now."""

    id: UUID
    slack_user_id: str
    kind: str
    active: bool
    coordinates: bool


async def candidates(uow: UnitOfWork, slack_user_ids: list[str]) -> list[Candidate]:
    """Everyone of these whom the bot has met, in no order."""
    role = (
        select(ProgrammeRole.id)
        .where(ProgrammeRole.workspace_id == Person.workspace_id, ProgrammeRole.person_id == Person.id, *_IN_POST)
        .exists()
    )
    columns = select(Person.id, Person.slack_user_id, Person.kind, Person.active, role)
    return [Candidate(*row) for row in await uow.rows(columns.where(Person.slack_user_id.in_(slack_user_ids)))]


async def coordinates(uow: UnitOfWork, person_id: UUID) -> bool:
    """Whether the person coordinates a programme now."""
    return await programme_of(uow, person_id) is not None


async def programme_of(uow: UnitOfWork, person_id: UUID) -> UUID | None:
    """The programme the person coordinates; the oldest when there are several."""
    statement = (
        select(ProgrammeRole.programme_id)
        .where(ProgrammeRole.person_id == person_id, *_IN_POST)
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


async def enough_joined(uow: UnitOfWork, set_id: UUID, step: str, fewest: int) -> bool:
    """Note a set's open step as done once it has so many members; True for whoever made it so."""
    there = (
        select(func.count())
        .select_from(Membership)
        .where(Membership.set_id == set_id, Membership.role == "member", Membership.until_at.is_(None))
    )
    waiting = update(SetupStep).where(SetupStep.set_id == set_id, SetupStep.kind == step, SetupStep.state == "open")
    return (await uow.execute(waiting.where(there.scalar_subquery() >= fewest).values(state="done"))).rowcount == 1


async def members_now(uow: UnitOfWork, set_id: UUID) -> int:
    """How many members a set has."""
    there = select(func.count()).select_from(Membership)
    counted = there.where(Membership.set_id == set_id, Membership.role == "member", Membership.until_at.is_(None))
    return (await uow.rows(counted)).scalar_one()


async def reopen_failed(uow: UnitOfWork, set_id: UUID) -> list[tuple[str, UUID | None]]:
    """Every failed step of a set is to be tried again: their kinds and people. Of two at once, one gets them."""
    failed = update(SetupStep).where(SetupStep.set_id == set_id, SetupStep.state == "failed")
    opening = failed.values(state="open", error=None, attempts=SetupStep.attempts + 1)
    found = await uow.execute(opening.returning(SetupStep.kind, SetupStep.person_id))
    return [(row.kind, row.person_id) for row in found]


async def forget_failed(uow: UnitOfWork, set_id: UUID) -> None:
    """The people who could not be asked are no longer on the list."""
    statement = delete(SetupStep)
    await uow.execute(statement.where(SetupStep.set_id == set_id, SetupStep.state == "failed", SetupStep.kind == "ask"))


async def fail_asking(uow: UnitOfWork, person_id: UUID, error: str) -> None:
    """Someone turned out not to be a person to ask: every open question to them has failed."""
    asking = update(SetupStep).where(SetupStep.person_id == person_id, SetupStep.kind == "ask")
    await uow.execute(asking.where(SetupStep.state == "open").values(state="failed", error=error))


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
