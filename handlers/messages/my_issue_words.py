"""In My data: how one's issues stand, what one said about them, who else can read it, and the way there."""

from handlers.ids import Press, handle
from handlers.messages.parts import Button
from handlers.words import Reader
from sets.my_data import Item, Kind


def stands(reader: Reader, code: str) -> str:
    """How an issue stands; "" counts as open."""
    return {
        "moving": reader.t("It is moving, and carried forward."),
        "settled": reader.t("It is settled."),
        "parked": reader.t("It is parked."),
    }.get(code, reader.t("It is open, and carried forward."))


def said(reader: Reader, code: str) -> str:
    """What its holder said about an issue."""
    return {
        "moving": reader.t("You said: it is moving."),
        "settled": reader.t("You said: it is settled."),
        "parked": reader.t("You parked it."),
        "resumed": reader.t("You took it up again."),
        "reworded": reader.t("You changed its words."),
        "looked_back": reader.t("You added a few words."),
        "kept": reader.t("Someone who holds this issue too changed your words."),
    }.get(code, "")


def who_reads(reader: Reader, item: Item) -> str:
    """Of what was said when an issue was settled."""
    if item.shared:
        return reader.t("The members of your set can read the line. The other words are for you.")
    return reader.t("I show these words only to you.") if item.words else ""


def row(reader: Reader, item: Item, heard: str) -> list[Button]:
    """To the window of the issue."""
    if item.kind is Kind.ISSUE:
        return [Button(reader.t("Open"), Press.ISSUE_OPEN, handle(item.id), heard)]
    if item.about is None:
        return []
    return [Button(reader.t("Open the issue"), Press.ISSUE_OPEN, handle(item.about), heard)]
