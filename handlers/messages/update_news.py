"""Updates without their words: the list, what Home and the menu say, the channel's line, the daily message."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from handlers.ids import Form, Press, handle
from handlers.messages.bundles import Item, numbered
from handlers.messages.parts import Block, Button, buttons, context, escape, message, modal, plain_words, section
from handlers.places import AboutSet, HomePart, MenuPart, Place
from handlers.words import Reader
from sets.catching_up import Missed
from sets.home import Standing
from sets.update_words import Audience
from sets.updates import Listed
from storage.queries.nudges import NudgeRow
from storage.queries.updates import SeenRow


def share_button(reader: Reader, set_id: UUID | None = None) -> Button:
    """The way to the form."""
    return Button(reader.t("Share an update"), Press.UPDATE_NEW, handle(set_id) if set_id else "")


def list_view(reader: Reader, listed: Listed) -> dict[str, Any]:
    """Updates of a set, or one's own, newest first; no words."""
    title = reader.t("Updates") if listed.set_id else reader.t("My updates")
    blocks: list[Block] = [section(escape(listed.set_name))] if listed.set_id else []
    if not listed.updates:
        blocks.append(section(reader.t("No updates yet. You can share one when it helps.")))
    blocks += [_item(reader, listed, row) for row in listed.updates]
    if listed.may_share:
        blocks.append(buttons(share_button(reader, listed.set_id)))
    blocks += _pages(reader, listed)
    return modal(reader, title, blocks, callback_id=Form.UPDATE_LIST)


def _item(reader: Reader, listed: Listed, seen: SeenRow) -> Block:
    day, name = reader.date(reader.local_date(seen.update.shared_at)), seen.author_name
    if seen.update.author_id != listed.person_id:
        said = reader.t("From {name}, {date}.", name=escape(name), date=day)
        if seen.update.audience in (Audience.BUDDY, Audience.NEXT):
            said = reader.t("From {name} to you alone, {date}.", name=escape(name), date=day)
        heard = reader.t("Read the update from {name}, {date}", name=plain_words(name), date=day)
    else:
        said = reader.t("Yours, {date}.", date=day)
        if listed.set_id is None:
            said = reader.t("Yours in {set}, {date}.", set=escape(seen.set_name), date=day)
        heard = reader.t("Read your own update, {date}", date=day)
    button = Button(reader.t("Read it"), Press.UPDATE_READ, handle(seen.update.id), label=heard)
    return {**section(said), "accessory": button.element()}


def _pages(reader: Reader, listed: Listed) -> list[Block]:
    """Newer and older pages; the page number rides where a revision would. A row each: same action_id."""
    if listed.pages == 1:
        return []
    blocks = [context(reader.t("Page {page} of {pages}.", page=listed.page + 1, pages=listed.pages))]
    if listed.page > 0:
        blocks.append(_page_button(reader.t("Newer ones"), listed, listed.page - 1))
    if listed.page + 1 < listed.pages:
        blocks.append(_page_button(reader.t("Older ones"), listed, listed.page + 1))
    return blocks


def _page_button(text: str, listed: Listed, page: int) -> Block:
    press = Press.UPDATE_LIST if listed.set_id else Press.UPDATE_MINE
    return buttons(Button(text, press, handle(listed.set_id or listed.person_id, page)))


def missed_view(reader: Reader, found: Missed) -> dict[str, Any]:
    """What somebody has not opened, the oldest first; no words."""
    if not found.updates:
        said = reader.t("You have opened every update that is here for you.")
    else:
        said = reader.n(
            "There is {n} update for you that you have not opened.",
            "There are {n} updates for you that you have not opened.",
            found.count,
        )
    blocks: list[Block] = [section(said), *(_missed(reader, row, several=found.several) for row in found.updates)]
    if found.updates:
        blocks.append(context(reader.t("The oldest comes first. You can leave any of them.")))
    if found.earlier:
        blocks.append(buttons(Button(reader.t("From the first one"), Press.UPDATE_MISSED)))
    if found.later:
        later = handle(found.updates[-1].update.id)
        blocks.append(buttons(Button(reader.t("Later ones"), Press.UPDATE_MISSED, later)))
    return modal(reader, reader.t("Catch up"), blocks, callback_id=Form.UPDATE_LIST)


