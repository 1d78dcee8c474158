"""The matrix: updates. The one that is pressed on was shared with the set and its coach."""

from dataclasses import dataclass
from uuid import UUID

from handlers.ids import Field, Form, Press, handle
from sets import update_answers, update_changing, update_sharing
from sets.update_sharing import Typed
from sets.update_words import Answering
from tests.handlers.matrix.core import (
    HOLDER,
    HOLDERS,
    KNOWN,
    LATER,
    MONDAY,
    WROTE,
    Ids,
    Json,
    Room,
    Things,
    Town,
    action,
    view,
    word,
)

# Members, and nobody else: a coach reads what is meant for them too, and shares nothing.
SHARE, SHARE_CLOSED = "SSNFNNNFMF", "GGNFNNNFMF"
READ, READ_CLOSED = "SRNFNNNFRF", "GGNFNNNFGF"
ANSWER = "USNFNNNFSF"  # not one's own
OWN_CLOSED = "GNNNNNNNNN"


@dataclass(frozen=True)
class Updates:
    """A holder's update, one that they took back, and their answer to one of Ben's."""

    shared: UUID
    taken_back: UUID
    answer: UUID


async def make(town: Town) -> None:
    bens = await _share(town, "UBEN", "BEN-UPDATE")
    for user in HOLDERS:
        name = town.ids.things[user].name
        shared = await _share(town, user, f"{name}-UPDATE")
        taken_back = await _share(town, user, f"{name}-TAKEN-BACK")
        await update_changing.take_back(town.store, user, taken_back, MONDAY)
        key = f"answer:{user}"
        sent = await update_answers.answer(town.store, user, bens, Answering.REPLY, f"{name}-ANSWER", key, MONDAY)
        assert sent.answer_id is not None
        town.ids.things[user].put(Updates(shared, taken_back, sent.answer_id))
        # The author hears of answers once a day: of these already, so that a press plans nothing for them.
        await update_answers.thank(town.store, "UDEE" if user != "UDEE" else "UFAY", shared, LATER)


async def _share(town: Town, user: str, text: str) -> UUID:
    mark = (await update_sharing.blank(town.store, user, town.ids.set_id)).mark
    typed = Typed(text, "coach", "days", None, mark)
    return (await update_sharing.share(town.store, user, town.ids.set_id, typed, f"share:{text}", MONDAY)).row.id


def the_set(ids: Ids, _things: Things) -> str:
    return handle(ids.set_id)


def shared(_ids: Ids, things: Things) -> str:
    return handle(things.get(Updates).shared, 1)


def taken_back(_ids: Ids, things: Things) -> str:
    return handle(things.get(Updates).taken_back, 2)


def answered(_ids: Ids, things: Things) -> str:
    return handle(things.get(Updates).answer)


def chosen(value: str) -> Json:
    return {"selected_option": {"value": value}}


ROOM = Room(
    rows=(
        action(
            Press.UPDATE_NEW,
            SHARE,
            closed=SHARE_CLOSED,
            shown=(Form.UPDATE, "Tuesday set"),
            value=the_set,
            may_be_bare=True,
        ),
        word("update", "ooozzzzzzz", closed="zzozzzzzzz", shown=(Form.UPDATE,)),
        view(Form.UPDATE, SHARE, closed=SHARE_CLOSED, shown=("Shared with the members of", WROTE), value=the_set),
        action(
            Press.UPDATE_READ,
            READ,
            closed=READ_CLOSED,
            left="S",
            left_closed="G",
            shown=(Form.UPDATE_VIEW, "{name}-UPDATE"),
            value=shared,
        ),
        action(
            Press.UPDATE_LIST, "SSNFNNNFSF", closed=READ_CLOSED, shown=(Form.UPDATE_LIST, "Tuesday set"), value=the_set
        ),
        action(Press.UPDATE_MINE, KNOWN, shown=(Form.UPDATE_LIST,)),
        # Where to go on is all that it names: it shows the presser's own list, in which another's update is no place.
        action(Press.UPDATE_MISSED, KNOWN, shown=(Form.UPDATE_LIST,), value=shared, any_row=True, may_be_bare=True),
        action(
            Press.UPDATE_CHANGE,
            HOLDER,
            closed=OWN_CLOSED,
            left="F",
            shown=(Form.UPDATE_CHANGE, "{name}-UPDATE"),
            value=shared,
        ),
        view(
            Form.UPDATE_CHANGE,
            HOLDER,
            closed=OWN_CLOSED,
            left="F",
            shown=("Changed. I say so", "typed anew", WROTE),
            value=shared,
        ),
        action(
            Press.UPDATE_TAKE_BACK,
            HOLDER,
            closed=OWN_CLOSED,
            left="S",
            left_closed="G",
            shown=("I took it back.", WROTE),
            value=shared,
        ),
        action(
            Press.UPDATE_UNDO,
            HOLDER,
            closed=OWN_CLOSED,
            left="F",
            shown=("Undone.", "{name}-TAKEN-BACK", WROTE),
            value=taken_back,
        ),
        action(
            Press.UPDATE_THANKS,
            "URNFNNNFRF",
            closed=READ_CLOSED,
            shown=("I have passed your thanks", "{name}-UPDATE", WROTE),
            value=shared,
        ),
        action(Press.UPDATE_QUESTION, ANSWER, closed=READ_CLOSED, shown=(Form.UPDATE_QUESTION, "Amina"), value=shared),
        action(Press.UPDATE_REPLY, ANSWER, closed=READ_CLOSED, shown=(Form.UPDATE_REPLY, "Amina"), value=shared),
        view(Form.UPDATE_QUESTION, ANSWER, closed=READ_CLOSED, shown=("Sent. I show it only to", WROTE), value=shared),
        view(Form.UPDATE_REPLY, ANSWER, closed=READ_CLOSED, shown=("Sent. I show it only to", WROTE), value=shared),
        action(
            Press.UPDATE_ANSWER_TAKE_BACK,
            HOLDER,
            left="S",
            shown=("I took it back. I no longer hold it.", WROTE),
            value=answered,
        ),
    ),
    fields={
        Field.UPDATE_WORDS: {"value": "typed anew"},
        Field.UPDATE_AUDIENCE: chosen("set"),
        Field.UPDATE_LASTS: chosen("days"),
        Field.UPDATE_ANSWER: {"value": "typed anew"},
    },
    make=make,
    needs=("checkins",),  # whose questions go out with the first messages that are sent
    tables=("update_answer",),
    own_ids=lambda things: (things.get(Updates).answer,),
)
