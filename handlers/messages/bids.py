"""Asking for time (voice.md 22), and choosing who presents. What people write stands in windows only."""

from collections.abc import Sequence
from typing import Any

from handlers.ids import Field, Form, Press, handle
from handlers.messages import audiences
from handlers.messages.parts import (
    Block,
    Button,
    buttons,
    context,
    escape,
    input_block,
    modal,
    option,
    plain_words,
    section,
    text_input,
    words_of_people,
)
from handlers.words import Reader
from sets.bids import LINE_LIMIT, WHY_LIMIT, Bid, Choosing
from sets.sessions import Beheld, StageRow
from storage.queries.attendance import Present

TODAY, LATER = "today", "later"
NOBODY = "nobody"
BIDS_SHOWN = 12


def bid_form(reader: Reader, found: Beheld, bid: Bid | None) -> dict[str, Any]:
    """Ask for time; filled in when somebody has asked already."""
    soon = [option(reader.t("This time would help most"), TODAY), option(reader.t("Next time is fine"), LATER)]
    chosen = soon[1] if bid is not None and not bid.urgent else soon[0]
    radio = {"type": "radio_buttons", "options": soon, "initial_option": chosen}
    blocks: list[Block] = [
        text_input(
            Field.BID_LINE,
            reader.t("In one line, what would you use time for?"),
            initial=bid.line.reveal() if bid else "",
            max_length=LINE_LIMIT,
        ),
        text_input(
            Field.BID_WHY,
            reader.t("Why now?"),
            hint=reader.t("Leave out patients, health and union matters."),
            multiline=True,
            optional=True,
            initial=bid.why.reveal() if bid else "",
            max_length=WHY_LIMIT,
        ),
        input_block(Field.BID_SOON, reader.t("How soon?"), radio),
        context(audiences.set_and_coach(reader, found.set_name)),
        context(
            reader.t(
                "Nobody watches this. If it is urgent, speak to {contacts}.",
                contacts=escape(found.contacts),
            )
        ),
    ]
    return modal(
        reader,
        reader.t("Ask for time"),
        blocks,
        callback_id=Form.BID,
        submit=reader.t("Ask for time"),
        metadata=handle(found.session.id),
    )


def bid_saved(reader: Reader, found: Beheld) -> dict[str, Any]:
    """After Ask for time."""
    said = reader.t("You have asked for time. I suggest an order, and the set decides.")
    undo = Button(reader.t("Undo"), Press.BID_UNDO, handle(found.session.id), reader.t("Undo: Ask for time"))
    return modal(reader, reader.t("Ask for time"), [section(said), buttons(undo)], callback_id=Form.SESSION_PANEL)


def bid_withdrawn(reader: Reader, found: Beheld) -> dict[str, Any]:
    """After Undo."""
    said = reader.t("Undone. You have not asked for time. You can ask again.")
    again = Button(reader.t("Ask for time"), Press.BID_ASK, handle(found.session.id))
    return modal(reader, reader.t("Ask for time"), [section(said), buttons(again)], callback_id=Form.SESSION_PANEL)


def choose_form(reader: Reader, choosing: Choosing) -> dict[str, Any]:
    """The bids in the order proposed, and a choice for each slot."""
    blocks: list[Block] = [section(reader.t("I suggest an order. Talk about it, then choose: the set decides."))]
    if not choosing.bids:
        blocks.append(section(reader.t("No one has asked for time yet. Ask aloud: a line each is enough.")))
    for number, bid in enumerate(choosing.bids[:BIDS_SHOWN], 1):
        blocks += _bid(reader, number, bid)
    people = _in_order(choosing)
    blocks += [_slot(reader, slot, people, choosing) for slot in choosing.slots if slot.ended_at is None]
    return modal(
        reader,
        reader.t("Who presents"),
        blocks,
        callback_id=Form.BID_CHOOSE,
        submit=reader.t("Save"),
        metadata=handle(choosing.found.session.id),
    )


def _bid(reader: Reader, number: int, bid: Bid) -> list[Block]:
    name = escape(bid.row.name)
    if bid.urgent:
        said = reader.t("*{number}.* {name}. This time would help most.", number=number, name=name)
    else:
        said = reader.t("*{number}.* {name}. Next time is fine.", number=number, name=name)
    words = bid.line.reveal() if not bid.why.reveal() else f"{bid.line.reveal()}\n{bid.why.reveal()}"
    return [section(said), words_of_people(words)]


def _in_order(choosing: Choosing) -> list[Present]:
    """Those who bid first, in the order proposed; then everyone else who is here."""
    bidders = [bid.row.person_id for bid in choosing.bids]
    place = {person: number for number, person in enumerate(bidders)}
    return sorted(choosing.here, key=lambda one: place.get(one.person_id, len(bidders)))


def _slot(reader: Reader, slot: StageRow, people: Sequence[Present], choosing: Choosing) -> Block:
    choices = {
        one.person_id: option(plain_words(one.name or one.slack_user_id), handle(one.person_id)) for one in people
    }
    nobody = option(reader.t("Nobody yet"), NOBODY)
    element: Block = {"type": "static_select", "options": [nobody, *choices.values()]}
    element["initial_option"] = choices.get(slot.presenter_id, nobody) if slot.presenter_id else nobody
    label = reader.n(
        "Issue {number}, {n} minute", "Issue {number}, {n} minutes", slot.planned_seconds // 60, number=slot.number
    )
    hint = ""
    if choosing.found.session.facilitator_id in choices:
        hint = reader.t("Nobody facilitates their own issue. For their time, somebody else leads.")
    return input_block(f"{Field.SLOT_PRESENTER}_{slot.number}", label, element, hint=hint if slot.number == 1 else "")
