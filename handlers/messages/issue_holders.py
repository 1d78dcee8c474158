"""Holding an issue together: the request, its answer, and what stands of it in the issue's window.

No message says what the issue is: its words stand in windows only.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from handlers.ids import Field, Form, Press, handle
from handlers.messages.bundles import numbered
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
    words_of_people,
)
from handlers.words import Reader
from sets.errors import Problem
from sets.issue_holders import Asking
from sets.issue_words import CARRIED
from sets.issues import Whole
from storage.confidential import Confidential
from storage.queries.issue_holders import HoldingRow
from storage.queries.issue_windows import HolderRow
from storage.queries.issues import SeenIssue

_OPTIONS = 100  # Slack's limit for one select


def asked_lines(reader: Reader, holders: Sequence[HolderRow]) -> list[Block]:
    """In the window of one who holds it: who was asked, and taking that back."""
    lines: list[Block] = []
    for one in holders:
        if one.state == "asked":
            said = reader.t("I asked {name} to hold it too. They need not answer.", name=escape(one.name))
            heard = reader.t("Take it back: I asked {name}", name=plain_words(one.name))
            button = Button(reader.t("Take it back"), Press.ISSUE_UNASK, handle(one.id), label=heard)
            lines.append({**section(said), "accessory": button.element()})
    return lines


def holding_buttons(reader: Reader, whole: Whole, value: str) -> list[Button]:
    """For one who holds it: asking one more, and stepping out while others hold it."""
    row = []
    if whole.state in CARRIED:
        row.append(Button(reader.t("Ask someone to join"), Press.ISSUE_ASK, value))
    if whole.seen.others:
        heard = reader.t("Step out: this is no more my issue")
        row.append(Button(reader.t("Step out"), Press.ISSUE_STEP_OUT, value, label=heard))
    return row


def ask_form(reader: Reader, asking: Asking, headline: Confidential) -> dict[str, Any]:
    """Whom to ask to hold it too; or that there is nobody."""
    seen = asking.seen
    blocks: list[Block] = [words_of_people(plain_words(headline.reveal()))]
    if asking.people:
        options = [option(plain_words(one.name), handle(one.person_id)) for one in asking.people[:_OPTIONS]]
        element: Block = {
            "type": "static_select",
            "placeholder": {"type": "plain_text", "text": reader.t("Choose someone"), "emoji": False},
            "options": options,
        }
        said = reader.t("Each of you can then change its words, and say when it is settled.")
        hint = reader.t("I ask them in a message, and they can say no.")
        blocks += [
            section(said),
            input_block(Field.ISSUE_PERSON, reader.t("Who could hold it too?"), element, hint=hint),
        ]
    else:
        blocks.append(section(reader.t("Everyone in your set holds it, or was asked.")))
    return modal(
        reader,
        reader.t("Hold it together"),
        blocks,
        callback_id=Form.ISSUE_ASK,
        submit=reader.t("Ask them") if asking.people else "",
        metadata=handle(seen.row.id, seen.row.revision),
    )


def form_errors(reader: Reader, problem: Problem) -> dict[str, str]:
    """What to say under the choice."""
    said = reader.t("Choose someone who is in that set.")
    if problem is Problem.EMPTY:
        said = reader.t("Choose someone.")
    return {Field.ISSUE_PERSON: said}


def stepped_out_view(reader: Reader, seen: SeenIssue, part: tuple[UUID, int]) -> dict[str, Any]:
    """After Step out. part: the row that Undo brings back, and its revision."""
    said = reader.t("Done. It is no more your issue. The others go on with it.")
    undo = Button(reader.t("Undo"), Press.ISSUE_STEP_IN, handle(*part), label=reader.t("Undo: Step out"))
    open_it = Button(reader.t("Open"), Press.ISSUE_OPEN, handle(seen.row.id), label=reader.t("Open the issue"))
    return modal(
        reader,
        reader.t("Issue"),
        [section(said), context(reader.t("What you said about it stays yours.")), buttons(undo, open_it)],
        callback_id=Form.ISSUE_VIEW,
        metadata=handle(seen.row.id),
    )


def request_notice(reader: Reader) -> str:
    """For lock screens: nobody is named there."""
    return reader.t("Someone in your set has a short question for you.")


def request_blocks(reader: Reader, row: HoldingRow, nudge: tuple[UUID, int], number: int) -> list[Block]:
    """The request, as the one who is asked gets it. nudge: its id and revision; number: its place, 0 when alone."""
    asker = row.asker.name if row.asker else ""
    said = reader.t(
        "Would you like to hold an issue together with {name}? Each of you could change its words, and say when it is "
        "settled. You can say no without a reason.",
        name=escape(asker),
    )
    value, heard = handle(*nudge), plain_words(asker)
    return [
        section(numbered(reader, number, said)),
        buttons(
            Button(reader.t("Read it first"), Press.ISSUE_OPEN, handle(row.issue_id)),
            Button(reader.t("Yes, I would"), Press.HOLD_YES, value, label=reader.t("Yes, I would: {name}", name=heard)),
            Button(
                reader.t("Not this time"), Press.HOLD_NO, value, label=reader.t("Not this time: {name}", name=heard)
            ),
        ),
    ]


def replied_blocks(reader: Reader, row: HoldingRow, nudge: tuple[UUID, int], number: int) -> list[Block]:
    """What stands in its place once it was answered."""
    name = escape(row.asker.name if row.asker else "")
    undo = Button(reader.t("Undo"), Press.HOLD_UNDO, handle(*nudge), label=reader.t("Undo: my answer"))
    if row.state != "yes":
        said = reader.t("Saved. I tell {name} that you cannot this time. That's fine.", name=name)
        return [section(numbered(reader, number, said)), buttons(undo)]
    said = reader.t("Saved. You hold it together with {name} now. I tell them.", name=name)
    open_it = Button(reader.t("Open"), Press.ISSUE_OPEN, handle(row.issue_id), label=reader.t("Open our issue"))
    return [section(numbered(reader, number, said)), buttons(undo, open_it)]


def over_blocks(reader: Reader, number: int) -> list[Block]:
    """A request that is no longer one."""
    return [section(numbered(reader, number, reader.t("This request is over. Thank you.")))]


def too_late(reader: Reader, row: HoldingRow) -> str:
    """Undo, when the asker was told."""
    return reader.t("I have told {name} already. You can step out.", name=escape(row.asker.name if row.asker else ""))


def answer_message(reader: Reader, row: HoldingRow, *, yes: bool) -> Block:
    """The answer, as the asker gets it."""
    name = escape(row.person.name)
    said = reader.t("{name} cannot hold it with you this time. You can ask someone else when you like.", name=name)
    if yes:
        said = reader.t("{name} holds an issue together with you now.", name=name)
    button = Button(reader.t("Open"), Press.ISSUE_OPEN, handle(row.issue_id), label=reader.t("Open my issue"))
    return message(reader.t("You have an answer about your issue."), [section(said), buttons(button)])
