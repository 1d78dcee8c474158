"""The windows in which people see their own actions: the list, and one action with everything they wrote."""

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum, auto
from typing import Any

from handlers.ids import Form, Press, handle
from handlers.messages import action_details, audiences, backing
from handlers.messages.asked import not_asked_lines
from handlers.messages.committing import new_button, undo_button
from handlers.messages.our_actions import our_actions_button
from handlers.messages.parts import (
    Block,
    Button,
    buttons,
    context,
    escape,
    modal,
    plain_words,
    section,
    words_of_people,
)
from handlers.places import HomePart, MenuPart, Place
from handlers.words import Reader
from sets.actions import Action
from sets.home import Standing
from sets.joining import SetBrief
from sets.my_actions import HomeAction, Listed, Whole

_SETS_SHOWN = 5


class Flash(Enum):
    """What just happened, said on top of the action."""

    CHANGED = auto()
    STOPPED = auto()
    UNDONE = auto()
    OLD = auto()
    ALREADY = auto()


def _flash(reader: Reader, whole: Whole, flash: Flash) -> str:
    if flash is Flash.CHANGED:
        return reader.t("Changed. Your date is {date}.", date=reader.date(whole.action.due_date))
    if flash is Flash.STOPPED:
        return reader.t("That's fine. It is off your list.")
    if flash is Flash.UNDONE:
        return reader.t("Undone. You can choose again.")
    if flash is Flash.OLD:
        return reader.t("Things changed while this window was open, so I did nothing. Here is the latest.")
    return reader.t("This is already done. Nothing has changed.")


def home_part(reader: Reader, standing: Standing, shown: Sequence[HomeAction], *, more: bool) -> HomePart:
    """The holder's actions on their Home tab: labels only, and only where they want them in Slack."""
    blocks: list[Block] = []
    if standing.is_member or shown:
        blocks.append(section(reader.t("*My actions*")))
    if standing.is_member and not shown:
        blocks.append(section(reader.t("No open actions. An action is one small step you choose.")))
    blocks += [_on_home(reader, action) for action in shown]
    if more:
        blocks.append(context(reader.t("There are more in My actions.")))
    row = (_new(reader), _list(reader)) if standing.is_member else (_list(reader),) if shown else ()
    return HomePart(Place.ACTIONS, tuple(blocks), row)


def menu_part(reader: Reader) -> MenuPart:
    """Actions in the menu."""
    words = reader.t("*Your actions.* An action is one small step you choose.")
    first = replace(_new(reader), style="primary")
    return MenuPart(Place.ACTIONS, words, (first, _list(reader)), (reader.t("/als action: commit to an action"),))


def _new(reader: Reader) -> Button:
    return Button(reader.t("New action"), Press.ACTION_NEW)


def _list(reader: Reader) -> Button:
    return Button(reader.t("My actions"), Press.ACTION_LIST)


def _on_home(reader: Reader, action: HomeAction) -> Block:
    day, place = reader.date(action.due_date), escape(action.set_name)
    if action.label is None:
        said = reader.t("One of your actions, by {date}, in {set}.", date=day, set=place)
        heard = reader.t("Open your action for {date}", date=day)
    else:
        label = action.label.reveal()
        said = reader.t("{label}, by {date}, in {set}.", label=escape(label), date=day, set=place)
        heard = reader.t("Open: {label}", label=plain_words(label))
    button = Button(reader.t("Open"), Press.ACTION_OPEN, handle(action.id, action.revision), label=heard)
    return {**section(said), "accessory": button.element()}


def list_view(reader: Reader, listed: Listed) -> dict[str, Any]:
    """My actions: one page of what is open."""
    blocks: list[Block] = []
    if not listed.actions:
        blocks.append(section(reader.t("No open actions. An action is one small step you choose.")))
    for action in listed.actions:
        blocks.append(_item(reader, action))
        if action.id in listed.brought:
            day = reader.date(listed.brought[action.id])
            blocks.append(context(reader.t("It is on your own list for the session on {date}.", date=day)))
    blocks.append(buttons(new_button(reader)))
    blocks += [_ours(reader, brief) for brief in listed.sets[:_SETS_SHOWN]]
    blocks.extend(_pages(reader, listed))
    if listed.finished:
        blocks.append(context(reader.t("These are off your list. Open one to look at it, or to undo that.")))
        blocks += [_item(reader, action) for action in listed.finished]
    return modal(reader, reader.t("My actions"), blocks, callback_id=Form.ACTION_LIST)


def _ours(reader: Reader, brief: SetBrief) -> Block:
    """To what a whole set is doing; a row each: same action_id."""
    return buttons(our_actions_button(reader, brief.id, brief.name))


