"""A new set: its form, what the coordinator hears, and the first words in its channel."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from handlers.ids import Field, Form, Press, handle
from handlers.messages.parts import (
    Block,
    Button,
    buttons,
    context,
    escape,
    input_block,
    message,
    modal,
    option,
    section,
)
from handlers.messages.parts import text_input as text_box
from handlers.places import HomePart, MenuPart, Place
from handlers.words import Reader
from sets.errors import Problem
from sets.setup import CADENCES, FEWEST, MODES, MOST, NewSet

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
FIELDS = {"name": Field.SET_NAME, "people": Field.SET_PEOPLE, "contacts": Field.SET_CONTACTS}


def new_set_form(reader: Reader) -> dict[str, Any]:
    """Name, people, how often, where, what may leave the set, and whom to speak to."""
    zones = list(dict.fromkeys([reader.tz, *ZONES]))
    zone_options = [option(zone.replace("_", " "), zone) for zone in zones]
    unknown = option(reader.t("I do not know yet"), UNKNOWN)
    cadences = [option(reader.n("Every week", "Every {n} weeks", weeks), str(weeks)) for weeks in CADENCES] + [unknown]
    modes = dict(
        zip(
            MODES,
            (
                reader.t("Nothing"),
                reader.t("Ideas, never who said them"),
                reader.t("Headlines that all agree to"),
            ),
            strict=True,
        )
    )
    mode_options = [option(words, value) for value, words in modes.items()] + [unknown]
    people: Block = {"type": "multi_users_select", "max_selected_items": MOST}
    blocks = [
        text_box(
            Field.SET_NAME, reader.t("Set name"), hint=reader.t("Do not name what they will talk about."), max_length=60
        ),
        input_block(
            Field.SET_PEOPLE,
            reader.t("Who is in it?"),
            people,
            hint=reader.t("A set has {fewest} to {most} people.", fewest=FEWEST, most=MOST),
        ),
        input_block(
            Field.SET_CADENCE, reader.t("How often will it meet?"), {"type": "static_select", "options": cadences}
        ),
        input_block(
            Field.SET_ZONE,
            reader.t("Which city’s time does it keep?"),
            {"type": "static_select", "options": zone_options, "initial_option": zone_options[0]},
        ),
        input_block(
            Field.SET_CONFIDENTIALITY,
            reader.t("What may leave the set?"),
            {"type": "radio_buttons", "options": mode_options},
        ),
        text_box(
            Field.SET_CONTACTS,
            reader.t("Who can people speak to if they are worried?"),
            hint=reader.t("One or two names and how to reach them. I show them under every form."),
            max_length=300,
        ),
        context(reader.t("You are not in this set. You will not see what it writes.")),
    ]
    return modal(reader, reader.t("New set"), blocks, callback_id=Form.SET_NEW, submit=reader.t("Check and create"))


def read_form(view: dict[str, Any]) -> NewSet:
    """The form as sent; what it cannot hold is left for the use case to refuse."""
    values = {block: fields.get(Field.VALUE, {}) for block, fields in view["state"]["values"].items()}
    cadence = (values.get(Field.SET_CADENCE, {}).get("selected_option") or {}).get("value", UNKNOWN)
    mode = (values.get(Field.SET_CONFIDENTIALITY, {}).get("selected_option") or {}).get("value", UNKNOWN)
    zone = (values.get(Field.SET_ZONE, {}).get("selected_option") or {}).get("value", "Europe/London")
    return NewSet(
        name=str(values.get(Field.SET_NAME, {}).get("value") or ""),
        members=[str(each) for each in values.get(Field.SET_PEOPLE, {}).get("selected_users") or []],
        zone=str(zone)[:64],
        contacts=str(values.get(Field.SET_CONTACTS, {}).get("value") or ""),
        cadence_weeks=int(cadence) if cadence in {str(weeks) for weeks in CADENCES} else None,
        confidentiality=mode if mode in MODES else None,
    )


def form_errors(reader: Reader, problems: dict[str, Problem], count: int) -> dict[str, str]:
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
            "of other organisations off the list."
        ),
        ("people", Problem.COORDINATES): reader.t(
            "One of them looks after sets, and nobody looks after a set they are in. Take them off the list."
        ),
    }
    return {FIELDS[name]: sentences[(name, problem)] for name, problem in problems.items()}


def _count(reader: Reader, count: int) -> str:
    return reader.n(
        "You chose {n} person. Choose {fewest} to {most}.",
        "You chose {n} people. Choose {fewest} to {most}.",
        count,
        fewest=FEWEST,
        most=MOST,
    )


def on_its_way(reader: Reader) -> dict[str, Any]:
    """After Check and create."""
    said = reader.t("I am asking everyone now. I will write to you when that is done.")
    return modal(reader, reader.t("New set"), [section(said)], callback_id=Form.MENU)


def ready(reader: Reader, set_id: UUID, set_name: str, asked: int, failed: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """To the coordinator: how many were asked, and who could not be. `failed`: name, Slack's code."""
    said = reader.n(
        "{set} is ready. I asked {n} person. Each of them chooses, and joins only then.",
        "{set} is ready. I asked {n} people. Each of them chooses, and joins only then.",
        asked,
        set=escape(set_name),
    )
    if asked == 0:
        said = reader.t("{set} is ready. I could not ask anyone yet.", set=escape(set_name))
    lines = [section(said)]
    lines += [
        section(
            reader.t(
                "I could not ask {name}: {reason} The others are not affected.",
                name=escape(name),
                reason=reason(reader, code),
            )
        )
        for name, code in failed
    ]
    if failed:
        off = Button(reader.t("Remove from the list"), Press.SET_TAKE_OFF, handle(set_id))
        lines.append(buttons(Button(reader.t("Try again"), Press.SET_RETRY, handle(set_id)), off))
    return message(reader.t("Your new set is ready."), lines)


