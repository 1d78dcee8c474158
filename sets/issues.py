"""Issues (product.md C8): who may read one, and one issue with all that its reader may see (privacy.md section 2)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sets import issue_words as words
from sets.access import May, judge
from sets.errors import Problem, Refused
from sets.issue_events import APART, ERASED, LATEST, LOOKED_BACK, TURNS
from sets.issue_words import Looking, State
from sets.people import known
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.queries import issue_windows as beside
from storage.queries import issues as queries
from storage.queries.issue_windows import HolderRow, LinkedAction
from storage.queries.issues import EventRow, SeenIssue
from storage.unit_of_work import UnitOfWork, WorkspaceStore

SESSIONS, ACTIONS, HISTORY = 12, 10, 10


@dataclass(frozen=True)
class About:
    """An action about an issue, for one who may read its label. due_date: local to its holder; mine: the reader's."""

    id: UUID
    revision: int
    name: str
    due_date: date
    open: bool
    mine: bool
    label: Confidential


@dataclass(frozen=True)
class Turned:
    """A change in how an issue stands. kind: of sets/issue_events.py; at: aware UTC."""

    kind: str
    at: datetime


@dataclass(frozen=True)
class Said:
    """What a holder said when it was settled, as far as the reader may read it. mine: the reader said it."""

    name: str
    at: datetime
    mine: bool
    looking: Looking


@dataclass(frozen=True)
class Whole:
    """One issue for one reader. Moments are aware UTC.

    holders   members who hold it; for a holder also who was asked to. alone: nobody but the reader does or ever did
    sessions  when it was worked on, the latest first; history: how it stood, the oldest first
    said      at its end: the reader's own words, and lines for the set
    last      the event that the reader could undo; None: nothing
    """

    seen: SeenIssue
    headline: Confidential
    state: State
    holders: Sequence[HolderRow] = ()
    sessions: Sequence[datetime] = ()
    actions: Sequence[About] = ()
    history: Sequence[Turned] = ()
    said: Sequence[Said] = field(default=(), repr=False)
    last: UUID | None = None

    @property
    def may_change(self) -> bool:
        """Whether it is the reader's to go on with."""
        return self.seen.holds and self.seen.belongs == "member" and self.seen.set_state != "closed"

    @property
    def alone(self) -> bool:
        return self.seen.holds and self.seen.once == 0


async def found(uow: UnitOfWork, slack_user_id: str, issue_id: UUID) -> SeenIssue:
    """An issue as somebody stands to it; permission is still to be asked. Raises Refused: GONE, NOT_YOUR_SET."""
    seen = await queries.seen_by(uow, issue_id, slack_user_id=slack_user_id)
    if seen is None:
        raise Refused(Problem.GONE if await known(uow, slack_user_id) else Problem.NOT_YOUR_SET)
    return seen


def may_read(seen: SeenIssue) -> None:
    """Return when this person may read the issue.

    Who left its set reads on what they wrote themselves. Others read what is carried forward, and what was closed since
    they belong to the set, for as long as somebody there holds it.
    Raises Refused: NOT_YOUR_SET, FORMER_MEMBER, GONE, BEFORE_YOU_JOINED.
    """
    row = seen.row
    own = seen.holds and (seen.belongs == "member" or row.author_id == seen.person_id)
    if own:
        judge(May.SEE_OWN_ISSUE, seen.belongs, person_id=seen.person_id, holder_id=seen.person_id)
    else:
        judge(May.SEE_SET, seen.belongs, person_id=seen.person_id)
    if row.standing == "removed":
        raise Refused(Problem.GONE)
    if own:
        return
    if not seen.held or seen.set_state == "closed":
        raise Refused(Problem.GONE)
    if row.standing == "closed" and (row.closed_at is None or seen.since is None or row.closed_at < seen.since):
        raise Refused(Problem.BEFORE_YOU_JOINED)


async def changeable(uow: UnitOfWork, slack_user_id: str, issue_id: UUID) -> SeenIssue:
    """An issue that this person may change. Raises Refused: NOT_HOLDER to a member who does not hold it, and so on."""
    seen = await found(uow, slack_user_id, issue_id)
    may_change(seen)
    return seen


