"""Handing over from a coach to the set itself. Nothing here commits."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, func, select, update
from sqlalchemy.orm import aliased

from storage.aliases import alias
from storage.models import Handover, HandoverYes, LearningSet, Membership, Person, Phase
from storage.queries.beside import Standing, standing_of
from storage.queries.people import PERSON_COLUMNS, PersonRow
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class HandoverRow:
    """state: proposed, agreed or complete."""

    id: UUID
    set_id: UUID
    phase_id: UUID
    coach_id: UUID
    state: str


@dataclass(frozen=True)
class SetWithCoach:
    """A set, its newest phase and its coach, for one person who looks.

    mode    of the phase: coached, self_run or None; coach_id, coach: in post now, None and "" when there is none
    members how many there are now; standing: of the one who looks
    """

    set_id: UUID
    set_name: str
    set_state: str
    channel_id: str | None
    contacts: str
    phase_id: UUID
    mode: str | None
    coach_id: UUID | None
    coach: str
    members: int
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
            Phase.id,
            Phase.mode,
            _COACH.id,
            _COACH.display_name,
            _MEMBERS,
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
    the_set, (phase_id, mode, coach_id, coach, members_now, standing) = values[:5], values[5:11]
    id_, name, state, channel_id, contacts = the_set
    return SetWithCoach(
        set_id=id_,
        set_name=name,
        set_state=state,
        channel_id=channel_id,
        contacts=contacts,
        phase_id=phase_id,
        mode=mode,
        coach_id=coach_id,
        coach=coach or "",
        members=members_now,
        standing=standing,
        person=PersonRow(*values[11:]),
    )


_HANDOVER = select(Handover.id, Handover.set_id, Handover.phase_id, Handover.coach_id, Handover.state)


async def by_id(uow: UnitOfWork, handover_id: UUID, *, lock: bool = False) -> HandoverRow | None:
    """One hand-over. `lock`: nobody else says yes until the transaction ends (PostgreSQL)."""
    mine = _HANDOVER.where(Handover.id == handover_id)
    row = (await uow.rows(mine.with_for_update() if lock else mine)).first()
    return HandoverRow(*row) if row else None


async def of_coach(uow: UnitOfWork, set_id: UUID, coach_id: UUID) -> HandoverRow | None:
    """The hand-over that somebody's leaving ends; None: they left for another reason."""
    mine = _HANDOVER.where(Handover.set_id == set_id, Handover.coach_id == coach_id, Handover.state == "agreed")
    row = (await uow.rows(mine)).first()
    return HandoverRow(*row) if row else None


async def propose(uow: UnitOfWork, found: SetWithCoach, now: datetime) -> UUID | None:
    """Write a proposal down; None when this phase has one already."""
    row_id = uow.new_id()
    values = {"set_id": found.set_id, "phase_id": found.phase_id, "coach_id": found.coach_id, "state": "proposed"}
    new = await uow.insert_once(Handover, id=row_id, **values, proposed_at=now, agreed_at=None)
    return row_id if new else None


async def say_yes(uow: UnitOfWork, handover_id: UUID, person_id: UUID) -> bool:
    """Somebody says yes; False when they had."""
    return await uow.insert_once(HandoverYes, id=uow.new_id(), handover_id=handover_id, person_id=person_id)


async def take_back(uow: UnitOfWork, handover_id: UUID, person_id: UUID) -> None:
    """Somebody says nothing again."""
    mine = delete(HandoverYes).where(HandoverYes.handover_id == handover_id, HandoverYes.person_id == person_id)
    await uow.execute(mine)


async def count(uow: UnitOfWork, row: HandoverRow) -> int:
    """How many of the members of now have said yes."""
    said = (
        select(func.count())
        .select_from(HandoverYes)
        .join(
            Membership,
            (Membership.workspace_id == HandoverYes.workspace_id)
            & (Membership.person_id == HandoverYes.person_id)
            & (Membership.set_id == row.set_id)
            & (Membership.role == "member")
            & Membership.until_at.is_(None),
        )
        .where(HandoverYes.handover_id == row.id)
    )
    return (await uow.rows(said)).scalar_one()


async def agree(uow: UnitOfWork, row: HandoverRow, now: datetime) -> bool:
    """The set has agreed: it runs itself, and who said yes is forgotten. False: it had agreed before."""
    mine = update(Handover).where(Handover.id == row.id, Handover.state == "proposed")
    if (await uow.execute(mine.values(state="agreed", agreed_at=now, coach_id=row.coach_id))).rowcount != 1:
        return False
    await uow.execute(delete(HandoverYes).where(HandoverYes.handover_id == row.id))
    await uow.execute(update(Phase).where(Phase.id == row.phase_id).values(mode="self_run"))
    return True


async def complete(uow: UnitOfWork, handover_id: UUID) -> bool:
    """The coach is out of the channel; False when that was known."""
    mine = update(Handover).where(Handover.id == handover_id, Handover.state == "agreed")
    return (await uow.execute(mine.values(state="complete"))).rowcount == 1


async def members(uow: UnitOfWork, set_id: UUID) -> int:
    """How many members a set has now."""
    mine = select(func.count()).select_from(Membership)
    mine = mine.where(Membership.set_id == set_id, Membership.role == "member", Membership.until_at.is_(None))
    return (await uow.rows(mine)).scalar_one()
