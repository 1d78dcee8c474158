"""The matrix: asking one's set. Members read what it is about; the asker alone reads what came; a coach neither."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from handlers.ids import Field, Form, Press, handle
from sets import question_calls, questions
from storage.confidential import Confidential
from storage.models import QuestionCall
from tests.handlers.matrix.actions import Actions, first
from tests.handlers.matrix.core import FRIDAY, HOLDER, WROTE, Ids, Room, Things, Town, action, view

AUTHOR = "NSNNNNNNNN"  # Ben asked the question
READ = "SRNFNNNFMF"


@dataclass(frozen=True)
class Calls:
    """What Amina asks her set, and the draft of another; Ben's question to the first."""

    call: UUID
    draft: UUID
    question: UUID


async def make(town: Town) -> None:
    """Only Amina asks: the call of someone who leaves closes."""
    things = town.ids.things["UAMINA"]
    action_id, about = things.get(Actions).ids[0], Confidential("AMINA-ASKS")
    drafts = [
        await question_calls.draft(town.store, "UAMINA", action_id, form, about, FRIDAY) for form in ("one", "two")
    ]
    call, draft = (each.row.id for each in drafts)
    await question_calls.post(town.store, "UAMINA", call, 1, "view:question_call", FRIDAY)
    asked = await questions.ask(town.store, "UBEN", call, Confidential("AMINA-ASKED"), "view:open_question", FRIDAY)
    assert asked[2] is not None
    async with town.store.read() as uow:
        assert len((await uow.rows(select(QuestionCall.id))).all()) == 2
    town.ids.put(Calls(call, draft, asked[2]))


def the_call(ids: Ids, _things: Things) -> str:
    return handle(ids.get(Calls).call)


def the_draft(ids: Ids, _things: Things) -> str:
    return handle(ids.get(Calls).draft, 1)


def the_question(ids: Ids, _things: Things) -> str:
    return handle(ids.get(Calls).question)


ROOM = Room(
    rows=(
        action(Press.STUCK_SET, HOLDER, left="F", shown=(Form.QUESTION_CALL, "questions about"), value=first),
        view(Form.QUESTION_CALL, HOLDER, left="F", shown=("Check before you ask", WROTE), value=first),
        view(Form.QUESTION_CALL_CHECK, HOLDER, shown=("clear", WROTE), value=the_draft),
        action(Press.QUESTION_CALL_UNDO, HOLDER, shown=("Undone.", WROTE), value=the_call),
        action(Press.QUESTION_CALL_READ, READ, shown=(Form.OPEN_QUESTION, "{name}-ASKS"), value=the_call),
        # Nobody asks themselves.
        view(Form.OPEN_QUESTION, "NSNFNNNFMF", shown=("Sent.", WROTE), value=the_call),
        action(Press.QUESTION_UNDO, AUTHOR, shown=("I no longer hold your question.", WROTE), value=the_question),
        action(Press.QUESTIONS_OPEN, HOLDER, shown=(Form.QUESTIONS, "{name}-ASKED"), value=the_call),
    ),
    fields={Field.CALL_ABOUT: {"value": "typed about"}, Field.OPEN_QUESTION: {"value": "typed question"}},
    make=make,
    needs=("actions",),
    tables=("question_call",),
)
