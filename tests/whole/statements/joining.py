"""Statements before the ack: being asked into a set, and the channel's arrivals."""

from uuid import uuid4

from handlers.ids import Field, Form, Press, handle
from handlers.messages.joining import as_it_stands
from handlers.people import reader_of
from sets import joining
from storage.models import Invitation
from tests.factory import add_coordinator, add_person, add_set
from tests.handlers.action_kit import Json, buttons_of
from tests.whole.statement_kit import CountingBot, Scenes
from tests.whole.statements.core import (
    JOINING,
    LEAVING,
    Scene,
    action,
    event,
    form,
    happened,
    home_tab,
    opens,
    pressed,
    submitted,
)


async def invited(world: Scenes, state: str = "asked") -> Json:
    """Nia was asked into the second set; the buttons of the third screen, or of what stands after her answer."""
    nia = await add_person(world.store, "UNIA", name="Nia")
    await add_set(world.store, await add_coordinator(world.store, "UPRIYA"), asked=[nia], channel_id="CTWO")
    invitation_id = await world.one(Invitation.id, person_id=nia.id)
    for number in range(1 if state == "asked" else 2):
        async with world.store.read() as uow:
            found = await joining.asked(uow, "UNIA", invitation_id)
        screen = buttons_of({"blocks": _screens(found)})
        if number == 0 and state != "asked":
            press = Press.JOIN_YES if state == "joined" else Press.JOIN_NOT_NOW
            await CountingBot(world.store, world.now).press("UNIA", press, screen[press]["value"], ts="0")
    return {name: button.get("value", "") for name, button in screen.items()}


def _screens(found: joining.Asked) -> list[Json]:
    """The blocks of every screen, one after the other."""
    shown = [as_it_stands(reader_of(found.person), found, number) for number in (1, 2, 3)]
    return [block for screen in shown for block in screen["blocks"]]


def answer(press: str, state: str = "asked", view: Json | None = None) -> Scene:
    async def scene(world: Scenes) -> Json:
        buttons = await invited(world, state)
        value = buttons.get(press) or handle(uuid4())
        if press == Press.JOIN_LOOK:
            value = buttons[Press.JOIN_NEXT]
        return pressed("UNIA", press, value, view=view)

    return scene


async def question(world: Scenes) -> Json:
    buttons = await invited(world)
    return submitted("UNIA", Form.JOIN_QUESTION, buttons[Press.JOIN_ASK], {Field.QUESTION: "How long is it?"})


async def arrived(world: Scenes) -> Json:
    await invited(world)
    return happened("member_joined_channel", user="UAMINA", channel="CTWO")


async def stranger_arrived(world: Scenes) -> Json:
    return happened("member_joined_channel", user="UNEVER", channel="CSET")


LINES = (
    opens(Press.JOIN_NEXT, answer(Press.JOIN_NEXT)),
    opens(Press.JOIN_BACK, answer(Press.JOIN_BACK)),
    # Once in a membership: the receipt, the answer, the membership, Slack's invitation and the consent are five rows.
    action(Press.JOIN_YES, answer(Press.JOIN_YES), 6 + JOINING, both=True),
    action(Press.JOIN_NOT_NOW, answer(Press.JOIN_NOT_NOW)),
    action(Press.JOIN_UNDO, answer(Press.JOIN_UNDO, "joined"), 6 + LEAVING),  # and the same five back
    opens(Press.JOIN_ASK, answer(Press.JOIN_ASK)),
    opens(Press.JOIN_CHOICES, answer(Press.JOIN_CHOICES)),
    action(Press.JOIN_LOOK, answer(Press.JOIN_LOOK, view=home_tab())),
    form(Form.JOIN_QUESTION, question),
    event("member_joined_channel", arrived),
    # Rare: somebody the bot has never met is in a set's channel, and becomes a row before the set is told.
    event("member_joined_channel", stranger_arrived, 10, note="a stranger", both=True),
    event("member_left_channel"),
)
