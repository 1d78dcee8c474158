"""What people see of actions: the form, empty or filled in, and what it says when it cannot be taken (voice.md 3)."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from handlers.ids import Field, Form, handle
from handlers.messages import audiences
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
    text_input,
    urgent,
)
from handlers.words import Reader
from sets.action_forms import Typed
from sets.action_words import DETAIL_LIMITS
from sets.errors import Problem
from sets.joining import SetBrief
from sets.session_menu import Seat

# Above what a label may have: the form then says in our words what to do, instead of Slack stopping the typing.
_LABEL_TYPED = 600
_DUE_TYPED = 100
_SETS_SHOWN = 5

FIELDS = {
    "set": Field.ACTION_SET,
    "label": Field.ACTION_LABEL,
    "due": Field.ACTION_DUE,
    "about": Field.ACTION_ABOUT,
    "sign": Field.ACTION_SIGN,
    "support": Field.ACTION_SUPPORT,
    "if_then": Field.ACTION_IF_THEN,
}


def commit_form(reader: Reader, sets: Sequence[SetBrief], typed: Typed | None = None) -> dict[str, Any]:
    """The form for a new action. With one set it is for that one; with more the person chooses. `sets` is not empty."""
    filled = typed or Typed("", "")
    choice = [_set_choice(reader, sets)] if len(sets) > 1 else []
    whose = reader.t("People in the set you choose, and its coach if it has one, can see the action and its date.")
    if len(sets) == 1:
        whose = audiences.action(reader, sets[0].name)
    return modal(
        reader,
        reader.t("Commit to an action"),
        [*choice, *_fields(reader, filled), context(whose), *_private(reader), *_urgent(reader, sets)],
        callback_id=Form.ACTION,
        submit=reader.t("Save my action"),
        metadata=handle(sets[0].id) if len(sets) == 1 else "",
    )


def change_form(
    reader: Reader, action_id: UUID, revision: int, typed: Typed, *, set_name: str, contacts: str
) -> dict[str, Any]:
    """The same form for an action that stands, filled in."""
    whose = audiences.action(reader, set_name)
    return modal(
        reader,
        reader.t("Change my action"),
        [*_fields(reader, typed), context(whose), *_private(reader), urgent(reader, contacts)],
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


def _fields(reader: Reader, typed: Typed) -> list[Block]:
    detail = {name: typed.detail.get(name, "") for name in DETAIL_LIMITS}
    labels = {
        "about": reader.t("What is it about?"),
        "sign": reader.t("How will I know it helped?"),
        "support": reader.t("Who could back me up?"),
        "if_then": reader.t("If something gets in the way, then I will ..."),
    }
    return [
        text_input(
            Field.ACTION_LABEL,
            reader.t("In a few words, I will ..."),
            hint=reader.t("Your reminders show these words in Slack. Leave names out. Use 60 letters or fewer."),
            initial=typed.label,
            max_length=_LABEL_TYPED,
        ),
        text_input(
            Field.ACTION_DUE,
            reader.t("By when?"),
            hint=reader.t('You can type a date, or words like "next Friday".'),
            initial=typed.due,
            max_length=_DUE_TYPED,
        ),
        *(
            text_input(
                FIELDS[name],
                labels[name],
                multiline=name != "support",
                optional=True,
                initial=detail[name],
                max_length=limit,
            )
            for name, limit in DETAIL_LIMITS.items()
        ),
    ]


def _private(reader: Reader) -> list[Block]:
    return [
        context(reader.t("I show the other boxes only to you.")),
        context(reader.t("You can share more with your set later.")),
    ]


def _urgent(reader: Reader, sets: Sequence[SetBrief]) -> list[Block]:
    return [urgent(reader, contacts) for contacts in dict.fromkeys(one.contacts for one in sets[:5])]


def form_errors(reader: Reader, problems: Mapping[str, Problem]) -> dict[str, str]:
    """What to say under each field: block_id -> sentence."""
    return {FIELDS[name]: _form_error(reader, name, problem) for name, problem in problems.items() if name in FIELDS}


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
    return reader.t("Use {limit} letters or fewer here.", limit=DETAIL_LIMITS[name])
