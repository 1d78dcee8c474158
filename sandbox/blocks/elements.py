"""Block elements, as tables: what each may hold.

Source: docs.slack.dev/reference/block-kit/block-elements and the attribute lists of slack_sdk 3.47. Numbers as there.
"""

from sandbox.blocks.checks import (
    Check,
    Spec,
    any_object,
    boolean,
    calendar_date,
    clock_time,
    integer,
    listed,
    number_string,
    one_of,
    string,
    web_address,
    zone_name,
)
from sandbox.blocks.objects import (
    confirm,
    conversation_filter,
    dispatch_action_config,
    option,
    option_groups,
    options,
    overflow_options,
    plain,
    rich_options,
    slack_file,
)
from sandbox.blocks.rules import (
    exactly_one,
    initial_among_options,
    number_bounds,
    some_initial,
    text_bounds,
    unique_values,
    within_most_selected,
)

identifier = string(255)
identifiers = listed(string(255), 0, 100)
any_string = string(3000, low=0)

Keys = dict[str, Check]
BASE: Keys = {"type": string(255), "action_id": identifier}
CONFIRM: Keys = {**BASE, "confirm": confirm}
FOCUS: Keys = {**BASE, "focus_on_load": boolean}
PICKER: Keys = {**FOCUS, "confirm": confirm, "placeholder": plain(150)}
TYPED: Keys = {**FOCUS, "placeholder": plain(150), "dispatch_action_config": dispatch_action_config}
MOST: Keys = {"max_selected_items": integer(1, 100)}
CHOICES: Keys = {"options": options, "option_groups": option_groups}
CONVERSATIONS: Keys = {"default_to_current_conversation": boolean, "filter": conversation_filter}

_picture = exactly_one("image_url", "slack_file")
_menu = exactly_one("options", "option_groups")


def _several(key: str) -> Spec:
    """A multi-select of ids whose first choices stand under `key`."""
    return Spec({**PICKER, **MOST, key: identifiers}, rules=(within_most_selected(key),))


TEXT_INPUTS: dict[str, Spec] = {
    "plain_text_input": Spec(
        {
            **TYPED,
            "initial_value": any_string,
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        },
        rules=(text_bounds,),
    ),
    "email_text_input": Spec({**TYPED, "initial_value": any_string}),
    "url_text_input": Spec({**TYPED, "initial_value": any_string}),
    "number_input": Spec(
        {
            **TYPED,
            "is_decimal_allowed": boolean,
            "initial_value": number_string,
            "min_value": number_string,
            "max_value": number_string,
        },
        ("is_decimal_allowed",),
        (number_bounds,),
    ),
    # Its first value is a whole rich_text block, which we do not read further.
    "rich_text_input": Spec(
        {**TYPED, "initial_value": any_object, "min_lines": integer(1, 100), "max_lines": integer(1, 100)}
    ),
}

SINGLE_SELECTS: dict[str, Spec] = {
    "static_select": Spec(
        {**PICKER, **CHOICES, "initial_option": option}, rules=(_menu, initial_among_options, unique_values)
    ),
    "external_select": Spec({**PICKER, "initial_option": option, "min_query_length": integer(0, 255)}),
    "users_select": Spec({**PICKER, "initial_user": identifier}),
    "conversations_select": Spec(
        {**PICKER, **CONVERSATIONS, "initial_conversation": identifier, "response_url_enabled": boolean}
    ),
    "channels_select": Spec({**PICKER, "initial_channel": identifier, "response_url_enabled": boolean}),
}

MULTI_SELECTS: dict[str, Spec] = {
    "multi_static_select": Spec(
        {**PICKER, **CHOICES, **MOST, "initial_options": options},
        rules=(_menu, initial_among_options, unique_values, within_most_selected("initial_options")),
    ),
    "multi_external_select": Spec(
        {**PICKER, **MOST, "initial_options": options, "min_query_length": integer(0, 255)},
        rules=(within_most_selected("initial_options"),),
    ),
    "multi_users_select": _several("initial_users"),
    "multi_conversations_select": Spec(
        {**PICKER, **MOST, **CONVERSATIONS, "initial_conversations": identifiers},
        rules=(within_most_selected("initial_conversations"),),
    ),
    "multi_channels_select": _several("initial_channels"),
}

PICKERS: dict[str, Spec] = {
    "datepicker": Spec({**PICKER, "initial_date": calendar_date}),
    "timepicker": Spec({**PICKER, "initial_time": clock_time, "timezone": zone_name}),
    # Ten digits: Slack's page allows nothing else, so dates before 2001 cannot be given.
    "datetimepicker": Spec({**FOCUS, "confirm": confirm, "initial_date_time": integer(1_000_000_000, 9_999_999_999)}),
    "checkboxes": Spec(
        {**FOCUS, "confirm": confirm, "options": rich_options, "initial_options": rich_options},
        ("options",),
        (initial_among_options, some_initial, unique_values),
    ),
    "radio_buttons": Spec(
        {**FOCUS, "confirm": confirm, "options": rich_options, "initial_option": any_object},
        ("options",),
        (initial_among_options, unique_values),
    ),
}

ELEMENTS: dict[str, Spec] = {
    **TEXT_INPUTS,
    **SINGLE_SELECTS,
    **MULTI_SELECTS,
    **PICKERS,
    "button": Spec(
        {
            **CONFIRM,
            "text": plain(75),
            "url": web_address(3000),
            "value": string(2000),
            "style": one_of("primary", "danger"),
            "accessibility_label": string(75),
        },
        ("text",),
    ),
    "overflow": Spec({**CONFIRM, "options": overflow_options}, ("options",), (unique_values,)),
    "file_input": Spec({**BASE, "filetypes": listed(string(255), 1, 100), "max_files": integer(1, 10)}),
    "image": Spec(
        {
            "type": string(255),
            "alt_text": string(2000),
            "image_url": web_address(3000),
            "slack_file": slack_file,
        },
        ("alt_text",),
        (_picture,),
    ),
}

ELEMENTS_NOT_MODELLED = frozenset({"workflow_button", "feedback_buttons", "icon_button", "url"})
