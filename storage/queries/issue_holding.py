"""Who holds an issue, as conditions inside other selects of issues. Nothing here commits."""

from uuid import UUID

from sqlalchemy import ColumnElement, literal, select

from storage.aliases import alias
from storage.models import Issue, IssueHolder, Membership

_HOLDING = alias(IssueHolder, "holding")
_HELD = (
    select(literal(1))
    .select_from(_HOLDING)
    .where(_HOLDING.workspace_id == Issue.workspace_id, _HOLDING.issue_id == Issue.id, _HOLDING.state == "yes")
)


def held_by(person_id: UUID) -> ColumnElement[bool]:
    """The issue of the outer select is this person's, alone or with others."""
    return _HELD.where(_HOLDING.person_id == person_id).correlate(Issue).exists()


def held_in_set() -> ColumnElement[bool]:
    """Somebody who holds the issue of the outer select is a member of its set now."""
    belongs = (
        (Membership.workspace_id == _HOLDING.workspace_id)
        & (Membership.person_id == _HOLDING.person_id)
        & Membership.until_at.is_(None)
        & (Membership.role == "member")
    )
    return _HELD.join(Membership, belongs).where(Membership.set_id == Issue.set_id).correlate(Issue).exists()
