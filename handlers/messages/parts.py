"""The small parts every message is made of, and the only place where people's words are escaped."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from handlers.ids import Field
from handlers.words import Reader

Block = dict[str, Any]

_INVISIBLE = dict.fromkeys(
    # Bidirectional controls would let one person's words turn the rest of the line around.
    [0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069, 0x200E, 0x200F, 0x061C]
)
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
LABEL_SHOWN = 75  # Slack cuts an accessibility label here
TITLE_SHOWN = 24  # the title of a window, and the words of its two buttons
IN_A_ROW = 25  # Slack's limit for a row of buttons
BUTTON_SHOWN = 30  # a phone shows about this much of a button


def escape(words: str) -> str:
    """People's words for mrkdwn: nothing in them can mention anyone, make a link, format or turn the text around."""
    clean = " ".join(words.translate(_INVISIBLE).split())
    safe = clean.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for mark in "*_~`":
        safe = safe.replace(mark, mark + "\u200b") if mark in safe else safe
    return f"{_FIRST_STRONG_ISOLATE}{safe}{_POP_ISOLATE}"


def plain_words(words: str) -> str:
    """People's words for a plain_text object, where Slack acts on nothing: only isolated and on one line."""
    return f"{_FIRST_STRONG_ISOLATE}{' '.join(words.translate(_INVISIBLE).split())}{_POP_ISOLATE}"


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, ending in an ellipsis when cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


@dataclass(frozen=True)
class Button:
    """A button: what it says, what it does, which row, and what a screen reader says (when more is needed)."""

    text: str
    action_id: str
    value: str = ""
    label: str = ""
    style: str = ""

    def element(self) -> Block:
        element: Block = {
            "type": "button",
            "text": {"type": "plain_text", "text": cut(self.text, LABEL_SHOWN), "emoji": False},
            "action_id": self.action_id,
        }
        if self.value:
            element["value"] = self.value
        if self.label:
            element["accessibility_label"] = cut(self.label, LABEL_SHOWN)
        if self.style:
            element["style"] = self.style
        return element


def section(text: str, block_id: str = "") -> Block:
    """A paragraph of ours in mrkdwn; people's words in it were escaped. Nothing in it becomes a link by itself."""
    block: Block = {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}
    if block_id:
        block["block_id"] = block_id
    return block


def words_of_people(text: str) -> Block:
    """The set's own words, for a modal only: plain text, so that nothing in them acts."""
    return {"type": "section", "text": {"type": "plain_text", "text": cut(text, 3000), "emoji": True}}


def context(text: str) -> Block:
    """A small line under something: who sees it, what happens next."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}


def header(text: str) -> Block:
    return {"type": "header", "text": {"type": "plain_text", "text": cut(text, 150), "emoji": False}}


def divider() -> Block:
    return {"type": "divider"}


def buttons(*row: Button, block_id: str = "") -> Block:
    """A row of buttons. `block_id` must be unique within a message that has several rows of the same ids."""
    block: Block = {"type": "actions", "elements": [button.element() for button in row]}
    if block_id:
        block["block_id"] = block_id
    return block


def rows_of_buttons(row: Sequence[Button]) -> list[Block]:
    """Buttons in as few rows as Slack takes; none: no row."""
    return [buttons(*row[start : start + IN_A_ROW]) for start in range(0, len(row), IN_A_ROW)]


def text_input(
    block_id: str,
    label: str,
    *,
    hint: str = "",
    multiline: bool = False,
    optional: bool = False,
    initial: str = "",
    max_length: int = 3000,
) -> Block:
    """A text box. Limits are checked again by the use case: a form can be forged."""
    element: Block = {
        "type": "plain_text_input",
        "action_id": Field.VALUE,
        "multiline": multiline,
        "max_length": max_length,
    }
    if initial:
        element["initial_value"] = initial[:max_length]
    return input_block(block_id, label, element, hint=hint, optional=optional)


def input_block(block_id: str, label: str, element: Block, *, hint: str = "", optional: bool = False) -> Block:
    """Any input with its label and hint; the element's action_id is Field.VALUE."""
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": {"type": "plain_text", "text": cut(label, 2000), "emoji": False},
        "element": {"action_id": Field.VALUE, **element},
        "optional": optional,
    }
    if hint:
        block["hint"] = {"type": "plain_text", "text": cut(hint, 2000), "emoji": False}
    return block


def option(text: str, value: str) -> Block:
    """One choice of a select, of radio buttons or of check boxes."""
    return {"text": {"type": "plain_text", "text": cut(text, 75), "emoji": False}, "value": value}


def message(text: str, blocks: Sequence[Block] = ()) -> dict[str, Any]:
    """A message: `text` is what a lock screen and a screen reader say, so it holds nothing private."""
    shown = list(blocks) or [section(text)]
    return {"text": text, "blocks": shown}


def modal(
    reader: Reader,
    title: str,
    blocks: Sequence[Block],
    *,
    callback_id: str,
    submit: str = "",
    close: str = "",
    metadata: str = "",
) -> dict[str, Any]:
    """A window over the conversation. Title, submit and close hold at most 24 characters: a translation that is longer
    is cut, since Slack would refuse the whole window."""
    view: dict[str, Any] = {
        "type": "modal",
        "callback_id": callback_id,
        "title": {"type": "plain_text", "text": cut(title, TITLE_SHOWN), "emoji": False},
        "close": {"type": "plain_text", "text": cut(close or reader.t("Close"), TITLE_SHOWN), "emoji": False},
        "blocks": list(blocks),
        "private_metadata": metadata,
    }
    if submit:
        view["submit"] = {"type": "plain_text", "text": cut(submit, TITLE_SHOWN), "emoji": False}
    return view


def urgent(reader: Reader, contacts: str) -> Block:
    """Under every box for words (voice.md): nobody watches, and whom to speak to instead."""
    return context(reader.t("Nobody watches this. If it is urgent, speak to {contacts}.", contacts=escape(contacts)))
