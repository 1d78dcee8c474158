"""The matrix: a session that runs. Amina facilitates it, Ben presents; the coach is in the room.

Who facilitates moves it on; anyone else of the set is told kindly that somebody else does ("o"). The set's own
(privacy.md section 2: agreement, rota, calendar, attendance).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from handlers.ids import Field, Form, Press, handle
from sets import bids, closing, leading, opening, running, slots
from storage.confidential import Confidential
from storage.queries import sessions as queries
from tests.factory import add_session
from tests.handlers.matrix.core import FRIDAY, WROTE, Ids, Json, Room, Row, Things, Town, action, view

LEADER = "SoNFNNNFoF"
LEADER_CLOSED = "GGNFNNNFGF"  # the set has ended
ANYONE = "SSNFNNNFSF"
MEMBERS = "SSNFNNNFMF"
MEMBERS_CLOSED = "GGNFNNNFMF"
NOT_LEADING = ("is facilitating, so I changed nothing",)
TODAY, SOON = datetime(2026, 5, 8, 9, 30), datetime(2026, 5, 8, 16, 0)  # noqa: DTZ001 - wall times


@dataclass(frozen=True)
class Running:
    """The session that runs, and its revision; one that is still to be opened; Olu's, of the other set, that closed."""

    session: UUID
    revision: int
    planned: UUID
    coach: UUID
    closed: UUID


async def make(town: Town) -> None:
    store, amina, ben, coach = town.store, *(town.people[user] for user in ("UAMINA", "UBEN", "UCOACH"))
    session = await add_session(store, town.ids.set_id, TODAY, ordinal=400)
    planned = await add_session(store, town.ids.set_id, SOON, facilitator=amina, ordinal=401)
    here = [amina.id, ben.id]
    await opening.begin(store, "UCOACH", session, here, together=False, phones=True, key="open", now=FRIDAY)
    await leading.hand_over(store, "UCOACH", session, amina.id, key="hand over", now=FRIDAY)
    line, why = Confidential("BEN-LINE"), Confidential("")
    await bids.ask(store, "UBEN", session, line, why, urgent=True, key="bid", now=FRIDAY)
    await bids.choose(store, "UAMINA", session, {1: ben.id}, key="choose", now=FRIDAY)
    for _ in range(4):
        moved = await running.forward(store, "UAMINA", session, await _revision(town, session), FRIDAY)
        assert moved is running.Happened.MOVED
    headline = Confidential("BEN-HEADLINE")
    await slots.name_issue(store, "UBEN", session, headline, None, slots.Talk.IDEAS, key="name", now=FRIDAY)
    town.ids.put(Running(session, await _revision(town, session), planned, coach.id, await _closed(town)))


async def _revision(town: Town, session: UUID) -> int:
    async with town.store.read() as uow:
        run = await queries.run_of(uow, session)
    assert run is not None
    return run.revision


async def _closed(town: Town) -> UUID:
    session = await add_session(town.store, town.ids.other_set, TODAY)
    await opening.begin(town.store, "UOLU", session, [], together=False, phones=False, key="o", now=FRIDAY)
    await closing.close(town.store, "UOLU", session, key="close", now=FRIDAY)
    return session


def runs(ids: Ids, _things: Things) -> str:
    return handle(ids.get(Running).session, ids.get(Running).revision)


def planned(ids: Ids, _things: Things) -> str:
    return handle(ids.get(Running).planned)


def window(name: str, metadata: str, values: dict[str, Json]) -> Json:
    """A window filled in as its owner would."""
    state = {"values": {block: {Field.VALUE: value} for block, value in values.items()}}
    shown = {"id": "V77", "type": "modal", "callback_id": name, "private_metadata": metadata, "blocks": []}
    return {"type": "view_submission", "view": {**shown, "state": state}}


def to_coach(_user: str, ids: Ids, things: Things) -> Json:
    chosen = {"selected_option": {"value": handle(ids.get(Running).coach)}}
    return window(Form.LEADING_HAND_OVER, runs(ids, things), {Field.LEADING_PERSON: chosen})


def leader(press: str, *shown: str) -> Row:
    """A button of who facilitates."""
    return action(press, LEADER, closed=LEADER_CLOSED, shown=shown, own=NOT_LEADING, value=runs)


def leaders_form(name: str, *shown: str, **more: object) -> Row:
    """A window of who facilitates."""
    return view(name, LEADER, closed=LEADER_CLOSED, shown=shown, own=NOT_LEADING, value=runs, **more)


def anyone(press: str, *shown: str) -> Row:
    """A button for everyone of the set."""
    return action(press, ANYONE, closed=LEADER_CLOSED, shown=shown, value=runs)


ROOM = Room(
    rows=(
        action(
            Press.SESSION_START,
            "SoNFNNNFSF",  # a coach opens a session too
            closed=LEADER_CLOSED,
            shown=(Form.SESSION_START, "Who is here?"),
            own=NOT_LEADING,
            value=planned,
        ),
        view(
            Form.SESSION_START,
            "SoNFNNNFSF",
            closed=LEADER_CLOSED,
            shown=("The session is open.", WROTE),
            own=NOT_LEADING,
            value=planned,
        ),
        leader(Press.SESSION_NEXT, "You moved to", WROTE),
        leader(Press.SESSION_BACK, "Next: issue 1 of 1.", WROTE),
        leader(Press.SESSION_MORE, "It ends at", WROTE),
        leader(Press.SESSION_PAUSE, "Paused, with", WROTE),
        leader(Press.SESSION_SWITCH, "Next: how we worked together.", WROTE),
        leader(Press.SESSION_QUESTION, "An open question", WROTE),
        action(
            Press.SESSION_PROMPT,
            "SoNFNNNFoF",
            closed=LEADER_CLOSED,
            shown=("You could say",),
            own=("The session is open. This stage is",),
            value=lambda ids, _: handle(ids.get(Running).session, 0),
        ),
    ),
    fields={},
    make=make,
    needs=("actions",),
)
