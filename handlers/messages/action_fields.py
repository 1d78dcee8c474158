"""The boxes of an action's form (voice.md 3): two are enough; who could back me up, a small test, an issue."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from handlers.ids import Field, handle
from handlers.messages.parts import Block, cut, input_block, option, plain_words, text_input
from handlers.words import Reader
from sets.action_choices import Choices
from sets.action_forms import Typed
from sets.action_words import DETAIL_LIMITS
from sets.joining import SetBrief

# Above what a label may have: the form then says in our words what to do, instead of Slack stopping the typing.
_LABEL_TYPED = 600
_DUE_TYPED = 100
_OPTIONS = 100  # Slack's limit for one select

FIELDS = {
    "set": Field.ACTION_SET,
    "label": Field.ACTION_LABEL,
    "due": Field.ACTION_DUE,
    "about": Field.ACTION_ABOUT,
    "sign": Field.ACTION_SIGN,
    "support": Field.ACTION_SUPPORT,
    "if_then": Field.ACTION_IF_THEN,
    "plan": Field.ACTION_PLAN,
    "expect": Field.ACTION_EXPECT,
    "supporter": Field.ACTION_SUPPORTER,
    "issue": Field.ACTION_ISSUE,
}
CHOICES = {"supporter": Field.ACTION_SUPPORTER, "issue": Field.ACTION_ISSUE}
"""Selects that stand in a form only when there is something to choose."""


def fields(reader: Reader, typed: Typed, choices: Choices, sets: Sequence[SetBrief]) -> list[Block]:
    """Every box, filled in. sets: that the action could be for; their names stand above what is chosen from each."""
    names = {brief.id: brief.name for brief in sets}
    return [
        *_first(reader, typed),
        _box(reader, typed, "about", reader.t("What is it about?")),
        *_issue(reader, typed, choices, names),
        _box(reader, typed, "sign", reader.t("How will I know it helped?")),
        *_supporter(reader, typed, choices, names),
        _box(reader, typed, "support", _who_else(reader, choices), one_line=True),
        _box(reader, typed, "if_then", reader.t("If something gets in the way, then I will ...")),
        _box(
            reader,
            typed,
            "plan",
            reader.t("A small test: what will I try out?"),
            hint=reader.t("What is the smallest safe test?"),
        ),
        _box(reader, typed, "expect", reader.t("A small test: what do I expect?")),
    ]


def _first(reader: Reader, typed: Typed) -> list[Block]:
    """The two that are enough."""
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
    ]


def _box(reader: Reader, typed: Typed, name: str, label: str, *, hint: str = "", one_line: bool = False) -> Block:
    """One of the optional boxes for words."""
    return text_input(
        FIELDS[name],
        label,
        hint=hint,
        multiline=not one_line,
        optional=True,
        initial=typed.detail.get(name, ""),
        max_length=DETAIL_LIMITS[name],
    )


def _who_else(reader: Reader, choices: Choices) -> str:
    if choices.people:
        return reader.t("Or who outside the set could back me up?")
    return reader.t("Who could back me up?")


def _supporter(reader: Reader, typed: Typed, choices: Choices, names: Mapping[UUID, str]) -> list[Block]:
    """Another member, who is asked first."""
    rows = [(one.set_id, handle(one.person_id), plain_words(one.name)) for one in choices.people]
    hint = reader.t(
        "I ask them in a message, and they can say no. If they say yes, they can read these boxes, and the notes you "
        "mark for them."
    )
    placeholder = reader.t("Choose someone")
    label = reader.t("Who in my set could back me up?")
    return _select(Field.ACTION_SUPPORTER, label, placeholder, rows, names, typed.supporter_id, hint)


def _issue(reader: Reader, typed: Typed, choices: Choices, names: Mapping[UUID, str]) -> list[Block]:
    """One of the holder's own open issues."""
    rows = [(one.set_id, handle(one.id), plain_words(cut(one.headline.reveal(), 70))) for one in choices.issues]
    placeholder, label = reader.t("Choose an issue"), reader.t("Which issue of mine is it about?")
    return _select(Field.ACTION_ISSUE, label, placeholder, rows, names, typed.issue_id, "")


def _select(
    block_id: str,
    label: str,
    placeholder: str,
    rows: Sequence[tuple[UUID, str, str]],
    names: Mapping[UUID, str],
    chosen: UUID | None,
    hint: str,
) -> list[Block]:
    """Rows of (set, handle, words), under the names of their sets when there are several; no rows, no select."""
    if not rows:
        return []
    options = [(set_id, option(words, value)) for set_id, value, words in rows[:_OPTIONS]]
    element: dict[str, Any] = {
        "type": "static_select",
        "placeholder": {"type": "plain_text", "text": placeholder, "emoji": False},
    }
    if len({set_id for set_id, _ in options}) > 1:
        element["option_groups"] = [
            {
                "label": {"type": "plain_text", "text": cut(plain_words(name), 75), "emoji": False},
                "options": [each for its_set, each in options if its_set == set_id],
            }
            for set_id, name in names.items()
            if any(its_set == set_id for its_set, _ in options)
        ]
    else:
        element["options"] = [each for _, each in options]
    first = next((each for _, each in options if chosen and each["value"] == handle(chosen)), None)
    if first is not None:
        element["initial_option"] = first
    return [input_block(block_id, label, element, hint=hint, optional=True)]
