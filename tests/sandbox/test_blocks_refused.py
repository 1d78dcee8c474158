"""What Slack refuses must be named: the code first, then what is wrong, then where."""

import pytest

from sandbox.blocks import problems_in_message, problems_in_view
from sandbox.blocks.elements import ELEMENTS_NOT_MODELLED
from sandbox.blocks.layout import BLOCKS_NOT_MODELLED
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

PICTURE = {"type": "image", "alt_text": "A", "image_url": "https://example.org/a.png"}


def select(**more: object) -> Json:
    return section(accessory=element("static_select", **more))


IN_A_MESSAGE: list[tuple[Json, str]] = [
    (section("x" * 3001), "must be 3000 characters or fewer, has 3001, at blocks[0].text.text"),
    (section(""), "must have at least 1 character at blocks[0].text.text"),
    ({"type": "section"}, "needs 'text' or 'fields' at blocks[0]"),
    ({"type": "section", "fields": []}, "must have at least 1 item at blocks[0].fields"),
    ({"type": "section", "fields": [plain()] * 11}, "must have 10 items or fewer, has 11, at blocks[0].fields"),
    ({"type": "section", "fields": [plain("x" * 2001)]}, "has 2001, at blocks[0].fields[0].text"),
    ({"type": "section", "text": "words"}, "must be an object at blocks[0].text"),
    ({"type": "section", "text": {"text": "words"}}, "missing key 'type' at blocks[0].text"),
    ({"type": "section", "text": {"type": "markdown", "text": "a"}}, "unknown text type 'markdown' at blocks[0].text"),
    (section(colour="red"), "unknown key 'colour' at blocks[0]"),
    (section(block_id="b" * 256), "has 256, at blocks[0].block_id"),
    ({"type": "section", "text": plain(), "accessory": None}, "must be an object at blocks[0].accessory"),
    (section(accessory=element("datetimepicker")), "'datetimepicker' is not allowed here, at blocks[0].accessory"),
    (section(accessory=element("plain_text_input")), "'plain_text_input' is not allowed here"),
    ({"type": "header", "text": plain("x" * 151)}, "has 151, at blocks[0].text.text"),
    ({"type": "header", "text": mrkdwn()}, "text type 'mrkdwn' is not allowed here, at blocks[0].text"),
    ({"type": "divider", "text": plain()}, "unknown key 'text' at blocks[0]"),
    ({"type": "context", "elements": [plain()] * 11}, "must have 10 items or fewer"),
    ({"type": "context", "elements": [button()]}, "unknown element type 'button' at blocks[0].elements[0]"),
    ({**PICTURE, "alt_text": "x" * 2001}, "has 2001, at blocks[0].alt_text"),
    ({"type": "image", "image_url": "https://example.org/a.png"}, "missing key 'alt_text' at blocks[0]"),
    ({"type": "image", "alt_text": "A"}, "needs exactly one of 'image_url' and 'slack_file' at blocks[0]"),
    ({**PICTURE, "slack_file": {"id": "F1"}}, "needs exactly one of 'image_url' and 'slack_file'"),
    ({**PICTURE, "image_url": "ftp://example.org"}, "must be an http or https address at blocks[0].image_url"),
    (actions(), "must have at least 1 item at blocks[0].elements"),
    (actions(*(button(action_id=f"{n}") for n in range(26))), "must have 25 items or fewer, has 26"),
    (actions(button(), button()), "action_id 'done' already exists in this block at blocks[0].elements[1].action_id"),
    (actions(button("x" * 76)), "has 76, at blocks[0].elements[0].text.text"),
    (actions(button(value="x" * 2001)), "has 2001, at blocks[0].elements[0].value"),
    (actions(button(accessibility_label="x" * 76)), "has 76, at blocks[0].elements[0].accessibility_label"),
    (actions(button(style="default")), "must be one of primary, danger at blocks[0].elements[0].style"),
    (actions(button(action_id="x" * 256)), "has 256, at blocks[0].elements[0].action_id"),
    (actions({"type": "button", "text": mrkdwn(), "action_id": "a"}), "'mrkdwn' is not allowed here"),
    (actions(button(confirm={"title": plain("x" * 101)})), "missing key 'deny' at blocks[0].elements[0].confirm"),
    (actions(button(confirm={"title": plain("x" * 101)})), "has 101, at blocks[0].elements[0].confirm.title.text"),
    (actions(element("plain_text_input")), "'plain_text_input' is not allowed here, at blocks[0].elements[0]"),
    (actions(element("overflow", options=[option(str(n), str(n)) for n in range(6)])), "must have 5 items or fewer"),
    (actions(element("checkboxes", options=[option(str(n), str(n)) for n in range(11)])), "must have 10 items"),
    (actions(element("radio_buttons")), "missing key 'options' at blocks[0].elements[0]"),
    (select(), "needs exactly one of 'options' and 'option_groups' at blocks[0].accessory"),
    (select(options=[]), "must have at least 1 item at blocks[0].accessory.options"),
    (select(options=[option("x" * 76)]), "has 76, at blocks[0].accessory.options[0].text.text"),
    (select(options=[option(value="x" * 76)]), "has 76, at blocks[0].accessory.options[0].value"),
    (select(options=[option(), option("Two")]), "option value 'one' is there twice at blocks[0].accessory"),
    (select(options=[option(str(n), str(n)) for n in range(101)]), "must have 100 items or fewer, has 101"),
    (select(options=[option()], initial_option=option("Two", "two")), "must be among the options at blocks[0]"),
    (select(options=[{"text": mrkdwn(), "value": "a"}]), "'mrkdwn' is not allowed here"),
    (select(options=[option()], placeholder=plain("x" * 151)), "has 151, at blocks[0].accessory.placeholder.text"),
    (section(accessory=element("datepicker", initial_date="14-05-2026")), "must be a date as YYYY-MM-DD"),
    (section(accessory=element("datepicker", initial_date="2026-02-29")), "must be a date as YYYY-MM-DD"),
    (section(accessory=element("timepicker", initial_time="24:00")), "must be a time as HH:mm, 24 hours, at"),
    (section(accessory=element("timepicker", timezone="BST")), "must be an IANA time zone at"),
    (actions(element("datetimepicker", initial_date_time="1778832000")), "must be a whole number at"),
    (field(element("file_input")), "file_input works only in modals, at blocks[0].element"),
    (
        section(accessory=element("conversations_select", response_url_enabled=True)),
        "response_url_enabled works only in an input block of a modal, at blocks[0].accessory",
    ),
    ({"type": "rich_text", "elements": []}, "must have at least 1 item at blocks[0].elements"),
    ({"type": "rich_text", "elements": [{"type": "text", "text": "a"}]}, "unknown rich text type 'text'"),
    ({"type": "paragraph"}, "unknown block type 'paragraph' at blocks[0]"),
    ({"text": plain()}, "missing key 'type' at blocks[0]"),
]


