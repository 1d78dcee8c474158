"""Rounds of reflection: one question a cycle for a set. Nothing here commits or opens a seal."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select, update

from storage.models import (
    LearningSet,
    Membership,
    ReflectionPause,
    ReflectionRound,
    Session,
)
from storage.unit_of_work import UnitOfWork

RECENT = timedelta(days=60)


@dataclass(frozen=True)
class RoundRow:
    """One question. Moments: aware UTC.

    question, prompt_id  once it is asked: its number in the bank, or which of the set's own it is
    """

    id: UUID
    set_id: UUID
    after_session_id: UUID
    question: int | None
    prompt_id: UUID | None
    opens_at: datetime
    deadline: datetime | None
    state: str
    post_id: UUID | None


COLUMNS = (
    ReflectionRound.id,
    ReflectionRound.set_id,
    ReflectionRound.after_session_id,
    ReflectionRound.question,
    ReflectionRound.prompt_id,
    ReflectionRound.opens_at,
    ReflectionRound.deadline,
    ReflectionRound.state,
    ReflectionRound.post_id,
)


_ROUNDS = select(*COLUMNS)


async def sessions_without(uow: UnitOfWork, now: datetime) -> list[tuple[UUID, UUID]]:
    """Sessions that closed lately and have no question yet: (session, set), of running sets."""
    round_ = select(ReflectionRound.id).where(
        ReflectionRound.workspace_id == Session.workspace_id, ReflectionRound.after_session_id == Session.id
    )
    wanted = (
        select(Session.id, Session.set_id)
        .join(LearningSet, LearningSet.id == Session.set_id)
        .where(
            Session.state == "closed",
            Session.starts_at > now - RECENT,
            Session.closed_at <= now,
            LearningSet.state == "running",
            ~round_.correlate(Session).exists(),
        )
    )
    return [(row.id, row.set_id) for row in await uow.rows(wanted.order_by(Session.starts_at, Session.id))]


async def add_round(uow: UnitOfWork, row: RoundRow) -> bool:
    """Plan a question; False when that session has one."""
    return await uow.insert_once(ReflectionRound, **vars(row))


async def round_by_id(uow: UnitOfWork, round_id: UUID) -> RoundRow | None:
    """One round."""
    row = (await uow.rows(_ROUNDS.where(ReflectionRound.id == round_id))).first()
    return RoundRow(*tuple[Any, ...](row)) if row else None


async def due(uow: UnitOfWork, now: datetime) -> list[RoundRow]:
    """Rounds to be asked, or to be shown, by now."""
    asking = and_(ReflectionRound.state == "planned", ReflectionRound.opens_at <= now)
    showing = and_(ReflectionRound.state == "open", ReflectionRound.deadline <= now)
    found = await uow.rows(_ROUNDS.where(or_(asking, showing)).order_by(ReflectionRound.opens_at, ReflectionRound.id))
    return [RoundRow(*tuple[Any, ...](row)) for row in found]


async def next_moment(uow: UnitOfWork) -> datetime | None:
    """When the next round is to be asked or shown (aware UTC)."""
    asking = select(func.min(ReflectionRound.opens_at)).where(ReflectionRound.state == "planned")
    showing = select(func.min(ReflectionRound.deadline)).where(ReflectionRound.state == "open")
    moments = [(await uow.rows(each)).scalar_one_or_none() for each in (asking, showing)]
    return min((moment for moment in moments if moment is not None), default=None)


async def change_round(uow: UnitOfWork, row: RoundRow, **values: object) -> bool:
    """Write columns of a round that still is in its state; False when another replica was faster."""
    mine = update(ReflectionRound).where(ReflectionRound.id == row.id, ReflectionRound.state == row.state)
    return (await uow.execute(mine.values(**values))).rowcount == 1


async def asked_before(uow: UnitOfWork, set_id: UUID) -> list[tuple[int | UUID, datetime]]:
    """Every question a set was asked (its number in the bank, or which of its own) and when, the latest first."""
    put = or_(ReflectionRound.question.is_not(None), ReflectionRound.prompt_id.is_not(None))
    wanted = select(ReflectionRound.question, ReflectionRound.prompt_id, ReflectionRound.opens_at)
    found = await uow.rows(
        wanted.where(ReflectionRound.set_id == set_id, put).order_by(ReflectionRound.opens_at.desc())
    )
    return [(row.prompt_id or row.question, row.opens_at) for row in found]


async def members(uow: UnitOfWork, set_id: UUID) -> list[UUID]:
    """Everyone who is a member of a set now and has not paused these questions."""
    paused = select(ReflectionPause.id).where(
        ReflectionPause.workspace_id == Membership.workspace_id, ReflectionPause.person_id == Membership.person_id
    )
    wanted = select(Membership.person_id).where(
        Membership.set_id == set_id,
        Membership.role == "member",
        Membership.until_at.is_(None),
        ~paused.correlate(Membership).exists(),
    )
    return list((await uow.rows(wanted.order_by(Membership.person_id))).scalars())
