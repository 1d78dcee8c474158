"""What time does to updates, what goes out to Slack meanwhile, and what must hold of all of it."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from handlers import bundles, updates
from handlers.feature import Feature
from sets import catching_up, update_changing, update_news
from sets import updates as use_cases
from sets.budget import hours_of
from sets.errors import Refused
from sets.hours import is_open, local_date
from sets.people import DEFAULTS
from sets.updates import Opened
from storage.models import Delivery, Nudge, Session, SharedUpdate, UpdateAnswer, UpdateRecipient
from tests.handlers.checkin_kit import Message, World
from tests.sets.update_life import DAY, EVERYONE, MINUTE, ZONE, Life
from tests.sets.update_model import Item

STEPS = 80  # of the clock in one jump, at most
TICKS = [tick for feature in (updates.FEATURE, bundles.composed([updates.FEATURE])) for tick in feature.ticks]


class Sending(World):
    """Slack, for updates: the channel's lines and daily messages."""

    @property
    def features(self) -> list[Feature]:
        return [updates.FEATURE, bundles.composed([updates.FEATURE])]


class Watched(Life):
    """A life with a clock, and a Slack that is looked at."""

    sending: Sending
    sent: list[tuple[datetime, UUID]]

    def watch(self) -> None:
        self.sending = Sending(self.store, self.town.people["AMINA"], self.town.set_id, self.now)
        self.sent = []

    # What time does

    async def jump(self, by: timedelta) -> None:
        """The clock goes on from one thing to do to the next, each tick runs twice, and what is due is sent."""
        until = self.now + by
        for _ in range(STEPS):
            await self.tick()
            moments = [await tick.next_wake(self.store, self.now) for tick in TICKS]
            wake = min((each for each in [*moments, await self._due()] if each is not None), default=None)
            if wake is None or wake > until:
                break
            self.now = max(wake, self.now + MINUTE)
        await self.sleep(max(until - self.now, timedelta()))

    async def sleep(self, by: timedelta) -> None:
        """The bot is down until then: one tick for all of it."""
        self.now += by
        await self.tick()

    async def tick(self) -> None:
        await self.facilitators()
        for tick in [*TICKS, *TICKS]:
            await tick.run(self.store, self.now)
        self.sending.now = self.now
        before = len(self.sending.sent)
        await self.sending.deliver()
        for message in self.sending.sent[before:]:
            await self._look_at(message)

    async def to_next(self) -> None:
        """On to the next thing that the clock has to do, and an hour more; a day when there is none."""
        moments = [await tick.next_wake(self.store, self.now) for tick in TICKS]
        wake = min((each for each in [*moments, await self._due()] if each is not None), default=self.now + DAY)
        await self.jump(max(wake - self.now, timedelta()) + timedelta(hours=1))

    async def _due(self) -> datetime | None:
        async with self.store.read() as uow:
            kinds = [update_news.LINE, update_news.CHANGED_LINE, "checkins.bundle", "checkins.refresh"]
            wanted = select(func.min(Delivery.due_at)).where(Delivery.state == "open", Delivery.kind.in_(kinds))
            found: datetime | None = (await uow.rows(wanted)).scalar_one()
            return found

    async def facilitators(self) -> None:
        """Who facilitates is the rota's business: as it stands."""
        async with self.store.read() as uow:
            rows = (await uow.rows(select(Session.id, Session.facilitator_id))).all()
        for row in rows:
            meeting = self.model.meetings[row.id]
            meeting.facilitator = self.name_of(row.facilitator_id) if row.facilitator_id else None

    # What goes out

    async def _look_at(self, message: Message) -> None:
        """No words, and nothing that is not true."""
        said = str(message.call.arguments)
        assert "-WORDS-" not in said
        assert "-ANSWER-" not in said
        assert "AMINA-ACTION" not in said
        assert "AMINA-ISSUE" not in said
        if message.kind in (update_news.LINE, update_news.CHANGED_LINE):
            item = await self._item_of_line(message)
            assert item.audience in ("set", "coach"), "the channel heard of what was shared by name"
            item.line = message.call.arguments["text"]
        elif message.kind == "checkins.bundle":
            await self._look_at_daily(message)

    async def _item_of_line(self, message: Message) -> Item:
        ts = message.call.arguments.get("ts")
        if ts is not None:
            return next(one for one in self.model.items if one.line_ts == ts)
        pressed = str(message.call.arguments["blocks"])
        item = next(one for one in self.model.items if str(one.id) in pressed)
        assert not item.line, "two lines about one update"
        item.line_ts = message.ts
        return item

    async def _look_at_daily(self, message: Message) -> None:
        async with self.store.read() as uow:
            columns = (Nudge.person_id, Nudge.kind, Nudge.subject_id, Nudge.subject_revision)
            chosen = select(*columns).where(Nudge.delivery_id == message.delivery_id, Nudge.state == "sent")
            rows = (await uow.rows(chosen)).all()
            assert rows, "an empty message"
            hours = await hours_of(uow, rows[0].person_id, self.now)
        assert hours is not None
        assert is_open(self.now, hours.settings, hours.away, ZONE), "outside hours, or away"
        self.sent.append((self.now, rows[0].person_id))
        name = self.name_of(rows[0].person_id)
        for row in rows:
            if row.kind == catching_up.MISSED:
                self._offered(name, date.fromordinal(row.subject_revision))
                continue
            item = next(one for one in self.model.items if one.id == row.subject_id)
            (self._told if row.kind == update_news.SHARED else self._told_author)(name, item)

    def _told(self, name: str, item: Item) -> None:
        assert name in item.named
        assert self.model.may_read(name, item, self.now), "told of what they may not read"
        assert name not in item.told, "told twice"
        item.told[name] = self.now

    def _told_author(self, name: str, item: Item) -> None:
        assert name == item.author
        assert self.model.is_member(name), "a leaver was told"
        assert item.taken_back is None
        assert not self.model.over(item, self.now)
        assert self.model.unseen(item), "told of nothing new"
        assert all(at + DAY <= self.now for at in item.told_author), "twice within a day"
        item.told_author.append(self.now)

    def _offered(self, name: str, back: date) -> None:
        assert not self.model.is_away(name, back)
        assert self.model.is_away(name, back - DAY)
        assert back not in [one for one, _ in self.model.offered.get(name, [])], "offered twice"
        others = [one for one in self.model.items if one.author != name and self.model.may_read(name, one, self.now)]
        assert others, "offered nothing"
        self.model.offered.setdefault(name, []).append((back, self.now))

    # What always holds

    async def check(self) -> None:
        await self.facilitators()
        for item in self.model.items:
            for name in EVERYONE:
                await self._reads(name, item)
            await self._no_dead_end(item)
        for name in EVERYONE:
            await self._lists(name)
        self._budget()

    async def _reads(self, name: str, item: Item) -> None:
        """Everybody who may read it reads it as it is now, and nobody else reads anything of it."""
        if not self.model.may_read(name, item, self.now) or item.gone:
            with pytest.raises(Refused):
                await use_cases.look(self.store, f"U{name}", item.id, self.now)
            return
        opened = await use_cases.look(self.store, f"U{name}", item.id, self.now)
        assert opened.text.reveal() == item.text
        assert (opened.topic.reveal() if opened.topic else None) == self.model.topic_for(name, item)
        assert opened.readers == (len(item.readers) if name == item.author else None)
        assert answers_in(opened) == [(one.author, one.kind, one.text) for one in self.model.answers_for(name, item)]
        assert (opened.seen.update.changed_at is not None) == item.changed

    async def _no_dead_end(self, item: Item) -> None:
        """Its author can change it, or put it back, for as long as it is there."""
        author = item.author
        if item.gone or self.model.over(item, self.now) or not self.model.is_member(author):
            return
        if item.taken_back is None:
            found = await update_changing.changing(self.store, f"U{author}", item.id, self.now)
            assert found.opened.seen.update.revision == item.revision
            if item.topic is not None:
                assert item.topic in [each.about.id for each in found.topics], "the form would lose what it is about"

    async def _lists(self, name: str) -> None:
        user, model = f"U{name}", self.model
        there = [one for one in model.items if not one.gone and one.taken_back is None]
        theirs = [one.id for one in reversed(there) if model.may_read(name, one, self.now)]
        if model.stay(name) is None:
            with pytest.raises(Refused):
                await use_cases.list_of(self.store, user, self.town.set_id, 0, self.now)
        else:
            listed = await use_cases.list_of(self.store, user, self.town.set_id, 0, self.now)
            assert [row.update.id for row in listed.updates] == theirs
        own = [one.id for one in reversed(there) if one.author == name and not model.over(one, self.now)]
        assert [row.update.id for row in (await use_cases.list_mine(self.store, user, 0, self.now)).updates] == own
        missed = await catching_up.missed(self.store, user, None, self.now)
        assert [row.update.id for row in missed.updates] == [one.id for one in model.unread(name, self.now)]

    def _budget(self) -> None:
        for name in EVERYONE:
            days = [local_date(at, ZONE) for at, person_id in self.sent if self.name_of(person_id) == name]
            assert max(Counter(days).values(), default=0) <= 1, "two messages in one day"
            for day in days:
                assert len([one for one in days if day <= one < day + 7 * DAY]) <= DEFAULTS.weekly_limit

    async def after_a_tick(self) -> None:
        """What is over has left nothing, and the channel's lines are true."""
        async with self.store.read() as uow:
            rows: dict[Any, Sequence[UUID]] = {
                model: list((await uow.rows(select(column))).scalars())
                for model, column in (
                    (SharedUpdate, SharedUpdate.id),
                    (UpdateAnswer, UpdateAnswer.update_id),
                    (UpdateRecipient, UpdateRecipient.update_id),
                )
            }
        for item in self.model.items:
            item.gone = item.gone or self.model.deleted(item, self.now)
            assert (item.id in rows[SharedUpdate]) != item.gone
            if item.gone:
                assert item.id not in [*rows[UpdateAnswer], *rows[UpdateRecipient]]
            if item.line:
                assert self.model.line_of(item, self.now) in item.line, "the channel's line is not true"

    async def settle(self) -> None:
        """Everybody is back, ten days go by: nothing is left that somebody should have heard of."""
        for name in EVERYONE:
            await self.come_back(name)
        await self.jump(timedelta(days=10))
        await self.after_a_tick()
        for item in self.model.items:
            if item.gone or self.model.over(item, self.now) or item.taken_back is not None:
                continue
            if item.audience in ("set", "coach"):
                assert item.line, "the channel never heard of it"
            if self.model.is_member(item.author):
                told = max(item.told_author, default=None)
                assert all(told is not None and told >= one.at for one in self.model.unseen(item)), "a note is lost"
            for name in item.named:
                if self.model.may_read(name, item, self.now) and item.told.get(name) is None:
                    assert [at for _, at in self.model.offered.get(name, []) if at > item.at], "nobody told them"


def answers_in(opened: Opened) -> list[tuple[str, str, str]]:
    return [(each.row.name.upper(), each.kind.value, each.text.reveal()) for each in opened.answers]
