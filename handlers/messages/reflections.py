"""The question between sessions (voice.md 14): in the daily message, its window, the channel, and read together."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from handlers.ids import Field, Form, Press, handle
from handlers.messages import audiences
from handlers.messages.bundles import Item, Part, numbered
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
    text_input,
    urgent,
    words_of_people,
)
from handlers.messages.question_bank import question_words
from handlers.words import Reader
from sets.reflections import LIMIT, PAUSED, SKIPPED, Mine, SharedAnswer
from storage.queries.nudges import NudgeRow
from storage.queries.reflections import Asked

SHOWN = 40  # answers in one window; a set has ten people at most


def part(reader: Reader, rows: Sequence[NudgeRow], asked: Mapping[UUID, Asked], numbers: Mapping[UUID, int]) -> Part:
    """What stands in somebody's daily message."""
    items = []
    for row in rows:
        about = asked.get(row.subject_id)
        if about is not None and about.deadline is not None:
            blocks = _item(reader, row, about, numbers.get(row.id, 0))
            items.append(Item(row.id, row.revision, blocks, waiting=row.state != "answered"))
    return Part(items, reader.t("I have a short question for you to think about."))


def _item(reader: Reader, row: NudgeRow, asked: Asked, number: int) -> list[Block]:
    value, round_value = handle(row.id, row.revision), handle(asked.round_id)

    def press(text: str, action_id: str, to: str = value) -> Button:
        """Numbered for those who hear it, when there are several questions."""
        aloud = reader.t("{choice} {number}", choice=text, number=number) if number else ""
        return Button(text, action_id, to, label=aloud)

    if row.state == "answered" and row.reason in (SKIPPED, PAUSED):
        return passed_over(reader, row, number)
    if row.state == "answered":
        change = press(reader.t("Change my answer"), Press.REFLECT_ANSWER, round_value)
        back = press(reader.t("Take it back"), Press.REFLECT_TAKE_BACK, round_value)
        return [section(numbered(reader, number, reader.t("Saved."))), buttons(change, back)]
    return [
        section(numbered(reader, number, _put(reader, asked))),
        context(_until(reader, asked)),
        buttons(
            press(reader.t("Answer"), Press.REFLECT_ANSWER, round_value),
            press(reader.t("Skip this one"), Press.REFLECT_SKIP),
            press(reader.t("Pause these questions"), Press.REFLECT_PAUSE),
        ),
    ]


def passed_over(reader: Reader, row: NudgeRow, number: int) -> list[Block]:
    """In place of a question that was skipped, or with which all of them were paused."""
    said = reader.t("Skipped. That's fine.")
    if row.reason == PAUSED:
        said = reader.t("Paused. You can start again in My journal.")
    aloud = reader.t("{choice} {number}", choice=reader.t("Undo"), number=number) if number else ""
    undo = Button(reader.t("Undo"), Press.REFLECT_UNDO, handle(row.id, row.revision), label=aloud)
    return [section(numbered(reader, number, said)), buttons(undo)]


def _put(reader: Reader, asked: Asked) -> str:
    """The question; the set's own words stand in a window only."""
    if asked.question is None:
        return reader.t("Your set has a question of its own for you. Press Answer to read it.")
    return question_words(reader, asked.question)


def _question(reader: Reader, mine: Mine) -> Block:
    """The question, at the top of a window."""
    if mine.prompt:  # its author may have erased the words
        return words_of_people(mine.prompt.reveal())
    number = mine.reader.round.question
    words = question_words(reader, number) if number else reader.t("This was a question of the set's own.")
    return section(f"*{words}*")


def _until(reader: Reader, asked: Asked) -> str:
    deadline = asked.deadline
    if deadline is None:
        raise ValueError("a question that is asked has a deadline")
    if asked.state == "shown":
        return reader.t(
            "The answers opened on {date}. You can still add yours.", date=reader.date(reader.local_date(deadline))
        )
    return reader.t(
        "Answer by {date} if you like. Then the set sees the shared answers together.",
        date=reader.date(reader.local_date(deadline)),
    )


def form(reader: Reader, mine: Mine) -> dict[str, Any]:
    """The question, and a box; filled in with what one answered before."""
    me = option(reader.t("Only me"), "me")
    the_set = option(reader.t("My set, with my name"), "set")
    audience: Block = {"type": "radio_buttons", "options": [me, the_set]}
    if mine.audience:
        audience["initial_option"] = me if mine.audience == "me" else the_set
    blocks = [
        _question(reader, mine),
        text_input(
            Field.REFLECTION_ANSWER,
            reader.t("Your answer"),
            multiline=True,
            initial=mine.words.reveal(),
            max_length=LIMIT,
        ),
        input_block(Field.REFLECTION_AUDIENCE, reader.t("Who sees it?"), audience),
        context(
            reader.t(
                "Only me: I show it only to you, in My journal. My set: I show it only to the members of {set}. A "
                "coach does not see it.",
                set=escape(mine.reader.set_name),
            )
        ),
        urgent(reader, mine.reader.contacts),
    ]
    return modal(
        reader,
        reader.t("Reflection"),
        blocks,
        callback_id=Form.REFLECTION,
        submit=reader.t("Save my answer"),
        metadata=handle(mine.reader.round.id),
    )


