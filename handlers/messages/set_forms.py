"""The form of a new set, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from typing import Any

from handlers.ids import Field, Form
from handlers.messages.parts import Block, context, input_block, modal, option
from handlers.messages.parts import text_input as text_box
from handlers.words import Reader
from sets.errors import Problem
from sets.facts import CADENCES, CONFIDENTIALITY
from sets.set_forms import FEWEST, MOST, NewSet

UNKNOWN = "unknown"
ZONES = (
    "Europe/London",
    "Europe/Dublin",
    "Europe/Paris",
    "Europe/Berlin",
    "Europe/Athens",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "Asia/Kolkata",
    "Asia/Singapore",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
)
FIELDS = {
    "name": Field.SET_NAME,
    "people": Field.SET_PEOPLE,
    "coach": Field.SET_COACH,
    "contacts": Field.SET_CONTACTS,
}


def new_set_form(reader: Reader) -> dict[str, Any]:
    """Name, people, coach, how often, where, what may leave the set, whom to speak to, and a channel that exists."""
    zone_options = [option(zone.replace("_", " "), zone) for zone in dict.fromkeys([reader.tz, *ZONES])]
    blocks = [
        text_box(
            Field.SET_NAME, reader.t("Set name"), hint=reader.t("Do not name what they will talk about."), max_length=60
        ),
        input_block(
            Field.SET_PEOPLE,
            reader.t("Who is in it?"),
            {"type": "multi_users_select", "max_selected_items": MOST},
            hint=reader.t(
                "A set has {fewest} to {most} people. Guests are welcome. Somebody from another organisation needs a "
                "guest account here first.",
                fewest=FEWEST,
                most=MOST,
            ),
        ),
        input_block(
            Field.SET_COACH,
            reader.t("Who coaches it at first?"),
            {"type": "users_select"},
            hint=reader.t("Skip this if there is no coach, or if you do not know yet."),
            optional=True,
        ),
        input_block(Field.SET_CADENCE, reader.t("How often will it meet?"), cadence(reader)),
        input_block(
            Field.SET_ZONE,
            reader.t("Which city’s time does it keep?"),
            {"type": "static_select", "options": zone_options, "initial_option": zone_options[0]},
        ),
        what_may_leave(reader),
        text_box(
            Field.SET_CONTACTS,
            reader.t("Who can people speak to if they are worried?"),
            hint=reader.t("One or two names and how to reach them. I show them under every form."),
            max_length=300,
        ),
        _channel(reader),
        context(reader.t("You are not in this set. You will not see what it writes.")),
    ]
    return modal(reader, reader.t("New set"), blocks, callback_id=Form.SET_NEW, submit=reader.t("Check and create"))


def _channel(reader: Reader) -> Block:
    """Slack offers only channels that the person who looks is in."""
    only_private = {"include": ["private"], "exclude_external_shared_channels": True, "exclude_bot_users": True}
    return input_block(
        Field.SET_CHANNEL,
        reader.t("Does the set have a private channel?"),
        {"type": "conversations_select", "filter": only_private},
        hint=reader.t(
            "Skip this, and I make one. To use yours, type “/invite @Setkeeper” in it first. I take you out of it when "
            "the set begins, because its words are for the set."
        ),
        optional=True,
    )


def cadence(reader: Reader) -> Block:
    """How many weeks lie between sessions."""
    weeks = [option(reader.n("Every week", "Every {n} weeks", each), str(each)) for each in CADENCES]
    return {"type": "static_select", "options": [*weeks, unknown(reader)]}


def what_may_leave(reader: Reader) -> Block:
    """What may leave the set; the one word for it is theme."""
    hint = reader.t("A theme is what the set has learned, with no names.")
    return input_block(
        Field.SET_CONFIDENTIALITY, reader.t("What may leave the set?"), _confidentiality(reader), hint=hint
    )


def _confidentiality(reader: Reader) -> Block:
    words = (reader.t("Nothing"), reader.t("Themes, never who said what"), reader.t("Themes that all agree to"))
    modes = [option(said, value) for said, value in zip(words, CONFIDENTIALITY, strict=True)]
    return {"type": "radio_buttons", "options": [*modes, unknown(reader)]}


def unknown(reader: Reader) -> Block:
    """The answer that is always there: nothing is assumed."""
    return option(reader.t("I do not know yet"), UNKNOWN)


def values_of(view: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What was filled in, by block."""
    return {block: fields.get(Field.VALUE, {}) for block, fields in view["state"]["values"].items()}


