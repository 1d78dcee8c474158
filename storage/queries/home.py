"""What the Home tab needs to know of one person, in few statements. Nothing here commits or opens a seal."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from storage.models import Invitation, LearningSet, Membership, Nudge, Person, PersonSettings, ProgrammeRole
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Owner:
    """Whose Home it is. `show_labels`: None when they never changed their settings."""

    id: UUID
    display_name: str
    locale: str
    tz: str
    show_labels: bool | None
    check_ins: int
    invitations: int
    coordinates: int


@dataclass(frozen=True)
class SetLine:
    """A set of someone, where it meets (its channel's Slack id), and the name of who looks after it.

    role  what the person is in it: "member" or "coach"
    """

    id: UUID
    name: str
    channel_id: str | None
    coordinator: str
    role: str = "member"


_SETTINGS = (PersonSettings.workspace_id == Person.workspace_id) & (PersonSettings.person_id == Person.id)


async def owner(uow: UnitOfWork, *, slack_user_id: str = "", person_id: UUID | None = None) -> Owner | None:
    """Someone by Slack's id or by ours; None when the bot has not met them."""
    check_ins = select(func.count()).where(
        Nudge.workspace_id == Person.workspace_id,
        Nudge.person_id == Person.id,
        Nudge.kind == "checkin",
        Nudge.state == "sent",
    )
    invitations = select(func.count()).where(
        Invitation.workspace_id == Person.workspace_id,
        Invitation.person_id == Person.id,
        Invitation.state.in_(["asked", "declined"]),
    )
    coordinates = select(func.count()).where(
        ProgrammeRole.workspace_id == Person.workspace_id,
        ProgrammeRole.person_id == Person.id,
        ProgrammeRole.until_at.is_(None),
    )
    found = await uow.rows(
        select(
            Person.id,
            Person.display_name,
            Person.locale,
            Person.tz,
            select(PersonSettings.show_labels).where(_SETTINGS).scalar_subquery(),
            check_ins.scalar_subquery(),
            invitations.scalar_subquery(),
            coordinates.scalar_subquery(),
        ).where(Person.id == person_id if person_id else Person.slack_user_id == slack_user_id)
    )
    row = found.one_or_none()
    return Owner(*row) if row else None


async def sets_joined(uow: UnitOfWork, person_id: UUID) -> list[SetLine]:
    """The sets someone is in now."""
    found = await uow.rows(
        select(LearningSet.id, LearningSet.name, LearningSet.channel_id, Person.display_name, Membership.role)
        .join(Membership, (Membership.workspace_id == LearningSet.workspace_id) & (Membership.set_id == LearningSet.id))
        .join(Person, (Person.workspace_id == LearningSet.workspace_id) & (Person.id == LearningSet.created_by))
        .where(Membership.person_id == person_id, Membership.until_at.is_(None), LearningSet.state != "closed")
        .order_by(LearningSet.name, LearningSet.id)
    )
    return [SetLine(*row) for row in found]


@dataclass(frozen=True)
class LookedAfter:
    """A set in the eyes of its coordinator."""

    id: UUID
    name: str


async def sets_coordinated(uow: UnitOfWork, person_id: UUID) -> list[LookedAfter]:
    """The sets someone looks after."""
    found = await uow.rows(
        select(LearningSet.id, LearningSet.name)
        .join(
            ProgrammeRole,
            (ProgrammeRole.workspace_id == LearningSet.workspace_id)
            & (ProgrammeRole.programme_id == LearningSet.programme_id),
        )
        .where(ProgrammeRole.person_id == person_id, ProgrammeRole.until_at.is_(None), LearningSet.state != "closed")
        .order_by(LearningSet.name, LearningSet.id)
    )
    return [LookedAfter(*row) for row in found]
