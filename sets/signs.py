"""Small signs in a running session: I'm here, pass, an open question please; and a question from the bank."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sets import board
from sets.access import May
from sets.errors import Problem, Refused
from sets.question_bank import Question, offer, themes_for
from sets.sessions import Beheld, StageRow, behold, led, running
from sets.slot_guide import Step, step_at
from sets.stages import Kind
from storage.models import Sign
from storage.outbox import Delivery, Effect, NewDelivery, schedule
from storage.queries import attendance
from storage.queries import sessions as queries
from storage.queries import signs as sign_queries
from storage.queries.attendance import Present
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

PASS, QUESTION = "pass", "question"
WISH = "sessions.question_wished"
KEPT = timedelta(minutes=5)


@dataclass(frozen=True)
class Offered:
    """A question for this stage; None: all of them were shown in this session."""

    question: Question | None


async def come(store: WorkspaceStore, slack_user_id: str, session_id: UUID, *, key: str, now: datetime) -> Beheld:
    """Somebody says that they are here. Raises Refused: NOT_OPEN, NOT_YOUR_SET, FORMER_MEMBER."""
    async with store.write() as uow:
        found = await behold(uow, slack_user_id, session_id, May.RUN_SESSION)
        running(found)
        if (await claim(uow, key, now)).first and not found.here:
            await attendance.set_here(uow, session_id, [found.person.id], [], now)
            await board.changed(uow, found, f"here:{found.person.id}:{now.isoformat()}", now)
        return found


async def everyone(store: WorkspaceStore, slack_user_id: str, session_id: UUID) -> tuple[Beheld, list[Present]]:
    """Who belongs to the set and who is here, for who leads. Raises Refused, as `led`."""
    async with store.read() as uow:
        found, _, _ = await led(uow, slack_user_id, session_id)
        return found, await attendance.people(uow, found.session.set_id, session_id)


async def tick_off(
    store: WorkspaceStore, slack_user_id: str, session_id: UUID, here: Sequence[UUID], *, key: str, now: datetime
) -> None:
    """Who leads has ticked who is here. Raises Refused: as `led`, NOT_YOUR_SET for somebody who is not in the set."""
    async with store.write() as uow:
        if not (await claim(uow, key, now)).first:
            return
        found, run, _ = await led(uow, slack_user_id, session_id)
        people = {one.person_id for one in await attendance.people(uow, found.session.set_id, session_id)}
        if not set(here) <= people:
            raise Refused(Problem.NOT_YOUR_SET)
        await attendance.set_here(uow, session_id, sorted(here), sorted(people - set(here)), now)
        if not await queries.change_run(uow, run.id, run.revision):
            raise Refused(Problem.STALE)
        await board.changed(uow, found, str(run.revision + 1), now)


async def sign(
    store: WorkspaceStore, slack_user_id: str, session_id: UUID, kind: str, *, key: str, now: datetime
) -> Beheld:
    """Somebody passes, or would welcome an open question: who facilitates sees it, without a name for the latter.

    Raises Refused: NOT_OPEN, NOT_YOUR_SET, FORMER_MEMBER.
    """
    async with store.write() as uow:
        found = await behold(uow, slack_user_id, session_id, May.RUN_SESSION)
        _, stage = running(found)
        if not (await claim(uow, key, now)).first:
            return found
        ids = {"id": uow.new_id(), "session_id": session_id, "person_id": found.person.id}
        new = await uow.insert_once(Sign, **ids, stage=stage.ordinal, kind=kind)
        leader = found.session.facilitator_id
        if new and kind == QUESTION and leader is not None and leader != found.person.id:
            await _wish(uow, found, stage, leader, now)
        return found


async def _wish(uow: UnitOfWork, found: Beheld, stage: StageRow, leader: UUID, now: datetime) -> None:
    """Once a stage, however many wish for it."""
    wish = NewDelivery(
        effect=Effect.POST,
        kind=WISH,
        dedupe=f"{WISH}:{stage.id}",
        due_at=now,
        expires_at=now + KEPT,
        recipient_id=leader,
        set_id=found.session.set_id,
        args={"session": str(found.session.id), "stage": stage.ordinal},
    )
    await schedule(uow, wish)


async def wish_stands(uow: UnitOfWork, delivery: Delivery) -> bool:
    """Whether somebody still wishes for a question in the stage that runs."""
    session_id, stage = UUID(str(delivery.args["session"])), int(delivery.args["stage"])
    return await sign_queries.stands(uow, session_id, stage, QUESTION)


async def take_back(
    store: WorkspaceStore, slack_user_id: str, session_id: UUID, kind: str, *, key: str, now: datetime
) -> Beheld:
    """Undo of a sign in the stage that runs. Raises Refused, as `sign`."""
    async with store.write() as uow:
        found = await behold(uow, slack_user_id, session_id, May.RUN_SESSION)
        _, stage = running(found)
        if (await claim(uow, key, now)).first:
            await sign_queries.drop(uow, session_id, stage.ordinal, found.person.id, kind)
        return found


async def question(store: WorkspaceStore, slack_user_id: str, session_id: UUID, *, key: str, now: datetime) -> Offered:
    """An open question for this stage, never one that was shown in this session. Raises Refused, as `led`."""
    async with store.write() as uow:
        _, run, stage = await led(uow, slack_user_id, session_id)
        shown = [int(each) for each in run.asked.split(",") if each]
        if not (await claim(uow, key, now)).first:
            return Offered(None)
        found = offer(session_id, themes_for(Kind(stage.kind), step_of(stage, now)), shown)
        if found is None:
            return Offered(None)
        asked = ",".join(str(each) for each in [*shown, found.number])
        await sign_queries.note_asked(uow, run.id, asked)
        return Offered(found)


def step_of(stage: StageRow, now: datetime) -> Step | None:
    """Which step of its guide a slot has come to, by its clock; None for another stage."""
    if stage.kind != Kind.ISSUE:
        return None
    left = stage.paused_left if stage.ends_at is None else (stage.ends_at - now).total_seconds()
    minutes = max(stage.planned_seconds // 60, len(Step))
    return step_at(minutes, minutes - (left or 0) / 60)
