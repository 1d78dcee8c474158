"""The ledger of turns, and what the queue for a session is worked out from. Nothing here commits."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select, update

from storage.models import Attendance, LearningSet, Membership, Person, Rota, Session, Turn
from storage.queries.calendar import SESSION_COLUMNS, SessionRow
from storage.unit_of_work import UnitOfWork

LIVE = ("offered", "accepted")
# States of a session that will not be held any more, or was.
FELL_OUT = ("cancelled", "lapsed")
OVER = ("closed", *FELL_OUT)
# A session that ended longer ago than this is no longer settled: its turns were, or nobody ever had one.
SETTLED_WITHIN = timedelta(days=60)


@dataclass(frozen=True)
class TurnRow:
    """One turn. `state`: offered, accepted, passed, swapped, owed, repaid or done.

    exceptions  codes with a blank between them, as `sets.rotation.written`
    owed_from   since when it is owed, or was before its holder took it after all
    """

    id: UUID
    set_id: UUID
    session_id: UUID
    ledger: str
    person_id: UUID
    state: str
    rule: str
    exceptions: str
    offered_at: datetime
    answered_at: datetime | None
    expires_at: datetime | None
    owed_from: datetime | None
    delivery_id: UUID | None
    revision: int


TURN_COLUMNS = (
    Turn.id,
    Turn.set_id,
    Turn.session_id,
    Turn.ledger,
    Turn.person_id,
    Turn.state,
    Turn.rule,
    Turn.exceptions,
    Turn.offered_at,
    Turn.answered_at,
    Turn.expires_at,
    Turn.owed_from,
    Turn.delivery_id,
    Turn.revision,
)


@dataclass(frozen=True)
class RotaRow:
    """How far finding someone has come. `stage`: queue, volunteers, together, found or over."""

    id: UUID
    session_id: UUID
    ledger: str
    stage: str
    starts_at: datetime
    next_at: datetime | None
    briefed_id: UUID | None


_ROTA = select(Rota.id, Rota.session_id, Rota.ledger, Rota.stage, Rota.starts_at, Rota.next_at, Rota.briefed_id)


def _beside(ledger: str) -> ColumnElement[bool]:
    return and_(Rota.workspace_id == Session.workspace_id, Rota.session_id == Session.id, Rota.ledger == ledger)


def _needs_a_look(now: datetime, horizon: timedelta) -> ColumnElement[bool]:
    """A session to come that is due, and one that ended and is not settled."""
    coming = and_(
        Session.state == "planned",
        Session.starts_at > now,
        or_(
            and_(Rota.id.is_(None), Session.starts_at <= now + horizon),
            Rota.next_at <= now,
            Rota.starts_at != Session.starts_at,
            Rota.stage == "over",  # it was called off, and that was taken back
        ),
    )
    ended = and_(
        Session.state.in_(OVER),
        Session.starts_at > now - SETTLED_WITHIN,
        or_(Rota.id.is_(None), Rota.stage != "over"),
    )
    return or_(coming, ended)


async def due(uow: UnitOfWork, ledger: str, now: datetime, horizon: timedelta, most: int) -> list[UUID]:
    """Sessions whose turn in one ledger needs a look now, the earliest first."""
    found = (
        select(Session.id)
        .join(LearningSet, (LearningSet.workspace_id == Session.workspace_id) & (LearningSet.id == Session.set_id))
        .outerjoin(Rota, _beside(ledger))
        .where(LearningSet.state == "running", _needs_a_look(now, horizon))
        .order_by(Session.starts_at, Session.id)
        .limit(most)
    )
    return list((await uow.rows(found)).scalars())


async def next_moment(uow: UnitOfWork, ledger: str, now: datetime, horizon: timedelta) -> datetime | None:
    """When a session next needs a look; `now` when one does already."""
    if await due(uow, ledger, now, horizon, 1):
        return now
    coming = (
        select(func.min(Rota.next_at), func.min(Session.starts_at).filter(Rota.id.is_(None)))
        .select_from(Session)
        .join(LearningSet, (LearningSet.workspace_id == Session.workspace_id) & (LearningSet.id == Session.set_id))
        .outerjoin(Rota, _beside(ledger))
        .where(LearningSet.state == "running", Session.state == "planned", Session.starts_at > now)
    )
    step, unseen = (await uow.rows(coming)).one()
    moments = [step, unseen - horizon if unseen else None]
    return min((each for each in moments if each is not None), default=None)


async def rota_of(uow: UnitOfWork, session: SessionRow, ledger: str) -> RotaRow:
    """The row of a session, made when there is none, and held until the transaction ends (PostgreSQL)."""
    values = {"stage": "queue", "starts_at": session.starts_at, "next_at": None, "briefed_id": None}
    await uow.insert_once(Rota, id=uow.new_id(), session_id=session.id, ledger=ledger, **values)
    mine = _ROTA.where(Rota.session_id == session.id, Rota.ledger == ledger).with_for_update()
    return RotaRow(*(await uow.rows(mine)).one())


async def change_rota(uow: UnitOfWork, rota_id: UUID, **values: object) -> None:
    """Write columns of a rota row."""
    await uow.execute(update(Rota).where(Rota.id == rota_id).values(**values))


async def look_again(
    uow: UnitOfWork, session_ids: Sequence[UUID], ledger: str, at: datetime, stage: str | None = None
) -> None:
    """These sessions need a look at that moment: something has changed. `stage`: how far they have come."""
    statement = update(Rota).where(Rota.session_id.in_(session_ids), Rota.ledger == ledger)
    await uow.execute(statement.values(next_at=at, **({"stage": stage} if stage else {})))


async def asks_volunteers(uow: UnitOfWork, session_id: UUID, ledger: str) -> bool:
    """Whether volunteers are asked for, be it by the one who has the turn."""
    mine = select(Rota.id).where(Rota.session_id == session_id, Rota.ledger == ledger, Rota.stage == "volunteers")
    return (await uow.rows(mine)).first() is not None


async def turn(uow: UnitOfWork, turn_id: UUID) -> TurnRow | None:
    """One turn."""
    row = (await uow.rows(select(*TURN_COLUMNS).where(Turn.id == turn_id))).first()
    return TurnRow(*tuple[Any, ...](row)) if row else None


async def turns_of_set(uow: UnitOfWork, set_id: UUID, *ledgers: str) -> list[TurnRow]:
    """Every turn of a set in these ledgers."""
    mine = select(*TURN_COLUMNS).where(Turn.set_id == set_id, Turn.ledger.in_(ledgers))
    return [TurnRow(*tuple[Any, ...](row)) for row in await uow.rows(mine)]


async def turns_of_session(uow: UnitOfWork, session_id: UUID, *ledgers: str) -> list[TurnRow]:
    """Every turn of a session in these ledgers."""
    mine = select(*TURN_COLUMNS).where(Turn.session_id == session_id, Turn.ledger.in_(ledgers))
    return [TurnRow(*tuple[Any, ...](row)) for row in await uow.rows(mine)]


async def live_turns(uow: UnitOfWork, session_id: UUID, person_id: UUID) -> list[TurnRow]:
    """Someone's live turns of a session, to facilitate or to host."""
    mine = select(*TURN_COLUMNS).where(
        Turn.session_id == session_id, Turn.person_id == person_id, Turn.state.in_(LIVE), Turn.ledger != "presenting"
    )
    return [TurnRow(*tuple[Any, ...](row)) for row in await uow.rows(mine)]


