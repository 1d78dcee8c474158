"""A set on paper: rows in memory, and the bot's own pure rules over them. Nothing here decides by itself.

Whom to ask is `sets.next_step`, how each stands is `sets.situation`, what becomes of a turn is `sets.turn_ends`, in
which order bids are proposed is `sets.bids`, who leads no slot of their own is `sets.sessions`. What is written down
then is what the use cases write: some of the same sets are lived with those too, in the real database (`kept.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sets import turn_ends
from sets.bids import Bid
from sets.hours import DaysAway
from sets.ledger import COUNTED
from sets.next_step import Do, next_step
from sets.offering import LEDGERS, UNDO_FOR
from sets.rotation import OFFERED_BEFORE, Bar, Ledger, Rule, Stage, written
from sets.situation import swapping, volunteering
from sets.wall_time import moment_of, write_wall
from storage.confidential import Confidential
from storage.queries.bids import BidRow
from storage.queries.calendar import SessionRow
from storage.queries.rotation import LIVE, MemberRow, Present, TurnRow
from tests.fairness.house import Offer
from tests.fairness.notebook import Entry
from tests.fairness.room import Room
from tests.fairness.rows import LED, SET, ZONE, Rota, key_of, number_of, offer_of, person_id, person_of, session_id


@dataclass
class Paper(Room):
    """One set, from its first member to its last turn."""

    # What people do

    async def join(self, person: int, at: datetime, role: str = "member") -> None:
        self.members[person] = MemberRow(person_id(person), role, at)

    async def leave(self, person: int, at: datetime) -> None:
        del self.members[person]
        for key, turn in self.turns.items():
            if turn.person_id == person_id(person) and turn.state in LIVE:
                self.turns[key] = replace(turn, state="passed", expires_at=None)
        for number, session in self.sessions.items():
            if session.state == "planned":
                for ledger in LEDGERS:
                    if person_of(session, ledger) == person_id(person):
                        self.take(number, ledger, None)
                    self.look_again(ledger, number, at)

    async def book(self, session: int, starts: datetime, length: int, at: datetime) -> None:
        moment, local = moment_of(starts, ZONE), write_wall(starts)
        ids, who = (session_id(session), SET, SET), (None, None, None)
        self.sessions[session] = SessionRow(
            *ids, session, local, ZONE, moment, length, "planned", "led", *who, "", 0, None, None, 1
        )
        self._renumber()

    async def call_off(self, session: int, at: datetime) -> None:
        self.sessions[session] = replace(self.sessions[session], state="cancelled")
        self._renumber()

    def _renumber(self) -> None:
        """The first session that stands is the first."""
        for ordinal, row in enumerate(self.standing(), 1):
            number = number_of(row.id)
            self.sessions[number] = replace(self.sessions[number], ordinal=ordinal)

    async def cannot(self, session: int, person: int, at: datetime) -> None:
        who = person_id(person)
        self.attended[(session_id(session), who)] = Present(session_id(session), who, "cannot")
        for ledger in LEDGERS:
            turn = self.turns.get((ledger, session_id(session), who))
            if turn is not None and turn.state in LIVE:
                self.end(turn, turn_ends.cannot_come(turn), at)
                if person_of(self.sessions[session], ledger) == who:
                    self.take(session, ledger, None)
                self.look_again(ledger, session, at, Stage.QUEUE)

    async def bid(self, session: int, person: int, at: datetime, *, urgent: bool) -> None:
        if (session, person) not in self.bids:
            ids = (self.new_id(), SET, session_id(session), person_id(person))
            row = BidRow(*ids, "", "open", at, 1, b"")
            self.bids[(session, person)] = Bid(row, Confidential("-"), Confidential(""), urgent)

    async def holiday(self, person: int, first: date, last: date, at: datetime) -> None:
        self.away[person].append(DaysAway(first, last))

    async def yes(self, offer: Offer, at: datetime) -> None:
        ledger, turn = Ledger(offer.ledger), self.turn_of(offer)
        self.turns[key_of(turn)] = replace(turn, state="accepted", answered_at=at, expires_at=None)
        self.take(offer.session, ledger, turn.person_id)
        self.look_again(ledger, offer.session, at, Stage.FOUND)

    async def no(self, offer: Offer, at: datetime) -> None:
        turn = self.turn_of(offer)
        self.turns[key_of(turn)] = replace(turn, state="passed", answered_at=at, expires_at=None)
        self.look_again(Ledger(offer.ledger), offer.session, at + UNDO_FOR)

    async def volunteer(self, session: int, ledger: str, person: int, at: datetime) -> Offer | None:
        row, which, who = self.sessions[session], Ledger(ledger), person_id(person)
        if row.state != "planned" or person_of(row, which) is not None:
            return None
        aside = volunteering(row, which, self.situation(row, which, at), who, at)
        if aside is None:
            return None
        for turn in self.of_session(row.id, which):
            if turn.state in LIVE and turn.person_id != who:
                self.end(turn, turn_ends.withdrawn(turn), at)
        took = self.put(row, which, who, "accepted", Rule.VOLUNTEER, written(aside), at)
        self.take(session, which, who)
        self.look_again(which, session, at, Stage.FOUND)
        return Offer(session, ledger, person, took.rule, took.exceptions)

    async def swap(self, session: int, asked: int, at: datetime, *, agrees: bool) -> tuple[bool, int | None]:
        row, taker = self.sessions[session], person_id(asked)
        giver = row.facilitator_id
        theirs = [
            one
            for one in self.standing()
            if one.state == "planned" and one.facilitator_id == taker and one.id != row.id
        ]
        if giver is None:
            return False, None
        moves = {row.id: taker} | ({theirs[0].id: giver} if theirs else {})
        aside = {each: self._swapping(each, who, moves, at) for each, who in moves.items()}
        if not agrees or any(each is None for each in aside.values()):
            return False, None
        mine = self.turns[(LED, row.id, giver)]
        self._hand(
            row, mine, taker, turn_ends.given_away(mine, in_return=bool(theirs)), written(aside[row.id] or ()), at
        )
        if theirs:
            other = self.turns[(LED, theirs[0].id, taker)]
            self._hand(theirs[0], other, giver, turn_ends.SWAPPED, written(aside[theirs[0].id] or ()), at)
        return True, number_of(theirs[0].id) if theirs else None

    def _swapping(self, session: UUID, taker: UUID, moves: dict[UUID, UUID], at: datetime) -> frozenset[Bar] | None:
        holders = {one.session_id: one.person_id for one in self.in_ledger(LED) if one.state in COUNTED}
        row = self.sessions[number_of(session)]
        order = [one.id for one in self.standing()]
        return swapping(session, taker, order, holders | moves, self.situation(row, LED, at))

    def _hand(self, row: SessionRow, turn: TurnRow, taker: UUID, state: str, exceptions: str, at: datetime) -> None:
        self.end(turn, state, at)
        self.put(row, LED, taker, "accepted", Rule.SWAP, exceptions, at)
        self.take(number_of(row.id), LED, taker)
        self.look_again(LED, number_of(row.id), at, Stage.FOUND)

    # What the clock does

    async def tick(self, at: datetime) -> None:
        for ledger in LEDGERS:
            seen: set[int] = set()
            while found := [each for each in self._due(ledger, at) if each not in seen]:
                for number in found:
                    self._step(number, ledger, at)
                seen.update(found)

    async def next_wake(self, at: datetime) -> datetime | None:
        moments: list[datetime] = []
        for ledger in LEDGERS:
            if self._due(ledger, at):
                return at
            for number, session in self.sessions.items():
                if session.state == "planned" and session.starts_at > at:
                    rota = self.rotas.get((ledger, number))
                    again = rota.next_at if rota else session.starts_at - OFFERED_BEFORE
                    moments += [again] if again else []
        return min(moments, default=None)

    def _due(self, ledger: Ledger, now: datetime) -> list[int]:
        found = []
        for number, session in sorted(self.sessions.items(), key=lambda each: each[1].starts_at):
            rota = self.rotas.get((ledger, number))
            if session.state == "planned" and session.starts_at > now:
                if rota is None:
                    due = session.starts_at <= now + OFFERED_BEFORE
                else:
                    due = (rota.next_at is not None and rota.next_at <= now) or rota.stage == Stage.OVER
            else:
                due = session.state in ("closed", "cancelled") and (rota is None or rota.stage != Stage.OVER)
            if due:
                found.append(number)
        return found

    def _step(self, number: int, ledger: Ledger, now: datetime) -> None:
        session = self.sessions[number]
        rota = self.rotas.setdefault((ledger, number), Rota(Stage.QUEUE, None, session.starts_at))
        if session.state in ("closed", "cancelled"):
            self._settle(session, ledger, now)
            rota.stage, rota.next_at = Stage.OVER, None
            for other, row in self.sessions.items():
                if row.state == "planned":
                    self.look_again(ledger, other, now)
        elif person_of(session, ledger) is not None:
            rota.stage, rota.next_at = Stage.FOUND, None
        else:
            rota.stage, rota.next_at = self._find(session, ledger, now)

    def _find(self, session: SessionRow, ledger: Ledger, now: datetime) -> tuple[str, datetime | None]:
        seen = self.situation(session, ledger, now)
        step = next_step(session, ledger, seen, now)
        if step.do is Do.MOVE_ON and seen.live is not None:
            self.end(seen.live, turn_ends.PASSED, now)
            step = next_step(session, ledger, self.situation(session, ledger, now), now)
        if step.do is Do.APPOINT_COACH and seen.coach is not None:
            self.put(session, ledger, seen.coach, "accepted", Rule.COACH, "", now)
            self.take(number_of(session.id), ledger, seen.coach)
            return Stage.FOUND, None
        if step.do is Do.ASK and step.choice is not None:
            who, why = step.choice.person_id, (step.choice.rule, step.choice.exceptions)
            turn = self.put(session, ledger, who, "offered", *why, now, expires_at=step.ends)
            self.repay(turn, ledger, now)
        elif step.do is Do.LEAD_TOGETHER:
            self.sessions[number_of(session.id)] = replace(session, mode="together")
        return step.stage, step.again

    def _settle(self, session: SessionRow, ledger: Ledger, now: datetime) -> None:
        found, led = self.of_session(session.id, ledger), person_of(session, ledger)
        there = {
            one.person_id for one in self.attended.values() if one.session_id == session.id and one.state == "here"
        }
        for turn in found:
            if turn.state in LIVE:
                self.end(turn, turn_ends.ended(session, turn, there, led), now)
        rule = turn_ends.credit(session, found, there, led)
        if rule is not None and led is not None:
            self.put(session, ledger, led, turn_ends.DONE, rule, "", now)
        if session.state == "closed":
            for turn in self.of_session(session.id, ledger):
                self.repay(turn, ledger, now)

    # What can be seen

    async def offers(self) -> Sequence[Offer]:
        return [offer_of(one) for one in self.turns.values() if one.state == "offered"]

    async def holder(self, session: int, ledger: str) -> Offer | None:
        found = self.of_session(session_id(session), Ledger(ledger))
        return next((offer_of(one) for one in found if one.state == "accepted"), None)

    async def stage(self, session: int, ledger: str) -> str:
        rota = self.rotas.get((Ledger(ledger), session))
        return rota.stage if rota else ""

    async def entries(self) -> Sequence[Entry]:
        kept = [one for one in self.turns.values() if one.ledger != Ledger.PRESENTING]
        return [Entry(*offer_of(one)[:3], one.state, one.rule, one.exceptions) for one in kept]
