"""The matrix: swaps. The form is for the one whose turn it is; an answer is for the one who was asked."""

from dataclasses import dataclass
from uuid import UUID

from handlers.ids import Field, Form, Press, handle
from sets import swapping
from storage.models import Swap
from tests.factory import add_session
from tests.handlers.matrix.core import HOLDER, LATER, WROTE, Ids, Room, Things, Town, action, view
from tests.handlers.matrix.rotation import _turn
from tests.handlers.rotation_kit import wall

_OVER = "GNNNNNNNNN"  # a closed set has no turns
# The turn of a session: only the one who has it; to others in the set it is somebody else's, and a coach takes none.
MINE = "STNFNNNFMF"


@dataclass(frozen=True)
class Swaps:
    """A holder's turn that they keep and its session; and a swap they were asked for, declined, agreed."""

    turn: UUID
    session: UUID
    asked: UUID
    declined: UUID
    agreed: UUID


@dataclass(frozen=True)
class Partner:
    """Ben, whom anyone may ask."""

    person_id: UUID


async def make(town: Town) -> None:
    day = 1
    for things in town.ids.things.values():
        session, turn = await _given(town, things.user, day)
        swaps = []
        for number, state in enumerate(("asked", "declined", "agreed"), 1):
            whose = things.user if state == "agreed" else "UBEN"
            _, bens = await _given(town, whose, day + number)
            swaps.append(await _swap(town, bens, things.person_id, "asked" if state == "declined" else state))
        await swapping.decline(town.store, things.user, swaps[1], LATER)  # what Ben is to hear waits in the outbox
        things.put(Swaps(turn, session, swaps[0], swaps[1], swaps[2]))
        day += 4
    town.ids.put(Partner(town.people["UBEN"].id))


async def _given(town: Town, user: str, day: int) -> tuple[UUID, UUID]:
    """A session whose turn this person has: its id and the turn's."""
    person = town.people[user]
    session = await add_session(
        town.store, town.ids.set_id, wall(10, day, 14), ordinal=300 + day, facilitator=person, host=person
    )
    return session, await _turn(town, session, person.id, "accepted")


async def _swap(town: Town, turn_id: UUID, asked_id: UUID, state: str) -> UUID:
    """Ben asks for his turn to be taken."""
    async with town.store.write() as uow:
        swap_id = uow.new_id()
        people = {"asker_id": town.people["UBEN"].id, "asked_id": asked_id}
        moments = {"asked_at": LATER, "answered_at": None if state == "asked" else LATER}
        await uow.insert(
            Swap, id=swap_id, turn_id=turn_id, other_turn_id=None, state=state, **people, **moments, revision=1
        )
    return swap_id


def turn(_ids: Ids, things: Things) -> str:
    return handle(things.get(Swaps).turn, 1)


def session(_ids: Ids, things: Things) -> str:
    return handle(things.get(Swaps).session)


def asked(_ids: Ids, things: Things) -> str:
    return handle(things.get(Swaps).asked, 1)


def declined(_ids: Ids, things: Things) -> str:
    return handle(things.get(Swaps).declined)


def agreed(_ids: Ids, things: Things) -> str:
    return handle(things.get(Swaps).agreed)


def with_ben(user: str, ids: Ids, things: Things) -> dict[str, object]:
    """The form as its owner sends it: Ben is chosen."""
    chosen = {Field.SWAP_WITH: {Field.VALUE: {"selected_option": {"value": handle(ids.get(Partner).person_id)}}}}
    sent = {"id": f"V{user}", "type": "modal", "callback_id": Form.SWAP, "private_metadata": turn(ids, things)}
    return {"view": {**sent, "state": {"values": chosen}, "blocks": []}}


ROOM = Room(
    rows=(
        action(Press.TURN_SWAP, HOLDER, closed=_OVER, shown=(Form.SWAP, "Whom shall I ask?"), value=turn),
        action(Press.TURN_SWAP_MINE, MINE, closed="GGNFNNNFMF", shown=(Form.SWAP, "Whom shall I ask?"), value=session),
        view(Form.SWAP, HOLDER, closed=_OVER, shown=("You keep the turn until", WROTE), value=turn, sent=with_ben),
        action(Press.SWAP_TAKE_BACK, HOLDER, closed=_OVER, shown=("You facilitate the session on",), value=turn),
        action(Press.SWAP_VOLUNTEER, HOLDER, closed=_OVER, shown=("I have asked in your channel.", WROTE), value=turn),
        action(Press.SWAP_YES, HOLDER, closed=_OVER, shown=("Swapped. It is your turn on", WROTE), value=asked),
        action(Press.SWAP_NO, HOLDER, closed=_OVER, shown=("you cannot this time.", WROTE), value=asked),
        action(Press.SWAP_UNDO, HOLDER, closed=_OVER, shown=("Undone.", WROTE), value=declined),
        action(Press.SWAP_BACK, HOLDER, closed=_OVER, shown=("until they say yes.", WROTE), value=agreed),
    ),
    make=make,
    # A swap is two people's: it lapses when either of them leaves. So its rows are nobody's own.
    needs=("rotation",),
)
