"""The matrix: days away."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handlers.ids import Field, Form, Press, handle
from sets import away
from tests.handlers.matrix.core import (
    EVERYONE,
    HOLDER,
    MONDAY,
    WROTE,
    Ids,
    Room,
    Things,
    Town,
    action,
    view,
    word,
)


@dataclass
class DaysAway:
    """A holder's own stretch."""

    id: UUID


async def make(town: Town) -> None:
    """Every holder has a stretch of days away."""
    for things in town.ids.things.values():
        days = date(2026, 6, 1), date(2026, 6, 5)
        _, stretch = await away.save(town.store, things.user, *days, f"away:{things.name}", MONDAY)
        assert stretch is not None
        things.put(DaysAway(stretch.id))


def the_stretch(_ids: Ids, things: Things) -> str:
    return handle(things.get(DaysAway).id)


ROOM = Room(
    rows=(
        action(Press.AWAY, EVERYONE, shown=(Form.AWAY,)),
        word("away", EVERYONE, shown=(Form.AWAY,)),
        view(Form.AWAY, EVERYONE, shown=("I will not remind you from", WROTE)),
        action(Press.AWAY_REMOVE, HOLDER, left="S", shown=("Removed.", WROTE), value=the_stretch),
        action(Press.AWAY_UNDO, HOLDER, left="S", shown=("Undone.", WROTE), value=the_stretch),
    ),
    fields={
        Field.AWAY_FIRST: {"selected_date": "2026-07-01"},
        Field.AWAY_LAST: {"selected_date": "2026-07-09"},
    },
    make=make,
    tables=("away",),
    own_ids=lambda things: (things.get(DaysAway).id,),
)
