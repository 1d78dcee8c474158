"""The coordinator's weekly note: frozen once a week, facts of the calendar by set, figures about people only pooled.

privacy.md section 3 and product.md C10. The types hold counts, bands and ids only: a leak cannot be written down.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sets import facts, home
from sets.hours import local_date, zone_of
from sets.suppression import FEWEST_SETS, LEAST_PEOPLE, Pool, Shown, band, choose
from storage.outbox import Effect, NewDelivery, schedule
from storage.queries import digest as queries
from storage.queries import digest_counts as counts
from storage.queries.digest import Post, SnapshotRow, SnapshotSetRow
from storage.queries.digest_counts import SetWeek, Share
from storage.unit_of_work import UnitOfWork, WorkspaceStore

PICTURE, NOTE = "digest.picture", "digest.note"
WEEK = timedelta(days=7)
KEPT = timedelta(days=3)
DORMANT_CADENCES = 1.5
CADENCE_UNKNOWN = 6  # weeks; where a set has not said how often it meets


@dataclass(frozen=True)
class Digest:
    """One frozen week of a programme and how each of its sets stood."""

    snapshot: SnapshotRow
    sets: Sequence[SnapshotSetRow]


@dataclass(frozen=True)
class News:
    """What a week's note says afresh to one coordinator.

    figures   the group figures, or why there are none, are not as they heard them last
    calendar  some set stands in another way than last week
    unstated  what nobody has told of a set yet: its id, its name, the names of the facts
    """

    figures: bool = True
    calendar: bool = True
    unstated: Sequence[tuple[UUID, str, Sequence[str]]] = ()


def due_after(moment: datetime, day: int, at: str, zone: str) -> datetime:
    """The first `day` (ISO) at local time HH:MM in the zone that comes after `moment`; aware UTC."""
    wall, today = time.fromisoformat(at), local_date(moment, zone)
    for offset in range(8):
        chosen = today + timedelta(days=offset)
        due = datetime.combine(chosen, wall, zone_of(zone)).astimezone(moment.tzinfo)
        if chosen.isoweekday() == day and due > moment:
            return due
    raise ValueError("a week has seven days")


def monday_of(moment: datetime, zone: str) -> date:
    """The Monday of the local week of a moment: what a frozen week is named by."""
    day = local_date(moment, zone)
    return day - timedelta(days=day.isoweekday() - 1)


async def tick(store: WorkspaceStore, now: datetime) -> None:
    """Every note that is due: the week is frozen by whoever is first, and each coordinator gets the same."""
    async with store.read() as uow:
        posts = await queries.posts_due(uow, now)
    for post in posts:
        async with store.write() as uow:
            await _send(uow, post, now)


async def next_wake(store: WorkspaceStore, now: datetime) -> datetime | None:
    """When the next note is due (aware UTC)."""
    async with store.read() as uow:
        unknown, earliest = await queries.next_due(uow)
    return now if unknown else earliest


async def _send(uow: UnitOfWork, post: Post, now: datetime) -> None:
    following = due_after(now, post.day, post.time, post.tz)
    if not await queries.set_due(uow, post.id, post.digest_at, following):
        return  # another replica is at it
    if post.digest_at is None or now - post.digest_at > KEPT:
        return  # somebody new, whose first note is still to come; or a week that is long past
    digest = await of_this_week(uow, post, now)
    if digest is None:
        return
    if not (await news(uow, digest, post)).calendar:
        await send_note(uow, post.id, digest.snapshot.id, None, now)  # the same picture is not drawn twice
        return
    about = {"snapshot": str(digest.snapshot.id), "post": str(post.id)}
    picture = NewDelivery(
        effect=Effect.UPLOAD,
        kind=PICTURE,
        dedupe=f"{PICTURE}:{post.id}:{digest.snapshot.week}",
        due_at=now,
        expires_at=now + KEPT,
        args=about,
    )
    await schedule(uow, picture)


async def send_note(uow: UnitOfWork, post_id: UUID, snapshot_id: UUID, file_id: str | None, now: datetime) -> None:
    """The note itself, once its picture is in Slack, or will not be (None)."""
    post = await queries.post(uow, post_id)
    if post is None:
        return
    note = NewDelivery(
        effect=Effect.POST,
        kind=NOTE,
        dedupe=f"{NOTE}:{post_id}:{snapshot_id}",
        due_at=now,
        expires_at=now + KEPT,
        recipient_id=post.person_id,
        args={"snapshot": str(snapshot_id), "post": str(post_id), **({"file": file_id} if file_id else {})},
    )
    await schedule(uow, note)


async def of_this_week(uow: UnitOfWork, post: Post, now: datetime) -> Digest | None:
    """The frozen week that a note at `now` tells of, frozen here if nobody did; None: no set is running."""
    week = monday_of(now, post.tz)
    found = await queries.of_week(uow, post.programme_id, week) or await _freeze(uow, post.programme_id, week, now)
    return Digest(found, await queries.sets_in(uow, found.id)) if found else None


async def news(uow: UnitOfWork, digest: Digest, post: Post) -> News:
    """What is new in this week's note to somebody who had the one before."""
    open_facts = [(row.set_id, row.name, facts.missing(row)) for row in await facts.coordinated(uow, post.person_id)]
    unstated = [each for each in open_facts if each[2]]
    last = await queries.before(uow, digest.snapshot)
    if last is None or last.made_at < post.from_at or digest.snapshot.week - last.week > WEEK:
        return News(unstated=unstated)
    unsaid = digest.snapshot.shown == Shown.SHOWN or last.shown != digest.snapshot.shown
    stood = [(one.set_id, one.booked, one.dormant) for one in await queries.sets_in(uow, last.id)]
    stands = [(one.set_id, one.booked, one.dormant) for one in digest.sets]
    moved = sorted(stood) != sorted(stands) or any(one.met or one.asks for one in digest.sets)
    return News(figures=unsaid, calendar=moved, unstated=unstated)


