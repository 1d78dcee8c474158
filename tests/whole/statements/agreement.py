"""Statements before the ack: the ground rules."""

from uuid import UUID

from handlers.ids import Field, Form, Press, handle
from sets import agreement
from storage.confidential import Confidential
from storage.queries import agreement as queries
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import Scenes
from tests.whole.statements.core import Scene, action, form, home_tab, opens, pressed, submitted, window


async def begun(world: Scenes) -> UUID:
    """The set's rules stand."""
    await agreement.begin_due(world.store, world.now)
    async with world.store.read() as uow:
        row = await queries.newest(uow, world.set_id)
    assert row is not None
    return row.id


def in_set(press: str) -> Scene:
    async def scene(world: Scenes) -> Json:
        await begun(world)
        words = Confidential("Phones away")
        await agreement.suggest(world.store, "UAMINA", world.set_id, words, "idea", world.now)
        return pressed("UAMINA", press, handle(world.set_id), view=home_tab())

    return scene


def version(press: str) -> Scene:
    async def scene(world: Scenes) -> Json:
        row_id = await begun(world)
        if press == Press.RULES_UNDO:
            await agreement.agree(world.store, "UAMINA", row_id, yes=True, key="yes", now=world.now)
        return pressed("UAMINA", press, handle(row_id))

    return scene


async def take_back(world: Scenes) -> Json:
    await begun(world)
    words = Confidential("Phones away")
    _, idea = await agreement.suggest(world.store, "UAMINA", world.set_id, words, "idea", world.now)
    return pressed("UAMINA", Press.RULES_TAKE_BACK, handle(idea), view=window(Form.MENU))


def sent(name: str, field: str) -> Scene:
    async def scene(world: Scenes) -> Json:
        await begun(world)
        return submitted("UAMINA", name, handle(world.set_id, 1), {field: "Phones away"})

    return scene


LINES = (
    opens(Press.RULES_READ, in_set(Press.RULES_READ)),
    opens(Press.RULES_SUGGEST, in_set(Press.RULES_SUGGEST)),
    opens(Press.RULES_WRITE, in_set(Press.RULES_WRITE)),
    action(Press.RULES_AGREE, version(Press.RULES_AGREE), both=True),
    action(Press.RULES_UNDO, version(Press.RULES_UNDO)),
    action(Press.RULES_TAKE_BACK, take_back),
    form(Form.RULES_SUGGEST, sent(Form.RULES_SUGGEST, Field.RULE_IDEA)),
    form(Form.RULES_WRITE, sent(Form.RULES_WRITE, Field.RULES), both=True),
)
