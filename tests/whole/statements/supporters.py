"""Statements before the ack: a request, its answer, the action's window for who backs it up, a word, the end of it."""

from uuid import UUID, uuid4

from sqlalchemy import select, update

from handlers.ids import Field, Form, Press, handle
from sets import supporters
from storage.models import Nudge, Person
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import MONDAY, Scenes
from tests.whole.statements.core import action, form, opens, pressed, submitted


async def _asked(world: Scenes) -> tuple[UUID, tuple[UUID, int]]:
    """Ben was asked, and has the message: the row, the nudge and its revision."""
    action_id = await world.action()
    ben = await world.one(Person.id, slack_user_id="UBEN")
    async with world.store.write() as uow:
        row = await supporters.choose(uow, action_id, ben)
        assert row is not None
        await supporters.ask(uow, row, MONDAY)
        await uow.execute(update(Nudge).where(Nudge.subject_id == row.id).values(state="sent", delivery_id=uuid4()))
        nudge = (await uow.rows(select(Nudge.id, Nudge.revision).where(Nudge.subject_id == row.id))).one()
    return row.id, (nudge.id, nudge.revision)


async def _yes(world: Scenes) -> tuple[UUID, tuple[UUID, int]]:
    supporter_id, (nudge_id, revision) = await _asked(world)
    await supporters.reply(world.store, "UBEN", nudge_id, revision, MONDAY, yes=True)
    return supporter_id, (nudge_id, revision + 1)


async def yes(world: Scenes) -> Json:
    return pressed("UBEN", Press.SUPPORT_YES, handle(*(await _asked(world))[1]))


async def no(world: Scenes) -> Json:
    return pressed("UBEN", Press.SUPPORT_NO, handle(*(await _asked(world))[1]))


async def undo(world: Scenes) -> Json:
    return pressed("UBEN", Press.SUPPORT_UNDO, handle(*(await _yes(world))[1]))


async def look(world: Scenes) -> Json:
    return pressed("UBEN", Press.SUPPORT_OPEN, handle((await _yes(world))[0]))


async def word(world: Scenes) -> Json:
    return pressed("UBEN", Press.SUPPORT_WORD, handle((await _yes(world))[0]))


async def left(world: Scenes) -> Json:
    metadata = handle((await _yes(world))[0])
    return submitted("UBEN", Form.SUPPORT_WORD, metadata, {Field.SUPPORT_WORD: "What would help most?"})


async def end(world: Scenes) -> Json:
    return pressed("UBEN", Press.SUPPORT_END, handle((await _yes(world))[0]))


LINES = (
    # The nudge, who is asked, both of them saved, and the answer for the holder under the workspace's key.
    action(Press.SUPPORT_YES, yes, 6, both=True),
    action(Press.SUPPORT_NO, no, 6),
    action(Press.SUPPORT_UNDO, undo, 5),
    opens(Press.SUPPORT_OPEN, look),
    opens(Press.SUPPORT_WORD, word),
    form(Form.SUPPORT_WORD, left),
    # The row, the receipt, its end, the holder's news, and the Home on which it stood.
    action(Press.SUPPORT_END, end, 6),
)