@pytest.mark.parametrize(("block", "expected"), IN_A_MESSAGE, ids=[wrong for _, wrong in IN_A_MESSAGE])
def test_a_message_block_is_refused(block: Json, expected: str) -> None:
    problems = problems_in_message(message(block))
    assert any(expected in problem for problem in problems), problems
    assert all(problem.startswith("invalid_blocks: ") for problem in problems)


IN_A_MODAL: list[tuple[Json, str]] = [
    (modal(field(element("plain_text_input", max_length=3001))), "must be from 1 to 3000 at blocks[0].element.max"),
    (modal(field(element("plain_text_input", min_length=9, max_length=3))), "min_length is greater than max_length"),
    (modal(field(element("plain_text_input", max_length=2, initial_value="abc"))), "must have 0 to 2 characters"),
    (modal(field(element("number_input"))), "missing key 'is_decimal_allowed' at blocks[0].element"),
    (
        modal(field(element("number_input", is_decimal_allowed=False, min_value=4))),
        "must be a number written as a string at blocks[0].element.min_value",
    ),
    (
        modal(field(element("number_input", is_decimal_allowed=False, min_value="4", max_value="3"))),
        "min_value is greater than max_value",
    ),
    (
        modal(field(element("number_input", is_decimal_allowed=False, initial_value="1.5"))),
        "must be a whole number at blocks[0].element.initial_value",
    ),
    (
        modal(field(element("number_input", is_decimal_allowed=True, max_value="3", initial_value="4"))),
        "must lie between min_value and max_value",
    ),
    (modal(field(element("file_input", max_files=11))), "must be from 1 to 10 at blocks[0].element.max_files"),
    (modal(field(element("file_input"), dispatch_action=True)), "dispatch_action is not supported with file_input"),
    (modal(field(button())), "element type 'button' is not allowed here, at blocks[0].element"),
    (modal(field(element("datepicker"), "x" * 2001)), "has 2001, at blocks[0].label.text"),
    (modal({"type": "input", "element": element("datepicker")}), "missing key 'label' at blocks[0]"),
    (
        modal(field(element("datepicker", focus_on_load=True)), field(element("timepicker", focus_on_load=True))),
        "only one element may have focus_on_load at blocks[1].element",
    ),
    (
        modal(field(element("multi_users_select", initial_users=["U1", "U2"], max_selected_items=1))),
        "more items than max_selected_items at blocks[0].element.initial_users",
    ),
    (modal(section(block_id="a"), section(block_id="a")), "block_id 'a' already exists at blocks[1].block_id"),
    (modal(), "must have 1 to 100 blocks, has 0, at blocks"),
    (modal(*[section()] * 101), "must have 1 to 100 blocks, has 101, at blocks"),
    (modal(section(), title=plain("x" * 25)), "has 25, at title.text"),
    (modal(section(), submit=plain("x" * 25)), "has 25, at submit.text"),
    (modal(section(), close=mrkdwn("Close")), "'mrkdwn' is not allowed here, at close"),
    (modal(section(), private_metadata="x" * 3001), "has 3001, at private_metadata"),
    (modal(section(), callback_id="x" * 256), "has 256, at callback_id"),
    (modal(section(), id="V1"), "unknown key 'id' at "),
    ({"type": "modal", "blocks": [section()]}, "missing key 'title' at "),
    (
        {"type": "modal", "title": plain(), "blocks": [field(element("datepicker"))]},
        "a modal with an input block needs 'submit' at submit",
    ),
    (home(section(), title=plain()), "unknown key 'title' at "),
    (home(field(element("file_input"))), "file_input works only in modals, at blocks[0].element"),
    ({"type": "home", "blocks": {}}, "must be an array at blocks"),
    ({"type": "workflow_step", "blocks": []}, "must be one of home, modal at type"),
]


