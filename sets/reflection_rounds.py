"""One question a cycle, midway between two sessions: when it is asked, which one it is, and when its answers open.

product.md C6: none between two sessions on one day; least-asked first, never the same twice running for a set; shared
answers open together at the deadline, and nothing shows before, no count either.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sets.hours import local_date, zone_of
from sets.nudges import plan_item
from sets.question_bank import REFLECTIONS
from storage.outbox import Effect, NewDelivery, schedule
from storage.queries import calendar, prompts
from storage.queries import reflection_rounds as queries
from storage.queries.calendar import SessionRow
from storage.queries.reflection_rounds import RoundRow
from storage.queries.setup import learning_set
from storage.unit_of_work import UnitOfWork, WorkspaceStore

NUDGE = "reflection"
ASKED, SHOWN = "reflections.asked", "reflections.shown"
ASK_AT, SHOW_AT = time(9, 0), time(12, 0)
OPEN_FOR = timedelta(days=4)
# Sessions nearer to each other leave no middle in which a question would be welcome.
SHORTEST = timedelta(days=6)
EARLY = timedelta(days=2)
"""After a session, for a set that would rather be asked early."""
WHEN = ("midway", "early", "off")
"""What a set can wish; stored, so never renamed."""
LOOK_AGAIN = timedelta(days=1)
SATURDAY = 6  # ISO weekday
_DAY = timedelta(days=1)


def midway(before: date, after: date) -> tuple[date, date] | None:
    """The days on which a question is asked and its answers open, between sessions on two dates; None: too near."""
    if after - before < SHORTEST:
        return None
    asked = _working_day(before + (after - before) // 2)
    shown = min(_working_day(asked + OPEN_FOR), after - _DAY)
    return (asked, shown) if asked < shown else None


def early(before: date, after: date) -> tuple[date, date] | None:
    """As `midway`, for a set that would rather think about it while the session is fresh."""
    asked = _working_day(before + EARLY)
    shown = min(_working_day(asked + OPEN_FOR), after - _DAY)
    return (asked, shown) if after - before >= SHORTEST and asked < shown else None


def _working_day(day: date) -> date:
    while day.isoweekday() >= SATURDAY:
        day += _DAY
    return day


def next_question(before: Sequence[int | UUID], set_id: UUID, own: Mapping[UUID, int] | None = None) -> int | UUID:
    """The question that this set was asked least often, and not last time: a number in the bank, or one of its own.

    before  what it was asked, the latest first
    own     the set's own questions, the first first, and how many questions it had been asked when each was added:
            a new one counts from then on, or it would be asked again and again until it had caught up
    Each set begins at a place of its own in the bank; among equals its own questions come first.
    """
    counts, bank = Counter(before), [each.number for each in REFLECTIONS]
    for prompt_id, then in (own or {}).items():
        earlier = Counter(before[len(before) - then :])
        counts[prompt_id] += min(earlier[number] for number in bank)
    start = set_id.int % len(bank)
    order: list[int | UUID] = [*(own or {}), *bank[start:], *bank[:start]]
    return min((each for each in order if not before or each != before[0]), key=lambda each: counts[each])


async def tick(store: WorkspaceStore, now: datetime) -> None:
    """Plan a question after every session, ask what is due, show what was shared."""
    async with store.read() as uow:
        fresh, due = await queries.sessions_without(uow, now), await queries.due(uow, now)
    for session_id, set_id in fresh:
        async with store.write() as uow:
            await _plan(uow, session_id, set_id, now)
    if fresh:
        async with store.read() as uow:
            due = await queries.due(uow, now)
    for row in due:
        async with store.write() as uow:
            await (_ask if row.state == "planned" else _show)(uow, row, now)


async def next_wake(store: WorkspaceStore, now: datetime) -> datetime | None:
    """When the tick next has work (aware UTC)."""
    async with store.read() as uow:
        if await queries.sessions_without(uow, now):
            return now
        return await queries.next_moment(uow)


async def _plan(uow: UnitOfWork, session_id: UUID, set_id: UUID, now: datetime) -> None:
    session, found = await calendar.session(uow, session_id), await learning_set(uow, set_id)
    meets = await _meets(uow, session) if session else None
    moments = _moments(session, meets, found.reflections) if session and found and meets else None
    opens_at = moments[0] if moments else now + LOOK_AGAIN
    # Without a date or a rhythm there is no middle yet: it is looked for again each day.
    state = "planned" if moments or meets is None else "dropped"
    row = RoundRow(uow.new_id(), set_id, session_id, None, None, opens_at, None, state, None)
    await queries.add_round(uow, row)


async def _meets(uow: UnitOfWork, session: SessionRow) -> date | None:
    """When the set meets next: what is booked now, or else by its rhythm. None: nobody knows yet."""
    coming, phase = await calendar.next_session(uow, session.set_id), await calendar.current_phase(uow, session.set_id)
    met = local_date(session.starts_at, session.zone)
    if coming is not None:
        return local_date(coming.starts_at, coming.zone)
    return met + timedelta(weeks=phase.cadence_weeks) if phase is not None and phase.cadence_weeks else None


def _moments(session: SessionRow, meets: date, wish: str) -> tuple[datetime, datetime] | None:
    """When to ask and when to show (aware UTC); None: the sessions are too near, or the set wants no question.

    wish  of the set: one of WHEN
    """
    between = (local_date(session.starts_at, session.zone), meets)
    days = {"midway": midway, "early": early}.get(wish, _never)(*between)
    if days is None:
        return None
    zone = zone_of(session.zone)
    asked, shown = datetime.combine(days[0], ASK_AT, zone), datetime.combine(days[1], SHOW_AT, zone)
    return asked.astimezone(UTC), shown.astimezone(UTC)


def _never(before: date, after: date) -> None:
    """A set that wants no question."""


async def _ask(uow: UnitOfWork, row: RoundRow, now: datetime) -> None:
    """Ask, unless a date has moved the middle, or the set has met again."""
    session, found = await calendar.session(uow, row.after_session_id), await learning_set(uow, row.set_id)
    last, coming = await calendar.last_closed(uow, row.set_id), await calendar.next_session(uow, row.set_id)
    meets = await _meets(uow, session) if session else None
    moments = _moments(session, meets, found.reflections) if session and found and meets else None
    met_again = last is None or last.id != row.after_session_id or (coming is not None and coming.state == "open")
    going_on = found is not None and found.state == "running" and not met_again
    if going_on and session and meets is None and now < session.starts_at + queries.RECENT:
        await queries.change_round(uow, row, opens_at=now + LOOK_AGAIN)
        return
    if found is None or not going_on or moments is None or moments[1] <= now:
        await queries.change_round(uow, row, state="dropped")
        return
    if moments[0] > now:
        await queries.change_round(uow, row, opens_at=moments[0])
        return
    question = await _choose(uow, row.set_id)
    post_id = await _tell(uow, ASKED, Effect.POST, row, found.channel_id, now)
    values = {"state": "open", "opens_at": now, "deadline": moments[1], "post_id": post_id}
    column = "prompt_id" if isinstance(question, UUID) else "question"
    if not await queries.change_round(uow, row, **values, **{column: question}):
        return
    for person_id in await queries.members(uow, row.set_id):
        await plan_item(uow, NUDGE, person_id, row.id, "ask", now, moments[1])


async def _choose(uow: UnitOfWork, set_id: UUID) -> int | UUID:
    before, own = await queries.asked_before(uow, set_id), await prompts.standing(uow, set_id)
    added = {each.id: sum(at <= each.at for _, at in before) for each in own}
    return next_question([put for put, _ in before], set_id, added)


async def _show(uow: UnitOfWork, row: RoundRow, now: datetime) -> None:
    """The deadline has come: what was shared can be read, and the channel says so."""
    found = await learning_set(uow, row.set_id)
    if await queries.change_round(uow, row, state="shown") and found is not None and found.state == "running":
        await _tell(uow, SHOWN, Effect.UPDATE, row, found.channel_id, now)


async def _tell(
    uow: UnitOfWork, kind: str, effect: Effect, row: RoundRow, channel_id: str | None, now: datetime
) -> UUID | None:
    """In the channel, without a word of the set; the delivery's id."""
    if channel_id is None:
        return None
    about = {"round": str(row.id)}
    return await schedule(
        uow,
        NewDelivery(
            effect=effect,
            kind=kind,
            dedupe=f"{kind}:{row.id}",
            due_at=now,
            set_id=row.set_id,
            channel=channel_id,
            args=about,
        ),
    )
