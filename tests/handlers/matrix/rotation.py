"""The matrix: turns. An offer is its own person's; a session's turn is for members of its set, never for a coach."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from handlers.ids import Form, Press, handle
from storage.models import Turn
from tests.factory import add_session
from tests.handlers.matrix.core import HOLDER, LATER, WROTE, Ids, Room, Row, Things, Town, action
from tests.handlers.rotation_kit import wall

# A swapped facilitator loses the guide at once: only the one whose turn it is now may open it. A past coach has left.
GUIDE = "STNFNNNFTF"
PRACTICE = "SRNFNNNFRF"  # nothing of the set stands in it, but it is the set's session
MEMBER = "SRNFNNNFMF"  # "Agreement, rota, calendar: the set changes them"
_OVER = "GNNNNNNNNN"  # a closed set has no turns
_ALL_OVER = "GGNFNNNFMF"


@dataclass(frozen=True)
class Turns:
    """A holder's turn, offered; one they said yes to and may take back, and its session."""

    offered: UUID
    accepted: UUID
    session: UUID


@dataclass(frozen=True)
class Free:
    """A session of the set that nobody guides or hosts."""

    session: UUID


async def make(town: Town) -> None:
    ordinal = 0
    for things in town.ids.things.values():
        ids = []
        for state in ("offered", "accepted"):
            ordinal += 1
            whose = town.people[things.user] if state == "accepted" else None
            session = await add_session(
                town.store, town.ids.set_id, wall(9, ordinal, 14), ordinal=200 + ordinal, facilitator=whose
            )
            ids.append(await _turn(town, session, things.person_id, state))
        things.put(Turns(ids[0], ids[1], session))
    town.ids.put(Free(await add_session(town.store, town.ids.set_id, wall(9, 20, 14), ordinal=220)))


async def _turn(town: Town, session_id: UUID, person_id: UUID, state: str) -> UUID:
    async with town.store.write() as uow:
        turn_id = uow.new_id()
        await uow.insert(
            Turn,
            id=turn_id,
            set_id=town.ids.set_id,
            session_id=session_id,
            ledger="facilitating",
            person_id=person_id,
            state=state,
            rule="least_served",
            offered_at=LATER,
            answered_at=LATER if state == "accepted" else None,
            expires_at=LATER + timedelta(days=2) if state == "offered" else None,
            revision=1,
        )
    return turn_id


def offered(_ids: Ids, things: Things) -> str:
    return handle(things.get(Turns).offered, 1)


def accepted(_ids: Ids, things: Things) -> str:
    return handle(things.get(Turns).accepted, 1)


def free(ids: Ids, _things: Things) -> str:
    return handle(ids.get(Free).session)


def own_session(_ids: Ids, things: Things) -> str:
    return handle(things.get(Turns).session, 2)


def practice(press: str) -> Row:
    closed = "GGNFNNNFGF"
    return action(press, PRACTICE, closed=closed, shown=(Form.PRACTICE, "Step 2 of"), value=own_session)


ROOM = Room(
    rows=(
        action(
            Press.BRIEF_OPEN, GUIDE, closed="GGNFNNNFGF", shown=(Form.BRIEF, "How you could begin"), value=own_session
        ),
        practice(Press.PRACTICE),
        practice(Press.PRACTICE_NEXT),
        practice(Press.PRACTICE_BACK),
        action(Press.TURN_SHOW, HOLDER, closed=_OVER, shown=(Form.TURN_SHOW,), value=offered),
        action(Press.TURN_YES, HOLDER, closed=_OVER, shown=("You facilitate the session on", WROTE), value=offered),
        action(Press.TURN_NOT, HOLDER, closed=_OVER, shown=("You do not need a reason.", WROTE), value=offered),
        action(Press.TURN_UNDO, HOLDER, closed=_OVER, shown=("Undone.", WROTE), value=accepted),
        action(Press.TURN_VOLUNTEER, MEMBER, closed=_ALL_OVER, shown=("facilitates the session on", WROTE), value=free),
        action(Press.HOST_VOLUNTEER, MEMBER, closed=_ALL_OVER, shown=("is host on", WROTE), value=free),
    ),
    make=make,
    tables=("turn",),
)