_WRITTEN_OVER = ("state", "rule", "exceptions", "offered_at", "answered_at", "expires_at")


async def put_turn(
    uow: UnitOfWork,
    session: SessionRow,
    ledger: str,
    person_id: UUID,
    *,
    state: str,
    rule: str,
    now: datetime,
    exceptions: str = "",
    expires_at: datetime | None = None,
) -> TurnRow | None:
    """Someone's turn for a session, new or written over. None: somebody else has a live one."""
    said, ids = None if state == "offered" else now, (uow.new_id(), session.set_id, session.id)
    new = TurnRow(*ids, ledger, person_id, state, rule, exceptions, now, said, expires_at, None, None, 1)
    if await uow.insert_once(Turn, **asdict(new)):
        return new
    mine = (Turn.session_id == session.id, Turn.ledger == ledger)
    taken = select(Turn.id).where(*mine, Turn.state.in_(LIVE), Turn.person_id != person_id)
    if state in LIVE and ledger != "presenting" and (await uow.rows(taken)).first():
        return None
    again = update(Turn).where(*mine, Turn.person_id == person_id)
    values: dict[str, object] = {name: getattr(new, name) for name in _WRITTEN_OVER}
    values["owed_from"] = case((Turn.state == "owed", Turn.owed_from), else_=None)
    changed = await uow.execute(again.values(**values, revision=Turn.revision + 1).returning(*TURN_COLUMNS))
    row = changed.first()
    return TurnRow(*tuple[Any, ...](row)) if row else None


