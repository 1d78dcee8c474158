"""A set's own questions between sessions: the list, adding one, taking one off."""

from typing import Any
from uuid import UUID

from handlers.ids import Field, Form, Press, handle
from handlers.messages import audiences
from handlers.messages.parts import (
    Block,
    Button,
    buttons,
    context,
    escape,
    modal,
    plain_words,
    section,
    text_input,
    urgent,
    words_of_people,
)
from handlers.places import AboutSet
from handlers.words import Reader
from sets.errors import Problem
from sets.prompts import LIMIT, MOST, Listed
from storage.queries.prompts import PlaceRow


def about_set(reader: Reader, set_id: UUID, set_name: str) -> AboutSet:
    """The button in the line of a set, on Home."""
    heard = reader.t("Read the questions of {set}", set=plain_words(set_name))
    return AboutSet(set_id, buttons=(Button(reader.t("Our questions"), Press.PROMPTS, handle(set_id), heard),))


def list_view(reader: Reader, listed: Listed) -> dict[str, Any]:
    """Every question of the set's own, and who added it."""
    blocks: list[Block] = [
        section(
            reader.t(
                "Between two sessions I ask your set one question to think about. I take turns between my own and "
                "those that you add here. Anyone in the set can add one, or take one off."
            )
        )
    ]
    for each in listed.prompts:
        off = Button(reader.t("Take it off"), Press.PROMPT_OFF, handle(each.id), reader.t("Take this question off"))
        name = escape(each.author)
        blocks += [
            words_of_people(each.words.reveal()),
            context(reader.t("Added by {name}", name=name)),
            buttons(off, block_id=f"prompt-{each.id}"),
        ]
    if not listed.prompts:
        blocks.append(section(reader.t("Your set has no questions of its own yet.")))
    if len(listed.prompts) < MOST:
        add = Button(reader.t("Add a question"), Press.PROMPT_ADD, handle(listed.place.set_id))
        blocks.append(buttons(add, block_id="add"))
    blocks.append(context(audiences.members(reader, listed.place.set_name)))
    return _window(reader, blocks)


def add_form(reader: Reader, place: PlaceRow) -> dict[str, Any]:
    """A box for one question."""
    blocks = [
        text_input(
            Field.PROMPT,
            reader.t("What would your set like to think about?"),
            hint=reader.t("An open question helps most. It could begin with What or How."),
            max_length=LIMIT,
        ),
        context(
            reader.t(
                "I show this, with your name, only to the members of {set}. A coach does not see it.",
                set=escape(place.set_name),
            )
        ),
        urgent(reader, place.contacts),
    ]
    return modal(
        reader,
        reader.t("Add a question"),
        blocks,
        callback_id=Form.PROMPT_ADD,
        submit=reader.t("Add it"),
        metadata=handle(place.set_id),
    )


def problem_words(reader: Reader, problem: Problem) -> str:
    """What to say under the box."""
    if problem is Problem.TOO_LONG:
        return reader.t("Use {limit} letters or fewer.", limit=LIMIT)
    if problem is Problem.TOO_MANY:
        return reader.n(
            "Your set has {n} question of its own, which is the most it can have. You could take one off.",
            "Your set has {n} questions of its own, which is the most it can have. You could take one off.",
            MOST,
        )
    return reader.t("Write a few words first.")


def added(reader: Reader, place: PlaceRow, prompt_id: UUID | None) -> dict[str, Any]:
    """After Add it. prompt_id: None when the same form came twice."""
    said = reader.t("Added. When its turn comes, I ask it between two sessions.")
    row = [_back(reader, place.set_id)]
    if prompt_id is not None:
        undo = reader.t("Undo: Add a question")
        row.insert(0, Button(reader.t("Undo"), Press.PROMPT_OFF, handle(prompt_id), undo))
    return _window(reader, [section(said), buttons(*row)])


def taken_off(reader: Reader, place: PlaceRow, prompt_id: UUID) -> dict[str, Any]:
    """After Take it off, and after Undo of adding."""
    said = reader.t("I have taken it off. I will not ask it again. What was answered to it can still be read.")
    later = reader.t("For one hour you can undo this. If I never asked it, I then delete its words.")
    undo = Button(reader.t("Undo"), Press.PROMPT_UNDO, handle(prompt_id), reader.t("Undo: Take this question off"))
    return _window(reader, [section(said), context(later), buttons(undo, _back(reader, place.set_id))])


def undone(reader: Reader, place: PlaceRow) -> dict[str, Any]:
    """After Undo of taking it off."""
    return _window(
        reader, [section(reader.t("Undone. It is on the list again.")), buttons(_back(reader, place.set_id))]
    )


def _back(reader: Reader, set_id: UUID) -> Button:
    return Button(reader.t("Our questions"), Press.PROMPTS, handle(set_id))


def _window(reader: Reader, blocks: list[Block]) -> dict[str, Any]:
    return modal(reader, reader.t("Our questions"), blocks, callback_id=Form.PROMPTS)
