"""Closing a session: what is kept of it, what the channel is told, and opening it again when that was too soon.

Kept are who was there, whose turn it was, and which issues were worked on. No words.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sets import board, fading, feedback, handover, review, turns
from sets import calendar as dates
from sets.access import May
from sets.booking_forms import Wanted
from sets.errors import Problem, Refused
from sets.sessions import CLOSED, OPEN, Beheld, RunRow, StageRow, behold, led
from sets.stages import Kind
from storage.outbox import Delivery, Effect, NewDelivery, schedule
from storage.queries import attendance, bids, calendar, issues, setup, signs
from storage.queries import people as people_queries
from storage.queries import sessions as queries
from storage.queries.ballots import RoundRow
from storage.queries.calendar import SessionRow
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

LINE = "sessions.closed"
REOPENS = timedelta(hours=12)
"""How long after its close a session can be opened again."""
FORGOTTEN = timedelta(hours=24)
"""A session that is open so long after its end was forgotten: while it is open, nobody is asked about an action."""


@dataclass(frozen=True)
class Ahead:
    """What the set knows of its next session. `session`: None while nothing is booked; names are "" while unknown."""

    session: SessionRow | None
    facilitator: str = ""
    host: str = ""


@dataclass(frozen=True)
class Summary:
    """What the channel is told of a session that closed. `reopened`: it is open again by now.

    review, feedback  the rounds about how they worked together and for who guided, while they can be answered
    led  the name of whom `feedback` is for
    """

    session: SessionRow
    zone: str
    here: int
    ahead: Ahead
    reopened: bool
    review: RoundRow | None = None
    feedback: RoundRow | None = None
    led: str = ""


async def look(store: WorkspaceStore, slack_user_id: str, session_id: UUID) -> tuple[Beheld, Ahead]:
    """What is left to talk about before the close. Raises Refused, as `led`."""
    async with store.read() as uow:
        found, _, _ = await led(uow, slack_user_id, session_id)
        return found, await ahead(uow, found.session.set_id)


async def blank(store: WorkspaceStore, slack_user_id: str, session_id: UUID, now: datetime) -> dates.Blank:
    """The form for the next date, which a set agrees on before it leaves. Raises Refused, as `led`."""
    async with store.read() as uow:
        found, _, _ = await led(uow, slack_user_id, session_id)
    return await dates.blank(store, slack_user_id, found.session.set_id, now)


async def book(
    store: WorkspaceStore, slack_user_id: str, session_id: UUID, wanted: Wanted, key: str, now: datetime
) -> tuple[Beheld, Ahead, dates.Done | None]:
    """Book the next date, and look again at what is left to talk about. None: it was sent before.

    Raises Refused, as `led`; BookingRefused.
    """
    async with store.read() as uow:
        found, _, _ = await led(uow, slack_user_id, session_id)
    done = await dates.book(store, slack_user_id, found.session.set_id, wanted, key, now)
    async with store.read() as uow:
        return found, await ahead(uow, found.session.set_id), done


async def ahead(uow: UnitOfWork, set_id: UUID) -> Ahead:
    """The set's next session, with who facilitates and who is host."""
    coming = await calendar.next_planned(uow, set_id)
    if coming is None:
        return Ahead(None)
    names = []
    for person_id in (coming.facilitator_id, coming.host_id):
        person = await people_queries.by_id(uow, person_id) if person_id else None
        names.append(person.display_name if person else "")
    return Ahead(coming, *names)


async def close(store: WorkspaceStore, slack_user_id: str, session_id: UUID, *, key: str, now: datetime) -> Beheld:
    """The session is over. Raises Refused, as `led`; STALE when something happened at the same moment."""
    async with store.write() as uow:
        if not (await claim(uow, key, now)).first:
            return await behold(uow, slack_user_id, session_id)
        found, run, stage = await led(uow, slack_user_id, session_id)
        await _end(uow, found.session, run, stage, now)
        await _keep(uow, found.session, now)
        await review.begin(uow, found.session, now)
        await feedback.begin(uow, found.session, now)
        await handover.session_over(uow, found.session.set_id, now)
        await fading.look(uow, found.session, now)
        await board.changed(uow, found, str(run.revision + 1), now)
        line = NewDelivery(
            effect=Effect.POST,
            kind=LINE,
            dedupe=f"{LINE}:{session_id}:{run.revision + 1}",
            due_at=now,
            expires_at=now + board.KEPT,
            set_id=found.session.set_id,
            channel=found.channel_id,
            args={"session": str(session_id)},
        )
        await schedule(uow, line)
        return found


async def end_forgotten(uow: UnitOfWork, set_id: UUID, now: datetime) -> None:
    """A session that nobody closed ends when the set opens its next one. Quietly: the channel hears of the new one."""
    open_one = await calendar.open_session(uow, set_id)
    if open_one is not None:
        await _end_quietly(uow, open_one, now)


