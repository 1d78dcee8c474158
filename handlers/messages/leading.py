"""Handing over and taking over (voice.md 21)."""

from collections.abc import Sequence
from typing import Any

from handlers.ids import Field, Form, Press, handle
from handlers.messages.parts import Button, buttons, escape, input_block, message, modal, option, plain_words, section
from handlers.words import Reader
from sets.sessions import Beheld
from storage.queries.attendance import Present


def hand_over_form(reader: Reader, found: Beheld, people: Sequence[Present]) -> dict[str, Any]:
    """Who leads from here? Without anyone to choose, it says so."""
    if not people:
        said = reader.t("Nobody else is ticked as here. Press Who is here first.")
        return modal(reader, reader.t("Hand over"), [section(said)], callback_id=Form.LEADING_HAND_OVER)
    choices = [option(plain_words(one.name or one.slack_user_id), handle(one.person_id)) for one in people]
    blocks = [
        section(reader.t("Ask them first. I tell the set, and you can take it back.")),
        input_block(
            Field.LEADING_PERSON, reader.t("Who leads from here?"), {"type": "radio_buttons", "options": choices}
        ),
    ]
    return modal(
        reader,
        reader.t("Hand over"),
        blocks,
        callback_id=Form.LEADING_HAND_OVER,
        submit=reader.t("Hand over"),
        close=reader.t("Not now"),
        metadata=handle(found.session.id),
    )


def take_over_form(reader: Reader, found: Beheld) -> dict[str, Any]:
    """Take over? A confirmation."""
    if found.facilitator:
        said = reader.t(
            "{name} is facilitating now. If they cannot go on, you can. I will tell the set. {name} can take it back.",
            name=escape(found.facilitator),
        )
    else:
        said = reader.t("Nobody facilitates just now. You can. I will tell the set.")
    return modal(
        reader,
        reader.t("Take over?"),
        [section(said)],
        callback_id=Form.LEADING_TAKE_OVER,
        submit=reader.t("Take over"),
        close=reader.t("Leave it"),
        metadata=handle(found.session.id),
    )


def told(reader: Reader, session_id: Any, name: str, before: str) -> dict[str, Any]:  # noqa: ANN401 - a row's id
    """What the channel hears. `before`: who facilitated until now; "": nobody, or they cannot take it back."""
    notice = reader.t("Somebody else facilitates from here.")  # Slack makes links of what a name holds in this text
    if not before:
        return message(notice, [section(reader.t("{name} facilitates from here.", name=escape(name)))])
    said = reader.t(
        "{name} facilitates from here. {before} can take it back at any time.", name=escape(name), before=escape(before)
    )
    button = Button(
        reader.t("Take it back"), Press.LEADING_TAKE_BACK, handle(session_id), reader.t("Take back facilitating")
    )
    return message(notice, [section(said), buttons(button)])


def not_yours(reader: Reader, found: Beheld) -> dict[str, Any]:
    """Somebody pressed what only the facilitator presses."""
    said = reader.t(
        "{name} is facilitating, so I changed nothing. If they have gone, you can take over.",
        name=escape(found.facilitator),
    )
    button = Button(
        reader.t("Take over"), Press.LEADING_TAKE_OVER, handle(found.session.id), reader.t("Take over as facilitator")
    )
    return message(reader.t("Somebody else is facilitating, so I changed nothing."), [section(said), buttons(button)])


def not_yours_view(reader: Reader, found: Beheld) -> dict[str, Any]:
    """The same, in a window."""
    blocks = not_yours(reader, found)["blocks"]
    return modal(reader, reader.t("Session"), blocks, callback_id=Form.SESSION_PANEL)
