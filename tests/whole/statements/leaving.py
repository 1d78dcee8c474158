"""Statements before the ack: leaving a set, and coming back."""

from handlers.ids import Form, Press, handle
from storage.models import Invitation
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import CountingBot, Scenes
from tests.whole.statements.core import JOINING, LEAVING, action, form, home_tab, opens, pressed, submitted, window


async def opened(world: Scenes) -> Json:
    return pressed("UAMINA", Press.LEAVE, handle(world.set_id), view=home_tab())


async def sent(world: Scenes) -> Json:
    return submitted("UAMINA", Form.LEAVE, handle(world.set_id))


async def undone(world: Scenes) -> Json:
    await CountingBot(world.store, world.now).send(await sent(world))
    invitation = await world.one(Invitation.id, person_id=world.amina.id)
    revision = await world.one(Invitation.revision, person_id=world.amina.id)
    return pressed("UAMINA", Press.LEAVE_UNDO, handle(invitation, revision), view=window(Form.MENU))


LINES = (
    opens(Press.LEAVE, opened),
    form(Form.LEAVE, sent, 6 + LEAVING, both=True),
    # Once in a membership: the receipt, the answer, the membership and Slack's invitation are four rows; and whether
    # their words were to be erased with their leaving.
    action(Press.LEAVE_UNDO, undone, 6 + JOINING),
)
