"""One member's actions over months: real use cases, ticks and database, and what must always hold of them."""

import shutil
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from sets import answering, away, changing, leaving, my_actions, nudges, quiet
from sets.action_forms import Typed
from sets.action_words import open_body
from sets.actions import get
from sets.answering import Answer, Happened
from sets.asking import Ask, question
from sets.budget import Hours, hours_of
from sets.hours import is_open, local_date
from sets.notes import Line, keep
from sets.people import DEFAULTS
from sets.reasons import Why
from storage.confidential import Confidential
from storage.engine import Database
from storage.models import Action, Away, Nudge
from storage.queries import actions as queries
from storage.unit_of_work import WorkspaceStore
from tests.conftest import make_storage, make_workspace
from tests.factory import add_membership
from tests.handlers.checkin_kit import Message, World, london, make_world

BEGINS = london(3, 2, 10)  # a Monday; the clocks change four weeks later
ZONE = "Europe/London"
USER = "UAMINA"
STEPS = 60  # of the clock in one jump, at most
DAY = timedelta(days=1)
_COMPARED = ("standing", "due_date", "next_ask_at", "closed_at", "revision")


@dataclass
class Stood:
    """An action as it stood before a press: what Undo has to bring back."""

    action_id: UUID
    columns: dict[str, Any]
    label: str
    detail: dict[str, str]
    outcome: str | None


