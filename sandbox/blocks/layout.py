"""Blocks, as tables: what each may hold, which elements stand in which block, which blocks stand on which surface.

Source: docs.slack.dev/reference/block-kit/blocks; the elements of an actions block: @slack/types, ActionsBlockElement.
"""

from sandbox.blocks.checks import Check, Spec, boolean, kind_of, listed, string, web_address
from sandbox.blocks.elements import (
    ELEMENTS,
    ELEMENTS_NOT_MODELLED,
    MULTI_SELECTS,
    PICKERS,
    SINGLE_SELECTS,
    TEXT_INPUTS,
)
from sandbox.blocks.objects import any_text, plain, slack_file
from sandbox.blocks.rich_text import rich_text_parts
from sandbox.blocks.rules import at_least_one, exactly_one, no_file_dispatch, unique_action_ids

_SELECTS = (*SINGLE_SELECTS, *MULTI_SELECTS)
# A datetimepicker cannot be an accessory; a button or a picture cannot be an input.
IN_SECTION = tuple(kind for kind in (*_SELECTS, *PICKERS, "button", "overflow", "image") if kind != "datetimepicker")
IN_ACTIONS = (*_SELECTS, *PICKERS, "button", "overflow", "rich_text_input")
IN_INPUT = (*_SELECTS, *PICKERS, *TEXT_INPUTS, "file_input")

# The text of a context element: the general limit of a text object.
_CONTEXT_PARTS = {
    "image": ELEMENTS["image"],
    "plain_text": Spec({"type": string(255), "text": string(3000), "emoji": boolean}, ("text",)),
    "mrkdwn": Spec({"type": string(255), "text": string(3000), "verbatim": boolean}, ("text",)),
}


def _elements(allowed: tuple[str, ...]) -> Check:
    return kind_of(ELEMENTS, allowed, "element", ELEMENTS_NOT_MODELLED)


_COMMON: dict[str, Check] = {"type": string(255), "block_id": string(255)}

BLOCKS: dict[str, Spec] = {
    "section": Spec(
        {
            **_COMMON,
            "text": any_text(3000),
            "fields": listed(any_text(2000), 1, 10),
            "accessory": _elements(IN_SECTION),
            "expand": boolean,
        },
        rules=(at_least_one("text", "fields"),),
    ),
    "actions": Spec(
        {**_COMMON, "elements": listed(_elements(IN_ACTIONS), 1, 25)},
        ("elements",),
        (unique_action_ids("elements"),),
    ),
    "context": Spec(
        {**_COMMON, "elements": listed(kind_of(_CONTEXT_PARTS, tuple(_CONTEXT_PARTS), "element", frozenset()), 1, 10)},
        ("elements",),
    ),
    "divider": Spec(_COMMON),
    "header": Spec({**_COMMON, "text": plain(150)}, ("text",)),
    "image": Spec(
        {
            **_COMMON,
            "alt_text": string(2000),
            "image_url": web_address(3000),
            "slack_file": slack_file,
            "title": plain(2000),
        },
        ("alt_text",),
        (exactly_one("image_url", "slack_file"),),
    ),
    "input": Spec(
        {
            **_COMMON,
            "label": plain(2000),
            "element": _elements(IN_INPUT),
            "hint": plain(2000),
            "optional": boolean,
            "dispatch_action": boolean,
        },
        ("label", "element"),
        (no_file_dispatch,),
    ),
    "rich_text": Spec({**_COMMON, "elements": rich_text_parts}, ("elements",)),
}

BLOCKS_NOT_MODELLED = frozenset(
    {
        "alert",
        "auth_provider",
        "call",
        "card",
        "carousel",
        "container",
        "context_actions",
        "data_table",
        "file",
        "markdown",
        "plan",
        "table",
        "task_card",
        "video",
    }
)

# Every modelled block may stand on all three surfaces, input too (docs.slack.dev, "Input block").
SURFACES: dict[str, tuple[str, ...]] = {
    "message": tuple(BLOCKS),
    "modal": tuple(BLOCKS),
    "home": tuple(BLOCKS),
}

BLOCK_CHECKS: dict[str, Check] = {
    surface: kind_of(BLOCKS, allowed, "block", BLOCKS_NOT_MODELLED) for surface, allowed in SURFACES.items()
}
