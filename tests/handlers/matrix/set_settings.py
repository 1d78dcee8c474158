"""The matrix: a set's own settings are its members' to read and change; a coach is told kindly whose they are."""

from dataclasses import dataclass
from uuid import UUID

from handlers.ids import Field, Form, Press, handle
from sets import set_settings
from sets.set_settings import SetSettings
from tests.handlers.matrix.core import MONDAY, WROTE, Ids, Room, Things, Town, action, view

MEMBERS = "SSNFNNNFMF"
CLOSED = "GGNFNNNFMF"


@dataclass(frozen=True)
class Changed:
    """The newest change of the holder's set."""

    id: UUID


async def make(town: Town) -> None:
    chosen = SetSettings("Priya, on 555 0100", phones=True)
    saved = await set_settings.save(town.store, "UAMINA", town.ids.set_id, chosen, "set_settings", MONDAY)
    assert saved.change_id is not None
    town.ids.put(Changed(saved.change_id))


def the_set(ids: Ids, _things: Things) -> str:
    return handle(ids.set_id)


def the_change(ids: Ids, _things: Things) -> str:
    return handle(ids.get(Changed).id)


ROOM = Room(
    rows=(
        action(Press.SET_SETTINGS, MEMBERS, closed=CLOSED, shown=(Form.SET_SETTINGS,), value=the_set),
        view(Form.SET_SETTINGS, MEMBERS, closed=CLOSED, shown=("Saved for your set.", WROTE), value=the_set),
        action(Press.SET_SETTINGS_UNDO, MEMBERS, closed=CLOSED, shown=("Undone.", WROTE), value=the_change),
    ),
    fields={
        # The days of check-ins as they are: when a holder is asked is theirs to see, and follows the set's choice.
        Field.OUR_BEFORE: {"selected_option": {"value": "3"}},
        Field.OUR_AFTER: {"selected_option": {"value": "7"}},
        Field.OUR_REFLECTIONS: {"selected_option": {"value": "off"}},
        Field.OUR_PHONES: {"selected_option": {"value": "one"}},
        Field.OUR_CONTACTS: {"value": "Ada, on 555 0199"},
    },
    make=make,
)