def chosen(values: Mapping[str, Mapping[str, Any]], block: str) -> str | None:
    """The value of the choice in a select or in radio buttons; None: none, or "I do not know yet"."""
    value = (values.get(block, {}).get("selected_option") or {}).get("value")
    return None if value in (None, UNKNOWN) else str(value)


def number(values: Mapping[str, Mapping[str, Any]], block: str) -> int | None:
    """A choice that is a number; the use case says whether it may be that one."""
    value = chosen(values, block) or ""
    return int(value) if value.isdecimal() and len(value) <= 4 else None


def read_form(view: dict[str, Any]) -> NewSet:
    """The form as sent; what it cannot hold is left for the use case to refuse."""
    values = values_of(view)
    weeks, mode = number(values, Field.SET_CADENCE), chosen(values, Field.SET_CONFIDENTIALITY)
    return NewSet(
        name=str(values.get(Field.SET_NAME, {}).get("value") or ""),
        members=[str(each) for each in values.get(Field.SET_PEOPLE, {}).get("selected_users") or []],
        zone=(chosen(values, Field.SET_ZONE) or "Europe/London")[:64],
        contacts=str(values.get(Field.SET_CONTACTS, {}).get("value") or ""),
        cadence_weeks=weeks if weeks in CADENCES else None,
        confidentiality=mode if mode in CONFIDENTIALITY else None,
        coach=str(values.get(Field.SET_COACH, {}).get("selected_user") or ""),
        channel=str(values.get(Field.SET_CHANNEL, {}).get("selected_conversation") or "")[:32],
    )


def form_errors(reader: Reader, problems: Mapping[str, Problem], count: int) -> dict[str, str]:
    """What to say under each field."""
    sentences = {
        ("name", Problem.EMPTY): reader.t("Give the set a name."),
        ("name", Problem.TOO_LONG): reader.t("Use 60 letters or fewer."),
        ("contacts", Problem.EMPTY): reader.t("Name at least one person to speak to."),
        ("contacts", Problem.TOO_LONG): reader.t("Use 300 letters or fewer."),
        ("people", Problem.TOO_FEW_PEOPLE): _count(reader, count),
        ("people", Problem.TOO_MANY_PEOPLE): _count(reader, count),
        ("people", Problem.OWN_PROGRAMME): reader.t(
            "You look after these sets, so you cannot be in one. Take yourself off the list."
        ),
        ("people", Problem.NOT_A_MEMBER): reader.t(
            "I can only ask people with an account here: members and guests. Take bots, closed accounts and people "
            "of other organisations off the list. Someone from another organisation can come with a guest account."
        ),
        ("people", Problem.COORDINATES): reader.t(
            "One of them looks after sets, and nobody looks after a set they are in. Take them off the list."
        ),
        **coach_errors(reader),
    }
    return {FIELDS[name]: sentences[(name, problem)] for name, problem in problems.items()}


def coach_errors(reader: Reader) -> dict[tuple[str, Problem], str]:
    """Why somebody cannot be the coach."""
    return {
        ("coach", Problem.ASKED_ALREADY): reader.t("They are on the list of the set. A coach is not in it."),
        ("coach", Problem.NOT_A_MEMBER): reader.t(
            "I can only ask people with an account here: members and guests. A guest account would work."
        ),
        ("coach", Problem.COORDINATES): reader.t("They look after sets. Choose somebody who does not."),
    }


def _count(reader: Reader, count: int) -> str:
    return reader.n(
        "You chose {n} person. Choose {fewest} to {most}.",
        "You chose {n} people. Choose {fewest} to {most}.",
        count,
        fewest=FEWEST,
        most=MOST,
    )


def options_of(words: Sequence[tuple[str, str]], reader: Reader) -> Block:
    """A select of these (what it says, its value), and "I do not know yet"."""
    return {"type": "static_select", "options": [*(option(*each) for each in words), unknown(reader)]}
