"""/als: everything I may do, and help."""

from typing import Any

from handlers.ids import Form, Press
from handlers.messages.parts import Button, buttons, escape, modal, section
from handlers.words import Reader


def menu_view(reader: Reader, *, in_a_set: bool, coordinates: bool, ask: str | None) -> dict[str, Any]:
    """What this person can do. `ask`: the name of a coordinator, for someone who is in nothing yet."""
    blocks = []
    if in_a_set:
        blocks += [
            section(reader.t("*Your actions.* An action is one small step you choose.")),
            buttons(
                Button(reader.t("New action"), Press.ACTION_NEW, style="primary"),
                Button(reader.t("My actions"), Press.ACTION_LIST),
            ),
        ]
    if coordinates:
        blocks += [
            section(reader.t("*Your sets.* Start with a name and some people.")),
            buttons(Button(reader.t("New set"), Press.SET_NEW)),
        ]
    if not (in_a_set or coordinates):
        blocks.append(section(not_in_a_set(reader, ask)))
    blocks += [
        section(reader.t("*Your settings.* Choose your days and hours, and how many reminders.")),
        buttons(Button(reader.t("My settings"), Press.SETTINGS)),
        section(help_text(reader)),
    ]
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


def help_text(reader: Reader) -> str:
    """What to type. Every command is also a button on the Home tab."""
    return reader.t(
        "*You can type:* /als action to commit to an action · /als settings to choose days and hours · /als help for "
        "this. You can also answer my messages in your own words. Everything here is also on my Home tab."
    )
