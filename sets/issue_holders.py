"""Mini-projects (product.md C8): several people hold one issue. Asking one more, their answer, and stepping out.

A request travels in the daily message, with no word of the issue. Who said no leaves no trace once the asker was told.
Each of those who hold it may word it, say how it stands and step out; nobody takes it away from another. Whoever holds
it last settles it or lays it aside.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sets import nudges
from sets.access import May, judge
from sets.bundles import Rules
from sets.errors import Problem, Refused
from sets.issue_words import open_headline
from sets.issues import changeable, found, may_change
from sets.reasons import Why
from storage.confidential import Confidential
from storage.outbox import Effect, NewDelivery, cancel, schedule
from storage.queries import issue_holders as queries
from storage.queries import issues
from storage.queries import nudges as nudge_queries
from storage.queries.issue_holders import Companion, HoldingRow
from storage.queries.issues import SeenIssue
from storage.queries.nudges import NudgeRow
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

KIND, ANSWER_KIND = "issues", "issues.answer"
HOLD = "hold"
"""Slot of the nudges: a request to hold an issue with others."""
KEPT = timedelta(days=7)
UNDO_FOR = timedelta(minutes=1)  # an answer waits so long, so that a wrong press can be taken back
_ASKED = ("composed", "sent")


@dataclass(frozen=True)
class Asking:
    """Who could be asked to hold an issue, with its headline."""

    seen: SeenIssue
    headline: Confidential
    people: Sequence[Companion]


async def choices(store: WorkspaceStore, slack_user_id: str, issue_id: UUID) -> Asking:
    """For the form. Raises Refused: GONE (it is not carried forward), and as `sets.issues.changeable`."""
    async with store.read() as uow:
        seen = await _going_on(uow, slack_user_id, issue_id)
        people = await queries.could_hold(uow, issue_id, seen.row.set_id)
        return Asking(seen, await open_headline(uow, seen.row), people)


async def ask(
    store: WorkspaceStore, slack_user_id: str, issue_id: UUID, person_id: UUID | None, key: str, now: datetime
) -> SeenIssue:
    """Ask one more member of the set to hold it too.

    Raises Refused: EMPTY, NOT_A_MEMBER (about `person`: nobody, or not one of those offered), as `choices`.
    """
    async with store.write() as uow:
        seen = await _going_on(uow, slack_user_id, issue_id)
        if person_id is None:
            raise Refused(Problem.EMPTY, "person")
        if not (await claim(uow, key, now)).first:
            return seen
        if person_id not in [one.person_id for one in await queries.could_hold(uow, issue_id, seen.row.set_id)]:
            raise Refused(Problem.NOT_A_MEMBER, "person")
        row = await queries.ask(uow, issue_id, person_id, seen.person_id, now)
        if row is None:
            raise Refused(Problem.STALE)
        about = (KIND, person_id, row.id, HOLD, now, now + KEPT)
        await nudges.plan_item(uow, *about, subject_revision=row.revision)
        return seen


async def unask(store: WorkspaceStore, slack_user_id: str, holder_id: UUID, key: str, now: datetime) -> UUID:
    """Take a request back before it is answered; the issue. One who holds the issue may.

    Raises Refused: GONE (answered, or taken back), and as `sets.issues.changeable`.
    """
    async with store.write() as uow:
        row = await queries.by_id(uow, holder_id)
        if row is None:
            raise Refused(Problem.GONE)
        await changeable(uow, slack_user_id, row.issue_id)
        if (await claim(uow, key, now)).first:
            if not await queries.remove(uow, holder_id, ["asked"]):
                raise Refused(Problem.GONE)
            await nudges.forgotten(uow, holder_id, now)
        return row.issue_id


async def _going_on(uow: UnitOfWork, slack_user_id: str, issue_id: UUID) -> SeenIssue:
    seen = await changeable(uow, slack_user_id, issue_id)
    if seen.row.standing != "open":
        raise Refused(Problem.GONE)
    return seen


async def why_not(uow: UnitOfWork, rows: Sequence[NudgeRow], now: datetime) -> Mapping[UUID, str]:
    """A request that was answered or is over is not sent."""
    reasons: dict[UUID, str] = {}
    for row in rows:
        part = await queries.by_id(uow, row.subject_id)
        if part is None or part.state != "asked":
            reasons[row.id] = Why.TAKEN_BACK
        elif not part.stands:
            reasons[row.id] = Why.CLOSED if part.standing != "open" else Why.LEFT
    return reasons


RULES = Rules(KIND, why_not)


@dataclass(frozen=True)
class Replied:
    """What somebody said to a request, and the nudge it stands in. too_late: the asker was told already."""

    row: HoldingRow
    nudge: NudgeRow
    changed: bool
    too_late: bool = False


async def reply(
    store: WorkspaceStore, slack_user_id: str, nudge_id: UUID, revision: int, now: datetime, *, yes: bool
) -> Replied:
    """Yes, or not this time; the asker is told a minute later. Pressed twice, it counts once.

    Raises Refused: GONE when it is over, NOT_YOUR_SET for anybody else's, FORMER_MEMBER, STALE.
    """
    async with store.write() as uow:
        nudge, row = await _asked(uow, slack_user_id, nudge_id)
        if nudge.state not in _ASKED or nudge.revision != revision or row.state != "asked":
            return Replied(row, nudge, changed=False)
        state = "yes" if yes else "no"
        await _said(uow, row, nudge, state, "answered", now)
        await schedule(
            uow,
            NewDelivery(
                effect=Effect.POST,
                kind=ANSWER_KIND,
                dedupe=_dedupe(row, revision),
                due_at=now + UNDO_FOR,
                expires_at=now + KEPT,
                recipient_id=row.asker.id if row.asker else None,
                args={"holder": str(row.id), "said": state},
            ),
        )
        return Replied(row, nudge, changed=True)


async def unreply(store: WorkspaceStore, slack_user_id: str, nudge_id: UUID, revision: int, now: datetime) -> Replied:
    """Undo of `reply`, until the asker was told. Raises Refused, as `reply`."""
    async with store.write() as uow:
        nudge, row = await _asked(uow, slack_user_id, nudge_id)
        if nudge.state != "answered" or nudge.revision != revision or row.state not in ("yes", "no"):
            return Replied(row, nudge, changed=False)
        if not await cancel(uow, _dedupe(row, revision - 1)):
            return Replied(row, nudge, changed=False, too_late=True)
        await _said(uow, row, nudge, "asked", "sent", now)
        return Replied(row, nudge, changed=True)


async def _said(uow: UnitOfWork, row: HoldingRow, nudge: NudgeRow, state: str, nudge_state: str, now: datetime) -> None:
    """Whoever changes the issue at the same moment sees it: who holds it decides whether it can be removed."""
    saved = (
        await nudge_queries.change(uow, nudge.id, nudge.revision, state=nudge_state, reason=None)
        and await queries.change(uow, row.id, row.revision, state, now)
        and await issues.change(uow, row.issue_id, row.issue_revision)
    )
    if not saved:
        raise Refused(Problem.STALE)


async def _asked(uow: UnitOfWork, slack_user_id: str, nudge_id: UUID) -> tuple[NudgeRow, HoldingRow]:
    """The request that was pressed, while it is the presser's and goes on."""
    nudge = await nudge_queries.by_id(uow, nudge_id)
    row = await queries.by_id(uow, nudge.subject_id) if nudge else None
    if nudge is None or row is None:
        raise Refused(Problem.GONE)
    if row.person.slack_user_id != slack_user_id or nudge.person_id != row.person.id:
        raise Refused(Problem.NOT_YOUR_SET)
    judge(May.RAISE_ISSUE, row.person.belongs, person_id=row.person.id)
    if not row.stands:
        raise Refused(Problem.GONE)
    return nudge, row


