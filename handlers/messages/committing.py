"""The date check, and the messages after Yes, Stop and Undo (voice.md 4). No message holds words of the set."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from handlers.ids import Form, Press, handle
from handlers.messages.parts import Button, buttons, cut, escape, message, modal, section
from handlers.words import Reader
from sets.errors import Problem

_TYPED_SHOWN = 80


def date_check(
    reader: Reader, typed_due: str, due: date, ask_days: Sequence[date], action_id: UUID, revision: int
) -> dict[str, Any]:
    """What I read, before it counts. The typed words come from the submission itself."""
    sentence = _echo(reader, escape(cut(" ".join(typed_due.split()), _TYPED_SHOWN)), due, ask_days)
    return modal(
        reader,
        reader.t("Is this the right date?"),
        [section(sentence)],
        callback_id=Form.ACTION_DATE,
        submit=reader.t("Yes, save it"),
        close=reader.t("Change the date"),
        metadata=handle(action_id, revision),
    )


def _echo(reader: Reader, typed: str, due: date, ask_days: Sequence[date]) -> str:
    """One to three check-ins, each number a whole sentence of its own for translators."""
    values = {"typed": typed, "date": reader.date_with_year(due)}
    days = [reader.date(day) for day in ask_days]
    if len(days) == 1:
        return reader.t(
            'You typed "{typed}". I read that as {date}. I plan to ask about it on {first}.', **values, first=days[0]
        )
    if len(days) == 2:
        return reader.t(
            'You typed "{typed}". I read that as {date}. I plan to ask about it on {first} and {second}.',
            **values,
            first=days[0],
            second=days[1],
        )
    return reader.t(
        'You typed "{typed}". I read that as {date}. I plan to ask how it is going on {first}, {second} and {third}.',
        **values,
        first=days[0],
        second=days[1],
        third=days[2],
    )


def draft_gone(reader: Reader, problem: Problem) -> dict[str, Any]:
    """Instead of the date check, when the draft behind it is gone or changed: why, and what to do."""
    sentence = reader.t("I no longer hold these words, so I saved nothing. You can open the form again.")
    if problem is Problem.ALREADY_DONE:
        sentence = reader.t("This is already done. Nothing has changed.")
    return modal(reader, reader.t("Commit to an action"), [section(sentence)], callback_id=Form.ACTION_VIEW)


def saved_message(reader: Reader, next_ask: date | None, event_id: UUID) -> dict[str, Any]:
    """The direct message after Yes. It holds no words of the action."""
    said = reader.t("Saved. It is in your list.")
    if next_ask is not None:
        said = reader.t("Saved. I will ask how it is going on {date}.", date=reader.date(next_ask))
    return message(said, [section(said), buttons(_my_actions(reader), undo_button(reader, event_id))])


def stopped_message(reader: Reader, event_id: UUID) -> dict[str, Any]:
    """What a message becomes after Stop."""
    said = reader.t("That's fine. It is off your list.")
    return message(said, [section(said), buttons(_my_actions(reader), undo_button(reader, event_id))])


def undone_message(reader: Reader) -> dict[str, Any]:
    """What a message becomes after Undo."""
    said = reader.t("Undone. You can choose again.")
    return message(said, [section(said), buttons(_my_actions(reader), new_button(reader))])


def undo_button(reader: Reader, event_id: UUID) -> Button:
    """Takes one event back."""
    return Button(reader.t("Undo"), Press.ACTION_UNDO, handle(event_id), label=reader.t("Undo: what you just did here"))


def new_button(reader: Reader) -> Button:
    return Button(reader.t("New action"), Press.ACTION_NEW)


def _my_actions(reader: Reader) -> Button:
    return Button(reader.t("My actions"), Press.ACTION_LIST)