def _missed(reader: Reader, seen: SeenRow, *, several: bool) -> Block:
    day, name = reader.date(reader.local_date(seen.update.shared_at)), seen.author_name
    if seen.update.audience in (Audience.BUDDY, Audience.NEXT):
        said = reader.t("From {name} to you alone, {date}.", name=escape(name), date=day)
    elif several:
        said = reader.t("From {name} in {set}, {date}.", name=escape(name), set=escape(seen.set_name), date=day)
    else:
        said = reader.t("From {name}, {date}.", name=escape(name), date=day)
    heard = reader.t("Read the update from {name}, {date}", name=plain_words(name), date=day)
    button = Button(reader.t("Read it"), Press.UPDATE_READ, handle(seen.update.id), label=heard)
    return {**section(said), "accessory": button.element()}


def home_part(reader: Reader, standing: Standing, counts: Mapping[UUID, int]) -> HomePart:
    """How many updates a person may read in each set: all of them, so that nobody keeps who has read which."""
    about = [
        AboutSet(
            one.id,
            reader.n("There is {n} update.", "There are {n} updates.", counts[one.id]),
            (
                Button(
                    reader.t("Open the updates"),
                    Press.UPDATE_LIST,
                    handle(one.id),
                    label=reader.t("Open the updates of {set}", set=plain_words(one.name)),
                ),
            ),
        )
        for one in standing.sets
        if counts.get(one.id)
    ]
    if not standing.is_member:
        return HomePart(Place.UPDATES, sets=tuple(about))
    none = () if about else (section(reader.t("No updates yet. You can share one when it helps.")),)
    return HomePart(Place.UPDATES, none, (share_button(reader),), tuple(about))


def menu_part(reader: Reader, *, may_share: bool) -> MenuPart:
    """Updates in the menu; who has left every set finds their own."""
    mine = Button(reader.t("My updates"), Press.UPDATE_MINE)
    if not may_share:
        return MenuPart(Place.UPDATES, buttons=(mine,))
    words = reader.t("*Updates.* Tell your set how things are going. You choose who sees it.")
    return MenuPart(Place.UPDATES, words, (share_button(reader), mine), (reader.t("/als update: share an update"),))


def line(reader: Reader, update_id: UUID) -> dict[str, Any]:
    """What the channel hears: only that an update is there."""
    said = reader.t("There is a new update for the set.")
    read = Button(reader.t("Read it"), Press.UPDATE_READ, handle(update_id), label=reader.t("Read the new update"))
    return message(said, [section(said), buttons(read)])


def line_taken_back(reader: Reader) -> dict[str, Any]:
    """What the channel's line becomes when the update was taken back."""
    return message(reader.t("Somebody shared an update here, and took it back."))


def line_over(reader: Reader) -> dict[str, Any]:
    """What the channel's line becomes when the update's time is over."""
    return message(reader.t("Somebody shared an update here. The time they chose for it is over."))


def shared_item(reader: Reader, nudge: NudgeRow, seen: SeenRow | None, number: int, *, readable: bool) -> Item:
    """In the daily message of somebody it was shared with by name. It asks for nothing, so nothing waits."""
    if seen is None or not readable:
        said = numbered(reader, number, reader.t("An update was here. You can no longer read it."))
        return Item(nudge.id, nudge.revision, [section(said)], waiting=False)
    name = seen.author_name
    said = numbered(reader, number, reader.t("{name} has shared an update with you.", name=escape(name)))
    heard = reader.t("Read the update from {name}", name=plain_words(name))
    read = Button(reader.t("Read it"), Press.UPDATE_READ, handle(nudge.subject_id), label=heard)
    row = buttons(read, block_id=f"update.{nudge.id}")
    return Item(nudge.id, nudge.revision, [section(said), row], waiting=False)


def missed_item(reader: Reader, nudge: NudgeRow, number: int) -> Item:
    """In the daily message of somebody who was away: no name, no number, no word. It asks for nothing."""
    said = reader.t("Updates were shared while you were away. You can catch up when it suits you.")
    button = Button(reader.t("Catch up"), Press.UPDATE_MISSED, label=reader.t("Catch up with updates"))
    row = buttons(button, block_id=f"missed.{nudge.id}")
    return Item(nudge.id, nudge.revision, [section(numbered(reader, number, said)), row], waiting=False)


def answered_item(reader: Reader, nudge: NudgeRow, number: int, *, there: bool) -> Item:
    """In the daily message of its author: that there are answers, never whose or how many."""
    if not there:
        said = numbered(reader, number, reader.t("Your update is no longer here."))
        return Item(nudge.id, nudge.revision, [section(said)], waiting=False)
    said = numbered(reader, number, reader.t("There are answers to an update of yours."))
    look = Button(reader.t("Open"), Press.UPDATE_READ, handle(nudge.subject_id), label=reader.t("Open your update"))
    row = buttons(look, block_id=f"answers.{nudge.id}")
    return Item(nudge.id, nudge.revision, [section(said), row], waiting=False)