def trying_again(reader: Reader) -> dict[str, Any]:
    """After Try again."""
    return message(reader.t("I am trying again. I will write to you when that is done."))


def taken_off(reader: Reader) -> dict[str, Any]:
    """After Remove from the list."""
    return message(reader.t("Taken off the list. The others are not affected."))


def no_channel(reader: Reader, set_id: UUID, set_name: str, code: str) -> dict[str, Any]:
    """To the coordinator: Slack would not make the channel."""
    said = reader.t(
        "I could not make the channel of {set}: {reason} The people I asked are not affected: I add them when there "
        "is a channel.",
        set=escape(set_name),
        reason=reason(reader, code),
    )
    again = buttons(Button(reader.t("Try again"), Press.SET_RETRY, handle(set_id)))
    return message(reader.t("I could not make the channel of a set."), [section(said), again])


def not_added(reader: Reader, set_name: str, name: str, code: str) -> dict[str, Any]:
    """To the coordinator: Slack refused one person."""
    said = reader.t(
        "{name} said yes to {set}, and I could not add them to its channel: {reason} The others are not affected.",
        name=escape(name),
        set=escape(set_name),
        reason=reason(reader, code),
    )
    return message(reader.t("One person could not be added to a set."), [section(said)])


def reason(reader: Reader, code: str) -> str:
    """Slack's code in words, ending with a full stop."""
    known = {
        "user_disabled": reader.t("their Slack account is closed."),
        "user_not_found": reader.t("Slack does not know them."),
        "user_is_restricted": reader.t("they are a guest, and your Slack does not let apps add guests."),
        "user_is_ultra_restricted": reader.t("they are a guest of one channel only."),
        "org_user_not_in_team": reader.t("they are not in this Slack workspace."),
        "cant_invite": reader.t("your Slack does not let me add them."),
        "cannot_dm_bot": reader.t("they are a bot."),
        "bot": reader.t("they are a bot."),
        "stranger": reader.t("they belong to another organisation. A guest account here would work."),
        "restricted_action": reader.t("your Slack does not let apps make private channels."),
        "is_archived": reader.t("the channel was archived."),
    }
    return known.get(code, reader.t("Slack said no ({code}).", code=escape(code)))


def welcome(reader: Reader, set_name: str) -> dict[str, Any]:
    """The first message in the set's channel. No words of the set, now or later."""
    lines = [
        section(reader.t("*Welcome to {set}.* This private channel is for your set alone.", set=escape(set_name))),
        section(
            reader.t(
                "Your employer may be able to copy what is typed here, so keep what is private for your meetings. I do "
                "not read this channel."
            )
        ),
        section(reader.t("When you leave a meeting with a step in mind, I can ask you how it went.")),
        buttons(
            Button(reader.t("New action"), Press.ACTION_NEW),
            Button(reader.t("My actions"), Press.ACTION_LIST),
            Button(reader.t("Session"), Press.SESSION_HERE),
        ),
    ]
    return message(reader.t("Welcome to your set."), lines)


def channel_gone(reader: Reader, set_name: str) -> dict[str, Any]:
    """To the coordinator, once: somebody archived or deleted the channel, or put the bot out."""
    said = reader.t(
        "I can no longer write in the channel of {set}. I still write to its members one by one. If someone archived "
        "the channel, you can bring it back: unarchive it in Slack.",
        set=escape(set_name),
    )
    return message(reader.t("I can no longer write in the channel of one set."), [section(said)])


def home_part(reader: Reader) -> HomePart:
    """A coordinator's button on the Home tab; their sets stand there by themselves."""
    return HomePart(Place.COORDINATED, buttons=(_new_set(reader),))


def menu_part(reader: Reader) -> MenuPart:
    """A coordinator's part of the menu."""
    words = reader.t("*Your sets.* Start with a name and some people.")
    return MenuPart(Place.COORDINATED, words, (_new_set(reader),))


def _new_set(reader: Reader) -> Button:
    return Button(reader.t("New set"), Press.SET_NEW)
