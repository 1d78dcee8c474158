"""Statements before the ack: what someone writes to the bot in words, and where it belongs."""

from uuid import UUID

from handlers.ids import Press, handle
from storage.models import PendingReply
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import FRIDAY, CountingBot, Scenes
from tests.whole.statements.actions import of_action
from tests.whole.statements.core import Scene, action, event, happened, opens, pressed


def written(event_id: str = "Ev1") -> Json:
    """A direct message to the bot."""
    told = happened("message", channel_type="im", channel="D1", user="UAMINA", text="Two of three rung", ts="9.1")
    return {**told, "event_id": event_id}


async def replied(world: Scenes, *, clear: bool = True) -> tuple[UUID, UUID]:
    """Words that were answered: kept with their action, or asked about (not `clear`). Reply and action."""
    action_id = await world.action()
    if clear:
        await world.ask(FRIDAY)
    else:
        await world.action()
    await CountingBot(world.store, world.now).send(written("EvR"))
    await world.deliver("replies.answer")
    return await world.one(PendingReply.id), action_id


def reply(press: str) -> Scene:
    async def scene(world: Scenes) -> Json:
        reply_id, _ = await replied(world, clear=press != Press.REPLY_NONE)
        return pressed("UAMINA", press, handle(reply_id), ts=world.sent[-1].ts)

    return scene


async def choose(world: Scenes) -> Json:
    _, action_id = await replied(world, clear=False)
    return pressed("UAMINA", Press.REPLY_CHOOSE, handle(action_id), ts=world.sent[-1].ts)


async def words(world: Scenes) -> Json:
    await world.asked(1)
    return written()


async def words_unclear(world: Scenes) -> Json:
    await world.asked(2)
    return written()


LINES = (
    action(Press.REPLY_CHOOSE, choose),
    action(Press.REPLY_NONE, reply(Press.REPLY_NONE)),
    action(Press.REPLY_OTHER, reply(Press.REPLY_OTHER)),
    action(Press.REPLY_SHARE, reply(Press.REPLY_SHARE)),
    action(Press.REPLY_UNDO, reply(Press.REPLY_UNDO)),
    action(Press.REPLY_UNDERSTOOD, reply(Press.REPLY_UNDERSTOOD)),
    opens(Press.REPLY_OPEN, of_action(Press.REPLY_OPEN)),
    opens(Press.REPLY_FORM, of_action(Press.REPLY_FORM)),
    event("message", words, both=True),
    event("message", words_unclear, note="unclear", both=True),
)
