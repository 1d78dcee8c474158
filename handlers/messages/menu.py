"""/als: everything I may do, and help, put together from the parts of all features."""

from collections.abc import Sequence
from typing import Any

from handlers.ids import Form, Press
from handlers.messages.parts import Block, Button, buttons, escape, modal, rows_of_buttons, section
from handlers.places import MenuPart
from handlers.words import Reader
from sets.home import Standing


def menu_view(
    reader: Reader, standing: Standing, parts: Sequence[MenuPart], *, ask: str | None, unknown: bool = False
) -> dict[str, Any]:
    """What this person can do.

    ask      the name of a coordinator, for someone who is in nothing yet
    unknown  a word was typed that opens nothing; it is not repeated, since it may be anything
    """
    ordered = sorted(parts, key=lambda part: part.place)
    blocks: list[Block] = []
    if unknown:
        blocks.append(section(reader.t("I do not know that word, so I did nothing. Here is what I can do.")))
    if not (standing.in_a_set or standing.coordinates):
        blocks += [section(not_in_a_set(reader, ask)), buttons(set_button(reader))]
    for part in ordered:
        if part.words:
            blocks.append(section(part.words))
        blocks += rows_of_buttons(part.buttons)
    blocks.append(section(help_text(reader, [line for part in ordered for line in part.typed])))
    return modal(reader, reader.t("What I can do"), blocks, callback_id=Form.MENU)


def set_button(reader: Reader) -> Button:
    return Button(reader.t("What is a set?"), Press.WHAT_IS_A_SET)


def set_view(reader: Reader) -> dict[str, Any]:
    """What a set is, for someone who is in none (practice.md sections 1 and 2)."""
    lines = [
        reader.t("A set is a group of 4 to 10 people. They meet every few weeks to help each other with real work."),
        reader.t(
            "One person at a time brings an issue: a work problem they can partly change. The others ask open "
            "questions. They give no advice."
        ),
        reader.t(
            "Then that person chooses an action: one small step. Next time they say how it went, and what they learned."
        ),
        reader.t("The set guides itself, in turns. What is said in a set stays in the set."),
        reader.t("You join only if you say yes. You can leave without a reason."),
    ]
    return modal(reader, reader.t("What is a set?"), [section(line) for line in lines], callback_id=Form.MENU)


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
            reader.t("/als-session: your session, from its date to its end"),
            reader.t("/als help: see this"),
            reader.t("You can also answer my messages in your own words. Everything here is also on my Home tab."),
        ]
    )
