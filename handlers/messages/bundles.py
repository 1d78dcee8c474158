"""The one message a day, put together from what each feature has to say in it (voice.md 5, 6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handlers.ids import Press, handle
from handlers.messages.parts import Block, Button, buttons, context, message, section
from handlers.words import Reader


@dataclass(frozen=True)
class Item:
    """One thing of the message as it stands. waiting: it can still be answered here."""

    nudge_id: UUID
    revision: int
    blocks: Sequence[Block]
    waiting: bool


@dataclass(frozen=True)
class Part:
    """What one feature has in a message. notice: for lock screens, when nothing else stands in it; never which thing.

    press_only  no item asks for words, and its reader has not been told yet
    """

    items: Sequence[Item]
    notice: str
    press_only: bool = False


def put_together(
    reader: Reader, parts: Sequence[Part], order: Sequence[UUID], on: date, said: tuple[UUID, str] | None = None
) -> Block:
    """The whole message.

    order  of the nudges in it; on: the reader's local date of it; said: what a press just did to one of them
    """
    items = sorted((item for part in parts for item in part.items), key=lambda item: order.index(item.nudge_id))
    many = len(items) > 1
    blocks: list[Block] = []
    if many and all(part.press_only for part in parts):
        blocks.append(section(reader.t("Answer one, some or none. No need to write.")))
    elif many:
        blocks.append(section(reader.t("Answer one, some or none.")))
    for item in items:
        if said and said[0] == item.nudge_id and said[1]:
            blocks.append(context(said[1]))
        blocks += item.blocks
    waiting = [item for item in items if item.waiting]
    blocks.append(_not_until(reader, waiting[0]) if waiting else _all_done(reader, on))
    return message(parts[0].notice if len(parts) == 1 else _mixed_notice(reader, len(items)), blocks)


def nothing_left(reader: Reader) -> Block:
    """What the message becomes when everything in it is gone."""
    return message(reader.t("What I asked about here is no longer kept. There is nothing to answer."))


def numbered(reader: Reader, number: int, said: str) -> str:
    """A sentence with its number in the message; 0: it stands alone."""
    return reader.t("*{number}.* {said}", number=number, said=said) if number else said


def _mixed_notice(reader: Reader, count: int) -> str:
    return reader.n("You have {n} short thing waiting.", "You have {n} short things waiting.", count)


def _all_done(reader: Reader, on: date) -> Block:
    """Each weekday has its own thanks: nobody reads the same one twice within a week."""
    thanks = (
        reader.t("That is all for now, thank you."),
        reader.t("That is everything, thank you."),
        reader.t("There is nothing more for now, thanks."),
        reader.t("That is all from me, thank you."),
        reader.t("Nothing else is waiting, thank you."),
        reader.t("That was all, thanks."),
        reader.t("Thanks, there is nothing more to answer."),
    )
    return section(thanks[on.toordinal() % 7])


def _not_until(reader: Reader, item: Item) -> Block:
    """For the whole message; its handle is that of one thing in it."""
    return buttons(
        Button(
            reader.t("Not until ..."),
            Press.CHECKIN_NOT_UNTIL,
            handle(item.nudge_id, item.revision),
            label=reader.t("Not until: choose a date before which I do not write"),
        )
    )
