"""Nudges: planned from actions that are due, bundled into at most one message a day, inside the person's own hours.

The budget (product.md): at most one bundle a day, and `weekly_limit` bundles in any seven days, which holds for every
calendar week too. Days are the person's own; the hours of a night count as the day on which it began, and never two
bundles fall on one calendar date either. A day whose bundle was cancelled or expired is used up, but costs no budget.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sets.checkins import ask_moment, slots
from sets.hours import DaysAway, closes, is_open, local_date, next_open, window_day, zone_of
from sets.people import DEFAULTS, Settings
from storage.outbox import Effect, NewDelivery, State, schedule
from storage.queries import nudges as queries
from storage.queries.nudges import DueAction, Planned
from storage.queries.reaching import Reached, reached
from storage.unit_of_work import UnitOfWork, WorkspaceStore

KIND = "checkins.bundle"
REFRESH_KIND = "checkins.refresh"
MOST_ITEMS = 5
BETWEEN = timedelta(days=3)  # C5: never asked twice in three days
# Until when a question makes sense: until the next one takes its place, or so long after the last.
LAST_KEPT = timedelta(days=28)
AGAIN_KEPT = timedelta(days=14)
WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
_BATCH = 200
# Slack's words for an account that gets no messages any more.
GONE = frozenset({"user_disabled", "account_inactive", "user_not_found", "recipient_gone"})


@dataclass(frozen=True)
class Hours:
    """Whom to write to, and when: settings, days away and IANA zone."""

    id: UUID
    active: bool
    settings: Settings
    away: Sequence[DaysAway]
    zone: str

    def is_open(self, now: datetime) -> bool:
        return self.active and is_open(now, self.settings, self.away, self.zone)

    def next_open(self, t: datetime) -> datetime:
        return next_open(t.astimezone(UTC), self.settings, self.away, self.zone)


async def plan(uow: UnitOfWork, now: datetime) -> int:
    """Make nudges of the actions that are due; how many actions were looked at. May run twice, on every replica."""
    due = await queries.due_actions(uow, now, _BATCH)
    for action in due:
        await _plan_one(uow, action)
    return len(due)


async def _plan_one(uow: UnitOfWork, action: DueAction) -> None:
    moment = action.next_ask_at
    if moment is None:
        return
    written = local_date(action.committed_at, action.zone)
    asks = [(slot, ask_moment(day, action.zone)) for slot, day in slots(written, action.due_date)]
    following = next((at for _, at in asks if at > moment), None)
    if not await queries.ask_next(uow, action, following):
        return  # another replica is at it
    slot = next((slot for slot, at in asks if at == moment), "again")
    kept = moment + AGAIN_KEPT if slot == "again" else following or moment + LAST_KEPT
    ordinal = local_date(moment, action.zone).toordinal() if slot == "again" else action.due_date.toordinal()
    await queries.add(
        uow,
        person_id=action.holder_id,
        subject_id=action.id,
        slot=slot,
        subject_revision=ordinal,
        due_at=moment,
        expires_at=kept,
    )


async def compose(uow: UnitOfWork, person_id: UUID, now: datetime) -> UUID | None:
    """Write one message of everything due for someone, the oldest five at most; its delivery id, or None.

    What cannot go out now is put off to the first moment when it can, or dropped with its reason.
    """
    hours = await hours_of(uow, person_id, now, lock=True)
    planned = await queries.planned_for(uow, person_id, now)
    if hours is None or not planned:
        return None
    reasons, waits = sort_out(planned, hours, now)
    await queries.drop(uow, reasons)
    for nudge_id, until in waits.items():
        await queries.put_off(uow, [nudge_id], until)
    ready = [nudge.id for nudge in planned if nudge.id not in reasons and nudge.id not in waits]
    if not ready:
        return None
    opening = await _next_turn(uow, hours, now)
    if opening > now:
        await queries.put_off(uow, ready, opening)
        return None
    delivery_id = await schedule(
        uow,
        NewDelivery(
            effect=Effect.POST,
            kind=KIND,
            dedupe=_daily(person_id, _day_of(hours, now)),
            due_at=now,
            expires_at=closes(now, hours.settings, hours.zone),
            recipient_id=person_id,
        ),
    )
    await queries.compose(uow, ready[:MOST_ITEMS], delivery_id)
    await queries.put_off(uow, ready[MOST_ITEMS:], now + _DAY)
    return delivery_id


def sort_out(planned: Sequence[Planned], hours: Hours, now: datetime) -> tuple[dict[UUID, str], dict[UUID, datetime]]:
    """Which of these are not asked at all, and why; and which wait, until when. The rest may be asked now."""
    reasons: dict[UUID, str] = {}
    waits: dict[UUID, datetime] = {}
    latest: dict[UUID, UUID] = {}
    for nudge in sorted(planned, key=lambda one: one.due_at):
        reason = "gone" if not hours.active else why_not(nudge, now)
        if reason:
            reasons[nudge.id] = reason
            continue
        if nudge.subject_id in latest:  # two questions about one action: the later one is the true one
            reasons[latest[nudge.subject_id]] = "superseded"
            waits.pop(latest[nudge.subject_id], None)
        latest[nudge.subject_id] = nudge.id
        until = _too_soon_until(nudge, hours.zone, now)
        if until is not None and until >= nudge.expires_at:
            reasons[nudge.id] = "too_soon"
            del latest[nudge.subject_id]
        elif until is not None:
            waits[nudge.id] = until
    return reasons, waits


def why_not(nudge: Planned, now: datetime) -> str | None:
    """Why this is not asked any more, a code; None while it is still true. Asked again just before sending."""
    if nudge.standing != "open":
        return "closed"
    if nudge.slot != "again" and nudge.subject_revision != nudge.due_date.toordinal():
        return "moved"
    if not nudge.belongs:
        return "left"
    return "expired" if now >= nudge.expires_at else None


def _too_soon_until(nudge: Planned, zone: str, now: datetime) -> datetime | None:
    """When an action asked about less than three days ago may be asked about again; None: now.

    `again` was asked for by the person, who may well have said tomorrow.
    """
    if nudge.slot == "again" or nudge.last_asked is None:
        return None
    free = local_date(nudge.last_asked, zone) + BETWEEN
    return ask_moment(free, zone_of(zone).key) if local_date(now, zone) < free else None


async def hours_of(uow: UnitOfWork, person_id: UUID, now: datetime, *, lock: bool = False) -> Hours | None:
    """When someone may be written to; None when there is no such person. `lock`: see reaching.reached."""
    found = await reached(uow, person_id, lock=lock)
    return hours_from(*found, now) if found else None


def hours_from(found: Reached, away: list[tuple[date, date]], now: datetime) -> Hours:
    """When someone may be written to, from what was read already."""
    since = local_date(now, found.tz) - _DAY
    days_away = [DaysAway(first, last) for first, last in away if last >= since]
    return Hours(found.id, found.active, _settings(found), days_away, found.tz)


def _settings(found: Reached) -> Settings:
    if found.days is None or found.window_start is None or found.window_end is None or found.weekly_limit is None:
        return DEFAULTS
    return Settings(
        days=frozenset(int(day) for day in found.days),
        window_start=time.fromisoformat(found.window_start),
        window_end=time.fromisoformat(found.window_end),
        weekly_limit=found.weekly_limit,
        paused_until=found.paused_until,
        not_until=found.not_until,
    )


async def _next_turn(uow: UnitOfWork, hours: Hours, now: datetime) -> datetime:
    """The first moment from `now` on at which hours and budget allow a bundle."""
    moment = hours.next_open(now)
    if moment > now:
        return moment  # the budget is asked again then
    today = _day_of(hours, now)
    keys = {_daily(hours.id, today - offset * _DAY): today - offset * _DAY for offset in range(7)}
    used = {keys[key]: found for key, found in (await queries.used(uow, keys)).items()}
    spent = {day: at for day, (state, at) in used.items() if state in (State.OPEN, State.SENT)}
    if local_date(now, hours.zone) in {local_date(at, hours.zone) for at in spent.values()}:
        midnight = datetime.combine(local_date(now, hours.zone) + _DAY, time.min, zone_of(hours.zone))
        return max(hours.next_open(midnight), now + timedelta(minutes=1))
    day = today
    while day in used or len([one for one in spent if day - WEEK < one <= day]) >= hours.settings.weekly_limit:
        day += _DAY
    if day == today:
        return now
    return hours.next_open(datetime.combine(day, hours.settings.window_start, zone_of(hours.zone)))


def _day_of(hours: Hours, now: datetime) -> date:
    """The day that a message at `now` counts for."""
    return window_day(now, hours.settings, hours.zone) or local_date(now, hours.zone)


def _daily(person_id: UUID, day: date) -> str:
    return f"daily:{person_id}:{day.isoformat()}"


async def tick(store: WorkspaceStore, now: datetime) -> None:
    """Plan and compose everything that is due."""
    async with store.read() as uow:
        if not await queries.anything(uow, now):
            return
    more = True
    while more:
        async with store.write() as uow:
            await queries.replan_unsent(uow, now)
            more = await plan(uow, now) == _BATCH
    waiting: list[UUID] = []
    while True:
        async with store.read() as uow:
            found = [each for each in await queries.people_waiting(uow, now, _BATCH) if each not in waiting]
        if not found:
            return
        for person_id in found:
            async with store.write() as uow:
                await compose(uow, person_id, now)
        waiting += found


async def next_wake(store: WorkspaceStore, now: datetime) -> datetime | None:
    """When the tick next has work."""
    async with store.read() as uow:
        return await queries.next_moment(uow, now)


async def settle(uow: UnitOfWork, action_id: UUID, event_id: UUID | None, now: datetime) -> None:
    """An action that was asked about has been answered elsewhere (changed, stopped, done in a window): its questions
    are answered, and their messages are brought up to date."""
    await _refresh(uow, await queries.answered_elsewhere(uow, action_id, event_id), str(event_id), now)


async def unsettle(uow: UnitOfWork, action_id: UUID, event_id: UUID, now: datetime, *, dropped: bool) -> None:
    """That event was taken back: its questions are open again; `dropped`: the action is no longer one to ask about."""
    await _refresh(uow, await queries.opened_again(uow, action_id, event_id, dropped), f"undo:{event_id}", now)


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


async def reconsider(uow: UnitOfWork, person_id: UUID, now: datetime) -> None:
    """Someone's hours, pause or limit changed: look at everything planned for them again."""
    await queries.look_again(uow, person_id, now)
