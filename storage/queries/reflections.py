"""Reflection rounds, answers and journals. Nothing here commits or opens a seal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, func, or_, select, update

from storage.models import (
    LearningSet,
    Membership,
    Person,
    Reflection,
    ReflectionPause,
    ReflectionRound,
    Session,
)
from storage.queries.beside import Standing, standing_of
from storage.unit_of_work import UnitOfWork

# A session that closed longer ago has had its time for a question.
RECENT = timedelta(days=60)


@dataclass(frozen=True)
class RoundRow:
    """One question. Moments: aware UTC; question: its number in the bank, None until it is asked."""

    id: UUID
    set_id: UUID
    after_session_id: UUID
    question: int | None
    opens_at: datetime
    deadline: datetime | None
    state: str
    post_id: UUID | None


@dataclass(frozen=True)
class ReaderRow:
    """A round as somebody meets it. belonged: they were in the set, as now, when it was asked."""

    round: RoundRow
    person_id: UUID
    locale: str
    tz: str
    standing: Standing
    belonged: bool
    set_name: str
    contacts: str


@dataclass(frozen=True)
class ReflectionRow:
    """What somebody wrote; `question`, `deadline`: of the round it answers, None when it was written unasked."""

    id: UUID
    round_id: UUID | None
    set_id: UUID | None
    person_id: UUID
    audience: str
    at: datetime
    revision: int
    body: bytes
    author: str
    question: int | None
    deadline: datetime | None


_ROUND = (
    ReflectionRound.id,
    ReflectionRound.set_id,
    ReflectionRound.after_session_id,
    ReflectionRound.question,
    ReflectionRound.opens_at,
    ReflectionRound.deadline,
    ReflectionRound.state,
    ReflectionRound.post_id,
)
_ROUNDS = select(*_ROUND)
_OF_ROUND = and_(ReflectionRound.workspace_id == Reflection.workspace_id, ReflectionRound.id == Reflection.round_id)
_REFLECTION = (
    select(
        Reflection.id,
        Reflection.round_id,
        Reflection.set_id,
        Reflection.person_id,
        Reflection.audience,
        Reflection.at,
        Reflection.revision,
        Reflection.body,
        Person.display_name,
        ReflectionRound.question,
        ReflectionRound.deadline,
    )
    .join(Person, Person.id == Reflection.person_id)
    .outerjoin(ReflectionRound, _OF_ROUND)
)


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


async def asked_before(uow: UnitOfWork, set_id: UUID) -> list[int]:
    """The numbers of every question a set was asked, the latest first."""
    wanted = select(ReflectionRound.question).where(
        ReflectionRound.set_id == set_id, ReflectionRound.question.is_not(None)
    )
    return [each for each in (await uow.rows(wanted.order_by(ReflectionRound.opens_at.desc()))).scalars() if each]


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


async def met_by(uow: UnitOfWork, round_id: UUID, slack_user_id: str) -> ReaderRow | None:
    """A round with somebody and how they stand to it; None: there is no such round, or the bot never met them."""
    then = select(Membership.id).where(
        Membership.workspace_id == ReflectionRound.workspace_id,
        Membership.set_id == ReflectionRound.set_id,
        Membership.person_id == Person.id,
        Membership.role == "member",
        Membership.until_at.is_(None),
        Membership.from_at <= ReflectionRound.opens_at,
    )
    wanted = (
        select(
            *_ROUND,
            Person.id,
            Person.locale,
            Person.tz,
            standing_of(Person.id, ReflectionRound.set_id, ReflectionRound.workspace_id),
            then.correlate(ReflectionRound, Person).exists(),
            LearningSet.name,
            LearningSet.contacts,
        )
        .join(LearningSet, LearningSet.id == ReflectionRound.set_id)
        .join(Person, Person.workspace_id == ReflectionRound.workspace_id)
        .where(ReflectionRound.id == round_id, Person.slack_user_id == slack_user_id)
    )
    row = (await uow.rows(wanted)).first()
    if row is None:
        return None
    values = tuple[Any, ...](row)
    return ReaderRow(RoundRow(*values[: len(_ROUND)]), *values[len(_ROUND) :])


async def answer_of(uow: UnitOfWork, round_id: UUID, person_id: UUID) -> ReflectionRow | None:
    """What one person answered."""
    mine = _REFLECTION.where(Reflection.round_id == round_id, Reflection.person_id == person_id)
    row = (await uow.rows(mine)).first()
    return ReflectionRow(*tuple[Any, ...](row)) if row else None


async def shared(uow: UnitOfWork, round_id: UUID) -> list[ReflectionRow]:
    """What was shared with the set, the first first."""
    wanted = _REFLECTION.where(Reflection.round_id == round_id, Reflection.audience == "set")
    return [
        ReflectionRow(*tuple[Any, ...](row)) for row in await uow.rows(wanted.order_by(Reflection.at, Reflection.id))
    ]


async def anything_shared(uow: UnitOfWork, round_id: UUID) -> bool:
    """Whether anyone shared an answer."""
    wanted = select(Reflection.id).where(Reflection.round_id == round_id, Reflection.audience == "set").limit(1)
    return (await uow.rows(wanted)).first() is not None


async def write(uow: UnitOfWork, **values: object) -> None:
    """Add what somebody wrote."""
    await uow.insert(Reflection, **values)


async def rewrite(uow: UnitOfWork, row_id: UUID, **values: object) -> None:
    """Write it anew."""
    await uow.execute(
        update(Reflection).where(Reflection.id == row_id).values(**values, revision=Reflection.revision + 1)
    )


async def erase(uow: UnitOfWork, row_id: UUID) -> None:
    """It goes."""
    await uow.execute(delete(Reflection).where(Reflection.id == row_id))


async def by_id(uow: UnitOfWork, row_id: UUID) -> ReflectionRow | None:
    """One thing that was written."""
    row = (await uow.rows(_REFLECTION.where(Reflection.id == row_id))).first()
    return ReflectionRow(*tuple[Any, ...](row)) if row else None


async def journal(uow: UnitOfWork, person_id: UUID, offset: int, limit: int) -> list[ReflectionRow]:
    """What somebody wrote for themselves, the newest first."""
    own = _REFLECTION.where(Reflection.person_id == person_id, Reflection.audience == "me")
    found = await uow.rows(own.order_by(Reflection.at.desc(), Reflection.id).offset(offset).limit(limit))
    return [ReflectionRow(*tuple[Any, ...](row)) for row in found]


async def pause(uow: UnitOfWork, person_id: UUID) -> bool:
    """No more questions until `resume`; False when they were paused."""
    return await uow.insert_once(ReflectionPause, id=uow.new_id(), person_id=person_id)


async def resume(uow: UnitOfWork, person_id: UUID) -> bool:
    """Questions again; False when they were not paused."""
    return (await uow.execute(delete(ReflectionPause).where(ReflectionPause.person_id == person_id))).rowcount > 0


async def is_paused(uow: UnitOfWork, person_id: UUID) -> bool:
    """Whether somebody paused these questions."""
    return (
        await uow.rows(select(ReflectionPause.id).where(ReflectionPause.person_id == person_id))
    ).first() is not None


@dataclass(frozen=True)
class Asked:
    """How a question stands for somebody who is to be asked it."""

    round_id: UUID
    person_id: UUID
    question: int | None
    deadline: datetime | None
    state: str
    member: bool
    answered: bool
    paused: bool


async def asked_of(uow: UnitOfWork, round_ids: Sequence[UUID], person_id: UUID) -> dict[UUID, Asked]:
    """How some rounds stand for one person, by round."""
    member = select(Membership.id).where(
        Membership.workspace_id == ReflectionRound.workspace_id,
        Membership.set_id == ReflectionRound.set_id,
        Membership.person_id == person_id,
        Membership.role == "member",
        Membership.until_at.is_(None),
    )
    answer = select(Reflection.id).where(
        Reflection.workspace_id == ReflectionRound.workspace_id,
        Reflection.round_id == ReflectionRound.id,
        Reflection.person_id == person_id,
    )
    paused = select(ReflectionPause.id).where(
        ReflectionPause.workspace_id == ReflectionRound.workspace_id, ReflectionPause.person_id == person_id
    )
    wanted = select(
        ReflectionRound.id,
        ReflectionRound.question,
        ReflectionRound.deadline,
        ReflectionRound.state,
        member.correlate(ReflectionRound).exists(),
        answer.correlate(ReflectionRound).exists(),
        paused.correlate(ReflectionRound).exists(),
    ).where(ReflectionRound.id.in_(round_ids))
    found = [tuple[Any, ...](row) for row in await uow.rows(wanted)]
    return {round_id: Asked(round_id, person_id, *rest) for round_id, *rest in found}
