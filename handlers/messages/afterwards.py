"""The morning after a session: a question in the daily message, and its window. The answer is for its writer alone."""

from typing import Any

from handlers.ids import Field, Form, Press, handle
from handlers.messages.bundles import numbered
from handlers.messages.parts import (
    Block,
    Button,
    buttons,
    context,
    escape,
    modal,
    section,
    text_input,
    urgent,
    words_of_people,
)
from handlers.messages.question_bank import question_words
from handlers.messages.reflections import passed_over
from handlers.words import Reader
from sets.afterwards import Afterwards
from sets.reflections import LIMIT, PAUSED, SKIPPED
from storage.queries.nudges import NudgeRow


def notice(reader: Reader) -> str:
    """For lock screens."""
    return reader.t("I have a short question about your session.")


def item(reader: Reader, row: NudgeRow, asked: Afterwards, number: int) -> list[Block]:
    """What stands in somebody's daily message. The label of an action is theirs, and stands there if they like."""
    session = handle(asked.row.session_id)

    def press(text: str, action_id: str, to: str) -> Button:
        aloud = reader.t("{choice} {number}", choice=text, number=number) if number else ""
        return Button(text, action_id, to, label=aloud)

    if row.state == "answered" and row.reason in (SKIPPED, PAUSED):
        return passed_over(reader, row, number)
    if row.state == "answered":
        change = press(reader.t("Change my answer"), Press.AFTER_ANSWER, session)
        back = press(reader.t("Take it back"), Press.AFTER_TAKE_BACK, session)
        return [section(numbered(reader, number, reader.t("Saved. You find it in My journal."))), buttons(change, back)]
    value = handle(row.id, row.revision)
    labelled = asked.finished is not None and asked.row.show_labels is not False
    return [
        section(numbered(reader, number, f"{_after(reader, asked, named=labelled)} {_question(reader, asked)}")),
        context(reader.t("What you write is for you alone. No need to write.")),
        buttons(
            press(reader.t("Answer"), Press.AFTER_ANSWER, session),
            press(reader.t("Skip this one"), Press.REFLECT_SKIP, value),
            press(reader.t("Pause these questions"), Press.REFLECT_PAUSE, value),
        ),
    ]


def _question(reader: Reader, asked: Afterwards) -> str:
    return question_words(reader, asked.question)


def _after(reader: Reader, asked: Afterwards, *, named: bool) -> str:
    """What it is about. named: the label may stand here."""
    day = reader.date(reader.local_date(asked.row.starts_at))
    if asked.finished is None:
        return reader.t("{set} met on {date}.", set=escape(asked.row.set_name), date=day)
    if not named:
        return reader.t("In your session on {date}, one of your actions was done.", date=day)
    label = escape(asked.finished.reveal())
    return reader.t('In your session on {date}, "{label}" was done.', label=label, date=day)


def form(reader: Reader, asked: Afterwards) -> dict[str, Any]:
    """The question and a box; filled in with what they wrote before."""
    blocks = [
        section(_after(reader, asked, named=True)),
        section(f"*{_question(reader, asked)}*"),
        text_input(
            Field.REFLECTION_ANSWER,
            reader.t("Your answer"),
            multiline=True,
            initial=asked.words.reveal(),
            max_length=LIMIT,
        ),
        context(reader.t("I show it only to you, in My journal. You can share it from there later.")),
        urgent(reader, asked.row.contacts),
    ]
    return modal(
        reader,
        reader.t("After the session"),
        blocks,
        callback_id=Form.AFTERWARDS,
        submit=reader.t("Save my answer"),
        metadata=handle(asked.row.session_id),
    )


def saved(reader: Reader, asked: Afterwards) -> dict[str, Any]:
    """After Save my answer."""
    value = handle(asked.row.session_id)
    row = buttons(
        Button(reader.t("Change my answer"), Press.AFTER_ANSWER, value),
        Button(reader.t("Take it back"), Press.AFTER_TAKE_BACK, value),
    )
    said = section(reader.t("Saved. I show it only to you. You find it in My journal."))
    return _window(reader, [said, words_of_people(asked.words.reveal()), row])


def taken_back(reader: Reader, asked: Afterwards) -> dict[str, Any]:
    """After Take it back, in a window."""
    again = Button(reader.t("Answer again"), Press.AFTER_ANSWER, handle(asked.row.session_id))
    return _window(reader, [section(reader.t("I took it back. I no longer hold your answer.")), buttons(again)])


def _window(reader: Reader, blocks: list[Block]) -> dict[str, Any]:
    return modal(reader, reader.t("After the session"), blocks, callback_id=Form.AFTERWARDS)
