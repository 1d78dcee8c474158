"""Composition objects of Block Kit, as tables: texts, options, confirmations, filters.

Limits: docs.slack.dev/reference/block-kit/composition-objects. Where Slack says two things the narrower limit stands,
so that what passes here passes there (option values: 150 on the page of the option object, 75 in @slack/types).
"""

from collections.abc import Iterator, Mapping

from sandbox.blocks.checks import (
    Check,
    Spec,
    boolean,
    kind_of,
    listed,
    one_of,
    shaped,
    string,
    web_address,
)

NONE: frozenset[str] = frozenset()


def _texts(high: int) -> dict[str, Spec]:
    """Both kinds of text object, with at most `high` characters of text."""
    kind = one_of("plain_text", "mrkdwn")
    return {
        "plain_text": Spec({"type": kind, "text": string(high), "emoji": boolean}, ("text",)),
        "mrkdwn": Spec({"type": kind, "text": string(high), "verbatim": boolean}, ("text",)),
    }


def plain(high: int) -> Check:
    """A plain_text object of 1 to `high` characters."""
    return kind_of(_texts(high), ("plain_text",), "text", NONE)


def any_text(high: int) -> Check:
    """A plain_text or mrkdwn object of 1 to `high` characters."""
    return kind_of(_texts(high), ("plain_text", "mrkdwn"), "text", NONE)


confirm = shaped(
    Spec(
        {
            "title": plain(100),
            "text": plain(300),
            "confirm": plain(30),
            "deny": plain(30),
            "style": one_of("primary", "danger"),
        },
        ("title", "text", "confirm", "deny"),
    )
)

OPTION = Spec({"text": plain(75), "value": string(75), "description": plain(75)}, ("text", "value"))
# Only radio buttons and checkboxes show mrkdwn; only an overflow menu's option opens an address.
RICH_OPTION = Spec({"text": any_text(75), "value": string(75), "description": any_text(75)}, ("text", "value"))
OVERFLOW_OPTION = Spec({**OPTION.keys, "url": web_address(3000)}, ("text", "value"))

option = shaped(OPTION)
options = listed(option, 1, 100)
rich_options = listed(shaped(RICH_OPTION), 1, 10)
overflow_options = listed(shaped(OVERFLOW_OPTION), 1, 5)
option_groups = listed(shaped(Spec({"label": plain(75), "options": options}, ("label", "options"))), 1, 100)


def _some_key(value: Mapping[str, object], where: str) -> Iterator[str]:
    if not value:
        yield f"must name at least one of its keys at {where}"


conversation_filter = shaped(
    Spec(
        {
            "include": listed(one_of("im", "mpim", "private", "public"), 1, 4),
            "exclude_external_shared_channels": boolean,
            "exclude_bot_users": boolean,
        },
        rules=(_some_key,),
    )
)

dispatch_action_config = shaped(
    Spec(
        {"trigger_actions_on": listed(one_of("on_enter_pressed", "on_character_entered"), 1, 2)},
        ("trigger_actions_on",),
    )
)


def _id_or_url(value: Mapping[str, object], where: str) -> Iterator[str]:
    if ("id" in value) == ("url" in value):
        yield f"needs exactly one of 'id' and 'url' at {where}"


slack_file = shaped(Spec({"id": string(255), "url": web_address(3000)}, rules=(_id_or_url,)))
