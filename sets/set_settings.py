"""How the bot works for a set: when it asks about actions and between sessions, whose phones, whom to speak to.

The set decides (product.md principle 4): any member changes it, the channel hears what is new and from whom, and anyone
in the set can take the newest change back with Undo.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sets.access import May, judge
from sets.action_words import writable
from sets.checkins import Schedule
from sets.errors import Problem, Refused
from sets.people import Person
from sets.reflection_rounds import WHEN
from sets.set_forms import CONTACTS_LIMIT
from sets.unasked import moments
from storage.outbox import Effect, NewDelivery, schedule
from storage.queries import set_settings as queries
from storage.queries.set_settings import ChangeRow, PlaceRow
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

__all__ = ["ChangeRow", "PlaceRow", "SetSettings"]

CHANGED, UNDONE = "set_settings.changed", "set_settings.undone"
BEFORE = (0, 3, 5)
"""Working days before an action's date; 0: not before it. Never fewer than three: nothing is asked about twice in three
days (product.md C5), and it is the day itself that would be passed over."""
AFTER = (7, 14)
"""Days after it, for the last time."""
TOLD_WITHIN = timedelta(days=7)


@dataclass(frozen=True)
class SetSettings:
    """What a set chose."""

    contacts: str
    ask_before: int = 3
    ask_after: int = 7
    reflections: str = "midway"
    phones: bool = False


@dataclass(frozen=True)
class Saved:
    """What was saved. change_id: None when nothing is new, or the form was sent before."""

    person: Person
    place: PlaceRow
    chosen: SetSettings
    change_id: UUID | None


def of(row: PlaceRow) -> SetSettings:
    """As they stand."""
    return SetSettings(row.contacts, row.ask_before, row.ask_after, row.reflections, row.phones)


async def look(store: WorkspaceStore, slack_user_id: str, set_id: UUID) -> PlaceRow:
    """Raises Refused: GONE (the set is closed), NOT_YOUR_SET, FORMER_MEMBER, FOR_MEMBERS."""
    async with store.read() as uow:
        return await _place(uow, slack_user_id, set_id)


async def save(
    store: WorkspaceStore, slack_user_id: str, set_id: UUID, chosen: SetSettings, key: str, now: datetime
) -> Saved:
    """Change them, and tell the set. Raises Refused: EMPTY, TOO_LONG (about `contacts`), and as `look`.

    An answer that was never offered (a forged form) leaves what stood.
    """
    async with store.write() as uow:
        place = await _place(uow, slack_user_id, set_id)
        await queries.held(uow, set_id)
        before = of(place)
        wanted = _checked(chosen, before)
        if not (await claim(uow, key, now)).first or wanted == before:
            return Saved(place.person, place, wanted, None)
        change_id = uow.new_id()
        delivery_id = await _tell(uow, CHANGED, change_id, place, now)
        about = {"set_id": set_id, "person_id": place.person.id, "at": now, "delivery_id": delivery_id}
        await queries.add_change(uow, id=change_id, **about, before=_kept(before), after=_kept(wanted))
        await _act(uow, set_id, before, wanted, now)
        return Saved(place.person, place, wanted, change_id)


async def undo(store: WorkspaceStore, slack_user_id: str, change_id: UUID, key: str, now: datetime) -> Saved:
    """Bring back what stood before the newest change. Raises Refused: STALE (a later one came), GONE, and as `look`."""
    async with store.write() as uow:
        row = await queries.change(uow, change_id)
        if row is None:
            raise Refused(Problem.GONE)
        place = await _place(uow, slack_user_id, row.set_id)
        await queries.held(uow, row.set_id)
        back = _read(row.before)
        if not (await claim(uow, key, now)).first:
            return Saved(place.person, place, back, None)
        if not row.latest:
            raise Refused(Problem.STALE)
        if not await queries.undone(uow, row.id, now):
            raise Refused(Problem.ALREADY_DONE)
        await _act(uow, row.set_id, of(place), back, now)
        await _tell(uow, UNDONE, row.id, place, now)
        return Saved(place.person, place, back, row.id)


async def told(uow: UnitOfWork, change_id: UUID) -> tuple[ChangeRow, SetSettings, SetSettings] | None:
    """A change, with what stood before and after it, for the message in the channel."""
    row = await queries.change(uow, change_id)
    return (row, _read(row.before), _read(row.after)) if row else None


def _checked(chosen: SetSettings, before: SetSettings) -> SetSettings:
    contacts = " ".join(writable(chosen.contacts).split())
    if not contacts:
        raise Refused(Problem.EMPTY, "contacts")
    if len(contacts) > CONTACTS_LIMIT:
        raise Refused(Problem.TOO_LONG, "contacts")
    return SetSettings(
        contacts,
        chosen.ask_before if chosen.ask_before in BEFORE else before.ask_before,
        chosen.ask_after if chosen.ask_after in AFTER else before.ask_after,
        chosen.reflections if chosen.reflections in WHEN else before.reflections,
        chosen.phones,
    )


async def _act(uow: UnitOfWork, set_id: UUID, before: SetSettings, after: SetSettings, now: datetime) -> None:
    """Write them, and have what was planned by the old ones follow."""
    await queries.write(uow, set_id, asdict(after))
    if (before.ask_before, before.ask_after) != (after.ask_before, after.ask_after):
        await _ask_anew(uow, set_id, _plan(before), _plan(after), now)
    if before.reflections != after.reflections:
        await queries.look_again(uow, set_id, now)


def _plan(chosen: SetSettings) -> Schedule:
    return Schedule(chosen.ask_before, chosen.ask_after)


async def _ask_anew(uow: UnitOfWork, set_id: UUID, before: Schedule, after: Schedule, now: datetime) -> None:
    """Open actions follow the new schedule, but for those whose holder chose when to be asked."""
    for action in await queries.asked_later(uow, set_id):
        about = (action.committed_at, action.due_date, action.zone)
        if action.next_ask_at not in [at for _, at in moments(*about, before)]:
            continue
        coming = next((at for _, at in moments(*about, after) if at > now), None)
        if coming != action.next_ask_at:
            await queries.ask_at(uow, action, coming)


async def _place(uow: UnitOfWork, slack_user_id: str, set_id: UUID) -> PlaceRow:
    place = await queries.place(uow, slack_user_id, set_id)
    if place is None:
        raise Refused(Problem.NOT_YOUR_SET)
    judge(May.SPEAK_FOR_SET, place.standing, person_id=place.person.id)
    if place.set_state == "closed":
        raise Refused(Problem.GONE)
    return place


async def _tell(uow: UnitOfWork, kind: str, change_id: UUID, place: PlaceRow, now: datetime) -> UUID | None:
    """The channel hears of it; None: the set has no channel yet."""
    if place.channel_id is None:
        return None
    return await schedule(
        uow,
        NewDelivery(
            effect=Effect.POST if kind == CHANGED else Effect.UPDATE,
            kind=kind,
            dedupe=f"{kind}:{change_id}",
            due_at=now,
            expires_at=now + TOLD_WITHIN,
            set_id=place.set_id,
            channel=place.channel_id,
            args={"change": str(change_id)},
        ),
    )


def _kept(chosen: SetSettings) -> str:
    return json.dumps(asdict(chosen), ensure_ascii=False)


def _read(text: str) -> SetSettings:
    return SetSettings(**json.loads(text))
