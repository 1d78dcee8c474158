"""Planning and bundling nudges: what is due, for whom, and what goes out. Nothing here commits or opens a seal."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from storage.models import Action, Delivery, LearningSet, Membership, Nudge
from storage.outbox import State, dedupe_hash
from storage.unit_of_work import UnitOfWork

# A delivery that ended in one of these told nobody anything.
_UNSENT = (State.CANCELLED, State.EXPIRED, State.DEAD)


@dataclass(frozen=True)
class DueAction:
    """An open action whose time to be asked about has come. `due_date`: local to `zone`; moments: aware UTC."""

    id: UUID
    holder_id: UUID
    due_date: date
    zone: str
    next_ask_at: datetime | None
    committed_at: datetime


@dataclass(frozen=True)
class Planned:
    """A nudge of someone, and how the action it is about stands. `belongs`: its holder is still in that running set.

    last_asked  when that action was last asked about (aware UTC); None: never
    """

    id: UUID
    subject_id: UUID
    slot: str
    subject_revision: int
    due_at: datetime
    expires_at: datetime
    standing: str
    due_date: date
    zone: str
    belongs: bool
    last_asked: datetime | None


_SUBJECT = and_(Action.workspace_id == Nudge.workspace_id, Action.id == Nudge.subject_id)
_MESSAGE = and_(Delivery.workspace_id == Nudge.workspace_id, Delivery.id == Nudge.delivery_id)


def belongs() -> ColumnElement[bool]:
    """Whether the action's holder is a member of its set now, and the set goes on: one column of a select on Action."""
    of_set = and_(LearningSet.workspace_id == Membership.workspace_id, LearningSet.id == Membership.set_id)
    return (
        select(literal(1))
        .select_from(Membership)
        .join(LearningSet, of_set)
        .where(
            Membership.workspace_id == Action.workspace_id,
            Membership.set_id == Action.set_id,
            Membership.person_id == Action.holder_id,
            Membership.role == "member",
            Membership.until_at.is_(None),
            LearningSet.state != "closed",
        )
        .exists()
    )


def _unsent(uow: UnitOfWork) -> Select[UUID]:
    return (
        select(Nudge.id)
        .join(Delivery, _MESSAGE)
        .where(Nudge.workspace_id == uow.workspace_id, Nudge.state == "composed", Delivery.state.in_(_UNSENT))
    )


async def anything(uow: UnitOfWork, now: datetime) -> bool:
    """Whether a tick has work: one statement, answered from indexes."""
    actions = select(Action.id).where(
        Action.workspace_id == uow.workspace_id, Action.next_ask_at <= now, Action.standing == "open"
    )
    planned = select(Nudge.id).where(
        Nudge.workspace_id == uow.workspace_id, Nudge.state == "planned", Nudge.due_at <= now
    )
    asking = select(or_(actions.exists(), planned.exists(), _unsent(uow).exists()))
    return bool((await uow.connection.execute(asking)).scalar_one())


async def next_moment(uow: UnitOfWork, now: datetime) -> datetime | None:
    """When a tick next has work (aware UTC); None: nothing is planned. One statement."""
    asking = select(func.min(Action.next_ask_at)).where(
        Action.workspace_id == uow.workspace_id, Action.next_ask_at.is_not(None), Action.standing == "open"
    )
    planned = select(func.min(Nudge.due_at)).where(Nudge.workspace_id == uow.workspace_id, Nudge.state == "planned")
    columns = select(asking.scalar_subquery(), planned.scalar_subquery(), _unsent(uow).exists())
    next_ask, next_nudge, unsent = (await uow.connection.execute(columns)).one()
    moments = [moment for moment in (next_ask, next_nudge, now if unsent else None) if moment is not None]
    return min(moments, default=None)


