"""Buddies: pairs within a set (a triad when odd), and asking one's buddy for a short chat.

A request says only that somebody would like a chat. It waits like any nudge; once it was sent, or dropped, no row of it
stays (privacy.md section 3): its buttons carry the asker's place in the pair, which is there anyway.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from uuid import UUID

from sets import home, nudges
from sets.access import May, judge
from sets.action_forms import own_action
from sets.bundles import Rules
from sets.errors import Problem, Refused
from sets.pairing import Ties, regroup
from storage.outbox import Effect, NewDelivery, cancel, schedule
from storage.queries import buddies as queries
from storage.queries import buddy_calls
from storage.queries.buddies import BuddyRow, Paired, Unpaired
from storage.queries.nudges import NudgeRow
from storage.unit_of_work import UnitOfWork, WorkspaceStore

KIND, ANSWER_KIND = "buddy", "buddies.answer"
ENOUGH, SETTLED = 4, timedelta(days=1)
KEPT = timedelta(days=7)
UNDO_FOR = timedelta(minutes=1)  # an answer waits so long, so that a wrong press can be taken back


async def pair_up(store: WorkspaceStore, now: datetime) -> None:
    """The tick: a set that has its members, and has met or let a day pass, gets its pairs."""
    async with store.read() as uow:
        due = [found for found in await queries.unpaired(uow) if (at := _pairing(found)) is not None and at <= now]
    for found in due:
        async with store.write() as uow:
            await _pair(uow, found.set_id, found.phase_id, now)


async def next_pairing(store: WorkspaceStore, now: datetime) -> datetime | None:
    """When a set is next to be paired."""
    async with store.read() as uow:
        moments = [_pairing(found) for found in await queries.unpaired(uow)]
    return max(now, min(known)) if (known := [moment for moment in moments if moment is not None]) else None


def _pairing(found: Unpaired) -> datetime | None:
    if found.has_met and found.members > 1:
        return found.newest
    return found.newest + SETTLED if found.members >= ENOUGH else None


async def changed(uow: UnitOfWork, set_id: UUID, now: datetime) -> None:
    """Somebody joined or left: a set that has pairs is paired again; the others keep their buddies if they can."""
    phase_id = await queries.newest(uow, set_id)
    if phase_id is not None:
        await _pair(uow, set_id, phase_id, now)


async def _pair(uow: UnitOfWork, set_id: UUID, phase_id: UUID, now: datetime) -> None:
    history, members = await queries.history(uow, set_id), await queries.members(uow, set_id)
    standing = [group for _, group in _groups(_open(history, phase_id))]
    ties = Ties(_met(_groups(history)), frozenset(await queries.side(uow, set_id)) & set(members))
    wanted = regroup(standing, members, str(set_id), ties)
    new = [group for group in wanted if set(group) not in standing]
    stay = {person for group in wanted if group not in new for person in group}
    gone = {person for group in standing for person in group} - stay
    first = max((one.pair for one in history if one.phase_id == phase_id), default=0) + 1
    rows = [(first + offset, person) for offset, group in enumerate(new) for person in group]
    await queries.replace(uow, set_id, phase_id, gone, rows, now)
    for person in sorted(gone | {person for group in new for person in group}):
        await home.changed(uow, person, now)


def _open(history: Iterable[Paired], phase_id: UUID) -> list[Paired]:
    return [one for one in history if one.phase_id == phase_id and one.until_at is None]


def _groups(places: Iterable[Paired]) -> list[tuple[tuple[UUID, int], set[UUID]]]:
    """Those of each pair, by its phase and number."""
    found: dict[tuple[UUID, int], set[UUID]] = {}
    for one in places:
        found.setdefault((one.phase_id, one.pair), set()).add(one.person_id)
    return list(found.items())


def _met(groups: Iterable[tuple[object, set[UUID]]]) -> Counter[frozenset[UUID]]:
    """How often two were together."""
    return Counter(frozenset(two) for _, group in groups for two in combinations(group, 2))


@dataclass(frozen=True)
class Asked:
    """A request for a chat: the asker's place, and the buddies it goes to. taken_back: it was, before it went out."""

    place: BuddyRow
    buddies: Sequence[BuddyRow]
    taken_back: bool = False


async def ask(store: WorkspaceStore, slack_user_id: str, action_id: UUID, now: datetime) -> Asked:
    """Ask one's buddies for a short chat, not saying about what. Pressed twice, it is asked once.

    Raises Refused: GONE, NO_BUDDY, or what `sets.access` says.
    """
    async with store.write() as uow:
        row = await own_action(uow, action_id, slack_user_id)
        judge(May.CHANGE_OWN_ACTION, row.belongs, person_id=row.holder_id, holder_id=row.holder_id)
        pair = await queries.pair_of(uow, row.holder_id, row.set_id)
        if len(pair) < 2:
            raise Refused(Problem.NO_BUDDY)
        place, others = pair[0], pair[1:]
        for buddy in others:
            await nudges.plan_item(uow, KIND, buddy.person_id, place.id, "ask", now, now + KEPT)
        return Asked(place, others)


