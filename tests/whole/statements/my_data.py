"""Statements before the ack: seeing what is kept of oneself."""

from handlers.ids import Field, Form, Press, handle
from handlers.messages.my_data import place
from sets import journal
from sets.my_data import About, Kind
from storage.confidential import Confidential
from storage.models import Reflection
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import Scenes
from tests.whole.statements.core import Scene, action, form, home_tab, opens, pressed, still, submitted, word


def seeing(group: Kind | About) -> Scene:
    """Amina has an action; she looks at a page."""

    async def scene(world: Scenes) -> Json:
        await world.action()
        return pressed("UAMINA", Press.DATA_PAGE, place(group))

    return scene


async def erasing(world: Scenes) -> Json:
    return pressed("UAMINA", Press.DATA_ERASE, handle(await world.action(), Kind.ACTION))


async def entry(world: Scenes) -> str:
    await journal.write(world.store, "UAMINA", Confidential("a line"), "view:1", world.now)
    return handle(await world.one(Reflection.id), Kind.REFLECTION)


async def correcting(world: Scenes) -> Json:
    return pressed("UAMINA", Press.DATA_CORRECT, await entry(world))


async def corrected(world: Scenes) -> Json:
    return submitted("UAMINA", Form.DATA_CORRECT, await entry(world), {Field.DATA_WORDS: "another line"})


LINES = (
    opens(Press.DATA, still(pressed("UAMINA", Press.DATA, view=home_tab()))),
    opens(Press.DATA_PAGE, seeing(Kind.ACTION), both=True),
    # Rare: who, and a statement for each of nine kinds of facts.
    opens(Press.DATA_PAGE, seeing(About.SETS), 10, note="of facts", both=True),
    # Rare, and for good: who, which, receipt; what was asked, the lists it stands on, and six tables that hang on it.
    action(Press.DATA_ERASE, erasing, 14, both=True),
    opens(Press.DATA_CORRECT, correcting),
    form(Form.DATA_CORRECT, corrected),
    word("data"),
)
