"""A member with actions, a clock, and a sender that hands every message to the test instead of Slack."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from handlers import (
    actions,
    buddies,
    bundles,
    checkins,
    issue_holders,
    issues,
    questions,
    replies,
    stuck,
    supporters,
)
from handlers.feature import Call, Feature
from sets import committing
from sets.action_forms import Typed
from sets.bundles import KIND
from sets.people import Person, Settings
from storage import leases
from storage.models import Nudge
from storage.outbox import Outbox
from storage.unit_of_work import Storage, WorkspaceStore
from tests.factory import add_person, add_set, save_settings
from tests.handlers.action_kit import Bot

Json = dict[str, Any]
LONDON = ZoneInfo("Europe/London")


def london(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of 2026 by London's wall clock, as UTC."""
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON).astimezone(UTC)


@dataclass
class Message:
    """One message as Slack got it."""

    kind: str
    delivery_id: UUID
    call: Call
    ts: str

    @property
    def blocks(self) -> list[Json]:
        found: list[Json] = self.call.arguments["blocks"]
        return found


@dataclass
class World:
    """Amina's check-ins. `now` is moved by the test."""

    store: WorkspaceStore
    amina: Person
    set_id: UUID
    now: datetime
    sent: list[Message] = field(default_factory=list)
    forms: int = 0

    @property
    def features(self) -> list[Feature]:
        """Whose deliveries are sent, and whose ticks run."""
        return [
            actions.FEATURE,
            buddies.FEATURE,
            questions.FEATURE,
            supporters.FEATURE,
            issue_holders.FEATURE,
            bundles.composed(
                [checkins.FEATURE, buddies.FEATURE, questions.FEATURE, supporters.FEATURE, issue_holders.FEATURE]
            ),
            replies.FEATURE,
        ]

    @property
    def bot(self) -> Bot:
        asking = (supporters.FEATURE, issues.FEATURE, issue_holders.FEATURE)
        ways_on = (stuck.FEATURE, buddies.FEATURE, questions.FEATURE, *asking)
        return Bot(self.store, self.now, actions.FEATURE, checkins.FEATURE, *ways_on, replies.FEATURE)

    async def commit(self, label: str, due: str, **more: Any) -> UUID:  # noqa: ANN401 - any of Typed
        """Amina commits to an action; `due` as she would type it."""
        self.forms += 1
        typed = Typed(label, due, set_id=self.set_id, **more)
        form, now = (
            f"F{self.forms}",
            self.now + timedelta(minutes=self.forms),
        )  # one after the other: they keep their order
        made = await committing.draft(self.store, "UAMINA", form, typed, now)
        await committing.confirm(self.store, "UAMINA", made.action_id, made.revision, f"view:{form}", now)
        return made.action_id

    async def tick(self, now: datetime | None = None) -> None:
        self.now = now or self.now
        for tick in [tick for feature in self.features for tick in feature.ticks if tick.name == "checkins.nudge"]:
            await tick.run(self.store, self.now)

    async def deliver(self, kind: str = KIND) -> list[Message]:
        """Send what is due now; the messages of `kind` among it."""
        outbox = Outbox(Storage(self.store._database, self.store._vault))
        before = len(self.sent)
        kinds = {kind.name: kind for feature in self.features for kind in feature.kinds}
        for delivery in await outbox.claim(self.now, 100):
            known = kinds.get(delivery.kind)
            if known is None:
                continue
            if delivery.expires_at is not None and delivery.expires_at <= self.now:
                async with self.store.write() as uow:
                    assert await leases.expire(uow, delivery)
                continue
            async with self.store.read() as uow:
                call = await known.prepare(uow, delivery, self.now)
            async with self.store.write() as uow:
                if call is None:
                    assert await leases.drop(uow, delivery)
                    continue
                ts = f"{self.now.timestamp():.0f}.{len(self.sent):06d}"
                self.sent.append(Message(delivery.kind, delivery.id, call, ts))
                assert await leases.confirm(uow, delivery, self.now, channel="D1", ts=ts)
                if known.sent:
                    await known.sent(uow, delivery, {"ok": True, "channel": "D1", "ts": ts}, self.now)
        return [message for message in self.sent[before:] if message.kind == kind]

    async def ask(self, now: datetime) -> Message:
        """Tick and send; there must be exactly one check-in message."""
        await self.tick(now)
        (message,) = await self.deliver()
        return message

    async def quiet_until(self, until: datetime) -> None:
        """Tick and send every hour up to `until`: there must be no check-in message."""
        while self.now + timedelta(hours=1) < until:
            await self.tick(self.now + timedelta(hours=1))
            assert await self.deliver() == []

    async def states(self) -> list[tuple[str, str, str | None]]:
        """(slot, state, reason) of every nudge, in order of when it was due."""
        async with self.store.read() as uow:
            found = await uow.rows(
                select(Nudge.slot, Nudge.state, Nudge.reason).order_by(Nudge.due_at, Nudge.slot, Nudge.id)
            )
            return [(row.slot, row.state, row.reason) for row in found]

    async def settings(self, **chosen: Any) -> None:  # noqa: ANN401 - any of Settings
        async with self.store.write() as uow:
            await save_settings(uow, self.amina.id, Settings(**chosen))


async def make_world(store: WorkspaceStore, now: datetime, tz: str = "Europe/London") -> World:
    amina = await add_person(store, "UAMINA", name="Amina", tz=tz)
    ben = await add_person(store, "UBEN", name="Ben")
    set_id = await add_set(store, await add_person(store, "UCORA", name="Cora"), members=[amina, ben])
    return World(store, amina, set_id, now)


def plain(text: str) -> str:
    """Without the marks that keep names and labels apart from the line around them."""
    return text.replace("\u2068", "").replace("\u2069", "")
