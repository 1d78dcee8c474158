"""Who facilitates: handing over, taking over from somebody who cannot go on, and taking it back."""

from datetime import datetime
from uuid import UUID

from sets import board
from sets.access import May
from sets.errors import Problem, Refused
from sets.session_menu import on_its_day
from sets.sessions import LED, PLANNED, TOGETHER, Beheld, behold, led, own_issue, running
from storage.outbox import Effect, NewDelivery, schedule
from storage.queries import attendance
from storage.queries import sessions as queries
from storage.queries.attendance import Present
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

TOLD = "sessions.leads"


async def candidates(store: WorkspaceStore, slack_user_id: str, session_id: UUID) -> tuple[Beheld, list[Present]]:
    """Who could lead from here: everyone present but who leads now. Raises Refused, as `sets.sessions.led`."""
    async with store.read() as uow:
        found, _, stage = await led(uow, slack_user_id, session_id)
        people = await attendance.people(uow, found.session.set_id, session_id)
        leads = found.session.facilitator_id
        others = [one for one in people if one.state == "here" and one.person_id != leads]
        return found, [one for one in others if not own_issue(one.person_id, stage, found.coming)]


async def hand_over(
    store: WorkspaceStore, slack_user_id: str, session_id: UUID, to: UUID, *, key: str, now: datetime
) -> None:
    """Somebody else who is here facilitates from now on.

    Raises Refused: as `sets.sessions.led`, NOBODY_CHOSEN (not here), OWN_ISSUE (it is that person's own slot).
    """
    async with store.write() as uow:
        if not (await claim(uow, key, now)).first:
            return
        found, _, stage = await led(uow, slack_user_id, session_id)
        people = await attendance.people(uow, found.session.set_id, session_id)
        if to not in {one.person_id for one in people if one.state == "here"}:
            raise Refused(Problem.NOBODY_CHOSEN, "person")
        if own_issue(to, stage):
            raise Refused(Problem.OWN_ISSUE, "person")
        await _changes(uow, found, to, now)


async def look(store: WorkspaceStore, slack_user_id: str, session_id: UUID, now: datetime) -> Beheld:
    """The session, for the question whether to take over.

    Raises Refused: NOT_OPEN, NOT_ITS_DAY (it is planned for a later one), NOT_YOUR_SET, FORMER_MEMBER.
    """
    async with store.read() as uow:
        found = await behold(uow, slack_user_id, session_id, May.RUN_SESSION)
        _may_take(found, now)
        return found


async def take_over(store: WorkspaceStore, slack_user_id: str, session_id: UUID, *, key: str, now: datetime) -> Beheld:
    """Who facilitates has gone, or has not come: this person leads from here. The set is told.

    Raises Refused: as `look`, OWN_ISSUE (they present just now).
    """
    async with store.write() as uow:
        found = await behold(uow, slack_user_id, session_id, May.RUN_SESSION)
        if not (await claim(uow, key, now)).first:
            return found
        _may_take(found, now)
        if own_issue(found.person.id, found.stage):
            raise Refused(Problem.OWN_ISSUE)
        if found.session.facilitator_id != found.person.id:
            await _changes(uow, found, found.person.id, now)
        return found


def _may_take(found: Beheld, now: datetime) -> None:
    """Of a session that runs, or that is about to: its facilitator may not come."""
    if found.session.state == PLANNED:
        on_its_day(found.session, now)
    else:
        running(found)


async def take_back(store: WorkspaceStore, slack_user_id: str, session_id: UUID, *, key: str, now: datetime) -> None:
    """Who facilitated before does so again. Raises Refused: STALE (others led meanwhile), NOT_OPEN, OWN_ISSUE."""
    async with store.write() as uow:
        if not (await claim(uow, key, now)).first:
            return
        found = await behold(uow, slack_user_id, session_id, May.RUN_SESSION)
        run, stage = running(found)
        if run.led_before_id != found.person.id:
            raise Refused(Problem.STALE)
        if own_issue(found.person.id, stage):
            raise Refused(Problem.OWN_ISSUE)
        await _changes(uow, found, found.person.id, now)


async def _changes(uow: UnitOfWork, found: Beheld, to: UUID, now: datetime) -> None:
    """Write who leads, have the channel told, and let who led before take it back."""
    session, run = found.session, found.run
    if run is not None:
        if not await queries.change_run(uow, run.id, run.revision, led_before_id=session.facilitator_id):
            raise Refused(Problem.STALE)
        mode = LED if session.mode == TOGETHER else session.mode
        await queries.change_session(uow, session.id, facilitator_id=to, mode=mode)
        await board.changed(uow, found, str(run.revision + 1), now)
        await attendance.set_here(uow, session.id, [to], [], now)
    else:
        await queries.change_session(uow, session.id, facilitator_id=to)
    before = session.facilitator_id
    news = NewDelivery(
        effect=Effect.POST,
        kind=TOLD,
        dedupe=f"{TOLD}:{session.id}:{session.revision + 1}",
        due_at=now,
        expires_at=now + board.KEPT,
        set_id=session.set_id,
        channel=found.channel_id,
        args={"session": str(session.id), "to": str(to), "before": str(before) if before else ""},
    )
    await schedule(uow, news)
