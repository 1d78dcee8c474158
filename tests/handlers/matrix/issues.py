"""The matrix: issues. Headlines are the set's and its coach's to read; one's own are theirs alone to change.

Each holder of things has four: one carried forward that is moving, with an event to undo; one that is parked; one that
is open; one that is settled, with words of their own and a line.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from handlers.ids import Field, Form, Press, handle
from sets import issue_changing
from sets.issue_words import Looking, State
from storage.confidential import Confidential
from storage.models import Issue, IssueEvent
from tests.handlers.matrix.core import HOLDERS, MONDAY, WROTE, Ids, Room, Things, Town, action, view, word

HOLDER = "SHNFNNNFHF"  # a member or the coach who does not hold it is told whose it is
HOLDER_CLOSED = "GHNFNNNFHF"
READS = "SRNFNNNFRF"
READS_CLOSED = "SGNFNNNFGF"
PARTS = ("{name}-ISSUE-MOVING", "It is moving.")


@dataclass
class Issues:
    """A holder's issues by how they stand, with their revisions; the event that Undo would take back."""

    ids: dict[State, tuple[UUID, int]]
    last: UUID


async def make(town: Town) -> None:
    for user in HOLDERS:
        await _raised(town, town.ids.things[user])


async def _raised(town: Town, things: Things) -> None:
    name, ids = things.name, {}
    for number, state in enumerate(State):
        now, key = MONDAY + timedelta(minutes=number), f"issue:{name}:{state}"
        headline = Confidential(f"{name}-ISSUE-{state.name}")
        issue_id = await issue_changing.raise_issue(town.store, things.user, town.ids.set_id, headline, key, now)
        if state is State.SETTLED:
            said = Looking(*[Confidential(f"{name}-{part}") for part in ("HELPED", "SEEN", "LINE")])
            await issue_changing.settle(town.store, things.user, issue_id, said, f"{key}:s", now)
        elif state is not State.OPEN:
            await issue_changing.move(town.store, things.user, issue_id, 1, state, f"{key}:m", now)
        ids[state] = (issue_id, await _revision(town, issue_id))
    async with town.store.read() as uow:
        moving = select(IssueEvent.id).where(IssueEvent.issue_id == ids[State.MOVING][0])
        things.put(Issues(ids, (await uow.rows(moving)).scalar_one()))


async def _revision(town: Town, issue_id: UUID) -> int:
    async with town.store.read() as uow:
        return (await uow.rows(select(Issue.revision).where(Issue.id == issue_id))).scalar_one()


def moving(_ids: Ids, things: Things) -> str:
    return handle(*things.get(Issues).ids[State.MOVING])


def unmoved(_ids: Ids, things: Things) -> str:
    return handle(*things.get(Issues).ids[State.OPEN])


def parked(_ids: Ids, things: Things) -> str:
    return handle(*things.get(Issues).ids[State.PARKED])


def settled(_ids: Ids, things: Things) -> str:
    return handle(*things.get(Issues).ids[State.SETTLED])


def last(_ids: Ids, things: Things) -> str:
    return handle(things.get(Issues).last)


def their_set(ids: Ids, _things: Things) -> str:
    return handle(ids.set_id)


LISTED = (Form.ISSUE_LIST, "{name}-ISSUE-OPEN", "{name}-ISSUE-PARKED")
COACH = ("You are here as a coach.",)

ROOM = Room(
    rows=(
        action(
            Press.ISSUES_MINE,
            "SoooooNooo",
            shown=LISTED,
            own=(Form.ISSUE_LIST,),
            value=their_set,
            any_row=True,
            may_be_bare=True,
        ),
        word("issue", "Sooooooooo", shown=LISTED, own=(Form.ISSUE_LIST,)),
        action(
            Press.ISSUES_OURS,
            READS,
            closed="GGNFNNNFGF",
            shown=(Form.ISSUE_LIST, "{name}-ISSUE-OPEN", "{name}-ISSUE-SETTLED"),
            value=their_set,
        ),
        # Its headline and how it stands; a line with the members who were there, and no more.
        action(Press.ISSUE_OPEN, READS, closed=READS_CLOSED, left="S", shown=PARTS, value=moving),
        action(Press.ISSUE_NEW, "SSSzzzNzoz", closed="zzSzzzNzzz", shown=(Form.ISSUE,), own=COACH),
        view(
            Form.ISSUE,
            "SSNFNNNFMF",
            closed="GGNFNNNFMF",
            shown=(Form.ISSUE_VIEW, "typed anew", WROTE),
            value=their_set,
            any_value=True,  # the set may stand in a select instead
        ),
        action(
            Press.ISSUE_WORDS,
            HOLDER,
            closed=HOLDER_CLOSED,
            left="F",
            shown=(Form.ISSUE_WORDS, *PARTS[:1]),
            value=moving,
        ),
        view(Form.ISSUE_WORDS, HOLDER, closed=HOLDER_CLOSED, left="F", shown=("typed anew", WROTE), value=moving),
        action(
            Press.ISSUE_SETTLE,
            HOLDER,
            closed=HOLDER_CLOSED,
            left="F",
            shown=(Form.ISSUE_SETTLE, *PARTS[:1]),
            value=moving,
        ),
        view(
            Form.ISSUE_SETTLE,
            HOLDER,
            closed=HOLDER_CLOSED,
            left="F",
            shown=("Your issue is settled.", "a walk", "for us", WROTE),
            value=moving,
        ),
        action(
            Press.ISSUE_MOVING,
            HOLDER,
            closed=HOLDER_CLOSED,
            left="F",
            shown=("Your issue is moving.", WROTE),
            value=unmoved,
        ),
        action(Press.ISSUE_PARK, HOLDER, closed=HOLDER_CLOSED, left="F", shown=("It is parked.", WROTE), value=moving),
        action(
            Press.ISSUE_RESUME, HOLDER, closed=HOLDER_CLOSED, left="F", shown=("Taken up again on", WROTE), value=parked
        ),
        action(Press.ISSUE_UNDO, HOLDER, closed=HOLDER_CLOSED, left="F", shown=("Undone.", WROTE), value=last),
        action(Press.ISSUE_REMOVE, HOLDER, left="S", shown=("Removed. Nobody can read it now.", WROTE), value=moving),
        action(
            Press.ISSUE_ACTION, HOLDER, closed=HOLDER_CLOSED, left="F", shown=(Form.ACTION, *PARTS[:1]), value=moving
        ),
    ),
    fields={
        Field.ISSUE_HEADLINE: {"value": "typed anew"},
        Field.ISSUE_HELPED: {"value": "a walk"},
        Field.ISSUE_SEE: {"value": "more"},
        Field.ISSUE_LINE: {"value": "for us"},
    },
    make=make,
    # Not the issue itself: who is asked to hold it, and says yes, changes it rightly (issue_holders.py).
    tables=("issue_event",),
    own_ids=lambda things: tuple(issue_id for issue_id, _ in things.get(Issues).ids.values()),
)