async def note_message(uow: UnitOfWork, turn_id: UUID, delivery_id: UUID) -> None:
    """The message in which a turn stands."""
    await uow.execute(update(Turn).where(Turn.id == turn_id).values(delivery_id=delivery_id))


async def change_turn(uow: UnitOfWork, turn_id: UUID, revision: int, **values: object) -> bool:
    """Write columns of a turn; False when it has changed since `revision`."""
    mine = update(Turn).where(Turn.id == turn_id, Turn.revision == revision)
    return (await uow.execute(mine.values(revision=revision + 1, **values))).rowcount == 1


async def end_turn(uow: UnitOfWork, turn: TurnRow, state: str, now: datetime) -> bool:
    """It is live no more; what is owed is owed from `now`. False: it has changed since it was read."""
    values: dict[str, object] = {"state": state, "expires_at": None} | ({"owed_from": now} if state == "owed" else {})
    return await change_turn(uow, turn.id, turn.revision, **values)


async def forget_noes(uow: UnitOfWork, session_id: UUID, ledger: str) -> None:
    """A session is over: who was asked in vain stays, and whether they said no or nothing does not."""
    passed = update(Turn).where(Turn.session_id == session_id, Turn.ledger == ledger, Turn.state == "passed")
    await uow.execute(passed.values(answered_at=None))


async def take_session(
    uow: UnitOfWork, session_id: UUID, ledger: str, person_id: UUID | None, before: UUID | None
) -> bool:
    """Write who facilitates (or hosts) a planned session, if that was `before`. None: nobody. False: it has changed."""
    column = Session.facilitator_id if ledger == "facilitating" else Session.host_id
    stood = column.is_(None) if before is None else column == before
    mine = update(Session).where(Session.id == session_id, Session.state == "planned", stood)
    values: dict[str, object] = {column.key: person_id}
    if ledger == "facilitating" and person_id is not None:
        # Led by someone now, where the set was going to lead together.
        values["mode"] = case((Session.mode == "together", "led"), else_=Session.mode)
    return (await uow.execute(mine.values(values))).rowcount == 1


async def lead_together(uow: UnitOfWork, session_id: UUID, mode: str) -> bool:
    """Nobody facilitates a planned session (`together`), or somebody may yet (`led`). False: it has changed."""
    mine = update(Session).where(Session.id == session_id, Session.state == "planned", Session.facilitator_id.is_(None))
    return (await uow.execute(mine.values(mode=mode))).rowcount == 1


@dataclass(frozen=True)
class MemberRow:
    """Someone in the set now. `joined`: since when, of this stretch."""

    id: UUID
    role: str
    joined: datetime


async def members(uow: UnitOfWork, set_id: UUID) -> list[MemberRow]:
    """Everyone in a set now whose account is open: members and coaches."""
    found = (
        select(Membership.person_id, Membership.role, Membership.from_at)
        .join(Person, (Person.workspace_id == Membership.workspace_id) & (Person.id == Membership.person_id))
        .where(Membership.set_id == set_id, Membership.until_at.is_(None), Person.active.is_(True))
        .order_by(Membership.from_at, Membership.person_id)
    )
    return [MemberRow(*row) for row in await uow.rows(found)]


async def sessions_of(uow: UnitOfWork, set_id: UUID) -> list[SessionRow]:
    """Every session of a set but those that fell out, the earliest first."""
    found = select(*SESSION_COLUMNS).where(Session.set_id == set_id, Session.state.not_in(FELL_OUT))
    rows = await uow.rows(found.order_by(Session.starts_at, Session.ordinal))
    return [SessionRow(*tuple[Any, ...](row)) for row in rows]


@dataclass(frozen=True)
class Present:
    """Who said what about being there, or was. `state`: cannot, here or left_early."""

    session_id: UUID
    person_id: UUID
    state: str


async def attendance(uow: UnitOfWork, set_id: UUID) -> list[Present]:
    """Attendance of every session of a set."""
    found = (
        select(Attendance.session_id, Attendance.person_id, Attendance.state)
        .join(Session, (Session.workspace_id == Attendance.workspace_id) & (Session.id == Attendance.session_id))
        .where(Session.set_id == set_id)
    )
    return [Present(*row) for row in await uow.rows(found)]
