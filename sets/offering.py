"""Offering a turn: one person at a time, quietly; then volunteers; then all together. Everything here is the clock's.

The tick looks at each session that is due, in each ledger, and takes one step. It may run twice, on every replica, and
after a restart: a session has at most one live turn, and each message its own dedupe key.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sets import home, turn_ends
from sets.budget import hours_of
from sets.mornings import channel_moment
from sets.next_step import SHORTEST_ASK, Do, Step, next_step
from sets.rota import person_of, situation
from sets.rotation import BRIEF_BEFORE, OFFERED_BEFORE, TOGETHER_BEFORE, Ledger, Rule, Stage
from sets.settling import end
from storage.outbox import Effect, NewDelivery, schedule
from storage.queries import calendar, rotation, setup, turns
from storage.queries.calendar import SessionRow
from storage.queries.rotation import RotaRow, TurnRow
from storage.unit_of_work import UnitOfWork, WorkspaceStore

OFFER, YOURS, REFRESH, VOLUNTEERS, TOGETHER, BRIEF = (
    "rotation.offer",
    "rotation.yours",
    "rotation.refresh",
    "rotation.volunteers",
    "rotation.together",
    "rotation.brief",
)
# So long "Not this time" can be undone before the next person is asked.
UNDO_FOR = timedelta(minutes=10)
LEDGERS = (Ledger.FACILITATING, Ledger.HOSTING)
_BATCH = 100


async def tick(store: WorkspaceStore, now: datetime) -> None:
    """Take every step that is due."""
    for ledger in LEDGERS:
        seen: set[UUID] = set()
        while True:
            async with store.read() as uow:
                found = [
                    each for each in await rotation.due(uow, ledger, now, OFFERED_BEFORE, _BATCH) if each not in seen
                ]
            if not found:
                break
            for session_id in found:
                async with store.write() as uow:
                    await step(uow, session_id, ledger, now)
            seen.update(found)


async def next_wake(store: WorkspaceStore, now: datetime) -> datetime | None:
    """When the tick next has work."""
    async with store.read() as uow:
        moments = [await rotation.next_moment(uow, ledger, now, OFFERED_BEFORE) for ledger in LEDGERS]
    return min((each for each in moments if each is not None), default=None)


async def step(uow: UnitOfWork, session_id: UUID, ledger: Ledger, now: datetime) -> None:
    """The next step for one session in one ledger, whatever it is; afterwards the rota says when to look again."""
    await turns.hold(uow, session_id)
    session = await calendar.session(uow, session_id)
    if session is None:
        return
    rota = await rotation.rota_of(uow, session, ledger)
    if session.state in rotation.OVER:
        await end(uow, session, rota, ledger, now)
        return
    if session.state != "planned":
        await rotation.change_rota(uow, rota.id, next_at=None)
        return
    stage, next_at = await _look(uow, session, rota, ledger, now)
    await rotation.change_rota(uow, rota.id, stage=stage, next_at=next_at, starts_at=session.starts_at)


async def _look(
    uow: UnitOfWork, session: SessionRow, rota: RotaRow, ledger: Ledger, now: datetime
) -> tuple[Stage, datetime | None]:
    """What is to be done for a planned session, done: the stage it is at now, and when to look again."""
    if person_of(session, ledger) is not None:
        if rota.stage == Stage.OVER:
            await _on_again(uow, session, ledger)
        # Somebody has it, and may have asked for a volunteer in their place.
        stage = Stage.VOLUNTEERS if rota.stage == Stage.VOLUNTEERS else Stage.FOUND
        return stage, await _brief(uow, session, rota, ledger, now)
    seen = await situation(uow, session, ledger, now)
    step = next_step(session, ledger, seen, now)
    if step.do is Do.MOVE_ON and seen.live is not None:
        await pass_on(uow, seen.live, turn_ends.PASSED, now)
        seen = await situation(uow, session, ledger, now)
        step = next_step(session, ledger, seen, now)
    if step.do is Do.APPOINT_COACH and seen.coach is not None:
        await appoint(uow, session, ledger, seen.coach, Rule.COACH, now)
        await home.changed(uow, seen.coach, now)
        return Stage.FOUND, await _brief(uow, session, rota, ledger, now, seen.coach)
    if session.mode == "together" and now < session.starts_at - TOGETHER_BEFORE:
        await rotation.lead_together(uow, session.id, "led")  # it was moved: there is time again
    if step.do is Do.ASK:
        await _offer(uow, session, ledger, step, now)
    elif step.do in (Do.ASK_VOLUNTEERS, Do.LEAD_TOGETHER):
        await _ask_all(uow, session, step, ledger, now)
    return step.stage, step.again


async def _on_again(uow: UnitOfWork, session: SessionRow, ledger: Ledger) -> None:
    """It was called off, and that was taken back: whoever has the turn owes none for it."""
    for turn in await rotation.turns_of_session(uow, session.id, ledger):
        if turn.person_id == person_of(session, ledger) and turn.state in (turn_ends.OWED, turn_ends.REPAID):
            await rotation.change_turn(uow, turn.id, turn.revision, state="accepted", owed_from=None)


async def _offer(uow: UnitOfWork, session: SessionRow, ledger: Ledger, step: Step, now: datetime) -> None:
    choice, due = step.choice, step.due
    if choice is None or due is None:
        raise RuntimeError("an offer is made to somebody, at some time")
    turn = await rotation.put_turn(
        uow,
        session,
        ledger,
        choice.person_id,
        state="offered",
        rule=choice.rule,
        exceptions=choice.exceptions,
        now=now,
        expires_at=step.ends,
    )
    if turn is None:
        return  # another replica was quicker
    before = turn_ends.repaid_by(turn, await rotation.turns_of_set(uow, session.set_id, ledger))
    if before is not None:
        await rotation.end_turn(uow, before, turn_ends.REPAID, now)
    await _tell(uow, turn, OFFER, due, step.ends)


async def _tell(uow: UnitOfWork, turn: TurnRow, kind: str, due: datetime, ends: datetime | None) -> None:
    """A message about somebody's turn, to them: later changes of the turn edit it."""
    delivery_id = await schedule(
        uow,
        NewDelivery(
            effect=Effect.POST,
            kind=kind,
            dedupe=f"{kind}:{turn.id}:{turn.revision}",
            due_at=due,
            expires_at=ends,
            recipient_id=turn.person_id,
            set_id=turn.set_id,
            args={"turn": str(turn.id)},
        ),
    )
    await rotation.note_message(uow, turn.id, delivery_id)


