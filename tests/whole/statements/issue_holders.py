"""Statements before the ack: holding an issue together."""

from uuid import UUID, uuid4

from sqlalchemy import select, update

from handlers.ids import Field, Form, Press, handle
from sets import issue_holders
from storage.models import Issue, IssueHolder, Nudge, Person
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import MONDAY, Scenes
from tests.whole.statements.core import action, form, opens, pressed, submitted, window
from tests.whole.statements.issues import raised

VIEW = window(Form.ISSUE_VIEW)


async def _asked(world: Scenes) -> tuple[UUID, tuple[UUID, int]]:
    """Ben was asked, and has the message: the issue, the nudge and its revision."""
    issue_id, _ = await raised(world)
    ben = await world.one(Person.id, slack_user_id="UBEN")
    await issue_holders.ask(world.store, "UAMINA", issue_id, ben, "ask", MONDAY)
    async with world.store.write() as uow:
        await uow.execute(update(Nudge).values(state="sent", delivery_id=uuid4()))
        nudge = (await uow.rows(select(Nudge.id, Nudge.revision))).one()
    return issue_id, (nudge.id, nudge.revision)


async def _together(world: Scenes) -> tuple[UUID, tuple[UUID, int]]:
    issue_id, nudge = await _asked(world)
    await issue_holders.reply(world.store, "UBEN", *nudge, MONDAY, yes=True)
    return issue_id, (nudge[0], nudge[1] + 1)


async def ask(world: Scenes) -> Json:
    return pressed("UAMINA", Press.ISSUE_ASK, handle(*await raised(world)), view=VIEW)


async def asked(world: Scenes) -> Json:
    issue = await raised(world)
    ben = await world.one(Person.id, slack_user_id="UBEN")
    chosen = {"type": "static_select", "selected_option": {"value": handle(ben)}}
    payload = submitted("UAMINA", Form.ISSUE_ASK, handle(*issue), {Field.ISSUE_PERSON: chosen})
    payload["view"]["previous_view_id"] = "V8"
    return payload


async def unask(world: Scenes) -> Json:
    await _asked(world)
    part = await world.one(IssueHolder.id, state="asked")
    return pressed("UAMINA", Press.ISSUE_UNASK, handle(part), view=VIEW)


async def step_out(world: Scenes) -> Json:
    issue_id, _ = await _together(world)
    revision = await world.one(Issue.revision)
    return pressed("UAMINA", Press.ISSUE_STEP_OUT, handle(issue_id, revision), view=VIEW)


async def step_in(world: Scenes) -> Json:
    issue_id, _ = await _together(world)
    out = await issue_holders.step_out(world.store, "UBEN", issue_id, await world.one(Issue.revision), "o", MONDAY)
    assert out.part is not None
    return pressed("UBEN", Press.ISSUE_STEP_IN, handle(*out.part), view=VIEW)


async def yes(world: Scenes) -> Json:
    return pressed("UBEN", Press.HOLD_YES, handle(*(await _asked(world))[1]))


async def no(world: Scenes) -> Json:
    return pressed("UBEN", Press.HOLD_NO, handle(*(await _asked(world))[1]))


async def undo(world: Scenes) -> Json:
    return pressed("UBEN", Press.HOLD_UNDO, handle(*(await _together(world))[1]))


LINES = (
    opens(Press.ISSUE_ASK, ask),
    form(Form.ISSUE_ASK, asked),
    # The request, the issue, the receipt, its end, what was to be asked, and the message it stands in, under a key.
    action(Press.ISSUE_UNASK, unask, 7),
    # The issue, the receipt, one's part in it, both saved, and what one had asked.
    action(Press.ISSUE_STEP_OUT, step_out, 7, both=True),
    action(Press.ISSUE_STEP_IN, step_in, 5),
    # The nudge, the request, all three saved, and the answer for the asker under the workspace's key.
    action(Press.HOLD_YES, yes, 7, both=True),
    action(Press.HOLD_NO, no, 7),
    action(Press.HOLD_UNDO, undo, 6),
)