def _item(reader: Reader, action: Action) -> Block:
    label = action.label.reveal()
    block = section(
        reader.t(
            "*{label}*, by {date}, in {set}.",
            label=escape(label),
            date=reader.date(action.due_date),
            set=escape(action.set_name),
        )
    )
    button = Button(
        reader.t("Open"),
        Press.ACTION_OPEN,
        handle(action.id, action.revision),
        label=reader.t("Open: {label}", label=plain_words(label)),
    )
    return {**block, "accessory": button.element()}


def _pages(reader: Reader, listed: Listed) -> list[Block]:
    """Earlier and later pages; the page number rides where a revision would. A row each: same action_id."""
    if listed.pages == 1:
        return []
    here = reader.t("Page {page} of {pages}.", page=listed.page + 1, pages=listed.pages)
    blocks = [context(here)]
    if listed.page > 0:
        blocks.append(_page_button(reader.t("Sooner ones"), listed, listed.page - 1))
    if listed.page + 1 < listed.pages:
        blocks.append(_page_button(reader.t("Later ones"), listed, listed.page + 1))
    return blocks


def _page_button(text: str, listed: Listed, page: int) -> Block:
    return buttons(Button(text, Press.ACTION_LIST, handle(listed.person.id, page)))


def action_view(reader: Reader, whole: Whole, flash: Flash | None = None) -> dict[str, Any]:
    """One action for its holder: label, dates, detail, what was said last, notes, and what can be done."""
    action = whole.action
    blocks: list[Block] = [section(_flash(reader, whole, flash))] if flash else []
    blocks += [words_of_people(plain_words(action.label.reveal())), section(_dates(reader, whole))]
    blocks += not_asked_lines(reader, whole.not_asked)
    if whole.in_session:
        blocks.append(context(reader.t("This was marked in your session, as you said it there.")))
    if said := _outcome(reader, whole.outcome):
        blocks.append(section(said))
    blocks += action_details.details(reader, whole)
    blocks += action_details.notes(reader, whole)
    blocks += backing.for_holder(reader, whole.supporter, whole.words)
    blocks.append(context(audiences.action(reader, action.set_name)))
    blocks.append(context(_who_reads_the_rest(reader, whole)))
    blocks += _row(reader, whole)
    return modal(
        reader,
        reader.t("My action"),
        blocks,
        callback_id=Form.ACTION_VIEW,
        metadata=handle(action.id, action.revision),
    )


def _dates(reader: Reader, whole: Whole) -> str:
    action = whole.action
    due, place = reader.date(action.due_date), escape(action.set_name)
    if action.standing != "open":
        return reader.t("By {date}, in {set}. It is off your list.", date=due, set=place)
    if action.next_ask_at is None and action.row.coming:
        return reader.t("By {date}, in {set}. I will ask about it once more.", date=due, set=place)
    if action.next_ask_at is None:
        return reader.t("By {date}, in {set}. I will not ask about it again.", date=due, set=place)
    asked = reader.date(reader.local_date(action.next_ask_at))
    return reader.t("By {date}, in {set}. I will ask how it is going on {asked}.", date=due, set=place, asked=asked)


def _outcome(reader: Reader, outcome: str | None) -> str:
    """What the holder said last; "" when there is nothing to say about it."""
    said = {
        "done": reader.t("You said: done."),
        "still_on_it": reader.t("You said: still on it."),
        "stuck": reader.t("You said: stuck. I have told nobody."),
        "not_now": reader.t("You said: not now."),
        "stopped": reader.t("You stopped it."),
    }
    return said.get(outcome or "", "")


def _who_reads_the_rest(reader: Reader, whole: Whole) -> str:
    if whole.supporter is not None and whole.supporter.state == "yes":
        return reader.t(
            "I show the rest only to you. {name} can read the boxes you filled in, and the notes you marked for them.",
            name=escape(whole.supporter.supporter.name),
        )
    return reader.t("I show the rest only to you.")


def _row(reader: Reader, whole: Whole) -> list[Block]:
    """What can be done with it now."""
    value = handle(whole.action.id, whole.action.revision)
    row: list[Button] = [*help_buttons(reader, whole)]
    if whole.action.standing == "open":
        row.append(Button(reader.t("Change"), Press.ACTION_CHANGE, value))
        row.append(Button(reader.t("Stop this action"), Press.ACTION_STOP, value))
    if whole.action.row.belongs == "member":
        row.append(Button(reader.t("Keep a line"), Press.ACTION_LINE, value))
    if whole.last_event is not None:
        row.append(undo_button(reader, whole.last_event))
    return [buttons(*row)] if row else []


def help_buttons(reader: Reader, whole: Whole) -> list[Button]:
    """The ways on for somebody who said that they are stuck, for as long as that is the last they said."""
    action = whole.action
    if whole.outcome != "stuck" or action.standing != "open" or action.row.belongs != "member":
        return []
    return [Button(reader.t("What would help?"), Press.STUCK_OPEN, handle(action.id))]
