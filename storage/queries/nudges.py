"""Nudges and the messages they go out with. Nothing here commits or opens a seal."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, case, delete, func, literal, or_, select, update
from sqlalchemy.orm import aliased

from storage.models import Action, Delivery, LearningSet, Membership, Nudge, Person, Session
from storage.outbox import dedupe_hash
from storage.unit_of_work import UnitOfWork

CHECK_IN = "checkin"
COMING = ("planned", "composed")


@dataclass(frozen=True)
class NudgeRow:
    """One thing to ask, or asked. Moments: aware UTC; locale, tz: how its person reads.

    since   from when it was to be asked at first; due_at: from when now, and once sent, when it was asked
    state   planned, composed, sent or answered; reason: a code of the kind itself, such as "choosing"
    waited_for  why its day passed: a code of sets/reasons.py
    """

    id: UUID
    kind: str
    person_id: UUID
    subject_id: UUID
    slot: str
    subject_revision: int
    since: datetime
    due_at: datetime
    expires_at: datetime
    state: str
    reason: str | None
    delivery_id: UUID | None
    revision: int
    locale: str
    tz: str
    waited_for: str | None = None


@dataclass(frozen=True)
class Planned:
    """A nudge before it is sent and, of a check-in, how its action stands; the other kinds have no action.

    belongs     its holder is still in that running set; in_session: the set has met since it was to be asked
    last_asked  when that action was last asked about (aware UTC); None: never
    """

    row: NudgeRow
    standing: str | None
    due_date: date | None
    zone: str | None
    belongs: bool
    in_session: bool
    last_asked: datetime | None

    @property
    def id(self) -> UUID:
        return self.row.id


_COLUMNS = (
    Nudge.id,
    Nudge.kind,
    Nudge.person_id,
    Nudge.subject_id,
    Nudge.slot,
    Nudge.subject_revision,
    Nudge.since,
    Nudge.due_at,
    Nudge.expires_at,
    Nudge.state,
    Nudge.reason,
    Nudge.delivery_id,
    Nudge.revision,
    Person.locale,
    Person.tz,
    Nudge.waited_for,
)
_OF_PERSON = and_(Person.workspace_id == Nudge.workspace_id, Person.id == Nudge.person_id)
_SUBJECT = and_(Action.workspace_id == Nudge.workspace_id, Action.id == Nudge.subject_id, Nudge.kind == CHECK_IN)
# The order inside a message: what is asked on its day, then the oldest.
ORDER = (
    case((and_(Nudge.kind == CHECK_IN, Nudge.slot == "due"), 0), else_=1),
    Nudge.since,
    func.coalesce(Action.committed_at, Nudge.since),
    Nudge.id,
)


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


def _in_session() -> ColumnElement[bool]:
    opened = select(literal(1)).where(
        Session.workspace_id == Action.workspace_id,
        Session.set_id == Action.set_id,
        or_(Session.state == "open", Session.opened_at >= Nudge.since),
    )
    return opened.correlate(Action, Nudge).exists()


async def add(uow: UnitOfWork, **values: object) -> bool:
    """Plan one nudge unless it was planned before; True when it is new."""
    return await uow.insert_once(Nudge, id=uow.new_id(), state="planned", revision=1, **values)


async def states_of(uow: UnitOfWork, kind: str, subject_id: UUID) -> list[str]:
    """How everything of one kind about a row stands."""
    found = await uow.rows(select(Nudge.state).where(Nudge.kind == kind, Nudge.subject_id == subject_id))
    return list(found.scalars())


async def planned_for(uow: UnitOfWork, person_id: UUID, now: datetime, limit: int = 200) -> list[Planned]:
    """Someone's planned nudges that are due, in the order in which they would stand in a message."""
    return await _planned(uow, and_(Nudge.person_id == person_id, Nudge.state == "planned", Nudge.due_at <= now), limit)


async def composed_in(uow: UnitOfWork, delivery_id: UUID) -> list[Planned]:
    """The nudges that wait to go out with a message, in their order."""
    return await _planned(uow, and_(Nudge.delivery_id == delivery_id, Nudge.state == "composed"), 50)


