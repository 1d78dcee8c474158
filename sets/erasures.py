"""Asking for all that one wrote for a set, or anywhere, to be erased: a day later, and it can be stopped until then.

voice.md 32, privacy.md section 5. What is asked for stays as the receipt; it is done in sets/erasing_all.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sets.action_forms import someone
from sets.errors import Problem, Refused
from sets.people import Person
from storage.queries import erasures as queries
from storage.queries import joining, my_facts
from storage.queries.erasing import held
from storage.queries.erasures import ErasureRow
from storage.queries.my_facts import Fact, What
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

__all__ = ["ErasureRow"]

LATER = timedelta(days=1)
MOST_SHOWN = 20
EVERY = 100_000


@dataclass(frozen=True)
class Place:
    """One set somebody could erase their words of."""

    set_id: UUID
    name: str


@dataclass(frozen=True)
class Offer:
    """What somebody may ask for: one of these sets, or everything. due_at: when it would be done (aware UTC)."""

    person: Person
    places: Sequence[Place]
    due_at: datetime


async def offer(store: WorkspaceStore, slack_user_id: str, now: datetime) -> Offer:
    """The sets they are or were in. Raises Refused(NOT_YOUR_SET) for someone the bot has never met."""
    async with store.read() as uow:
        person = await someone(uow, slack_user_id)
        return Offer(person, await places_of(uow, person.id), now + LATER)


async def places_of(uow: UnitOfWork, person_id: UUID) -> list[Place]:
    """Every set somebody is or was in, once."""
    found: list[Fact] = await my_facts.of(uow, person_id, What.MEMBERSHIP, EVERY)
    return [Place(*each) for each in dict.fromkeys((one.row_id, one.name) for one in found if one.row_id)]


async def look(
    store: WorkspaceStore, slack_user_id: str, set_id: UUID | None, now: datetime
) -> tuple[Offer, Place | None]:
    """One of them, before it is asked for; None: everything. Raises Refused: NOT_YOUR_SET."""
    found = await offer(store, slack_user_id, now)
    if set_id is None:
        return found, None
    for place in found.places:
        if place.set_id == set_id:
            return found, place
    raise Refused(Problem.NOT_YOUR_SET)


async def ask(
    store: WorkspaceStore, slack_user_id: str, set_id: UUID | None, key: str, now: datetime
) -> tuple[Person, ErasureRow]:
    """Have it done a day later; asked for again while it waits, it stays as it is. Raises Refused: NOT_YOUR_SET."""
    async with store.write() as uow:
        person = await someone(uow, slack_user_id)
        await claim(uow, key, now)
        return person, await ask_in(uow, person.id, set_id, now)


async def ask_in(uow: UnitOfWork, person_id: UUID, set_id: UUID | None, now: datetime) -> ErasureRow:
    """`ask`, in the caller's transaction. Raises Refused(NOT_YOUR_SET) for a set they never were in."""
    if set_id is not None and await joining.standing(uow, person_id, set_id) == "none":
        raise Refused(Problem.NOT_YOUR_SET)
    await held(uow, person_id)
    if await queries.waiting(uow, person_id, set_id) is None:
        about = {"person_id": person_id, "set_id": set_id, "asked_at": now, "due_at": now + LATER}
        await queries.add(uow, id=uow.new_id(), **about)
    found = await queries.waiting(uow, person_id, set_id)
    if found is None:
        raise RuntimeError("what was asked for has vanished")
    return found


async def stop(
    store: WorkspaceStore, slack_user_id: str, erasure_id: UUID, key: str, now: datetime
) -> tuple[Person, ErasureRow]:
    """Not after all. Raises Refused: NOT_YOUR_SET, GONE, ALREADY_DONE (it was erased before)."""
    async with store.write() as uow:
        person = await someone(uow, slack_user_id)
        row = await queries.by_id(uow, erasure_id)
        if row is None:
            raise Refused(Problem.GONE)
        if row.person_id != person.id:
            raise Refused(Problem.NOT_YOUR_SET)
        if row.state == "done":
            raise Refused(Problem.ALREADY_DONE)
        if (await claim(uow, key, now)).first:
            await queries.change(uow, row.id, "stopped")
        return person, row


async def of_person(uow: UnitOfWork, person_id: UUID) -> Sequence[ErasureRow]:
    """What waits, and what was done. The caller has checked that it is they who ask."""
    return await queries.of_person(uow, person_id, MOST_SHOWN)
