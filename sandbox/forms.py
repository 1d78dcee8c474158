"""Elements a person can use: what stands in them, what may be put into them, and what Slack checks before sending.

Source: docs.slack.dev/reference/block-kit/block-elements and /surfaces/modals ("state.values").
"""

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sandbox.errors import CannotDo
from sandbox.ids import Ids
from sandbox.records import JSON, Values

# element type -> (key in the state, key of the initial value, what stands there when empty)
STATEFUL: dict[str, tuple[str, str, Any]] = {
    "plain_text_input": ("value", "initial_value", None),
    "number_input": ("value", "initial_value", None),
    "email_text_input": ("value", "initial_value", None),
    "url_text_input": ("value", "initial_value", None),
    "rich_text_input": ("rich_text_value", "initial_value", None),
    "static_select": ("selected_option", "initial_option", None),
    "radio_buttons": ("selected_option", "initial_option", None),
    "checkboxes": ("selected_options", "initial_options", []),
    "multi_static_select": ("selected_options", "initial_options", []),
    "users_select": ("selected_user", "initial_user", None),
    "multi_users_select": ("selected_users", "initial_users", []),
    "conversations_select": ("selected_conversation", "initial_conversation", None),
    "multi_conversations_select": ("selected_conversations", "initial_conversations", []),
    "channels_select": ("selected_channel", "initial_channel", None),
    "multi_channels_select": ("selected_channels", "initial_channels", []),
    "datepicker": ("selected_date", "initial_date", None),
    "timepicker": ("selected_time", "initial_time", None),
    "datetimepicker": ("selected_date_time", "initial_date_time", None),
}
TYPED = {"plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input"}
UNSEEN = dict.fromkeys([0x2066, 0x2067, 0x2068, 0x2069])  # isolates around a name: a person does not see them
TIME = re.compile(r"^([01]\d|2[0-3]):[0-5]\d$")


@dataclass(frozen=True, slots=True)
class Place:
    """An interactive element and the block it stands in."""

    block: JSON
    element: JSON

    @property
    def block_id(self) -> str:
        return str(self.block["block_id"])

    @property
    def action_id(self) -> str:
        return str(self.element["action_id"])


def places(blocks: list[JSON]) -> Iterator[Place]:
    """Every interactive element, in the order a reader meets them."""
    for block in blocks:
        for element in (*block.get("elements", ()), block.get("accessory"), block.get("element")):
            if isinstance(element, dict) and "action_id" in element:
                yield Place(block, element)


def with_ids(ids: Ids, blocks: list[JSON]) -> list[JSON]:
    """A copy in which every block has a block_id and every interactive element an action_id, as Slack returns them."""
    filled = copy.deepcopy(blocks)
    for block in filled:
        block.setdefault("block_id", ids.short())
        for element in (*block.get("elements", ()), block.get("accessory"), block.get("element")):
            if isinstance(element, dict) and _interactive(element):
                element.setdefault("action_id", ids.short())
    return filled


def _interactive(element: JSON) -> bool:
    return element.get("type") in STATEFUL or element.get("type") in ("button", "overflow", "workflow_button")


def initial_values(blocks: list[JSON], kept: Values | None = None) -> Values:
    """State of freshly shown blocks. What was entered before stays where block_id, action_id and type are the same."""
    values: Values = {}
    for place in places(blocks):
        kind = str(place.element["type"])
        if kind not in STATEFUL:
            continue
        key, initial, empty = STATEFUL[kind]
        entry: JSON = {"type": kind, key: copy.deepcopy(place.element.get(initial, empty))}
        before = (kept or {}).get(place.block_id, {}).get(place.action_id)
        if before is not None and before["type"] == kind:
            entry = before
        values.setdefault(place.block_id, {})[place.action_id] = entry
    return values


def find(blocks: list[JSON], action_id: str, block_id: str | None = None) -> Place:
    """The element with this action_id. Raises CannotDo when it is not there, or when it is there twice."""
    hits = [p for p in places(blocks) if p.action_id == action_id and block_id in (None, p.block_id)]
    if not hits:
        there = ", ".join(p.action_id for p in places(blocks)) or "nothing to press"
        raise CannotDo(f"there is no {action_id} here (there is: {there})")
    if len(hits) > 1:
        raise CannotDo(f"{action_id} is here {len(hits)} times: name the block_id")
    return hits[0]


def entry_for(element: JSON, value: Any) -> JSON:  # noqa: ANN401 - text, id, date or a list of them
    """What the state holds once a person has put `value` into an element.

    Options are named by their value or by their visible text; people and channels by id; dates "YYYY-MM-DD", times
    "HH:MM". None (or an empty list) clears. Raises CannotDo for what the element would not accept.
    """
    kind = str(element["type"])
    if kind not in STATEFUL:
        raise CannotDo(f"a {kind} cannot be filled in")
    key, _, empty = STATEFUL[kind]
    if value is None or value == "" or value == []:
        return {"type": kind, key: copy.deepcopy(empty)}
    return {"type": kind, key: _accepted(kind, element, value)}


def _accepted(kind: str, element: JSON, value: Any) -> Any:  # noqa: ANN401
    if kind in ("static_select", "radio_buttons"):
        return option(element, value)
    if kind in ("checkboxes", "multi_static_select"):
        return [option(element, v) for v in value]
    if kind == "rich_text_input":
        return _rich_text(str(value))
    if kind in ("multi_users_select", "multi_conversations_select", "multi_channels_select"):
        return [str(getattr(v, "id", v)) for v in value]
    if kind in ("users_select", "conversations_select", "channels_select"):
        return str(getattr(value, "id", value))
    if kind == "datetimepicker":
        return int(value)
    if kind == "datepicker":
        _check_date(str(value))
    if kind == "timepicker" and not TIME.match(str(value)):
        raise CannotDo(f"a time picker gives HH:MM, not {value!r}")
    return str(value)


def _check_date(value: str) -> None:
    try:
        date.fromisoformat(value)
    except ValueError as error:
        raise CannotDo(f"a date picker gives YYYY-MM-DD, not {value!r}") from error


def _rich_text(text: str) -> JSON:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}


def options_of(element: JSON) -> list[JSON]:
    """All options, those in groups included."""
    grouped = [o for group in element.get("option_groups", ()) for o in group["options"]]
    return [*element.get("options", ()), *grouped]


def option(element: JSON, wanted: Any) -> JSON:  # noqa: ANN401
    """The option with this value or text. Raises CannotDo."""
    for candidate in options_of(element):
        if wanted in (candidate.get("value"), candidate["text"]["text"].translate(UNSEEN)):
            # Slack sends the option back without its extras.
            return {k: copy.deepcopy(candidate[k]) for k in ("text", "value", "description") if k in candidate}
    offered = ", ".join(str(o.get("value")) for o in options_of(element))
    raise CannotDo(f"there is no option {wanted!r} (there is: {offered})")
