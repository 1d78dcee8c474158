"""Away dates: days on which someone is not reminded of anything. Why they are away is never asked (voice.md 28)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sets import home, nudges
from sets.actions import Action, opened
from sets.errors import Problem, Refused
from sets.hours import local_date
from sets.people import Person, known, meet
from storage.queries import actions
from storage.queries import away as queries
from storage.queries.away import Stretch
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

__all__ = ["Stretch"]

FURTHEST = timedelta(days=731)
MOST = 20  # stretches at once: a window holds them all
MOST_OFFERED = 10  # actions that fall into one, to be moved


@dataclass(frozen=True)
class Kept:
    """Whose days away these are, today where they are, and what they have coming up, the soonest first."""

    person: Person
    today: date
    stretches: list[Stretch]


async def listed(store: WorkspaceStore, slack_user_id: str, now: datetime) -> Kept | None:
    """What someone has coming up; None for a person the bot has not met."""
    async with store.read() as uow:
        person = await known(uow, slack_user_id)
        return await _kept(uow, person, now) if person else None


async def coming_up(uow: UnitOfWork, person_id: UUID, tz: str, now: datetime) -> list[Stretch]:
    """The stretches that are not over yet; `tz`: the person's IANA zone."""
    return await queries.stretches(uow, person_id, local_date(now, tz))


async def save(
    store: WorkspaceStore, slack_user_id: str, first_day: date | None, last_day: date | None, key: str, now: datetime
) -> tuple[Person, Stretch | None]:
    """Keep a stretch, both days included, the person's local dates; one that is there already stays as it is.

    None: it was saved before and has been taken away since. Raises Refused with the field `first` or `last`:
    DATE_UNREADABLE (None), BAD_DATES, DATE_PAST, DATE_TOO_FAR, TOO_MANY.
    """
    if first_day is None or last_day is None:
        raise Refused(Problem.DATE_UNREADABLE, "first" if first_day is None else "last")
    async with store.write() as uow:
        person = await meet(uow, slack_user_id)
        kept = await _kept(uow, person, now)
        _check(first_day, last_day, kept.today)
        same = [one for one in kept.stretches if (one.first_day, one.last_day) == (first_day, last_day)]
        if not same and len(kept.stretches) >= MOST:
            raise Refused(Problem.TOO_MANY, "first")
        if not (await claim(uow, key, now)).first or same:
            return person, same[0] if same else None
        added = await queries.add(uow, person.id, first_day, last_day)
        await nudges.reconsider(uow, person.id, now)
        await home.changed(uow, person.id, now)
        return person, added


async def falls_in(store: WorkspaceStore, person_id: UUID, stretch: Stretch) -> list[Action]:
    """What its holder planned for days on which they are away, soonest first: they may want another date for it."""
    async with store.read() as uow:
        rows = await actions.due_between(uow, person_id, stretch.first_day, stretch.last_day, MOST_OFFERED)
        return [await opened(uow, row) for row in rows if row.belongs == "member"]


async def remove(store: WorkspaceStore, slack_user_id: str, away_id: UUID, key: str, now: datetime) -> Kept:
    """Take a stretch away, or end it where it has begun: they are back; what is left. A press that comes twice does it
    once. Their Home is the caller's to renew.

    Raises Refused: NOT_YOUR_SET for anybody else's, and for somebody the bot has not met; ALREADY_DONE.
    """
    async with store.write() as uow:
        person = await known(uow, slack_user_id)
        if person is None:
            raise Refused(Problem.NOT_YOUR_SET)
        found = await queries.stretch(uow, away_id)
        if found is not None and found.person_id != person.id:
            raise Refused(Problem.NOT_YOUR_SET)
        first, today = (await claim(uow, key, now)).first, local_date(now, person.tz)
        coming = found is not None and found.last_day >= today
        if not coming and first:
            raise Refused(Problem.ALREADY_DONE)
        if found is not None and first:
            if found.first_day < today:
                await queries.end(uow, found.id, today - timedelta(days=1))
            else:
                await queries.remove(uow, found.id)
            await nudges.reconsider(uow, person.id, now)
        return await _kept(uow, person, now)


async def _kept(uow: UnitOfWork, person: Person, now: datetime) -> Kept:
    return Kept(person, local_date(now, person.tz), await coming_up(uow, person.id, person.tz, now))


def _check(first_day: date, last_day: date, today: date) -> None:
    """Somebody may say so on a day in the middle of their time away, but not when it is over."""
    if last_day < first_day:
        raise Refused(Problem.BAD_DATES, "last")
    if last_day < today:
        raise Refused(Problem.DATE_PAST, "last")
    if last_day > today + FURTHEST:
        raise Refused(Problem.DATE_TOO_FAR, "last")
