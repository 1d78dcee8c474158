"""The matrix: settings, and what Slack says about people."""

from dataclasses import dataclass
from uuid import UUID

from handlers.ids import Field, Form, Press, handle
from sets.people import Settings, change_settings
from tests.handlers.matrix.core import (
    EVERYONE,
    HOLDER,
    WROTE,
    Ids,
    Json,
    Room,
    Things,
    Town,
    action,
    event,
    happened,
    view,
    word,
)


@dataclass
class Saved:
    """What a holder saved in their settings last, as Undo names it."""

    undo_id: UUID


async def make(town: Town) -> None:
    """Every holder has saved their settings."""
    async with town.store.write() as uow:
        for things in town.ids.things.values():
            things.put(Saved(await change_settings(uow, things.person_id, Settings(weekly_limit=2))))


def the_save(_ids: Ids, things: Things) -> str:
    return handle(things.get(Saved).undo_id)


def described(user: str, _ids: Ids, _things: Things) -> Json:
    return happened("user_change", user, user={"id": user, "name": user.lower(), "profile": {"display_name": user}})


ROOM = Room(
    rows=(
        event("user_change", sent=described),
        action(Press.SETTINGS, EVERYONE, shown=(Form.SETTINGS,)),
        word("settings", EVERYONE, shown=(Form.SETTINGS,)),
        view(Form.SETTINGS, EVERYONE, shown=("Saved. You can change this",)),
        action(
            Press.SETTINGS_UNDO,
            HOLDER,
            left="S",
            shown=("Your settings are as they were before.", WROTE),
            value=the_save,
        ),
    ),
    fields={
        Field.DAYS: {"selected_options": [{"value": "1"}]},
        Field.WINDOW_START: {"selected_time": "09:00"},
        Field.WINDOW_END: {"selected_time": "16:00"},
    },
    make=make,
    tables=("person_settings",),
    own_ids=lambda things: (things.get(Saved).undo_id,),
)
