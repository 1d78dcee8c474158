"""Raising an issue, wording it anew, saying how it stands, settling it, removing it; and Undo. Each by a holder.

One transaction each, which begins with its receipt: what is pressed or sent twice counts once.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sets import issue_words as words
from sets.access import May, judge
from sets.action_forms import someone
from sets.errors import Problem, Refused
from sets.issue_events import LOOKED_BACK, REMOVED, RESUMED, REWORDED, latest, record
from sets.issue_events import undo as take_back
from sets.issue_words import MOVES, Looking, State
from sets.issues import changeable, found
from sets.joining import SetBrief, sets_of
from sets.people import Person
from storage.confidential import Confidential
from storage.queries import issues as queries
from storage.queries import joining
from storage.queries.issues import SeenIssue
from storage.queries.session_menu import Seated, seated
from storage.receipts import claim, keep_answer
from storage.unit_of_work import UnitOfWork, WorkspaceStore

KEPT = timedelta(hours=1)
"""How long the words of a removed issue are kept, for Undo."""


async def blank(store: WorkspaceStore, slack_user_id: str) -> tuple[Person, list[SetBrief]]:
    """Who wants to raise an issue, and the sets it could be in. Raises Refused(NOT_YOUR_SET) for someone not met."""
    async with store.read() as uow:
        person = await someone(uow, slack_user_id)
        return person, await sets_of(uow, person.id)


async def raise_issue(
    store: WorkspaceStore, slack_user_id: str, set_id: UUID | None, typed: Confidential, key: str, now: datetime
) -> UUID:
    """A new issue of one's own; the same form sent twice raises one.

    set_id  None: the form had a choice of sets, and none was chosen
    Raises Refused: EMPTY, TOO_LONG (about `headline`), EMPTY (about `set`), NOT_YOUR_SET, FORMER_MEMBER, FOR_MEMBERS.
    """
    async with store.write() as uow:
        who = await seated(uow, slack_user_id)
        if who is None:
            raise Refused(Problem.NOT_YOUR_SET)
        if set_id is None:
            raise Refused(Problem.EMPTY, "set")
        await _may_raise(uow, who, set_id)
        headline = words.read_headline(typed)
        receipt, issue_id = await claim(uow, key, now), uow.new_id()
        if not receipt.first:
            return UUID(receipt.answer)
        sealed = await words.seal_headline(uow, set_id, issue_id, headline)
        await queries.raise_one(uow, issue_id, set_id, who.person.id, sealed, now)
        await keep_answer(uow, key, str(issue_id))
        return issue_id


async def _may_raise(uow: UnitOfWork, who: Seated, set_id: UUID) -> None:
    """A member of a set that goes on may."""
    seat, person_id = who.seat(set_id), who.person.id
    if seat is None:
        judge(May.RAISE_ISSUE, await joining.standing(uow, person_id, set_id), person_id=person_id)
        raise Refused(Problem.GONE)
    judge(May.RAISE_ISSUE, "coach" if seat.role == "coach" else "member", person_id=person_id)


async def reword(
    store: WorkspaceStore,
    slack_user_id: str,
    issue_id: UUID,
    revision: int,
    typed: Confidential,
    key: str,
    now: datetime,
) -> None:
    """Other words for it. Raises Refused: EMPTY, TOO_LONG, CHANGED_MEANWHILE (about `headline`), as `changeable`."""
    async with store.write() as uow:
        seen = await changeable(uow, slack_user_id, issue_id)
        headline = words.read_headline(typed)
        if not (await claim(uow, key, now)).first:
            return
        if headline.reveal() == (await words.open_headline(uow, seen.row)).reveal():
            return
        if seen.row.revision != revision:
            raise Refused(Problem.CHANGED_MEANWHILE, "headline")
        await record(uow, seen.row, REWORDED, now, person_id=seen.person_id, headline=headline)


async def move(
    store: WorkspaceStore,
    slack_user_id: str,
    issue_id: UUID,
    revision: int,
    state: State,
    key: str,
    now: datetime,
) -> SeenIssue:
    """Say that it is moving (again), or lay it aside. Raises Refused: STALE, ALREADY_DONE, as `changeable`."""
    async with store.write() as uow:
        seen = await changeable(uow, slack_user_id, issue_id)
        if not (await claim(uow, key, now)).first:
            return seen
        stood = await words.open_state(uow, seen.row)
        if state is stood:
            raise Refused(Problem.ALREADY_DONE)
        if seen.row.revision != revision or state not in MOVES[stood]:
            raise Refused(Problem.STALE)
        kind = RESUMED if seen.row.standing == "closed" else state
        await record(uow, seen.row, kind, now, person_id=seen.person_id)
        return seen


async def settle(
    store: WorkspaceStore, slack_user_id: str, issue_id: UUID, typed: Looking, key: str, now: datetime
) -> SeenIssue:
    """It is settled, with what a holder likes to say about that. Settled already: what they say is added.

    Raises Refused: TOO_LONG (about a box), as `changeable`. Words are never lost to a window that is out of date.
    """
    async with store.write() as uow:
        seen = await changeable(uow, slack_user_id, issue_id)
        looking = words.read_looking(typed)
        if not (await claim(uow, key, now)).first:
            return seen
        if await words.open_state(uow, seen.row) is not State.SETTLED:
            await record(uow, seen.row, State.SETTLED, now, person_id=seen.person_id, looking=looking)
        elif looking:
            await record(uow, seen.row, LOOKED_BACK, now, person_id=seen.person_id, looking=looking)
        return seen


async def remove(
    store: WorkspaceStore, slack_user_id: str, issue_id: UUID, revision: int, key: str, now: datetime
) -> tuple[SeenIssue, UUID | None]:
    """Nobody reads it from now on; its words go in an hour. Only when nobody else holds it or held it, since
    what they said hangs on it; a leaver may, too.

    It returns the event too, for Undo: None when this press was taken already.
    Raises Refused: NOT_HOLDER, ALREADY_DONE, STALE, NOT_ALONE, and as `sets.access` says.
    """
    async with store.write() as uow:
        seen = await _own(uow, slack_user_id, issue_id)
        if not (await claim(uow, key, now)).first:
            return seen, None
        if seen.row.standing == "removed":
            raise Refused(Problem.ALREADY_DONE)
        if seen.once:
            raise Refused(Problem.NOT_ALONE)
        if seen.row.revision != revision:
            raise Refused(Problem.STALE)
        return seen, await record(uow, seen.row, REMOVED, now, person_id=seen.person_id)


async def _own(uow: UnitOfWork, slack_user_id: str, issue_id: UUID) -> SeenIssue:
    """An issue of theirs, in a set they may have left."""
    seen = await found(uow, slack_user_id, issue_id)
    if not seen.holds:
        judge(May.SEE_SET, seen.belongs, person_id=seen.person_id)
        raise Refused(Problem.NOT_HOLDER)
    judge(May.REMOVE_OWN_ISSUE, seen.belongs, person_id=seen.person_id, holder_id=seen.person_id)
    return seen


async def undo(store: WorkspaceStore, slack_user_id: str, event_id: UUID, key: str, now: datetime) -> SeenIssue | None:
    """Take back what one did last; None when this press was taken already.

    Raises Refused: GONE, ALREADY_DONE (taken back before), STALE (something happened since), NOT_HOLDER, as `found`.
    """
    async with store.write() as uow:
        event = await queries.event(uow, event_id)
        if event is None:
            raise Refused(Problem.GONE)
        seen = await found(uow, slack_user_id, event[0])
        if not seen.holds:
            judge(May.SEE_SET, seen.belongs, person_id=seen.person_id)
            raise Refused(Problem.NOT_HOLDER)
        judge(May.CHANGE_OWN_ISSUE, seen.belongs, person_id=seen.person_id, holder_id=seen.person_id)
        if not (await claim(uow, key, now)).first:
            return None
        if event[1] is not None:
            raise Refused(Problem.ALREADY_DONE)
        if seen.set_state == "closed":
            raise Refused(Problem.GONE)
        last = await latest(uow, seen.row)
        if last is None or last[0].id != event_id:
            raise Refused(Problem.STALE)
        if last[0].person_id != seen.person_id:
            raise Refused(Problem.NOT_HOLDER)
        await take_back(uow, seen.row, *last, now)
        return seen


async def forget(store: WorkspaceStore, now: datetime) -> None:
    """Delete issues that were removed an hour ago."""
    async with store.read() as uow:
        oldest = await queries.oldest_removed(uow)
    if oldest is not None and oldest + KEPT <= now:
        async with store.write() as uow:
            await queries.forget_removed(uow, now - KEPT)


async def next_forgetting(store: WorkspaceStore, now: datetime) -> datetime | None:
    """When the next removed issue may go (aware UTC)."""
    async with store.read() as uow:
        oldest = await queries.oldest_removed(uow)
    return None if oldest is None else max(now, oldest + KEPT)
