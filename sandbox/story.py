"""Telling a story: people act one after the other, time is moved, and what each then sees is written down."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sandbox.audience import CHANNEL, DIRECT, WINDOW, Audience
from sandbox.driver import Driver
from sandbox.errors import CannotDo
from sandbox.forms import options_of, places
from sandbox.people import Person
from sandbox.records import JSON, Channel, Message, View
from sandbox.residents import Deed, Resident
from sandbox.server import PretendSlack
from sandbox.temperaments import Temperament
from sandbox.transcript import Kind, Line
from sandbox.waking import DAYS, Waking

NOBODY = ""


class FarEnough(Exception):
    """The moment came that the story was to be played up to."""


class Stage:
    """The cast and what they have seen so far. Every act is followed by what it brings about, and by looking around.

    tries  how often people do again what Slack says did not work, or what brought no window: for a bot that may die
    until  (aware) the story is told up to here, and then raises FarEnough
    """

    def __init__(self, slack: PretendSlack, driver: Driver, *, tries: int = 1, until: datetime | None = None) -> None:
        self.slack = slack
        self.lines: list[Line] = []
        self.residents: dict[str, Resident] = {}
        self._last: dict[str, Callable[[], Awaitable[object]]] = {}
        self.driver = driver
        self._tries = tries
        self._until = until
        self._audience = Audience(slack, lambda who, where, text: self._tell(who, where, "sees", text))
        driver.watchers.append(self._audience.look)

    # The cast

    def cast(self, name: str, real_name: str, **fields: Any) -> Person:  # noqa: ANN401 - fields of records.User
        """Somebody of the story, made unless they are there already. `real_name`: how the transcript calls them."""
        person = self.slack.people.get(name) or self.slack.add_person(name, real_name, **fields)
        self._audience.add(person)
        return person

    def let_live(self, person: Person, temperament: Temperament, waking: Waking = DAYS, *, seed: int = 0) -> Resident:
        """From now on they answer by themselves, as their temperament and their hours have it."""
        resident = Resident(
            person, temperament, waking, log=self.slack.log, driver=self.driver, seed=seed, tell=self._tell_deed
        )
        self.residents[person.name] = resident
        return resident

    # Time

    @property
    def now(self) -> datetime:
        return self.slack.clock.now()

    async def at(self, moment: datetime, direction: str = "") -> None:
        """Let time pass until `moment` (aware); whatever comes meanwhile is told as it comes.

        Raises FarEnough when the story was to end before.
        """
        if direction:
            self.lines.append(Line(self.now, NOBODY, "", "time", direction))
        if self._until is not None and moment > self._until:
            await self.driver.run_until(max(self._until, self.now))
            raise FarEnough
        await self.driver.run_until(max(moment, self.now))

    async def wait(self, seconds: int = 30) -> None:
        """A short while."""
        await self.at(self.now + timedelta(seconds=seconds))

    async def until_seen(self, person: Person, words: str, *, within: timedelta, direction: str = "") -> Message:
        """Let time pass until a message with these words is on their screen. Raises CannotDo when it does not come."""
        if direction:
            await self.at(self.now, direction)
        latest = self.now + within
        while (found := self._with(person, words)) is None:
            coming = await self.driver.next_moment()
            if coming is None or coming > latest:
                raise CannotDo(f"{person.name} did not see {words!r} within {within}")
            await self.driver.run_until(max(coming, self.now))
        return found

    def _with(self, person: Person, words: str) -> Message | None:
        try:
            return person.latest(words)
        except CannotDo:
            return None

    # Acts

    async def command(self, person: Person, command: str, text: str = "", channel: Channel | str | None = None) -> None:
        """Type a slash command, to the app or in a channel."""
        where = "" if channel is None else CHANNEL
        self._tell(person, where, "writes", f"{command} {text}".strip())
        await self._do(person, lambda: person.command(command, text, channel))

    async def say(self, person: Person, words: str, channel: Channel | str | None = None) -> None:
        """Write to the app, or into a channel, in words."""
        self._tell(person, DIRECT if channel is None else CHANNEL, "writes", words)
        await self._do(person, lambda: person.say(words, channel))

    async def press(self, person: Person, what: str, where: Message | View | None = None, *, item: int = 1) -> None:
        """Press a button: in a message or the Home tab, or in the open window (None).

        `what`: its action_id, or the beginning of the words on it. `item`: which, of several.
        """

        def alike() -> list[JSON]:
            return [each for each in _elements(person, where) if each["type"] == "button" and _meant(each, what)]

        await self._have(person, lambda: len(alike()) >= item, f"{what} number {item}", where)
        button = alike()[item - 1]
        self._tell(person, "", "presses", button["text"]["text"])
        await self._do(person, lambda: person.press(where, button["action_id"], value=button.get("value")))

    async def choose(self, person: Person, what: str, value: Any, where: Message | View | None = None) -> None:  # noqa: ANN401 - as in forms.entry_for
        """Choose in a menu outside of a form's fields. `what`: its action_id; `value`: as in forms.entry_for."""

        def found() -> JSON | None:
            return next((each for each in _elements(person, where) if each["action_id"] == what), None)

        await self._have(person, lambda: found() is not None, what, where)
        self._tell(person, "", "chooses", self._spoken(found() or {}, value))
        await self._do(person, lambda: person.select(where, what, value))

    async def shortcut(self, person: Person, callback_id: str, message: Message | None = None) -> None:
        """Use a shortcut of the app, on a message or anywhere."""
        name = self.slack.world.manifest.shortcuts[callback_id].name
        self._tell(person, "", "chooses", f"the shortcut “{name}”")
        await self._do(person, lambda: person.shortcut(callback_id, message))

    async def fill(self, person: Person, values: Mapping[str, Any], spoken: Sequence[str] = ()) -> None:
        """Fill in the open window, by block_id, and send it. `spoken`: how that is told; else by the fields' labels."""
        await self._have(person, lambda: set(values) <= _fields(person), f"fields {', '.join(values)}")
        for words in spoken or self._filled(person.modal(), values):
            self._tell(person, "the window", "writes", words)
        await person.fill(None, dict(values))
        await self.submit(person)

    async def submit(self, person: Person) -> None:
        """Send the open window; what is then shown as wrong under its fields is told."""
        await self._have(person, lambda: "submit" in person.modal().body, "window to send")
        self._tell(person, "", "presses", person.modal().body["submit"]["text"])
        problems: dict[str, str] = {}
        for _ in range(self._tries):
            problems = await person.submit()
            await self.driver.calm()
            if "" not in problems:
                break
        if problems:
            self._tell(person, WINDOW, "sees", "\n".join(problems.values()))

    async def close(self, person: Person) -> None:
        """Close the open window, if there is one."""
        if person.top_window() is not None:
            await self._do(person, lambda: person.close_view(everything=True))

    async def home(self, person: Person) -> None:
        """Look at the Home tab."""
        await self.driver.calm()
        await self._do(person, person.open_home)
        view = person.sees().home
        if view is not None:
            self._tell(person, "the Home tab", "sees", "\n".join(person.reads(view)))

    async def _do(self, person: Person, act: Callable[[], Awaitable[object]]) -> None:
        """Do it and let everything happen that follows. Told by Slack that the app did not answer, they try again."""
        self._last[person.id] = act
        answered = await act()
        await self.driver.calm()
        for _ in range(self._tries - 1):
            if answered is not False:
                return
            try:
                answered = await act()
            except CannotDo:
                return  # it had been done, only nobody said so: the button is gone
            await self.driver.calm()

    async def _have(
        self, person: Person, there: Callable[[], bool], what: str, where: Message | View | None = None
    ) -> None:
        """Wait for what the last act should have brought: a window that did not come is asked for again.

        Raises CannotDo when it is not there after all.
        """
        again = self._last.get(person.id)
        for _ in range(self._tries - 1):
            if _seen(there) or where is not None or again is None:
                break
            await again()
            await self.driver.calm()
        if not _seen(there):
            raise CannotDo(f"{person.name} sees no {what}")

    # Telling

    def _filled(self, view: View, values: Mapping[str, Any]) -> list[str]:
        inputs = {place.block_id: place for place in places(view.body["blocks"]) if place.block["type"] == "input"}
        told = []
        for block_id, value in values.items():
            if block_id in inputs:
                label = str(inputs[block_id].block["label"]["text"])
                colon = "" if label.endswith(("?", ":")) else ":"
                told.append(f"{label}{colon} {self._spoken(inputs[block_id].element, value)}")
        return told

    def _spoken(self, element: JSON, value: Any) -> str:  # noqa: ANN401
        """A value as somebody would say it: people by name, options by their words."""
        if isinstance(value, list):
            return ", ".join(self._spoken(element, each) for each in value)
        for option in options_of(element):
            if option.get("value") == value:
                return str(option["text"]["text"])
        found = str(getattr(value, "id", value))
        users = self.slack.ws.users
        return users[found].real_name if found in users else found

    def _tell_deed(self, person: Person, deed: Deed, what: str) -> None:
        if deed in ("presses", "writes"):
            self._tell(person, "", "presses" if deed == "presses" else "writes", what)
        else:
            self._tell(person, "", "chooses", f"{'to close' if deed == 'closes' else 'to send'} “{what}”")

    def _tell(self, person: Person, where: str, kind: Kind, text: str) -> None:
        self.lines.append(Line(self.now, person.user.real_name, where, kind, text))


def _elements(person: Person, where: Message | View | None) -> list[JSON]:
    blocks = (where.blocks or []) if isinstance(where, Message) else (where or person.modal()).body["blocks"]
    return [place.element for place in places(blocks)]


def _fields(person: Person) -> set[str]:
    return {place.block_id for place in places(person.modal().body["blocks"])}


def _seen(there: Callable[[], bool]) -> bool:
    try:
        return there()
    except CannotDo:
        return False


def _meant(element: JSON, what: str) -> bool:
    return element["action_id"] == what or str(element["text"]["text"]).startswith(what)


Story = Callable[[Stage], Awaitable[None]]
