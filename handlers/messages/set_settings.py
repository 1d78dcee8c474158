"""How the bot works for a set: the form, what its channel hears of a change, and Undo."""

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
    plain_words,
    section,
    text_input,
)
from handlers.places import AboutSet
from handlers.words import Reader
from sets.set_forms import CONTACTS_LIMIT
from sets.set_settings import AFTER, BEFORE, ChangeRow, PlaceRow, SetSettings, of

ONE_PHONE, ALL_PHONES = "one", "all"


def about_set(reader: Reader, set_id: UUID, set_name: str) -> AboutSet:
    """The button in the line of a set, on Home."""
    heard = reader.t("Settings of {set}", set=plain_words(set_name))
    return AboutSet(set_id, buttons=(settings_button(reader, set_id, heard),))


def settings_button(reader: Reader, set_id: UUID, heard: str = "") -> Button:
    return Button(reader.t("Our settings"), Press.SET_SETTINGS, handle(set_id), heard)


def form(reader: Reader, place: PlaceRow) -> dict[str, Any]:
    """What the set chose, to be changed by any member."""
    chosen, phones = of(place), ALL_PHONES if place.phones else ONE_PHONE
    before, after = reader.t("Ask before the day of an action?"), reader.t("And for the last time after it?")
    blocks = [
        section(
            reader.t(
                "This is how I work for {set}. Anyone in the set can change it. I say so in your channel, with your "
                "name, and anyone can undo it.",
                set=escape(place.set_name),
            )
        ),
        _select(Field.OUR_BEFORE, before, _before(reader), str(chosen.ask_before)),
        _select(Field.OUR_AFTER, after, _after(reader), str(chosen.ask_after)),
        context(reader.t("I always ask on the day. I ask before it only if the action is more than 10 days long.")),
        _select(
            Field.OUR_REFLECTIONS, reader.t("A question between sessions?"), _reflections(reader), chosen.reflections
        ),
        _select(Field.OUR_PHONES, reader.t("Whose phones, in a session?"), _phones(reader), phones),
        text_input(
            Field.OUR_CONTACTS,
            reader.t("Whom can you speak to if it is urgent?"),
            hint=reader.t("I show this under every box for words. Name people who have agreed to it."),
            initial=chosen.contacts,
            max_length=CONTACTS_LIMIT,
        ),
        buttons(Button(reader.t("Our questions"), Press.PROMPTS, handle(place.set_id))),
    ]
    return modal(
        reader,
        _title(reader),
        blocks,
        callback_id=Form.SET_SETTINGS,
        submit=reader.t("Save for our set"),
        metadata=handle(place.set_id),
    )


def _select(block_id: str, label: str, choices: dict[str, str], chosen: str) -> Block:
    options = [option(words, value) for value, words in choices.items()]
    initial = next((one for one in options if one["value"] == chosen), options[0])
    return input_block(block_id, label, {"type": "static_select", "options": options, "initial_option": initial})


def _before(reader: Reader) -> dict[str, str]:
    days = {
        str(count): reader.n("{n} working day before", "{n} working days before", count) for count in BEFORE if count
    }
    return {"0": reader.t("No, only on the day"), **days}


def _after(reader: Reader) -> dict[str, str]:
    return {str(count): reader.n("{n} day after", "{n} days after", count) for count in AFTER}


def _reflections(reader: Reader) -> dict[str, str]:
    return {
        "midway": reader.t("Yes, midway between two sessions"),
        "early": reader.t("Yes, two days after a session"),
        "off": reader.t("No question"),
    }


def _phones(reader: Reader) -> dict[str, str]:
    return {
        ONE_PHONE: reader.t("Only who facilitates uses a phone"),
        ALL_PHONES: reader.t("We are remote: everyone uses a phone"),
    }


def saved_view(reader: Reader, change_id: UUID | None) -> dict[str, Any]:
    """After Save. change_id None: nothing was new."""
    if change_id is None:
        return modal(reader, _title(reader), [section(reader.t("Nothing has changed."))], callback_id=Form.MENU)
    said = section(reader.t("Saved for your set. I have told your channel."))
    return modal(reader, _title(reader), [said, buttons(_undo(reader, change_id))], callback_id=Form.MENU)


def undone_view(reader: Reader) -> dict[str, Any]:
    """After Undo, in a window or over the channel."""
    said = section(reader.t("Undone. Your set's settings are as they were before."))
    return modal(reader, _title(reader), [said], callback_id=Form.MENU)


def _undo(reader: Reader, change_id: UUID) -> Button:
    heard = reader.t("Undo: the change of our settings")
    return Button(reader.t("Undo"), Press.SET_SETTINGS_UNDO, handle(change_id), heard)


def changed_line(reader: Reader, row: ChangeRow, before: SetSettings, after: SetSettings) -> dict[str, Any]:
    """In the set's channel: who changed what; taken back, it says so."""
    said = [reader.t("{name} changed how I work for our set.", name=escape(row.name)), *_new(reader, before, after)]
    if row.undone_at is not None:
        said.append(reader.t("This was undone. It is as it was before."))
        return message(reader.t("A change of our settings was undone."), [section(" ".join(said))])
    row_of = buttons(_undo(reader, row.id), settings_button(reader, row.set_id))
    return message(reader.t("Our settings have changed."), [section(" ".join(said)), row_of])


def _new(reader: Reader, before: SetSettings, after: SetSettings) -> list[str]:
    """A sentence for each thing that is new."""
    said = []
    if after.ask_before != before.ask_before:
        said.append(_before_now(reader, after.ask_before))
    if after.ask_after != before.ask_after:
        said.append(
            reader.n(
                "I ask about an action for the last time {n} day after its day.",
                "I ask about an action for the last time {n} days after its day.",
                after.ask_after,
            )
        )
    if after.reflections != before.reflections:
        said.append(
            {
                "midway": reader.t("The question between sessions comes midway."),
                "early": reader.t("The question between sessions comes two days after a session."),
                "off": reader.t("There is no question between sessions."),
            }[after.reflections]
        )
    if after.phones != before.phones:
        said.append(
            reader.t("In a session, everyone uses a phone.")
            if after.phones
            else reader.t("In a session, only who facilitates uses a phone.")
        )
    if after.contacts != before.contacts:
        said.append(reader.t("If it is urgent, you can speak to {contacts}.", contacts=escape(after.contacts)))
    return said


def _before_now(reader: Reader, days: int) -> str:
    if not days:
        return reader.t("I do not ask about an action before its day.")
    return reader.n(
        "I ask about a longer action {n} working day before its day.",
        "I ask about a longer action {n} working days before its day.",
        days,
    )


def _title(reader: Reader) -> str:
    return reader.t("Our settings")
