"""Check-in messages: what stands in one, and what was answered. Nothing here commits or opens a seal."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, ScalarSelect, and_, bindparam, case, func, literal, select
from sqlalchemy.orm import aliased

from storage.aliases import alias
from storage.models import Action, ActionEvent, Delivery, Nudge, Person, PersonSettings, Session
from storage.queries.actions import COLUMNS, EVENT_COLUMNS, ActionRow, EventRow, action_of, event_of, joined
from storage.queries.nudges import CHECK_IN
from storage.queries.reaching import REACHED_COLUMNS, Reached, away_days, away_of, reached_of
from storage.types import UtcDateTime
from storage.unit_of_work import UnitOfWork

# Before a session that is so far away there is a day, after today, to ask on.
FAR_ENOUGH = timedelta(days=2)


@dataclass(frozen=True)
class AskedRow:
    """One question of a message, and the action it is about. `agains`: how often it was asked again, this one included.

    reason  "choosing" while the person chooses when to be asked again
    mixed   things of other features stand in the same message
    first   its person had no check-in message before this one
    session_at  when the set's next session is planned that is FAR_ENOUGH from now (aware UTC); None: there is none
    answer  the event that answered it; reached and away: when its holder may be written to
    """

    id: UUID
    delivery_id: UUID
    state: str
    slot: str
    reason: str | None
    answer_id: UUID | None
    revision: int
    asked_at: datetime
    agains: int
    show_labels: bool
    mixed: bool
    first: bool
    session_at: datetime | None
    action: ActionRow
    reached: Reached = field(repr=False)
    away: list[tuple[date, date]] = field(repr=False)
    answer: EventRow | None = field(repr=False)


_COLUMNS = (
    Nudge.id.label("nudge_id"),
    Nudge.delivery_id,
    Nudge.state.label("nudge_state"),
    Nudge.slot,
    Nudge.reason,
    Nudge.answer_id,
    Nudge.revision.label("nudge_revision"),
    Nudge.due_at,
    PersonSettings.show_labels,
    *REACHED_COLUMNS,
)
_OF_SUBJECT = and_(Action.workspace_id == Nudge.workspace_id, Action.id == Nudge.subject_id)
_ANSWER = and_(ActionEvent.workspace_id == Nudge.workspace_id, ActionEvent.id == Nudge.answer_id)
_SETTINGS = and_(PersonSettings.workspace_id == Person.workspace_id, PersonSettings.person_id == Person.id)


_PRESSED = alias(Nudge, "pressed")


async def beside(uow: UnitOfWork, nudge_id: UUID, now: datetime) -> list[AskedRow]:
    """Every question of the message in which this one stands; none when it stands in no message."""
    message = select(_PRESSED.delivery_id).where(_PRESSED.workspace_id == uow.workspace_id, _PRESSED.id == nudge_id)
    return await _asked(uow, Nudge.delivery_id == message.scalar_subquery(), now)


async def of_delivery(uow: UnitOfWork, delivery_id: UUID, now: datetime) -> list[AskedRow]:
    """Every question that goes out, or went out, with a message."""
    return await _asked(uow, Nudge.delivery_id == delivery_id, now)


async def _asked(uow: UnitOfWork, which: ColumnElement[bool], now: datetime) -> list[AskedRow]:
    return [_row(uow, row) for row in await uow.rows(_ASKED.where(which).params(far_enough=now + FAR_ENOUGH))]


def _agains() -> ScalarSelect[int]:
    other = aliased(Nudge)
    earlier = select(func.count()).where(
        other.workspace_id == Nudge.workspace_id,
        other.person_id == Nudge.person_id,
        other.subject_id == Nudge.subject_id,
        other.slot == "again",
        other.due_at <= Nudge.due_at,
    )
    return earlier.correlate(Nudge).scalar_subquery()


def _mixed() -> ColumnElement[bool]:
    other = aliased(Nudge)
    beside_it = select(literal(1)).where(
        other.workspace_id == Nudge.workspace_id,
        other.delivery_id == Nudge.delivery_id,
        other.kind != CHECK_IN,
        other.state != "dropped",
    )
    return beside_it.correlate(Nudge).exists()


def _first() -> ColumnElement[bool]:
    other = aliased(Nudge)
    earlier = select(literal(1)).where(
        other.workspace_id == Nudge.workspace_id,
        other.person_id == Nudge.person_id,
        other.kind == CHECK_IN,
        other.delivery_id != Nudge.delivery_id,
        other.state.in_(("sent", "answered")),
        other.due_at < Nudge.due_at,
    )
    return ~earlier.correlate(Nudge).exists()


def _session_at() -> ScalarSelect[datetime]:
    planned = select(func.min(Session.starts_at)).where(
        Session.workspace_id == Action.workspace_id,
        Session.set_id == Action.set_id,
        Session.state == "planned",
        Session.starts_at >= bindparam("far_enough", type_=UtcDateTime()),
    )
    return planned.correlate(Action).scalar_subquery()


# Built once: a press should not wait for a wide statement to be put together.
_ASKED = (
    joined(
        select(
            *_COLUMNS,
            _agains().label("agains"),
            _mixed().label("mixed"),
            _first().label("first"),
            _session_at().label("session_at"),
            away_days().label("away"),
            *EVENT_COLUMNS,
            *COLUMNS,
        )
        .select_from(Nudge)
        .join(Action, _OF_SUBJECT)
    )
    .outerjoin(PersonSettings, _SETTINGS)
    .outerjoin(ActionEvent, _ANSWER)
    .where(Nudge.kind == CHECK_IN, Nudge.state != "dropped")
    .order_by(case((Nudge.slot == "due", 0), else_=1), Nudge.since, Action.committed_at, Nudge.id)
)


def _row(uow: UnitOfWork, row: Row[*tuple[Any, ...]]) -> AskedRow:
    action = action_of(uow, row)
    return AskedRow(
        row.nudge_id,
        row.delivery_id,
        row.nudge_state,
        row.slot,
        row.reason,
        row.answer_id,
        row.nudge_revision,
        row.due_at,
        row.agains,
        row.show_labels is not False,  # never chosen: shown
        bool(row.mixed),
        bool(row.first),
        row.session_at,
        action,
        reached_of(row),
        away_of(row.away),
        event_of(row, action) if row.event_id else None,
    )


async def place_of(uow: UnitOfWork, delivery_id: UUID) -> tuple[str, str] | None:
    """Channel and ts of a message that was sent; None when Slack does not have it."""
    found = await uow.rows(select(Delivery.slack_channel, Delivery.slack_ts).where(Delivery.id == delivery_id))
    row = found.one_or_none()
    return (row.slack_channel, row.slack_ts) if row and row.slack_channel and row.slack_ts else None