async def take_back(store: WorkspaceStore, slack_user_id: str, place_id: UUID) -> Asked:
    """Undo of `ask`, while it has not gone out. Raises Refused: GONE, NOT_YOUR_SET."""
    async with store.write() as uow:
        place = await queries.place(uow, place_id)
        if place is None:
            raise Refused(Problem.GONE)
        if place.slack_user_id != slack_user_id:
            raise Refused(Problem.NOT_YOUR_SET)
        withdrawn = await queries.withdraw(uow, KIND, place_id)
        pair = await queries.pair_of(uow, place.person_id, place.set_id)
        return Asked(place, pair[1:], taken_back=withdrawn > 0)


async def why_not(uow: UnitOfWork, rows: Sequence[NudgeRow], now: datetime) -> Mapping[UUID, str]:
    """A request whose asker left, or is in another pair by now, is not sent."""
    reasons = {}
    for row in rows:
        asker = await queries.place(uow, row.subject_id)
        pair = await queries.pair_of(uow, asker.person_id, asker.set_id) if asker else []
        if not any(each.person_id == row.person_id for each in pair[1:]):
            reasons[row.id] = "left"
    return reasons


RULES = Rules(KIND, why_not, traceless=True)


@dataclass(frozen=True)
class Replied:
    """What was said to a buddy's request. too_late: it was told already, and cannot be taken back."""

    asker: BuddyRow
    buddy: BuddyRow
    too_late: bool = False


async def reply(
    store: WorkspaceStore, slack_user_id: str, place_id: UUID, times: int, message: str, now: datetime, *, yes: bool
) -> Replied:
    """Tell the asker yes or not this week. Pressed twice, it is told once.

    place_id  the asker's place; message: Slack's ts of the request; times: how often it was undone before
    Raises Refused: GONE when they are no pair any more, STALE when the request is older than a week.
    """
    if not _sent_at(message) + KEPT.total_seconds() >= now.timestamp():  # not a number, too
        raise Refused(Problem.STALE)
    async with store.write() as uow:
        asker, buddy = await _pair_of_request(uow, place_id, slack_user_id)
        await schedule(
            uow,
            NewDelivery(
                effect=Effect.POST,
                kind=ANSWER_KIND,
                dedupe=_dedupe(asker, buddy, message, times),
                due_at=now + UNDO_FOR,
                expires_at=now + KEPT,
                recipient_id=asker.person_id,
                args={"buddy": str(buddy.id), "yes": "yes" if yes else "no"},
            ),
        )
        return Replied(asker, buddy)


async def unreply(store: WorkspaceStore, slack_user_id: str, place_id: UUID, times: int, message: str) -> Replied:
    """Undo of `reply`, until it is told. Raises Refused: GONE."""
    async with store.write() as uow:
        asker, buddy = await _pair_of_request(uow, place_id, slack_user_id)
        undone = await cancel(uow, _dedupe(asker, buddy, message, times))
        return Replied(asker, buddy, too_late=not undone)


async def _pair_of_request(uow: UnitOfWork, place_id: UUID, slack_user_id: str) -> tuple[BuddyRow, BuddyRow]:
    """Raises Refused: GONE when there is no such place, NOT_YOUR_SET when the presser is not in that pair."""
    pair = await queries.asked(uow, place_id, slack_user_id)
    if pair is None:
        raise Refused(Problem.GONE if await queries.place(uow, place_id) is None else Problem.NOT_YOUR_SET)
    return pair


def _dedupe(asker: BuddyRow, buddy: BuddyRow, message: str, times: int) -> str:
    return f"{ANSWER_KIND}:{asker.id}:{buddy.person_id}:{message}:{times}"


def _sent_at(message: str) -> float:
    """Seconds of a Slack ts; raises Refused(STALE) for what is none."""
    try:
        return float(message)
    except ValueError:
        raise Refused(Problem.STALE) from None


@dataclass(frozen=True)
class OnHome:
    """Someone's buddies in one set, by name, and when they talk next (aware UTC); None: nothing is picked."""

    names: Sequence[str] = ()
    talk_at: datetime | None = None


async def on_home(uow: UnitOfWork, person_id: UUID, now: datetime) -> dict[UUID, OnHome]:
    """Someone's buddies, by set."""
    names: dict[UUID, list[str]] = {}
    for set_id, name in await queries.of_everywhere(uow, person_id):
        names.setdefault(set_id, []).append(name)
    talks = await buddy_calls.planned_of(uow, person_id, now) if names else {}
    return {set_id: OnHome(named, talks.get(set_id)) for set_id, named in names.items()}
