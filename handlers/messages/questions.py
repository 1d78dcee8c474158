"""Asking one's set for open questions (voice.md 9). Words stand in windows only; the channel hears that, and who."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from handlers.ids import Field, Form, Press, handle
from handlers.messages import audiences
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
from handlers.words import Reader
from sets.question_calls import ABOUT_LIMIT, Call
from sets.questions import QUESTION_LIMIT, Received
from storage.queries.questions import CallRow


def call_form(reader: Reader, action_id: UUID, set_name: str, contacts: str) -> dict[str, Any]:
    """What would you like questions about?"""
    box = text_input(
        Field.CALL_ABOUT,
        reader.t("What would you like questions about?"),
        multiline=True,
        max_length=ABOUT_LIMIT,
    )
    seen = context(audiences.members(reader, set_name))
    return modal(
        reader,
        reader.t("Ask for questions"),
        [box, seen, urgent(reader, contacts)],
        callback_id=Form.QUESTION_CALL,
        submit=reader.t("Preview"),
        metadata=handle(action_id),
    )


def check_view(reader: Reader, call: Call) -> dict[str, Any]:
    """Check before you ask. Closing it leads back to the form."""
    said = reader.t('In the channel I will say: "{name} would like open questions."', name=escape(call.row.asker_name))
    return modal(
        reader,
        reader.t("Check before you ask"),
        [
            section(reader.t("The members of your set can read this, when they choose to. A coach cannot:")),
            words_of_people(call.about.reveal()),
            section(said),
        ],
        callback_id=Form.QUESTION_CALL_CHECK,
        submit=reader.t("Ask my set"),
        close=reader.t("Back"),
        metadata=handle(call.row.id, call.row.revision),
    )


def posted_message(reader: Reader, call: CallRow) -> Block:
    """To the asker, once it stands in the channel."""
    said = reader.t("Posted. Questions will come to you here. Undo takes it away, but some may have read it.")
    undo = Button(reader.t("Undo"), Press.QUESTION_CALL_UNDO, handle(call.id), label=reader.t("Undo: ask my set"))
    return message(reader.t("Posted."), [section(said), buttons(undo)])


def undone_message(reader: Reader, call: CallRow) -> Block:
    """After that Undo. call: as it stood before."""
    if call.state == "closed":
        return message(reader.t("This had closed already. Nothing has changed."))
    return message(reader.t("Undone. I have taken it out of the channel."))


def channel_message(reader: Reader, call: CallRow) -> Block:
    """In the set's channel; no words of the set."""
    name = escape(call.asker_name)
    if call.state == "taken_back":
        said = section(reader.t("{name} asked for open questions, and has taken it back.", name=name))
        return message(reader.t("A request for open questions was taken back."), [said])
    if call.state == "closed":
        said = section(reader.t("{name} asked for open questions. This is closed now. Thank you.", name=name))
        return message(reader.t("A request for open questions has closed."), [said])
    said = section(
        reader.t(
            "{name} would like open questions. You can read more, then add one. This closes on {date}.",
            name=name,
            date=reader.date(reader.local_date(call.closes_at)),
        )
    )
    heard = reader.t("Read, then ask {name}", name=plain_words(call.asker_name))
    row = buttons(Button(reader.t("Read and ask"), Press.QUESTION_CALL_READ, handle(call.id), label=heard))
    return message(reader.t("Someone in the set would like open questions."), [said, row])


def ask_view(reader: Reader, call: Call, *, own: bool) -> dict[str, Any]:
    """What it is about, and a box for one question; none for whoever asked."""
    shown = words_of_people(call.about.reveal())
    title = reader.t("Ask an open question")
    if own:
        mine = section(reader.t("This is what your set can read."))
        return modal(reader, title, [mine, shown], callback_id=Form.OPEN_QUESTION)
    hint = reader.t('An open question helps someone think. It hides no advice. Start with "What" or "How".')
    seen = reader.t("I show this only to {name}, with your name.", name=escape(call.row.asker_name))
    return modal(
        reader,
        title,
        [
            shown,
            text_input(Field.OPEN_QUESTION, reader.t("Your question"), hint=hint, max_length=QUESTION_LIMIT),
            context(seen),
            urgent(reader, call.row.contacts),
        ],
        callback_id=Form.OPEN_QUESTION,
        submit=reader.t("Send question"),
        metadata=handle(call.row.id),
    )


def sent_view(reader: Reader, call: CallRow, question_id: UUID | None) -> dict[str, Any]:
    """After a question was sent. question_id: None when this form was taken before."""
    said = reader.t("Sent. You can take it back until {name} reads it.", name=escape(call.asker_name))
    row: list[Block] = []
    if question_id is not None:
        value, heard = handle(question_id), reader.t("Undo: your question")
        row = [buttons(Button(reader.t("Undo"), Press.QUESTION_UNDO, value, label=heard))]
    return modal(reader, reader.t("Sent"), [section(said), *row], callback_id=Form.OPEN_QUESTION)


def question_undone_view(reader: Reader, call: CallRow, *, in_time: bool) -> dict[str, Any]:
    """Undo of a question."""
    if in_time:
        said = reader.t("Undone. I no longer hold your question.")
    else:
        said = reader.t("{name} has read it already, so I cannot take it back.", name=escape(call.asker_name))
    return modal(reader, reader.t("Your question"), [section(said)], callback_id=Form.OPEN_QUESTION)


def note_notice(reader: Reader) -> str:
    return reader.t("Your set has sent you questions.")


def note_words(reader: Reader, count: int) -> str:
    """How many wait to be read; none: they were read."""
    if not count:
        return reader.t("You have read your questions.")
    return reader.n(
        "You have {n} question to read, and need not answer.",
        "You have {n} questions to read, and need not answer.",
        count,
    )


def note_button(reader: Reader, call_id: UUID, number: int) -> Button:
    """Read privately. number: its place in the message; 0: alone."""
    heard = reader.t("Read questions {number} privately", number=number) if number else ""
    return Button(reader.t("Read privately"), Press.QUESTIONS_OPEN, handle(call_id), label=heard)


def received_view(reader: Reader, found: Sequence[Received]) -> dict[str, Any]:
    """Questions for you: each with the name of who asks."""
    blocks: list[Block] = []
    for each in found:
        blocks.append(section(reader.t("*{name} asks*", name=escape(each.author))))
        blocks.append(words_of_people(each.words.reveal()))
    if not found:
        blocks.append(section(reader.t("No questions yet. I will tell you.")))
    else:
        blocks = blocks[: _MOST - 2]
        blocks.append(section(reader.t("Which one helps you think most?")))
        blocks.append(buttons(Button(reader.t("Write in my journal"), Press.JOURNAL_WRITE)))
    return modal(reader, reader.t("Questions for you"), blocks, callback_id=Form.QUESTIONS)


_MOST = 100
