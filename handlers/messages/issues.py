"""One issue, in a window (product.md C8): its headline, how it stands, where it was worked on, its actions."""

from enum import Enum, auto
from typing import Any

from handlers.ids import Form, Press, handle
from handlers.messages import audiences
from handlers.messages.issue_holders import asked_lines, holding_buttons
from handlers.messages.parts import (
    Block,
    Button,
    buttons,
    context,
    escape,
    modal,
    plain_words,
    section,
    words_of_people,
)
from handlers.words import Reader
from sets.issue_events import RESUMED
from sets.issue_words import CARRIED, MOVES, State
from sets.issues import About, Said, Turned, Whole
from storage.queries.issues import SeenIssue


class Flash(Enum):
    """What just happened, said on top of an issue."""

    RAISED = auto()
    REWORDED = auto()
    MOVING = auto()
    PARKED = auto()
    RESUMED = auto()
    SETTLED = auto()
    ASKED = auto()
    UNASKED = auto()
    UNDONE = auto()
    OLD = auto()
    ALREADY = auto()


def _flash(reader: Reader, flash: Flash) -> str:
    return {
        Flash.RAISED: reader.t("Saved. You can ask for time with it when a session is booked."),
        Flash.REWORDED: reader.t("Saved. Your issue has its new words."),
        Flash.MOVING: reader.t("Saved. Your issue is moving."),
        Flash.PARKED: reader.t("Saved. That's fine. You can take it up again at any time."),
        Flash.RESUMED: reader.t("Saved. It is carried forward again."),
        Flash.SETTLED: reader.t("Saved. Thank you. Your issue is settled."),
        Flash.ASKED: reader.t("Saved. I ask them in their next message. They can say no."),
        Flash.UNASKED: reader.t("I took it back. I do not ask them any more."),
        Flash.UNDONE: reader.t("Undone. You can choose again."),
        Flash.OLD: reader.t("This changed while your window was open, so I did nothing. Here is the latest."),
        Flash.ALREADY: reader.t("This is already done. Nothing has changed."),
    }[flash]


def issue_view(reader: Reader, whole: Whole, flash: Flash | None = None) -> dict[str, Any]:
    """One issue, for one who may read it."""
    seen = whole.seen
    blocks: list[Block] = [section(_flash(reader, flash))] if flash else []
    blocks += [words_of_people(plain_words(whole.headline.reveal())), section(_stands(reader, whole))]
    if said := _whose(reader, whole):
        blocks.append(section(said))
    if whole.may_change:
        blocks += asked_lines(reader, whole.holders)
    blocks.append(context(_dates(reader, whole)))
    blocks += _actions(reader, whole)
    for each in whole.said:
        blocks += _said(reader, each)
    blocks.append(context(_audience(reader, seen)))
    row = _row(reader, whole)
    return modal(
        reader,
        reader.t("My issue") if seen.holds else reader.t("Issue"),
        [*blocks, *([buttons(*row)] if row else [])],
        callback_id=Form.ISSUE_VIEW,
        metadata=handle(seen.row.id, seen.row.revision),
    )


def _audience(reader: Reader, seen: SeenIssue) -> str:
    if not seen.held or seen.set_state == "closed":
        return reader.t("I show this only to you.")
    return audiences.set_and_coach(reader, seen.set_name)


def _stands(reader: Reader, whole: Whole) -> str:
    if whole.may_change:
        return {
            State.OPEN: reader.t("It is open. I carry it forward to each session, until you say that it is settled."),
            State.MOVING: reader.t("It is moving. I carry it forward to each session, until you say it is settled."),
            State.SETTLED: reader.t("It is settled."),
            State.PARKED: reader.t("It is parked. I do not carry it forward, until you take it up again."),
        }[whole.state]
    return {
        State.OPEN: reader.t("It is open."),
        State.MOVING: reader.t("It is moving."),
        State.SETTLED: reader.t("It is settled."),
        State.PARKED: reader.t("It is parked."),
    }[whole.state]


def _whose(reader: Reader, whole: Whole) -> str:
    """Who holds it; "" when that is the reader alone."""
    if whole.seen.set_state == "closed":
        return reader.t("{set} has ended. You can still read or remove it.", set=escape(whole.seen.set_name))
    if whole.seen.belongs == "former":
        return reader.t("You have left {set}. You can still read or remove it.", set=escape(whole.seen.set_name))
    names = [escape(one.name) for one in whole.holders if one.state == "yes"]
    if whole.seen.holds and len(names) < 2:
        return ""
    return reader.n("Held by {names}.", "Held together by {names}.", len(names), names=", ".join(names))


def _dates(reader: Reader, whole: Whole) -> str:
    """When it was raised, worked on, and stood otherwise: a line each."""
    lines = [reader.t("Raised on {date}.", date=_day(reader, whole.seen.row.raised_at))]
    if whole.sessions:
        days = ", ".join(_day(reader, each) for each in reversed(whole.sessions))
        lines.append(
            reader.n(
                "Worked on in {n} session: {dates}.",
                "Worked on in {n} sessions: {dates}.",
                len(whole.sessions),
                dates=days,
            )
        )
    return "\n".join([*lines, *[_turned(reader, each) for each in whole.history]])


