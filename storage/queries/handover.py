"""Handing over from a coach to the set itself. Nothing here commits."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, func, select, update
from sqlalchemy.orm import aliased

from storage.aliases import alias
from storage.models import Handover, LearningSet, Membership, Person, Phase, Round, Session
from storage.queries.beside import Standing, standing_of
from storage.queries.people import PERSON_COLUMNS, PersonRow
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class HandoverRow:
    """state: proposed, not_yet, agreed, leaving or complete. ends_at: when the coach's access ends (aware UTC)."""

    id: UUID
    set_id: UUID
    phase_id: UUID
    coach_id: UUID
    after_sessions: int
    state: str
    ends_at: datetime | None


@dataclass(frozen=True)
class SetWithCoach:
    """A set, its newest phase and its coach, for one person who looks.

    mode    of the phase: coached, self_run or None; coach_id, coach: in post now, None and "" when there is none
    members how many there are now; standing: of the one who looks
    zone    IANA zone of the set; held: how many sessions of the phase were; last: the latest of them
    """

    set_id: UUID
    set_name: str
    set_state: str
    channel_id: str | None
    contacts: str
    zone: str
    phase_id: UUID
    mode: str | None
    coach_id: UUID | None
    coach: str
    members: int
    held: int
    last: UUID | None
    standing: Standing
    person: PersonRow = field(repr=False)


_COACH, _POST = alias(Person, "coach"), alias(Membership, "post")
_OF_SET = (Membership.workspace_id == LearningSet.workspace_id) & (Membership.set_id == LearningSet.id)
_MEMBERS = (
    select(func.count())
    .select_from(Membership)
    .where(_OF_SET, Membership.until_at.is_(None), Membership.role == "member")
    .correlate(LearningSet)
    .scalar_subquery()
)


_HELD_HERE = (Session.workspace_id == Phase.workspace_id) & (Session.phase_id == Phase.id) & (Session.state == "closed")
_HELD = select(func.count()).select_from(Session).where(_HELD_HERE).correlate(Phase).scalar_subquery()
_LAST = (
    select(Session.id).where(_HELD_HERE).order_by(Session.starts_at.desc()).limit(1).correlate(Phase).scalar_subquery()
)


def _newest_phase() -> Select[UUID]:
    other = aliased(Phase)
    theirs = (other.workspace_id == LearningSet.workspace_id) & (other.set_id == LearningSet.id)
    return select(other.id).where(theirs).order_by(other.ordinal.desc()).limit(1).correlate(LearningSet)


async def of_set(uow: UnitOfWork, set_id: UUID, slack_user_id: str) -> SetWithCoach | None:
    """A set as somebody finds it; None when it is not there, or the bot has not met them."""
    at = LearningSet.workspace_id
    in_post: ColumnElement[bool] = (
        (_POST.workspace_id == at)
        & (_POST.set_id == LearningSet.id)
        & (_POST.role == "coach")
        & _POST.until_at.is_(None)
    )
    statement = (
        select(
            LearningSet.id,
            LearningSet.name,
            LearningSet.state,
            LearningSet.channel_id,
            LearningSet.contacts,
            LearningSet.zone,
            Phase.id,
            Phase.mode,
            _COACH.id,
            _COACH.display_name,
            _MEMBERS,
            _HELD,
            _LAST,
            standing_of(Person.id, LearningSet.id, LearningSet.workspace_id),
            *PERSON_COLUMNS,
        )
        .select_from(LearningSet)
        .join(Person, (Person.workspace_id == at) & (Person.slack_user_id == slack_user_id))
        .join(Phase, (Phase.workspace_id == at) & (Phase.id == _newest_phase().scalar_subquery()))
        .outerjoin(_POST, in_post)
        .outerjoin(_COACH, (_COACH.workspace_id == at) & (_COACH.id == _POST.person_id))
        .where(LearningSet.id == set_id)
    )
    row = (await uow.rows(statement)).first()
    if row is None:
        return None
    values = tuple[Any, ...](row)
    filled: tuple[Any, ...] = (*values[:9], values[9] or "", *values[10:14], PersonRow(*values[14:]))
    return SetWithCoach(*filled)


_HANDOVER = select(
    Handover.id,
    Handover.set_id,
    Handover.phase_id,
    Handover.coach_id,
    Handover.after_sessions,
    Handover.state,
    Handover.ends_at,
)


async def by_id(uow: UnitOfWork, handover_id: UUID, *, lock: bool = False) -> HandoverRow | None:
    """One question to a set. `lock`: nobody else changes it until the transaction ends (PostgreSQL)."""
    mine = _HANDOVER.where(Handover.id == handover_id)
    return _row((await uow.rows(mine.with_for_update() if lock else mine)).first())


