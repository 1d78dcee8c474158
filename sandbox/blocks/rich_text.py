"""The rich_text block, as tables: sections, lists, quotes, preformatted text, and what stands in them.

Source: docs.slack.dev/reference/block-kit/blocks/rich-text-block.
"""

from sandbox.blocks.checks import Check, Spec, boolean, integer, kind_of, listed, one_of, shaped, string

_STYLES = ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink")
_style = shaped(Spec(dict.fromkeys(_STYLES, boolean)))
_STYLED: dict[str, Check] = {"type": string(255), "style": _style}
_MANY = 1000

PARTS: dict[str, Spec] = {
    "text": Spec({**_STYLED, "text": string(3000)}, ("text",)),
    "link": Spec(
        {**_STYLED, "url": string(3000), "text": string(3000), "unsafe": boolean},
        ("url",),
    ),
    "user": Spec({**_STYLED, "user_id": string(255)}, ("user_id",)),
    "usergroup": Spec({**_STYLED, "usergroup_id": string(255)}, ("usergroup_id",)),
    "channel": Spec({**_STYLED, "channel_id": string(255)}, ("channel_id",)),
    "broadcast": Spec({**_STYLED, "range": one_of("here", "channel", "everyone")}, ("range",)),
    "emoji": Spec(
        {**_STYLED, "name": string(255), "unicode": string(255), "skin_tone": integer(1, 6), "url": string(3000)},
        ("name",),
    ),
    "date": Spec(
        {
            **_STYLED,
            "timestamp": integer(0, 99_999_999_999),
            "format": string(3000),
            "url": string(3000),
            "fallback": string(3000),
        },
        ("timestamp", "format"),
    ),
    "color": Spec({**_STYLED, "value": string(255)}, ("value",)),
}

_inline = listed(kind_of(PARTS, tuple(PARTS), "rich text", frozenset({"team"})), 0, _MANY)
_border = integer(0, 1)

SECTION = Spec({"type": string(255), "elements": _inline}, ("elements",))
CONTAINERS: dict[str, Spec] = {
    "rich_text_section": SECTION,
    "rich_text_preformatted": Spec(
        {"type": string(255), "elements": _inline, "border": _border, "language": string(255)}, ("elements",)
    ),
    "rich_text_quote": Spec({"type": string(255), "elements": _inline, "border": _border}, ("elements",)),
    "rich_text_list": Spec(
        {
            "type": string(255),
            "elements": listed(
                kind_of({"rich_text_section": SECTION}, ("rich_text_section",), "rich text", frozenset()), 1, _MANY
            ),
            "style": one_of("bullet", "ordered"),
            "indent": integer(0, 8),
            "offset": integer(0, _MANY),
            "border": _border,
        },
        ("elements", "style"),
    ),
}

rich_text_parts: Check = listed(kind_of(CONTAINERS, tuple(CONTAINERS), "rich text", frozenset()), 1, _MANY)
