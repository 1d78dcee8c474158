"""Windows around check-ins: what was answered, keeping a line, being stuck, and "Not until" (voice.md 7, 8, 10)."""

from datetime import date
from typing import Any
from uuid import UUID

from handlers.ids import Field, Form, Press, handle
from handlers.messages.line_boxes import line_boxes, note_boxes
from handlers.messages.my_actions import action_view, help_buttons
from handlers.messages.parts import (
    Block,
    Button,
    buttons,
    context,
    escape,
    input_block,
    modal,
    section,
)
from handlers.words import Reader
from sets.my_actions import Whole
from sets.notes import Kept, Reads
from sets.stuck import Routes


def answer_view(reader: Reader, whole: Whole) -> dict[str, Any]:
    """One action with what its holder said about it, and a box for one line. Change and Undo stay in the message.

    About a small test its own questions are asked; once the action is done, how it turned out.
    """
    shown = [block for block in action_view(reader, whole)["blocks"] if block["type"] != "actions"]
    ways_on = help_buttons(reader, whole)
    return modal(
        reader,
        reader.t("My action"),
        [*shown, *([buttons(*ways_on)] if ways_on else []), *line_boxes(reader, whole)],
        callback_id=Form.CHECKIN_NOTE,
        submit=reader.t("Save"),
        metadata=handle(whole.action.id),
    )


def note_form(reader: Reader, whole: Whole) -> dict[str, Any]:
    """A note in a form instead of a message (voice.md 13)."""
    return modal(
        reader,
        reader.t("Write in a form"),
        note_boxes(reader, whole),
        callback_id=Form.REPLY_FORM,
        submit=reader.t("Save"),
        metadata=handle(whole.action.id),
    )


def saved_view(reader: Reader, kept: Kept) -> dict[str, Any]:
    """After the form."""
    if not kept.written:
        said = reader.t("That is all. Thank you.")
    elif kept.reads is Reads.SET:
        said = reader.t("Saved. I show it only to the members of {set}.", set=escape(kept.set_name))
    elif kept.reads is Reads.SUPPORTER:
        said = reader.t("Saved. I show it only to you and {name}.", name=escape(kept.supporter))
    else:
        said = reader.t("Saved. I show it only to you.")
    blocks: list[Block] = [section(said)]
    if kept.event_id is not None:
        value, heard = handle(kept.event_id), reader.t("Take it back: your note")
        blocks.append(buttons(Button(reader.t("Take it back"), Press.ACTION_UNDO, value, label=heard)))
    return modal(reader, reader.t("Saved"), blocks, callback_id=Form.CHECKIN_NOTE)


def stuck_view(reader: Reader, routes: Routes) -> dict[str, Any]:
    """What could help; nobody is told."""
    value = handle(routes.action_id)
    row = [Button(reader.t("Smaller step"), Press.STUCK_SMALLER, value)]
    if routes.buddy:
        row.append(Button(reader.t("Ask my buddy"), Press.STUCK_BUDDY, value))
    row.append(Button(reader.t("Ask my set for questions"), Press.STUCK_SET, value))
    if routes.session:
        row.append(Button(reader.t("Bring to the session"), Press.STUCK_SESSION, value))
    row.append(Button(reader.t("Keep it to myself"), Press.STUCK_KEEP, value))
    asked = section(reader.t("Thanks. I have told nobody. What would help?"))
    return modal(reader, reader.t("Stuck"), [asked, buttons(*row)], callback_id=Form.CHECKIN_STUCK)


def brought_view(reader: Reader, action_id: UUID, day: date) -> dict[str, Any]:
    """Bring to the session. day: of the session, for the reader."""
    said = reader.t("It is on your own list for {date}. Only you see the list. You decide then.", date=reader.date(day))
    undo = Button(
        reader.t("Undo"),
        Press.STUCK_SESSION_UNDO,
        handle(action_id),
        label=reader.t("Undo: Bring to the session"),
    )
    return modal(reader, reader.t("Stuck"), [section(said), buttons(undo)], callback_id=Form.CHECKIN_STUCK)


def taken_off_view(reader: Reader) -> dict[str, Any]:
    """Undo of Bring to the session."""
    said = section(reader.t("Undone. It is not on your list for the session."))
    return modal(reader, reader.t("Undone"), [said], callback_id=Form.CHECKIN_STUCK)


def kept_view(reader: Reader, next_ask: date | None) -> dict[str, Any]:
    """Keep it to myself. next_ask: the reader's local date of the next question; None: there is none."""
    said = reader.t("That's fine. It stays in your list.")
    if next_ask is not None:
        said = reader.t("That's fine. I will ask again on {date}.", date=reader.date(next_ask))
    return modal(reader, reader.t("Stuck"), [section(said)], callback_id=Form.CHECKIN_STUCK)


def not_until_form(reader: Reader, nudge_id: UUID, tomorrow: date) -> dict[str, Any]:
    """Before which date should I not write? tomorrow: the reader's, filled in."""
    picker: Block = {"type": "datepicker", "initial_date": tomorrow.isoformat()}
    return modal(
        reader,
        reader.t("Not until ..."),
        [
            input_block(
                Field.NOT_UNTIL,
                reader.t("When may I write again?"),
                picker,
                hint=reader.t("Until then I send you no reminders. You can change this at any time."),
            ),
            context(reader.t("I show this only to you.")),
        ],
        callback_id=Form.CHECKIN_NOT_UNTIL,
        submit=reader.t("Save"),
        metadata=handle(nudge_id),
    )


def not_until_saved(reader: Reader, day: date, person_id: UUID) -> dict[str, Any]:
    """voice.md 10."""
    said = section(reader.t("That's fine. I will not write until {date}.", date=reader.date(day)))
    undo = Button(reader.t("Undo"), Press.CHECKIN_LIFT, handle(person_id), label=reader.t("Undo: Not until ..."))
    return modal(reader, reader.t("Saved"), [said, buttons(undo)], callback_id=Form.CHECKIN_NOT_UNTIL)


def lifted_view(reader: Reader) -> dict[str, Any]:
    """Undo of Not until."""
    said = section(reader.t("Undone. I can write to you in your usual hours."))
    return modal(reader, reader.t("Undone"), [said], callback_id=Form.CHECKIN_NOT_UNTIL)
