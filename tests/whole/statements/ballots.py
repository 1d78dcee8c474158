"""Statements before the ack: secret ballots."""

from datetime import timedelta
from uuid import UUID, uuid4

from handlers.ids import Field, Form, Press, handle
from sets import ballot_closing, ballots
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import Scenes
from tests.whole.statements.core import action, form, opens, pressed, submitted

RADIO = {"type": "radio_buttons", "selected_option": {"value": "half"}}


async def asked(world: Scenes) -> UUID:
    """A round that Amina was asked in."""
    async with world.store.write() as uow:
        deadline = world.now + timedelta(days=1)
        return await ballots.open_round(uow, "process_review", world.set_id, uuid4(), deadline, world.now)


async def opening(world: Scenes) -> Json:
    return pressed("UAMINA", Press.BALLOT_ANSWER, handle(await asked(world)))


async def taking_back(world: Scenes) -> Json:
    return pressed("UAMINA", Press.BALLOT_TAKE_BACK, handle(await asked(world)))


async def reading(world: Scenes) -> Json:
    round_id = await asked(world)
    await ballot_closing.close_due(world.store, world.now + timedelta(days=1))
    return pressed("UAMINA", Press.BALLOT_RESULT, handle(round_id))


async def answering(world: Scenes) -> Json:
    return submitted("UAMINA", Form.BALLOT, handle(await asked(world)), {f"{Field.BALLOT_PREFIX}questions": RADIO})


LINES = (
    opens(Press.BALLOT_ANSWER, opening),
    # Whose round, the receipt, its lock, every ballot and its key are read; then every ballot is written anew.
    action(Press.BALLOT_TAKE_BACK, taking_back, 6, both=True),
    opens(Press.BALLOT_RESULT, reading),
    form(Form.BALLOT, answering),
)
