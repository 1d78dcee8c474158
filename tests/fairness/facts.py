"""What an outsider knows of a set while they read its notebook: who belongs, who can come, who had which turn.

Counted here alone, by the rules as people were told them (product.md C4, practice.md section 4).
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from tests.fairness.notebook import Line

LED, HOSTED = "facilitating", "hosting"
LEDGERS = (LED, HOSTED)
ENOUGH = 5  # with fewer people who can come, the soft rules give way
SITS_IN = 2  # sessions, before somebody who joined a set under way is asked
SHORTEST_SLOT, FULL_DAY_LEFT = 30, 260  # minutes: of a slot, and what a full day leaves for slots
FIRM = {"guides", "unreached"}
EVERY = {"twice_running", "presents", "newcomer", *FIRM}


@dataclass
class Turn:
    """Who has, or is asked to take, the turn of one session. taken: when; due: it is asked for because it was owed."""

    person: int
    rule: str
    exceptions: str
    taken: datetime
    said_yes: bool = False
    due: bool = False


@dataclass
class Meeting:
    """A session as the outsider knows it."""

    number: int
    starts: datetime
    full: bool
    off: bool = False
    held: bool = False
    coached: bool = False
    there: frozenset[int] = frozenset()
    cannot: set[int] = field(default_factory=set)
    bids: dict[int, datetime] = field(default_factory=dict)
    asked: dict[str, set[int]] = field(default_factory=lambda: {each: set() for each in LEDGERS})
    turns: dict[str, Turn] = field(default_factory=dict)


@dataclass
class Facts:
    """Of one set, up to the line that was read last. owed: since when and for which session, by ledger and person."""

    joined: dict[int, datetime] = field(default_factory=dict)
    meetings: dict[int, Meeting] = field(default_factory=dict)
    owed: defaultdict[tuple[str, int], list[tuple[datetime, int]]] = field(default_factory=lambda: defaultdict(list))
    holiday: dict[int, datetime] = field(default_factory=dict)

    def _join(self, line: Line) -> None:
        self.joined[line.person] = line.at

    def _leave(self, line: Line) -> None:
        del self.joined[line.person]
        for ledger in LEDGERS:
            self.owed.pop((ledger, line.person), None)
        for meeting in self.meetings.values():
            for ledger, turn in list(meeting.turns.items()):
                if turn.person == line.person and not meeting.held and not meeting.off:
                    del meeting.turns[ledger]
                    meeting.asked[ledger].add(line.person)

    def _book(self, line: Line) -> None:
        self.meetings[line.session] = Meeting(line.session, line.starts or line.at, line.full)

    def _holiday(self, line: Line) -> None:
        self.holiday[line.person] = line.until or line.at

    def _bid(self, line: Line) -> None:
        self.meetings[line.session].bids.setdefault(line.person, line.at)

    def falls_through(self, meeting: Meeting, ledger: str, at: datetime, *, owed: bool) -> None:
        turn = meeting.turns.pop(ledger, None)
        if turn is None:
            return
        meeting.asked[ledger].add(turn.person)
        if owed and turn.rule != "coach":
            self.owed[(ledger, turn.person)].append((at, meeting.number))

    def takes(self, meeting: Meeting, ledger: str, turn: Turn) -> None:
        """Somebody has this turn now. What was owed to them for this very session is not any more."""
        owed = self.owed[(ledger, turn.person)]
        mine = [each for each in owed if each[1] == meeting.number]
        if mine:
            owed.remove(mine[0])
            turn.due = True
        meeting.turns[ledger] = turn

    def few(self, meeting: Meeting) -> bool:
        return sum(1 for one in self.joined if one not in meeting.cannot) < ENOUGH

    def standing(self, meeting: Meeting, ledger: str, person: int) -> tuple[bool, Fraction, datetime, datetime]:
        """Who is first: an owed turn, then the fewest turns a session since joining, then longest ago."""
        since = self.joined[person]
        mine = [one for one in self.had(ledger, person, since) if one is not meeting]
        any_turn = (
            mine if ledger == LED else [*mine, *(one for one in self.had(LED, person, since) if one is not meeting)]
        )
        held = sum(
            1 for one in self.meetings.values() if one.held and one.starts >= since and not self.coached(one, ledger)
        )
        last = max((one.starts for one in any_turn), default=since.replace(year=1))
        return (not self.owed[(ledger, person)], Fraction(len(mine), held + 1), last, since)

    def had(self, ledger: str, person: int, since: datetime) -> list[Meeting]:
        found = [one for one in self.meetings.values() if not one.off and ledger in one.turns]
        return [one for one in found if one.turns[ledger].person == person and one.turns[ledger].taken >= since]

    def coached(self, meeting: Meeting, ledger: str) -> bool:
        return meeting.coached and ledger == LED

    def against(self, meeting: Meeting, ledger: str, person: int, at: datetime) -> set[str]:
        """The rules that speak against asking somebody."""
        found: set[str] = set()
        if any(one in self.had(ledger, person, self.joined[person]) for one in self.next_to(meeting)):
            found.add("twice_running")
        if ledger == LED and person in meeting.bids and not self.time_for_all(meeting):
            found.add("presents")
        if ledger == LED and self.new(person):
            found.add("newcomer")
        guide = meeting.turns.get(LED)
        if ledger == HOSTED and guide is not None and guide.person == person:
            found.add("guides")
        if self.holiday.get(person, at) > at:
            found.add("unreached")
        return found

    def codes(self, against: set[str], *, few: bool) -> set[str]:
        """What keeps somebody out; that they cannot be reached matters only for those whom the rules would ask."""
        rules = against & ({"guides"} if few else EVERY - {"unreached"})
        return rules or against & {"unreached"}

    def next_to(self, meeting: Meeting) -> Iterator[Meeting]:
        others = sorted((one for one in self.meetings.values() if not one.off), key=lambda one: one.starts)
        place = others.index(meeting)
        yield from others[max(0, place - 1) : place]
        yield from others[place + 1 : place + 2]

    def time_for_all(self, meeting: Meeting) -> bool:
        first = min(one.starts for one in self.meetings.values() if not one.off)
        return meeting.full and meeting.starts > first and SHORTEST_SLOT * len(self.joined) <= FULL_DAY_LEFT

    def new(self, person: int) -> bool:
        """They joined a set that had met already, and have been to fewer than two sessions since."""
        since, held = self.joined[person], [one for one in self.meetings.values() if one.held]
        under_way = any(one.starts < since for one in held)
        been = [one for one in held if one.starts >= since and person in one.there and not one.coached]
        return under_way and len(been) < SITS_IN
