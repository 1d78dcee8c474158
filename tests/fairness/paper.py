"""A set on paper: rows in memory, and the bot's own pure rules over them. Nothing here decides by itself.

Whom to ask is `sets.next_step`, how each stands is `sets.situation`, what becomes of a turn is `sets.turn_ends`, in which
order bids are proposed is `sets.bids`, whose issue nobody leads is `sets.sessions`. What is written down then is what the
use cases write; `test_agreement.py` lives the same sets with them, in the real database.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from sets import turn_ends
from sets.bids import Bid, ranked
from sets.budget import Hours
from sets.hours import DaysAway
from sets.ledger import COUNTED
from sets.next_step import Do, next_step
from sets.offering import LEDGERS, UNDO_FOR
from sets.people import DEFAULTS
from sets.rotation import OFFERED_BEFORE, Bar, Ledger, Rule, Stage, written
from sets.sessions import own_issue
from sets.situation import Known, Situation, situation_of, swapping, volunteering
from sets.stages import Kind, plan_for
from sets.wall_time import moment_of, write_wall
from storage.confidential import Confidential
from storage.queries.bids import BidRow
from storage.queries.calendar import PhaseRow, SessionRow
from storage.queries.rotation import LIVE, MemberRow, Present, TurnRow
from storage.queries.sessions import StageRow
from tests.fairness.house import Offer
from tests.fairness.notebook import Entry

ZONE = "Europe/London"
SET = UUID(int=1)
LED, HOSTED = Ledger.FACILITATING, Ledger.HOSTING


def person_id(number: int) -> UUID:
    return UUID(int=1000 + number)


def session_id(number: int) -> UUID:
    return UUID(int=5000 + number)


@dataclass
class Rota:
    """As `storage.models.Rota`."""

    stage: str
    next_at: datetime | None
    starts_at: datetime


@dataclass
class Running:
    """The session that runs: its stages, at which of them it is, and who led before."""

    stages: list[StageRow]
    at: int = 0
    led_before: UUID | None = None


@dataclass
class Paper:
    """One set. coached: how many sessions a coach leads."""

    coached: int = 0
    members: dict[int, MemberRow] = field(default_factory=dict)
    away: defaultdict[int, list[DaysAway]] = field(default_factory=lambda: defaultdict(list))
    sessions: dict[int, SessionRow] = field(default_factory=dict)
    turns: dict[tuple[Ledger, UUID, UUID], TurnRow] = field(default_factory=dict)
    attended: dict[tuple[UUID, UUID], Present] = field(default_factory=dict)
    bids: dict[tuple[int, int], Bid] = field(default_factory=dict)
    rotas: dict[tuple[Ledger, int], Rota] = field(default_factory=dict)
    running: Running = field(default_factory=lambda: Running([]))
    _ids: int = 100_000

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
                    if _person_of(session, ledger) == person_id(person):
                        self._take(number, ledger, None)
                    self._look_again(ledger, number, at)

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
        for ordinal, row in enumerate(self._standing(), 1):
            number = _number(row.id)
            self.sessions[number] = replace(self.sessions[number], ordinal=ordinal)

    async def cannot(self, session: int, person: int, at: datetime) -> None:
        who = person_id(person)
        self.attended[(session_id(session), who)] = Present(session_id(session), who, "cannot")
        for ledger in LEDGERS:
            turn = self.turns.get((ledger, session_id(session), who))
            if turn is not None and turn.state in LIVE:
                self._end(turn, turn_ends.cannot_come(turn), at)
                if _person_of(self.sessions[session], ledger) == who:
                    self._take(session, ledger, None)
                self._look_again(ledger, session, at, Stage.QUEUE)

    async def bid(self, session: int, person: int, at: datetime, *, urgent: bool) -> None:
        if (session, person) not in self.bids:
            ids = (self._new_id(), SET, session_id(session), person_id(person))
            row = BidRow(*ids, "", "open", at, 1, b"")
            self.bids[(session, person)] = Bid(row, Confidential("-"), Confidential(""), urgent)

    async def holiday(self, person: int, first: date, last: date, at: datetime) -> None:
        self.away[person].append(DaysAway(first, last))

    async def yes(self, offer: Offer, at: datetime) -> None:
        ledger, turn = Ledger(offer.ledger), self._turn(offer)
        self.turns[_key(turn)] = replace(turn, state="accepted", answered_at=at, expires_at=None)
        self._take(offer.session, ledger, turn.person_id)
        self._look_again(ledger, offer.session, at, Stage.FOUND)

    async def no(self, offer: Offer, at: datetime) -> None:
        turn = self._turn(offer)
        self.turns[_key(turn)] = replace(turn, state="passed", answered_at=at, expires_at=None)
        self._look_again(Ledger(offer.ledger), offer.session, at + UNDO_FOR)

    async def volunteer(self, session: int, ledger: str, person: int, at: datetime) -> Offer | None:
        row, which, who = self.sessions[session], Ledger(ledger), person_id(person)
        if row.state != "planned" or _person_of(row, which) is not None:
            return None
        aside = volunteering(row, which, self._situation(row, which, at), who, at)
        if aside is None:
            return None
        for turn in self._of(row.id, which):
            if turn.state in LIVE and turn.person_id != who:
                self._end(turn, turn_ends.withdrawn(turn), at)
        took = self._put(row, which, who, "accepted", Rule.VOLUNTEER, written(aside), at)
        self._take(session, which, who)
        self._look_again(which, session, at, Stage.FOUND)
        return Offer(session, ledger, person, took.rule, took.exceptions)

    async def swap(self, session: int, asked: int, at: datetime, *, agrees: bool) -> tuple[bool, int | None]:
        row, taker = self.sessions[session], person_id(asked)
        giver = row.facilitator_id
        theirs = [
            one
            for one in self._standing()
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
        return True, _number(theirs[0].id) if theirs else None

    def _swapping(self, session: UUID, taker: UUID, moves: dict[UUID, UUID], at: datetime) -> frozenset[Bar] | None:
        holders = {one.session_id: one.person_id for one in self._in(LED) if one.state in COUNTED}
        row = self.sessions[_number(session)]
        order = [one.id for one in self._standing()]
        return swapping(session, taker, order, holders | moves, self._situation(row, LED, at))

    def _hand(self, row: SessionRow, turn: TurnRow, taker: UUID, state: str, exceptions: str, at: datetime) -> None:
        self._end(turn, state, at)
        self._put(row, LED, taker, "accepted", Rule.SWAP, exceptions, at)
        self._take(_number(row.id), LED, taker)
        self._look_again(LED, _number(row.id), at, Stage.FOUND)

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
                    self._look_again(ledger, other, now)
        elif _person_of(session, ledger) is not None:
            rota.stage, rota.next_at = Stage.FOUND, None
        else:
            rota.stage, rota.next_at = self._find(session, ledger, now)

    def _find(self, session: SessionRow, ledger: Ledger, now: datetime) -> tuple[str, datetime | None]:
        seen = self._situation(session, ledger, now)
        step = next_step(session, ledger, seen, now)
        if step.do is Do.MOVE_ON and seen.live is not None:
            self._end(seen.live, turn_ends.PASSED, now)
            step = next_step(session, ledger, self._situation(session, ledger, now), now)
        if step.do is Do.APPOINT_COACH and seen.coach is not None:
            self._put(session, ledger, seen.coach, "accepted", Rule.COACH, "", now)
            self._take(_number(session.id), ledger, seen.coach)
            return Stage.FOUND, None
        if step.do is Do.ASK and step.choice is not None:
            who, why = step.choice.person_id, (step.choice.rule, step.choice.exceptions)
            turn = self._put(session, ledger, who, "offered", *why, now, expires_at=step.ends)
            self._repay(turn, ledger, now)
        elif step.do is Do.LEAD_TOGETHER:
            self.sessions[_number(session.id)] = replace(session, mode="together")
        return step.stage, step.again

    def _settle(self, session: SessionRow, ledger: Ledger, now: datetime) -> None:
        found, led = self._of(session.id, ledger), _person_of(session, ledger)
        there = {
            one.person_id for one in self.attended.values() if one.session_id == session.id and one.state == "here"
        }
        for turn in found:
            if turn.state in LIVE:
                self._end(turn, turn_ends.ended(session, turn, there, led), now)
        rule = turn_ends.credit(session, found, there, led)
        if rule is not None and led is not None:
            self._put(session, ledger, led, turn_ends.DONE, rule, "", now)
        if session.state == "closed":
            for turn in self._of(session.id, ledger):
                self._repay(turn, ledger, now)

    # In the room

    async def open(self, session: int, person: int, there: Sequence[int], at: datetime, *, together: bool) -> None:
        row, opener = self.sessions[session], person_id(person)
        present = {*(person_id(one) for one in there), opener}
        if row.facilitator_id is not None and row.facilitator_id not in present:
            row = replace(row, facilitator_id=opener)
        leader = row.facilitator_id or (None if together else opener)
        self.sessions[session] = replace(
            row, state="open", facilitator_id=leader, mode="together" if together else "led"
        )
        for one in present:
            self.attended[(row.id, one)] = Present(row.id, one, "here")
        cannot = {one.person_id for one in self.attended.values() if one.session_id == row.id and one.state == "cannot"}
        heads = sum(1 for one in self.members.values() if one.role == "member" and one.id not in cannot)
        planned = plan_for(row.length_minutes, row.ordinal, heads).stages
        rest = (None, None, "", None, None, None, None, 0)
        stages = [
            StageRow(self._new_id(), n, one.kind, one.number, one.minutes * 60, *rest) for n, one in enumerate(planned)
        ]
        self.running = Running(stages)

    async def order(self, session: int) -> Sequence[int]:
        found = [
            replace(bid, last_presented=self._presented(bid.row.person_id))
            for (of, person), bid in self.bids.items()
            if of == session and person in self.members
        ]
        return [_person(one.row.person_id) for one in ranked(found)]

    def _presented(self, who: UUID) -> datetime | None:
        mine = [one for one in self._in(Ledger.PRESENTING) if one.person_id == who]
        return max((self.sessions[_number(one.session_id)].starts_at for one in mine), default=None)

    async def slots(self, session: int) -> Sequence[int]:
        return [one.number for one in self.running.stages if one.kind == Kind.ISSUE]

    async def choose(self, session: int, presenters: dict[int, int | None], at: datetime) -> None:
        for place, stage in enumerate(self.running.stages):
            if stage.kind == Kind.ISSUE and stage.number in presenters:
                chosen = presenters[stage.number]
                who = person_id(chosen) if chosen is not None else None
                self.running.stages[place] = replace(stage, presenter_id=who)

    async def to_slot(self, session: int, number: int, at: datetime) -> bool:
        run = self.running
        while run.stages[run.at].number != number:
            coming = run.stages[run.at + 1]
            if own_issue(self.sessions[session].facilitator_id, coming):
                return False
            run.at += 1
            if coming.kind == Kind.ISSUE:
                run.stages[run.at] = replace(coming, started_at=at)
        return True

    async def leader(self, session: int) -> int | None:
        led = self.sessions[session].facilitator_id
        return _person(led) if led else None

    async def helpers(self, session: int) -> Sequence[int]:
        run, row = self.running, self.sessions[session]
        near = run.stages[run.at : run.at + 2]
        here = [one.person_id for one in self.attended.values() if one.session_id == row.id and one.state == "here"]
        return sorted(_person(one) for one in here if one != row.facilitator_id and not own_issue(one, *near))

    async def hand_over(self, session: int, to: int, at: datetime) -> None:
        self.running.led_before = self.sessions[session].facilitator_id
        self.sessions[session] = replace(self.sessions[session], facilitator_id=person_id(to), mode="led")

    async def take_back(self, session: int, person: int, at: datetime) -> bool:
        run = self.running
        if run.led_before != person_id(person) or own_issue(person_id(person), run.stages[run.at]):
            return False
        await self.hand_over(session, person, at)
        return True

    async def close(self, session: int, at: datetime) -> None:
        row = self.sessions[session]
        self.sessions[session] = replace(row, state="closed", closed_at=at)
        for stage in self.running.stages:
            if stage.started_at is not None and stage.presenter_id is not None:
                self._put(row, Ledger.PRESENTING, stage.presenter_id, turn_ends.DONE, Rule.AGREED, "", at)

    # What can be seen

    async def offers(self) -> Sequence[Offer]:
        return [_offer(one) for one in self.turns.values() if one.state == "offered"]

    async def holder(self, session: int, ledger: str) -> Offer | None:
        found = self._of(session_id(session), Ledger(ledger))
        return next((_offer(one) for one in found if one.state == "accepted"), None)

    async def stage(self, session: int, ledger: str) -> str:
        rota = self.rotas.get((Ledger(ledger), session))
        return rota.stage if rota else ""

    async def entries(self) -> Sequence[Entry]:
        kept = [one for one in self.turns.values() if one.ledger != Ledger.PRESENTING]
        return [Entry(*_offer(one)[:3], one.state, one.rule, one.exceptions) for one in kept]

    # Rows

    def _new_id(self) -> UUID:
        self._ids += 1
        return UUID(int=self._ids)

    def _standing(self) -> list[SessionRow]:
        rows = [one for one in self.sessions.values() if one.state != "cancelled"]
        return sorted(rows, key=lambda one: (one.starts_at, one.ordinal))

    def _in(self, ledger: Ledger) -> list[TurnRow]:
        return [one for one in self.turns.values() if one.ledger == ledger]

    def _of(self, session: UUID, ledger: Ledger) -> list[TurnRow]:
        return [one for one in self._in(ledger) if one.session_id == session]

    def _turn(self, offer: Offer) -> TurnRow:
        return self.turns[(Ledger(offer.ledger), session_id(offer.session), person_id(offer.person))]

    def _situation(self, session: SessionRow, ledger: Ledger, now: datetime) -> Situation:
        hours = {
            row.id: Hours(row.id, active=True, settings=DEFAULTS, away=self.away[number], zone=ZONE)
            for number, row in self.members.items()
        }
        phase = PhaseRow(
            SET, SET, 1, "coached" if self.coached else "self_run", 2, None, None, None, None, self.coached
        )
        known = Known(
            people=sorted(self.members.values(), key=lambda one: (one.joined, str(one.id))),
            hours=hours,
            sessions=self._standing(),
            led=self._in(LED),
            hosted=self._in(HOSTED),
            attended=list(self.attended.values()),
            bids={person_id(who) for (of, who) in self.bids if session_id(of) == session.id and who in self.members},
            phase=phase,
        )
        return situation_of(session, ledger, known)

    def _put(
        self,
        session: SessionRow,
        ledger: Ledger,
        who: UUID,
        state: str,
        rule: str,
        exceptions: str,
        now: datetime,
        expires_at: datetime | None = None,
    ) -> TurnRow:
        """As `storage.queries.rotation.put_turn`."""
        said = None if state == "offered" else now
        ids = (self._new_id(), SET, session.id)
        turn = TurnRow(*ids, ledger, who, state, str(rule), exceptions, now, said, expires_at, None, None, 1)
        before = self.turns.get(_key(turn))
        self.turns[_key(turn)] = replace(turn, id=before.id) if before else turn
        return self.turns[_key(turn)]

    def _end(self, turn: TurnRow, state: str, now: datetime) -> None:
        """As `storage.queries.rotation.end_turn`."""
        owed_from = now if state == turn_ends.OWED else None
        self.turns[_key(turn)] = replace(turn, state=state, expires_at=None, owed_from=owed_from)

    def _repay(self, turn: TurnRow, ledger: Ledger, now: datetime) -> None:
        before = turn_ends.repaid_by(turn, self._in(ledger))
        if before is not None:
            self._end(before, turn_ends.REPAID, now)

    def _take(self, number: int, ledger: Ledger, who: UUID | None) -> None:
        row = self.sessions[number]
        if ledger is HOSTED:
            self.sessions[number] = replace(row, host_id=who)
        else:
            mode = "led" if who is not None else row.mode
            self.sessions[number] = replace(row, facilitator_id=who, mode=mode)

    def _look_again(self, ledger: Ledger, number: int, at: datetime, stage: str = "") -> None:
        rota = self.rotas.get((ledger, number))
        if rota is not None:
            rota.next_at, rota.stage = at, stage or rota.stage


def _key(turn: TurnRow) -> tuple[Ledger, UUID, UUID]:
    return (Ledger(turn.ledger), turn.session_id, turn.person_id)


def _person_of(session: SessionRow, ledger: Ledger) -> UUID | None:
    return session.facilitator_id if ledger is LED else session.host_id


def _number(session: UUID) -> int:
    return session.int - 5000


def _person(who: UUID) -> int:
    return who.int - 1000


def _offer(turn: TurnRow) -> Offer:
    return Offer(_number(turn.session_id), str(turn.ledger), _person(turn.person_id), turn.rule, turn.exceptions)
