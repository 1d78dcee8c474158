"""Buddies: who they are, asking one for a short chat, and their answer (voice.md 8). Never what it is about."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from handlers.ids import Form, Press, handle
from handlers.messages.parts import Block, Button, buttons, escape, message, modal, plain_words, section
from handlers.places import AboutSet
from handlers.words import Reader
from sets.buddies import Asked, OnHome, Replied
from storage.queries.buddies import BuddyRow


def about_set(reader: Reader, set_id: UUID, set_name: str, found: OnHome) -> AboutSet:
    """What Home adds to the line of a set: who one's buddy is, when they talk, and the window of both."""
    words = home_words(reader, found.names)
    if found.talk_at is not None:
        date, time = reader.date(reader.local_date(found.talk_at)), reader.time(found.talk_at)
        words = f"{words} {reader.t('You talk on {date}, {time}.', date=date, time=time)}"
    heard = reader.t("My buddy in {set}", set=plain_words(set_name))
    mine = (Button(reader.t("My buddy"), Press.BUDDY_OPEN, handle(set_id), heard),) if found.names else ()
    return AboutSet(set_id, words, mine)


def home_words(reader: Reader, names: Sequence[str]) -> str:
    """Somebody's buddies in one set, or that there will be one."""
    if not names:
        return reader.t("No buddy yet. I will suggest one.")
    if len(names) == 1:
        return reader.t("Your buddy is {name}.", name=escape(names[0]))
    return reader.t("Your buddies are {name} and {name2}.", name=escape(names[0]), name2=escape(names[1]))


def asked_view(reader: Reader, asked: Asked) -> dict[str, Any]:
    """After Ask my buddy, and after its Undo."""
    names = [escape(buddy.name) for buddy in asked.buddies]
    if asked.taken_back:
        said = reader.t("Undone. I have asked nobody.")
    elif len(names) == 1:
        said = reader.t("I will ask {buddy} for a short chat. I do not say what it is about.", buddy=names[0])
    else:
        said = reader.t(
            "I will ask {buddy} and {buddy2} for a short chat. I do not say what it is about.",
            buddy=names[0],
            buddy2=names[1],
        )
    undo = Button(
        reader.t("Undo"), Press.BUDDY_UNASK, handle(asked.place.id), label=reader.t("Undo: ask for a short chat")
    )
    return _window(reader, [section(said), *([] if asked.taken_back else [buttons(undo)])])


def too_late_view(reader: Reader) -> dict[str, Any]:
    """Undo, when the request has gone out."""
    return _window(reader, [section(reader.t("I have asked already. You can say that it is no longer needed."))])


def _window(reader: Reader, blocks: Sequence[Block]) -> dict[str, Any]:
    return modal(reader, reader.t("Ask my buddy"), blocks, callback_id=Form.CHECKIN_STUCK)


def request_notice(reader: Reader) -> str:
    """For lock screens: nobody is named, for Slack makes links of what looks like one in a name there."""
    return reader.t("Your buddy would like a short chat.")


def request_blocks(reader: Reader, asker: BuddyRow, times: int) -> list[Block]:
    """The request, as its buddy gets it. times: how often an answer to it was undone."""
    name = escape(asker.name)
    said = reader.t("{name} would like a short chat. Could you spare 15 minutes this week?", name=name)
    value, heard = handle(asker.id, times), plain_words(asker.name)
    row = buttons(
        Button(reader.t("Yes, I can"), Press.BUDDY_YES, value, label=reader.t("Yes, I can: {name}", name=heard)),
        Button(reader.t("Not this week"), Press.BUDDY_NO, value, label=reader.t("Not this week: {name}", name=heard)),
    )
    return [section(said), row]


def request_again(reader: Reader, asker: BuddyRow, times: int) -> Block:
    """The whole message, after Undo."""
    undone = section(reader.t("Undone. You can choose again."))
    return message(request_notice(reader), [undone, *request_blocks(reader, asker, times)])


def replied_message(reader: Reader, replied: Replied, times: int, *, yes: bool) -> Block:
    """What was said, in place of the request."""
    name = escape(replied.asker.name)
    if yes:
        said = reader.t("I told {name} yes. Pick a time that suits you both.", name=name)
    else:
        said = reader.t("That's fine. I told {name} that you cannot this week.", name=name)
    undo = Button(
        reader.t("Undo"), Press.BUDDY_UNDO, handle(replied.asker.id, times), label=reader.t("Undo: my answer")
    )
    return message(reader.t("Your answer is saved."), [section(said), buttons(undo)])


def told_message(reader: Reader, replied: Replied) -> Block:
    """Undo came too late."""
    said = reader.t("I have told {name} already. You can write to them.", name=escape(replied.asker.name))
    return message(reader.t("I have told them already."), [section(said)])


def answer_message(reader: Reader, buddy: BuddyRow, *, yes: bool) -> Block:
    """The answer, as the asker gets it."""
    name = escape(buddy.name)
    if yes:
        said = reader.t("{name} can spare 15 minutes. Pick a time that suits you both.", name=name)
    else:
        said = reader.t("{name} cannot this week. You can ask again when you like.", name=name)
    return message(reader.t("You have an answer from your buddy."), [section(said)])
