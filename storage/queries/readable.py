"""Whether somebody may read the label of an action, or the headline of an issue, wherever it stands beside other words.

Source: privacy.md section 2. Its holders always; who belongs to the set now, as a member or as its coach, what is open
and what was closed since they joined. Asked in the statement that reads the words.
"""

from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_

from storage.models import Action, Issue, Membership
from storage.queries.issue_holding import held_by


def label_readable(reader_id: UUID) -> ColumnElement[bool]:
    """This person may read the label of the action in the outer select."""
    return or_(Action.holder_id == reader_id, _belongs(Action, reader_id))


def headline_readable(reader_id: UUID) -> ColumnElement[bool]:
    """This person may read the headline of the issue in the outer select."""
    return or_(held_by(reader_id), _belongs(Issue, reader_id))


def _belongs(named: type[Action] | type[Issue], reader_id: UUID) -> ColumnElement[bool]:
    there = exists().where(
        Membership.workspace_id == named.workspace_id,
        Membership.set_id == named.set_id,
        Membership.person_id == reader_id,
        Membership.until_at.is_(None),
        or_(named.standing == "open", Membership.from_at <= named.closed_at),
    )
    return there.correlate(named)
