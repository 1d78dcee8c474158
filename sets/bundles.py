"""The one message a day: what goes into it, what of it is still true just before it goes, and what became of it.

Every feature may put something into it (`Rules`); check-ins are one kind among others, with a few rules of their own.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sets.budget import Hours, daily, day_of, hours_of, next_turn
from sets.checkins import ask_moment
from sets.hours import closes, local_date, zone_of
from sets.reasons import Why
from storage.outbox import Effect, NewDelivery, schedule
from storage.queries import nudges as queries
from storage.queries.nudges import CHECK_IN, NudgeRow, Planned
from storage.unit_of_work import UnitOfWork

KIND = "checkins.bundle"
REFRESH_KIND = "checkins.refresh"
MOST_ITEMS = 5
# Back from days away: everything that waited is in one message (Slack takes 50 blocks).
MOST_CATCHING_UP = 15
BETWEEN = timedelta(days=3)  # C5: never asked twice in three days
_DAY = timedelta(days=1)
# Slack's words for an account that gets no messages any more.
GONE = frozenset({"user_disabled", "account_inactive", "user_not_found", "recipient_gone"})

# Of these a nudge is told only when nothing weightier had it wait before.
_ORDINARY = frozenset({Why.HOURS, Why.DAY})

WhyNot = Callable[[UnitOfWork, Sequence[NudgeRow], datetime], Awaitable[Mapping[UUID, str]]]


@dataclass(frozen=True)
class Rules:
    """What a feature says about the things it puts into the daily message.

    name       stored with each; a frozen name
    why_not    of these, which are not to be asked any more and why (nudge id, a short code): read just before they are
               composed and again before they are sent. That their time is over is found without asking.
    traceless  no row stays once it was sent or dropped (privacy.md section 3). What leaves no row could not be drawn
               again beside others, so it goes out in a message of its own, on a day of its own.
    apart      how long after the last one about the same row the next may go out
    """

    name: str
    why_not: WhyNot
    traceless: bool = False
    apart: timedelta | None = None


async def compose(uow: UnitOfWork, person_id: UUID, now: datetime, rules: Sequence[Rules] = ()) -> UUID | None:
    """Write one message of everything due for someone, the oldest five at most; its delivery id, or None.

    What cannot go out now is put off to the first moment when it can, or dropped with its reason.
    """
    hours = await hours_of(uow, person_id, now, lock=True)
    planned = await queries.planned_for(uow, person_id, now)
    if hours is None or not planned:
        return None
    reasons, waits = sort_out(planned, await _untrue(uow, planned, rules, now), hours, now)
    waits |= _apart([nudge for nudge in planned if nudge.id not in reasons], rules, now)
    await _drop(uow, planned, reasons, rules)
    for nudge_id, until in waits.items():
        await _put_off(uow, [nudge_id], until, Why.TOO_SOON)
    ready = [nudge.row for nudge in planned if nudge.id not in reasons and nudge.id not in waits]
    if not ready:
        return None
    opening, why = await next_turn(uow, hours, now)
    if why is not None:
        await _put_off(uow, [row.id for row in ready], opening, why)
        return None
    delivery_id = await schedule(
        uow,
        NewDelivery(
            effect=Effect.POST,
            kind=KIND,
            dedupe=daily(person_id, day_of(hours, now)),
            due_at=now,
            expires_at=closes(now, hours.settings, hours.zone),
            recipient_id=person_id,
        ),
    )
    chosen = [ready[0].id] if hours.settings.one_item else _together(ready, rules)
    await queries.compose(uow, chosen, delivery_id)
    await _put_off(uow, [row.id for row in ready if row.id not in chosen], now + _DAY, Why.DAY)
    return delivery_id


async def _put_off(uow: UnitOfWork, nudge_ids: Sequence[UUID], until: datetime, why: Why) -> None:
    await queries.put_off(uow, nudge_ids, until, why, unless_known=why in _ORDINARY)


def _apart(planned: Sequence[Planned], rules: Sequence[Rules], now: datetime) -> dict[UUID, datetime]:
    """Until when those wait that were told of a short while ago."""
    apart = {each.name: each.apart for each in rules if each.apart is not None}
    waits = {}
    for nudge in planned:
        if nudge.last_asked is not None and nudge.row.kind in apart:
            until = nudge.last_asked + apart[nudge.row.kind]
            if now < until < nudge.row.expires_at:
                waits[nudge.id] = until
    return waits


def _together(ready: Sequence[NudgeRow], rules: Sequence[Rules]) -> list[UUID]:
    """Which of these go out in one message: five at most, but every check-in that waited for someone who was away."""
    alone = {each.name for each in rules if each.traceless}
    if ready[0].kind in alone:
        return [ready[0].id]
    together = [row for row in ready if row.kind not in alone]
    waited = [row for row in together if row.kind == CHECK_IN and row.waited_for == Why.AWAY][:MOST_CATCHING_UP]
    others = [row for row in together if row not in waited][: max(0, MOST_ITEMS - len(waited))]
    return [row.id for row in together if row in waited or row in others]


def sort_out(
    planned: Sequence[Planned], untrue: Mapping[UUID, str], hours: Hours, now: datetime
) -> tuple[dict[UUID, str], dict[UUID, datetime]]:
    """Which of these are not asked at all, and why; and which wait, until when. The rest may be asked now.

    untrue  those that are no longer true: see `Rules.why_not`
    """
    reasons: dict[UUID, str] = {nudge.id: Why.GONE for nudge in planned} if not hours.active else dict(untrue)
    waits: dict[UUID, datetime] = {}
    latest: dict[UUID, UUID] = {}
    for nudge in sorted(planned, key=lambda one: one.row.due_at):
        if nudge.id in reasons or nudge.row.kind != CHECK_IN:
            continue
        action_id = nudge.row.subject_id
        if action_id in latest:  # two questions about one action: the later one is the true one
            reasons[latest[action_id]] = Why.JOINED
            waits.pop(latest[action_id], None)
        latest[action_id] = nudge.id
        until = _too_soon_until(nudge, hours.zone, now)
        if until is not None and until >= nudge.row.expires_at:
            reasons[nudge.id] = Why.TOO_SOON
            del latest[action_id]
        elif until is not None:
            waits[nudge.id] = until
    return reasons, waits


async def _untrue(
    uow: UnitOfWork, planned: Sequence[Planned], rules: Sequence[Rules], now: datetime
) -> dict[UUID, str]:
    """Why some are not asked any more, a code by nudge; the others are still true."""
    known = {CHECK_IN, *(each.name for each in rules)}
    reasons = {nudge.id: why for nudge in planned if (why := _check_in_why_not(nudge))}
    reasons |= {nudge.id: Why.UNKNOWN_KIND for nudge in planned if nudge.row.kind not in known}
    reasons |= {nudge.id: Why.EXPIRED for nudge in planned if now >= nudge.row.expires_at and nudge.id not in reasons}
    for each in rules:
        rows = [nudge.row for nudge in planned if nudge.row.kind == each.name and nudge.id not in reasons]
        if rows:
            reasons |= await each.why_not(uow, rows, now)
    return reasons


def _check_in_why_not(nudge: Planned) -> str | None:
    row = nudge.row
    if row.kind != CHECK_IN:
        return None
    if nudge.standing != "open" or nudge.due_date is None:
        return Why.CLOSED
    if row.slot != "again" and row.subject_revision != nudge.due_date.toordinal():
        return Why.MOVED
    if not nudge.belongs:
        return Why.LEFT
    return Why.SESSION if nudge.in_session else None


def _too_soon_until(nudge: Planned, zone: str, now: datetime) -> datetime | None:
    """When an action asked about less than three days ago may be asked about again; None: now.

    `again` was asked for by the person, who may well have said tomorrow.
    """
    if nudge.row.slot == "again" or nudge.last_asked is None:
        return None
    free = local_date(nudge.last_asked, zone) + BETWEEN
    return ask_moment(free, zone_of(zone).key) if local_date(now, zone) < free else None


async def _drop(
    uow: UnitOfWork, planned: Sequence[Planned], reasons: Mapping[UUID, str], rules: Sequence[Rules]
) -> None:
    erased = _traceless([nudge.row for nudge in planned if nudge.id in reasons], rules)
    await queries.erase(uow, erased)
    await queries.drop(uow, {nudge_id: why for nudge_id, why in reasons.items() if nudge_id not in erased})


def _traceless(rows: Sequence[NudgeRow], rules: Sequence[Rules]) -> Collection[UUID]:
    names = {each.name for each in rules if each.traceless}
    return {row.id for row in rows if row.kind in names}


async def still_true(
    uow: UnitOfWork, delivery_id: UUID, person_id: UUID, now: datetime, rules: Sequence[Rules]
) -> list[NudgeRow]:
    """What of a message may go out now, in its order; nothing when the person's hours have shut, or nothing is true.

    What does not go out is planned again by the next tick, or dropped there with its reason.
    """
    hours = await hours_of(uow, person_id, now)
    if hours is None or not hours.is_open(now):
        return []
    composed = await queries.composed_in(uow, delivery_id)
    untrue = await _untrue(uow, composed, rules, now)
    return [nudge.row for nudge in composed if nudge.id not in untrue]


async def was_sent(uow: UnitOfWork, delivery_id: UUID, now: datetime, rules: Sequence[Rules]) -> None:
    """The message is in Slack: its questions were asked. One that was overtaken on the way counts as not asked."""
    composed = await queries.composed_in(uow, delivery_id)
    reasons = await _untrue(uow, composed, rules, now)
    await _drop(uow, composed, reasons, rules)
    asked = [nudge.row for nudge in composed if nudge.id not in reasons]
    erased = _traceless(asked, rules)
    await queries.erase(uow, erased)
    await queries.sent(uow, [row.id for row in asked if row.id not in erased], now)


async def was_refused(uow: UnitOfWork, delivery_id: UUID, code: str, rules: Sequence[Rules]) -> None:
    """Slack does not take the message. To an account that is closed nothing is tried again."""
    if code in GONE:
        composed = await queries.composed_in(uow, delivery_id)
        await _drop(uow, composed, {nudge.id: Why.GONE for nudge in composed}, rules)