@dataclass
class Life:
    """Amina's actions. `now` only goes forward. Each method is one thing that she, or time, does."""

    folder: Path
    database: Database
    keys: Database
    world: World
    notes: dict[UUID, list[str]] = field(default_factory=dict)
    actions: list[UUID] = field(default_factory=list)
    sent: list[tuple[datetime, Message]] = field(default_factory=list)
    asked: dict[UUID, list[tuple[datetime, str]]] = field(default_factory=dict)
    belongs: bool = True
    presses: int = 0

    @classmethod
    async def begin(cls, template: Path, folder: Path) -> "Life":
        shutil.copy(template, folder / "main.db")
        database, keys = (
            Database.connect(f"sqlite:///{folder / name}", pool_size=2) for name in ("main.db", "keys.db")
        )
        store = await make_workspace(await make_storage(database, keys))
        return cls(folder, database, keys, await make_world(store, BEGINS, ZONE))

    async def end(self) -> None:
        await self.database.close()
        await self.keys.close()

    @property
    def store(self) -> WorkspaceStore:
        return self.world.store

    @property
    def now(self) -> datetime:
        return self.world.now

    @property
    def today(self) -> date:
        return local_date(self.now, ZONE)

    def key(self) -> str:
        self.presses += 1
        return f"press:{self.presses}"

    # What she does

    async def commit(self, days: int) -> None:
        due = self.today + timedelta(days=days)
        self.actions.append(await self.world.commit(f"Step {len(self.actions)}", f"{due.day} {due:%B} {due.year}"))

    async def answer(self, nudge_id: UUID, said: Answer) -> tuple[Stood, UUID] | None:
        """Press it; what stood before, and the nudge, when it counted."""
        row = await self.nudge(nudge_id)
        before = await self.stood(row.subject_id)
        pressed = await answering.answer(self.store, USER, nudge_id, row.revision, said, self.now)
        return (before, nudge_id) if pressed.happened is Happened.SAVED else None

    async def undo(self, nudge_id: UUID) -> bool:
        row = await self.nudge(nudge_id)
        pressed = await answering.undo_answer(self.store, USER, nudge_id, row.revision, self.now)
        return pressed.happened is Happened.UNDONE

    async def not_now(self, nudge_id: UUID) -> None:
        row = await self.nudge(nudge_id)
        await answering.choose_when(self.store, USER, nudge_id, row.revision, self.now)

    async def change(self, action_id: UUID, days: int) -> UUID | None:
        """A new date; the event, for Undo."""
        revision = (await self.stood(action_id)).columns["revision"]
        due = self.today + timedelta(days=days)
        typed = Typed(f"Changed {self.presses}", f"{due.day} {due:%B} {due.year}", {"about": "More"})
        done = await changing.change(self.store, USER, action_id, revision, typed, self.key(), self.now)
        return done.event_id if done else None

    async def stop(self, action_id: UUID) -> UUID | None:
        revision = (await self.stood(action_id)).columns["revision"]
        done = await changing.stop(self.store, USER, action_id, revision, self.key(), self.now)
        return done.event_id if done else None

    async def take_back(self, event_id: UUID) -> None:
        await changing.take_back(self.store, USER, event_id, self.key(), self.now)

    async def note(self, action_id: UUID) -> None:
        words = f"Note {self.presses}"
        await keep(self.store, USER, action_id, Line(Confidential(words)), self.key(), self.now)
        self.notes.setdefault(action_id, []).append(words)

    async def go_away(self, first: int, days: int) -> None:
        begin = self.today + timedelta(days=first)
        await away.save(self.store, USER, begin, begin + timedelta(days=days), self.key(), self.now)

    async def come_back(self) -> None:
        async with self.store.read() as uow:
            found = (await uow.rows(select(Away.id).where(Away.last_day >= self.today))).scalars().all()
        for away_id in found:
            await away.remove(self.store, USER, away_id, self.key(), self.now)

    async def hold(self, days: int) -> None:
        await quiet.not_until(self.store, USER, self.today + timedelta(days=days), self.key(), self.now)

    async def choose(self, limit: int, pause: int) -> None:
        paused = self.today + timedelta(days=pause) if pause else None
        await self.world.settings(weekly_limit=limit, paused_until=paused)
        async with self.store.write() as uow:
            await nudges.reconsider(uow, self.world.amina.id, self.now)

    async def leave(self) -> None:
        await leaving.leave(self.store, USER, self.world.set_id, self.key(), self.now)
        self.belongs = False

    async def rejoin(self) -> None:
        async with self.store.write() as uow:
            await add_membership(uow, self.world.set_id, self.world.amina, self.now)
            await leaving.joined(uow, self.world.set_id, self.world.amina.id, "member", self.now)
        self.belongs = True

    # What time does

    async def jump(self, by: timedelta) -> None:
        """The clock goes on from one thing to do to the next, each tick runs twice, and what is due is sent."""
        until = self.now + by
        for _ in range(STEPS):
            await self.world.tick()
            await self.world.tick()
            for message in await self.world.deliver():
                await self._note_sent(message)
            wake = await nudges.next_wake(self.store, self.now)
            if wake is None or wake > until:
                break
            self.world.now = max(wake, self.now + timedelta(minutes=1))
        self.world.now = max(self.now, until)

    async def to_next(self) -> None:
        """On to the next thing that the clock has to do, and an hour more; a day when there is none."""
        wake = await nudges.next_wake(self.store, self.now)
        await self.jump(max(wake - self.now, timedelta()) + timedelta(hours=1) if wake else DAY)

    async def _note_sent(self, message: Message) -> None:
        """Each thing that was asked was still to be asked, and she could be written to."""
        self.sent.append((self.now, message))
        async with self.store.read() as uow:
            found = await uow.rows(
                select(Nudge.subject_id, Nudge.slot, Nudge.subject_revision, Action.standing, Action.due_date)
                .join(Action, Action.id == Nudge.subject_id)
                .where(Nudge.delivery_id == message.delivery_id, Nudge.kind == "checkin", Nudge.state == "sent")
            )
            rows = found.all()
        assert rows, "an empty message"
        assert max(Counter(row.subject_id for row in rows).values()) == 1, "one action twice in a message"
        for row in rows:
            assert row.standing == "open", "asked about what is finished"
            assert row.slot == "again" or row.subject_revision == row.due_date.toordinal(), "asked about an old date"
            self.asked.setdefault(row.subject_id, []).append((self.now, row.slot))
        assert self.belongs, "a leaver was asked"
        await self._could_be_written_to()

    async def _could_be_written_to(self) -> None:
        hours = await self.hours()
        assert is_open(self.now, hours.settings, hours.away, ZONE), "outside hours, away or paused"

    async def hours(self) -> Hours:
        async with self.store.read() as uow:
            found = await hours_of(uow, self.world.amina.id, self.now)
        assert found is not None
        return found

    # What is there

    async def nudge(self, nudge_id: UUID) -> Any:  # noqa: ANN401 - a row
        async with self.store.read() as uow:
            columns = (Nudge.id, Nudge.subject_id, Nudge.revision, Nudge.state, Nudge.reason)
            return (await uow.rows(select(*columns).where(Nudge.id == nudge_id))).one()

    async def nudges_in(self, *states: str) -> list[UUID]:
        async with self.store.read() as uow:
            found = await uow.rows(
                select(Nudge.id).where(Nudge.state.in_(states)).order_by(Nudge.since, Nudge.subject_id)
            )
            return list(found.scalars())

    async def questions(self) -> set[tuple[UUID, str, int, str]]:
        """Every check-in that was asked or dropped: action, slot, its day, state. What is planned may well be more."""
        async with self.store.read() as uow:
            columns = (Nudge.subject_id, Nudge.slot, Nudge.subject_revision, Nudge.state)
            found = await uow.rows(select(*columns).where(Nudge.state.not_in(["planned", "composed"])))
            return {(row[0], row[1], row[2], row[3]) for row in found}

    async def days_left(self, action_id: UUID) -> int:
        """Until an action is due."""
        due: date = (await self.stood(action_id)).columns["due_date"]
        return (due - self.today).days

    async def stood(self, action_id: UUID) -> Stood:
        whole = await my_actions.whole(self.store, USER, action_id)
        row = whole.action.row
        columns = {
            name: getattr(row, name) for name in ("standing", "due_date", "next_ask_at", "closed_at", "revision")
        }
        return Stood(action_id, columns, whole.action.label.reveal(), whole.detail.words(), whole.outcome)

    async def open_actions(self) -> list[UUID]:
        async with self.store.read() as uow:
            found = await uow.rows(select(Action.id).where(Action.standing == "open"))
            opened = set(found.scalars())
        return [each for each in self.actions if each in opened]

    # What always holds

    async def check(self) -> None:
        await self._no_dead_end()
        self._budget()
        self._never_twice_in_three_days()

    async def _no_dead_end(self) -> None:
        """An open action has a next question, one that is on its way, or has had its last word."""
        if not self.belongs:
            return
        async with self.store.read() as uow:
            columns = (Nudge.subject_id, Nudge.slot, Nudge.state, Nudge.reason, Nudge.due_at)
            told = (await uow.rows(select(*columns).where(Nudge.kind == "checkin"))).all()
            for action_id in await self.open_actions():
                action = await get(uow, action_id)
                assert action is not None
                if action.next_ask_at is not None:
                    continue
                mine = [row for row in told if row.subject_id == action_id]
                coming = any(row.state in ("planned", "composed") for row in mine)
                last = any(row.state in ("sent", "answered") and _is_last(row, action.due_date) for row in mine)
                assert coming or last, [(row.slot, row.state, row.reason) for row in mine]
            assert {row.reason for row in told} - {None, "choosing"} <= set(Why)

    def _budget(self) -> None:
        days = [local_date(at, ZONE) for at, _ in self.sent]
        assert max(Counter(days).values(), default=0) <= 1, "two messages in one day"
        for day in days:
            week = [one for one in days if day <= one < day + 7 * DAY]
            assert len(week) <= DEFAULTS.weekly_limit, "more than three in a week"

    def _never_twice_in_three_days(self) -> None:
        for times in self.asked.values():
            for (earlier, _), (later, slot) in pairwise(times):
                near = local_date(later, ZONE) < local_date(earlier, ZONE) + 3 * DAY
                assert slot == "again" or not near, "twice in three days"

    async def check_notes(self) -> None:
        """Every note that was kept and not taken back is there, and every open action can be acted on."""
        async with self.store.read() as uow:
            for action_id in self.actions:
                found = await queries.events_of(uow, action_id, 1000)
                bodies = [await open_body(uow, self.world.amina.id, each.id, each.body) for each in found]
                kept = sorted(body["note"] for body in bodies if body["note"])
                assert kept == sorted(self.notes.get(action_id, [])), "a note is lost"
        if self.belongs:
            for action_id in await self.open_actions():
                await my_actions.to_change(self.store, USER, action_id)


def _is_last(row: Any, due: date) -> bool:  # noqa: ANN401 - a row
    """Whether this said that it is the last time, or asked so."""
    on = local_date(row.due_at, ZONE)
    return row.slot == "after" or question(row.slot, due, on, 0) is Ask.LAST
