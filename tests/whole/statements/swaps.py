"""Statements before the ack: swapping turns."""

from uuid import UUID

from handlers.ids import Field, Form, Press, handle
from sets import swapping
from sets.rotation import Ledger
from sets.turns import volunteer
from storage.models import Person, Swap, Turn
from tests.factory import add_session
from tests.handlers.action_kit import Json
from tests.handlers.rotation_kit import OFFERED, SESSION, wall
from tests.whole.statement_kit import CountingBot, Scenes
from tests.whole.statements.core import Scene, action, form, opens, pressed, submitted


async def given(world: Scenes) -> UUID:
    """Amina guides the next session and Ben the one after; her turn."""
    world.now = OFFERED
    for ordinal, (user, start) in enumerate((("UAMINA", SESSION), ("UBEN", wall(6, 26, 14))), 1):
        session_id = await add_session(world.store, world.set_id, start, ordinal=ordinal)
        await volunteer(world.store, user, session_id, Ledger.FACILITATING, world.now)
    turn_id: UUID = await world.one(Turn.id, person_id=world.amina.id)
    return turn_id


async def asked(world: Scenes) -> UUID:
    """Amina asks Ben."""
    turn_id, ben = await given(world), await world.one(Person.id, slack_user_id="UBEN")
    await swapping.ask(world.store, "UAMINA", turn_id, ben, key="view:a", now=world.now)
    swap_id: UUID = await world.one(Swap.id)
    return swap_id


def of_turn(press: str) -> Scene:
    async def scene(world: Scenes) -> Json:
        return pressed("UAMINA", press, handle(await given(world), 1))

    return scene


async def of_session(world: Scenes) -> Json:
    turn_id = await given(world)
    return pressed("UAMINA", Press.TURN_SWAP_MINE, handle(await world.one(Turn.session_id, id=turn_id)))


async def sent(world: Scenes) -> Json:
    turn_id, ben = await given(world), await world.one(Person.id, slack_user_id="UBEN")
    chosen: Json = {"type": "static_select", "selected_option": {"value": handle(ben)}}
    return submitted("UAMINA", Form.SWAP, handle(turn_id, 1), {Field.SWAP_WITH: chosen})


async def take_back(world: Scenes) -> Json:
    await asked(world)
    return pressed("UAMINA", Press.SWAP_TAKE_BACK, handle(await world.one(Turn.id, person_id=world.amina.id), 1))


def answer(press: str, before: str = "") -> Scene:
    async def scene(world: Scenes) -> Json:
        swap_id = await asked(world)
        if before:
            await CountingBot(world.store, world.now).press("UBEN", before, handle(swap_id, 1), ts="0")
        return pressed("UBEN", press, handle(swap_id, 1))

    return scene


# A yes moves two turns in two ledgers' worth of rows: for each, the turn given, the turn taken, the session and its
# rota; then the asker, their message and the channel are told. Once in a swap.
YES = 20
# Who may be asked is read from all that decides whose turn it is: nobody is to have two running.
MAY_BE_ASKED = 8
LINES = (
    opens(Press.TURN_SWAP, of_turn(Press.TURN_SWAP), MAY_BE_ASKED),
    opens(Press.TURN_SWAP_MINE, of_session, MAY_BE_ASKED + 1),
    # The form reads who may be asked, and when that person may be written to, before it writes.
    form(Form.SWAP, sent, 8 + MAY_BE_ASKED),
    action(Press.SWAP_YES, answer(Press.SWAP_YES), YES),
    action(Press.SWAP_NO, answer(Press.SWAP_NO)),
    action(Press.SWAP_UNDO, answer(Press.SWAP_UNDO, Press.SWAP_NO)),
    # The new question is asked within the hours of the other person, and points at both turns.
    action(Press.SWAP_BACK, answer(Press.SWAP_BACK, Press.SWAP_YES), 9),
    action(Press.SWAP_TAKE_BACK, take_back, 5),  # the message to the one who was asked follows
    # The rota's row is made when there is none, and held; the channel is read and told.
    action(Press.SWAP_VOLUNTEER, of_turn(Press.SWAP_VOLUNTEER), 7),
)
