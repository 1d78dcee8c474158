"""Who holds an issue, as conditions inside other selects of issues. Nothing here commits."""

from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, select

from storage.aliases import alias
from storage.models import Issue, IssueHolder, Membership, Person

_HOLDING = alias(IssueHolder, "holding")
_HELD = (
    select(literal(1))
    .select_from(_HOLDING)
    .where(_HOLDING.workspace_id == Issue.workspace_id, _HOLDING.issue_id == Issue.id, _HOLDING.state == "yes")
)


def held_by(person_id: UUID) -> ColumnElement[bool]:
    """The issue of the outer select is this person's, alone or with others."""
    return _HELD.where(_HOLDING.person_id == person_id).correlate(Issue).exists()


_BELONGS = (
    (Membership.workspace_id == _HOLDING.workspace_id)
    & (Membership.person_id == _HOLDING.person_id)
    & Membership.until_at.is_(None)
    & (Membership.role == "member")
)
_HELD_IN_SET = _HELD.join(Membership, _BELONGS).where(Membership.set_id == Issue.set_id)


def held_in_set() -> ColumnElement[bool]:
    """Somebody who holds the issue of the outer select is a member of its set now."""
    return _HELD_IN_SET.correlate(Issue).exists()


def others_in_set() -> ColumnElement[int]:
    """How many members of its set hold the issue of the outer select besides the Person of that select."""
    others = _HELD_IN_SET.where(_HOLDING.person_id != Person.id).with_only_columns(func.count())
    return others.correlate(Issue, Person).scalar_subquery()


def others_once() -> ColumnElement[int]:
    """How many hold or held the issue of the outer select besides the Person of that select, wherever they are now."""
    others = select(func.count()).where(
        _HOLDING.workspace_id == Issue.workspace_id,
        _HOLDING.issue_id == Issue.id,
        _HOLDING.state.in_(["yes", "out"]),
        _HOLDING.person_id != Person.id,
    )
    return others.correlate(Issue, Person).scalar_subquery()
