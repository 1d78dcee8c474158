"""A new set: its form, what the coordinator hears, and the first words in its channel."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from handlers.ids import Form, Press, handle
from handlers.messages.parts import (
    Button,
    buttons,
    escape,
    message,
    modal,
    section,
)
from handlers.places import HomePart, MenuPart, Place
from handlers.words import Reader


def on_its_way(reader: Reader) -> dict[str, Any]:
    """After Check and create, when the form came a second time."""
    said = reader.t("I am asking everyone now. I will write to you when that is done.")
    return modal(reader, reader.t("New set"), [section(said)], callback_id=Form.MENU)


def ready(reader: Reader, set_id: UUID, set_name: str, asked: int, failed: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """To the coordinator: how many were asked, and who could not be. `failed`: name, Slack's code."""
    said = reader.n(
        "I have asked {n} person to join {set}. They choose, and join only then. I will tell you when it has begun.",
        "I have asked {n} people to join {set}. Each of them chooses, and joins only then. I will tell you when it "
        "has begun.",
        asked,
        set=escape(set_name),
    )
    if asked == 0:
        said = reader.t("{set} is written down. I could not ask anyone yet.", set=escape(set_name))
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
    return message(reader.t("A note about your new set."), lines)


def begun(reader: Reader, set_name: str, members: int) -> dict[str, Any]:
    """To the coordinator, once: it is a set now."""
    said = reader.n(
        "{set} has begun. {n} person has joined so far, and its private channel is open. The set picks its own dates. "
        "My weekly note tells you when it meets.",
        "{set} has begun. {n} people have joined so far, and its private channel is open. The set picks its own dates. "
        "My weekly note tells you when it meets.",
        members,
        set=escape(set_name),
    )
    return message(reader.t("Your new set has begun."), [section(said)])


def trying_again(reader: Reader) -> dict[str, Any]:
    """After Try again."""
    return message(reader.t("I am trying again. I will write to you when that is done."))


def taken_off(reader: Reader) -> dict[str, Any]:
    """After Remove from the list."""
    return message(reader.t("Taken off the list. The others are not affected."))


def no_channel(reader: Reader, set_id: UUID, set_name: str, code: str, *, taken: bool = False) -> dict[str, Any]:
    """To the coordinator: there is no channel. `taken`: they had chosen one that exists."""
    said = reader.t(
        "I could not make the channel of {set}: {reason} The people I asked are not affected: I add them when there "
        "is a channel.",
        set=escape(set_name),
        reason=reason(reader, code),
    )
    if taken:
        said = reader.t(
            "I could not use the channel you chose for {set}: {reason} The people I asked are not affected: I add them "
            "when there is a channel.",
            set=escape(set_name),
            reason=channel_reason(reader, code),
        )
    row = [Button(reader.t("Try again"), Press.SET_RETRY, handle(set_id))]
    if taken:
        row.append(Button(reader.t("Make a new channel"), Press.SET_NEW_CHANNEL, handle(set_id)))
    return message(reader.t("I could not make the channel of a set."), [section(said), buttons(*row)])


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


def channel_reason(reader: Reader, code: str) -> str:
    """Why a channel that exists cannot be the set's, ending with a full stop."""
    known = {
        "channel_not_found": reader.t("I am not in it. Type “/invite @Setkeeper” there, then press Try again."),
        "not_private": reader.t("it is open to everyone. A set needs a private channel."),
        "is_archived": reader.t("it was archived. You can bring it back in Slack, then press Try again."),
        "shared": reader.t("it is shared with another organisation. I can only use a channel of this one."),
        "too_many_there": reader.t("many people are in it. A set needs a channel of its own."),
        "channel_in_use": reader.t("another set meets there."),
    }
    return known.get(code) or reason(reader, code)


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
        section(
            reader.t(
                "When you know the date of your first session, press Session: any member can book it. When you leave a "
                "meeting with a step in mind, I can ask you how it went."
            )
        ),
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
