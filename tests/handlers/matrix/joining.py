"""The matrix: being asked into a set, and the channel's arrivals."""

from dataclasses import dataclass
from uuid import UUID

from handlers import joining as joining_listeners
from handlers.ids import Field, Form, Press, handle
from sets import joining
from sets.people import settings_from
from storage.queries import joining as joining_queries
from tests.handlers.matrix.core import EVERYONE, JOINER, WROTE, Ids, Room, Things, Town, action, event, view

_LATE = "NNNNGNNNNN"  # a closed set takes nobody in


@dataclass(frozen=True)
class Invited:
    """Jo's invitation. fingerprint: of the words that were shown."""

    invitation: UUID
    fingerprint: int


async def after_leaving(town: Town) -> None:
    """The words name who coordinates the set, so they are read when everything has happened."""
    async with town.store.read() as uow:
        row = await joining_queries.invitation_of(uow, town.people["UJO"].id, town.ids.set_id)
        found = await joining_queries.asked(uow, row.id) if row else None
    assert found is not None
    asked = joining.Asked(found.invitation, found.person, settings_from(found.settings))
    town.ids.put(Invited(found.invitation.id, joining.fingerprint(joining_listeners._words(asked))))


def second_screen(ids: Ids, _things: Things) -> str:
    return handle(ids.get(Invited).invitation, 2)


def words_shown(ids: Ids, _things: Things) -> str:
    return handle(ids.get(Invited).invitation, ids.get(Invited).fingerprint)


def first_time(ids: Ids, _things: Things) -> str:
    return handle(ids.get(Invited).invitation, 1)


def invitation(ids: Ids, _things: Things) -> str:
    return handle(ids.get(Invited).invitation)


ROOM = Room(
    rows=(
        action(Press.JOIN_NEXT, JOINER, closed=_LATE, shown=("Who can see what",), value=second_screen),
        action(Press.JOIN_BACK, JOINER, closed=_LATE, shown=("Who can see what",), value=second_screen),
        action(Press.JOIN_LOOK, JOINER, closed=_LATE, shown=(WROTE,), value=second_screen),
        action(
            Press.JOIN_YES,
            JOINER,
            closed=_LATE,
            shown=("You have joined", "Tuesday set", WROTE),
            value=words_shown,
        ),
        action(Press.JOIN_NOT_NOW, JOINER, closed=_LATE, shown=("You have not joined", WROTE), value=first_time),
        action(Press.JOIN_UNDO, JOINER, closed=_LATE, shown=("Your choices",), value=first_time),
        action(Press.JOIN_CHOICES, EVERYONE, shown=(Form.SETTINGS,)),
        action(
            Press.JOIN_ASK,
            JOINER,
            closed=_LATE,
            shown=(Form.JOIN_QUESTION, "Priya, on 555 0100"),
            value=second_screen,
        ),
        view(Form.JOIN_QUESTION, JOINER, closed=_LATE, shown=("Your question is with", WROTE), value=invitation),
        event("member_joined_channel"),
        event("member_left_channel"),
    ),
    fields={Field.QUESTION: {"value": "typed"}},
    after_leaving=after_leaving,
    tables=("membership",),
)