async def _ask_all(uow: UnitOfWork, session: SessionRow, step: Step, ledger: Ledger, now: datetime) -> None:
    """Nobody in the queue said yes: volunteers are asked in the channel; a day before, the set leads together."""
    if step.do is Do.ASK_VOLUNTEERS:
        await tell_channel(uow, session, VOLUNTEERS, ledger, now, due=_heard_at(session, now))
    elif session.mode != "together" and await rotation.lead_together(uow, session.id, "together"):
        await tell_channel(uow, session, TOGETHER, ledger, now, due=_heard_at(session, now))


def _heard_at(session: SessionRow, now: datetime) -> datetime:
    """In the set's own day; at once when that would be too late for this session."""
    due = channel_moment(session.zone, now)
    return due if due < session.starts_at - SHORTEST_ASK else now


async def tell_channel(
    uow: UnitOfWork,
    session: SessionRow,
    kind: str,
    ledger: Ledger,
    now: datetime,
    cause: str = "",
    due: datetime | None = None,
) -> None:
    """A word in the set's channel about one session, once for each date it has (or for each `cause`); at `due`."""
    found = await setup.learning_set(uow, session.set_id)
    if found is None or found.channel_id is None:
        return
    await schedule(
        uow,
        NewDelivery(
            effect=Effect.POST,
            kind=kind,
            dedupe=f"{kind}:{session.id}:{ledger}:{cause or session.starts_at.isoformat()}",
            due_at=due or now,
            expires_at=session.starts_at,
            set_id=session.set_id,
            channel=found.channel_id,
            args={"session": str(session.id), "ledger": ledger},
        ),
    )


async def pass_on(uow: UnitOfWork, turn: TurnRow, state: str, now: datetime) -> None:
    """An offer ended without an answer. Nobody is told but the one who was asked: their message says it is settled."""
    if await rotation.end_turn(uow, turn, state, now):
        await refresh(uow, turn, now)


async def refresh(uow: UnitOfWork, turn: TurnRow, now: datetime, cause: str = "") -> None:
    """Bring the message about a turn up to date, once for each revision of it, or for each `cause`."""
    if turn.delivery_id is None:
        return
    await schedule(
        uow,
        NewDelivery(
            effect=Effect.UPDATE,
            kind=REFRESH,
            dedupe=f"{REFRESH}:{turn.id}:{cause or turn.revision}",
            due_at=now,
            recipient_id=turn.person_id,
            set_id=turn.set_id,
            args={"turn": str(turn.id), "offer": str(turn.delivery_id)},
        ),
    )


async def ask_again(uow: UnitOfWork, turn: TurnRow, ends: datetime, now: datetime) -> None:
    """A turn that was taken back is offered anew: in the message about it, or in one of its own if there is none."""
    if turn.delivery_id is not None:
        await refresh(uow, turn, now, cause=f"again:{turn.revision}")
    else:
        await _tell(uow, turn, OFFER, now, ends)


async def appoint(
    uow: UnitOfWork,
    session: SessionRow,
    ledger: Ledger,
    person_id: UUID,
    rule: Rule,
    now: datetime,
    exceptions: str = "",
) -> bool:
    """The turn is this person's: in the ledger and in the session, at once. False: somebody else has it already.

    The caller has their Home published again.
    """
    before = person_of(session, ledger)
    turn = await rotation.put_turn(
        uow, session, ledger, person_id, state="accepted", rule=rule, exceptions=exceptions, now=now
    )
    if turn is None or not await rotation.take_session(uow, session.id, ledger, person_id, before):
        return False
    if rule is not Rule.COACH:
        await _tell(uow, turn, YOURS, now, session.starts_at)
    return True


async def _brief(
    uow: UnitOfWork, session: SessionRow, rota: RotaRow, ledger: Ledger, now: datetime, person_id: UUID | None = None
) -> datetime | None:
    """Send the guide a week before, to whoever has the turn then; when to look again."""
    who = person_id or session.facilitator_id
    if ledger is not Ledger.FACILITATING or who is None or rota.briefed_id == who:
        return None
    if now < session.starts_at - BRIEF_BEFORE:
        return session.starts_at - BRIEF_BEFORE
    hours = await hours_of(uow, who, now)
    await schedule(
        uow,
        NewDelivery(
            effect=Effect.POST,
            kind=BRIEF,
            dedupe=f"{BRIEF}:{session.id}:{who}:{now.isoformat()}",
            due_at=min(hours.next_open(now), session.starts_at) if hours else now,
            expires_at=session.starts_at,
            recipient_id=who,
            set_id=session.set_id,
            args={"session": str(session.id)},
        ),
    )
    await rotation.change_rota(uow, rota.id, briefed_id=who)
    return None
