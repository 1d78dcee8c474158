"""Erasing all that one wrote (voice.md 32): for one set, or anywhere; what waits, and what was done."""

from typing import Any

from handlers.ids import Form, Press, handle
from handlers.messages.data_parts import back, title
from handlers.messages.parts import Block, Button, buttons, context, escape, message, modal, plain_words, section
from handlers.words import Reader
from sets.erasures import ErasureRow, Offer, Place


def choose_view(reader: Reader, found: Offer) -> dict[str, Any]:
    """Which words: a row each, as one id stands for all."""
    blocks: list[Block] = [section(reader.t("What would you like me to erase? I ask once more before I do."))]
    blocks += [_choice(reader, place) for place in found.places]
    everything = Button(reader.t("Erase ..."), Press.ERASE_SURE, label=reader.t("Erase everything I wrote"))
    said = reader.t("*Everything I wrote*, for every set and for me alone.")
    blocks.append({**section(said), "accessory": everything.element()})
    blocks.append(context(reader.t("You can also erase one thing at a time, on its own page.")))
    return modal(reader, title(reader), [*blocks, back(reader)], callback_id=Form.DATA)


def _choice(reader: Reader, place: Place) -> Block:
    heard = reader.t("Erase what I wrote for {set}", set=plain_words(place.name))
    button = Button(reader.t("Erase ..."), Press.ERASE_SURE, handle(place.set_id), label=heard)
    return {**section(reader.t("What I wrote for *{set}*.", set=escape(place.name))), "accessory": button.element()}


def sure_view(reader: Reader, found: Offer, place: Place | None) -> dict[str, Any]:
    """Before it is asked for: what goes, what stays, and until when it can be stopped."""
    when = {"time": reader.time(found.due_at), "date": reader.date(reader.local_date(found.due_at))}
    if place is None:
        said = reader.t(
            "I will erase everything you wrote at {time} on {date}. You can stop it until then. Whoever runs me may "
            "keep backups for longer. I cannot erase Slack messages or what others have copied.",
            **when,
        )
    else:
        said = reader.t(
            "I will erase what you wrote for {set} at {time} on {date}. You can stop it until then. Whoever runs "
            "me may keep backups for longer. I cannot erase Slack messages or what others have copied.",
            set=escape(place.name),
            **when,
        )
    return modal(
        reader,
        reader.t("Erase my words?"),
        [section(said), section(goes(reader)), section(stays(reader))],
        callback_id=Form.ERASE,
        submit=reader.t("Erase my words"),
        close=reader.t("Keep them"),
        metadata=handle(place.set_id) if place else "",
    )


def goes(reader: Reader) -> str:
    """What goes beside one's own words."""
    return reader.t(
        "What others wrote to you about your words goes too. If you share an issue with somebody, they keep it, "
        "without your words. If a vote is open, your part in it goes blank."
    )


def stays(reader: Reader) -> str:
    """What is no words, or nobody's any more."""
    return reader.t(
        "I keep that you were in the set, who had which turn, and what you agreed to. Votes that have closed stay: "
        "nobody can find yours."
    )


def asked_view(reader: Reader, row: ErasureRow) -> dict[str, Any]:
    """After Erase my words."""
    return modal(
        reader,
        reader.t("Erase my words?"),
        [section(waits(reader, row)), _stop_row(reader, row)],
        callback_id=Form.DATA,
    )


def waits(reader: Reader, row: ErasureRow) -> str:
    """What was asked for, while it waits."""
    when = {"time": reader.time(row.due_at), "date": reader.date(reader.local_date(row.due_at))}
    if not row.set_name:
        return reader.t("I will erase everything you wrote at {time} on {date}.", **when)
    return reader.t("I will erase what you wrote for {set} at {time} on {date}.", set=escape(row.set_name), **when)


def stop_button(reader: Reader, row: ErasureRow) -> Button:
    heard = reader.t("Stop this: keep my words")
    return Button(reader.t("Stop this"), Press.ERASE_STOP, handle(row.id, row.revision), label=heard)


def _stop_row(reader: Reader, row: ErasureRow) -> Block:
    return buttons(stop_button(reader, row), block_id=f"erasure-{row.id}")


def stopped_view(reader: Reader) -> dict[str, Any]:
    """After Stop this."""
    said = section(reader.t("Stopped. I keep your words as they are."))
    return modal(reader, title(reader), [said, back(reader)], callback_id=Form.DATA)


def in_overview(reader: Reader, row: ErasureRow) -> list[Block]:
    """In My data: what waits, with the way to stop it; or the receipt of what was done."""
    if row.state == "waiting":
        return [section(waits(reader, row)), _stop_row(reader, row)]
    return [context(_receipt(reader, row))]


def _receipt(reader: Reader, row: ErasureRow) -> str:
    day = reader.date_with_year(reader.local_date(row.done_at or row.due_at))
    if not row.set_name:
        return reader.n(
            "I erased everything you wrote on {date}: {n} thing.",
            "I erased everything you wrote on {date}: {n} things.",
            row.things,
            date=day,
        )
    return reader.n(
        "I erased what you wrote for {set} on {date}: {n} thing.",
        "I erased what you wrote for {set} on {date}: {n} things.",
        row.things,
        set=escape(row.set_name),
        date=day,
    )


def done_message(reader: Reader, row: ErasureRow) -> dict[str, Any]:
    """In direct messages, once it is done: an answer to what they asked for."""
    if not row.set_name:
        said = reader.t("I have erased everything you wrote, as you asked. It is gone for good.")
    else:
        said = reader.t(
            "I have erased what you wrote for {set}, as you asked. It is gone for good.", set=escape(row.set_name)
        )
    return message(reader.t("I have done what you asked for in My data."), [section(said)])
