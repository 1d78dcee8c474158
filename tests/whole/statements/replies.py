"""Statements before the ack: what someone writes to the bot in words, and where it belongs."""

from uuid import UUID

from handlers.ids import Press, handle
from storage.models import PendingReply
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import FRIDAY, CountingBot, Scenes
from tests.whole.statements.actions import of_action
from tests.whole.statements.core import Scene, action, event, happened, opens, pressed


def written(event_id: str = "Ev1", words: str = "Two of three rung") -> Json:
    """A direct message to the bot."""
    told = happened("message", channel_type="im", channel="D1", user="UAMINA", text=words, ts="9.1")
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


SAYS = (Press.REPLY_DONE, Press.REPLY_STILL, Press.REPLY_STUCK, Press.REPLY_NOT_NOW)


def says(press: str) -> Scene:
    async def scene(world: Scenes) -> Json:
        await world.action()
        await world.ask(FRIDAY)
        await CountingBot(world.store, world.now).send(written("EvR", "done or so"))
        await world.deliver("replies.answer")
        return pressed("UAMINA", press, handle(await world.one(PendingReply.id)), ts=world.sent[-1].ts)

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


async def story(world: Scenes) -> Json:
    await world.asked(1)
    return written(words="The line was bad")


def later(subtype: str, **message: str) -> Json:
    """Slack tells that the message of `written` was edited or deleted."""
    before = {"user": "UAMINA", "ts": "9.1", "text": "Two of three rung"}
    told = happened("message", channel_type="im", channel="D1", subtype=subtype, ts="9.2", previous_message=before)
    if message:
        told["event"]["message"] = {**before, **message}
    return {**told, "event_id": "EvLater"}


async def edited(world: Scenes) -> Json:
    await replied(world)
    return later("message_changed", text="All three rung")


async def deleted(world: Scenes) -> Json:
    await replied(world)
    return later("message_deleted")


LINES = (
    # What words were taken for is recorded as a button would be: the action, its event, the question and its message.
    action(Press.REPLY_CHOOSE, choose, most=8),
    action(Press.REPLY_NONE, reply(Press.REPLY_NONE)),
    action(Press.REPLY_OTHER, reply(Press.REPLY_OTHER), most=10),
    action(Press.REPLY_SHARE, reply(Press.REPLY_SHARE)),
    action(Press.REPLY_UNDO, reply(Press.REPLY_UNDO), most=10),
    *(action(press, says(press), most=14) for press in SAYS),
    action(Press.REPLY_UNDERSTOOD, reply(Press.REPLY_UNDERSTOOD)),
    opens(Press.REPLY_OPEN, of_action(Press.REPLY_OPEN)),
    opens(Press.REPLY_FORM, of_action(Press.REPLY_FORM)),
    event("message", words, most=10, both=True),
    event("message", story, most=7, note="a note alone"),
    event("message", words_unclear, note="unclear", both=True),
    # Taken back and recorded anew, in one transaction; it is rare, and nobody waits for it.
    event("message", edited, most=22, note="edited"),
    event("message", deleted, most=13, note="deleted"),
)
