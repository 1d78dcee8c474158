"""Invitations and memberships."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, func, or_, select, update

from storage.aliases import alias
from storage.models import Consent, Invitation, LearningSet, Membership, Person, PersonSettings, ProgrammeRole
from storage.queries.beside import Standing, standing_of
from storage.queries.people import PERSON_COLUMNS, SETTINGS_COLUMNS, PersonRow, SettingsRow
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class SetBrief:
    """A set as one of its members needs it. `from_at`: since when they belong to it."""

    id: UUID
    name: str
    zone: str
    channel_id: str | None
    contacts: str
    from_at: datetime
    ask_before: int = 3  # when its actions are asked about: sets/checkins.py
    ask_after: int = 7


@dataclass(frozen=True)
class InvitationRow:
    """One invitation with its set and its coordinator."""

    id: UUID
    set_id: UUID
    person_id: UUID
    role: str
    state: str
    revision: int
    set_name: str
    set_state: str
    contacts: str
    channel_id: str | None
    coordinator_id: UUID
    coordinator_name: str
    coordinator_slack_id: str
    purpose: str | None = None
    theme_audience: str | None = None


async def standing(uow: UnitOfWork, person_id: UUID, set_id: UUID) -> Standing:
    """Whether the person belongs to the set now (as what), once did, or never did."""
    theirs = select(Membership.role, Membership.until_at).where(
        Membership.person_id == person_id, Membership.set_id == set_id
    )
    intervals = (await uow.rows(theirs)).all()
    now = [role for role, until_at in intervals if until_at is None]
    if now:
        return "coach" if "coach" in now else "member"
    return "former" if intervals else "none"


async def sets_of(uow: UnitOfWork, person_id: UUID) -> list[SetBrief]:
    """The sets someone is a member of now, oldest membership first. A coach is no member."""
    columns = (
        select(
            LearningSet.id,
            LearningSet.name,
            LearningSet.zone,
            LearningSet.channel_id,
            LearningSet.contacts,
            Membership.from_at,
            LearningSet.ask_before,
            LearningSet.ask_after,
        )
        .join(Membership, Membership.set_id == LearningSet.id)
        .where(
            Membership.person_id == person_id,
            Membership.role == "member",
            Membership.until_at.is_(None),
            LearningSet.state != "closed",
        )
        .order_by(Membership.from_at, LearningSet.name)
    )
    return [SetBrief(*row) for row in await uow.rows(columns)]


_COORDINATOR = alias(Person, "coordinator")
_INVITATION_COLUMNS = (
    Invitation.id,
    Invitation.set_id,
    Invitation.person_id,
    Invitation.role,
    Invitation.state,
    Invitation.revision,
    LearningSet.name,
    LearningSet.state,
    LearningSet.contacts,
    LearningSet.channel_id,
    _COORDINATOR.id,
    _COORDINATOR.display_name,
    _COORDINATOR.slack_user_id,
    LearningSet.purpose,
    LearningSet.theme_audience,
)
_INVITATION = (
    select(*_INVITATION_COLUMNS)
    .join(LearningSet, LearningSet.id == Invitation.set_id)
    .join(_COORDINATOR, _COORDINATOR.id == LearningSet.created_by)
)


async def invitation(uow: UnitOfWork, invitation_id: UUID) -> InvitationRow | None:
    """One invitation."""
    row = (await uow.rows(_INVITATION.where(Invitation.id == invitation_id))).first()
    return InvitationRow(*tuple(row)) if row else None


_LEFT_AT = (
    select(func.max(Membership.until_at))
    .where(
        Membership.workspace_id == Invitation.workspace_id,
        Membership.set_id == Invitation.set_id,
        Membership.person_id == Invitation.person_id,
        Membership.until_at >= Invitation.asked_at,
    )
    .scalar_subquery()
)


@dataclass(frozen=True)
class AskedRow:
    """An invitation, the person it was written to, and what they chose (None: nothing yet).

    coordinates  they coordinate a programme now
    left_at      when they last left this set; None: never, or they are in it
    """

    invitation: InvitationRow
    person: PersonRow
    settings: SettingsRow | None
    coordinates: bool
    left_at: datetime | None


async def asked(uow: UnitOfWork, invitation_id: UUID) -> AskedRow | None:
    """One invitation with whom it was written to, in one statement."""
    mine = (PersonSettings.workspace_id == Invitation.workspace_id) & (PersonSettings.person_id == Invitation.person_id)
    in_post = (
        select(ProgrammeRole.id)
        .where(
            ProgrammeRole.workspace_id == Invitation.workspace_id,
            ProgrammeRole.person_id == Invitation.person_id,
            ProgrammeRole.role == "coordinator",
            ProgrammeRole.until_at.is_(None),
        )
        .exists()
    )
    statement = (
        select(*_INVITATION_COLUMNS, *PERSON_COLUMNS, in_post, _LEFT_AT, *SETTINGS_COLUMNS)
        .join(LearningSet, LearningSet.id == Invitation.set_id)
        .join(_COORDINATOR, _COORDINATOR.id == LearningSet.created_by)
        .join(Person, Person.id == Invitation.person_id)
        .outerjoin(PersonSettings, mine)
        .where(Invitation.id == invitation_id)
    )
    row = (await uow.rows(statement)).first()
    if row is None:
        return None
    values = tuple(row)
    first, second = len(_INVITATION_COLUMNS), len(_INVITATION_COLUMNS) + len(PERSON_COLUMNS)
    coordinates, left_at, *chosen = values[second:]
    settings = None if chosen[0] is None else SettingsRow(*chosen)
    invitation, person = InvitationRow(*values[:first]), PersonRow(*values[first:second])
    return AskedRow(invitation, person, settings, bool(coordinates), left_at)


@dataclass(frozen=True)
class Belonging:
    """Somebody in a set, or who was: with the invitation that brought them there."""

    person: PersonRow
    invitation: InvitationRow
    standing: Standing


async def belonging(uow: UnitOfWork, slack_user_id: str, set_id: UUID) -> Belonging | None:
    """How somebody stands in a set into which they were asked, in one statement."""
    standing = standing_of(Invitation.person_id, Invitation.set_id, Invitation.workspace_id)
    statement = (
        select(*_INVITATION_COLUMNS, *PERSON_COLUMNS, standing)
        .join(LearningSet, LearningSet.id == Invitation.set_id)
        .join(_COORDINATOR, _COORDINATOR.id == LearningSet.created_by)
        .join(Person, Person.id == Invitation.person_id)
        .where(Invitation.set_id == set_id, Person.slack_user_id == slack_user_id)
    )
    row = (await uow.rows(statement)).first()
    if row is None:
        return None
    values = tuple(row)
    first, second = len(_INVITATION_COLUMNS), len(_INVITATION_COLUMNS) + len(PERSON_COLUMNS)
    return Belonging(PersonRow(*values[first:second]), InvitationRow(*values[:first]), values[second])


async def invitation_of(uow: UnitOfWork, person_id: UUID, set_id: UUID) -> InvitationRow | None:
    """The invitation of one person to one set."""
    statement = _INVITATION.where(Invitation.person_id == person_id, Invitation.set_id == set_id)
    row = (await uow.rows(statement)).first()
    return InvitationRow(*tuple(row)) if row else None


async def open_invitations(uow: UnitOfWork, person_id: UUID, left_since: datetime) -> list[InvitationRow]:
    """What the person may still join: asked, or declined and free to think again; what they left, since then only."""
    statement = _INVITATION.where(
        Invitation.person_id == person_id,
        Invitation.state.in_(["asked", "declined"]),
        LearningSet.state != "closed",
        or_(_LEFT_AT.is_(None), left_since < _LEFT_AT),
    ).order_by(LearningSet.name)
    return [InvitationRow(*tuple(row)) for row in await uow.rows(statement)]


async def answer(uow: UnitOfWork, invitation_id: UUID, revision: int, state: str) -> bool:
    """Write an answer; False when it has changed since `revision`."""
    changed = (
        update(Invitation)
        .where(Invitation.id == invitation_id, Invitation.revision == revision)
        .values(state=state, revision=revision + 1)
    )
    return (await uow.execute(changed)).rowcount == 1


async def join(uow: UnitOfWork, person_id: UUID, set_id: UUID, now: datetime, role: str = "member") -> bool:
    """Open a membership as member or coach; False when one is open already."""
    return await uow.insert_once(
        Membership, id=uow.new_id(), set_id=set_id, person_id=person_id, role=role, from_at=now, until_at=None
    )


@dataclass(frozen=True)
class Ended:
    """A membership that has just ended; `role`: member or coach."""

    membership_id: UUID
    set_id: UUID
    role: str


async def leave(
    uow: UnitOfWork, person_id: UUID, set_id: UUID | None, now: datetime, joined_by: datetime | None = None
) -> list[Ended]:
    """Close the open membership of one set (None: of all). Those that were closed."""
    statement = update(Membership).where(Membership.person_id == person_id, Membership.until_at.is_(None))
    if set_id is not None:
        statement = statement.where(Membership.set_id == set_id)
    if joined_by is not None:
        statement = statement.where(Membership.from_at <= joined_by)
    closing = statement.values(until_at=now).returning(Membership.id, Membership.set_id, Membership.role)
    return [Ended(row.id, row.set_id, row.role) for row in await uow.execute(closing)]


async def note_consent(
    uow: UnitOfWork, person_id: UUID, scope: str, subject_id: UUID, text_hash: str, answer: str, now: datetime
) -> None:
    """Append what someone said to the exact words shown."""
    await uow.insert(
        Consent,
        id=uow.new_id(),
        person_id=person_id,
        scope=scope,
        subject_id=subject_id,
        text_hash=text_hash,
        answer=answer,
        at=now,
    )


async def decline(uow: UnitOfWork, person_id: UUID, set_id: UUID) -> None:
    """A person's yes to one set becomes "not now": they may join again from their Home."""
    await change_all(uow, set_id, [person_id], "joined", "declined")


async def change_all(uow: UnitOfWork, set_id: UUID, people: Sequence[UUID], before: str, after: str) -> None:
    """The invitations of some people to one set go from one state to another."""
    statement = update(Invitation).where(
        Invitation.set_id == set_id, Invitation.person_id.in_(people), Invitation.state == before
    )
    await uow.execute(statement.values(state=after, revision=Invitation.revision + 1))


async def withdraw_all(uow: UnitOfWork, person_id: UUID) -> None:
    """Someone cannot be in a set: what they were asked is taken back, and their yes becomes "not now"."""
    after = case((Invitation.state == "joined", "declined"), else_="withdrawn")
    statement = update(Invitation).where(Invitation.person_id == person_id, Invitation.state.in_(["asked", "joined"]))
    await uow.execute(statement.values(state=after, revision=Invitation.revision + 1))


async def is_member_anywhere(uow: UnitOfWork, person_id: UUID) -> bool:
    """Whether the person belongs to any set now."""
    statement = select(Membership.id).where(Membership.person_id == person_id, Membership.until_at.is_(None)).limit(1)
    return (await uow.rows(statement)).first() is not None
