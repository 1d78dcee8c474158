"""The session itself on paper: bids in their order, slots, and who leads them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sets import turn_ends
from sets.bids import ranked
from sets.rotation import Ledger, Rule
from sets.sessions import own_issue
from sets.stages import Kind, plan_for
from storage.queries.rotation import Present
from storage.queries.sessions import StageRow
from tests.fairness.rows import Rows, Running, name_of, number_of, person_id


@dataclass
class Room(Rows):
    """What the rooms of a running session do."""

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
            StageRow(self.new_id(), n, one.kind, one.number, one.minutes * 60, *rest) for n, one in enumerate(planned)
        ]
        self.running = Running(stages)

    async def order(self, session: int) -> Sequence[int]:
        found = [
            replace(bid, last_presented=self._presented(bid.row.person_id))
            for (of, person), bid in self.bids.items()
            if of == session and person in self.members
        ]
        return [name_of(one.row.person_id) for one in ranked(found)]

    def _presented(self, who: UUID) -> datetime | None:
        mine = [one for one in self.in_ledger(Ledger.PRESENTING) if one.person_id == who]
        return max((self.sessions[number_of(one.session_id)].starts_at for one in mine), default=None)

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
        return name_of(led) if led else None

    async def helpers(self, session: int) -> Sequence[int]:
        run, row = self.running, self.sessions[session]
        near = run.stages[run.at : run.at + 2]
        here = [one.person_id for one in self.attended.values() if one.session_id == row.id and one.state == "here"]
        return sorted(name_of(one) for one in here if one != row.facilitator_id and not own_issue(one, *near))

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
                self.put(row, Ledger.PRESENTING, stage.presenter_id, turn_ends.DONE, Rule.AGREED, "", at)
