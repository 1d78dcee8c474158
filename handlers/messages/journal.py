"""A person's own journal: pages of what they wrote for themselves, and a box to write more."""

from collections.abc import Sequence
from typing import Any

from handlers.ids import Field, Form, Press, handle
from handlers.messages.parts import (
    Block,
    Button,
    buttons,
    context,
    divider,
    modal,
    section,
    text_input,
    urgent,
    words_of_people,
)
from handlers.messages.question_bank import question_words
from handlers.places import HomePart, MenuPart, Place
from handlers.words import Reader
from sets.journal import Entry, Journal
from sets.reflections import LIMIT


def journal_view(reader: Reader, journal: Journal, said: str = "") -> dict[str, Any]:
    """One page. said: what a press just did."""
    blocks: list[Block] = [context(said)] if said else []
    blocks.append(context(reader.t("I show this only to you.")))
    if not journal.entries:
        blocks.append(section(reader.t("Your journal is empty.")))
    for entry in journal.entries:
        blocks += _entry(reader, entry)
    blocks.append(buttons(Button(reader.t("Write"), Press.JOURNAL_WRITE), block_id="write"))
    # A row each: two buttons of the same kind cannot stand in one.
    if journal.page:
        blocks.append(buttons(_turn(reader.t("Newer"), journal.page - 1), block_id="newer"))
    if journal.more:
        blocks.append(buttons(_turn(reader.t("Older"), journal.page + 1), block_id="older"))
    if journal.paused:
        blocks.append(section(reader.t("The questions between sessions are paused.")))
        blocks.append(buttons(Button(reader.t("Start them again"), Press.REFLECT_RESUME), block_id="paused"))
    return modal(reader, reader.t("My journal"), blocks, callback_id=Form.JOURNAL)


def _turn(words: str, page: int) -> Button:
    """The page stands where a revision would: it names no row."""
    return Button(words, Press.JOURNAL_PAGE, str(page))


def _entry(reader: Reader, entry: Entry) -> list[Block]:
    day = reader.date_with_year(reader.local_date(entry.at))
    title = day if entry.question is None else f"{day}. {question_words(reader, entry.question)}"
    erase = Button(
        reader.t("Erase"),
        Press.JOURNAL_ERASE,
        handle(entry.id),
        label=reader.t("Erase: what you wrote on {date}", date=day),
    ).element()
    erase["confirm"] = _sure(reader)
    return [
        divider(),
        context(title),
        words_of_people(entry.words.reveal()),
        {"type": "actions", "block_id": f"entry-{entry.id}", "elements": [erase]},
    ]


def _sure(reader: Reader) -> Block:
    """Asked before something goes for good."""

    def plain(text: str) -> Block:
        return {"type": "plain_text", "text": text, "emoji": False}

    return {
        "title": plain(reader.t("Erase this?")),
        "text": plain(reader.t("It will be gone for good. I cannot bring it back.")),
        "confirm": plain(reader.t("Erase")),
        "deny": plain(reader.t("Keep it")),
    }


def entry_form(reader: Reader, contacts: Sequence[str], *, apart: bool = False) -> dict[str, Any]:
    """A box for one's own words. `apart`: over another window than the journal, which stays as it is."""
    callback = Form.JOURNAL_APART if apart else Form.JOURNAL_ENTRY
    blocks = [
        text_input(Field.REFLECTION_ANSWER, reader.t("What would you like to keep?"), multiline=True, max_length=LIMIT),
        context(reader.t("I show this only to you.")),
        *[urgent(reader, each) for each in dict.fromkeys(contacts)],
    ]
    return modal(reader, reader.t("My journal"), blocks, callback_id=callback, submit=reader.t("Save"))


def home_part(reader: Reader) -> HomePart:
    """Its button on the Home tab."""
    return HomePart(Place.REFLECTIONS, buttons=(Button(reader.t("My journal"), Press.JOURNAL_OPEN),))


def menu_part(reader: Reader) -> MenuPart:
    """Its line in the menu."""
    return MenuPart(
        Place.REFLECTIONS,
        words=reader.t("Your journal is for you alone."),
        buttons=(Button(reader.t("My journal"), Press.JOURNAL_OPEN),),
        typed=(reader.t("/als journal: read and write in your journal"),),
    )
