"""What a set's life needs of the bot: on paper (`paper.py`) and in the real database (`kept.py`)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol

from tests.fairness.notebook import Entry

COACH = 0  # the number of the coach; members are counted from 1


class Offer(NamedTuple):
    """A turn that somebody is asked to take, or took."""

    session: int
    ledger: str
    person: int
    rule: str
    exceptions: str


class House(Protocol):
    """Every moment is aware UTC; sessions and people are numbers."""

    async def join(self, person: int, at: datetime, role: str = "member") -> None:
        """They belong from now on."""

    async def leave(self, person: int, at: datetime) -> None:
        """And no more."""

    async def book(self, session: int, starts: datetime, length: int, at: datetime) -> None:
        """starts: a wall time in London, without a zone; length: minutes."""

    async def call_off(self, session: int, at: datetime) -> None:
        """It is cancelled."""

    async def cannot(self, session: int, person: int, at: datetime) -> None:
        """They say that they cannot come."""

    async def bid(self, session: int, person: int, at: datetime, *, urgent: bool) -> None:
        """They ask for time."""

    async def holiday(self, person: int, first: date, last: date, at: datetime) -> None:
        """They are not to be written to on these days."""

    async def tick(self, at: datetime) -> None:
        """The clock's own steps."""

    async def next_wake(self, at: datetime) -> datetime | None:
        """When the clock has work next."""

    async def offers(self) -> Sequence[Offer]:
        """Everybody who is being asked now."""

    async def holder(self, session: int, ledger: str) -> Offer | None:
        """Who said yes."""

    async def stage(self, session: int, ledger: str) -> str:
        """How far finding someone has come."""

    async def yes(self, offer: Offer, at: datetime) -> None: ...

    async def no(self, offer: Offer, at: datetime) -> None: ...

    async def volunteer(self, session: int, ledger: str, person: int, at: datetime) -> Offer | None:
        """None: they may not, or somebody has it."""

    async def swap(self, session: int, asked: int, at: datetime, *, agrees: bool) -> tuple[bool, int | None]:
        """Whoever facilitates asks for a swap. Whether it moved, and the session that is given in return."""

    async def open(self, session: int, person: int, there: Sequence[int], at: datetime, *, together: bool) -> None:
        """The session begins; whoever has the turn and is not there is taken over from first."""

    async def order(self, session: int) -> Sequence[int]:
        """In which order the bids are proposed to the set."""

    async def slots(self, session: int) -> Sequence[int]:
        """The numbers of the slots of the session that runs."""

    async def choose(self, session: int, presenters: dict[int, int | None], at: datetime) -> None:
        """Who presents: slot -> person."""

    async def to_slot(self, session: int, number: int, at: datetime) -> bool:
        """On to that slot. False: it would be the leader's own issue, so it has not moved there."""

    async def leader(self, session: int) -> int | None: ...

    async def helpers(self, session: int) -> Sequence[int]:
        """To whom the leader could hand over now."""

    async def hand_over(self, session: int, to: int, at: datetime) -> None: ...

    async def take_back(self, session: int, person: int, at: datetime) -> bool:
        """Whoever led before leads again; False: they may not."""

    async def close(self, session: int, at: datetime) -> None: ...

    async def entries(self) -> Sequence[Entry]:
        """Both ledgers as they are kept."""