async def latest(uow: UnitOfWork, programme_id: UUID) -> Digest | None:
    """The newest frozen week of a programme: what Home and members are shown."""
    found = await queries.latest(uow, programme_id)
    return Digest(found, await queries.sets_in(uow, found.id)) if found else None


async def _freeze(uow: UnitOfWork, programme_id: UUID, week: date, now: datetime) -> SnapshotRow | None:
    since = now - WEEK
    sets = await counts.set_weeks(uow, programme_id, since, now)
    if not sets:
        return None
    members = await counts.members(uow, [one.id for one in sets])
    earlier = await queries.groups_shown(uow, programme_id)
    pool = choose({set_id: people for set_id, people in members.items() if people}, list(earlier.values()))
    people: frozenset[UUID] = frozenset().union(*(members[set_id] for set_id in pool.sets))
    counted_in = next((snapshot_id for snapshot_id, group in earlier.items() if group == people), None)
    bands = await _bands(uow, pool, since, now)
    row_id = uow.new_id()
    row = SnapshotRow(
        id=row_id,
        programme_id=programme_id,
        week=week,
        made_at=now,
        shown=pool.shown.value,
        pooled_sets=len(pool.sets),
        pooled_people=len(people),
        group_id=(counted_in or row_id) if people else None,
        **bands,
    )
    lines = [_line(one, now) for one in sets]
    if not await queries.freeze(uow, row, lines, people if counted_in is None else frozenset()):
        return await queries.of_week(uow, programme_id, week)
    await queries.forget_calls(uow, [one.id for one in sets if one.asks])
    return row


def _line(one: SetWeek, now: datetime) -> Mapping[str, object]:
    booked = one.booked
    quiet_for = now - (one.last_at or one.began_at)
    dormant = not booked and quiet_for > DORMANT_CADENCES * WEEK * (one.cadence_weeks or CADENCE_UNKNOWN)
    return {"set_id": one.id, "met": one.met, "booked": booked, "dormant": dormant, "asks": one.asks}


async def _bands(uow: UnitOfWork, pool: Pool, since: datetime, now: datetime) -> dict[str, int | None]:
    if pool.shown is not Shown.SHOWN:
        return dict.fromkeys(("actions_band", "answers_band", "sessions_band"))
    return {
        "actions_band": _band(await counts.actions_followed(uow, pool.sets, since, now)),
        "answers_band": _band(await counts.questions_answered(uow, pool.sets, since, now)),
        "sessions_band": _band(await counts.came(uow, pool.sets, since, now)),
    }


def _band(share: Share) -> int | None:
    """A fifth, or nothing when it would tell of fewer people or sets than any group figure may."""
    if share.people < LEAST_PEOPLE or share.sets < FEWEST_SETS:
        return None
    return band(share.part, share.whole)


async def choose_time(uow: UnitOfWork, post: Post, day: int, at: str, now: datetime) -> datetime:
    """Another day and time for the weekly note; when it next comes (aware UTC)."""
    following = due_after(now, day, at, post.tz)
    await queries.choose_time(uow, post.id, day, at, following)
    await home.changed(uow, post.person_id, now)
    return following
