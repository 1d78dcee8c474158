"""Leaving a set (voice.md 31), and coming back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from handlers.ids import Field, Form, Press, handle
from handlers.messages.erasing import stays, stop_button, waits
from handlers.messages.parts import (
    Block,
    Button,
    buttons,
    context,
    escape,
    input_block,
    modal,
    option,
    plain_words,
    section,
)
from handlers.places import AboutSet
from handlers.words import Reader
from sets.erasures import ErasureRow
from sets.joining import InvitationRow

KEEP, ERASE = "keep", "erase"


def about_set(reader: Reader, set_id: UUID, set_name: str) -> AboutSet:
    """The button in the line of a set, on Home."""
    heard = reader.t("Leave {set}", set=plain_words(set_name))
    return AboutSet(set_id, buttons=(Button(reader.t("Leave the set"), Press.LEAVE, handle(set_id), heard),))


def sure(reader: Reader, row: InvitationRow) -> dict[str, Any]:
    """Before leaving: what follows from it, and for a member the choice what becomes of their words."""
    if row.role == "coach":
        said = reader.t(
            "You can leave without a reason. {set} sees that you left, not why. You will no longer see what it writes.",
            set=escape(row.set_name),
        )
        blocks = [section(said)]
    else:
        said = reader.t(
            "You can leave {set} without a reason. I will stop all reminders and pass on your turns. Your set sees "
            "that you left, not why. You will no longer see what it writes.",
            set=escape(row.set_name),
        )
        blocks = [section(said), _words(reader), context(stays(reader)), buttons(copy_first(reader))]
    return modal(
        reader,
        reader.t("Leave the set?"),
        blocks,
        callback_id=Form.LEAVE,
        submit=reader.t("Leave the set"),
        close=reader.t("Stay"),
        metadata=handle(row.set_id),
    )


def copy_first(reader: Reader) -> Button:
    return Button(reader.t("Get my copy first"), Press.COPY)


def _words(reader: Reader) -> Block:
    """Kept, they stay one's own: to be read, taken back or erased in My data at any time."""
    keep = option(reader.t("Keep them. I can still read and erase them in My data."), KEEP)
    erase = option(reader.t("Erase them, one day from now."), ERASE)
    element = {"type": "radio_buttons", "options": [keep, erase], "initial_option": keep}
    return input_block(Field.LEAVE_WORDS, reader.t("What about the words you wrote for this set?"), element)


def wants_erasing(view: Mapping[str, Any]) -> bool:
    """What the form says; a window of before there was the choice, or a forged one: keep them."""
    values = (view.get("state") or {}).get("values") or {}
    chosen = (values.get(Field.LEAVE_WORDS) or {}).get(Field.VALUE) or {}
    return (chosen.get("selected_option") or {}).get("value") == ERASE


def left(reader: Reader, row: InvitationRow, until: datetime, erasure: ErasureRow | None = None) -> dict[str, Any]:
    """After Leave the set."""
    said = reader.t(
        "You have left {set}. You can come back until {date}.",
        set=escape(row.set_name),
        date=reader.date(reader.local_date(until)),
    )
    undo = Button(reader.t("Undo"), Press.LEAVE_UNDO, handle(row.id, row.revision), reader.t("Undo: Leave the set"))
    row_of = [undo, *([stop_button(reader, erasure)] if erasure else [])]
    blocks = [section(said), *([section(waits(reader, erasure))] if erasure else []), buttons(*row_of)]
    return modal(reader, reader.t("Leave the set?"), blocks, callback_id=Form.MENU)


def back(reader: Reader, row: InvitationRow) -> dict[str, Any]:
    """After Undo."""
    said = reader.t("Undone. You are in {set} again.", set=escape(row.set_name))
    return modal(reader, reader.t("Leave the set?"), [section(said)], callback_id=Form.MENU)
