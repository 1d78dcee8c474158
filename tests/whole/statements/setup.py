"""Statements before the ack: making a set, its steps, and its channel."""

from uuid import UUID

from handlers.ids import Field, Form, Press, handle
from sets import setup
from sets.people import known
from sets.setup import NewSet
from storage.models import LearningSet, SetupStep
from storage.queries import setup as setup_queries
from tests.factory import add_coordinator
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import Scenes
from tests.whole.statements.core import (
    Scene,
    action,
    event,
    form,
    home_tab,
    opens,
    pressed,
    submitted,
)

FORM: dict[str, Json | str] = {
    Field.SET_NAME: "Thursday set",
    Field.SET_PEOPLE: {"type": "multi_users_select", "selected_users": [f"U{each}" for each in range(10)]},
    Field.SET_CADENCE: {"type": "static_select", "selected_option": {"value": "4"}},
    Field.SET_ZONE: {"type": "static_select", "selected_option": {"value": "Europe/London"}},
    Field.SET_CONFIDENTIALITY: {"type": "static_select", "selected_option": {"value": "full"}},
    Field.SET_CONTACTS: "Priya, on 555 0100",
}


async def failed_set(world: Scenes) -> UUID:
    """A set of four that Priya made, of whom one could not be asked."""
    await add_coordinator(world.store, "UPRIYA")
    new = NewSet("Thursday set", ["U1", "U2", "U3", "U4"], "Europe/London", "Priya", 4, None)
    await setup.create(world.store, "UPRIYA", new, "view:made", world.now)
    set_id: UUID = await world.one(LearningSet.id, name="Thursday set")
    async with world.store.write() as uow:
        person = await known(uow, "U1")
        assert person is not None
        await setup_queries.finish_step(uow, set_id, "ask", person.id, "user_disabled")
    assert await world.one(SetupStep.error, state="failed") == "user_disabled"
    return set_id


def about_set(press: str) -> Scene:
    async def scene(world: Scenes) -> Json:
        return pressed("UPRIYA", press, handle(await failed_set(world)))

    return scene


async def set_form(world: Scenes) -> Json:
    await failed_set(world)
    return pressed("UPRIYA", Press.SET_NEW, view=home_tab())


async def new_set(world: Scenes) -> Json:
    await failed_set(world)
    return submitted("UPRIYA", Form.SET_NEW, "", FORM)


LINES = (
    opens(Press.SET_NEW, set_form),
    # Rare, and a coordinator's: who asks, whose set and which steps failed are three questions of `sets.access`.
    action(Press.SET_RETRY, about_set(Press.SET_RETRY), 7),
    action(Press.SET_NEW_CHANNEL, about_set(Press.SET_NEW_CHANNEL), 7),
    action(Press.SET_TAKE_OFF, about_set(Press.SET_TAKE_OFF), 6),
    # Once in a set's life, with its people, steps and first phase: nothing of it may stand without the rest.
    form(Form.SET_NEW, new_set, 11, both=True),
    event("group_rename"),
    event("app_uninstalled"),
    event("tokens_revoked"),
)
