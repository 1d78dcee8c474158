"""Asking the coordinator for a call: the exact words first, and what the set sees of it."""

from typing import Any
from uuid import UUID

from handlers.ids import Form, Press, handle
from handlers.messages.parts import Button, buttons, escape, message, modal, section
from handlers.words import Reader
from sets.calls import Calling


def form(reader: Reader, found: Calling) -> dict[str, Any]:
    """The exact words, before anything is asked."""
    coordinator, name = escape(found.coordinator.display_name), escape(found.set.name)
    if found.asked:
        said = reader.t(
            "Your set has asked for a call already. {coordinator} hears of it in the next weekly note.",
            coordinator=coordinator,
        )
        back = Button(reader.t("Take it back"), Press.CALL_TAKE_BACK, handle(found.set.id))
        return modal(reader, reader.t("Ask for a call?"), [section(said), buttons(back)], callback_id=Form.CALL)
    said = reader.t(
        "In this week’s note I will tell {coordinator}: “{set} would like to hear from you.” I give no reason and no "
        "name. The set will see that a call was asked for.",
        coordinator=coordinator,
        set=name,
    )
    return modal(
        reader,
        reader.t("Ask for a call?"),
        [section(said)],
        callback_id=Form.CALL,
        submit=reader.t("Ask for a call"),
        close=reader.t("Not now"),
        metadata=handle(found.set.id),
    )


def asked(reader: Reader, found: Calling) -> dict[str, Any]:
    """After Ask for a call."""
    said = reader.t(
        "{coordinator} will read it in the next weekly note.", coordinator=escape(found.coordinator.display_name)
    )
    back = Button(reader.t("Take it back"), Press.CALL_TAKE_BACK, handle(found.set.id))
    return modal(reader, reader.t("Ask for a call"), [section(said), buttons(back)], callback_id=Form.CALL)


def in_channel(reader: Reader, set_id: UUID, coordinator: str) -> dict[str, Any]:
    """To the set: that a call was asked for, never by whom."""
    said = reader.t(
        "A call with {coordinator} was asked for. They will read it in the next weekly note, with no reason and no "
        "name.",
        coordinator=escape(coordinator),
    )
    back = Button(reader.t("Take it back"), Press.CALL_TAKE_BACK, handle(set_id))
    return message(reader.t("A call with your coordinator was asked for."), [section(said), buttons(back)])


def taken_back(reader: Reader) -> dict[str, Any]:
    """In the channel, in place of what was asked."""
    return message(reader.t("A call was asked for, and taken back."))


def taken_back_view(reader: Reader) -> dict[str, Any]:
    """In the window."""
    said = reader.t("Taken back. The weekly note will not say it.")
    return modal(reader, reader.t("Ask for a call"), [section(said)], callback_id=Form.CALL)
