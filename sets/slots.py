"""An issue slot: the holder's own headline, what they would like from the set, and how it ends.

Recorded is only this (practice.md section 2, "Recorded"): never the story, nor who asked what.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sets.access import May
from sets.bids import opened
from sets.errors import Problem, Refused
from sets.sessions import Beheld, StageRow, behold, leads, running
from sets.stages import Kind
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.models import Issue
from storage.queries import attendance, bids, issues
from storage.queries import sessions as queries
from storage.queries.issues import IssueRow
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

HEADLINE_LIMIT = 150


class Talk(StrEnum):
    """What the presenter would like: "questions only, or ideas too?"."""

    QUESTIONS = "questions"
    IDEAS = "ideas"


class Ending(StrEnum):
    """How a slot ends. `ACTION`: the presenter writes it on their own phone; peers can neither assign nor edit it."""

    ACTION = "action"
    NO_ACTION = "no_action"
    SETTLED = "settled"
    CARRIED = "carried"


@dataclass(frozen=True)
class Slot:
    """The slot that runs now, as its leader or its presenter sees it.

    headline  of the issue, None before it was named; suggested: the line of the presenter's bid
    carried   the presenter's issues from before, by id
    """

    found: Beheld
    stage: StageRow
    presenter: str
    headline: Confidential | None = None
    suggested: Confidential | None = None
    carried: tuple[tuple[UUID, Confidential], ...] = ()


async def look(store: WorkspaceStore, slack_user_id: str, session_id: UUID) -> Slot:
    """The slot that runs now. Raises Refused: NOT_FACILITATOR (neither leads nor presents), NOBODY_CHOSEN, NOT_OPEN."""
    async with store.read() as uow:
        found, stage, presenter = await _slot(uow, slack_user_id, session_id)
        return await read(uow, found, stage, presenter)


async def read(uow: UnitOfWork, found: Beheld, stage: StageRow, presenter: UUID) -> Slot:
    """A slot with its words. The caller has asked for permission."""
    people = await attendance.people(uow, found.session.set_id, found.session.id)
    name = next((one.name for one in people if one.person_id == presenter), "")
    carried = [(row.id, await _open(uow, row)) for row in await issues.carried(uow, found.session.set_id, presenter)]
    row = await issues.by_id(uow, stage.issue_id) if stage.issue_id else None
    return Slot(
        found,
        stage,
        name,
        await _open(uow, row) if row else None,
        await _bid_line(uow, found, presenter),
        tuple(carried),
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

    Raises Refused: as `look`, EMPTY, TOO_LONG (about `headline`), GONE (no such issue of theirs).
    """
    async with store.write() as uow:
        found, stage, presenter = await _slot(uow, slack_user_id, session_id)
        if carried is None:
            words = _read(headline)
        if not (await claim(uow, key, now)).first:
            return
        if carried is not None:
            issue_id = await _of_theirs(uow, found, presenter, carried)
        else:
            issue_id = await _written(uow, found, stage, presenter, words, now)
        await issues.worked_in(uow, issue_id, session_id)
        await queries.change_stage(uow, stage.id, issue_id=issue_id, talk=talk.value)


async def end(
    store: WorkspaceStore, slack_user_id: str, session_id: UUID, ending: Ending, *, key: str, now: datetime
) -> None:
    """How the slot ends. Settled closes the issue; everything else carries it forward. Raises Refused, as `look`."""
    async with store.write() as uow:
        _, stage, _ = await _slot(uow, slack_user_id, session_id)
        row = await issues.by_id(uow, stage.issue_id) if stage.issue_id else None
        if row is None:
            raise Refused(Problem.EMPTY)
        if not (await claim(uow, key, now)).first:
            return
        settled = ending is Ending.SETTLED
        progress = await uow.seal(
            Field.ISSUE_PROGRESS, Scope("set", row.set_id), row.id, Confidential("settled" if settled else "moving")
        )
        standing, closed_at = ("closed", now) if settled else ("open", None)
        if not await issues.change(
            uow, row.id, row.revision, standing=standing, closed_at=closed_at, progress=progress
        ):
            raise Refused(Problem.STALE)


async def _slot(uow: UnitOfWork, slack_user_id: str, session_id: UUID) -> tuple[Beheld, StageRow, UUID]:
    found = await behold(uow, slack_user_id, session_id, May.RUN_SESSION)
    _, stage = running(found)
    if stage.kind != Kind.ISSUE or stage.presenter_id is None:
        raise Refused(Problem.NOBODY_CHOSEN)
    if not leads(found) and found.person.id != stage.presenter_id:
        raise Refused(Problem.NOT_FACILITATOR)
    return found, stage, stage.presenter_id


async def _of_theirs(uow: UnitOfWork, found: Beheld, presenter: UUID, issue_id: UUID) -> UUID:
    row = await issues.by_id(uow, issue_id)
    if row is None or row.holder_id != presenter or row.set_id != found.session.set_id or row.standing != "open":
        raise Refused(Problem.GONE)
    return row.id


async def _written(
    uow: UnitOfWork, found: Beheld, stage: StageRow, presenter: UUID, words: Confidential, now: datetime
) -> UUID:
    """A new issue; or new words for the one that was named in this slot already."""
    scope = Scope("set", found.session.set_id)
    if stage.issue_id is not None and (row := await issues.by_id(uow, stage.issue_id)) is not None:
        headline = await uow.seal(Field.ISSUE_HEADLINE, scope, row.id, words)
        if not await issues.change(uow, row.id, row.revision, headline=headline):
            raise Refused(Problem.STALE)
        return row.id
    issue_id = uow.new_id()
    headline = await uow.seal(Field.ISSUE_HEADLINE, scope, issue_id, words)
    row_of = {"id": issue_id, "set_id": found.session.set_id, "holder_id": presenter, "standing": "open"}
    await uow.insert(Issue, **row_of, raised_at=now, closed_at=None, revision=1, headline=headline, progress=None)
    return issue_id


async def _bid_line(uow: UnitOfWork, found: Beheld, presenter: UUID) -> Confidential | None:
    from_bid = await bids.of_person(uow, found.session.id, presenter)
    if from_bid is None or from_bid.state != "open":
        return None
    return (await opened(uow, from_bid)).line


async def _open(uow: UnitOfWork, row: IssueRow) -> Confidential:
    return await uow.unseal(Field.ISSUE_HEADLINE, Scope("set", row.set_id), row.id, row.headline)


def _read(headline: Confidential) -> Confidential:
    words = " ".join(headline.reveal().split())
    if not words:
        raise Refused(Problem.EMPTY, "headline")
    if len(words) > HEADLINE_LIMIT:
        raise Refused(Problem.TOO_LONG, "headline")
    return Confidential(words)
