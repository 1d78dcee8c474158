"""What comes onto the screens of a story's cast, told once, as the pretend Slack's log has it."""

from collections.abc import Callable, Iterable
from itertools import groupby

from sandbox.log import LogRecord
from sandbox.people import Person
from sandbox.records import Message, View
from sandbox.server import PretendSlack

DIRECT, CHANNEL, WINDOW = "messages", "the set’s channel", "a window"
MESSAGES = ("message", "ephemeral", "edit")

Tell = Callable[[Person, str, str], None]


class Audience:
    """Looks only where something happened since the last look. `tell(person, where, text)` hears of what is new."""

    def __init__(self, slack: PretendSlack, tell: Tell) -> None:
        self._slack = slack
        self._tell = tell
        self._cast: dict[str, Person] = {}
        self._seen = len(slack.log.records)
        self._shown: dict[tuple[str, str, str], str] = {}

    def add(self, person: Person) -> None:
        """From now on what they see is told."""
        self._cast[person.id] = person

    def look(self) -> None:
        """Everyone's screen: what is new or has changed since the last look."""
        records, self._seen = self._slack.log.records[self._seen :], len(self._slack.log.records)
        for record in self._in_order(_latest(records)):
            if record.kind == "member":
                self._came(record)
                continue
            for person in self._cast.values():
                if person.id in record.seen_by and not person.user.deleted:
                    self._at(person, record)

    def _in_order(self, records: list[LogRecord]) -> list[LogRecord]:
        """Messages to one person each, sent in one go, are told in the order of the cast."""
        places = {person: place for place, person in enumerate(self._cast)}
        told: list[LogRecord] = []
        for direct, group in groupby(records, lambda record: record.channel.startswith("D")):
            found = list(group)
            if direct:
                found.sort(
                    key=lambda record: min((places.get(each, len(places)) for each in record.seen_by), default=0)
                )
            told += found
        return told

    def _at(self, person: Person, record: LogRecord) -> None:
        if record.kind == "view":
            window = person.top_window()
            if window is not None:
                self._see(person, window, WINDOW, window.id)
            return
        message = person.find(record.channel, record.ts)
        if message is not None and message.author != person.id:
            where = DIRECT if self._slack.ws.channels[record.channel].is_im else CHANNEL
            self._see(person, message, where, f"{record.channel} {record.ts}")

    def _came(self, record: LogRecord) -> None:
        """Who joins a channel sees what stands there already."""
        person = self._cast.get(record.outcome.removesuffix(" joined"))
        channels = person.sees().channels if person is not None else []
        for message in [each for channel in channels if channel.id == record.channel for each in channel.messages]:
            if person is not None and message.author != person.id:
                self._see(person, message, CHANNEL, f"{message.channel} {message.ts}")

    def _see(self, person: Person, thing: Message | View, where: str, key: str) -> None:
        text = "\n".join(person.reads(thing))
        if self._shown.get((person.id, where, key)) != text:
            self._shown[person.id, where, key] = text
            self._tell(person, where, text)


def _latest(records: Iterable[LogRecord]) -> list[LogRecord]:
    """Of several happenings to one thing, the last: only that can still be seen."""
    found: dict[tuple[object, ...], LogRecord] = {}
    for record in records:
        if record.kind in MESSAGES:
            found.pop((record.channel, record.ts), None)
            found[record.channel, record.ts] = record
        elif record.kind == "member":
            found["member", record.number] = record
        elif record.kind == "view":
            found.pop(("view", record.seen_by), None)
            found["view", record.seen_by] = record
    return list(found.values())
