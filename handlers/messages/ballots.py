"""Secret ballots: the form, what is said before and after it is sent, and what is shown once it has closed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from handlers.ids import Field, Form, Press, handle
from handlers.messages.ballot_words import (
    NAME_SHOWN,
    closed,
    closed_with_too_few,
    line_label,
    option_label,
    question_label,
    title,
)
from handlers.messages.parts import (
    Block,
    Button,
    buttons,
    context,
    cut,
    escape,
    input_block,
    message,
    modal,
    option,
    plain_words,
    section,
    text_input,
    urgent,
    words_of_people,
)
from handlers.words import Reader
from sets.ballot_kinds import DECIDED, FEWEST, KINDS, LINE_LIMIT, Choice, Line
from sets.ballots import Open, Result
from sets.errors import Problem


def answer_button(reader: Reader, kind: str, round_id: UUID, name: str = "") -> Button:
    """The way into a ballot, for a message, a board or Home. `name`: of the one person it is about."""
    said = {
        "process_review": reader.t("How did we work?"),
        "readiness": reader.t("Are we ready?"),
        "handover": reader.t("Give my answer"),
        "feedback": reader.t("Tell {name} one thing", name=plain_words(cut(name, NAME_SHOWN))),
    }
    heard = reader.t("Answer privately: {title}", title=title(reader, kind, name))
    return Button(said[kind], Press.BALLOT_ANSWER, handle(round_id), label=heard)


def form(reader: Reader, found: Open) -> dict[str, Any]:
    """The ballot, filled in with one's own answer so far."""
    kind, mine = found.round.kind, found.mine or {}
    blocks: list[Block] = [*_answered(reader, found), section(_who_sees(reader, found))]
    blocks.append(context(_until(reader, found.round.kind, found.round.deadline)))
    for question in KINDS[kind]:
        if isinstance(question, Choice):
            blocks.append(_choice(reader, kind, question, mine.get(question.name, "")))
        else:
            blocks.append(_line(reader, found, question, mine.get(question.name, "")))
    if any(isinstance(question, Line) for question in KINDS[kind]):
        blocks.append(urgent(reader, found.reader.contacts))
    return modal(
        reader,
        _title(reader, found),
        blocks,
        callback_id=Form.BALLOT,
        submit=reader.t("Send my answer"),
        metadata=handle(found.round.id),
    )


def about_you(reader: Reader, found: Open) -> dict[str, Any]:
    """For who alone will read the answers, when they would answer."""
    row, blocks = found.round, [section(reader.t("This one is about you, so the others answer it."))]
    if row.state == "open":
        when = {"date": reader.date(reader.local_date(row.deadline)), "time": reader.time(row.deadline)}
        said = reader.t("You can read it on {date}, {time}, if {n} or more answer. I tell you then.", n=FEWEST, **when)
        blocks.append(section(said))
    elif row.state == "closed":
        blocks.append(buttons(_read(reader, row.kind, row.id)))
    else:
        blocks.append(section(_too_few(reader)))
    return modal(reader, reader.t("A word for you"), blocks, callback_id=Form.BALLOT_RESULT)


def _title(reader: Reader, found: Open | Result) -> str:
    return title(reader, found.round.kind, found.reader.recipient)


def _answered(reader: Reader, found: Open) -> list[Block]:
    """To who has answered: that they have, and the way to take it back."""
    if found.mine is None:
        return []
    back = Button(reader.t("Take it back"), Press.BALLOT_TAKE_BACK, handle(found.round.id))
    said = reader.t("*You have answered.* What you sent so far is filled in below.")
    return [{**section(said), "accessory": back.element()}]


def _who_sees(reader: Reader, found: Open) -> str:
    if found.round.kind in DECIDED:
        return reader.t(
            "The set hears only what you decided, and no numbers. It is a yes if {n} or more people answer, more than "
            "half of all members say yes or are happy either way, and more say yes than not yet.",
            n=FEWEST,
        )
    if found.round.recipient_id is not None:
        return reader.t(
            "If {n} or more people answer, {name} reads the answers, with no names. Nobody else does. In a small set, "
            "{name} may still guess.",
            n=FEWEST,
            name=escape(found.reader.recipient),
        )
    if any(isinstance(question, Line) for question in KINDS[found.round.kind]):
        return reader.t(
            "If {n} or more people answer, the set sees the totals and each line, with no names. In a small set, "
            "people may still guess.",
            n=FEWEST,
        )
    return reader.t(
        "If {n} or more people answer, the set sees the totals, with no names. In a small set, people may still guess.",
        n=FEWEST,
    )


def _until(reader: Reader, kind: str, deadline: datetime) -> str:
    if kind in DECIDED:
        return reader.t(
            "I keep your name with your answer until {date}, {time}. You can change it or take it back until then. "
            "Then I count the answers and keep none of them.",
            date=reader.date(reader.local_date(deadline)),
            time=reader.time(deadline),
        )
    return reader.t(
        "I keep your name with your answer until {date}, {time}. You can change it or take it back until then. Then I "
        "drop the names and mix the answers. After that nobody can look up which one is yours. I cannot either.",
        date=reader.date(reader.local_date(deadline)),
        time=reader.time(deadline),
    )


