"""/als: everything I may do, and help, put together from the parts of all features."""

from collections.abc import Sequence
from typing import Any

from handlers.ids import Form
from handlers.messages.parts import Block, escape, modal, rows_of_buttons, section
from handlers.places import MenuPart
from handlers.words import Reader
from sets.home import Standing


def menu_view(reader: Reader, standing: Standing, parts: Sequence[MenuPart], *, ask: str | None) -> dict[str, Any]:
    """What this person can do. `ask`: the name of a coordinator, for someone who is in nothing yet."""
    ordered = sorted(parts, key=lambda part: part.place)
    blocks: list[Block] = []
    if not (standing.in_a_set or standing.coordinates):
        blocks.append(section(not_in_a_set(reader, ask)))
    for part in ordered:
        if part.words:
            blocks.append(section(part.words))
        blocks += rows_of_buttons(part.buttons)
    blocks.append(section(help_text(reader, [line for part in ordered for line in part.typed])))
    return modal(reader, reader.t("What I can do"), blocks, callback_id=Form.MENU)


def not_in_a_set(reader: Reader, ask: str | None) -> str:
    """For someone who is in no set and looks after none."""
    if ask:
        return reader.t(
            "You are not in a set yet. If someone asks you to join one, you will see it in our messages. To start "
            "one, ask {name}.",
            name=escape(ask),
        )
    return reader.t(
        "You are not in a set yet. If someone asks you to join one, you will see it in our messages. To start one, ask "
        "the person who installed me to make you a coordinator."
    )


def help_text(reader: Reader, typed: Sequence[str]) -> str:
    """What to type, a line each. Every command is also a button."""
    return "\n".join(
        [
            reader.t("*You can type*"),
            *typed,
            reader.t("/als help: see this"),
            reader.t("You can also answer my messages in your own words. Everything here is also on my Home tab."),
        ]
    )
