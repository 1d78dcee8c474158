"""Leaving a set (voice.md 31), and coming back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from handlers.ids import Form, Press, handle
from handlers.messages.parts import Button, buttons, escape, modal, plain_words, section
from handlers.places import AboutSet
from handlers.words import Reader
from sets.joining import InvitationRow


def about_set(reader: Reader, set_id: UUID, set_name: str) -> AboutSet:
    """The button in the line of a set, on Home."""
    heard = reader.t("Leave {set}", set=plain_words(set_name))
    return AboutSet(set_id, buttons=(Button(reader.t("Leave the set"), Press.LEAVE, handle(set_id), heard),))


def sure(reader: Reader, row: InvitationRow) -> dict[str, Any]:
    """Before leaving: what follows from it."""
    if row.role == "coach":
        said = reader.t(
            "You can leave without a reason. {set} sees that you left, not why. You will no longer see what it writes.",
            set=escape(row.set_name),
        )
    else:
        said = reader.t(
            "You can leave {set} without a reason. I will stop all reminders and pass on your turns. Your set sees "
            "that you left, not why. You will no longer see what it writes.",
            set=escape(row.set_name),
        )
    return modal(
        reader,
        reader.t("Leave the set?"),
        [section(said)],
        callback_id=Form.LEAVE,
        submit=reader.t("Leave the set"),
        close=reader.t("Stay"),
        metadata=handle(row.set_id),
    )


def left(reader: Reader, row: InvitationRow, until: datetime) -> dict[str, Any]:
    """After Leave the set."""
    said = reader.t(
        "You have left {set}. You can come back until {date}.",
        set=escape(row.set_name),
        date=reader.date(reader.local_date(until)),
    )
    undo = Button(reader.t("Undo"), Press.LEAVE_UNDO, handle(row.id, row.revision), reader.t("Undo: Leave the set"))
    return modal(reader, reader.t("Leave the set?"), [section(said), buttons(undo)], callback_id=Form.MENU)


def back(reader: Reader, row: InvitationRow) -> dict[str, Any]:
    """After Undo."""
    said = reader.t("Undone. You are in {set} again.", set=escape(row.set_name))
    return modal(reader, reader.t("Leave the set?"), [section(said)], callback_id=Form.MENU)
