"""My data: the window that leads to everything that is kept about somebody, and one page of what they wrote."""

from typing import Any

from handlers.ids import Form, Press
from handlers.messages import erasing
from handlers.messages.data_parts import back, copy_button, data_button, title
from handlers.messages.my_words import item_blocks, kind_title
from handlers.messages.parts import Block, Button, buttons, context, divider, modal, section
from handlers.places import HomePart, MenuPart, Place
from handlers.words import Reader
from sets.my_data import About, Kind, Overview, Page


def overview_view(reader: Reader, found: Overview, said: str = "") -> dict[str, Any]:
    """What there is, a line a kind. said: what a press just did."""
    blocks: list[Block] = [context(said)] if said else []
    blocks.append(section(reader.t("Here is all that I keep by you and about you. I show it only to you.")))
    written = [kind for kind in Kind if found.counts.get(kind)]
    if not written:
        blocks.append(section(reader.t("You have not written anything that I still keep.")))
    blocks += [_line(reader, kind, found.counts[kind]) for kind in written]
    blocks.append(divider())
    blocks += [_about(reader, about) for about in About]
    blocks += [divider(), _ways(reader)]
    blocks += [block for row in found.erasures for block in erasing.in_overview(reader, row)]
    return modal(reader, title(reader), blocks, callback_id=Form.DATA)


def _ways(reader: Reader) -> Block:
    """What can be done with all of it."""
    erase = Button(reader.t("Erase my words"), Press.ERASE_CHOOSE)
    return buttons(copy_button(reader), erase, block_id="ways")


def _line(reader: Reader, kind: Kind, count: int) -> Block:
    title = kind_title(reader, kind)
    words = reader.t("*{title}*: {number}", title=title, number=count)
    return {**section(words), "accessory": _see(reader, title, kind, 0).element()}


def _about(reader: Reader, about: About) -> Block:
    title = about_title(reader, about)
    return {**section(f"*{title}*"), "accessory": _see(reader, title, about, 0).element()}


def _see(reader: Reader, title: str, group: Kind | About, page: int) -> Button:
    return Button(reader.t("See"), Press.DATA_PAGE, place(group, page), label=reader.t("See: {title}", title=title))


def place(group: Kind | About, page: int = 0) -> str:
    """The value of a button that leads to a page: numbers of ours, which name no row."""
    return f"{group.value}.{page}"


def about_title(reader: Reader, about: About) -> str:
    return {
        About.ME: reader.t("My name, settings and days away"),
        About.SETS: reader.t("My sets and roles"),
        About.SESSIONS: reader.t("My sessions and turns"),
        About.CONSENTS: reader.t("What I agreed to"),
        About.VOTES: reader.t("Votes and feedback"),
        About.MESSAGES: reader.t("What the bot sent me"),
    }[about]


def page_view(reader: Reader, found: Page, said: str = "") -> dict[str, Any]:
    """One page of one kind. said: what a press just did."""
    blocks: list[Block] = [context(said)] if said else []
    blocks.append(section(f"*{kind_title(reader, found.kind)}*"))
    blocks.append(context(reader.t("I show this page only to you. Each part says who else can read it.")))
    if not found.items:
        blocks.append(section(reader.t("There is nothing here.")))
    for item in found.items:
        blocks += [divider(), *item_blocks(reader, item)]
    blocks += _pages(reader, found)
    return modal(reader, title(reader), blocks, callback_id=Form.DATA)


def _pages(reader: Reader, found: Page) -> list[Block]:
    """A row each: two buttons of the same kind cannot stand in one."""
    turns = []
    if found.page:
        newer = Button(reader.t("Newer"), Press.DATA_PAGE, place(found.kind, found.page - 1))
        turns.append(buttons(newer, block_id="newer"))
    if found.more:
        older = Button(reader.t("Older"), Press.DATA_PAGE, place(found.kind, found.page + 1))
        turns.append(buttons(older, block_id="older"))
    return [*turns, back(reader)]


def home_part(reader: Reader) -> HomePart:
    return HomePart(Place.DATA, buttons=(data_button(reader),))


def menu_part(reader: Reader) -> MenuPart:
    words = reader.t("*Your data.* See all that I keep by you and about you.")
    return MenuPart(Place.DATA, words, (data_button(reader),), (reader.t("/als data: see and take what is yours"),))
