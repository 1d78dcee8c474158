"""A second kind of thing in the daily message, as a feature would give it, and a sender that knows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from slack_bolt.async_app import AsyncAck

from handlers import bundles, checkins
from handlers.feature import Desk, Feature, NudgeKind, Numbers
from handlers.ids import handle, parse_handle
from handlers.messages.bundles import Item, Part, numbered
from handlers.messages.parts import Button, buttons, section
from handlers.routes import Routes
from handlers.surfaces import pressed_value
from handlers.words import Reader
from sets import nudges
from sets.bundles import Rules
from storage.queries import nudges as queries
from storage.queries.nudges import NudgeRow
from storage.unit_of_work import UnitOfWork
from tests.handlers.action_kit import Bot
from tests.handlers.checkin_kit import World

ANSWER = "poll.answer"


@dataclass
class Poll:
    """A feature that asks one question at a time. closed: subjects that are not asked about any more, and why."""

    name: str = "poll"
    traceless: bool = False
    closed: dict[UUID, str] = field(default_factory=dict)

    @property
    def feature(self) -> Feature:
        rules = Rules(self.name, self._why_not, traceless=self.traceless)
        return Feature(name=self.name, register=self._register, nudges=(NudgeKind(rules, self._part),))

    async def _why_not(self, uow: UnitOfWork, rows: Sequence[NudgeRow], now: datetime) -> Mapping[UUID, str]:
        return {row.id: self.closed[row.subject_id] for row in rows if row.subject_id in self.closed}

    async def _part(
        self, uow: UnitOfWork, reader: Reader, rows: Sequence[NudgeRow], numbers: Numbers, now: datetime
    ) -> Part:
        return Part([_item(reader, row, numbers.get(row.id, 0)) for row in rows], "I have a question for you.")

    def _register(self, app: Routes, desk: Desk) -> None:
        async def answer(ack: AsyncAck, body: dict[str, Any]) -> None:
            pressed, store = parse_handle(pressed_value(body)), await desk.store_of(body)
            async with store.write() as uow:
                assert await queries.change(uow, pressed.row_id, pressed.revision, state="answered")
            await ack()
            bundles.redraw(desk, store, body, pressed.row_id, "Thank you.")

        app.action(ANSWER)(answer)


def _item(reader: Reader, row: NudgeRow, number: int) -> Item:
    waiting = row.state != "answered"
    said = section(numbered(reader, number, "Which day suits you?" if waiting else "Saved."))
    row_of = [buttons(Button("Monday", ANSWER, handle(row.id, row.revision)))] if waiting else []
    return Item(row.id, row.revision, [said, *row_of], waiting)


@dataclass
class MixedWorld(World):
    """Amina's daily messages, with polls in them."""

    poll: Poll = field(default_factory=Poll)

    @property
    def bot(self) -> Bot:
        return Bot(self.store, self.now, checkins.FEATURE, self.poll.feature)

    @property
    def features(self) -> list[Feature]:
        return [bundles.composed([checkins.FEATURE, self.poll.feature])]

    async def plan(self, due: datetime, kept: timedelta = timedelta(days=7), subject: UUID | None = None) -> UUID:
        subject = subject or uuid4()
        async with self.store.write() as uow:
            await nudges.plan_item(uow, self.poll.name, self.amina.id, subject, "ask", due, due + kept)
        return subject


async def mixed(world: World, **poll: object) -> MixedWorld:
    return MixedWorld(world.store, world.amina, world.set_id, world.now, poll=Poll(**poll))  # type: ignore[arg-type]
