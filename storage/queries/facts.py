"""What a set was told about itself, and what was not stated yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from storage.aliases import alias
from storage.models import Invitation, LearningSet, Phase, ProgrammeRole
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class FactsRow:
    """A set and its newest phase. Null facts were not stated yet. coach: somebody was asked to be one."""

    set_id: UUID
    programme_id: UUID
    name: str
    zone: str
    state: str
    phase_id: UUID
    mode: str | None = None
    cadence_weeks: int | None = None
    weekday: int | None = None
    local_time: str | None = None
    length_minutes: int | None = None
    planned_sessions: int | None = None
    coached_sessions: int | None = None
    confidentiality: str | None = None
    theme_audience: str | None = None
    purpose: str | None = None
    coach: bool = False


_later = alias(Phase, "later")
_NEWEST = (
    select(func.max(_later.ordinal))
    .where(_later.workspace_id == LearningSet.workspace_id, _later.set_id == LearningSet.id)
    .scalar_subquery()
)
_COACH = (
    select(Invitation.id)
    .where(
        Invitation.workspace_id == LearningSet.workspace_id,
        Invitation.set_id == LearningSet.id,
        Invitation.role == "coach",
        Invitation.state.in_(["asked", "joined"]),
    )
    .exists()
)
_FACTS = select(
    LearningSet.id,
    LearningSet.programme_id,
    LearningSet.name,
    LearningSet.zone,
    LearningSet.state,
    Phase.id,
    Phase.mode,
    Phase.cadence_weeks,
    Phase.weekday,
    Phase.local_time,
    Phase.length_minutes,
    Phase.planned_sessions,
    Phase.coached_sessions,
    LearningSet.confidentiality,
    LearningSet.theme_audience,
    LearningSet.purpose,
    _COACH,
).join(Phase, (Phase.workspace_id == LearningSet.workspace_id) & (Phase.set_id == LearningSet.id))


async def of_set(uow: UnitOfWork, set_id: UUID) -> FactsRow | None:
    """The facts of one set."""
    row = (await uow.rows(_FACTS.where(LearningSet.id == set_id, Phase.ordinal == _NEWEST))).first()
    return _row(row) if row else None


async def coordinated(uow: UnitOfWork, person_id: UUID) -> list[FactsRow]:
    """The facts of the sets somebody looks after, by name."""
    statement = (
        _FACTS.join(
            ProgrammeRole,
            (ProgrammeRole.workspace_id == LearningSet.workspace_id)
            & (ProgrammeRole.programme_id == LearningSet.programme_id),
        )
        .where(
            ProgrammeRole.person_id == person_id,
            ProgrammeRole.until_at.is_(None),
            LearningSet.state != "closed",
            Phase.ordinal == _NEWEST,
        )
        .order_by(LearningSet.name, LearningSet.id)
    )
    return [_row(row) for row in await uow.rows(statement)]


def _row(row: Sequence[Any]) -> FactsRow:
    values = list(row)
    values[-1] = bool(values[-1])
    return FactsRow(*values)
