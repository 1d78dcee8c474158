"""Channels of sets: who is in them by our account, and when that was compared with Slack's."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select, update

from storage.models import Invitation, LearningSet, Membership, Person, Workspace
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class InChannel:
    """A set by its channel, and somebody: person_id only when they belong to it now.

    known_id    their row, when the bot has met them
    invitation  the state of theirs; None: never asked
    """

    set_id: UUID
    person_id: UUID | None
    known_id: UUID | None
    invitation: str | None


async def of_channel(uow: UnitOfWork, channel_id: str, slack_user_id: str) -> InChannel | None:
    """The set that meets in a channel, and whether someone belongs to it. None: not a channel of a set."""
    member = (
        select(Membership.person_id)
        .join(Person, (Person.workspace_id == Membership.workspace_id) & (Person.id == Membership.person_id))
        .where(
            Membership.workspace_id == LearningSet.workspace_id,
            Membership.set_id == LearningSet.id,
            Membership.until_at.is_(None),
            Person.slack_user_id == slack_user_id,
        )
        .scalar_subquery()
    )
    person = select(Person.id).where(
        Person.workspace_id == LearningSet.workspace_id, Person.slack_user_id == slack_user_id
    )
    invited = (
        select(Invitation.state)
        .join(Person, (Person.workspace_id == Invitation.workspace_id) & (Person.id == Invitation.person_id))
        .where(
            Invitation.workspace_id == LearningSet.workspace_id,
            Invitation.set_id == LearningSet.id,
            Person.slack_user_id == slack_user_id,
        )
    )
    columns = select(LearningSet.id, member, person.scalar_subquery(), invited.scalar_subquery())
    row = (await uow.rows(columns.where(LearningSet.channel_id == channel_id))).first()
    return InChannel(*row) if row else None


async def lose(uow: UnitOfWork, set_id: UUID, at: datetime | None) -> None:
    """The bot can no longer see the channel of a set; None: it can again."""
    await uow.execute(update(LearningSet).where(LearningSet.id == set_id).values(channel_lost_at=at))


@dataclass(frozen=True)
class Compared:
    """A set whose channel is to be compared with its members."""

    set_id: UUID
    channel_id: str


async def to_compare(uow: UnitOfWork, before: datetime, now: datetime) -> list[Compared]:
    """Take the sets that were last compared at `before` or earlier, each for one replica."""
    due = (
        update(LearningSet)
        .where(
            LearningSet.state == "running",
            LearningSet.channel_id.is_not(None),
            LearningSet.channel_lost_at.is_(None),
            or_(LearningSet.compared_at.is_(None), LearningSet.compared_at <= before),
        )
        .values(compared_at=now)
        .returning(LearningSet.id, LearningSet.channel_id)
    )
    found = [Compared(row.id, row.channel_id) for row in await uow.execute(due)]
    return sorted(found, key=lambda each: each.channel_id)


async def first_compared(uow: UnitOfWork) -> tuple[bool, datetime | None]:
    """Whether any running set was never compared, and otherwise the moment of the one that was longest ago."""
    running = (
        LearningSet.state == "running",
        LearningSet.channel_id.is_not(None),
        LearningSet.channel_lost_at.is_(None),
    )
    never = select(func.count()).where(LearningSet.compared_at.is_(None), *running).select_from(LearningSet)
    oldest = select(LearningSet.compared_at).where(LearningSet.compared_at.is_not(None), *running)
    first = (await uow.rows(oldest.order_by(LearningSet.compared_at).limit(1))).scalar_one_or_none()
    return bool((await uow.rows(never)).scalar_one()), first


@dataclass(frozen=True)
class Known:
    """Somebody of a set, or who was asked: from_at, in_channel_at of an open membership, state of an invitation."""

    person_id: UUID
    slack_user_id: str
    membership_id: UUID | None
    from_at: datetime | None
    in_channel_at: datetime | None
    invitation: str | None


async def just_left(uow: UnitOfWork, set_id: UUID, since: datetime) -> set[str]:
    """The Slack ids of those who left a set at `since` or later."""
    statement = (
        select(Person.slack_user_id)
        .join(Membership, (Membership.workspace_id == Person.workspace_id) & (Membership.person_id == Person.id))
        .where(Membership.set_id == set_id, Membership.until_at >= since)
    )
    return set((await uow.rows(statement)).scalars())


async def people_of(uow: UnitOfWork, set_id: UUID) -> list[Known]:
    """Everyone who belongs to a set now or was asked into it."""
    belonging = (
        (Membership.workspace_id == Person.workspace_id)
        & (Membership.person_id == Person.id)
        & (Membership.set_id == set_id)
        & Membership.until_at.is_(None)
    )
    asked = (
        (Invitation.workspace_id == Person.workspace_id)
        & (Invitation.person_id == Person.id)
        & (Invitation.set_id == set_id)
    )
    statement = (
        select(
            Person.id,
            Person.slack_user_id,
            Membership.id,
            Membership.from_at,
            Membership.in_channel_at,
            Invitation.state,
        )
        .outerjoin(Membership, belonging)
        .outerjoin(Invitation, asked)
        .where(or_(Membership.id.is_not(None), Invitation.id.is_not(None)))
        .order_by(Person.slack_user_id)
    )
    return [Known(*row) for row in await uow.rows(statement)]


async def bot_user(uow: UnitOfWork) -> str:
    """Slack's id of the bot in this workspace."""
    statement = select(Workspace.bot_user_id).where(Workspace.id == uow.workspace_id)
    return str((await uow.rows(statement)).scalar_one())


async def in_channel(uow: UnitOfWork, set_id: UUID, person_id: UUID, now: datetime) -> None:
    """Slack has let a member into the channel."""
    theirs = update(Membership).where(
        Membership.set_id == set_id, Membership.person_id == person_id, Membership.until_at.is_(None)
    )
    await uow.execute(theirs.where(Membership.in_channel_at.is_(None)).values(in_channel_at=now))
