"""What the holder of actions sees in windows: their list, and one action with everything they wrote about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sets import action_words as words
from sets import outcomes, own_lists
from sets.access import May, judge
from sets.action_choices import Choices, choices
from sets.action_forms import own_action, someone
from sets.action_words import Detail
from sets.actions import Action, opened
from sets.asked import NotAsked, not_asked
from sets.backing import Word, words_for_holder
from sets.errors import Problem, Refused
from sets.home import Standing
from sets.issues import headline_for
from sets.joining import SetBrief, sets_of
from sets.outcomes import Outcome
from sets.people import Person
from storage.confidential import Confidential
from storage.queries import actions as queries
from storage.queries import supporters
from storage.queries.actions import ActionRow, Holder
from storage.queries.session_menu import Seat, seated
from storage.queries.supporters import SupporterRow
from storage.unit_of_work import UnitOfWork, WorkspaceStore

PAGE = 30
LATELY = 3
ON_HOME = 10


@dataclass(frozen=True)
class Listed:
    """One page of someone's open actions, soonest first. Pages count from 0.

    finished  the last few that were done or stopped, to look at or to undo
    sets  those whose open actions they may read; brought: on which date they want to bring an action to a session
    """

    person: Person
    actions: list[Action]
    page: int
    pages: int
    finished: list[Action] = field(default_factory=list)
    sets: Sequence[SetBrief] = ()
    brought: Mapping[UUID, date] = field(default_factory=dict)


@dataclass(frozen=True)
class Note:
    """What the holder wrote about an action, and when (aware UTC).

    compared, act  of a small test: sets/notes.py; for_supporter: who backs it up may read the words
    """

    at: datetime
    words: Confidential
    compared: Confidential = field(default=Confidential(""))
    act: str = ""
    for_supporter: bool = False


@dataclass(frozen=True)
class Whole:
    """One action with all that its holder may see.

    last_event  what Undo would take back; None: nothing
    in_session  that was said in a session, and marked by who facilitated it
    not_asked   the latest check-ins that were not asked on their day, and why
    supporter   who was asked to back it up; words: what they left; issue: the headline of the one it is about
    turned_out  the holder's entry in the outcome ledger
    """

    action: Action
    detail: Detail
    outcome: str | None
    notes: list[Note] = field(default_factory=list)
    last_event: UUID | None = None
    in_session: bool = False
    not_asked: Sequence[NotAsked] = ()
    supporter: SupporterRow | None = None
    words: Sequence[Word] = ()
    issue: Confidential | None = None
    turned_out: Outcome | None = None

    @property
    def holder(self) -> Holder:
        return self.action.row.holder


@dataclass(frozen=True)
class Blank:
    """Who wants to commit to an action, the sets it could be for, and what can be chosen in its form."""

    person: Person
    sets: Sequence[SetBrief]
    choices: Choices


async def blank(store: WorkspaceStore, slack_user_id: str) -> Blank:
    """An empty form. Raises Refused(NOT_YOUR_SET) for someone the bot has never met."""
    async with store.read() as uow:
        person = await someone(uow, slack_user_id)
        briefs = await sets_of(uow, person.id)
        return Blank(person, briefs, await choices(uow, person.id, [brief.id for brief in briefs]))


@dataclass(frozen=True)
class ToChange:
    """An action as it stands, for the form that changes it. supporter_id: who was asked to back it up."""

    action: Action
    detail: Detail
    choices: Choices
    supporter_id: UUID | None = None

    @property
    def holder(self) -> Holder:
        return self.action.row.holder


async def to_change(store: WorkspaceStore, slack_user_id: str, action_id: UUID) -> ToChange:
    """An open action, filled in. Raises Refused: GONE, ALREADY_DONE (it is closed), or what `sets.access` says."""
    async with store.read() as uow:
        row = await own_action(uow, action_id, slack_user_id)
        judge(May.SEE_OWN_ACTION, row.belongs, person_id=row.holder_id, holder_id=row.holder_id)
        if row.standing != "open":
            raise Refused(Problem.ALREADY_DONE)
        asked = await supporters.of_action(uow, row.id)
        return ToChange(
            await opened(uow, row),
            await words.open_detail(uow, row),
            await choices(uow, row.holder_id, [row.set_id] if row.belongs == "member" else [], row.issue_id),
            asked.supporter.id if asked and asked.state in ("asked", "yes") else None,
        )


async def coached(store: WorkspaceStore, slack_user_id: str) -> list[Seat]:
    """The sets somebody coaches now, by name: no actions of theirs belong there, but they may read the set's."""
    async with store.read() as uow:
        found = await seated(uow, slack_user_id)
        return [seat for seat in found.seats if seat.role == "coach"] if found else []


