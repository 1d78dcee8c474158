"""What the ledger of turns says of each member: how often, how long ago, and whether they owe one. Pure.

A turn stays where it was written for good; what became of it is its state (`sets/turn_ends.py`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sets.rotation import Member, Rule
from storage.queries.calendar import SessionRow
from storage.queries.rotation import MemberRow, Present, TurnRow

HERE = ("here", "left_early")
# A turn in one of these states counts as someone's own.
COUNTED = ("offered", "accepted", "done")


@dataclass(frozen=True)
class Books:
    """The turns of a set in one ledger and its attendance, as one session looks at them.

    sessions    of the set, those that were called off left out, the earliest first
    history     every turn in this ledger
    attended    who was at which session
    presenters  who asked for time in this session
    guides      who facilitates this session, or is being asked to
    duties      turns of the other kind that also count as "longest ago", when there are such
    """

    session: SessionRow
    sessions: Sequence[SessionRow]
    history: Sequence[TurnRow]
    attended: Sequence[Present]
    presenters: Collection[UUID] = ()
    guides: Collection[UUID] = ()
    duties: Sequence[TurnRow] = ()
    _starts: dict[UUID, datetime] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_starts", {one.id: one.starts_at for one in self.sessions})

    def of(self, member: MemberRow) -> Member:
        """How one member stands. Turns and sessions from before they joined do not count, and neither does this one."""
        held, mine = self._held(member), self._mine(self.history, member)
        counted = self._counted(mine)
        duties = counted | self._counted(self._mine(self.duties, member))
        was_at = {one.session_id for one in self.attended if one.person_id == member.id and one.state in HERE}
        first = next((one.starts_at for one in self.sessions if one.state == "closed"), None)
        return Member(
            id=member.id,
            turns=len(counted),
            held=len(held),
            attended=len(was_at & held),
            joined=member.joined,
            last=max((self._starts[each] for each in duties), default=None),
            founding=first is None or member.joined <= first,
            owes=any(one.state == "owed" for one in mine),
            next_to=bool(counted & self._neighbours()),
            presents=member.id in self.presenters,
            guides=member.id in self.guides,
        )

    def _held(self, member: MemberRow) -> set[UUID]:
        """The sessions the set ran itself since they joined."""
        coached = {one.session_id for one in self.history if one.rule == Rule.COACH}
        return {
            one.id
            for one in self.sessions
            if one.state == "closed" and one.starts_at >= member.joined and one.id not in coached
        }

    def _counted(self, turns: Sequence[TurnRow]) -> set[UUID]:
        """The sessions of these turns that stand."""
        return {one.session_id for one in turns if one.state in COUNTED} & self._starts.keys()

    def _mine(self, turns: Sequence[TurnRow], member: MemberRow) -> list[TurnRow]:
        return [
            one
            for one in turns
            if one.person_id == member.id and one.session_id != self.session.id and one.offered_at >= member.joined
        ]

    def _neighbours(self) -> set[UUID]:
        """The session before this one, and the one after."""
        others = [one for one in self.sessions if one.id != self.session.id]
        before = [one.id for one in others if one.starts_at <= self.session.starts_at]
        after = [one.id for one in others if one.starts_at > self.session.starts_at]
        return {*before[-1:], *after[:1]}
