"""Backing somebody up: the request, the answer, the action's window for its supporter, and a word left for its holder.

No message says what the action is: its words stand in windows only.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from handlers.ids import Field, Form, Press, handle
from handlers.messages.action_details import detail_blocks
from handlers.messages.bundles import numbered
from handlers.messages.parts import (
    Block,
    Button,
    buttons,
    context,
    escape,
    message,
    modal,
    plain_words,
    section,
    text_input,
    urgent,
    words_of_people,
)
from handlers.places import HomePart, Place
from handlers.words import Reader
from sets.backing import WORD_LIMIT, Backed, Word
from storage.queries.supporters import SupporterRow


def request_notice(reader: Reader) -> str:
    """For lock screens: nobody is named there."""
    return reader.t("Someone in your set has a short question for you.")


def word_notice(reader: Reader) -> str:
    return reader.t("Someone has left a word for you.")


def request_blocks(reader: Reader, row: SupporterRow, nudge: tuple[UUID, int], number: int) -> list[Block]:
    """The request, as the supporter gets it. nudge: its id and revision; number: its place, 0 when alone."""
    said = reader.t(
        "Could you back up {name} with an action? If you say yes, you can read what it is about. You can say no "
        "without a reason.",
        name=escape(row.holder.name),
    )
    value, heard = handle(*nudge), plain_words(row.holder.name)
    yes = Button(reader.t("Yes, I can"), Press.SUPPORT_YES, value, label=reader.t("Yes, I can: {name}", name=heard))
    no = Button(reader.t("Not this time"), Press.SUPPORT_NO, value, label=reader.t("Not this time: {name}", name=heard))
    return [section(numbered(reader, number, said)), buttons(yes, no)]


def replied_blocks(reader: Reader, row: SupporterRow, nudge: tuple[UUID, int], number: int) -> list[Block]:
    """What stands in its place once it was answered."""
    name = escape(row.holder.name)
    said = reader.t("Saved. I tell {name} that you cannot this time. That's fine.", name=name)
    if row.state == "yes":
        said = reader.t("Saved. I tell {name} that you can. Thank you.", name=name)
    undo = Button(reader.t("Undo"), Press.SUPPORT_UNDO, handle(*nudge), label=reader.t("Undo: my answer"))
    row_of = [undo, _open(reader, row)] if row.state == "yes" else [undo]
    return [section(numbered(reader, number, said)), buttons(*row_of)]


def over_blocks(reader: Reader, number: int) -> list[Block]:
    """A request that is no longer one."""
    return [section(numbered(reader, number, reader.t("This request is over. Thank you.")))]


def too_late(reader: Reader, row: SupporterRow) -> str:
    """Undo, when the holder was told."""
    return reader.t("I have told {name} already. You can write to them.", name=escape(row.holder.name))


def word_blocks(reader: Reader, name: str, action_id: UUID, number: int) -> list[Block]:
    """News of a word, as the holder gets it."""
    said = reader.t("{name} has left a word for you about an action.", name=escape(name))
    heard = reader.t("Read privately: a word from {name}", name=plain_words(name))
    button = Button(reader.t("Read privately"), Press.ACTION_OPEN, handle(action_id), label=heard)
    return [section(numbered(reader, number, said)), buttons(button)]


def answer_message(reader: Reader, row: SupporterRow, *, yes: bool) -> Block:
    """The answer, as the holder gets it."""
    name = escape(row.supporter.name)
    said = reader.t("{name} cannot back you up this time. You can ask someone else when you like.", name=name)
    if yes:
        said = reader.t(
            "{name} can back you up. They can read the boxes you filled in, and the notes you mark for them.", name=name
        )
    button = Button(reader.t("Open"), Press.ACTION_OPEN, handle(row.action_id))
    return message(reader.t("You have an answer about your action."), [section(said), buttons(button)])


def stepped_back_message(reader: Reader, name: str, action_id: UUID) -> Block:
    """A supporter has stepped back, as the holder hears it."""
    said = reader.t(
        "{name} cannot back you up any more, and reads nothing of it now. You can ask someone else when you like.",
        name=escape(name),
    )
    button = Button(reader.t("Open"), Press.ACTION_OPEN, handle(action_id))
    return message(reader.t("You have news about your action."), [section(said), buttons(button)])


def for_holder(reader: Reader, row: SupporterRow | None, words: Sequence[Word]) -> list[Block]:
    """In the action's own window: who backs it up, and what they left."""
    blocks: list[Block] = []
    if row is not None and row.state in ("asked", "yes") and row.supporter.belongs == "member":
        name = escape(row.supporter.name)
        said = reader.t("I asked {name} to back you up. They need not answer.", name=name)
        button = Button(reader.t("Take it back"), Press.SUPPORT_END, handle(row.id))
        if row.state == "yes":
            said = reader.t("{name} backs you up.", name=name)
            heard = reader.t("End this: {name} backs you up", name=plain_words(row.supporter.name))
            button = Button(reader.t("End this"), Press.SUPPORT_END, handle(row.id), label=heard)
        blocks.append({**section(said), "accessory": button.element()})
    for word in words:
        day = reader.date(reader.local_date(word.at))
        blocks.append(section(reader.t("*A word from {name}, {date}*", name=escape(word.name), date=day)))
        blocks.append(words_of_people(word.words.reveal()))
    return blocks


