"""Whether the set is still right for somebody who has not been at its sessions (practice.md section 4)."""

from handlers.ids import Press, handle
from handlers.messages.bundles import Item, numbered
from handlers.messages.parts import Button, buttons, escape, plain_words, section
from handlers.words import Reader
from storage.queries.fading import Belonging
from storage.queries.nudges import NudgeRow


def notice(reader: Reader) -> str:
    """For lock screens: not which set, and not what it asks."""
    return reader.t("A short question, just for you.")


def item(reader: Reader, row: NudgeRow, one: Belonging, number: int) -> Item:
    """Nothing has to be answered."""
    said = reader.t(
        "You were not at the last three sessions of {set}. That's fine. Is it still right for you? You can stay as you "
        "are, and come again when you can. You can also leave, with no reason. I tell nobody that I asked, and I ask "
        "only once.",
        set=escape(one.set_name),
    )
    heard = reader.t("Leave the set: {set}", set=plain_words(one.set_name))
    row_of = buttons(
        Button(reader.t("Session"), Press.SESSION_MENU, handle(one.set_id)),
        Button(reader.t("Leave the set"), Press.LEAVE, handle(one.set_id), heard),
    )
    return Item(row.id, row.revision, [section(numbered(reader, number, said)), row_of], waiting=False)
