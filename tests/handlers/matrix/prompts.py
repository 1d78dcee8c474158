"""The matrix: a set's own questions, read and changed by its members. To a coach they are kindly not shown."""

from dataclasses import dataclass
from uuid import UUID

from handlers.ids import Field, Form, Press, handle
from sets import prompts
from storage.confidential import Confidential
from tests.handlers.matrix.core import MONDAY, WROTE, Ids, Room, Things, Town, action, view

MEMBERS, CLOSED = "SRNFNNNFMF", "GGNFNNNFMF"


@dataclass(frozen=True)
class Ours:
    """A question that stands, and one that was taken off."""

    stands: UUID
    off: UUID


async def make(town: Town) -> None:
    made = []
    for words in ("AMINA-PROMPT", "AMINA-OFF"):
        typed = Confidential(words)
        _, prompt_id = await prompts.add(town.store, "UAMINA", town.ids.set_id, typed, f"view:{words}", MONDAY)
        assert prompt_id is not None
        made.append(prompt_id)
    await prompts.take_off(town.store, "UAMINA", made[1], "press:off", MONDAY)
    town.ids.put(Ours(*made))


def the_set(ids: Ids, _things: Things) -> str:
    return handle(ids.set_id)


def stands(ids: Ids, _things: Things) -> str:
    return handle(ids.get(Ours).stands)


def off(ids: Ids, _things: Things) -> str:
    return handle(ids.get(Ours).off)


ROOM = Room(
    rows=(
        action(
            Press.PROMPTS,
            MEMBERS,
            closed=CLOSED,
            shown=("Our questions", "AMINA-PROMPT"),
            value=the_set,
        ),
        action(Press.PROMPT_ADD, MEMBERS, closed=CLOSED, shown=(Form.PROMPT_ADD,), value=the_set),
        view(Form.PROMPT_ADD, MEMBERS, closed=CLOSED, shown=("Added.", WROTE), value=the_set),
        action(Press.PROMPT_OFF, MEMBERS, closed=CLOSED, shown=("taken it off", WROTE), value=stands),
        action(Press.PROMPT_UNDO, MEMBERS, closed=CLOSED, shown=("Undone.", WROTE), value=off),
    ),
    fields={Field.PROMPT: {"value": "my own words"}},
    make=make,
)
