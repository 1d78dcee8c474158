"""What a reply in words may be about: the message that asked, its questions by their numbers, and what else is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, func, literal, or_, select
from sqlalchemy.orm import aliased

from storage.models import Action, Delivery, Nudge, PendingReply, Person
from storage.queries.actions import COLUMNS, ActionRow, action_of, beside
from storage.queries.beside import KeyBeside
from storage.queries.nudges import ORDER
from storage.unit_of_work import UnitOfWork

_ASKED = ("sent", "answered")
_WORKSPACE_KEY = KeyBeside.of("workspace", Person.workspace_id, Person.workspace_id)
_MESSAGE = and_(Delivery.workspace_id == Nudge.workspace_id, Delivery.id == Nudge.delivery_id)


@dataclass(frozen=True)
class Writer:
    """Who wrote. `earlier`: how many replies in words the bot has answered them before."""

    id: UUID
    slack_user_id: str
    locale: str
    tz: str
    earlier: int


@dataclass(frozen=True)
class Question:
    """One thing that a message asked about. subject: None when it is no action; waiting: not answered yet."""

    subject: ActionRow | None
    waiting: bool


@dataclass(frozen=True)
class Heard:
    """Who wrote, and what their words may be about.

    message_id  the delivery that asked; None: none did
    questions   of that message, in the order of their numbers, answered or not
    opened      every open action of theirs, those of the message first, then the soonest
    """

    writer: Writer
    message_id: UUID | None
    questions: Sequence[Question]
    opened: Sequence[ActionRow]


async def heard(
    uow: UnitOfWork, slack_user_id: str, limit: int, *, thread_ts: str | None = None, message_id: UUID | None = None
) -> Heard | None:
    """Whose words these are and what they may be about; None when the bot has not met them.

    The message that asked is that in whose thread they stand, else the latest one.
    message_id  it is this one
    """
    message = literal(message_id) if message_id else _message(thread_ts)
    rows = await _their_actions(uow, slack_user_id, message, limit)
    if not rows:
        return None
    first = rows[0]
    _WORKSPACE_KEY.note(uow, first, uow.workspace_id)
    actions = {row.id: action_of(uow, row) for row in rows if row.id is not None}
    if first.questions > 1:
        order = await in_order(uow, first.message_id)
        questions = [Question(actions.get(subject_id), waits) for subject_id, waits in order]
    else:  # one trip to the database is enough
        asked = next((row.id for row in rows if row.asked_here), None)
        questions = [Question(actions.get(asked), first.waiting > 0)] * first.questions
    opened = [action for action in actions.values() if action.standing == "open"]
    writer = Writer(first.writer_id, first.slack_user_id, first.locale, first.tz, first.earlier)
    return Heard(writer, first.message_id, questions, opened)


def _message(thread_ts: str | None) -> ColumnElement[UUID | None]:
    """The delivery that asked the outer select's person: in that thread, or last of all; NULL: none did."""
    asked = select(Nudge.delivery_id).where(
        Nudge.workspace_id == Person.workspace_id, Nudge.person_id == Person.id, Nudge.state.in_(_ASKED)
    )
    if thread_ts is not None:
        asked = asked.join(Delivery, _MESSAGE).where(Delivery.slack_ts == thread_ts)
    latest = asked.order_by(Nudge.due_at.desc(), Nudge.delivery_id).limit(1)
    return latest.correlate(Person).scalar_subquery()


async def _their_actions(
    uow: UnitOfWork, slack_user_id: str, message: ColumnElement[Any], limit: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Their open actions and those of the message, or one row without an action."""
    earlier = select(func.count()).where(
        PendingReply.workspace_id == Person.workspace_id, PendingReply.person_id == Person.id
    )
    here = and_(Nudge.workspace_id == Person.workspace_id, Nudge.delivery_id == message, Nudge.state.in_(_ASKED))
    asked_about = select(Nudge.subject_id).where(here).correlate(Person)
    questions = select(func.count()).select_from(Nudge).where(here).correlate(Person)
    theirs = and_(
        Action.workspace_id == Person.workspace_id,
        Action.holder_id == Person.id,
        or_(Action.standing == "open", Action.id.in_(asked_about)),
    )
    columns = select(
        Person.id.label("writer_id"),
        earlier.scalar_subquery().label("earlier"),
        message.label("message_id"),
        questions.scalar_subquery().label("questions"),
        questions.where(_waits()).scalar_subquery().label("waiting"),
        Action.id.in_(asked_about).label("asked_here"),
    )
    statement = columns.add_columns(*COLUMNS, *_WORKSPACE_KEY.columns).select_from(Person).outerjoin(Action, theirs)
    statement = _WORKSPACE_KEY.join(beside(statement)).where(Person.slack_user_id == slack_user_id)
    order = (Action.id.in_(asked_about).desc(), Action.due_date, Action.committed_at, Action.id)
    return (await uow.rows(statement.order_by(*order).limit(limit))).all()


async def in_order(uow: UnitOfWork, message_id: UUID) -> list[tuple[UUID, bool]]:
    """What stands in a message, in the order of its numbers: the row each question is about, and whether it waits."""
    waits = _waits().label("waits")
    asked = select(Nudge.subject_id, waits).where(Nudge.delivery_id == message_id, Nudge.state.in_(_ASKED))
    joined = asked.outerjoin(Action, and_(Action.workspace_id == Nudge.workspace_id, Action.id == Nudge.subject_id))
    return [(row.subject_id, row.waits) for row in await uow.rows(joined.order_by(*ORDER))]


def _waits() -> ColumnElement[bool]:
    """Whether a question waits for its answer: neither it nor a later one about the same row has been answered."""
    later = aliased(Nudge)
    answered = select(literal(1)).where(
        later.workspace_id == Nudge.workspace_id,
        later.person_id == Nudge.person_id,
        later.subject_id == Nudge.subject_id,
        later.state == "answered",
        later.due_at > Nudge.due_at,
    )
    return and_(Nudge.state == "sent", ~answered.correlate(Nudge).exists())