def ended_view(reader: Reader, other: str, *, by_holder: bool) -> dict[str, Any]:
    """After End this, or after stepping back."""
    said = reader.t("Done. You no longer read this action of {name}. I have told them.", name=escape(other))
    if by_holder:
        said = reader.t("Done. {name} reads nothing more of this action. I have not told them.", name=escape(other))
    return modal(reader, _title(reader), [section(said)], callback_id=Form.SUPPORT_VIEW)


def backed_view(reader: Reader, backed: Backed) -> dict[str, Any]:
    """The action, for its supporter."""
    row, name = backed.row, escape(backed.row.holder.name)
    said = reader.t("You back up {name}, by {date}:", name=name, date=reader.date(row.due_date))
    blocks: list[Block] = [section(said), words_of_people(plain_words(backed.label.reveal()))]
    blocks += detail_blocks(reader, backed.detail, without="support")
    for note in backed.notes:
        day = reader.date(reader.local_date(note.at))
        blocks += [section(reader.t("*A note for you, {date}*", date=day)), words_of_people(note.words.reveal())]
    blocks.append(context(reader.t("I show this only to {name} and you. A good question often helps most.", name=name)))
    blocks.append(buttons(_word_button(reader, row), _step_back(reader, row)))
    return modal(reader, _title(reader), blocks, callback_id=Form.SUPPORT_VIEW, metadata=handle(row.id))


def word_form(reader: Reader, row: SupporterRow) -> dict[str, Any]:
    """A word for the holder."""
    hint = reader.t('You could ask an open question. Start with "What" or "How".')
    box = text_input(Field.SUPPORT_WORD, reader.t("Your word"), hint=hint, multiline=True, max_length=WORD_LIMIT)
    seen = reader.t("I show this only to {name}, with your name.", name=escape(row.holder.name))
    return modal(
        reader,
        reader.t("Leave a word"),
        [box, context(seen), urgent(reader, row.contacts)],
        callback_id=Form.SUPPORT_WORD,
        submit=reader.t("Send my word"),
        metadata=handle(row.id),
    )


def word_sent_view(reader: Reader, row: SupporterRow) -> dict[str, Any]:
    """After it was sent."""
    said = reader.t("Sent. {name} finds it in their next message from me.", name=escape(row.holder.name))
    return modal(reader, reader.t("Leave a word"), [section(said)], callback_id=Form.SUPPORT_VIEW)


def home_part(reader: Reader, rows: Sequence[SupporterRow]) -> HomePart:
    """Whom somebody backs up, on their Home: no words of the action."""
    lines = []
    for row in rows:
        said = reader.t(
            "You back up {name} in {set}, by {date}.",
            name=escape(row.holder.name),
            set=escape(row.set_name),
            date=reader.date(row.due_date),
        )
        lines.append({**section(said), "accessory": _open(reader, row).element()})
    return HomePart(Place.ACTIONS, tuple(lines))


def _open(reader: Reader, row: SupporterRow) -> Button:
    heard = reader.t("Open the action of {name}", name=plain_words(row.holder.name))
    return Button(reader.t("Open"), Press.SUPPORT_OPEN, handle(row.id), label=heard)


def _word_button(reader: Reader, row: SupporterRow) -> Button:
    return Button(reader.t("Leave a word"), Press.SUPPORT_WORD, handle(row.id), style="primary")


def _step_back(reader: Reader, row: SupporterRow) -> Button:
    heard = reader.t("Step back: I no longer back up {name}", name=plain_words(row.holder.name))
    return Button(reader.t("Step back"), Press.SUPPORT_END, handle(row.id), label=heard)


def _title(reader: Reader) -> str:
    return reader.t("Backing up")
