"""Blocks as HTML: every kind that Slack takes can be read and used, and what cannot is shouted."""

import html
import json
from html.parser import HTMLParser

import pytest

from sandbox.blocks.elements import ELEMENTS
from sandbox.blocks.layout import BLOCKS, IN_ACTIONS, IN_INPUT, IN_SECTION
from sandbox.forms import initial_values, with_ids
from sandbox.ids import Ids
from sandbox.mrkdwn import Viewer
from sandbox.page.blocks import RENDERERS as BLOCK_RENDERERS
from sandbox.page.blocks import Shown, blocks_html, files_html
from sandbox.page.elements import RENDERERS as ELEMENT_RENDERERS
from sandbox.records import JSON
from tests.sandbox.test_blocks_good import FULL

VIEWER = Viewer("Europe/London")
NOT_MODELLED = {"external_select", "multi_external_select", "file_input"}
NASTY = "<img src=x onerror=alert(1)>\"'</script>"


class Tree(HTMLParser):
    """Every element with its attributes, in order; complains about what is not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in ("input", "img", "hr", "br"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]

    def by_id(self, wanted: str) -> str:
        return next(name for name, attributes in self.found if attributes.get("id") == wanted)


def shown(*blocks: JSON, **more: object) -> str:
    filled = with_ids(Ids(1), list(blocks))
    given: dict[str, object] = {
        "people": [("U1", "Amina"), ("U2", "Ben")],
        "channels": [("C1", "club")],
        "values": initial_values(filled),
        "where": {"view": "V1"},
        "viewer": VIEWER,
        **more,
    }
    return str(blocks_html(Shown(blocks=filled, **given)))  # type: ignore[arg-type]


def field(element: JSON, **more: object) -> JSON:
    return {
        "type": "input",
        "block_id": "b",
        "label": {"type": "plain_text", "text": "A label"},
        "element": element,
    } | more


@pytest.mark.parametrize("kind", sorted(set(IN_ACTIONS) | set(IN_SECTION)))
def test_every_element_in_a_message(kind: str) -> None:
    block: JSON = {"type": "section", "text": {"type": "mrkdwn", "text": "x"}, "accessory": FULL[kind]}
    if kind not in IN_SECTION:
        block = {"type": "actions", "elements": [FULL[kind]]}
    text = shown(block)
    tree = Tree(text)
    assert ("placeholder-loud" in text) == (kind in NOT_MODELLED)
    if kind not in NOT_MODELLED and kind not in ("image", "rich_text_input"):
        acting = [attributes for _, attributes in tree.found if "data-act" in attributes]
        assert acting
        assert all(each["data-action-id"] and each["data-block-id"] for each in acting)


@pytest.mark.parametrize("kind", IN_INPUT)
def test_every_element_as_a_field_is_tied_to_its_label_hint_and_error(kind: str) -> None:
    hint = {"type": "plain_text", "text": "A hint"}
    text = shown(field(FULL[kind], hint=hint, optional=False), errors={"b": "Not so"})
    if kind in NOT_MODELLED:
        assert "placeholder-loud" in text
        return
    tree = Tree(text)
    around = next(attributes for _, attributes in tree.found if attributes.get("data-field") == "b")
    assert around["data-kind"] == kind
    assert not [attributes for _, attributes in tree.found if "data-act" in attributes]
    labelled = (
        around
        if tree.all("fieldset")
        else next(attributes for _, attributes in tree.found if attributes.get("id") == tree.all("label")[0]["for"])
    )
    described = str(labelled["aria-describedby"]).split()
    assert [tree.by_id(each) for each in described] == ["p", "p"]
    assert labelled["aria-invalid"] == "true"
    ids = [attributes["id"] for _, attributes in tree.found if attributes.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("datepicker", ("input", "value", "2028-02-29")),
        ("timepicker", ("input", "value", "23:59")),
        ("datetimepicker", ("input", "value", "2026-05-15T09:00")),
        ("users_select", ("option", "value", "U1")),
        ("channels_select", ("option", "value", "C1")),
    ],
)
def test_what_stands_in_an_element_is_shown(kind: str, expected: tuple[str, str, str]) -> None:
    tag, key, value = expected
    found = [each for each in Tree(shown(field(FULL[kind]))).all(tag) if each.get(key) == value]
    assert found
    assert tag == "input" or "selected" in found[0]


def test_ticked_boxes_are_ticked() -> None:
    on = [each["value"] for each in Tree(shown(field(FULL["multi_users_select"]))).all("input") if "checked" in each]
    assert on == ["U1", "U2"]


@pytest.mark.parametrize(
    ("include", "offered"),
    [
        (None, ["C1", "C2", "U1", "U2"]),
        (["private"], ["C2"]),
        (["public", "im"], ["C1", "U1", "U2"]),
    ],
)
def test_a_menu_of_conversations_offers_what_its_filter_says(include: list[str] | None, offered: list[str]) -> None:
    filtered = {} if include is None else {"filter": {"include": include}}
    element = {"type": "conversations_select", "action_id": "a", **filtered}
    block = {"type": "input", "label": {"type": "plain_text", "text": "Where?"}, "element": element}
    tree = Tree(shown(block, channels=[("C1", "all"), ("C2", "ours")], private={"C2"}))
    assert [each["value"] for each in tree.all("option")] == ["", *offered]


def test_a_long_list_can_be_searched() -> None:
    many = [(f"U{number}", f"Person {number}") for number in range(20)]
    element = {"type": "multi_users_select", "action_id": "a"}
    assert 'type="search"' in shown(field(element), people=many)
    assert 'type="search"' not in shown(field(element), people=many[:3])


def test_nothing_that_is_written_becomes_markup() -> None:
    plain, mrkdwn = {"type": "plain_text", "text": NASTY}, {"type": "mrkdwn", "text": html.escape(NASTY, quote=False)}
    option = {"text": plain, "value": NASTY, "description": plain}
    confirm = {"title": plain, "text": mrkdwn, "confirm": plain, "deny": plain}
    button = {"type": "button", "action_id": NASTY, "text": plain, "value": NASTY, "accessibility_label": NASTY,
              "confirm": confirm}  # fmt: skip
    blocks: list[JSON] = [
        {"type": "section", "text": mrkdwn, "fields": [plain, mrkdwn], "accessory": button},
        {"type": "header", "text": plain},
        {"type": "context", "elements": [mrkdwn, {"type": "image", "alt_text": NASTY, "image_url": "https://x.org/"}]},
        {"type": "image", "alt_text": NASTY, "title": plain, "image_url": "https://x.org/"},
        {"type": "actions", "elements": [{"type": "overflow", "action_id": "o", "options": [option]}]},
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [
            {"type": "text", "text": NASTY, "style": {"bold": True}},
            {"type": "link", "url": "javascript:x", "text": NASTY},
        ]}]},
        field({"type": "radio_buttons", "action_id": "r", "options": [option]}, label=plain, hint=plain),
        field({"type": "plain_text_input", "action_id": "p", "initial_value": NASTY, "placeholder": plain,
               "multiline": True}, block_id=NASTY),
    ]  # fmt: skip
    text = shown(*blocks, errors={NASTY: NASTY}, where={"view": NASTY})
    tree = Tree(text)
    allowed = {"div", "span", "button", "h3", "figure", "figcaption", "details", "summary", "ul", "li", "strong",
               "fieldset", "legend", "input", "label", "p", "textarea"}  # fmt: skip
    assert {name for name, _ in tree.found} <= allowed
    assert not [key for _, attributes in tree.found for key in attributes if key.startswith("on")]
    inside = next(attributes["data-confirm"] for _, attributes in tree.found if attributes.get("data-confirm"))
    assert "<img" not in json.loads(str(inside))["text"]


def test_pictures_of_the_workspace_are_shown_and_those_of_the_web_are_not_fetched() -> None:
    own = {"type": "image", "alt_text": "Our week", "slack_file": {"id": "F1"}}
    assert Tree(shown(own, files={"F1": {"id": "F1"}})).all("img") == [{"src": "/file/F1", "alt": "Our week"}]
    web = {"type": "image", "alt_text": "A cat", "image_url": "https://example.org/cat.png"}
    assert Tree(shown(web)).all("img") == []
    assert "A cat" in shown(web)


def test_files_are_to_be_taken_down_and_pictures_to_be_seen() -> None:
    calendar = {"id": "F1", "name": "session.ics", "title": "Learning session", "filetype": "ics"}
    picture = {"id": "F2", "name": "week.png", "title": "Week", "filetype": "png", "alt_txt": "One set has a date."}
    tree = Tree(str(files_html([calendar, picture])))
    assert tree.all("a") == [{"href": "/file/F1", "download": "session.ics"}]
    assert tree.all("img") == [{"src": "/file/F2", "alt": "One set has a date."}]


def test_every_block_is_known_and_an_unknown_one_is_loud() -> None:

    assert BLOCK_RENDERERS.keys() == BLOCKS.keys()
    assert ELEMENT_RENDERERS.keys() == ELEMENTS.keys() - NOT_MODELLED - {"image"}
    text = shown({"type": "video"}, {"type": "actions", "elements": [{"type": "workflow_button", "action_id": "w"}]})
    assert text.count("placeholder-loud") == 2
    assert 'role="alert"' in text
