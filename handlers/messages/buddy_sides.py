"""Pairs across two kinds of role: the coordinator's window."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from handlers.ids import Field, Form, Press, handle, parse_handle
from handlers.messages.parts import Block, Button, context, input_block, modal, option, plain_words, section
from handlers.places import AboutSet
from handlers.words import Reader
from sets.buddy_sides import Sides

MOST = 100  # options of a select


def about_set(reader: Reader, set_id: UUID, set_name: str) -> AboutSet:
    """The button in the line of a set that somebody looks after, on Home."""
    heard = reader.t("Pairs across roles in {set}", set=plain_words(set_name))
    return AboutSet(set_id, buttons=(Button(reader.t("Pairs across roles"), Press.BUDDY_SIDES, handle(set_id), heard),))


def form(reader: Reader, sides: Sides) -> dict[str, Any]:
    """Who is of one kind of role."""
    blocks = [
        section(
            reader.t(
                "Each member has a buddy from the set, and another one in each phase. If your set has two kinds of "
                "role, such as managers and doctors, I can make pairs of one of each. Choose everyone of one kind."
            )
        )
    ]
    if not sides.members:
        blocks.append(section(reader.t("Nobody has joined yet. You can choose as soon as somebody has.")))
        return _window(reader, blocks)
    choices = {one.id: option(plain_words(one.name), handle(one.id)) for one in sides.members[:MOST]}
    element: Block = {"type": "multi_static_select", "options": list(choices.values())}
    if chosen := [choices[one.id] for one in sides.members[:MOST] if one.of_kind]:
        element["initial_options"] = chosen
    hint = reader.t("Choose nobody, and pairs can be of any two.")
    blocks.append(
        input_block(Field.BUDDY_SIDE, reader.t("Who is of one kind?"), element, hint=hint, optional=True),
    )
    blocks.append(context(reader.t("It counts when buddies next change. Members do not see this list.")))
    return modal(
        reader,
        reader.t("Pairs across roles"),
        blocks,
        callback_id=Form.BUDDY_SIDES,
        submit=reader.t("Save"),
        metadata=handle(sides.set_id),
    )


def chosen_of(view: Mapping[str, Any]) -> list[UUID]:
    """Who was chosen. Raises BadHandle for what is no choice of ours."""
    values = (view.get("state") or {}).get("values") or {}
    chosen = ((values.get(Field.BUDDY_SIDE) or {}).get(Field.VALUE) or {}).get("selected_options") or []
    return [parse_handle(str(each.get("value") or "")).row_id for each in chosen]


def saved(reader: Reader, sides: Sides) -> dict[str, Any]:
    """After Save."""
    if sides.across:
        said = reader.t("Saved. When buddies next change, I make pairs of one of each kind, as far as that goes.")
    else:
        said = reader.t("Saved. Pairs can be of any two.")
    return _window(reader, [section(said)])


def _window(reader: Reader, blocks: list[Block]) -> dict[str, Any]:
    return modal(reader, reader.t("Pairs across roles"), blocks, callback_id=Form.MENU)