def _turned(reader: Reader, turned: Turned) -> str:
    day = _day(reader, turned.at)
    return {
        State.MOVING.value: reader.t("Moving since {date}.", date=day),
        State.SETTLED.value: reader.t("Settled on {date}.", date=day),
        State.PARKED.value: reader.t("Parked on {date}.", date=day),
        RESUMED: reader.t("Taken up again on {date}.", date=day),
    }[turned.kind]


def _day(reader: Reader, moment: Any) -> str:  # noqa: ANN401 - an aware moment
    return reader.date(reader.local_date(moment))


def _actions(reader: Reader, whole: Whole) -> list[Block]:
    if not whole.actions:
        return []
    return [section(reader.t("*Actions about it*")), *[_action(reader, each) for each in whole.actions]]


def _action(reader: Reader, about: About) -> Block:
    label, day = escape(about.label.reveal()), reader.date(about.due_date)
    if not about.mine:
        return section(reader.t("*{name}*, by {date}: {label}", name=escape(about.name), date=day, label=label))
    said = reader.t("*{label}*, by {date}.", label=label, date=day)
    if not about.open:
        said = reader.t("*{label}*. It is off your list.", label=label)
    heard = reader.t("Open: {label}", label=plain_words(about.label.reveal()))
    button = Button(reader.t("Open"), Press.ACTION_OPEN, handle(about.id, about.revision), label=heard)
    return {**section(said), "accessory": button.element()}


def _said(reader: Reader, said: Said) -> list[Block]:
    """What its holder said when it was settled: their own words for them alone, a line for the members of the set."""
    looking, day = said.looking, _day(reader, said.at)
    blocks: list[Block] = []
    if said.mine and looking.helped.reveal():
        blocks += [section(reader.t("*What helped most*")), words_of_people(looking.helped.reveal())]
    if said.mine and looking.see.reveal():
        blocks += [section(reader.t("*What you can see now*")), words_of_people(looking.see.reveal())]
    if blocks:
        blocks.append(context(reader.t("I show this part only to you.")))
    if looking.line.reveal():
        line = reader.t("*{name}, for the set, {date}*", name=escape(said.name), date=day)
        blocks += [section(line), words_of_people(looking.line.reveal())]
    return blocks


def _row(reader: Reader, whole: Whole) -> list[Button]:
    """What can be done with it now, by one who holds it."""
    if not whole.seen.holds:
        return []
    value = handle(whole.seen.row.id, whole.seen.row.revision)
    row = _moves(reader, whole, value) if whole.may_change else []
    if whole.may_change:
        row += holding_buttons(reader, whole, value)
    if whole.alone:
        row.append(Button(reader.t("Remove it"), Press.ISSUE_REMOVE, value))
    if whole.may_change and whole.last is not None:
        heard = reader.t("Undo: the last change of this issue")
        row.append(Button(reader.t("Undo"), Press.ISSUE_UNDO, handle(whole.last), label=heard))
    return row


def _moves(reader: Reader, whole: Whole, value: str) -> list[Button]:
    nexts, row = MOVES[whole.state], list[Button]()
    if whole.state in CARRIED:
        row.append(Button(reader.t("New action"), Press.ISSUE_ACTION, value, label=reader.t("New action about this")))
    if State.MOVING in nexts and whole.state is State.OPEN:
        row.append(Button(reader.t("It is moving"), Press.ISSUE_MOVING, value))
    if State.MOVING in nexts and whole.state is not State.OPEN:
        row.append(Button(reader.t("Take it up again"), Press.ISSUE_RESUME, value))
    if State.SETTLED in nexts:
        row.append(Button(reader.t("It is settled"), Press.ISSUE_SETTLE, value))
    if State.PARKED in nexts:
        row.append(Button(reader.t("Park it"), Press.ISSUE_PARK, value))
    if whole.state is State.SETTLED:
        row.append(Button(reader.t("What helped most?"), Press.ISSUE_SETTLE, value))
    row.append(Button(reader.t("Change the words"), Press.ISSUE_WORDS, value))
    return row


def removed_view(reader: Reader, seen: SeenIssue, undo: str | None) -> dict[str, Any]:
    """After Remove it. undo: the event that brings it back; None: for a leaver it cannot be brought back."""
    blocks: list[Block] = [section(reader.t("Removed. Nobody can read it now."))]
    if undo is None:
        blocks.append(context(reader.t("In one hour I delete its words.")))
    else:
        button = Button(reader.t("Undo"), Press.ISSUE_UNDO, undo, label=reader.t("Undo: Remove it"))
        blocks += [context(reader.t("For one hour you can undo this. Then I delete its words.")), buttons(button)]
    return modal(
        reader,
        reader.t("My issue"),
        blocks,
        callback_id=Form.ISSUE_VIEW,
        metadata=handle(seen.row.id, seen.row.revision),
    )
