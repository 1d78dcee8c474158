"""Statements before the ack: a person's own journal."""

from uuid import UUID

from handlers.ids import Field, Form, Press, handle
from sets import journal
from storage.confidential import Confidential
from storage.models import Reflection
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import Scenes
from tests.whole.statements.core import action, form, home_tab, opens, pressed, still, submitted, window, word


async def wrote(world: Scenes) -> UUID:
    """An entry of Amina's."""
    await journal.write(world.store, "UAMINA", Confidential("a line"), "view:1", world.now)
    found: UUID = await world.one(Reflection.id)
    return found


async def opening(world: Scenes) -> Json:
    await wrote(world)
    return pressed("UAMINA", Press.JOURNAL_OPEN, view=home_tab())


async def turning(world: Scenes) -> Json:
    await wrote(world)
    return pressed("UAMINA", Press.JOURNAL_PAGE, "1")


async def erasing(world: Scenes) -> Json:
    return pressed("UAMINA", Press.JOURNAL_ERASE, handle(await wrote(world)))


async def months(world: Scenes) -> Json:
    await wrote(world)
    payload = pressed("UAMINA", Press.JOURNAL_MONTH, view=window(Form.JOURNAL))
    chosen = {"type": "static_select", "selected_option": {"value": f"{world.now:%Y-%m}"}}
    return {**payload, "actions": [payload["actions"][0] | chosen]}


async def sharing(world: Scenes) -> Json:
    return pressed("UAMINA", Press.JOURNAL_SHARE, handle(await wrote(world)), view=window(Form.JOURNAL))


async def sharing_with(world: Scenes) -> Json:
    asked = window(Form.JOURNAL_SHARE, handle(await wrote(world)))
    return pressed("UAMINA", Press.JOURNAL_SHARE_WITH, handle(world.set_id), view=asked)


LINES = (
    opens(Press.JOURNAL_OPEN, opening),
    opens(Press.JOURNAL_PAGE, turning),
    opens(Press.JOURNAL_MONTH, months),
    # Beside what the form of an update takes (statements/updates.py): the line itself.
    opens(Press.JOURNAL_SHARE, sharing, most=5),
    opens(Press.JOURNAL_SHARE_WITH, sharing_with, most=5),
    opens(Press.JOURNAL_WRITE, still(pressed("UAMINA", Press.JOURNAL_WRITE, view=home_tab()))),
    action(Press.JOURNAL_ERASE, erasing),
    action(Press.REFLECT_RESUME, still(pressed("UAMINA", Press.REFLECT_RESUME))),
    form(Form.JOURNAL_ENTRY, still(submitted("UAMINA", Form.JOURNAL_ENTRY, "", {Field.REFLECTION_ANSWER: "a line"}))),
    form(Form.JOURNAL_APART, still(submitted("UAMINA", Form.JOURNAL_APART, "", {Field.REFLECTION_ANSWER: "a line"}))),
    # Whoever types is met first; the rest is what the button takes.
    word("journal", most=5),
)