def _dedupe(row: HoldingRow, revision: int) -> str:
    return f"{ANSWER_KIND}:{row.id}:{row.asker.id if row.asker else ''}:{revision}"


async def told(uow: UnitOfWork, holder_id: UUID) -> None:
    """The asker knows. Of a no nothing stays."""
    await queries.remove(uow, holder_id, ["no"])


@dataclass(frozen=True)
class SteppedOut:
    """Whose part it was, for Undo: its row and revision. None: this press was taken already."""

    seen: SeenIssue
    part: tuple[UUID, int] | None


async def step_out(
    store: WorkspaceStore, slack_user_id: str, issue_id: UUID, revision: int, key: str, now: datetime
) -> SteppedOut:
    """It is no more theirs; the others go on. What they said about it stays theirs.

    Raises Refused: LAST_HOLDER (no other member holds it), STALE, and as `sets.issues.changeable`.
    """
    async with store.write() as uow:
        seen = await found(uow, slack_user_id, issue_id)
        if not (await claim(uow, key, now)).first:
            return SteppedOut(seen, None)
        may_change(seen)
        if not seen.others:
            raise Refused(Problem.LAST_HOLDER)
        if seen.row.revision != revision:
            raise Refused(Problem.STALE)
        return SteppedOut(seen, await _out(uow, seen, now))


async def _out(uow: UnitOfWork, seen: SeenIssue, now: datetime) -> tuple[UUID, int]:
    """The issue counts on, so that of two last ones who step out at the same moment one is told that they are."""
    part_id = await queries.own_part(uow, seen.row.id, seen.person_id)
    part = await queries.by_id(uow, part_id) if part_id else None
    if part is None or not await issues.change(uow, seen.row.id, seen.row.revision):
        raise Refused(Problem.STALE)
    if not await queries.change(uow, part.id, part.revision, "out", now):
        raise Refused(Problem.STALE)
    await queries.drop_requests(uow, seen.person_id, issue_id=seen.row.id)
    return part.id, part.revision + 1


async def step_back_in(
    store: WorkspaceStore, slack_user_id: str, holder_id: UUID, revision: int, key: str, now: datetime
) -> SeenIssue:
    """Undo of `step_out`. Raises Refused: GONE, STALE (asked anew since), NOT_YOUR_SET, FORMER_MEMBER."""
    async with store.write() as uow:
        part = await queries.by_id(uow, holder_id)
        if part is None:
            raise Refused(Problem.GONE)
        seen = await found(uow, slack_user_id, part.issue_id)
        if part.person.id != seen.person_id:
            raise Refused(Problem.NOT_YOUR_SET)
        judge(May.RAISE_ISSUE, seen.belongs, person_id=seen.person_id)
        if seen.row.standing == "removed" or seen.set_state == "closed":
            raise Refused(Problem.GONE)
        if (await claim(uow, key, now)).first:
            if part.state != "out" or not await queries.change(uow, part.id, revision, "yes", now):
                raise Refused(Problem.STALE)
            if not await issues.change(uow, seen.row.id, seen.row.revision):
                raise Refused(Problem.STALE)
        return seen


async def left(uow: UnitOfWork, set_id: UUID, person_id: UUID) -> None:
    """Somebody is no member any more: nobody asks them, and what they asked is over. What they hold waits for them."""
    await queries.drop_requests(uow, person_id, set_id=set_id, issue_id=None)