def _choice(reader: Reader, kind: str, question: Choice, mine: str) -> Block:
    options = [option(option_label(reader, kind, question, each), each) for each in question.options]
    element: Block = {"type": "radio_buttons", "options": options}
    chosen = next((each for each in options if each["value"] == mine), None)
    if chosen is not None:
        element["initial_option"] = chosen
    label = question_label(reader, kind, question.name)
    return input_block(f"{Field.BALLOT_PREFIX}{question.name}", label, element, optional=True)


def _line(reader: Reader, found: Open, question: Line, mine: str) -> Block:
    name = plain_words(found.reader.recipient)
    return text_input(
        f"{Field.BALLOT_PREFIX}{question.name}",
        line_label(reader, question.name),
        hint=reader.t("One line. {name} reads it with no name.", name=name)
        if found.round.recipient_id
        else reader.t("One line. The set reads it with no name."),
        multiline=True,
        optional=True,
        initial=mine,
        max_length=LINE_LIMIT,
    )


def typed_of(view: Mapping[str, Any]) -> dict[str, str]:
    """What was chosen and written, by question; what a ballot does not ask is left to the use case to refuse."""
    values = (view.get("state") or {}).get("values") or {}
    found: dict[str, str] = {}
    for block_id, elements in values.items():
        element = elements.get(Field.VALUE) or {}
        said = (element.get("selected_option") or {}).get("value") or element.get("value")
        if block_id.startswith(Field.BALLOT_PREFIX) and said:
            found[block_id.removeprefix(Field.BALLOT_PREFIX)] = str(said)
    return found


def form_error(reader: Reader, kind: str, code: Problem, field: str | None) -> dict[str, str]:
    """What to say under which box."""
    name = field or KINDS[kind][0].name
    if code is Problem.TOO_LONG:
        said = reader.t("Use {limit} letters or fewer.", limit=LINE_LIMIT)
    else:
        said = reader.t("Choose or write at least one thing.")
    return {f"{Field.BALLOT_PREFIX}{name}": said}


def saved(reader: Reader, found: Open) -> dict[str, Any]:
    """After Send my answer."""
    again = Button(reader.t("Change my answer"), Press.BALLOT_ANSWER, handle(found.round.id))
    back = Button(reader.t("Take it back"), Press.BALLOT_TAKE_BACK, handle(found.round.id))
    blocks = [
        section(reader.t("Thank you. Your answer is in.")),
        context(_until(reader, found.round.kind, found.round.deadline)),
        buttons(again, back),
    ]
    return modal(reader, _title(reader, found), blocks, callback_id=Form.BALLOT)


def taken_back(reader: Reader, found: Open) -> dict[str, Any]:
    """After Take it back."""
    again = Button(reader.t("Answer again"), Press.BALLOT_ANSWER, handle(found.round.id))
    blocks = [section(reader.t("I took it back. I no longer hold an answer of yours.")), buttons(again)]
    return modal(reader, _title(reader, found), blocks, callback_id=Form.BALLOT)


def closed_message(reader: Reader, kind: str, round_id: UUID, *, too_few: bool, name: str = "") -> dict[str, Any]:
    """To all, or to the one person it was about: the same words for all of these, and no numbers. `name`: theirs."""
    if too_few:
        return message(closed_with_too_few(reader, kind, name))
    said = closed(reader, kind)
    return message(said, [section(said), buttons(_read(reader, kind, round_id))])


def _read(reader: Reader, kind: str, round_id: UUID) -> Button:
    heard = reader.t("Read the answers: {title}", title=title(reader, kind))
    return Button(reader.t("Read the answers"), Press.BALLOT_RESULT, handle(round_id), label=heard)


def _too_few(reader: Reader) -> str:
    return reader.t("Fewer than {n} people answered, so I show nothing, and I kept nothing.", n=FEWEST)


def result_view(reader: Reader, found: Result) -> dict[str, Any]:
    """Totals and lines of a closed round."""
    kind = found.round.kind
    named = reader.t("A word for you") if found.round.recipient_id else title(reader, kind)
    return modal(reader, named, result_blocks(reader, found), callback_id=Form.BALLOT_RESULT)


def result_blocks(reader: Reader, found: Result) -> list[Block]:
    """The whole spread; when too few answered, only that."""
    kind = found.round.kind
    if not found.answered:
        return [section(_too_few(reader))]
    blocks = [section(reader.t("{n} people answered. I have dropped the names.", n=found.answered))]
    for question in KINDS[kind]:
        if isinstance(question, Choice):
            blocks.append(section(_totals(reader, kind, question, found.totals[question.name])))
        elif found.lines[question.name]:
            blocks.append(section(f"*{line_label(reader, question.name)}*"))
            blocks += [words_of_people(line.reveal()) for line in found.lines[question.name]]
    return blocks


def _totals(reader: Reader, kind: str, question: Choice, totals: Mapping[str, int]) -> str:
    """Every option with its count: the whole spread. Of the long list of competencies, those that were chosen."""
    shown = [each for each in question.options if totals[each] or kind != "feedback"]
    rows = [
        reader.t("{option}: {n}", option=option_label(reader, kind, question, each), n=totals[each]) for each in shown
    ]
    return "\n".join([f"*{question_label(reader, kind, question.name)}*", *rows])