async def list_of(store: WorkspaceStore, slack_user_id: str, page: int = 0) -> Listed:
    """A page of someone's open actions; a page past the end is the last one."""
    async with store.read() as uow:
        person = await someone(uow, slack_user_id)
        total = await queries.count_open(uow, person.id)
        pages = max(1, -(-total // PAGE))
        page = min(page, pages - 1)
        rows = await queries.open_of(uow, person.id, limit=PAGE, offset=page * PAGE)
        actions = [await opened(uow, row) for row in rows]
        finished = [await opened(uow, row) for row in await queries.closed_of(uow, person.id, LATELY)]
        briefs = await sets_of(uow, person.id)
        brought = await own_lists.days(uow, person.id, person.tz)
    return Listed(person, actions, page, pages, finished, briefs, brought)


@dataclass(frozen=True)
class HomeAction:
    """One open action on its holder's Home. `label`: None when they do not want labels in Slack."""

    id: UUID
    revision: int
    due_date: date
    set_name: str
    label: Confidential | None


async def on_home(uow: UnitOfWork, standing: Standing) -> tuple[list[HomeAction], bool]:
    """The first of someone's open actions, and whether there are more.

    Slack keeps the last Home it was given, so nothing of a set that someone has left stands there.
    """
    every = await queries.open_of(uow, standing.person_id, limit=ON_HOME + 1)
    rows = [row for row in every if row.belongs == "member"]
    shown = []
    for row in rows[:ON_HOME]:
        label = await words.label_or_none(uow, row) if standing.show_labels else None
        shown.append(HomeAction(row.id, row.revision, row.due_date, row.set_name, label))
    return shown, len(rows) > ON_HOME


async def whole(store: WorkspaceStore, slack_user_id: str, action_id: UUID, now: datetime | None = None) -> Whole:
    """One action as its holder sees it. Raises Refused: GONE, or what `sets.access` says.

    now  to show it with all that belongs to it, such as what was not asked about it; None: the action and its notes
    """
    async with store.read() as uow:
        row = await own_action(uow, action_id, slack_user_id)
        judge(May.SEE_OWN_ACTION, row.belongs, person_id=row.holder_id, holder_id=row.holder_id)
        notes, last_event, in_session = await _history(uow, row.id, row.holder_id, row.revision)
        return Whole(
            await opened(uow, row),
            await words.open_detail(uow, row),
            await words.open_outcome(uow, row),
            notes,
            last_event,
            in_session,
            **(await _more(uow, row, now) if now else {}),
        )


async def _more(uow: UnitOfWork, row: ActionRow, now: datetime) -> dict[str, Any]:
    """What the window of an action shows beside the action, each from a table of its own."""
    return {
        "not_asked": await not_asked(uow, row, now),
        "supporter": await supporters.of_action(uow, row.id) if row.standing == "open" else None,
        "words": await words_for_holder(uow, row.id, row.holder_id),
        "issue": await headline_for(uow, row.issue_id, row.holder_id) if row.issue_id else None,
        "turned_out": await outcomes.of_action(uow, row.id) if row.standing == "closed" else None,
    }


async def _history(
    uow: UnitOfWork, action_id: UUID, holder_id: UUID, revision: int
) -> tuple[list[Note], UUID | None, bool]:
    """The holder's notes, newest first; the event that Undo would take back, and whether it was marked in a session."""
    notes: list[Note] = []
    last_event: UUID | None = None
    in_session = False
    for event in await queries.events_of(uow, action_id):
        body = await words.open_body(uow, holder_id, event.id, event.body)
        if body["revision"] == revision:
            last_event, in_session = event.id, bool(body.get("in_session"))
        beside = body.get("beside", {})
        if body["note"] or beside.get("compared") or beside.get("act"):
            said, compared = Confidential(body["note"]), Confidential(beside.get("compared", ""))
            notes.append(Note(event.at, said, compared, beside.get("act", ""), event.for_supporter))
    return notes, last_event, in_session
