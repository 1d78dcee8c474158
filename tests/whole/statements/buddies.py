"""Statements before the ack: asking a buddy, and a buddy's answer."""

from datetime import timedelta
from uuid import UUID

from handlers.ids import Press, handle
from sets import buddies
from storage.queries.buddies import pair_of
from tests.factory import add_session
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import MONDAY, Scenes
from tests.whole.statements.core import action, pressed
from tests.whole.statements.stuck import STUCK

ASKED_AT = f"{MONDAY.timestamp():.6f}"


async def paired(world: Scenes) -> UUID:
    """Amina and Ben are buddies; her place."""
    await add_session(world.store, world.set_id, (MONDAY - timedelta(days=1)).replace(tzinfo=None), state="closed")
    await buddies.pair_up(world.store, MONDAY)
    async with world.store.read() as uow:
        return (await pair_of(uow, world.amina.id, world.set_id))[0].id


async def ask(world: Scenes) -> Json:
    await paired(world)
    return pressed("UAMINA", Press.STUCK_BUDDY, handle(await world.action()), view=STUCK)


async def unask(world: Scenes) -> Json:
    place = await paired(world)
    await buddies.ask(world.store, "UAMINA", await world.action(), MONDAY)
    return pressed("UAMINA", Press.BUDDY_UNASK, handle(place), view=STUCK)


async def yes(world: Scenes) -> Json:
    return pressed("UBEN", Press.BUDDY_YES, handle(await paired(world)), ts=ASKED_AT)


async def no(world: Scenes) -> Json:
    return pressed("UBEN", Press.BUDDY_NO, handle(await paired(world)), ts=ASKED_AT)


async def undo(world: Scenes) -> Json:
    place = await paired(world)
    await buddies.reply(world.store, "UBEN", place, 0, ASKED_AT, MONDAY, yes=True)
    return pressed("UBEN", Press.BUDDY_UNDO, handle(place), ts=ASKED_AT)


LINES = (
    action(Press.STUCK_BUDDY, ask, both=True),
    action(Press.BUDDY_UNASK, unask),
    action(Press.BUDDY_YES, yes, both=True),
    action(Press.BUDDY_NO, no),
    action(Press.BUDDY_UNDO, undo),
)