def may_change(seen: SeenIssue) -> None:
    """Return when this person may change the issue. Raises as `changeable`."""
    if not seen.holds:
        judge(May.SEE_SET, seen.belongs, person_id=seen.person_id)
        raise Refused(Problem.NOT_HOLDER)
    judge(May.CHANGE_OWN_ISSUE, seen.belongs, person_id=seen.person_id, holder_id=seen.person_id)
    if seen.row.standing == "removed" or seen.set_state == "closed":
        raise Refused(Problem.GONE)


async def headline_for(uow: UnitOfWork, issue_id: UUID, person_id: UUID) -> Confidential | None:
    """The headline of an issue that something else is about; None when this person may not read it."""
    seen = await queries.seen_by(uow, issue_id, person_id=person_id)
    if seen is None:
        return None
    try:
        may_read(seen)
    except Refused:
        return None
    return await words.open_headline(uow, seen.row)


async def look(store: WorkspaceStore, slack_user_id: str, issue_id: UUID) -> Whole:
    """One issue with all that this person may see. Raises Refused, as `may_read`."""
    async with store.read() as uow:
        seen = await found(uow, slack_user_id, issue_id)
        may_read(seen)
        history, said, last = await _past(uow, seen)
        holders = await beside.holders(uow, issue_id)
        return Whole(
            seen,
            await words.open_headline(uow, seen.row),
            await words.open_state(uow, seen.row),
            [one for one in holders if one.belongs == "member" and _shown(one, seen)],
            await beside.sessions(uow, issue_id, SESSIONS),
            [await _about(uow, seen, row) for row in await _linked(uow, seen)],
            history,
            said,
            last,
        )


async def brief(store: WorkspaceStore, slack_user_id: str, issue_id: UUID) -> Whole:
    """An issue that this person may change, for a form. Raises Refused, as `changeable`."""
    async with store.read() as uow:
        seen = await changeable(uow, slack_user_id, issue_id)
        return Whole(seen, await words.open_headline(uow, seen.row), await words.open_state(uow, seen.row))


def _shown(holder: HolderRow, seen: SeenIssue) -> bool:
    """Who was asked is for those who hold it to know."""
    return holder.state == "yes" or (holder.state == "asked" and seen.holds)


async def _linked(uow: UnitOfWork, seen: SeenIssue) -> list[LinkedAction]:
    """Somebody who has left the set reads of actions only their own."""
    rows = await beside.actions(uow, seen.row.id, seen.person_id, ACTIONS)
    return [row for row in rows if row.holder_id == seen.person_id or seen.belongs in ("member", "coach")]


async def _about(uow: UnitOfWork, seen: SeenIssue, row: LinkedAction) -> About:
    label = await uow.unseal(Field.ACTION_LABEL, Scope("set", seen.row.set_id), row.id, row.label)
    mine, is_open = row.holder_id == seen.person_id, row.standing == "open"
    return About(row.id, row.revision, row.name, row.due_date, is_open, mine, label)


async def _past(uow: UnitOfWork, seen: SeenIssue) -> tuple[list[Turned], list[Said], UUID | None]:
    """How it stood over time, what was said at its end, and the event that this person could undo."""
    history: list[Turned] = []
    said: list[Said] = []
    last: EventRow | None = None
    erased = False
    for event in await queries.events_of(uow, seen.row.id, LATEST):
        kind = (await words.open_body(uow, seen.row.set_id, event))["kind"]
        if last is None and kind not in APART:
            last, erased = event, kind == ERASED
        if kind in TURNS:
            history.insert(0, Turned(kind, event.at))
        if kind in (State.SETTLED, LOOKED_BACK) and (looking := await _said(uow, seen, event)):
            said.insert(0, looking)
    undo = last.id if last and not erased and last.person_id == seen.person_id and seen.holds else None
    return history[-HISTORY:], said, undo


async def _said(uow: UnitOfWork, seen: SeenIssue, event: EventRow) -> Said | None:
    """A line is for the members of the set at that time; the rest for who said it."""
    mine = event.person_id == seen.person_id
    member = seen.belongs == "member" and seen.since is not None and event.at >= seen.since
    looking = await words.open_looking(uow, seen.row.set_id, event, own=mine, line=mine or member)
    return Said(event.name, event.at, mine, looking) if looking else None