async def _end_quietly(uow: UnitOfWork, session: SessionRow, now: datetime) -> None:
    run = await queries.run_of(uow, session.id)
    stages = await queries.stages(uow, session.id)
    stage = next((one for one in stages if run is not None and one.ordinal == run.stage), None)
    if run is not None and stage is not None:
        await _end(uow, session, run, stage, now)
        await _keep(uow, session, now)
    else:
        await queries.change_session(uow, session.id, state=CLOSED, closed_at=now)
    await handover.session_over(uow, session.set_id, now)


def _forgotten_at(session: SessionRow) -> datetime:
    return max(session.ends_at, session.opened_at or session.ends_at) + FORGOTTEN


async def end_due(store: WorkspaceStore, now: datetime) -> None:
    """The tick: sessions that nobody closed end a day later, without a word; their board says so."""
    async with store.read() as uow:
        found = [one for one in await calendar.left_open(uow) if _forgotten_at(one) <= now]
    for each in found:
        async with store.write() as uow:
            session = await calendar.session(uow, each.id)
            if session is not None and session.state == OPEN:
                await _end_quietly(uow, session, now)
                await board.renew(uow, session.set_id, f"{session.id}:forgotten:{session.revision}", now)


async def next_end(store: WorkspaceStore, now: datetime) -> datetime | None:
    """When the next session counts as forgotten (aware UTC); None: none is open."""
    async with store.read() as uow:
        return min((_forgotten_at(one) for one in await calendar.left_open(uow)), default=None)


async def _end(uow: UnitOfWork, session: SessionRow, run: RunRow, stage: StageRow, now: datetime) -> None:
    if not await queries.change_run(uow, run.id, run.revision):
        raise Refused(Problem.STALE)
    await queries.change_stage(uow, stage.id, ended_at=now, ends_at=None, paused_left=None)
    await queries.change_session(uow, session.id, state=CLOSED, closed_at=now)
    await signs.drop_all(uow, session.id)


async def _keep(uow: UnitOfWork, session: SessionRow, now: datetime) -> None:
    """Who presented, and which issues were worked on. Whose turn it was to lead is read from the session itself."""
    slots = [one for one in await queries.stages(uow, session.id) if one.kind == Kind.ISSUE and one.started_at]
    for presenter in sorted({one.presenter_id for one in slots if one.presenter_id is not None}):
        await turns.presented(uow, session.id, presenter, now)
    for slot in slots:
        if slot.issue_id is not None:
            await issues.worked_in(uow, slot.issue_id, session.id)


async def reopen(store: WorkspaceStore, slack_user_id: str, session_id: UUID, *, key: str, now: datetime) -> Beheld:
    """It was closed too soon: it goes on where it was.

    Raises Refused: ALREADY_DONE (it is open), GONE (too long ago, or another session was opened since), as `behold`.
    """
    async with store.write() as uow:
        found = await behold(uow, slack_user_id, session_id, May.RUN_SESSION)
        if not (await claim(uow, key, now)).first:
            return found
        session, run, stage = found.session, found.run, found.stage
        if session.state == OPEN:
            raise Refused(Problem.ALREADY_DONE)
        newest = await board.read(uow, session.set_id)
        recent = session.closed_at is not None and now - session.closed_at <= REOPENS
        if session.state != CLOSED or run is None or stage is None or not recent:
            raise Refused(Problem.GONE)
        if newest is None or newest.session.id != session_id:
            raise Refused(Problem.GONE)
        if not await queries.change_run(uow, run.id, run.revision):
            raise Refused(Problem.STALE)
        await queries.change_session(uow, session_id, state=OPEN, closed_at=None)
        ends_at = now + timedelta(seconds=stage.planned_seconds)
        await queries.change_stage(uow, stage.id, ended_at=None, ends_at=ends_at, paused_left=None, noted=0)
        await bids.forget_presented(uow, session_id)
        await board.changed(uow, found, str(run.revision + 1), now)
        return found


async def summary(uow: UnitOfWork, delivery: Delivery) -> Summary | None:
    """What the channel is told, as it is now; None when the session or its set has gone."""
    session = await calendar.session(uow, UUID(str(delivery.args["session"])))
    found = await setup.learning_set(uow, session.set_id) if session else None
    if session is None or found is None:
        return None
    for_one = await feedback.open_for(uow, session)
    led = await people_queries.by_id(uow, for_one.recipient_id) if for_one and for_one.recipient_id else None
    return Summary(
        session,
        found.zone,
        await attendance.count_here(uow, session.id),
        await ahead(uow, session.set_id),
        reopened=session.state == OPEN,
        review=await review.open_for(uow, session),
        feedback=for_one,
        led=led.display_name if led else "",
    )
