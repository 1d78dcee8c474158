"""Swapping turns (voice.md 17): the form, the question, its answers, and the word in the channel after a yes."""

from collections.abc import Sequence
from typing import Any

from handlers.ids import Field, Form, Press, handle
from handlers.messages.parts import (
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
)
from handlers.messages.session_times import set_time, when
from handlers.words import Reader
from sets.swapping import Choosing, Outcome, Partner, SeenSwap

PARTNERS_SHOWN = 100  # Slack's limit for a select


def form(reader: Reader, choosing: Choosing) -> dict[str, Any]:
    """Whom to ask. The turn stays until somebody says yes."""
    seen = choosing.seen
    if seen.turn is None:
        raise ValueError("a swap is about a turn")
    title, at = reader.t("Swap my turn"), when(reader, seen.session)
    if not choosing.partners:
        said = reader.t("There is nobody else in your set to ask yet.")
        return modal(reader, title, [section(said)], callback_id=Form.MENU)
    choices = [option(_choice(reader, one), handle(one.person_id)) for one in choosing.partners[:PARTNERS_SHOWN]]
    blocks = [
        section(reader.t("This is about your turn on {when}. You keep it until someone says yes.", when=at)),
        input_block(
            Field.SWAP_WITH,
            reader.t("Whom shall I ask?"),
            {"type": "static_select", "options": choices},
            hint=reader.t("If they have no turn yet, they take yours, and I offer you a later one."),
        ),
        context(reader.t("I show this only to you and the person you choose. The set hears of it after a yes.")),
    ]
    metadata = handle(seen.turn.id, seen.turn.revision)
    return modal(reader, title, blocks, callback_id=Form.SWAP, submit=reader.t("Ask them"), metadata=metadata)


def _choice(reader: Reader, partner: Partner) -> str:
    if partner.session is None:
        return reader.t("{name}: no turn yet", name=plain_words(partner.name))
    there = Reader(reader.locale, partner.session.zone)
    day = there.date(there.local_date(partner.session.starts_at))
    return reader.t("{name}: turn on {date}", name=plain_words(partner.name), date=day)


def asked_view(reader: Reader, name: str) -> dict[str, Any]:
    """After Ask them."""
    said = reader.t("I asked {name}. You keep the turn until they say yes.", name=escape(name))
    return modal(reader, reader.t("Swap my turn"), [section(said)], callback_id=Form.MENU)


def question(reader: Reader, seen: SeenSwap, outcome: Outcome | None = None) -> dict[str, Any]:
    """The message to the one who is asked, as it stands. `outcome`: what a press just did."""
    notice = reader.t("Someone would like to swap turns with you.")
    if seen.swap.state == "agreed":
        return _agreed(reader, seen, outcome)
    if seen.swap.state == "declined":
        said = reader.t("That’s fine. I will tell {name} that you cannot this time.", name=escape(seen.asker))
        undo = Button(reader.t("Undo"), Press.SWAP_UNDO, handle(seen.swap.id), reader.t("Undo: No, thanks"))
        too_late = outcome is Outcome.MOVED_ON
        late = [section(reader.t("I cannot undo this any more, because they know already."))] if too_late else []
        return message(reader.t("That’s fine."), [section(said), *(late or [buttons(undo)])])
    if seen.swap.state != "asked" or outcome is Outcome.MOVED_ON:
        said = reader.t("{name} has no swap to ask for any more, so there is nothing to do.", name=escape(seen.asker))
        return message(reader.t("There is nothing to do here any more."), [section(said)])
    undone = [section(reader.t("Undone. You can choose again."))] if outcome is Outcome.UNDONE else []
    value = handle(seen.swap.id, seen.swap.revision)
    row = [
        Button(reader.t("Yes, swap"), Press.SWAP_YES, value),
        Button(reader.t("No, thanks"), Press.SWAP_NO, value),
    ]
    return message(notice, [*undone, section(_asks(reader, seen)), buttons(*row)])


def _asks(reader: Reader, seen: SeenSwap) -> str:
    name, at = escape(seen.asker), when(reader, seen.session)
    if seen.other is None:
        return reader.t(
            "{name} would like you to facilitate the session on {when} in their place. They would take a later one. "
            "You can say no without a reason.",
            name=name,
            when=at,
        )
    return reader.t(
        "{name} would like to swap turns. You would take {when}. They would take {when2}. You can say no without a "
        "reason.",
        name=name,
        when=at,
        when2=when(reader, seen.other),
    )


def _agreed(reader: Reader, seen: SeenSwap, outcome: Outcome | None) -> dict[str, Any]:
    notice = reader.t("Swapped.")
    if outcome is Outcome.ASKED_BACK:
        said = reader.t("I asked {name}. You keep the turn until they say yes.", name=escape(seen.asker))
        return message(notice, [section(said)])
    if outcome is Outcome.MOVED_ON:
        return message(notice, [section(reader.t("This turn has moved on, so I cannot ask to swap back."))])
    said = reader.t("Swapped. It is your turn on {when}.", when=when(reader, seen.session))
    back = Button(reader.t("Ask to swap back"), Press.SWAP_BACK, handle(seen.swap.id))
    return message(notice, [section(said), buttons(back)])


def answer(reader: Reader, seen: SeenSwap) -> dict[str, Any]:
    """To the asker, when there is an answer."""
    notice = reader.t("You have an answer about your swap.")
    name, at = escape(seen.asked), when(reader, seen.session)
    if seen.swap.state == "agreed":
        if seen.other is None:
            said = reader.t(
                "{name} said yes, and facilitates the session on {when}. I will offer you a later one.",
                name=name,
                when=at,
            )
        else:
            said = reader.t(
                "{name} said yes, and takes {when}. It is your turn on {when2}.",
                name=name,
                when=at,
                when2=when(reader, seen.other),
            )
        return message(notice, [section(said)])
    said = reader.t("{name} cannot swap this time. Your turn is still {when}.", name=name, when=at)
    value = handle(seen.turn.id, seen.turn.revision)
    row = [
        Button(reader.t("Ask someone else"), Press.TURN_SWAP, value),
        Button(reader.t("Ask for a volunteer"), Press.SWAP_VOLUNTEER, value),
    ]
    return message(notice, [section(said), buttons(*row)])


def volunteer_asked(reader: Reader) -> dict[str, Any]:
    """After Ask for a volunteer."""
    return message(reader.t("I have asked in your channel. You keep the turn until someone takes it."))


def moved(reader: Reader, seen: SeenSwap) -> dict[str, Any]:
    """In the channel, after a yes: who has which turn now."""
    names: Sequence[tuple[str, Any]] = [(seen.asked, seen.session), (seen.asker, seen.other)]
    said = [
        reader.t(
            "{name} now has the turn on {when}.",
            name=escape(name),
            when=set_time(reader, session.starts_at, session.zone),
        )
        for name, session in names
        if session is not None
    ]
    return message(reader.t("Turns have been swapped."), [section(" ".join(said))])
