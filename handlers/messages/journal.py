"""A person's own journal: pages of what they wrote for themselves, and a box to write more."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from handlers.ids import Field, Form, Press, handle
from handlers.messages.parts import (
    Block,
    Button,
    buttons,
    context,
    divider,
    escape,
    modal,
    option,
    plain_words,
    section,
    text_input,
    urgent,
    words_of_people,
)
from handlers.messages.question_bank import question_words
from handlers.places import HomePart, MenuPart, Place
from handlers.words import Reader
from sets.joining import SetBrief
from sets.journal import Entry, Journal
from sets.reflections import LIMIT
from storage.confidential import Confidential

MONTH, EVERY_MONTH = "%Y-%m", "all"
MOST_PAGES = 10_000


def journal_view(reader: Reader, journal: Journal, said: str = "") -> dict[str, Any]:
    """One page. said: what a press just did."""
    blocks: list[Block] = [context(said)] if said else []
    blocks.append(context(reader.t("I show this only to you.")))
    if len(journal.months) > 1:
        blocks.append(_months(reader, journal))
    if not journal.entries:
        blocks.append(section(reader.t("Your journal is empty.")))
    for entry in journal.entries:
        blocks += _entry(reader, entry)
    blocks.append(buttons(Button(reader.t("Write"), Press.JOURNAL_WRITE), block_id="write"))
    # A row each: two buttons of the same kind cannot stand in one.
    if journal.page:
        blocks.append(buttons(_turn(reader.t("Newer"), journal.page - 1, journal.month), block_id="newer"))
    if journal.more:
        blocks.append(buttons(_turn(reader.t("Older"), journal.page + 1, journal.month), block_id="older"))
    if journal.paused:
        blocks.append(section(reader.t("The questions between sessions are paused.")))
        blocks.append(buttons(Button(reader.t("Start them again"), Press.REFLECT_RESUME), block_id="paused"))
    return modal(reader, reader.t("My journal"), blocks, callback_id=Form.JOURNAL)


def _months(reader: Reader, journal: Journal) -> Block:
    """Looking through one month, or all of it."""
    every = option(reader.t("Every month"), EVERY_MONTH)
    choices = {each: option(reader.month(each), each.strftime(MONTH)) for each in journal.months}
    chosen = choices[journal.month] if journal.month else every
    select = {
        "type": "static_select",
        "action_id": Press.JOURNAL_MONTH,
        "options": [every, *choices.values()],
        "initial_option": chosen,
    }
    # Slack keeps what was chosen in a block of the same name, whatever the next window says.
    return {"type": "actions", "block_id": f"month-{chosen['value']}", "elements": [select]}


def month_of(value: str) -> tuple[date | None, int]:
    """Which month, and which page of it, the value of a choice or of Newer and Older means: its first day; None: all.

    It names no row, and whatever it is, it opens pages of one's own.
    """
    month, _, page = value.rpartition(":")
    number = min(int(page), MOST_PAGES) if page.isdecimal() and len(page) < 9 else 0
    try:
        return datetime.strptime(month, MONTH).date(), number  # noqa: DTZ007 - a month of their calendar
    except ValueError:
        return None, number


def _turn(words: str, page: int, month: date | None) -> Button:
    """The month and the page stand where a row would."""
    return Button(words, Press.JOURNAL_PAGE, f"{month:{MONTH}}:{page}" if month else str(page))


def _entry(reader: Reader, entry: Entry) -> list[Block]:
    day = reader.date_with_year(reader.local_date(entry.at))
    title = day if entry.question is None else f"{day}. {question_words(reader, entry.question)}"
    if entry.asked and entry.question is None:
        title = reader.t("{date}. To a question of your set's own:", date=day)
    erase = Button(
        reader.t("Erase"),
        Press.JOURNAL_ERASE,
        handle(entry.id),
        label=reader.t("Erase: what you wrote on {date}", date=day),
    ).element()
    erase["confirm"] = _sure(reader)
    share = Button(
        reader.t("Share with my set"),
        Press.JOURNAL_SHARE,
        handle(entry.id),
        label=reader.t("Share with my set: what you wrote on {date}", date=day),
    ).element()
    return [
        divider(),
        context(title),
        *([_question(entry.prompt)] if entry.prompt else []),
        words_of_people(entry.words.reveal()),
        {"type": "actions", "block_id": f"entry-{entry.id}", "elements": [share, erase]},
    ]


def _question(prompt: Confidential) -> Block:
    """A set's own question, small; in plain text nothing in it acts."""
    return {"type": "context", "elements": [{"type": "plain_text", "text": prompt.reveal(), "emoji": True}]}


def share_with(reader: Reader, entry_id: UUID, sets: Sequence[SetBrief]) -> dict[str, Any]:
    """With which set, when one is in several; or that there is none."""
    blocks: list[Block] = [section(reader.t("Which set would you share it with? You see it once more before I do."))]
    for one in sets[:50]:
        heard = reader.t("Choose {set}", set=plain_words(one.name))
        choose = Button(reader.t("Choose"), Press.JOURNAL_SHARE_WITH, handle(one.id), label=heard)
        blocks.append({**section(escape(one.name)), "accessory": choose.element()})
    if not sets:
        blocks = [section(reader.t("You are not in a set now, so there is nobody to share it with."))]
    return modal(
        reader, reader.t("Share with my set"), blocks, callback_id=Form.JOURNAL_SHARE, metadata=handle(entry_id)
    )


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
