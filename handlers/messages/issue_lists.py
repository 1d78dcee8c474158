"""Lists of issues: my own, and a set's; what stands of them on Home (no words) and in the menu."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from handlers.ids import Form, Press, handle
from handlers.messages import audiences
from handlers.messages.parts import Block, Button, buttons, context, cut, escape, modal, plain_words, section
from handlers.places import AboutSet, HomePart, MenuPart, Place
from handlers.words import Reader
from sets.home import Standing
from sets.issue_lists import Listed, Mine, Ours
from sets.issue_words import State
from storage.queries.session_menu import Seat

_SETS_SHOWN = 8


def mine_view(reader: Reader, mine: Mine) -> dict[str, Any]:
    """My issues: one page of what is carried forward, and what was closed lately."""
    blocks: list[Block] = []
    if not mine.issues:
        blocks.append(section(_none(reader)))
    blocks += [_item(reader, one, _of_mine(reader, one)) for one in mine.issues]
    if any(seat.role == "member" for seat in mine.seats):
        new = reader.t("New issue") if mine.issues else reader.t("Add mine")
        blocks.append(buttons(Button(new, Press.ISSUE_NEW)))
    blocks += [_ours_row(reader, seat) for seat in mine.seats[:_SETS_SHOWN]]
    blocks += _pages(reader, mine)
    if mine.closed:
        blocks.append(context(reader.t("These are not carried forward. You can take one up again.")))
        blocks += [_item(reader, one, _of_mine(reader, one)) for one in mine.closed]
    return modal(reader, reader.t("My issues"), blocks, callback_id=Form.ISSUE_LIST)


def ours_view(reader: Reader, ours: Ours) -> dict[str, Any]:
    """A set's issues, for a member or the coach."""
    blocks: list[Block] = [] if ours.issues else [section(_none(reader))]
    blocks += [_item(reader, one, _of_ours(reader, one)) for one in ours.issues]
    if ours.more:
        blocks.append(context(reader.t("There are more. I show those that have waited longest.")))
    if ours.settled:
        blocks.append(section(reader.t("*Settled lately*")))
        blocks += [_item(reader, one, _of_ours(reader, one)) for one in ours.settled]
    if ours.seat.role == "member":
        blocks.append(buttons(Button(reader.t("New issue"), Press.ISSUE_NEW)))
    blocks.append(context(audiences.set_and_coach(reader, ours.seat.set_name)))
    return modal(reader, reader.t("Our issues"), blocks, callback_id=Form.ISSUE_LIST)


def _none(reader: Reader) -> str:
    return reader.t("No issues yet. An issue is a work problem you can partly change.")


def _item(reader: Reader, one: Listed, said: str) -> Block:
    heard = reader.t("Open: {label}", label=plain_words(one.headline.reveal()))
    button = Button(reader.t("Open"), Press.ISSUE_OPEN, handle(one.id, one.revision), label=heard)
    return {**section(said), "accessory": button.element()}


def _of_mine(reader: Reader, one: Listed) -> str:
    words, place = escape(one.headline.reveal()), escape(one.set_name)
    if one.left:
        return reader.t(
            "*{headline}*\nYou have left {set}. It is there for you to read or remove.", headline=words, set=place
        )
    return {
        State.OPEN: reader.t("*{headline}*\nOpen, in {set}.", headline=words, set=place),
        State.MOVING: reader.t("*{headline}*\nMoving, in {set}.", headline=words, set=place),
        State.SETTLED: reader.t("*{headline}*\nSettled, in {set}.", headline=words, set=place),
        State.PARKED: reader.t("*{headline}*\nParked, in {set}.", headline=words, set=place),
    }[one.state]


def _of_ours(reader: Reader, one: Listed) -> str:
    words, names = escape(one.headline.reveal()), ", ".join(escape(name) for name in one.names)
    return {
        State.OPEN: reader.t("*{headline}*\n{names}. Open.", headline=words, names=names),
        State.MOVING: reader.t("*{headline}*\n{names}. Moving.", headline=words, names=names),
        State.SETTLED: reader.t("*{headline}*\n{names}. Settled.", headline=words, names=names),
        State.PARKED: reader.t("*{headline}*\n{names}. Parked.", headline=words, names=names),
    }[one.state]


def ours_button(reader: Reader, set_id: UUID, set_name: str) -> Button:
    """To what a whole set holds."""
    heard = reader.t("Our issues in {set}", set=plain_words(set_name))
    return Button(cut(heard, 75), Press.ISSUES_OURS, handle(set_id), label=heard)


def _ours_row(reader: Reader, seat: Seat) -> Block:
    """A row each: same action_id."""
    return buttons(ours_button(reader, seat.set_id, seat.set_name))


def _pages(reader: Reader, mine: Mine) -> list[Block]:
    """Earlier and later pages; the page number rides where a revision would. A row each: same action_id."""
    if mine.pages == 1:
        return []
    blocks = [context(reader.t("Page {page} of {pages}.", page=mine.page + 1, pages=mine.pages))]
    if mine.page > 0:
        blocks.append(_page_button(reader.t("Older ones"), mine, mine.page - 1))
    if mine.page + 1 < mine.pages:
        blocks.append(_page_button(reader.t("Newer ones"), mine, mine.page + 1))
    return blocks


def _page_button(text: str, mine: Mine, page: int) -> Block:
    return buttons(Button(text, Press.ISSUES_MINE, handle(mine.person.id, page)))


def home_part(reader: Reader, standing: Standing, counts: Mapping[UUID, int]) -> HomePart:
    """How many are carried forward in each set, and the way to them."""
    about = []
    for one in standing.sets:
        count, heard = counts.get(one.id, 0), reader.t("Our issues in {set}", set=plain_words(one.name))
        said = reader.n("{n} issue is carried forward.", "{n} issues are carried forward.", count) if count else ""
        button = Button(reader.t("Issues"), Press.ISSUES_OURS, handle(one.id), label=heard)
        about.append(AboutSet(one.id, said, (button,)))
    own: Sequence[Button] = (_mine_button(reader),) if standing.is_member else ()
    return HomePart(Place.ACTIONS, buttons=tuple(own), sets=tuple(about))


def menu_part(reader: Reader) -> MenuPart:
    """Its line in the menu."""
    return MenuPart(
        Place.ACTIONS,
        words=reader.t("An issue is a work problem you bring to your set."),
        buttons=(_mine_button(reader),),
        typed=(reader.t("/als issue: see my issues, or add one"),),
    )


def _mine_button(reader: Reader) -> Button:
    return Button(reader.t("My issues"), Press.ISSUES_MINE)
