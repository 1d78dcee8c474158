"""What must be true of updates, said once more after privacy.md section 2 and product.md C7: people by name."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

DAYS, UNDO = timedelta(days=30), timedelta(hours=1)


@dataclass
class Stay:
    """Somebody in the set, as a member or as its coach."""

    role: str
    since: datetime
    until: datetime | None = None


@dataclass
class Meeting:
    """A session. facilitator: their name, whoever the rota says it is now."""

    state: str = "planned"
    facilitator: str | None = None
    closed: datetime | None = None


@dataclass
class Thing:
    """An action or an issue that an update can be about."""

    kind: str
    holder: str
    label: str
    closed: datetime | None = None


@dataclass
class Given:
    """An answer."""

    author: str
    kind: str
    text: str
    at: datetime


@dataclass
class Item:
    """An update.

    named  whom it was shared with by name; told: who of them heard of it in their daily message, and when
    told_author  when its author heard of answers; looked: when they last looked; line: what the channel's line says
    gone   deleted by the clock
    """

    id: UUID
    author: str
    audience: str
    lasts: str
    text: str
    at: datetime
    named: frozenset[str]
    session: UUID | None
    topic: UUID | None
    expires: datetime | None
    revision: int = 1
    changed: bool = False
    taken_back: datetime | None = None
    put_back: bool = False
    readers: set[str] = field(default_factory=set)
    answers: dict[UUID, Given] = field(default_factory=dict)
    looked: datetime | None = None
    told: dict[str, datetime] = field(default_factory=dict)
    told_author: list[datetime] = field(default_factory=list)
    line: str = ""
    line_ts: str = ""
    gone: bool = False


@dataclass
class Model:
    """Everything that counts. away: first and last days, by name; offered: on which day back who was offered what."""

    stays: dict[str, list[Stay]]
    meetings: dict[UUID, Meeting]
    things: dict[UUID, Thing] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    away: dict[str, list[tuple[date, date]]] = field(default_factory=dict)
    offered: dict[str, list[tuple[date, datetime]]] = field(default_factory=dict)

    def stay(self, name: str) -> Stay | None:
        """Their belonging now."""
        return next((one for one in self.stays.get(name, []) if one.until is None), None)

    def is_member(self, name: str) -> bool:
        stay = self.stay(name)
        return stay is not None and stay.role == "member"

    def over(self, item: Item, now: datetime) -> bool:
        """Nobody reads it any more, its author neither."""
        met = any(one.closed is not None and one.closed > item.at for one in self.meetings.values())
        with_session = item.lasts == "session" or item.audience in ("buddy", "next")
        return (item.expires is not None and item.expires <= now) or (met and with_session)

    def deleted(self, item: Item, now: datetime) -> bool:
        """Its words are gone, once the clock has ticked."""
        return self.over(item, now) or (item.taken_back is not None and item.taken_back + UNDO <= now)

    def may_read(self, name: str, item: Item, now: datetime) -> bool:
        if self.over(item, now) or item.gone:
            return False
        if name == item.author:
            return True
        stay = self.stay(name)
        if stay is None or item.taken_back is not None or stay.since > item.at:
            return False
        if item.audience in ("buddy", "next"):
            leads = item.audience == "buddy" or self._leads(name, item)
            return stay.role == "member" and name in item.named and leads
        return stay.role == "member" or item.audience == "coach"

    def _leads(self, name: str, item: Item) -> bool:
        meeting = self.meetings.get(item.session) if item.session else None
        return meeting is not None and meeting.state in ("planned", "open") and meeting.facilitator == name

    def topic_for(self, name: str, item: Item) -> str | None:
        """The label or headline that somebody who reads the update sees beside it."""
        thing = self.things.get(item.topic) if item.topic else None
        if thing is None:
            return None
        stay = self.stay(name)
        there = stay is not None and (thing.closed is None or stay.since <= thing.closed)
        return thing.label if name == thing.holder or there else None

    def answers_for(self, name: str, item: Item) -> list[Given]:
        """The newest first: all of them for its author while they are a member, to anybody else their own."""
        if name == item.author and not self.is_member(name):
            return []
        theirs = [one for one in item.answers.values() if name in (item.author, one.author)]
        return sorted(theirs, key=lambda one: one.at, reverse=True)

    def unseen(self, item: Item) -> list[Given]:
        """Answers that came after the author last looked."""
        return [one for one in item.answers.values() if item.looked is None or one.at > item.looked]

    def unread(self, name: str, now: datetime) -> list[Item]:
        """What somebody can catch up with, the oldest first."""
        theirs = [one for one in self.items if self.may_read(name, one, now) and one.author != name]
        return [one for one in sorted(theirs, key=lambda one: one.at) if name not in one.readers]

    def is_away(self, name: str, day: date) -> bool:
        return any(first <= day <= last for first, last in self.away.get(name, []))

    def line_of(self, item: Item, now: datetime) -> str:
        """What the channel's line says, once everything due was sent."""
        if item.taken_back is not None:
            return "took it back"
        return "time they chose for it is over" if self.over(item, now) else "There is a new update"
