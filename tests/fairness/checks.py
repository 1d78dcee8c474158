"""Was it fair? The rules as people were told them (product.md C4, practice.md section 4), read from a notebook by an
outsider who counts alone: nothing here comes from the bot but what it did.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tests.fairness.facts import FIRM, LED, LEDGERS, Facts, Meeting, Turn
from tests.fairness.notebook import Entry, Line, Notebook


@dataclass(frozen=True)
class Breach:
    """Something unfair. seed: of the set."""

    what: str
    seed: int
    session: int
    words: str = ""


@dataclass
class Outsider(Facts):
    """Reads one notebook from its first line to its last. seed: of the set; counts: what was seen, for the figures.

    apart  how far turns differed at most, where everybody was always there
    """

    seed: int = 0
    calm: bool = False
    presented: dict[int, datetime] = field(default_factory=dict)
    breaches: list[Breach] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    apart: int = 0

    def read(self, book: Notebook) -> None:
        for line in book:
            getattr(self, f"_{line.what}")(line)
            self.counts[line.what] += 1

    def _breach(self, what: str, session: int, words: str = "") -> None:
        self.breaches.append(Breach(what, self.seed, session, words))

    def _cannot(self, line: Line) -> None:
        meeting = self.meetings[line.session]
        meeting.cannot.add(line.person)
        for ledger, turn in list(meeting.turns.items()):
            if turn.person == line.person:
                self.falls_through(meeting, ledger, line.at, owed=True)

    def _off(self, line: Line) -> None:
        meeting = self.meetings[line.session]
        meeting.off = True
        for ledger, turn in list(meeting.turns.items()):
            self.falls_through(meeting, ledger, line.at, owed=turn.said_yes or turn.due)

    # Whom the bot asks

    def _ask(self, line: Line) -> None:
        meeting, ledger = self.meetings[line.session], line.ledger
        self._was_it_their_turn(meeting, line)
        due = bool(self.owed[(ledger, line.person)])
        if due:
            self.owed[(ledger, line.person)].pop(0)
            self.counts["owed, and offered"] += 1
        meeting.turns[ledger] = Turn(line.person, line.rule, line.exceptions, line.at, due=due)

    def _was_it_their_turn(self, meeting: Meeting, line: Line) -> None:
        ledger = line.ledger
        there = [one for one in self.joined if one not in meeting.cannot]
        willing = [one for one in there if one not in meeting.asked[ledger]]
        few = self.few(meeting)
        against = {one: self.against(meeting, ledger, one, line.at) for one in willing}
        out = {one: self.codes(against[one], few=few) for one in willing}
        barred = {one for one in willing if out[one]}
        free = sorted(
            (one for one in willing if one not in barred), key=lambda one: self.standing(meeting, ledger, one)
        )
        if line.person not in free:
            self._breach(
                "asked, though barred or not there",
                line.session,
                f"{line.person} {sorted(against.get(line.person, ()))}",
            )
            return
        if free[0] != line.person:
            owing = bool(self.owed[(ledger, free[0])]) and not self.owed[(ledger, line.person)]
            what = "an owed turn was not offered first" if owing else "asked, though somebody was less served"
            self._breach(what, line.session, f"{line.person}, not {free[0]}")
        self._is_the_reason_true(meeting, line, [one for one in willing if not out[one] - {"unreached"}])
        mine = self.standing(meeting, ledger, line.person)
        spared = {bar for one in barred if self.standing(meeting, ledger, one) < mine for bar in out[one]}
        gave_way = against[line.person] - FIRM
        wanted = " ".join(sorted([*(f"gave_way:{bar}" for bar in gave_way), *(f"spared:{bar}" for bar in spared)]))
        if line.exceptions != wanted:
            self._breach("an exception without its rule", line.session, f"{line.exceptions!r}, not {wanted!r}")
        for code in wanted.split():
            self.counts[code] += 1

    def _is_the_reason_true(self, meeting: Meeting, line: Line, free: Sequence[int]) -> None:
        owing, served, *_ = self.standing(meeting, line.ledger, line.person)
        alike = [one for one in free if self.standing(meeting, line.ledger, one)[:2] == (owing, served)]
        wanted = "owed" if not owing else "least_recent" if len(alike) > 1 else "least_served"
        if line.rule != wanted:
            self._breach("a turn with the wrong rule", line.session, f"{line.rule}, not {wanted}")

    # What they say

    def _yes(self, line: Line) -> None:
        self.meetings[line.session].turns[line.ledger].said_yes = True

    def _no(self, line: Line) -> None:
        self.falls_through(self.meetings[line.session], line.ledger, line.at, owed=False)

    def _lapse(self, line: Line) -> None:
        """Without an answer in time, or because somebody else stepped in, which stands in a line of its own."""
        meeting = self.meetings[line.session]
        turn = meeting.turns.get(line.ledger)
        if turn is not None and turn.person == line.person and not turn.said_yes:
            self.falls_through(meeting, line.ledger, line.at, owed=False)

    def _volunteer(self, line: Line) -> None:
        meeting, ledger = self.meetings[line.session], line.ledger
        before = meeting.turns.get(ledger)
        against = self.against(meeting, ledger, line.person, line.at) - FIRM if line.person in self.joined else set()
        if before is not None and before.person != line.person:
            self.falls_through(meeting, ledger, line.at, owed=before.due)
        wanted = " ".join(sorted(f"gave_way:{bar}" for bar in against))
        if (line.rule, line.exceptions) != ("volunteer", wanted):
            self._breach("a turn with the wrong rule", line.session, f"{line.rule} {line.exceptions!r}, not {wanted!r}")
        last_day = (meeting.starts - line.at).total_seconds() <= 24 * 3600
        if ledger == LED and "twice_running" in against and not self.few(meeting) and not last_day:
            self._breach("twice running", line.session, f"{line.person} volunteered")
        self.takes(meeting, ledger, Turn(line.person, line.rule, line.exceptions, line.at, said_yes=True))

    def _coach(self, line: Line) -> None:
        meeting = self.meetings[line.session]
        meeting.coached = True
        meeting.turns[LED] = Turn(line.person, "coach", "", line.at, said_yes=True)

    def _swap(self, line: Line) -> None:
        """One gives and one takes; a swap in which nothing is given back is owed."""
        meeting, taker = self.meetings[line.session], line.other or 0
        before = meeting.turns[LED]
        self.falls_through(meeting, LED, line.at, owed=line.back is None and before.rule != "swap")
        self.takes(meeting, LED, Turn(taker, "swap", "", line.at, said_yes=True))
        if line.back is not None:
            other = self.meetings[line.back]
            self.falls_through(other, LED, line.at, owed=False)
            self.takes(other, LED, Turn(line.person, "swap", "", line.at, said_yes=True))
        for one in (meeting, *([self.meetings[line.back]] if line.back is not None else [])):
            self._swapped(one, line.at)

    def _swapped(self, meeting: Meeting, at: datetime) -> None:
        turn, few = meeting.turns[LED], self.few(meeting)
        twice = any(LED in one.turns and one.turns[LED].person == turn.person for one in self.next_to(meeting))
        if twice and not few:
            self._breach("twice running", meeting.number, f"{turn.person} swapped")
        against = self.against(meeting, LED, turn.person, at) & {"presents", "newcomer"}
        gave_way = set() if turn.person in meeting.cannot else against
        gave_way |= {"twice_running"} if twice else set()
        turn.exceptions = " ".join(sorted(f"gave_way:{bar}" for bar in gave_way))

    # In the room

    def _order(self, line: Line) -> None:
        """Bids: urgent ones first, then whoever presented longest ago, or never; then who asked first."""
        bids, never = self.meetings[line.session].bids, line.at.replace(year=1)
        keys = [(one not in line.urgent, self.presented.get(one, never), bids.get(one, line.at)) for one in line.people]
        if keys != sorted(keys):
            self._breach("bids in another order than told", line.session, str(line.people))

    def _slot(self, line: Line) -> None:
        if line.other == line.person:
            self._breach("somebody facilitated their own issue", line.session, str(line.person))
        self.presented[line.person] = self.meetings[line.session].starts

    def _held(self, line: Line) -> None:
        meeting = self.meetings[line.session]
        meeting.there = frozenset(line.people)
        for ledger, led in line.lead:
            self._who_had_it(meeting, ledger, led, line.at)
        meeting.held = True
        self._twice_running(meeting)
        for ledger in LEDGERS:
            self._evenly(meeting, ledger)

    def _who_had_it(self, meeting: Meeting, ledger: str, led: int | None, at: datetime) -> None:
        turn = meeting.turns.get(ledger)
        if turn is not None and not (turn.said_yes and (turn.person in meeting.there or turn.rule == "coach")):
            self.falls_through(meeting, ledger, at, owed=turn.said_yes or turn.due)
            if led is not None and led in meeting.there:
                rule = "took_over" if turn.said_yes else "agreed"
                self.takes(meeting, ledger, Turn(led, rule, "", at, said_yes=True))
        elif turn is None and led is not None and led in meeting.there:
            self.takes(meeting, ledger, Turn(led, "agreed", "", at, said_yes=True))
        done = meeting.turns.get(ledger)
        if done is None or done.rule == "coach":
            return
        since = [one for one in self.owed[(ledger, done.person)] if one[0] <= done.taken]
        if since and not done.due:
            self.owed[(ledger, done.person)].remove(min(since))
        self.counts[f"{ledger}: {done.rule}"] += 1

    def _twice_running(self, meeting: Meeting) -> None:
        """Only where few were there, by one's own wish when nobody else would, or when the session between fell out."""
        turn = meeting.turns.get(LED)
        before = [one for one in self.meetings.values() if one.held and one.starts < meeting.starts]
        last = max(before, key=lambda one: one.starts).turns.get(LED) if before else None
        if turn is None or last is None or turn.person != last.person or turn.rule == "coach":
            return
        between = [
            one
            for one in self.meetings.values()
            if one.off and max(b.starts for b in before) < one.starts < meeting.starts
        ]
        if between:
            self.counts["twice running, as the session between was called off"] += 1
        elif "gave_way:twice_running" in max(turn, last, key=lambda one: one.taken).exceptions:
            self.counts["twice running, few there or nobody else would"] += 1
        elif turn.rule in ("agreed", "took_over") or last.rule in ("agreed", "took_over"):
            self.counts["twice running, as it came about in the room"] += 1
        else:
            self._breach("twice running", meeting.number, f"{turn.person} {turn.rule}")

    def _evenly(self, meeting: Meeting, ledger: str) -> None:
        if not self.calm:
            return
        had = Counter(one.turns[ledger].person for one in self.meetings.values() if one.held and ledger in one.turns)
        counts = [had[person] for person in self.joined]
        self.apart = max(self.apart, max(counts) - min(counts))
        if max(counts) - min(counts) > 1:
            self._breach(
                f"all always there, and {ledger} differs by more than one", meeting.number, str(sorted(counts))
            )

    # At the end

    def compare(self, kept: Sequence[Entry]) -> None:
        """What the bot keeps for good says the same: who had each turn, and by which rule."""
        mine = {
            (one.number, ledger, turn.person, turn.rule, turn.exceptions)
            for one in self.meetings.values()
            if one.held
            for ledger, turn in one.turns.items()
        }
        theirs = {
            (one.session, one.ledger, one.person, one.rule, one.exceptions) for one in kept if one.state == "done"
        }
        for session, ledger, *rest in sorted(mine ^ theirs):
            self._breach("the history says otherwise", session, f"{ledger} {rest}")
        owing = {(ledger, person) for (ledger, person), dates in self.owed.items() if dates and person in self.joined}
        said = {(one.ledger, one.person) for one in kept if one.state == "owed" and one.person in self.joined}
        if owing - said:
            self._breach("an owed turn was forgotten", 0, str(sorted(owing - said)))