def typed_of(view: Mapping[str, Any]) -> tuple[str, str]:
    """The words and who sees them ("" when nothing was chosen)."""
    values = (view.get("state") or {}).get("values") or {}
    words = (values.get(Field.REFLECTION_ANSWER) or {}).get(Field.VALUE) or {}
    chosen = (values.get(Field.REFLECTION_AUDIENCE) or {}).get(Field.VALUE) or {}
    return str(words.get("value") or ""), str((chosen.get("selected_option") or {}).get("value") or "")


def saved(reader: Reader, mine: Mine) -> dict[str, Any]:
    """After Save my answer."""
    said = reader.t("Saved. I show it only to you. You find it in My journal.")
    if mine.audience == "set":
        said = reader.t(
            "Saved. I show it to the members of {set}, with your name, from {date}, {time}.",
            set=escape(mine.reader.set_name),
            date=_date(reader, mine.reader.round.deadline),
            time=reader.time(mine.reader.round.deadline) if mine.reader.round.deadline else "",
        )
        if mine.reader.round.state == "shown":
            said = reader.t("Saved. The members of {set} can read it now.", set=escape(mine.reader.set_name))
    round_id = mine.reader.round.id
    row = buttons(
        Button(reader.t("Change my answer"), Press.REFLECT_ANSWER, handle(round_id)),
        Button(reader.t("Take it back"), Press.REFLECT_TAKE_BACK, handle(round_id)),
    )
    return modal(reader, reader.t("Reflection"), [section(said), row], callback_id=Form.REFLECTION)


def _date(reader: Reader, moment: datetime | None) -> str:
    return reader.date(reader.local_date(moment)) if moment else ""


def taken_back(reader: Reader, mine: Mine) -> dict[str, Any]:
    """After Take it back, in a window."""
    again = Button(reader.t("Answer again"), Press.REFLECT_ANSWER, handle(mine.reader.round.id))
    said = reader.t("I took it back. I no longer hold your answer.")
    return modal(reader, reader.t("Reflection"), [section(said), buttons(again)], callback_id=Form.REFLECTION)


def asked_in_channel(reader: Reader, round_id: UUID, deadline: datetime) -> dict[str, Any]:
    """One message, edited later; no counts."""
    said = reader.t(
        "A new question is here for the set. New answers will open on {date}, {time}.",
        date=reader.date(reader.local_date(deadline)),
        time=reader.time(deadline),
    )
    answer = Button(reader.t("Answer"), Press.REFLECT_ANSWER, handle(round_id), label=reader.t("Answer the question"))
    return message(reader.t("A new question is here for the set."), [section(said), buttons(answer)])


def shown_in_channel(reader: Reader, round_id: UUID, *, anything: bool) -> dict[str, Any]:
    """At the deadline, in its place."""
    if not anything:
        return message(reader.t("No answers were shared this time. That's fine."))
    said = reader.t("The answers are open.")
    read = Button(reader.t("Read the answers"), Press.REFLECT_READ, handle(round_id))
    late = Button(reader.t("Answer"), Press.REFLECT_ANSWER, handle(round_id), label=reader.t("Answer the question"))
    return message(said, [section(said), buttons(read, late)])


def read_view(reader: Reader, mine: Mine, answers: Sequence[SharedAnswer]) -> dict[str, Any]:
    """What the set shared, together."""
    blocks: list[Block] = [_question(reader, mine)]
    blocks.append(context(audiences.members(reader, mine.reader.set_name)))
    for one in answers[:SHOWN]:
        blocks.append(words_of_people(one.words.reveal()))
        blocks.append(context(_signed(reader, one)))
    if not answers:
        blocks.append(section(reader.t("No answers were shared this time. That's fine.")))
    return modal(reader, reader.t("What we shared"), blocks, callback_id=Form.REFLECTIONS_READ)


def _signed(reader: Reader, one: SharedAnswer) -> str:
    name, day = escape(one.author), reader.date(reader.local_date(one.at))
    if one.late:
        return reader.t("{name}, added on {date}", name=name, date=day)
    return reader.t("{name}, {date}", name=name, date=day)
