"""The progress round: one person at a time, with what they are doing. Labels stand in this window only."""

from datetime import timedelta
from typing import Any

from handlers.ids import Field, Form, Press, handle
from handlers.messages.parts import (
    Block,
    Button,
    buttons,
    context,
    escape,
    header,
    input_block,
    modal,
    plain_words,
    section,
    words_of_people,
)
from handlers.words import Reader
from sets.actions import Action
from sets.progress import Round


def round_view(reader: Reader, turn: Round, flash: str = "", undo: str = "") -> dict[str, Any]:
    """One person's turn. `flash`: what was marked just now; undo: the handle of its event."""
    blocks: list[Block] = []
    if flash:
        blocks.append(section(flash))
    if undo:
        blocks.append(
            buttons(Button(reader.t("Undo"), Press.PROGRESS_UNDO, undo, reader.t("Undo: {what}", what=flash)))
        )
    person = turn.person
    if person is None:
        blocks.append(section(reader.t("Nobody is ticked as here. Press Who is here first.")))
    else:
        name = escape(person.name or person.slack_user_id)
        blocks.append(header(plain_words(person.name or person.slack_user_id)))
        blocks.append(section(reader.t("{name} speaks first. Then mark what they say. They may pass.", name=name)))
        for number, action in enumerate(turn.actions, 1):
            blocks += _action(reader, action, number)
        if not turn.actions:
            blocks.append(section(reader.t("No open actions. You could ask: “What would you like to try?”")))
    blocks += _turning(reader, turn)
    blocks.append(context(reader.t("What you mark counts as said by them. They can undo it in My actions.")))
    metadata = handle(turn.found.session.id, turn.place)
    return modal(reader, reader.t("Progress round"), blocks, callback_id=Form.PROGRESS, metadata=metadata)


def _action(reader: Reader, action: Action, number: int) -> list[Block]:
    label = plain_words(action.label.reveal())
    value = handle(action.id, action.revision)
    row = buttons(
        Button(reader.t("Done"), Press.PROGRESS_DONE, value, reader.t("Done: {label}", label=label)),
        Button(reader.t("Still on it"), Press.PROGRESS_STILL, value, reader.t("Still on it: {label}", label=label)),
        Button(reader.t("New date"), Press.PROGRESS_DATE, value, reader.t("New date: {label}", label=label)),
        Button(reader.t("Stop"), Press.PROGRESS_STOP, value, reader.t("Stop: {label}", label=label)),
        block_id=f"action_{number}",
    )
    by = context(reader.t("By {date}.", date=reader.date(action.due_date)))
    return [words_of_people(label), by, row]


def _turning(reader: Reader, turn: Round) -> list[Block]:
    """To the next person and back."""
    row, session_id = [], turn.found.session.id
    if turn.place + 1 < len(turn.people):
        following = turn.people[turn.place + 1]
        heard = reader.t("Next person: {name}", name=plain_words(following.name))
        row.append(
            Button(reader.t("Next person"), Press.PROGRESS, handle(session_id, turn.place + 1), heard, style="primary")
        )
    rows = [buttons(*row, block_id="next")] if row else []
    if turn.place > 0:
        before = turn.people[turn.place - 1]
        heard = reader.t("Back to {name}", name=plain_words(before.name))
        back = Button(reader.t("Back a person"), Press.PROGRESS, handle(session_id, turn.place - 1), heard)
        rows.append(buttons(back, block_id="back"))
    return rows


def date_form(reader: Reader, action: Action) -> dict[str, Any]:
    """A new date for one action."""
    picker = {"type": "datepicker", "initial_date": (action.due_date + timedelta(days=7)).isoformat()}
    blocks = [
        words_of_people(plain_words(action.label.reveal())),
        input_block(Field.ACTION_DUE, reader.t("What is the new date?"), picker),
    ]
    return modal(
        reader,
        reader.t("New date"),
        blocks,
        callback_id=Form.PROGRESS_DATE,
        submit=reader.t("Save"),
        metadata=handle(action.id, action.revision),
    )


def marked(reader: Reader, press: str) -> str:
    """What was marked."""
    return {
        Press.PROGRESS_DONE: reader.t("Marked as done."),
        Press.PROGRESS_STILL: reader.t("Marked as still on it."),
        Press.PROGRESS_STOP: reader.t("Marked as stopped. That’s a good end, too."),
        Press.PROGRESS_DATE: reader.t("The new date is saved."),
        Press.PROGRESS_UNDO: reader.t("Undone. You can choose again."),
    }[press]
