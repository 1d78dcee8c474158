"""The boxes for a line about an action: what happened, how a small test compared, how it turned out, who reads it."""

from collections.abc import Mapping
from typing import Any

from handlers.ids import Field
from handlers.messages import turned_out
from handlers.messages.parts import Block, input_block, option, plain_words, text_input, urgent
from handlers.words import Reader
from sets.action_words import COMPARED_LIMIT, NOTE_LIMIT
from sets.my_actions import Whole
from sets.notes import Act, Line, Reads
from sets.outcomes import TurnedOut
from storage.confidential import Confidential


def line_boxes(reader: Reader, whole: Whole) -> list[Block]:
    """After an answer. Every box may stay empty."""
    boxes = _after_a_test(reader) if whole.detail.is_test else [_note(reader, reader.t("Keep one line about it?"))]
    if whole.outcome == "done":
        label = reader.t("How did it turn out?")
        boxes.append(_radio(Field.NOTE_TURNED_OUT, label, _options(turned_out.choices(reader))))
    return [*boxes, _audience(reader, whole), urgent(reader, whole.action.row.contacts)]


def note_boxes(reader: Reader, whole: Whole) -> list[Block]:
    """A note in a form instead of a message (voice.md 13)."""
    box = _note(reader, reader.t("What would you like to keep?"), optional=False)
    return [box, _audience(reader, whole), urgent(reader, whole.action.row.contacts)]


def _note(reader: Reader, label: str, *, optional: bool = True) -> Block:
    hint = reader.t("What happened? What did you learn?")
    return text_input(Field.NOTE, label, hint=hint, multiline=True, optional=optional, max_length=NOTE_LIMIT)


def _after_a_test(reader: Reader) -> list[Block]:
    """Do, study and act (practice.md section 5)."""
    tried = reader.t("What happened when you tried it?")
    compared = reader.t("How did that compare with what you expected?")
    return [
        text_input(Field.NOTE, tried, multiline=True, optional=True, max_length=NOTE_LIMIT),
        text_input(Field.NOTE_COMPARED, compared, multiline=True, optional=True, max_length=COMPARED_LIMIT),
        _radio(Field.NOTE_ACT, reader.t("Will you adopt, adapt or stop it?"), _options(turned_out.acts(reader))),
    ]


def _options(choices: Mapping[Any, str]) -> list[Block]:
    return [option(words, choice.value) for choice, words in choices.items()]


def _radio(block_id: str, label: str, options: list[Block]) -> Block:
    return input_block(block_id, label, {"type": "radio_buttons", "options": options}, optional=True)


def _audience(reader: Reader, whole: Whole) -> Block:
    """Who sees the line: me alone, unless I choose otherwise."""
    only_me = option(reader.t("Only me"), Reads.ME.value)
    options = [only_me, option(reader.t("My set, with my name"), Reads.SET.value)]
    if whole.supporter is not None and whole.supporter.state == "yes":
        name = plain_words(whole.supporter.supporter.name)
        options.insert(1, option(reader.t("Me and {name}", name=name), Reads.SUPPORTER.value))
    chosen: Block = {"type": "radio_buttons", "options": options, "initial_option": only_me}
    hint = reader.t(
        "My set: I show it only to the members of {set}. A coach does not see it.",
        set=plain_words(whole.action.set_name),
    )
    return input_block(Field.NOTE_AUDIENCE, reader.t("Who sees it?"), chosen, hint=hint)


def line_of(view: Mapping[str, Any]) -> Line:
    """Such a form as it was sent; a choice that none of ours offers counts as none."""
    values = (view.get("state") or {}).get("values") or {}
    return Line(
        Confidential(str(_element(values, Field.NOTE).get("value") or "")),
        _choice(Reads, values, Field.NOTE_AUDIENCE) or Reads.ME,
        _choice(TurnedOut, values, Field.NOTE_TURNED_OUT),
        Confidential(str(_element(values, Field.NOTE_COMPARED).get("value") or "")),
        _choice(Act, values, Field.NOTE_ACT),
    )


def _choice(kind: Any, values: Mapping[str, Any], block_id: str) -> Any:  # noqa: ANN401 - a member of that enum
    found = (_element(values, block_id).get("selected_option") or {}).get("value")
    return next((each for each in kind if each.value == found), None)


def _element(values: Mapping[str, Any], block_id: str) -> Mapping[str, Any]:
    found = (values.get(block_id) or {}).get(Field.VALUE)
    return found if isinstance(found, Mapping) else {}
