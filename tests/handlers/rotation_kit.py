"""A set of six with sessions, a clock, and a sender that hands every message about turns to the test."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from bot.features import FEATURES
from handlers import rotation, swaps, whose_turn
from handlers.feature import Call, DeliveryKind
from handlers.ids import handle
from sets import offering
from sets.people import Person
from sets.rotation import Ledger
from storage import leases
from storage.models import Rota, Session, Turn
from storage.outbox import Outbox
from storage.unit_of_work import Storage, WorkspaceStore
from tests.factory import add_coordinator, add_person, add_session, add_set
from tests.handlers.action_kit import Bot, Json, buttons_of
from tests.handlers.checkin_kit import london

NAMES = ("Amina", "Ben", "Chloe", "Dev", "Ewa", "Femi")
KINDS: dict[str, DeliveryKind] = {
    kind.name: kind for feature in (rotation.FEATURE, swaps.FEATURE, whose_turn.FEATURE) for kind in feature.kinds
}


def wall(month: int, day: int, hour: int) -> datetime:
    """What a set agrees on: a wall time of 2026, without a zone on purpose."""
    return datetime(2026, month, day, hour)  # noqa: DTZ001


SESSION = wall(5, 29, 14)  # a Friday
OFFERED = london(5, 19, 14)  # ten days before, a Tuesday


@dataclass
class Said:
    """One message as Slack got it. to: the person's name, or "" for the channel."""

    kind: str
    to: str
    call: Call

    @property
    def message(self) -> Json:
        return self.call.arguments

    def value(self, press: str) -> str:
        found: str = buttons_of(self.message)[press].get("value", "")
        return found


@dataclass
class Circle:
    """A set whose members take turns. `now` is moved by the test."""

    store: WorkspaceStore
    people: list[Person]
    set_id: UUID
    session_id: UUID
    now: datetime
    said: list[Said] = field(default_factory=list)
    presses: int = 0

    def person(self, name: str) -> Person:
        return next(one for one in self.people if one.display_name == name)

    async def tick(self, now: datetime | None = None) -> list[Said]:
        """Move the clock, take every step that is due, and send."""
        self.now = now or self.now
        await offering.tick(self.store, self.now)
        return await self.deliver()

    async def run(self, until: datetime) -> list[Said]:
        """The clock from one thing that is due to the next; everything that was said on the way."""
        before = len(self.said)
        while self.now < until:
            outbox = Outbox(Storage(self.store._database, self.store._vault))
            moments = [await offering.next_wake(self.store, self.now), await outbox.next_at(), until]
            following = min(each for each in moments if each is not None)
            await self.tick(min(max(following, self.now + timedelta(minutes=1)), until))
        return self.said[before:]

    async def deliver(self) -> list[Said]:
        """Send what is due."""
        outbox, before = Outbox(Storage(self.store._database, self.store._vault)), len(self.said)
        for delivery in await outbox.claim(self.now, 100):
            known = KINDS.get(delivery.kind)
            async with self.store.write() as uow:
                late = delivery.expires_at is not None and delivery.expires_at <= self.now
                call = await known.prepare(uow, delivery, self.now) if known and not late else None
                if call is None:
                    await leases.drop(uow, delivery)
                    continue
                ts = f"{self.now.timestamp():.0f}.{len(self.said):06d}"
                assert await leases.confirm(uow, delivery, self.now, channel="D1", ts=ts)
                to = next((one.display_name for one in self.people if one.id == delivery.recipient_id), "")
                self.said.append(Said(delivery.kind, to, call))
        return self.said[before:]

    async def press(self, name: str, action_id: str, value: str) -> Bot:
        """A button in a message; the bot with everything it answered."""
        self.presses += 1
        bot = Bot(self.store, self.now, *FEATURES)
        await bot.press(self.person(name).slack_user_id, action_id, value, ts=str(self.presses))
        return bot

    async def turns(self, ledger: Ledger = Ledger.FACILITATING) -> list[tuple[str, str, str]]:
        """(name, state, rule) of every turn in the ledger, by session and when it was offered."""
        names = {one.id: one.display_name for one in self.people}
        async with self.store.read() as uow:
            found = await uow.rows(
                select(Turn.person_id, Turn.state, Turn.rule)
                .join(Session, (Session.workspace_id == Turn.workspace_id) & (Session.id == Turn.session_id))
                .where(Turn.ledger == ledger)
                .order_by(Session.starts_at, Turn.offered_at, Turn.id)
            )
            return [(names[row.person_id], row.state, row.rule) for row in found]

    async def facilitator(self, session_id: UUID | None = None) -> str:
        return await self._who(Session.facilitator_id, session_id)

    async def host(self, session_id: UUID | None = None) -> str:
        return await self._who(Session.host_id, session_id)

    async def _who(self, column: Any, session_id: UUID | None) -> str:  # noqa: ANN401 - a column
        async with self.store.read() as uow:
            found = (await uow.rows(select(column).where(Session.id == (session_id or self.session_id)))).scalar_one()
        return next((one.display_name for one in self.people if one.id == found), "")

    async def mode(self) -> str:
        async with self.store.read() as uow:
            return (await uow.rows(select(Session.mode).where(Session.id == self.session_id))).scalar_one()

    async def stage(self, ledger: Ledger = Ledger.FACILITATING) -> str:
        async with self.store.read() as uow:
            mine = select(Rota.stage).where(Rota.session_id == self.session_id, Rota.ledger == ledger)
            return (await uow.rows(mine)).scalar_one()

    def volunteer_value(self) -> str:
        return handle(self.session_id)


async def make_circle(store: WorkspaceStore, size: int = 6, *, host: bool = True) -> Circle:
    """A set of up to six, and a session ten days from OFFERED. host: Amina looks after it, so nobody is asked."""
    people = [await add_person(store, f"U{name.upper()}", name=name) for name in NAMES[:size]]
    set_id = await add_set(store, await add_coordinator(store, name="Cora"), members=people)
    session_id = await add_session(store, set_id, SESSION, host=people[0] if host else None)
    return Circle(store, people, set_id, session_id, OFFERED - timedelta(days=1))


def first(said: list[Said], kind: str) -> Said:
    """The only message of a kind."""
    (found,) = [one for one in said if one.kind == kind]
    return found
