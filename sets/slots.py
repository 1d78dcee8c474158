"""An issue slot: the holder's own headline, what they would like from the set, and how it ends.

Recorded is only this (practice.md section 2, "Recorded"): never the story, nor who asked what.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sets.access import May
from sets.bids import opened
from sets.errors import Problem, Refused
from sets.issue_events import RESUMED, record
from sets.issue_words import State, open_headline, open_state, read_headline, seal_headline
from sets.sessions import Beheld, StageRow, behold, leads, running
from sets.stages import Kind
from storage.confidential import Confidential
from storage.queries import attendance, bids, issues
from storage.queries import sessions as queries
from storage.queries.issues import IssueRow
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore


class Talk(StrEnum):
    """What the presenter would like: "questions only, or ideas too?"."""

    QUESTIONS = "questions"
    IDEAS = "ideas"


class Ending(StrEnum):
    """How a slot ends. `ACTION`: the presenter writes it on their own phone; peers can neither assign nor edit it.

    `SETTLED` counts when a holder says so themselves; said by who leads, the issue is carried forward until they do.
    """

    ACTION = "action"
    NO_ACTION = "no_action"
    SETTLED = "settled"
    CARRIED = "carried"


@dataclass(frozen=True)
class Slot:
    """The slot that runs now, as its leader or its presenter sees it.

    headline  of the issue, None before it was named; suggested: the line of the presenter's bid
    carried   the presenter's issues from before, by id
    mine      whether it is this person's own
    """

    found: Beheld
    stage: StageRow
    presenter: str
    headline: Confidential | None = None
    suggested: Confidential | None = None
    carried: tuple[tuple[UUID, Confidential], ...] = ()
    mine: bool = False


@dataclass(frozen=True)
class Ended:
    """How a slot ended, and whether that settled the issue. presenter: a name."""

    ending: Ending
    settled: bool
    presenter: str


async def look(store: WorkspaceStore, slack_user_id: str, session_id: UUID) -> Slot:
    """The slot that runs now. Raises Refused: NOT_FACILITATOR (neither leads nor presents), NOBODY_CHOSEN, NOT_OPEN."""
    async with store.read() as uow:
        found, stage, presenter = await _slot(uow, slack_user_id, session_id)
        return await read(uow, found, stage, presenter)


async def read(uow: UnitOfWork, found: Beheld, stage: StageRow, presenter: UUID) -> Slot:
    """A slot with its words. The caller has asked for permission."""
    rows = await issues.carried(uow, found.session.set_id, presenter)
    row = await _issue_of(uow, stage, rows)
    before = [each for each in rows if row is None or each.id != row.id or not _raised_here(row, stage)]
    return Slot(
        found,
        stage,
        await _name(uow, found, presenter),
        await open_headline(uow, row) if row else None,
        await _bid_line(uow, found, presenter),
        tuple([(each.id, await open_headline(uow, each)) for each in before]),
        mine=presenter == found.person.id,
    )


async def name_issue(
    store: WorkspaceStore,
    slack_user_id: str,
    session_id: UUID,
    headline: Confidential,
    carried: UUID | None,
    talk: Talk,
    *,
    key: str,
    now: datetime,
) -> None:
    """The presenter's own headline, or an issue of theirs from before.

    Raises Refused: as `look`, EMPTY, TOO_LONG (about `headline`), GONE (no such issue of theirs), OWN_ISSUE (who
    facilitates holds it too).
    """
    async with store.write() as uow:
        found, stage, presenter = await _slot(uow, slack_user_id, session_id)
        words = read_headline(headline) if carried is None else headline
        if not (await claim(uow, key, now)).first:
            return
        if carried is not None:
            issue_id = await _of_theirs(uow, found, presenter, carried)
        else:
            issue_id = await _written(uow, found, stage, presenter, words, now)
        await queries.change_stage(uow, stage.id, issue_id=issue_id, talk=talk.value)
        await issues.worked_in(uow, issue_id, session_id)
        if stage.issue_id not in (None, issue_id):
            await issues.not_worked_in(uow, stage.issue_id, session_id)


async def end(
    store: WorkspaceStore, slack_user_id: str, session_id: UUID, ending: Ending, *, key: str, now: datetime
) -> Ended:
    """How the slot ends. It carries the issue forward, unless a holder says that it is settled.

    What a holder has settled or laid aside meanwhile, only a holder takes up again. Raises Refused, as `look`.
    """
    async with store.write() as uow:
        found, stage, presenter = await _slot(uow, slack_user_id, session_id)
        row = await issues.by_id(uow, stage.issue_id) if stage.issue_id else None
        if row is None:
            raise Refused(Problem.EMPTY)
        theirs = await issues.holds(uow, row.id, found.person.id)
        settled = ending is Ending.SETTLED and theirs
        if (await claim(uow, key, now)).first and (row.standing == "open" or theirs):
            await _moved_on(uow, row, State.SETTLED if settled else State.MOVING, presenter, now)
        return Ended(ending, settled, await _name(uow, found, presenter))


async def _moved_on(uow: UnitOfWork, row: IssueRow, state: State, presenter: UUID, now: datetime) -> None:
    """It stands otherwise from now on, if it does: as its presenter said, whoever wrote it down."""
    if state is not await open_state(uow, row):
        kind = RESUMED if row.standing == "closed" and state is State.MOVING else state
        await record(uow, row, kind, now, person_id=presenter)


async def _name(uow: UnitOfWork, found: Beheld, presenter: UUID) -> str:
    people = await attendance.people(uow, found.session.set_id, found.session.id)
    return next((one.name for one in people if one.person_id == presenter), "")


async def _issue_of(uow: UnitOfWork, stage: StageRow, carried: Sequence[IssueRow]) -> IssueRow | None:
    """The issue of a slot; carried: those of its presenter, among which it mostly is."""
    if stage.issue_id is None:
        return None
    found = next((row for row in carried if row.id == stage.issue_id), None)
    return found or await issues.by_id(uow, stage.issue_id)


def _raised_here(row: IssueRow, stage: StageRow) -> bool:
    """Whether an issue was raised in this slot: its words are still being found."""
    return stage.started_at is not None and row.raised_at >= stage.started_at


async def _slot(uow: UnitOfWork, slack_user_id: str, session_id: UUID) -> tuple[Beheld, StageRow, UUID]:
    found = await behold(uow, slack_user_id, session_id, May.RUN_SESSION)
    _, stage = running(found)
    if stage.kind != Kind.ISSUE or stage.presenter_id is None:
        raise Refused(Problem.NOBODY_CHOSEN)
    if not leads(found) and found.person.id != stage.presenter_id:
        raise Refused(Problem.NOT_FACILITATOR)
    return found, stage, stage.presenter_id


async def _of_theirs(uow: UnitOfWork, found: Beheld, presenter: UUID, issue_id: UUID) -> UUID:
    rows = await issues.carried(uow, found.session.set_id, presenter)
    if issue_id not in [row.id for row in rows]:
        raise Refused(Problem.GONE)
    leader = found.session.facilitator_id
    if leader is not None and leader != presenter and await issues.holds(uow, issue_id, leader):
        raise Refused(Problem.OWN_ISSUE)
    return issue_id


async def _written(
    uow: UnitOfWork, found: Beheld, stage: StageRow, presenter: UUID, words: Confidential, now: datetime
) -> UUID:
    """A new issue of the presenter's; or new words for the one that was raised in this slot, as they say them.

    Words of an issue from before are for its holders alone to change.
    """
    row = await issues.by_id(uow, stage.issue_id) if stage.issue_id else None
    if row is not None and row.standing == "open" and row.author_id == presenter and _raised_here(row, stage):
        headline = await seal_headline(uow, row.set_id, row.id, words)
        if not await issues.change(uow, row.id, row.revision, headline=headline):
            raise Refused(Problem.STALE)
        return row.id
    issue_id = uow.new_id()
    headline = await seal_headline(uow, found.session.set_id, issue_id, words)
    await issues.raise_one(uow, issue_id, found.session.set_id, presenter, headline, now)
    return issue_id


async def _bid_line(uow: UnitOfWork, found: Beheld, presenter: UUID) -> Confidential | None:
    from_bid = await bids.of_person(uow, found.session.id, presenter)
    if from_bid is None or from_bid.state != "open":
        return None
    return (await opened(uow, from_bid)).line
