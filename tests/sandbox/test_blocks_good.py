"""What Slack takes must pass: every block and element of the tables, at its limits."""

import pytest

from sandbox.blocks import problems_in_message, problems_in_view
from sandbox.blocks.elements import ELEMENTS
from sandbox.blocks.layout import BLOCKS, IN_ACTIONS, IN_INPUT, IN_SECTION
from tests.sandbox.kit import (
    Json,
    actions,
    button,
    element,
    field,
    home,
    message,
    modal,
    mrkdwn,
    option,
    plain,
    section,
)

GROUPS = [{"label": plain("g" * 75), "options": [option("t" * 75, "v" * 75)]}]
CONFIRM = {
    "title": plain("t" * 100),
    "text": plain("x" * 300),
    "confirm": plain("c" * 30),
    "deny": plain("d" * 30),
    "style": "danger",
}
HUNDRED = [option(f"Option {n}", f"v{n}") for n in range(100)]
TEN = HUNDRED[:10]
PLACEHOLDER = plain("p" * 150)
PICTURE = {"type": "image", "alt_text": "a" * 2000, "image_url": "https://example.org/a.png"}

FULL: dict[str, Json] = {
    "button": button(
        "b" * 75,
        "i" * 255,
        value="v" * 2000,
        url="https://example.org/",
        style="primary",
        accessibility_label="l" * 75,
        confirm=CONFIRM,
    ),
    "overflow": element("overflow", options=[{**option(), "url": "https://example.org/"}], confirm=CONFIRM),
    "image": PICTURE,
    "static_select": element("static_select", options=HUNDRED, initial_option=HUNDRED[3], placeholder=PLACEHOLDER),
    "external_select": element("external_select", min_query_length=1, initial_option=option()),
    "users_select": element("users_select", initial_user="U1", confirm=CONFIRM, focus_on_load=True),
    "conversations_select": element(
        "conversations_select",
        default_to_current_conversation=True,
        filter={"include": ["private"], "exclude_bot_users": True},
    ),
    "channels_select": element("channels_select", initial_channel="C1"),
    "multi_static_select": element(
        "multi_static_select", option_groups=GROUPS, initial_options=GROUPS[0]["options"], max_selected_items=1
    ),
    "multi_external_select": element("multi_external_select", min_query_length=3, initial_options=[option()]),
    "multi_users_select": element("multi_users_select", initial_users=["U1", "U2"], max_selected_items=10),
    "multi_conversations_select": element("multi_conversations_select", initial_conversations=["C1"]),
    "multi_channels_select": element("multi_channels_select", initial_channels=["C1"]),
    "datepicker": element("datepicker", initial_date="2028-02-29", placeholder=PLACEHOLDER),
    "timepicker": element("timepicker", initial_time="23:59", timezone="Europe/London"),
    "datetimepicker": element("datetimepicker", initial_date_time=1_778_832_000),
    "checkboxes": element(
        "checkboxes", options=[{"text": mrkdwn("*a*"), "value": "a"}, *TEN[:9]], initial_options=[TEN[0]]
    ),
    "radio_buttons": element("radio_buttons", options=TEN, initial_option=TEN[9]),
    "plain_text_input": element(
        "plain_text_input",
        multiline=True,
        min_length=1,
        max_length=3000,
        initial_value="x" * 3000,
        dispatch_action_config={"trigger_actions_on": ["on_enter_pressed", "on_character_entered"]},
    ),
    "email_text_input": element("email_text_input", initial_value="a@example.org", placeholder=PLACEHOLDER),
    "url_text_input": element("url_text_input", initial_value="https://example.org"),
    "number_input": element(
        "number_input", is_decimal_allowed=True, min_value="-1.5", max_value="10", initial_value="0.25"
    ),
    "rich_text_input": element("rich_text_input", initial_value={"type": "rich_text", "elements": []}, min_lines=1),
    "file_input": element("file_input", filetypes=["pdf"], max_files=10),
}


def test_every_modelled_element_has_a_full_example() -> None:
    assert set(FULL) == set(ELEMENTS)


@pytest.mark.parametrize("kind", IN_SECTION)
def test_an_accessory_of_each_kind_passes(kind: str) -> None:
    assert problems_in_message(message(section(accessory=FULL[kind]))) == []


@pytest.mark.parametrize("kind", IN_ACTIONS)
def test_an_action_of_each_kind_passes(kind: str) -> None:
    assert problems_in_message(message(actions(FULL[kind]))) == []
    assert problems_in_view(home(actions(FULL[kind]))) == []


@pytest.mark.parametrize("kind", IN_INPUT)
def test_an_input_of_each_kind_passes_in_a_modal(kind: str) -> None:
    assert problems_in_view(modal(field(FULL[kind], hint=plain("h" * 2000), optional=True))) == []


RICH: Json = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "Hello ", "style": {"bold": True}},
                {"type": "user", "user_id": "U1"},
                {"type": "link", "url": "https://example.org"},
                {"type": "emoji", "name": "wave"},
                {"type": "broadcast", "range": "here"},
            ],
        },
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "code"}], "border": 0},
        {
            "type": "rich_text_list",
            "style": "ordered",
            "indent": 1,
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}],
        },
    ],
}
EXAMPLES: dict[str, Json] = {
    "section": {
        "type": "section",
        "fields": [mrkdwn("f" * 2000), *[plain()] * 9],
        "expand": True,
        "block_id": "s" * 255,
    },
    "actions": actions(*(button(action_id=f"b{n}") for n in range(25))),
    "context": {"type": "context", "elements": [mrkdwn(verbatim=True), PICTURE, plain()] * 3 + [plain()]},
    "divider": {"type": "divider"},
    "header": {"type": "header", "text": plain("h" * 150)},
    "image": {**PICTURE, "title": plain()},
    "input": field(FULL["datepicker"], dispatch_action=True),
    "rich_text": RICH,
}


def test_every_modelled_block_has_an_example() -> None:
    assert set(EXAMPLES) == set(BLOCKS)


@pytest.mark.parametrize("kind", EXAMPLES)
def test_each_block_passes_on_each_surface(kind: str) -> None:
    assert problems_in_message(message(EXAMPLES[kind])) == []
    assert problems_in_view(modal(EXAMPLES[kind])) == []
    assert problems_in_view(home(EXAMPLES[kind])) == []


def test_totals_at_their_limits_pass() -> None:
    assert problems_in_message(message(*[section()] * 50)) == []
    assert problems_in_view(home(*[section()] * 100, private_metadata="p" * 3000, callback_id="c" * 255)) == []
    assert problems_in_message({"text": "x" * 4000}) == []
    assert problems_in_message({"blocks": [section("x" * 3000)]}) == []


def test_metadata_with_one_opaque_id_passes() -> None:
    metadata = {"event_type": "setkeeper_delivery", "event_payload": {"delivery": "0f3c"}}
    assert problems_in_message({"text": "Hello", "metadata": metadata}) == []


def test_a_conversation_select_may_ask_for_a_response_url_in_a_modal_input() -> None:
    asking = element("conversations_select", response_url_enabled=True)
    assert problems_in_view(modal(field(asking))) == []
