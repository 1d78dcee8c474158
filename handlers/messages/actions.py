"""What people see of actions: the form, empty or filled in, and what it says when it cannot be taken (voice.md 3)."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from handlers.ids import Field, Form, handle
from handlers.messages import audiences
from handlers.messages.action_fields import FIELDS, fields
from handlers.messages.our_actions import our_actions_button
from handlers.messages.parts import (
    Block,
    buttons,
    context,
    input_block,
    modal,
    option,
    plain_words,
    section,
    urgent,
)
from handlers.words import Reader
from sets.action_choices import Choices
from sets.action_forms import Typed
from sets.action_words import DETAIL_LIMITS
from sets.errors import Problem
from sets.joining import SetBrief
from sets.session_menu import Seat

_SETS_SHOWN = 5


def commit_form(
    reader: Reader,
    sets: Sequence[SetBrief],
    typed: Typed | None = None,
    choices: Choices | None = None,
    *,
    note: str = "",
) -> dict[str, Any]:
    """The form for a new action. With one set it is for that one; with more the person chooses. `sets` is not empty.

    note  said above it
    """
    filled, offered = typed or Typed("", ""), choices or Choices()
    said = [section(note)] if note else []
    choice = [_set_choice(reader, sets)] if len(sets) > 1 else []
    whose = reader.t("People in the set you choose, and its coach if it has one, can see the action and its date.")
    if len(sets) == 1:
        whose = audiences.action(reader, sets[0].name)
    return modal(
        reader,
        reader.t("Commit to an action"),
        [
            *said,
            *choice,
            *fields(reader, filled, offered, sets),
            context(whose),
            *_private(reader),
            *_urgent(reader, sets),
        ],
        callback_id=Form.ACTION,
        submit=reader.t("Save my action"),
        metadata=handle(sets[0].id) if len(sets) == 1 else "",
    )


def not_yours(reader: Reader) -> str:
    """Above the form, when it was opened on somebody else's message."""
    return reader.t("I have not copied these words, as they are not yours. What will you do, in your own few words?")


def change_form(
    reader: Reader, action_id: UUID, revision: int, typed: Typed, choices: Choices, *, set_name: str, contacts: str
) -> dict[str, Any]:
    """The same form for an action that stands, filled in."""
    whose = audiences.action(reader, set_name)
    return modal(
        reader,
        reader.t("Change my action"),
        [
            *fields(reader, typed, choices, ()),
            context(whose),
            *_private(reader),
            urgent(reader, contacts),
        ],
        callback_id=Form.ACTION_CHANGE,
        submit=reader.t("Save my action"),
        metadata=handle(action_id, revision),
    )


def no_set_view(reader: Reader) -> dict[str, Any]:
    """Instead of the form, for someone who is in no set."""
    words = reader.t("You are not in a set yet. If someone asks you to join one, you will see it on my Home tab.")
    return modal(reader, reader.t("Commit to an action"), [section(words)], callback_id=Form.ACTION_VIEW)


def coach_view(reader: Reader, seats: Sequence[Seat]) -> dict[str, Any]:
    """Instead of the form, for a coach: what is theirs to look at. A row a set: same action_id."""
    words = reader.t(
        "You are here as a coach. Actions belong to members, so there is none for you to write. You can read theirs."
    )
    rows = [buttons(our_actions_button(reader, seat.set_id, seat.set_name)) for seat in seats[:_SETS_SHOWN]]
    return modal(reader, reader.t("Commit to an action"), [section(words), *rows], callback_id=Form.ACTION_VIEW)


def _set_choice(reader: Reader, sets: Sequence[SetBrief]) -> Block:
    element: Block = {
        "type": "static_select",
        "placeholder": {"type": "plain_text", "text": reader.t("Choose a set"), "emoji": False},
        "options": [option(plain_words(one.name), handle(one.id)) for one in sets[:100]],
    }
    return input_block(Field.ACTION_SET, reader.t("Which set is it for?"), element)


def _private(reader: Reader) -> list[Block]:
    return [
        context(reader.t("I show the other boxes only to you, and to who backs you up if they say yes.")),
        context(reader.t("You can share more with your set later.")),
    ]


def _urgent(reader: Reader, sets: Sequence[SetBrief]) -> list[Block]:
    return [urgent(reader, contacts) for contacts in dict.fromkeys(one.contacts for one in sets[:5])]


def form_errors(reader: Reader, problems: Mapping[str, Problem]) -> dict[str, str]:
    """What to say under each field: block_id -> sentence."""
    known = {name: problem for name, problem in problems.items() if name in FIELDS}
    return {FIELDS[name]: _form_error(reader, name, problem) for name, problem in known.items()}


def _form_error(reader: Reader, name: str, problem: Problem) -> str:
    if problem is Problem.DATE_UNREADABLE:
        return reader.t('I could not read that date. Try "22 May".')
    if problem is Problem.DATE_PAST:
        return reader.t("That date has passed. Choose a later one.")
    if problem is Problem.DATE_TOO_FAR:
        return reader.t("That date is more than two years away. Choose a nearer one.")
    if name == "set":
        return reader.t("Choose the set it is for.")
    if name == "label" and problem is Problem.EMPTY:
        return reader.t("Write a few words about your action.")
    if name == "label":
        return reader.t("Use 60 letters or fewer. You can say more in the other boxes.")
    if name == "supporter":
        return reader.t("Choose someone who is in that set.")
    if name == "issue":
        return reader.t("Choose an issue of yours that is open in that set.")
    return reader.t("Use {limit} letters or fewer here.", limit=DETAIL_LIMITS[name])
