"""People whom a set has to confirm: what its channel says, and what it becomes."""

from typing import Any

from handlers.ids import Press, handle
from handlers.messages.parts import Button, buttons, escape, message, plain_words, section
from handlers.words import Reader
from sets.arrivals import ArrivalRow


def name_of(row: ArrivalRow) -> str:
    """Escaped; Slack's own mention while the directory has not said their name."""
    return escape(row.name) if row.name else f"<@{row.slack_user_id}>"


def notice(reader: Reader, row: ArrivalRow) -> dict[str, Any]:
    """In the set's channel: somebody waits for the set's word."""
    name = name_of(row)
    value, heard = handle(row.id, row.revision), plain_words(row.name)
    welcome = Button(
        reader.t("They are welcome"), Press.ARRIVAL_WELCOME, value, reader.t("{name} is welcome", name=heard)
    )
    refuse = Button(
        reader.t("Not in our set"), Press.ARRIVAL_REFUSE, value, reader.t("{name} is not in our set", name=heard)
    )
    if row.person_id == row.coordinator_id:
        said = reader.t(
            "{name} looks after this set and is in this channel. Who looks after a set does not read its channel. Any "
            "of you can have them taken out.",
            name=name,
        )
        row_of_buttons = buttons(refuse)
    elif row.how == "suggested":
        said = reader.t(
            "{coordinator} suggests asking {name} to join this set. Talk it over, then any one of you can answer for "
            "the set. I do not show who did.",
            coordinator=escape(row.coordinator),
            name=name,
        )
        row_of_buttons = buttons(welcome, refuse)
    elif row.how == "here":
        said = reader.t(
            "{name} is in this channel. They are not in the set, so I show them nothing of yours. They can read what "
            "is typed here. Any one of you can answer for the set. I do not show who did.",
            name=name,
        )
        row_of_buttons = buttons(welcome, refuse)
    else:
        said = reader.t(
            "{name} came into this channel. They are not in the set, so I show them nothing of yours. They can read "
            "what is typed here. Any one of you can answer for the set. I do not show who did.",
            name=name,
        )
        row_of_buttons = buttons(welcome, refuse)
    return message(reader.t("Someone is waiting for your set’s word."), [section(said), row_of_buttons])


def decided(reader: Reader, row: ArrivalRow, *, welcome: bool) -> dict[str, Any]:
    """What the notice becomes."""
    name = name_of(row)
    if welcome:
        said = reader.t("{name} is welcome. I have asked them whether they would like to join.", name=name)
    elif row.how == "suggested":
        said = reader.t("That’s fine. I have not asked {name}.", name=name)
    else:
        said = reader.t("{name} is not in this set. I am taking them out of this channel.", name=name)
    return message(reader.t("Your set has answered."), [section(said)])


def still_here(reader: Reader, row: ArrivalRow) -> dict[str, Any]:
    """Slack would not let the bot take them out."""
    said = reader.t(
        "I could not take {name} out of this channel: your Slack does not let me. Someone who may remove people here "
        "could do it. Until then, they can read what is typed here.",
        name=name_of(row),
    )
    return message(reader.t("I could not take someone out of this channel."), [section(said)])


def answered(reader: Reader, row: ArrivalRow) -> dict[str, Any]:
    """To the coordinator who suggested somebody."""
    said = reader.t(
        "{set} would rather stay as it is for now, so I have not asked {name}.",
        set=escape(row.set_name),
        name=name_of(row),
    )
    return message(reader.t("A set has answered what you suggested."), [section(said)])


def coordinator_in_channel(reader: Reader, set_name: str) -> dict[str, Any]:
    """To the coordinator, whom Slack keeps in a channel that was theirs before it was the set's."""
    said = reader.t(
        "The channel of {set} is in use now. Please leave it in Slack: what is typed there is for the set, and I could "
        "not take you out of it.",
        set=escape(set_name),
    )
    return message(reader.t("Please leave the channel of a set."), [section(said)])
