"""Read along with a row, not in statements of their own: how its holder stands in the set, and its data keys."""

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, SQLColumnExpression, and_, case, literal, select
from sqlalchemy.orm import InstrumentedAttribute

from storage.aliases import alias
from storage.cipher import Scope, ScopeKind
from storage.models import Membership
from storage.models.vault import DataKey
from storage.queries.data_keys import KeyRow
from storage.unit_of_work import UnitOfWork

Standing = Literal["member", "coach", "former", "none"]


def standing_of(
    person_id: InstrumentedAttribute[UUID],
    set_id: InstrumentedAttribute[UUID],
    workspace_id: InstrumentedAttribute[UUID],
) -> ColumnElement[str]:
    """Whether a person of the outer select belongs to a set now (as what), once did, or never did: a Standing."""
    theirs = (
        select(literal(1))
        .select_from(Membership)
        .where(Membership.workspace_id == workspace_id, Membership.person_id == person_id, Membership.set_id == set_id)
        .correlate(person_id.class_, set_id.class_, workspace_id.class_)
    )
    now = theirs.where(Membership.until_at.is_(None))
    as_coach = now.where(Membership.role == "coach")
    return case((as_coach.exists(), "coach"), (now.exists(), "member"), (theirs.exists(), "former"), else_="none")


@dataclass(frozen=True)
class KeyBeside:
    """The active data key of a scope that the outer select names, so that its words open without another look-up.

    name  of its columns in the row; on: the ON clause of an outer join to `model`
    """

    name: str
    kind: ScopeKind
    model: Any
    on: ColumnElement[bool]

    @classmethod
    def of(
        cls, kind: ScopeKind, workspace_id: InstrumentedAttribute[UUID], scope_id: InstrumentedAttribute[UUID]
    ) -> "KeyBeside":
        model, other = alias(DataKey, f"{kind}_key"), alias(DataKey, f"{kind}_newest_key")
        newest = (
            select(other.id)
            .where(
                other.workspace_id == workspace_id,
                other.scope_kind == kind,
                other.scope_id == scope_id,
                other.state == "active",
            )
            .order_by(other.version.desc())
            .limit(1)
            .correlate(workspace_id.class_)
            .scalar_subquery()
        )
        return cls(kind, kind, model, and_(model.workspace_id == workspace_id, model.id == newest))

    @property
    def columns(self) -> tuple[SQLColumnExpression[Any], ...]:
        return self.model.id.label(f"{self.name}_key_id"), self.model.version.label(f"{self.name}_key_version")

    def join(self, statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        return statement.outerjoin(self.model, self.on)

    def note(self, uow: UnitOfWork, row: Row[*tuple[Any, ...]], scope_id: UUID) -> None:
        """Tell the unit of work about the key in this row; without one it looks for itself, as ever."""
        key_id, version = getattr(row, f"{self.name}_key_id"), getattr(row, f"{self.name}_key_version")
        if key_id is not None:
            uow.note_key(KeyRow(uow.workspace_id, key_id, Scope(self.kind, scope_id), version, "active"))
