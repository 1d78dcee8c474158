"""What an outsider writes down while a set lives: who came and went, who was asked what and said what. No rule is here.

People, sessions and moments only; sessions and people are numbers. A notebook is read once, from its first line to its
last, by `checks.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Line:
    """One thing that happened. `what` says which of the rest there is.

    join, leave           person
    book                  session, starts (aware UTC), full: a full day, where everybody has time
    off                   session
    cannot, can, bid      session, person
    holiday               person, until (aware UTC): not to be written to before
    ask                   session, ledger, person, rule, exceptions: they are asked now
    coach                 session: a coach leads it
    yes, no, lapse        session, ledger, person: to an offer; lapse: it ended without an answer
    volunteer             session, ledger, person, rule, exceptions
    swap                  session, person (who gives), other (who takes), back: the session given in return, or None
    slot                  session, person (who presents), other (who leads then, or None)
    order                 session, people: the order proposed for bids; urgent: whose bid is
    held                  session, people (who was there), lead (ledger -> who led and hosted in the end, or None)
    """

    what: str
    at: datetime
    session: int = 0
    person: int = 0
    ledger: str = ""
    rule: str = ""
    exceptions: str = ""
    other: int | None = None
    back: int | None = None
    starts: datetime | None = None
    until: datetime | None = None
    full: bool = False
    people: tuple[int, ...] = ()
    urgent: tuple[int, ...] = ()
    lead: tuple[tuple[str, int | None], ...] = ()


@dataclass
class Notebook:
    """The lines of one set, in order. calm: everybody was always there, and said yes."""

    calm: bool = False
    lines: list[Line] = field(default_factory=list)

    def write(self, line: Line) -> None:
        self.lines.append(line)

    def __iter__(self) -> Iterator[Line]:
        return iter(self.lines)


@dataclass(frozen=True)
class Entry:
    """A turn as the bot keeps it, at the end. ledger: facilitating or hosting."""

    session: int
    ledger: str
    person: int
    state: str
    rule: str
    exceptions: str
