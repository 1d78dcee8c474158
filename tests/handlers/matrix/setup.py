"""The matrix: making a set, its steps, and its channel."""

from handlers.ids import Field, Form, Press, handle
from storage.models import SetupStep
from tests.handlers.matrix.core import (
    COORDINATOR,
    WROTE,
    Ids,
    Room,
    Things,
    Town,
    action,
    event,
    view,
)

_IT_IS_GONE = "CCCCCGCCCC"


async def make(town: Town) -> None:
    """A question to Jo that could not be asked."""
    async with town.store.write() as uow:
        step = {"id": uow.new_id(), "set_id": town.ids.set_id, "kind": "ask", "person_id": town.people["UJO"].id}
        await uow.insert(SetupStep, **step, state="failed", attempts=1, error="cannot_dm_bot")


def the_set(ids: Ids, _things: Things) -> str:
    return handle(ids.set_id)


ROOM = Room(
    rows=(
        action(Press.SET_NEW, COORDINATOR, shown=(Form.SET_NEW,)),
        view(Form.SET_NEW, COORDINATOR, shown=("I am asking everyone now.", WROTE)),
        action(
            Press.SET_RETRY,
            COORDINATOR,
            closed=_IT_IS_GONE,
            shown=("I am trying again.", WROTE),
            value=the_set,
        ),
        action(
            Press.SET_NEW_CHANNEL,
            COORDINATOR,
            closed=_IT_IS_GONE,
            shown=("I am trying again.", WROTE),
            value=the_set,
        ),
        action(
            Press.SET_TAKE_OFF,
            COORDINATOR,
            closed=_IT_IS_GONE,
            shown=("Taken off the list.", WROTE),
            value=the_set,
        ),
        event("group_rename"),
        event("app_uninstalled"),
        event("tokens_revoked"),
    ),
    fields={
        Field.SET_NAME: {"value": "New"},
        Field.SET_CONTACTS: {"value": "Rosa"},
        Field.SET_PEOPLE: {"selected_users": ["U1", "U2", "U3", "U4"]},
    },
    make=make,
)
