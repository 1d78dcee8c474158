"""Lists of issues: one's own, and those of a whole set (privacy.md section 2); how many, for Home."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sets import issue_words as words
from sets.access import May, judge
from sets.errors import Problem, Refused
from sets.home import Standing
from sets.issue_words import State
from sets.people import Person
from storage.confidential import Confidential
from storage.queries import issue_windows as queries
from storage.queries import joining
from storage.queries.issue_windows import ListedIssue
from storage.queries.session_menu import Seat, seated
from storage.unit_of_work import UnitOfWork, WorkspaceStore

PAGE = 20
LATELY = 5
_LOOKED_AT = 20  # closed ones, of which those that were settled are shown


@dataclass(frozen=True)
class Listed:
    """One issue of a list. names: of the members who hold it; left: the reader has left its set."""

    id: UUID
    revision: int
    headline: Confidential
    state: State
    set_name: str
    names: Sequence[str] = ()
    left: bool = False


@dataclass(frozen=True)
class Mine:
    """One page of somebody's issues that are carried forward, oldest first. Pages count from 0.

    closed  the last few that were settled or laid aside; seats: their sets, as a member or as a coach
    """

    person: Person
    issues: Sequence[Listed]
    closed: Sequence[Listed]
    seats: Sequence[Seat]
    page: int = 0
    pages: int = 1


@dataclass(frozen=True)
class Ours:
    """One set's issues: those carried forward, the oldest first, and those settled lately, for one reader."""

    person: Person
    seat: Seat
    issues: Sequence[Listed]
    settled: Sequence[Listed]
    more: bool = False


async def mine(store: WorkspaceStore, slack_user_id: str, page: int = 0) -> Mine:
    """A page of one's own; a page past the end is the last one. Raises Refused(NOT_YOUR_SET) for someone not met."""
    async with store.read() as uow:
        found = await seated(uow, slack_user_id)
        if found is None:
            raise Refused(Problem.NOT_YOUR_SET)
        person = found.person
        pages = max(1, -(-(await queries.count_of_person(uow, person.id)) // PAGE))
        page = min(page, pages - 1)
        open_ones = await queries.of_person(uow, person.id, PAGE, page * PAGE, closed=False)
        closed = await queries.of_person(uow, person.id, LATELY, 0, closed=True)
        return Mine(person, await _opened(uow, open_ones), await _opened(uow, closed), found.seats, page, pages)


async def ours(store: WorkspaceStore, slack_user_id: str, set_id: UUID) -> Ours:
    """A set's issues. Raises Refused: NOT_YOUR_SET, FORMER_MEMBER, GONE (the set has ended)."""
    async with store.read() as uow:
        found = await seated(uow, slack_user_id)
        if found is None:
            raise Refused(Problem.NOT_YOUR_SET)
        seat = found.seat(set_id)
        if seat is None:
            judge(May.SEE_SET, await joining.standing(uow, found.person.id, set_id), person_id=found.person.id)
            raise Refused(Problem.GONE)
        rows = await queries.of_set(uow, set_id, seat.set_name, PAGE + 1)
        closed = await queries.of_set(uow, set_id, seat.set_name, _LOOKED_AT, closed_for=found.person.id)
        settled = [one for one in await _opened(uow, closed) if one.state is State.SETTLED]
        return Ours(found.person, seat, await _opened(uow, rows[:PAGE]), settled[:LATELY], len(rows) > PAGE)


async def counts(uow: UnitOfWork, who: Standing) -> Mapping[UUID, int]:
    """How many issues are carried forward in each set of somebody's."""
    return await queries.counts(uow, [one.id for one in who.sets]) if who.sets else {}


async def _opened(uow: UnitOfWork, rows: Sequence[ListedIssue]) -> list[Listed]:
    listed = []
    for each in rows:
        headline = await words.headline_or_none(uow, each.row)
        if headline is not None:
            state, left = await words.open_state(uow, each.row), each.belongs in ("former", "coach")
            row = each.row
            listed.append(Listed(row.id, row.revision, headline, state, each.set_name, each.names, left))
    return listed
