"""Small parts that the windows of My data share."""

from handlers.ids import Press
from handlers.messages.parts import Block, Button, buttons
from handlers.words import Reader


def title(reader: Reader) -> str:
    """Of every window of My data."""
    return reader.t("My data")


def back(reader: Reader) -> Block:
    """To the overview."""
    return buttons(Button(reader.t("All my data"), Press.DATA), block_id="all")


def removed(reader: Reader) -> str:
    """What stands where somebody else goes on with something (privacy.md section 5)."""
    return reader.t("[removed by its author]")


def data_button(reader: Reader) -> Button:
    """On Home, in the menu, and where a leaver is told that a set is closed to them."""
    return Button(reader.t("My data"), Press.DATA)


def copy_button(reader: Reader) -> Button:
    return Button(reader.t("Get my copy"), Press.COPY)
