"""The rows of a set on paper, and how they are written: as the queries of the same names write them."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from sets import turn_ends
from sets.bids import Bid
from sets.budget import Hours
from sets.hours import DaysAway
from sets.people import DEFAULTS
from sets.rotation import Ledger
from sets.situation import Known, Situation, situation_of
from sets.turn_ends import repaid_by
from storage.queries.calendar import PhaseRow, SessionRow
from storage.queries.rotation import MemberRow, Present, TurnRow
from storage.queries.sessions import StageRow
from tests.fairness.house import Offer

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
class Rows:
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

    def new_id(self) -> UUID:
        self._ids += 1
        return UUID(int=self._ids)

    def standing(self) -> list[SessionRow]:
        rows = [one for one in self.sessions.values() if one.state != "cancelled"]
        return sorted(rows, key=lambda one: (one.starts_at, one.ordinal))

    def in_ledger(self, ledger: Ledger) -> list[TurnRow]:
        return [one for one in self.turns.values() if one.ledger == ledger]

    def of_session(self, session: UUID, ledger: Ledger) -> list[TurnRow]:
        return [one for one in self.in_ledger(ledger) if one.session_id == session]

    def turn_of(self, offer: Offer) -> TurnRow:
        return self.turns[(Ledger(offer.ledger), session_id(offer.session), person_id(offer.person))]

    def situation(self, session: SessionRow, ledger: Ledger, now: datetime) -> Situation:
        hours = {
            row.id: Hours(row.id, active=True, settings=DEFAULTS, away=self.away[number], zone=ZONE)
            for number, row in self.members.items()
        }
        phase = PhaseRow(
            SET, SET, 1, "coached" if self.coached else "self_run", 2, None, None, None, None, self.coached
        )
        bids: dict[UUID, set[UUID]] = {}
        for of, who in self.bids:
            bids.setdefault(session_id(of), set()).add(person_id(who))
        known = Known(
            people=sorted(self.members.values(), key=lambda one: (one.joined, str(one.id))),
            hours=hours,
            sessions=self.standing(),
            led=self.in_ledger(LED),
            hosted=self.in_ledger(HOSTED),
            attended=list(self.attended.values()),
            bids=bids,
            phase=phase,
        )
        return situation_of(session, ledger, known)

    def put(
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
        ids = (self.new_id(), SET, session.id)
        turn = TurnRow(*ids, ledger, who, state, str(rule), exceptions, now, said, expires_at, None, None, 1)
        before = self.turns.get(key_of(turn))
        if before is not None:
            owed_from = before.owed_from if before.state == turn_ends.OWED else None
            turn = replace(turn, id=before.id, owed_from=owed_from)
        self.turns[key_of(turn)] = turn
        return self.turns[key_of(turn)]

    def end(self, turn: TurnRow, state: str, now: datetime) -> None:
        """As `storage.queries.rotation.end_turn`."""
        owed_from = now if state == turn_ends.OWED else turn.owed_from
        self.turns[key_of(turn)] = replace(turn, state=state, expires_at=None, owed_from=owed_from)

    def repay(self, turn: TurnRow, ledger: Ledger, now: datetime) -> None:
        before = repaid_by(turn, self.in_ledger(ledger))
        if before is not None:
            self.end(before, turn_ends.REPAID, now)

    def take(self, number: int, ledger: Ledger, who: UUID | None) -> None:
        row = self.sessions[number]
        if ledger is HOSTED:
            self.sessions[number] = replace(row, host_id=who)
        else:
            mode = "led" if who is not None else row.mode
            self.sessions[number] = replace(row, facilitator_id=who, mode=mode)

    def look_again(self, ledger: Ledger, number: int, at: datetime, stage: str = "") -> None:
        rota = self.rotas.get((ledger, number))
        if rota is not None:
            rota.next_at, rota.stage = at, stage or rota.stage


def key_of(turn: TurnRow) -> tuple[Ledger, UUID, UUID]:
    return (Ledger(turn.ledger), turn.session_id, turn.person_id)


def person_of(session: SessionRow, ledger: Ledger) -> UUID | None:
    return session.facilitator_id if ledger is LED else session.host_id


def number_of(session: UUID) -> int:
    return session.int - 5000


def name_of(who: UUID) -> int:
    return who.int - 1000


def offer_of(turn: TurnRow) -> Offer:
    return Offer(number_of(turn.session_id), str(turn.ledger), name_of(turn.person_id), turn.rule, turn.exceptions)