async def _planned(uow: UnitOfWork, which: ColumnElement[bool], limit: int) -> list[Planned]:
    earlier = aliased(Nudge)
    last_asked = (
        select(func.max(earlier.due_at))
        .where(
            earlier.workspace_id == Nudge.workspace_id,
            earlier.person_id == Nudge.person_id,
            earlier.subject_id == Nudge.subject_id,
            earlier.kind == Nudge.kind,
            earlier.state.in_(["sent", "answered"]),
        )
        .correlate(Nudge)
        .scalar_subquery()
    )
    found = await uow.rows(
        _ordered(
            select(
                *_COLUMNS,
                Action.standing,
                Action.due_date,
                Action.zone,
                belongs().correlate(Action).label("belongs"),
                _in_session().label("in_session"),
                last_asked.label("last_asked"),
            )
        )
        .where(which)
        .limit(limit)
    )
    return [
        Planned(_row(row), row.standing, row.due_date, row.zone, row.belongs, row.in_session, row.last_asked)
        for row in found
    ]


async def of_delivery(uow: UnitOfWork, delivery_id: UUID) -> list[NudgeRow]:
    """Everything that stands in a message, in its order."""
    chosen = _ordered(select(*_COLUMNS)).where(Nudge.delivery_id == delivery_id, Nudge.state != "dropped")
    return [_row(row) for row in await uow.rows(chosen)]


async def beside(uow: UnitOfWork, nudge_id: UUID) -> list[NudgeRow]:
    """Everything that stands in the message of this nudge, in its order."""
    pressed = aliased(Nudge)
    message = select(pressed.delivery_id).where(pressed.workspace_id == uow.workspace_id, pressed.id == nudge_id)
    chosen = _ordered(select(*_COLUMNS)).where(Nudge.delivery_id == message.scalar_subquery(), Nudge.state != "dropped")
    return [_row(row) for row in await uow.rows(chosen)]


async def messages_about(uow: UnitOfWork, subject_ids: Collection[UUID]) -> set[tuple[UUID, UUID]]:
    """(delivery, person) of every message in which something about these rows stands."""
    wanted = select(Nudge.delivery_id, Nudge.person_id).where(
        Nudge.subject_id.in_(subject_ids), Nudge.state.in_(["sent", "answered"]), Nudge.delivery_id.is_not(None)
    )
    return {(row.delivery_id, row.person_id) for row in await uow.rows(wanted)}


async def by_id(uow: UnitOfWork, nudge_id: UUID) -> NudgeRow | None:
    """One nudge, whatever became of it."""
    found = (await uow.rows(select(*_COLUMNS).join(Person, _OF_PERSON).where(Nudge.id == nudge_id))).one_or_none()
    return _row(found) if found else None


def _ordered(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return statement.select_from(Nudge).join(Person, _OF_PERSON).outerjoin(Action, _SUBJECT).order_by(*ORDER)


def _row(row: Row[*tuple[Any, ...]]) -> NudgeRow:
    return NudgeRow(*tuple[Any, ...](row)[: len(_COLUMNS)])


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


async def erase(uow: UnitOfWork, nudge_ids: Collection[UUID]) -> None:
    """No trace stays of these."""
    if nudge_ids:
        await uow.execute(delete(Nudge).where(Nudge.id.in_(nudge_ids)))


async def put_off(
    uow: UnitOfWork, nudge_ids: Iterable[UUID], until: datetime, why: str, *, unless_known: bool = False
) -> None:
    """Look at these again at `until`; why they wait. unless_known: what they waited for before says more."""
    said = func.coalesce(Nudge.waited_for, why) if unless_known else why
    await _change(uow, nudge_ids, due_at=until, waited_for=said)


async def held_back(uow: UnitOfWork, delivery_id: UUID, why: str) -> None:
    """A message waits on its way out; why."""
    composed = update(Nudge).where(Nudge.delivery_id == delivery_id, Nudge.state == "composed")
    await uow.execute(composed.values(waited_for=why))


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


async def change(uow: UnitOfWork, nudge_id: UUID, revision: int, **values: object) -> bool:
    """Write `values` and the next revision; False, and nothing written, when it was pressed meanwhile."""
    pressed = update(Nudge).where(Nudge.id == nudge_id, Nudge.revision == revision)
    return (await uow.execute(pressed.values(**values, revision=revision + 1))).rowcount == 1


async def _change(uow: UnitOfWork, nudge_ids: Iterable[UUID], **values: object) -> None:
    chosen = list(nudge_ids)
    if chosen:
        await uow.execute(update(Nudge).where(Nudge.id.in_(chosen)).values(**values))