@pytest.mark.parametrize(("view", "expected"), IN_A_MODAL, ids=[wrong for _, wrong in IN_A_MODAL])
def test_a_view_is_refused(view: Json, expected: str) -> None:
    problems = problems_in_view(view)
    assert any(expected in problem for problem in problems), problems
    assert all(problem.startswith("invalid_arguments: ") for problem in problems)


@pytest.mark.parametrize("kind", sorted(BLOCKS_NOT_MODELLED))
def test_a_block_that_slack_knows_and_we_do_not_is_named(kind: str) -> None:
    (problem,) = problems_in_message(message({"type": kind}))
    assert problem == f"invalid_blocks: block type '{kind}' is not modelled by the pretend Slack, at blocks[0]"


@pytest.mark.parametrize("kind", sorted(ELEMENTS_NOT_MODELLED))
def test_an_element_that_slack_knows_and_we_do_not_is_named(kind: str) -> None:
    (problem,) = problems_in_view(modal(actions(element(kind))))
    assert f"element type '{kind}' is not modelled by the pretend Slack" in problem


TOTALS: list[tuple[Json, str]] = [
    ({}, "no_text: "),
    ({"text": "", "blocks": []}, "no_text: "),
    ({"text": "x" * 4001}, "msg_too_long: must be 4000 characters or fewer, has 4001, at text"),
    ({"text": 7}, "invalid_arguments: must be a string at text"),
    ({"text": "a", "blocks": "[]"}, "invalid_blocks_format: must be an array at blocks"),
    (message(*[section()] * 51), "invalid_blocks: must have 0 to 50 blocks, has 51, at blocks"),
    (message(*[section("x" * 3000)] * 5), "msg_blocks_too_long: 15000 characters"),
    ({"text": "a", "metadata": "id"}, "invalid_metadata_format: "),
    ({"text": "a", "metadata": {}}, "invalid_metadata_schema: "),
    ({"text": "a", "metadata": {"event_type": "a", "event_payload": []}}, "invalid_metadata_schema: must be an object"),
    ({"text": "a", "metadata": {"event_type": "a", "event_payload": {"k": None}}}, "must not be null at metadata"),
    ({"text": "a", "metadata": {"event_type": "a", "event_payload": {}, "more": 1}}, "unknown key 'more' at metadata"),
    ({"text": "a", "metadata": {"event_type": "a", "event_payload": {"k": "x" * 9000}}}, "metadata_too_large: "),
]


@pytest.mark.parametrize(("payload", "expected"), TOTALS, ids=[wrong for _, wrong in TOTALS])
def test_a_whole_message_is_refused(payload: Json, expected: str) -> None:
    problems = problems_in_message(payload)
    assert any(expected in problem for problem in problems), problems


def test_a_view_over_250_kilobytes_is_too_large() -> None:
    full = [option(f"{n:03}" + "x" * 72, f"{n:03}" + "v" * 72) for n in range(100)]
    view = modal(*[field(element("static_select", options=full))] * 20)
    (problem,) = problems_in_view(view)
    assert problem.startswith("view_too_large: ")


@pytest.mark.parametrize("nonsense", [None, [], "x", 7])
def test_nonsense_is_refused_and_does_not_crash(nonsense: Json) -> None:
    assert problems_in_message(nonsense)
    assert problems_in_view(nonsense)
