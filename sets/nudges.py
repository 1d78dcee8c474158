"""Nudges: planned by a feature, or from actions that are due; sets/bundles.py makes one message a day of them."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sets.bundles import REFRESH_KIND, Rules, compose
from sets.checkins import ask_moment
from sets.hours import local_date
from sets.unasked import LAST_KEPT, moments
from storage.outbox import Effect, NewDelivery, schedule
from storage.queries import erasing, nudge_answers
from storage.queries import nudge_clock as clock
from storage.queries import nudges as queries
from storage.queries.nudge_clock import DueAction
from storage.unit_of_work import UnitOfWork, WorkspaceStore

_BATCH = 200


async def plan_item(
    uow: UnitOfWork,
    kind: str,
    person_id: UUID,
    subject_id: UUID,
    slot: str,
    due_at: datetime,
    expires_at: datetime,
    *,
    subject_revision: int = 0,
) -> bool:
    """Plan one thing for somebody's daily message, in a feature's own transaction; False when it was planned before.

    kind        the name of the feature's `Rules`; subject_id: the row it is about
    slot        which of several questions about that row, at most 16 letters; with `subject_revision` it says whether
                this was planned before
    due_at      from when it may go out, expires_at: until when it makes sense (aware UTC); hours and budget follow
    """
    return await queries.add(
        uow,
        kind=kind,
        person_id=person_id,
        subject_id=subject_id,
        slot=slot,
        subject_revision=subject_revision,
        since=due_at,
        due_at=due_at,
        expires_at=expires_at,
    )


async def plan(uow: UnitOfWork, now: datetime) -> int:
    """Make nudges of the actions that are due; how many actions were looked at. May run twice, on every replica."""
    due = await clock.due_actions(uow, now, _BATCH)
    for action in due:
        await _plan_one(uow, action)
    return len(due)


async def _plan_one(uow: UnitOfWork, action: DueAction) -> None:
    moment = action.next_ask_at
    if moment is None:
        return
    asks = moments(action.committed_at, action.due_date, action.zone, action)
    following = next((at for _, at in asks if at > moment), None)
    if not await clock.ask_next(uow, action, following):
        return  # another replica is at it
    slot = next((slot for slot, at in asks if at == moment), "again")
    kept = following or moment + LAST_KEPT  # until the next one takes its place
    ordinal = local_date(moment, action.zone).toordinal() if slot == "again" else action.due_date.toordinal()
    await plan_item(uow, queries.CHECK_IN, action.holder_id, action.id, slot, moment, kept, subject_revision=ordinal)


async def tick(store: WorkspaceStore, now: datetime, rules: Sequence[Rules] = ()) -> None:
    """Plan and compose everything that is due. rules: of every kind of thing but check-ins."""
    async with store.read() as uow:
        if not await clock.anything(uow, now):
            return
    more = True
    while more:
        async with store.write() as uow:
            await clock.replan_unsent(uow, now)
            for delivery_id, person_id, session_id in await clock.leave_to_session(uow):
                await _refresh(uow, {(delivery_id, person_id)}, f"session:{session_id}", now)
            more = await plan(uow, now) == _BATCH
    waiting: list[UUID] = []
    while True:
        async with store.read() as uow:
            found = [each for each in await clock.people_waiting(uow, now, _BATCH) if each not in waiting]
        if not found:
            return
        for person_id in found:
            async with store.write() as uow:
                await compose(uow, person_id, now, rules)
        waiting += found


async def next_wake(store: WorkspaceStore, now: datetime) -> datetime | None:
    """When the tick next has work."""
    async with store.read() as uow:
        return await clock.next_moment(uow, now)


async def settle(
    uow: UnitOfWork, subject_id: UUID, event_id: UUID | None, now: datetime, *, person_id: UUID | None = None
) -> None:
    """A row that was asked about has been answered elsewhere (changed, stopped, done in a window): its questions are
    answered, and their messages are brought up to date. person_id: only what this person was asked."""
    messages = await nudge_answers.answered_elsewhere(uow, subject_id, event_id, person_id)
    await _refresh(uow, messages, str(event_id or f"{subject_id}:{now.isoformat()}"), now)


async def unsettle(uow: UnitOfWork, subject_id: UUID, event_id: UUID, now: datetime, *, dropped: bool) -> None:
    """That event was taken back: its questions are open again; `dropped`: the row is no longer one to ask about."""
    await _refresh(uow, await nudge_answers.opened_again(uow, subject_id, event_id, dropped), f"undo:{event_id}", now)


async def forgotten(uow: UnitOfWork, subject_id: UUID, now: datetime) -> None:
    """A row goes for good: nothing is asked about it any more, and the messages it stood in say nothing of it."""
    await _refresh(uow, await erasing.no_longer_asked(uow, subject_id), f"erased:{subject_id}", now)


async def changed(uow: UnitOfWork, subject_ids: Collection[UUID], cause: str, now: datetime) -> None:
    """Rows changed that are told of, not asked about: the messages in which they stand are brought up to date, once for
    each cause."""
    await _refresh(uow, await queries.messages_about(uow, subject_ids), cause, now)


async def _refresh(uow: UnitOfWork, messages: set[tuple[UUID, UUID]], cause: str, now: datetime) -> None:
    """Bring messages (delivery, person) up to date, once for each cause."""
    for delivery_id, person_id in messages:
        await schedule(
            uow,
            NewDelivery(
                effect=Effect.UPDATE,
                kind=REFRESH_KIND,
                dedupe=f"refresh:{delivery_id}:{cause}",
                due_at=now,
                recipient_id=person_id,
                args={"delivery": str(delivery_id)},
            ),
        )


async def back(uow: UnitOfWork, set_id: UUID, person_id: UUID, now: datetime) -> None:
    """Somebody is a member again: what was not asked while they were out is asked the next day, so that none of their
    actions is left without its last word."""
    for action_id, zone in await clock.unasked_while_out(uow, set_id, person_id):
        await clock.ask_at(uow, action_id, ask_moment(local_date(now, zone) + timedelta(days=1), zone))


async def reconsider(uow: UnitOfWork, person_id: UUID, now: datetime) -> None:
    """Someone's hours, pause or limit changed: look at everything planned for them again."""
    await queries.look_again(uow, person_id, now)
