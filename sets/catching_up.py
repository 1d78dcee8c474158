"""Catching up with updates after days away (product.md C7): offered once on coming back, in the daily message.

Whether it is offered depends on what was shared meanwhile, never on what somebody has opened, so that no row and no
message says who reads (privacy.md section 3). What they have not opened is found when they press, and kept nowhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sets import nudges
from sets import update_words as words
from sets.bundles import Rules
from sets.errors import Problem, Refused
from sets.hours import zone_of
from sets.people import known, person_by_id
from sets.update_news import SHARED
from sets.update_rules import problem_of_reading
from sets.updates import PAGE
from storage.queries import away as away_queries
from storage.queries import missed_updates as queries
from storage.queries.away import Stretch
from storage.queries.nudges import NudgeRow
from storage.queries.updates import SeenRow
from storage.unit_of_work import UnitOfWork, WorkspaceStore

MISSED, BACK = "missed_updates", "back"
"""Kind and slot of the thing in the daily message."""
KEPT = timedelta(days=7)
MOST = 500
_DAY = timedelta(days=1)
_LONGEST = timedelta(days=800)  # days away in one piece: sets/away.py takes two years


@dataclass(frozen=True)
class Missed:
    """A page of what somebody may read and has not opened, the oldest first, without its words.

    count    of all pages; earlier, later: there is more before and after this page
    several  they are in several sets: each says which
    """

    locale: str
    tz: str
    updates: Sequence[SeenRow] = ()
    count: int = 0
    earlier: bool = False
    later: bool = False
    several: bool = False


async def missed(store: WorkspaceStore, slack_user_id: str, after: UUID | None, now: datetime) -> Missed:
    """What comes after the update `after`, which may have been opened since; None, or one that is gone: from the first.

    Raises Refused(NOT_YOUR_SET) for a stranger.
    """
    async with store.read() as uow:
        person = await known(uow, slack_user_id)
        if person is None:
            raise Refused(Problem.NOT_YOUR_SET)
        found = await queries.with_readers(uow, slack_user_id, MOST)
        theirs = [row for row in found if problem_of_reading(row, now) is None]
        unread = [row for row in theirs if not await _opened(uow, row)]
    start = next((number for number, row in enumerate(theirs, 1) if row.update.id == after), 0)
    past = {row.update.id for row in theirs[:start]}
    rest = [row for row in unread if row.update.id not in past] or unread
    several = len({row.update.set_id for row in theirs}) > 1
    count, page = len(unread), rest[:PAGE]
    return Missed(person.locale, person.tz, page, count, len(rest) < count, len(rest) > len(page), several)


async def _opened(uow: UnitOfWork, row: SeenRow) -> bool:
    readers = await words.open_readers(uow, row.update.set_id, row.update.id, row.readers or b"")
    return row.person_id in readers


@dataclass(frozen=True)
class Absence:
    """Days away in one piece: the first, and the one on which they are back."""

    first: date
    back: date


def absences(stretches: Sequence[Stretch]) -> list[Absence]:
    """Stretches that touch or overlap are one absence; the soonest first."""
    found: list[Absence] = []
    for each in sorted(stretches, key=lambda one: one.first_day):
        back = each.last_day + _DAY
        if found and each.first_day <= found[-1].back:
            found[-1] = Absence(found[-1].first, max(found[-1].back, back))
        else:
            found.append(Absence(each.first_day, back))
    return found


async def _absences(uow: UnitOfWork, person_id: UUID, back: date) -> list[Absence]:
    """Somebody's, from long before that day on."""
    return absences(await away_queries.stretches(uow, person_id, back - _LONGEST))


def _begin(day: date, zone: str) -> datetime:
    return datetime.combine(day, time.min, zone_of(zone))


async def tick(store: WorkspaceStore, now: datetime) -> None:
    """Whoever has come back is offered once to catch up. May run twice, on every replica."""
    async with store.read() as uow:
        back = await _back(uow, now)
    for person_id, day, zone in back:
        async with store.write() as uow:
            due, ordinal = _begin(day, zone), day.toordinal()
            await nudges.plan_item(uow, MISSED, person_id, person_id, BACK, due, due + KEPT, subject_revision=ordinal)


async def _back(uow: UnitOfWork, now: datetime) -> list[tuple[UUID, date, str]]:
    """Who came back within the last days and was not offered it: person, the day, their zone."""
    today = now.date()
    found = await away_queries.ending(uow, today - KEPT - _DAY, today)
    told = await queries.offered(uow, MISSED, {person_id for person_id, _, _ in found}) if found else set()
    back = []
    for person_id, zone, last_day in found:
        day = last_day + _DAY
        if (person_id, day) in told or not _begin(day, zone) <= now < _begin(day, zone) + KEPT:
            continue
        if day in {one.back for one in await _absences(uow, person_id, day)}:
            back.append((person_id, day, zone))
    return back


async def next_wake(store: WorkspaceStore, now: datetime) -> datetime | None:
    """When somebody is next back (aware UTC)."""
    async with store.read() as uow:
        if await _back(uow, now):
            return now
        coming = await away_queries.ending(uow, now.date() - _DAY, None)
    moments = [_begin(last_day + _DAY, zone) for _, zone, last_day in coming]
    return min((moment for moment in moments if moment > now), default=None)


async def _why_not(uow: UnitOfWork, rows: Sequence[NudgeRow], now: datetime) -> Mapping[UUID, str]:
    """Nothing was shared meanwhile that they may read and do not hear of by name; or they were not away after all.

    Who went away again at once was not told of the first time: the later offer tells of both.
    """
    person = await person_by_id(uow, rows[0].person_id)
    newest = max(rows, key=lambda row: row.subject_revision)
    reasons = {row.id: "superseded" for row in rows if row is not newest}
    day = date.fromordinal(newest.subject_revision)
    ended = {one.back: one.first for one in await _absences(uow, newest.person_id, day)}
    if person is None or day not in ended:
        return reasons | {newest.id: "not_away"}
    untold = await queries.untold(uow, MISSED, person.id, newest.subject_revision)
    first = min(ended[each] for each in (*untold, day) if each in ended)
    if not await _shared_meanwhile(uow, person.id, _begin(first, person.tz), now):
        reasons[newest.id] = "nothing_new"
    return reasons


async def _shared_meanwhile(uow: UnitOfWork, person_id: UUID, since: datetime, now: datetime) -> bool:
    found = await queries.shared_since(uow, person_id, since, MOST)
    theirs = {row.update.id for row in found if problem_of_reading(row, now) is None}
    return bool(theirs - await queries.told_of(uow, SHARED, person_id, theirs, now)) if theirs else False


RULES = Rules(MISSED, _why_not)
