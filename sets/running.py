"""Moving a session on: next stage, back, two minutes more, pause. The revision in the button is the press's receipt:
two people who press Next at once move one stage. Nothing here moves by itself.
"""

from datetime import datetime, timedelta
from enum import Enum
from uuid import UUID

from sets import board, review, stage_notices
from sets.errors import Problem, Refused
from sets.sessions import LED, PHONES, TOGETHER, Beheld, led, own_issue
from sets.stages import Kind
from storage.queries import sessions as queries
from storage.unit_of_work import UnitOfWork, WorkspaceStore

MORE = timedelta(minutes=2)
NOTE_BEFORE = timedelta(minutes=2)


class Happened(Enum):
    """What a press did. OVERTAKEN: somebody was faster, so nothing; LAST: there is no stage after this one."""

    MOVED = "moved"
    OVERTAKEN = "overtaken"
    LAST = "last"
    OWN_ISSUE = "own_issue"


async def forward(
    store: WorkspaceStore, slack_user_id: str, session_id: UUID, revision: int, now: datetime
) -> Happened:
    """The next stage begins. Raises Refused: NOT_FACILITATOR, NOT_OPEN, NOT_YOUR_SET, FORMER_MEMBER.

    OWN_ISSUE: the next slot is this facilitator's own: somebody else leads that part (practice.md section 4).
    """
    async with store.write() as uow:
        found, run, stage = await led(uow, slack_user_id, session_id)
        if run.revision != revision:
            return Happened.OVERTAKEN
        coming = found.coming
        if coming is None:
            return Happened.LAST
        if own_issue(found.session.facilitator_id, coming):
            return Happened.OWN_ISSUE
        if not await queries.change_run(uow, run.id, revision, stage=coming.ordinal):
            return Happened.OVERTAKEN
        ends_at = now + timedelta(seconds=coming.planned_seconds)
        await queries.step(uow, session_id, stage.ordinal, coming.ordinal, now, ends_at)
        if coming.kind == Kind.PROCESS_REVIEW:
            await review.begin(uow, found.session, now)
        await board.changed(uow, found, str(revision + 1), now)
        await stage_notices.tell(uow, found, coming.ordinal, str(revision + 1), now)
        return Happened.MOVED


async def back(store: WorkspaceStore, slack_user_id: str, session_id: UUID, revision: int, now: datetime) -> Happened:
    """Undo of Next: the stage before goes on, with the time it was to have. Raises as `forward`."""
    async with store.write() as uow:
        found, run, stage = await led(uow, slack_user_id, session_id)
        if run.revision != revision:
            return Happened.OVERTAKEN
        before = next((one for one in await queries.stages(uow, session_id) if one.ordinal == stage.ordinal - 1), None)
        if before is None:
            return Happened.LAST
        if own_issue(found.session.facilitator_id, before):
            return Happened.OWN_ISSUE
        if not await queries.change_run(uow, run.id, revision, stage=before.ordinal):
            return Happened.OVERTAKEN
        began = before.started_at or now
        ends_at = max(began + timedelta(seconds=before.planned_seconds), now)
        await queries.step(uow, session_id, stage.ordinal, before.ordinal, now, ends_at)
        await board.changed(uow, found, str(revision + 1), now)
        await stage_notices.tell(uow, found, before.ordinal, str(revision + 1), now)
        return Happened.MOVED


async def more(store: WorkspaceStore, slack_user_id: str, session_id: UUID, revision: int, now: datetime) -> Happened:
    """Two minutes more for this stage; from now, when its time is up already. Raises as `forward`."""
    async with store.write() as uow:
        found, _, stage = await led(uow, slack_user_id, session_id)
        if stage.paused_left is not None:
            left = max(stage.paused_left, 0) + int(MORE.total_seconds())
            return await _timed(uow, found, revision, now, None, left)
        return await _timed(uow, found, revision, now, max(stage.ends_at or now, now) + MORE, None)


async def pause(store: WorkspaceStore, slack_user_id: str, session_id: UUID, revision: int, now: datetime) -> Happened:
    """The stage's clock stands still; pressed again, it goes on. Raises as `forward`."""
    async with store.write() as uow:
        found, _, stage = await led(uow, slack_user_id, session_id)
        if stage.paused_left is not None:
            return await _timed(uow, found, revision, now, now + timedelta(seconds=max(stage.paused_left, 0)), None)
        left = int(((stage.ends_at or now) - now).total_seconds())
        return await _timed(uow, found, revision, now, None, left)


async def _timed(
    uow: UnitOfWork, found: Beheld, revision: int, now: datetime, ends_at: datetime | None, left: int | None
) -> Happened:
    run, stage = found.run, found.stage
    if run is None or stage is None:
        raise Refused(Problem.NOT_OPEN)
    if run.revision != revision or not await queries.change_run(uow, run.id, revision):
        return Happened.OVERTAKEN
    noted = stage.noted
    if ends_at is not None:
        noted = 0 if ends_at - now > NOTE_BEFORE else min(noted, 1)
    await queries.change_stage(uow, stage.id, ends_at=ends_at, paused_left=left, noted=noted)
    await board.changed(uow, found, str(revision + 1), now)
    return Happened.MOVED


async def switch(store: WorkspaceStore, slack_user_id: str, session_id: UUID, revision: int, now: datetime) -> Happened:
    """Everyone's phones, or the facilitator's alone. Raises as `forward`; LAST when nobody facilitates."""
    async with store.write() as uow:
        found, run, _ = await led(uow, slack_user_id, session_id)
        if found.session.mode == TOGETHER:
            return Happened.LAST
        if run.revision != revision or not await queries.change_run(uow, run.id, revision):
            return Happened.OVERTAKEN
        await queries.change_session(uow, session_id, mode=LED if found.session.mode == PHONES else PHONES)
        await board.changed(uow, found, str(revision + 1), now)
        return Happened.MOVED
