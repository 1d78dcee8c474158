"""What the clock finds to do for nudges: actions that are due, people who wait. Nothing here commits."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, and_, func, literal, or_, select, update
from sqlalchemy.orm import aliased

from storage.models import Action, Delivery, LearningSet, Nudge, Session
from storage.outbox import State
from storage.unit_of_work import UnitOfWork

# A delivery that ended in one of these told nobody anything.
_UNSENT = (State.CANCELLED, State.EXPIRED, State.DEAD)
_MESSAGE = and_(Delivery.workspace_id == Nudge.workspace_id, Delivery.id == Nudge.delivery_id)


@dataclass(frozen=True)
class DueAction:
    """An open action whose time to be asked about has come. `due_date`: local to `zone`; moments: aware UTC."""

    id: UUID
    holder_id: UUID
    due_date: date
    zone: str
    next_ask_at: datetime | None
    committed_at: datetime
    ask_before: int
    ask_after: int


def _unsent(uow: UnitOfWork) -> Select[UUID]:
    return (
        select(Nudge.id)
        .join(Delivery, _MESSAGE)
        .where(Nudge.workspace_id == uow.workspace_id, Nudge.state == "composed", Delivery.state.in_(_UNSENT))
    )


def _in_session(uow: UnitOfWork) -> Select[UUID, UUID]:
    """Questions about actions of a set whose session is open, asked before it opened: they come up there."""
    of_set = and_(Action.workspace_id == Session.workspace_id, Action.set_id == Session.set_id)
    of_action = and_(Nudge.workspace_id == Action.workspace_id, Nudge.subject_id == Action.id)
    return (
        select(Nudge.id, Session.id)
        .select_from(Session)
        .join(Action, of_set)
        .join(Nudge, of_action)
        .where(
            Session.workspace_id == uow.workspace_id,
            Session.state == "open",
            Nudge.kind == "checkin",
            Nudge.state == "sent",
            Nudge.due_at <= Session.opened_at,
        )
    )


async def anything(uow: UnitOfWork, now: datetime) -> bool:
    """Whether a tick has work: one statement, answered from indexes."""
    actions = select(Action.id).where(
        Action.workspace_id == uow.workspace_id, Action.next_ask_at <= now, Action.standing == "open"
    )
    planned = select(Nudge.id).where(
        Nudge.workspace_id == uow.workspace_id, Nudge.state == "planned", Nudge.due_at <= now
    )
    work = (actions.exists(), planned.exists(), _unsent(uow).exists(), _in_session(uow).exists())
    return bool((await uow.connection.execute(select(or_(*work)))).scalar_one())


async def next_moment(uow: UnitOfWork, now: datetime) -> datetime | None:
    """When a tick next has work (aware UTC); None: nothing is planned. One statement."""
    asking = select(func.min(Action.next_ask_at)).where(
        Action.workspace_id == uow.workspace_id, Action.next_ask_at.is_not(None), Action.standing == "open"
    )
    planned = select(func.min(Nudge.due_at)).where(Nudge.workspace_id == uow.workspace_id, Nudge.state == "planned")
    at_once = or_(_unsent(uow).exists(), _in_session(uow).exists())
    columns = select(asking.scalar_subquery(), planned.scalar_subquery(), at_once)
    next_ask, next_nudge, work = (await uow.connection.execute(columns)).one()
    moments = [moment for moment in (next_ask, next_nudge, now if work else None) if moment is not None]
    return min(moments, default=None)


async def due_actions(uow: UnitOfWork, now: datetime, limit: int) -> list[DueAction]:
    """Open actions to be asked about by now, the longest due first."""
    found = await uow.rows(
        select(
            Action.id,
            Action.holder_id,
            Action.due_date,
            Action.zone,
            Action.next_ask_at,
            Action.committed_at,
            LearningSet.ask_before,
            LearningSet.ask_after,
        )
        .join(LearningSet, LearningSet.id == Action.set_id)
        .where(Action.next_ask_at <= now, Action.standing == "open")
        .order_by(Action.next_ask_at, Action.id)
        .limit(limit)
    )
    return [DueAction(*row) for row in found]


async def ask_next(uow: UnitOfWork, action: DueAction, next_ask_at: datetime | None) -> bool:
    """Move an action's next time on; False when somebody else has. Not a change of the action: no new revision."""
    moving = (
        update(Action)
        .where(Action.id == action.id, Action.next_ask_at == action.next_ask_at)
        .values(next_ask_at=next_ask_at)
    )
    return (await uow.execute(moving)).rowcount == 1


async def unasked_while_out(uow: UnitOfWork, set_id: UUID, person_id: UUID) -> list[tuple[UUID, str]]:
    """Somebody's open actions in a set whose last question was dropped while they did not belong: id and IANA zone."""
    later = aliased(Nudge)
    asked_since = select(literal(1)).where(
        later.workspace_id == Nudge.workspace_id,
        later.person_id == Nudge.person_id,
        later.subject_id == Nudge.subject_id,
        later.since > Nudge.since,
    )
    of_action = and_(Nudge.workspace_id == Action.workspace_id, Nudge.subject_id == Action.id)
    found = await uow.rows(
        select(Action.id, Action.zone)
        .join(Nudge, of_action)
        .where(
            Action.set_id == set_id,
            Action.holder_id == person_id,
            Action.standing == "open",
            Action.next_ask_at.is_(None),
            Nudge.kind == "checkin",
            Nudge.state == "dropped",
            Nudge.reason == "left",
            ~asked_since.correlate(Nudge).exists(),
        )
    )
    return [(row.id, row.zone) for row in found]


async def ask_at(uow: UnitOfWork, action_id: UUID, moment: datetime) -> None:
    """Ask about an action then. Not a change of the action: no new revision."""
    await uow.execute(update(Action).where(Action.id == action_id).values(next_ask_at=moment))


async def replan_unsent(uow: UnitOfWork, now: datetime) -> None:
    """Nudges whose message never went out are planned again."""
    found = (await uow.rows(_unsent(uow))).scalars().all()
    if found:
        again = update(Nudge).where(Nudge.id.in_(found), Nudge.state == "composed")
        await uow.execute(again.values(state="planned", delivery_id=None, due_at=now))


async def leave_to_session(uow: UnitOfWork) -> set[tuple[UUID, UUID, UUID]]:
    """Open questions about actions of a set in session are not for messages any more.

    Returns (delivery, person, session) of the messages in which they stand.
    """
    found = {row[0]: row[1] for row in await uow.rows(_in_session(uow))}
    if not found:
        return set()
    asked = update(Nudge).where(Nudge.id.in_(found), Nudge.state == "sent")
    leaving = asked.values(state="answered", reason="session", answer_id=None, revision=Nudge.revision + 1)
    rows = await uow.execute(leaving.returning(Nudge.id, Nudge.delivery_id, Nudge.person_id))
    return {(row.delivery_id, row.person_id, found[row.id]) for row in rows if row.delivery_id is not None}


async def people_waiting(uow: UnitOfWork, now: datetime, limit: int) -> list[UUID]:
    """Who has a planned nudge that is due."""
    found = await uow.rows(
        select(Nudge.person_id)
        .where(Nudge.state == "planned", Nudge.due_at <= now)
        .group_by(Nudge.person_id)
        .order_by(func.min(Nudge.due_at), Nudge.person_id)
        .limit(limit)
    )
    return list(found.scalars())
