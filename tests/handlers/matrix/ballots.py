"""The matrix: secret ballots. Until the close everyone who was asked has their own; then the set has the result."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from handlers.ids import Form, Press, handle
from sets import ballot_closing, ballots
from tests.handlers.matrix.core import FRIDAY, LATER, MONDAY, WROTE, Ids, Json, Room, Things, Town, action, view

# A member's own, whoever they are; a joiner was not there when it opened, and a coach is not asked.
ASKED = "SSNFNNNFMF"


@dataclass(frozen=True)
class Rounds:
    """One that everybody can answer when they press, one that has closed with four answers."""

    open: UUID
    closed: UUID


async def make(town: Town) -> None:
    async with town.store.write() as uow:
        open_ = await ballots.open_round(
            uow, "process_review", town.ids.set_id, uuid4(), LATER + timedelta(days=9), MONDAY
        )
        closed = await ballots.open_round(uow, "process_review", town.ids.set_id, uuid4(), FRIDAY, MONDAY)
    for user in ("UAMINA", "UBEN", "UFAY", "UDEE"):
        await ballots.cast(town.store, user, closed, {"wish": "more silence"}, f"view:{user}", MONDAY)
    await ballot_closing.close_due(town.store, FRIDAY)
    town.ids.put(Rounds(open_, closed))


def open_round(ids: Ids, _things: Things) -> str:
    return handle(ids.get(Rounds).open)


def closed_round(ids: Ids, _things: Things) -> str:
    return handle(ids.get(Rounds).closed)


def chosen(_user: str, ids: Ids, _things: Things) -> Json:
    element = {"type": "radio_buttons", "selected_option": {"value": "half"}}
    state = {"values": {"ballot.questions": {"value": element}}}
    window = {
        "id": "VBALLOT",
        "type": "modal",
        "callback_id": Form.BALLOT,
        "private_metadata": open_round(ids, _things),
    }
    return {"view": {**window, "state": state}}


ROOM = Room(
    rows=(
        action(Press.BALLOT_ANSWER, ASKED, shown=(Form.BALLOT, "Priya, on 555 0100"), value=open_round),
        action(Press.BALLOT_TAKE_BACK, ASKED, shown=("I took it back.", WROTE), value=open_round),
        action(Press.BALLOT_RESULT, ASKED, shown=("4 people answered", "more silence"), value=closed_round),
        view(Form.BALLOT, ASKED, shown=("Your answer is in.", WROTE), value=open_round, sent=chosen),
    ),
    make=make,
)
