"""Statements before the ack: taking turns."""

from uuid import UUID

from sqlalchemy import update

from handlers.ids import Press, handle
from sets import offering
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.models import Session, Turn
from tests.factory import add_issue, add_session
from tests.handlers.action_kit import Json
from tests.handlers.rotation_kit import OFFERED, SESSION
from tests.whole.statement_kit import CountingBot, Scenes
from tests.whole.statements.core import Scene, action, opens, pressed


async def offered(world: Scenes) -> UUID:
    """Amina is asked to guide the next session: Ben is its host, so nobody is asked for that."""
    await add_session(world.store, world.set_id, SESSION)
    await offering.tick(world.store, OFFERED)
    world.now = OFFERED
    turn_id: UUID = await world.one(Turn.id, ledger="facilitating")
    return turn_id


async def whose(world: Scenes, turn_id: UUID) -> str:
    """Slack's id of who was asked: of equals, chance decides."""
    person_id = await world.one(Turn.person_id, id=turn_id)
    return "UAMINA" if person_id == world.amina.id else "UBEN"


def answer(press: str) -> Scene:
    async def scene(world: Scenes) -> Json:
        turn_id = await offered(world)
        return pressed(await whose(world, turn_id), press, handle(turn_id, 1))

    return scene


async def undo(world: Scenes) -> Json:
    turn_id = await offered(world)
    user = await whose(world, turn_id)
    await CountingBot(world.store, world.now).press(user, Press.TURN_YES, handle(turn_id, 1), ts="0")
    return pressed(user, Press.TURN_UNDO, handle(turn_id, 2))


def volunteer(press: str) -> Scene:
    async def scene(world: Scenes) -> Json:
        turn_id = await offered(world)
        other = "UBEN" if await whose(world, turn_id) == "UAMINA" else "UAMINA"
        return pressed(other, press, handle(await world.one(Turn.session_id, id=turn_id)))

    return scene


async def guide(world: Scenes) -> Json:
    """Amina's guide, with a place and an issue from before: their words open with the set's one key."""
    world.now = OFFERED
    session_id = await add_session(world.store, world.set_id, SESSION, facilitator=world.amina)
    scope = Scope("set", world.set_id)
    async with world.store.write() as uow:
        place = await uow.seal(Field.SESSION_PLACE, scope, session_id, Confidential("Room 4"))
        await uow.execute(update(Session).values(place=place))
    await add_issue(world.store, world.set_id, world.amina.id, "Rotas", OFFERED)
    return pressed("UAMINA", Press.BRIEF_OPEN, handle(session_id))


def practice(press: str) -> Scene:
    async def scene(world: Scenes) -> Json:
        return pressed("UAMINA", press, handle(await add_session(world.store, world.set_id, SESSION), 2))

    return scene


# What somebody waits for who was asked: their turn ends, the volunteer's begins with its message, session and rota
# follow, and both messages and the Home of the volunteer are sent. Whether they may is read from all that decides whose
# turn it is. Rare: once a session at most.
VOLUNTEER = 16
LINES = (
    # Also how many asked for time, and the last ballot about how they worked.
    opens(Press.BRIEF_OPEN, guide, 5),
    opens(Press.PRACTICE, practice(Press.PRACTICE)),
    opens(Press.PRACTICE_NEXT, practice(Press.PRACTICE_NEXT)),
    opens(Press.PRACTICE_BACK, practice(Press.PRACTICE_BACK)),
    opens(Press.TURN_SHOW, answer(Press.TURN_SHOW)),
    action(Press.TURN_YES, answer(Press.TURN_YES)),
    action(Press.TURN_NOT, answer(Press.TURN_NOT)),
    action(Press.TURN_UNDO, undo),
    action(Press.TURN_VOLUNTEER, volunteer(Press.TURN_VOLUNTEER), VOLUNTEER),
    action(Press.HOST_VOLUNTEER, volunteer(Press.HOST_VOLUNTEER), VOLUNTEER),
)