async def latest(uow: UnitOfWork, phase_id: UUID) -> HandoverRow | None:
    """What a set was asked last in a phase; None: nothing yet."""
    mine = _HANDOVER.where(Handover.phase_id == phase_id).order_by(Handover.after_sessions.desc()).limit(1)
    return _row((await uow.rows(mine)).first())


async def of_coach(uow: UnitOfWork, set_id: UUID, coach_id: UUID) -> HandoverRow | None:
    """The hand-over that somebody's leaving ends; None: they left for another reason."""
    going = Handover.state.in_(("agreed", "leaving"))
    mine = _HANDOVER.where(Handover.set_id == set_id, Handover.coach_id == coach_id, going)
    return _row((await uow.rows(mine)).first())


def _row(row: Row[*tuple[Any, ...]] | None) -> HandoverRow | None:
    return HandoverRow(*tuple[Any, ...](row)) if row else None


async def propose(uow: UnitOfWork, found: SetWithCoach, now: datetime) -> UUID | None:
    """Write a question down; None when it was asked since the last session."""
    row_id = uow.new_id()
    about = {"set_id": found.set_id, "phase_id": found.phase_id, "coach_id": found.coach_id}
    begun = {"after_sessions": found.held, "state": "proposed", "proposed_at": now}
    new = await uow.insert_once(Handover, id=row_id, **about, **begun, decided_at=None, ends_at=None)
    return row_id if new else None


async def change(uow: UnitOfWork, row: HandoverRow, state: str, **values: object) -> bool:
    """From one state to the next; False when somebody else did."""
    mine = update(Handover).where(Handover.id == row.id, Handover.state == row.state)
    return (await uow.execute(mine.values(state=state, **values))).rowcount == 1


async def run_itself(uow: UnitOfWork, phase_id: UUID) -> None:
    """The sessions of this phase are led by its members from now on."""
    await uow.execute(update(Phase).where(Phase.id == phase_id).values(mode="self_run"))


async def coach_of(uow: UnitOfWork, set_id: UUID) -> tuple[UUID, str] | None:
    """Who coaches a set now, and their name."""
    post = (
        select(Person.id, Person.display_name)
        .join(Membership, (Membership.workspace_id == Person.workspace_id) & (Membership.person_id == Person.id))
        .where(Membership.set_id == set_id, Membership.role == "coach", Membership.until_at.is_(None))
    )
    row = (await uow.rows(post.order_by(Membership.from_at.desc()).limit(1))).first()
    return (row[0], row[1]) if row else None


async def ending(uow: UnitOfWork, now: datetime) -> list[UUID]:
    """The hand-overs whose coach's access ends now."""
    mine = select(Handover.id).where(Handover.state == "agreed", Handover.ends_at <= now)
    return list((await uow.rows(mine.order_by(Handover.ends_at, Handover.id))).scalars())


async def next_end(uow: UnitOfWork) -> datetime | None:
    """When the next coach's access ends (aware UTC)."""
    mine = select(func.min(Handover.ends_at)).where(Handover.state == "agreed")
    return (await uow.rows(mine)).scalar_one_or_none()


@dataclass(frozen=True)
class Plan:
    """What a set planned for its coach. planned, held: sessions of the phase with a coach."""

    phase_id: UUID
    mode: str | None
    planned: int | None
    held: int


async def plan(uow: UnitOfWork, set_id: UUID) -> Plan | None:
    """What a set planned for the phase it is in."""
    mine = select(Phase.id, Phase.mode, Phase.coached_sessions, _HELD).where(Phase.set_id == set_id)
    row = (await uow.rows(mine.order_by(Phase.ordinal.desc()).limit(1))).first()
    return Plan(*tuple[Any, ...](row)) if row else None


async def was_asked(uow: UnitOfWork, set_id: UUID, phase_id: UUID) -> bool:
    """Whether a set has been asked in this phase if it is ready, or to decide."""
    decide = select(Handover.id).where(Handover.phase_id == phase_id).limit(1)
    ready = select(Round.id).where(
        Round.set_id == set_id, Round.kind == "readiness", Round.opens_at >= _began(phase_id)
    )
    return any([(await uow.rows(each)).first() for each in (decide, ready.limit(1))])


def _began(phase_id: UUID) -> ScalarSelect[datetime]:
    return select(Phase.from_at).where(Phase.id == phase_id).scalar_subquery()
