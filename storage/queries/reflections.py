"""Reflection rounds, answers and journals. Nothing here commits or opens a seal."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, select, update

from storage.models import (
    LearningSet,
    Membership,
    Person,
    Reflection,
    ReflectionPause,
    ReflectionRound,
    SetPrompt,
)
from storage.queries.beside import Standing, standing_of
from storage.queries.reflection_rounds import COLUMNS, RoundRow
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class ReaderRow:
    """A round as somebody meets it. belonged: they were in the set, as now, when it was asked.

    prompt  the sealed words of the set's own question; None: one of the bank
    """

    round: RoundRow
    person_id: UUID
    locale: str
    tz: str
    standing: Standing
    belonged: bool
    set_name: str
    contacts: str
    prompt: bytes | None = field(default=None, repr=False)


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


_PROMPT = and_(SetPrompt.workspace_id == ReflectionRound.workspace_id, SetPrompt.id == ReflectionRound.prompt_id)
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
            *COLUMNS,
            Person.id,
            Person.locale,
            Person.tz,
            standing_of(Person.id, ReflectionRound.set_id, ReflectionRound.workspace_id),
            then.correlate(ReflectionRound, Person).exists(),
            LearningSet.name,
            LearningSet.contacts,
            SetPrompt.body,
        )
        .outerjoin(SetPrompt, _PROMPT)
        .join(LearningSet, LearningSet.id == ReflectionRound.set_id)
        .join(Person, Person.workspace_id == ReflectionRound.workspace_id)
        .where(ReflectionRound.id == round_id, Person.slack_user_id == slack_user_id)
    )
    row = (await uow.rows(wanted)).first()
    if row is None:
        return None
    values = tuple[Any, ...](row)
    return ReaderRow(RoundRow(*values[: len(COLUMNS)]), *values[len(COLUMNS) :])


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
    """How a question stands for whom it is put to. member: they were in the set, as now, when it was asked."""

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
        Membership.from_at <= ReflectionRound.opens_at,
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