async def due_actions(uow: UnitOfWork, now: datetime, limit: int) -> list[DueAction]:
    """Open actions to be asked about by now, the longest due first."""
    found = await uow.rows(
        select(Action.id, Action.holder_id, Action.due_date, Action.zone, Action.next_ask_at, Action.committed_at)
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


async def add(uow: UnitOfWork, **values: object) -> bool:
    """Plan one nudge unless it was planned before; True when it is new."""
    return await uow.insert_once(Nudge, id=uow.new_id(), state="planned", revision=1, **values)


async def replan_unsent(uow: UnitOfWork, now: datetime) -> None:
    """Nudges whose message never went out are planned again."""
    found = (await uow.rows(_unsent(uow))).scalars().all()
    if found:
        again = update(Nudge).where(Nudge.id.in_(found), Nudge.state == "composed")
        await uow.execute(again.values(state="planned", delivery_id=None, due_at=now))


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


async def planned_for(uow: UnitOfWork, person_id: UUID, now: datetime, limit: int = 200) -> list[Planned]:
    """Someone's planned nudges that are due, the action that was due first first."""
    return await _planned(uow, and_(Nudge.person_id == person_id, Nudge.state == "planned", Nudge.due_at <= now), limit)


async def composed_in(uow: UnitOfWork, delivery_id: UUID) -> list[Planned]:
    """The nudges that wait to go out with a message."""
    return await _planned(uow, and_(Nudge.delivery_id == delivery_id, Nudge.state == "composed"), 50)


async def _planned(uow: UnitOfWork, which: ColumnElement[bool], limit: int) -> list[Planned]:
    earlier = aliased(Nudge)
    last_asked = (
        select(func.max(earlier.due_at))
        .where(
            earlier.workspace_id == Nudge.workspace_id,
            earlier.person_id == Nudge.person_id,
            earlier.subject_id == Nudge.subject_id,
            earlier.state.in_(["sent", "answered"]),
        )
        .correlate(Nudge)
        .scalar_subquery()
    )
    found = await uow.rows(
        select(
            Nudge.id,
            Nudge.subject_id,
            Nudge.slot,
            Nudge.subject_revision,
            Nudge.due_at,
            Nudge.expires_at,
            Action.standing,
            Action.due_date,
            Action.zone,
            belongs().correlate(Action).label("belongs"),
            last_asked,
        )
        .join(Action, _SUBJECT)
        .where(which)
        .order_by(Action.due_date, Nudge.due_at, Nudge.id)
        .limit(limit)
    )
    return [Planned(*row) for row in found]


async def used(uow: UnitOfWork, keys: Collection[str]) -> dict[str, tuple[str, datetime]]:
    """Which of these dedupe keys were used: the delivery's state and when it was due."""
    hashes = {dedupe_hash(uow.workspace_id, key): key for key in keys}
    found = await uow.rows(
        select(Delivery.dedupe_hash, Delivery.state, Delivery.due_at).where(Delivery.dedupe_hash.in_(hashes))
    )
    return {hashes[row.dedupe_hash]: (row.state, row.due_at) for row in found}


async def drop(uow: UnitOfWork, reasons: dict[UUID, str]) -> None:
    """These are not asked: why, by nudge."""
    for reason in sorted(set(reasons.values())):
        chosen = [nudge_id for nudge_id, why in reasons.items() if why == reason]
        await _change(uow, chosen, state="dropped", reason=reason)


async def put_off(uow: UnitOfWork, nudge_ids: Iterable[UUID], until: datetime) -> None:
    """Look at these again at `until`."""
    await _change(uow, nudge_ids, due_at=until)


async def compose(uow: UnitOfWork, nudge_ids: Iterable[UUID], delivery_id: UUID) -> None:
    """These go out with that message."""
    await _change(uow, nudge_ids, state="composed", delivery_id=delivery_id)


async def sent(uow: UnitOfWork, nudge_ids: Iterable[UUID], now: datetime) -> None:
    """These were asked, now."""
    await _change(uow, nudge_ids, state="sent", due_at=now)


async def look_again(uow: UnitOfWork, person_id: UUID, now: datetime) -> None:
    """Everything planned for someone is looked at again: their hours changed."""
    later = update(Nudge).where(Nudge.person_id == person_id, Nudge.state == "planned", Nudge.due_at > now)
    await uow.execute(later.values(due_at=now))


async def answered_elsewhere(uow: UnitOfWork, action_id: UUID, event_id: UUID | None) -> set[tuple[UUID, UUID]]:
    """Mark what was asked about an action as answered by that event; (delivery, person) of the messages it stood in."""
    asked = update(Nudge).where(Nudge.subject_id == action_id, Nudge.state == "sent")
    answering = asked.values(state="answered", reason=None, answer_id=event_id, revision=Nudge.revision + 1)
    found = await uow.execute(answering.returning(Nudge.delivery_id, Nudge.person_id))
    return {(row.delivery_id, row.person_id) for row in found if row.delivery_id is not None}


async def opened_again(uow: UnitOfWork, action_id: UUID, event_id: UUID, dropped: bool) -> set[tuple[UUID, UUID]]:
    """Undo of `answered_elsewhere`. dropped: the action is gone from the list, so everything about it is dropped."""
    about = update(Nudge).where(Nudge.subject_id == action_id)
    if dropped:
        changing = about.where(Nudge.state.in_(["planned", "sent"])).values(state="dropped", reason="taken_back")
    else:
        answered = about.where(Nudge.state == "answered", Nudge.answer_id == event_id)
        changing = answered.values(state="sent", answer_id=None, revision=Nudge.revision + 1)
    found = await uow.execute(changing.returning(Nudge.delivery_id, Nudge.person_id))
    return {(row.delivery_id, row.person_id) for row in found if row.delivery_id is not None}


async def _change(uow: UnitOfWork, nudge_ids: Iterable[UUID], **values: object) -> None:
    chosen = list(nudge_ids)
    if chosen:
        await uow.execute(update(Nudge).where(Nudge.id.in_(chosen)).values(**values))
