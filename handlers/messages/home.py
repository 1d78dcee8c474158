"""The Home tab (voice.md 27), put together from the parts of all features: the person's own next things first.

Slack keeps the last one published, so it holds dates, counts, names of sets and the person's own labels, and no other
words.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from handlers.ids import Press
from handlers.messages.menu import set_button
from handlers.messages.parts import Block, Button, buttons, context, escape, rows_of_buttons, section
from handlers.places import AboutSet, HomePart, Place
from handlers.words import Reader
from sets.home import LookedAfter, SetLine, Standing

SETS_SHOWN = 15
BLOCKS = 100  # Slack's limit for a view


def home_view(
    reader: Reader,
    standing: Standing | None,
    parts: Sequence[HomePart] = (),
    looked_after: Sequence[LookedAfter] = (),
) -> dict[str, Any]:
    """Someone's Home; `standing` None: for someone the bot has not met."""
    blocks: list[Block] = []
    if _is_new(standing, parts):
        blocks += [_welcome(reader), *_at(parts, Place.INVITED)]
    elif standing is not None:
        for place in Place:
            blocks += _own(reader, place, standing, parts, looked_after) or _at(parts, place)
    row = [button for part in sorted(parts, key=lambda part: part.place) for button in part.buttons]
    if standing is None or not (standing.in_a_set or standing.coordinates):
        row.append(set_button(reader))
    row.append(Button(reader.t("My settings"), Press.SETTINGS))
    return {"type": "home", "blocks": _within(reader, blocks, rows_of_buttons(row))}


def _is_new(standing: Standing | None, parts: Sequence[HomePart]) -> bool:
    """Nothing of theirs is here yet."""
    return standing is None or not (standing.sets or standing.coordinates or _at(parts, Place.ACTIONS))


def _welcome(reader: Reader) -> Block:
    return section(
        reader.t("*Welcome.* You are not in a set yet. If someone asks you to join one, you will see it here.")
    )


def _at(parts: Sequence[HomePart], place: Place) -> list[Block]:
    return [block for part in parts if part.place is place for block in part.blocks]


def _own(
    reader: Reader, place: Place, standing: Standing, parts: Sequence[HomePart], looked_after: Sequence[LookedAfter]
) -> list[Block]:
    """The places that features share: the next things, and what several of them say about one set."""
    about = [more for part in parts for more in part.sets]
    if place is Place.NEXT:
        return _next(reader, _at(parts, place))
    if place is Place.SETS:
        return [*_sets(reader, standing, about), *_at(parts, place)]
    if place is Place.COORDINATED:
        return [*_coordinator(reader, standing, looked_after, about), *_at(parts, place)]
    return []


def _next(reader: Reader, blocks: list[Block]) -> list[Block]:
    """The next things, introduced in front of the first of them."""
    if not blocks:
        return []
    first = blocks[0]
    said = f"{reader.t('*Next for you.*')} {first['text']['text']}"
    return [{**first, "text": {**first["text"], "text": said}}, *blocks[1:]]


def _sets(reader: Reader, standing: Standing, about: Sequence[AboutSet]) -> list[Block]:
    if not standing.sets:
        return []
    lines = [line for one in standing.sets[:SETS_SHOWN] for line in _set(one.id, _of_set(reader, one), about)]
    return [section(reader.t("*My sets*")), *lines]


def _of_set(reader: Reader, one: SetLine) -> str:
    if one.role == "coach":
        return reader.t(
            "You coach {set}. {coordinator} looks after it.", set=escape(one.name), coordinator=escape(one.coordinator)
        )
    return reader.t("{set}. {coordinator} looks after it.", set=escape(one.name), coordinator=escape(one.coordinator))


def _set(set_id: UUID, words: str, about: Sequence[AboutSet]) -> list[Block]:
    """One set's line with what features add to it; its buttons in a row of its own: the same ids stand for each set."""
    mine = [more for more in about if more.set_id == set_id]
    said = " ".join([words, *(more.words for more in mine if more.words)])
    row = [button for more in mine for button in more.buttons]
    return [section(said), *([buttons(*row)] if row else [])]


def _coordinator(
    reader: Reader, standing: Standing, looked_after: Sequence[LookedAfter], about: Sequence[AboutSet]
) -> list[Block]:
    if not standing.coordinates:
        return []
    promise = context(reader.t("I do not show you what a set writes. No button here does that."))
    if not looked_after:
        return [section(reader.t("No sets yet. Start with a name and some people.")), promise]
    lines = [
        line
        for one in looked_after[:SETS_SHOWN]
        for line in _set(one.id, reader.t("You look after {set}.", set=escape(one.name)), about)
    ]
    return [section(reader.t("*Your sets*")), *lines, promise]


def _within(reader: Reader, blocks: list[Block], ends: list[Block]) -> list[Block]:
    """At most as many blocks as Slack takes; what is cut can be reached from the menu."""
    if len(blocks) + len(ends) <= BLOCKS:
        return [*blocks, *ends]
    more = context(reader.t("There is more than fits here. Type /als to see everything you can do."))
    return [*blocks[: BLOCKS - len(ends) - 1], more, *ends]
