"""The matrix: shared reflections (privacy.md section 2). Before they open one's own; then those who were in the set."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update

from handlers.ids import Field, Form, Press, handle
from sets import reflection_rounds, reflections
from storage.confidential import Confidential
from storage.models import Nudge, ReflectionRound
from tests.factory import add_session
from tests.handlers.matrix.checkins import Asked
from tests.handlers.matrix.core import FRIDAY, HOLDER, MONDAY, WROTE, Ids, Room, Things, Town, action, view

ASKED = "SSNFNNNFMF"


@dataclass(frozen=True)
class Rounds:
    """One that is open, one whose answers can be read."""

    open: UUID
    shown: UUID


@dataclass(frozen=True)
class Put:
    """The question as it stands in a holder's daily message."""

    nudge: UUID


async def make(town: Town) -> None:
    """Two questions: the first with an answer of Amina's that everyone may read, the second just asked."""
    rounds = []
    for number, met in enumerate((datetime(2026, 3, 2, 14), datetime(2026, 3, 3, 14))):  # noqa: DTZ001
        session_id = await add_session(town.store, town.ids.set_id, met, state="closed", ordinal=90 + number)
        async with town.store.write() as uow:
            round_id = uow.new_id()
            about = {"set_id": town.ids.set_id, "after_session_id": session_id, "question": 22, "post_id": None}
            moments = {"opens_at": MONDAY, "deadline": FRIDAY + timedelta(days=9)}
            await uow.insert(ReflectionRound, id=round_id, **about, **moments, state="open")
            rounds.append(round_id)
    words = Confidential("AMINA-REFLECTION")
    await reflections.answer(town.store, "UAMINA", rounds[0], words, "set", "view:reflection", MONDAY)
    async with town.store.write() as uow:
        await uow.execute(update(ReflectionRound).where(ReflectionRound.id == rounds[0]).values(state="shown"))
    town.ids.put(Rounds(open=rounds[1], shown=rounds[0]))
    for things in town.ids.things.values():
        things.put(Put(await _put(town, things, rounds[1])))


async def _put(town: Town, things: Things, round_id: UUID) -> UUID:
    """The question was sent to them, in the message with their check-ins."""
    beside = things.get(Asked).nudges[0][0]
    async with town.store.write() as uow:
        delivery_id = (await uow.rows(select(Nudge.delivery_id).where(Nudge.id == beside))).scalar_one()
        nudge_id = uow.new_id()
        when = {"since": MONDAY, "due_at": MONDAY, "expires_at": FRIDAY + timedelta(days=9)}
        about = {"kind": reflection_rounds.NUDGE, "person_id": things.person_id, "subject_id": round_id}
        state = {"state": "sent", "delivery_id": delivery_id, "revision": 1}
        await uow.insert(Nudge, id=nudge_id, **about, slot="ask", subject_revision=0, **when, **state)
    return nudge_id


def open_round(ids: Ids, _things: Things) -> str:
    return handle(ids.get(Rounds).open)


def shown_round(ids: Ids, _things: Things) -> str:
    return handle(ids.get(Rounds).shown)


def nudge(_ids: Ids, things: Things) -> str:
    return handle(things.get(Put).nudge, 1)


ROOM = Room(
    rows=(
        action(Press.REFLECT_ANSWER, ASKED, shown=(Form.REFLECTION, "Priya, on 555 0100"), value=open_round),
        view(Form.REFLECTION, ASKED, shown=("I show it only to you.", WROTE), value=open_round),
        action(Press.REFLECT_TAKE_BACK, ASKED, shown=(WROTE,), value=open_round),
        action(
            Press.REFLECT_READ,
            "SRNFNNNFMF",
            shown=("What we shared", "AMINA-REFLECTION"),
            value=shown_round,
        ),
        action(Press.REFLECT_SKIP, HOLDER, left="S", shown=(WROTE,), value=nudge),
        action(Press.REFLECT_PAUSE, HOLDER, left="S", shown=(WROTE,), value=nudge),
        action(Press.REFLECT_UNDO, HOLDER, left="S", shown=(WROTE,), value=nudge),
    ),
    fields={
        Field.REFLECTION_ANSWER: {"value": "my own words"},
        Field.REFLECTION_AUDIENCE: {"selected_option": {"value": "me"}},
    },
    make=make,
    needs=("checkins",),
)
