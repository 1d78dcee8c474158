"""Away dates (voice.md 28): the window, what it says once they are kept, and the line on the Home tab."""

from collections.abc import Sequence
from typing import Any

from handlers.ids import Field, Form, Press, handle
from handlers.messages.parts import (
    Block,
    Button,
    buttons,
    context,
    escape,
    input_block,
    modal,
    plain_words,
    section,
)
from handlers.places import HomePart, MenuPart, Place
from handlers.words import Reader
from sets.actions import Action
from sets.away import Stretch

ON_HOME = 3


def away_form(reader: Reader, stretches: Sequence[Stretch] = (), *, removed: bool = False) -> dict[str, Any]:
    """What is kept already, and two days to choose. removed: a stretch was just taken away."""
    blocks: list[Block] = []
    if removed:
        blocks.append(section(reader.t("Removed. On those days I can write to you again.")))
    blocks += [_line(reader, one) for one in stretches]
    blocks += [
        input_block(Field.AWAY_FIRST, reader.t("First day away"), {"type": "datepicker"}),
        input_block(Field.AWAY_LAST, reader.t("Last day away"), {"type": "datepicker"}),
        context(reader.t("I do not ask why. I keep your place in the set.")),
    ]
    return modal(reader, _title(reader), blocks, callback_id=Form.AWAY, submit=reader.t("Save my dates"))


def saved_view(reader: Reader, stretch: Stretch | None, planned: Sequence[Action] = ()) -> dict[str, Any]:
    """After Save. None: it was taken away again in the meantime. planned: actions for days of this stretch."""
    if stretch is None:
        return modal(reader, _title(reader), [section(_already(reader))], callback_id=Form.MENU)
    first, last = reader.date(stretch.first_day), reader.date(stretch.last_day)
    said = reader.t("Saved. I will not remind you from {date} to {date2}.", date=first, date2=last)
    if stretch.first_day == stretch.last_day:
        said = reader.t("Saved. I will not remind you on {date}.", date=first)
    moved = reader.t("What I had planned to ask you then waits until you are back.")
    undo = Button(
        reader.t("Undo"), Press.AWAY_UNDO, handle(stretch.id), label=reader.t("Undo: the dates that I just saved")
    )
    blocks = [section(f"{said} {moved}"), buttons(undo, away_button(reader)), *_planned(reader, planned)]
    return modal(reader, _title(reader), blocks, callback_id=Form.MENU)


def _planned(reader: Reader, planned: Sequence[Action]) -> list[Block]:
    """What was planned for days away, and moving it. Leaving it as it is is fine, too."""
    if not planned:
        return []
    asked = reader.t("These are planned for days when you are away. Would you like other dates? You can leave them.")
    return [section(asked), *(_move(reader, action) for action in planned)]


def _move(reader: Reader, action: Action) -> Block:
    label, day = action.label.reveal(), reader.date(action.due_date)
    said = section(reader.t("*{label}*, by {date}.", label=escape(label), date=day))
    heard = reader.t("Change the date: {label}", label=plain_words(label))
    value = handle(action.id, action.revision)
    button = Button(reader.t("Change the date"), Press.ACTION_CHANGE, value, label=heard)
    return {**said, "accessory": button.element()}


def undone_view(reader: Reader) -> dict[str, Any]:
    """After Undo."""
    said = section(reader.t("Undone. I can write to you in your usual hours."))
    return modal(reader, _title(reader), [said, buttons(away_button(reader))], callback_id=Form.MENU)


def home_part(reader: Reader, stretches: Sequence[Stretch]) -> HomePart:
    """The next days away, for the person's own Home."""
    lines = [section(_dates(reader, one)) for one in stretches[:ON_HOME]]
    return HomePart(Place.AWAY, tuple(lines), (away_button(reader),))


def menu_part(reader: Reader) -> MenuPart:
    """Away dates in the menu, beside the settings."""
    words = reader.t("*Going away?* Tell me the dates, and I will not write.")
    return MenuPart(
        Place.AWAY, words, (away_button(reader),), (reader.t("/als away: choose dates when I do not write"),)
    )


def away_button(reader: Reader) -> Button:
    return Button(reader.t("Away dates"), Press.AWAY)


def _title(reader: Reader) -> str:
    return reader.t("Away dates")


def _already(reader: Reader) -> str:
    return reader.t("This is already done. Nothing has changed.")


def _line(reader: Reader, one: Stretch) -> Block:
    """One stretch that is kept, and taking it away."""
    heard = reader.t("Remove: {date} to {date2}", date=reader.date(one.first_day), date2=reader.date(one.last_day))
    if one.first_day == one.last_day:
        heard = reader.t("Remove: {date}", date=reader.date(one.first_day))
    button = Button(reader.t("Remove"), Press.AWAY_REMOVE, handle(one.id), label=heard)
    return {**section(_dates(reader, one)), "accessory": button.element()}


def _dates(reader: Reader, one: Stretch) -> str:
    first = reader.date(one.first_day)
    if one.first_day == one.last_day:
        return reader.t("You are away on {date}.", date=first)
    return reader.t("You are away from {date} to {date2}.", date=first, date2=reader.date(one.last_day))
