"""Telling a story: people act one after the other, time is moved, and what each then sees is written down."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sandbox.driver import Driver
from sandbox.errors import CannotDo
from sandbox.people import Person
from sandbox.records import Message, View
from sandbox.server import PretendSlack
from sandbox.transcript import Kind, Line

DIRECT = "messages"


class Stage:
    """The cast and what they have seen so far. Every act is followed by settling and by looking around."""

    def __init__(self, slack: PretendSlack, driver: Driver) -> None:
        self.slack = slack
        self.lines: list[Line] = []
        self._driver = driver
        self._cast: list[Person] = []
        self._shown: dict[tuple[str, str, str], str] = {}

    def cast(self, name: str, real_name: str, **fields: Any) -> Person:  # noqa: ANN401 - fields of records.User
        """Somebody of the story. `real_name` is how the transcript calls them."""
        person = self.slack.add_person(name, real_name, **fields)
        self._cast.append(person)
        return person

    @property
    def now(self) -> datetime:
        return self.slack.clock.now()

    async def at(self, moment: datetime, direction: str = "") -> None:
        """Let time pass until `moment` (aware); whatever comes meanwhile is told as it comes."""
        if direction:
            self._tell("", "", "time", direction)
        while (coming := await self._driver.next_moment()) is not None and coming <= moment:
            await self._driver.run_until(max(coming, self.now))
            self._look()
        await self._driver.run_until(max(moment, self.now))
        self._look()

    async def wait(self, seconds: int = 30) -> None:
        """A short while."""
        await self.at(self.now + timedelta(seconds=seconds))

    async def command(self, person: Person, command: str, text: str = "") -> None:
        """Type a slash command."""
        self._tell(person.user.real_name, "", "writes", f"{command} {text}".strip())
        await self._then(person.command(command, text))

    async def say(self, person: Person, words: str) -> None:
        """Write to the app in words."""
        self._tell(person.user.real_name, DIRECT, "writes", words)
        await self._then(person.say(words))

    async def press(
        self, person: Person, action_id: str, where: Message | View | None = None, *, item: int = 1
    ) -> None:
        """Press a button: in a message or the Home tab, or in the open window (None). `item`: which, of several."""
        shown = (where.blocks or []) if isinstance(where, Message) else (where or person.modal()).body["blocks"]
        elements = [each for block in shown for each in [*block.get("elements", []), block.get("accessory", {})]]
        alike = [each for each in elements if each.get("action_id") == action_id]
        if len(alike) < item:
            raise CannotDo(f"{person.name} sees no {action_id} number {item}")
        button = alike[item - 1]
        self._tell(person.user.real_name, "", "presses", button["text"]["text"])
        await self._then(person.press(where, action_id, value=button.get("value")))

    async def fill(self, person: Person, values: Mapping[str, Any], spoken: Sequence[str] = ()) -> None:
        """Fill in the open window and send it. `spoken`: how the transcript tells what was typed."""
        for words in spoken:
            self._tell(person.user.real_name, "the window", "writes", words)
        await person.fill(None, dict(values))
        await self.submit(person)

    async def submit(self, person: Person) -> None:
        """Send the open window."""
        self._tell(person.user.real_name, "", "presses", person.modal().body["submit"]["text"])
        await self._then(person.submit())

    async def close(self, person: Person) -> None:
        """Close the open window."""
        await self._then(person.close_view(everything=True))

    async def home(self, person: Person) -> None:
        """Look at the Home tab."""
        await self._driver.settle()
        await person.open_home()
        await self._driver.settle()
        view = person.sees().home
        if view is not None:
            self._tell(person.user.real_name, "the Home tab", "sees", "\n".join(person.sees().lines(view)))

    async def _then(self, act: Awaitable[object]) -> None:
        await act
        await self._driver.settle()
        self._look()

    def _look(self) -> None:
        """Everyone's screen: what is new or has changed since the last look."""
        for person in self._cast:
            if person.user.deleted:
                continue
            sight = person.sees()
            for message in sight.direct:
                if message.author != person.id:
                    self._see(person, message, DIRECT, message.ts)
            for channel in sight.channels:
                for message in channel.messages:
                    if message.author != person.id:
                        self._see(person, message, "the set’s channel", message.ts)
            if sight.modal is not None:
                self._see(person, sight.modal, "a window", sight.modal.id)

    def _see(self, person: Person, thing: Message | View, where: str, key: str) -> None:
        text = "\n".join(person.sees().lines(thing))
        place = (person.id, where, key)
        if self._shown.get(place) != text:
            self._shown[place] = text
            self._tell(person.user.real_name, where, "sees", text)

    def _tell(self, who: str, where: str, kind: Kind, text: str) -> None:
        self.lines.append(Line(self.now, who, where, kind, text))


Story = Callable[[Stage], Awaitable[None]]
