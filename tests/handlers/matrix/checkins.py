"""The matrix: the questions of a check-in, and being stuck."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from handlers.ids import Field, Form, Press, handle
from sets import answering, nudges
from sets.answering import Answer
from storage.models import Nudge
from tests.handlers.matrix.actions import FORM, WHOLE, Actions, first
from tests.handlers.matrix.core import FRIDAY, HOLDER, KNOWN, WROTE, Ids, Room, Row, Things, Town, action, view


@dataclass(frozen=True)
class Asked:
    """The questions about a holder's four actions, in their order: nudge and revision. The fourth is answered."""

    nudges: list[tuple[UUID, int]]


async def make(town: Town) -> None:
    await nudges.tick(town.store, FRIDAY)
    await town.sender.deliver()
    asked = await _questions(town)
    for things in town.ids.things.values():
        fourth = asked[things.get(Actions).ids[3]]
        await answering.answer(town.store, things.user, *fourth, Answer.STILL_ON_IT, FRIDAY)
    asked = await _questions(town)
    for things in town.ids.things.values():
        things.put(Asked([asked[action_id] for action_id in things.get(Actions).ids]))


async def _questions(town: Town) -> dict[UUID, tuple[UUID, int]]:
    """By what each is about."""
    async with town.store.read() as uow:
        found = await uow.rows(select(Nudge.subject_id, Nudge.id, Nudge.revision))
        return {row.subject_id: (row.id, row.revision) for row in found}


def first_question(_ids: Ids, things: Things) -> str:
    return handle(*things.get(Asked).nudges[0])


def answered_question(_ids: Ids, things: Things) -> str:
    return handle(*things.get(Asked).nudges[3])


def themselves(_ids: Ids, things: Things) -> str:
    return handle(things.person_id)


def _answer(press: str) -> Row:
    """A question answered at a press: not once they have left."""
    shown = ('Saved: \\"', "{name}-LABEL-0", WROTE)
    return action(press, HOLDER, left="F", shown=shown, value=first_question)


ROOM = Room(
    rows=(
        action(Press.ACTION_LINE, HOLDER, left="S", shown=WHOLE, value=first),
        _answer(Press.CHECKIN_DONE),
        _answer(Press.CHECKIN_STILL),
        _answer(Press.CHECKIN_KEEP),
        _answer(Press.CHECKIN_STUCK),
        _answer(Press.CHECKIN_TOMORROW),
        _answer(Press.CHECKIN_NEXT_WEEK),
        _answer(Press.CHECKIN_BEFORE_SESSION),
        _answer(Press.CHECKIN_STOP),
        action(
            Press.CHECKIN_NOT_NOW,
            HOLDER,
            left="F",
            shown=("hen shall I ask again?", "{name}-LABEL-0", WROTE),
            value=first_question,
        ),
        action(
            Press.CHECKIN_UNDO, HOLDER, left="F", shown=("Undone.", "{name}-LABEL-3", WROTE), value=answered_question
        ),
        action(Press.CHECKIN_CHANGE, HOLDER, left="S", shown=FORM, value=first_question),
        action(Press.CHECKIN_SMALLER, HOLDER, left="S", shown=FORM, value=first_question),
        action(Press.CHECKIN_OPEN, HOLDER, left="S", shown=WHOLE, value=first_question),
        # About the presser's own time, whichever question they came from.
        action(Press.CHECKIN_NOT_UNTIL, KNOWN, shown=(Form.CHECKIN_NOT_UNTIL,), value=first_question, any_row=True),
        action(
            Press.CHECKIN_LIFT,
            HOLDER,
            left="S",
            shown=("I can write to you in your usual hours.",),
            value=themselves,
        ),
        view(Form.CHECKIN_NOTE, HOLDER, left="F", shown=("Saved. I show it only to you.", WROTE), value=first),
        view(Form.REPLY_FORM, HOLDER, left="F", shown=("Saved. I show it only to you.", WROTE), value=first),
        view(
            Form.CHECKIN_NOT_UNTIL, KNOWN, shown=("I will not write until", WROTE), value=first_question, any_value=True
        ),
    ),
    fields={Field.NOTE: {"value": "typed"}, Field.NOT_UNTIL: {"selected_date": "2026-05-20"}},
    make=make,
    needs=("actions",),
    tables=("nudge",),
)
