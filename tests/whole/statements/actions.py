"""Statements before the ack: committing to actions, one's list, changing, stopping, undoing."""

from uuid import UUID

from sqlalchemy import select

from handlers.ids import Field, Form, Press, handle
from sets.notes import Line, Reads, keep
from storage.confidential import Confidential
from storage.models import Action, ActionEvent
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import FRIDAY, CountingBot, Scenes
from tests.whole.statements.core import (
    PRESS,
    Scene,
    action,
    form,
    home_tab,
    opens,
    pressed,
    still,
    submitted,
    window,
    word,
)

FORM: dict[str, Json | str] = {
    Field.ACTION_LABEL: "Ring three wards",
    Field.ACTION_DUE: "next Friday",
    Field.ACTION_ABOUT: "Handover",
}


def of_action(press: str, view: Json | None = None) -> Scene:
    """Pressed on an open action; in a window about it, or in a message."""

    async def scene(world: Scenes) -> Json:
        action_id = await world.action()
        shown = {**view, "private_metadata": handle(action_id)} if view else None
        return pressed("UAMINA", press, handle(action_id, await world.one(Action.revision)), view=shown)

    return scene


def of_form(name: str, values: dict[str, Json | str]) -> Scene:
    """A form about an open action."""

    async def scene(world: Scenes) -> Json:
        action_id = await world.action()
        metadata = handle(action_id, await world.one(Action.revision))
        return submitted("UAMINA", name, metadata, values)

    return scene


async def stop_asked(world: Scenes) -> Json:
    action_id = await world.action()
    await world.ask(FRIDAY)
    return pressed("UAMINA", Press.ACTION_STOP, handle(action_id, await world.one(Action.revision)))


async def undo(world: Scenes) -> Json:
    await world.action()
    return pressed("UAMINA", Press.ACTION_UNDO, handle(await _last_event(world)))


async def undo_in_window(world: Scenes) -> Json:
    action_id = await world.action()
    view = window(Form.ACTION_VIEW, handle(action_id))
    return pressed("UAMINA", Press.ACTION_UNDO, handle(await _last_event(world)), view=view)


async def _last_event(world: Scenes) -> UUID:
    async with world.store.read() as uow:
        newest = select(ActionEvent.id).order_by(ActionEvent.at.desc()).limit(1)
        return (await uow.rows(newest)).scalar_one()


async def draft(world: Scenes) -> Json:
    await world.action()
    return submitted("UAMINA", Form.ACTION, "", FORM)


async def confirmed(world: Scenes) -> Json:
    await world.action()
    await CountingBot(world.store, world.now).send(submitted("UAMINA", Form.ACTION, "", FORM))
    draft_id = await world.one(Action.id, standing="draft")
    return submitted("UAMINA", Form.ACTION_DATE, handle(draft_id, 1))


async def ours(world: Scenes) -> Json:
    action_id = await world.action()
    words = Confidential("Two of three rung")
    await keep(world.store, "UAMINA", action_id, Line(words, Reads.SET), "view:shared", world.now)
    return pressed("UBEN", Press.OUR_ACTIONS, handle(world.set_id), view=home_tab())


LINES = (
    opens(Press.ACTION_NEW, still(pressed("UAMINA", Press.ACTION_NEW, view=home_tab()))),
    word("action", most=5),  # and the people and issues that its form can choose from
    # Whose they are, how many, one page, the last closed, their sets, and what they want to bring, sealed apart.
    opens(Press.ACTION_LIST, of_action(Press.ACTION_LIST, home_tab()), most=6),
    opens(Press.OUR_ACTIONS, ours, most=6),  # lines and outcomes that were shared stand in tables of their own
    # Its notes; what was not asked, who backs it up and their words, each from a table of its own.
    opens(Press.ACTION_OPEN, of_action(Press.ACTION_OPEN), most=5, both=True),
    opens(Press.ACTION_CHANGE, of_action(Press.ACTION_CHANGE)),
    action(Press.ACTION_STOP, of_action(Press.ACTION_STOP)),
    action(Press.ACTION_STOP, of_action(Press.ACTION_STOP, window(Form.ACTION_VIEW)), PRESS, "in a window"),
    # A question about it that waits in a message: that is answered too, and its message brought up to date.
    action(Press.ACTION_STOP, stop_asked, 7, "asked about"),
    # Receipt, reading, action and event; and the questions about it, which come back with what was taken back.
    action(Press.ACTION_UNDO, undo, 5),
    action(Press.ACTION_UNDO, undo_in_window, 5, "in a window"),
    form(Form.ACTION, draft),
    form(Form.ACTION_DATE, confirmed),
    form(Form.ACTION_CHANGE, of_form(Form.ACTION_CHANGE, FORM)),
)
