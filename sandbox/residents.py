"""People with a life of their own: each looks at Slack in their hours and answers as their temperament has it.

They are carried by the driver: whatever comes onto their screen, they plan to read it, and when they do they act on
what is in sight then, not on what was.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Literal

from sandbox.driver import Driver
from sandbox.errors import CannotDo
from sandbox.log import Log
from sandbox.people import Person
from sandbox.records import JSON, Message
from sandbox.temperaments import PRESENT, Button, Temperament, buttons_of, fields_of
from sandbox.waking import DAYS, Waking

Deed = Literal["reads", "presses", "writes", "fills in", "closes"]
Tell = Callable[[Person, Deed, str], None]
NEWS = ("message", "ephemeral", "edit")
STILL_HERE = timedelta(minutes=2)  # after an act of theirs: what changes now is noticed at once
MOST_IN_A_WINDOW = 6


@dataclass(frozen=True)
class Entry:
    """One line of somebody's diary. `at`: aware UTC. `what`: a button's words, a window's title, a message's first."""

    at: datetime
    deed: Deed
    what: str


class Resident:
    """One person, their temperament and their hours. `tell`: hears of what they do, for a transcript."""

    def __init__(
        self,
        person: Person,
        temperament: Temperament,
        waking: Waking = DAYS,
        *,
        log: Log,
        driver: Driver,
        seed: int = 0,
        tell: Tell | None = None,
    ) -> None:
        self.person = person
        self.temperament = temperament
        self.waking = waking
        self.diary: list[Entry] = []
        self._log = log
        self._driver = driver
        self._random = Random(f"{seed} {person.name}")
        self._tell = tell
        self._seen = len(log.records)
        self._planned: set[tuple[str, str]] = set()
        self._pressed: dict[tuple[str, str], set[Button]] = {}
        self._last_act: datetime | None = None
        self.resting = False  # while somebody else acts for them
        driver.watchers.append(self.look)

    def did(self, deed: Deed) -> list[str]:
        """What the diary says of one kind of deed, in order."""
        return [entry.what for entry in self.diary if entry.deed == deed]

    def look(self) -> None:
        """Whatever came onto the screen since the last look: plan to read it."""
        records, self._seen = self._log.records[self._seen :], len(self._log.records)
        if self.person.user.deleted or self.resting:
            return
        for record in records:
            if record.kind in NEWS and self.person.id in record.seen_by and record.actor != self.person.id:
                self._plan((record.channel, record.ts), record.shown.get("blocks") or [])
            elif record.kind == "member" and record.outcome == f"{self.person.id} joined":
                self._look_round(record.channel)

    def rest(self) -> None:
        """Somebody else acts for them from now on."""
        self.resting = True

    def resume(self) -> None:
        """They act by themselves again, and look at what stands on their screen."""
        self.resting = False
        seen = self.person.sees()
        for message in seen.messages():
            if self._wanted((message.channel, message.ts), message.blocks or []) is not None:
                self._plan((message.channel, message.ts), message.blocks or [])
        if seen.modal is not None:
            root = seen.modal.root_id
            self._driver.at(self._moment(self._driver.now), lambda: self._in_window(root, MOST_IN_A_WINDOW))

    def _look_round(self, channel: str) -> None:
        """Who comes into a channel reads what stands there."""
        for found in self.person.sees().channels:
            for message in found.messages if found.id == channel else ():
                self._plan((channel, message.ts), message.blocks or [])

    def _plan(self, place: tuple[str, str], blocks: list[JSON]) -> None:
        if place in self._planned:
            return
        if not place[0].startswith("D") and self._wanted(place, blocks) is None:
            return  # the talk of a channel passes by; a button there that they want does not
        self._planned.add(place)
        self._driver.at(self._moment(self._driver.now), lambda: self._read(place))

    def _moment(self, now: datetime) -> datetime:
        """When they deal with something that came now."""
        zone = self.person.user.tz
        if self._last_act is not None and now - self._last_act <= STILL_HERE:
            return self.waking.next(now + self._short(), zone)
        return self.waking.next(self.waking.next(now, zone) + self.temperament.pause(self._random), zone)

    def _short(self) -> timedelta:
        return timedelta(seconds=self._random.randint(*(int(each.total_seconds()) for each in PRESENT)))

    def _wanted(self, place: tuple[str, str], blocks: list[JSON]) -> Button | None:
        return self.temperament.choose(buttons_of(blocks), frozenset(self._pressed.get(place, set())))

    async def _read(self, place: tuple[str, str]) -> None:
        """Look at a message as it stands now, and press what they want of it."""
        self._planned.discard(place)
        message = self.person.find(*place)
        if message is None or self.person.user.deleted or self.resting:
            return
        self._note("reads", message.text)
        button = self._wanted(place, message.blocks or [])
        if button is None:
            return
        window = self._window()
        self._pressed.setdefault(place, set()).add(button)
        if not await self._press(message, button):
            self._again(place, button)
        await self._driver.calm()
        if (now := self._window()) is not None and now != window:
            self._driver.at(self._moment(self._driver.now), lambda: self._in_window(now, MOST_IN_A_WINDOW, place))

    def _window(self) -> str | None:
        modal = self.person.top_window()
        return None if modal is None else modal.root_id

    def _again(self, place: tuple[str, str], button: Button) -> None:
        """Slack said that the app did not answer: they try once more in a moment, if it is still there."""
        self._pressed[place].discard(button)
        self._planned.add(place)
        self._driver.at(self._moment(self._driver.now), lambda: self._read(place))

    async def _press(self, where: Message | None, button: Button) -> bool:
        """True when the app answered, and when the button went from under their finger."""
        self._note("presses", button.label)
        try:
            return await self.person.press(where, button.action_id, block_id=button.block_id, value=button.value)
        except CannotDo:
            return True

    async def _in_window(self, root: str, left: int, came_from: tuple[str, str] | None = None) -> None:
        """Go through the windows that their own press opened; close what they can do nothing with."""
        view = self.person.top_window()
        if view is None or view.root_id != root or self.resting:
            return
        place = ("window", view.id)
        button = self._wanted(place, view.body["blocks"])
        submit = view.body.get("submit")
        given = self.temperament.fill(fields_of(view.body["blocks"]), submit["text"]) if submit else None
        if left and button is not None:
            self._pressed.setdefault(place, set()).add(button)
            await self._press(None, button)
        elif left and given is not None:
            self._write(view.body["blocks"], given)
            self._note("fills in", str(view.body["title"]["text"]))
            await self.person.fill(None, given)
            if await self.person.submit():
                left = 0  # it says that something is wrong with it
        else:
            self._note("closes", str(view.body["title"]["text"]))
            await self.person.close_view(everything=True)
        await self._driver.calm()
        if self._window() == root:
            self._driver.at(self._moment(self._driver.now), lambda: self._in_window(root, max(0, left - 1), came_from))
        elif came_from is not None:
            self._look_back(came_from)

    def _look_back(self, place: tuple[str, str]) -> None:
        """A window is closed: a message in a channel may have another button that they want."""
        message = self.person.find(*place)
        if message is not None and not place[0].startswith("D"):
            self._plan(place, message.blocks or [])

    def _write(self, blocks: list[JSON], given: dict[str, Any]) -> None:
        for each in fields_of(blocks):
            if each.block_id in given:
                colon = "" if each.words.endswith("?") else ":"
                self._note("writes", f"{each.words}{colon} {given[each.block_id]}")

    def _note(self, deed: Deed, what: str) -> None:
        self._last_act = self._driver.now
        self.diary.append(Entry(self._driver.now, deed, what))
        if self._tell is not None and deed != "reads":
            self._tell(self.person, deed, what)
