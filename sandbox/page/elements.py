"""Elements of Block Kit that a person presses or fills in, as HTML controls. Pure functions.

A control that acts at once carries `data-act`; a field is read by `static/forms.js` when its form is sent. What stands
in a control comes from the state that Slack keeps for it (`sandbox/forms.py`), not from what the app sent at first.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from sandbox.forms import TYPED, options_of
from sandbox.mrkdwn import Viewer
from sandbox.page.tags import id_of, joined, tag
from sandbox.page.words import text_html
from sandbox.records import JSON, Values

Pairs = Sequence[tuple[str, str]]  # id and name
GROUPS = ("radio_buttons", "checkboxes", "multi_static_select", "multi_users_select", "multi_channels_select")
GROUPED = (*GROUPS, "multi_conversations_select")
MANY = 8  # from here on a list can be searched
INPUT_TYPES = {
    "email_text_input": "email",
    "url_text_input": "url",
    "number_input": "text",  # Slack takes what is typed, and says what is wrong with it
    "datepicker": "date",
    "timepicker": "time",
    "datetimepicker": "datetime-local",
}


@dataclass(frozen=True)
class Shown:
    """Blocks and all that is needed to show them. `where` names their message or view in deeds of the page.

    people, channels  those of the workspace that a menu offers: id and name
    private           ids of those channels that are private
    files             file id -> the file as Slack's API shows it
    prefix            makes ids of elements differ from those of other messages and views
    """

    blocks: list[JSON]
    where: JSON
    viewer: Viewer
    values: Values = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    people: Pairs = ()
    channels: Pairs = ()
    private: Collection[str] = ()
    files: Mapping[str, JSON] = field(default_factory=dict)
    prefix: str = ""


@dataclass(frozen=True)
class Spot:
    """One element, the block it stands in, and what its label and hint are called."""

    shown: Shown
    block: JSON
    element: JSON
    described: str | None = None
    wrong: bool = False

    @property
    def kind(self) -> str:
        return str(self.element.get("type"))

    @property
    def id(self) -> str:
        return id_of(self.shown.prefix, str(self.block.get("block_id")), str(self.element.get("action_id")))

    @property
    def is_field(self) -> bool:
        return bool(self.block["type"] == "input")

    def stands(self, key: str) -> object:
        """What the state holds under `key`; None when nothing was chosen."""
        entries = self.shown.values.get(str(self.block.get("block_id")), {})
        return entries.get(str(self.element.get("action_id")), {}).get(key)

    def acts(self, kind: str) -> dict[str, object]:
        """Attributes of a control that acts at once; none for a field that waits for its form."""
        if self.is_field and (not self.block.get("dispatch_action") or self.kind in TYPED):
            return {}
        confirm = self.element.get("confirm")
        return {
            "data_act": kind,
            "data_action_id": self.element.get("action_id"),
            "data_block_id": self.block.get("block_id"),
            "data_confirm": json.dumps(_confirm(confirm, self.shown.viewer)) if confirm else None,
        }

    def named(self) -> dict[str, object]:
        """Attributes that tie a control to its label, hint and error."""
        label = None if self.is_field else _placeholder(self.element) or "Choose"
        return {
            "id": self.id,
            "aria_label": label,
            "aria_describedby": self.described,
            "aria_invalid": "true" if self.wrong else None,
            "aria_required": "true" if self.is_field and not self.block.get("optional") else None,
        }


def element_html(spot: Spot) -> Markup | None:
    """The control; None for a kind that is not modelled."""
    render = RENDERERS.get(spot.kind)
    return render(spot) if render is not None else None


def _confirm(confirm: JSON, viewer: Viewer) -> JSON:
    """The words of a confirm dialog, as HTML where Slack allows marks."""
    words = {key: str(confirm[key]["text"]) for key in ("title", "confirm", "deny") if key in confirm}
    return words | {"text": str(text_html(confirm.get("text"), viewer)), "danger": confirm.get("style") == "danger"}


def _placeholder(element: JSON) -> str | None:
    found = element.get("placeholder")
    return str(found["text"]) if isinstance(found, dict) else None


def _button(spot: Spot) -> Markup:
    element = spot.element
    words = text_html(element["text"], spot.shown.viewer)
    styles = {"primary": "primary", "danger": "danger"}
    given: dict[str, object] = {
        "class_": styles.get(str(element.get("style"))),
        "aria_label": element.get("accessibility_label"),
        "data_value": element.get("value"),
        **spot.acts("press"),
    }
    if "url" in element:
        return tag("a", words, href=element["url"], target="_blank", rel="noopener noreferrer", **given)
    return tag("button", words, type="button", **given)


def _overflow(spot: Spot) -> Markup:
    items = [
        tag(
            "li",
            tag(
                "button",
                text_html(each["text"], spot.shown.viewer),
                type="button",
                data_chosen=each.get("value"),
                **spot.acts("choose"),
            ),
        )
        for each in spot.element["options"]
    ]
    summary = tag("summary", "⋯", aria_label="More choices")
    return tag("details", summary + tag("ul", joined(items)), class_="overflow")


def _text(spot: Spot) -> Markup:
    element = spot.element
    given: dict[str, object] = {"placeholder": _placeholder(element), "autocomplete": "off", **spot.named()}
    value = str(spot.stands("value") or "")
    if spot.kind == "plain_text_input" and element.get("multiline"):
        return tag("textarea", "\n" + value if value.startswith("\n") else value, rows="4", **given)
    return tag("input", type=INPUT_TYPES.get(spot.kind, "text"), value=value, **given)


def _rich_input(spot: Spot) -> Markup:
    held = spot.stands("rich_text_value")
    parts = held.get("elements", []) if isinstance(held, dict) else []
    words = "\n".join("".join(str(each.get("text", "")) for each in part.get("elements", [])) for part in parts)
    return tag("textarea", words, rows="4", **spot.named())


def _picker(key: str) -> Callable[[Spot], Markup]:
    def picker(spot: Spot) -> Markup:
        value = spot.stands(key)
        if key == "selected_date_time" and isinstance(value, int):
            local = datetime.fromtimestamp(value, UTC).astimezone(ZoneInfo(spot.shown.viewer.zone))
            value = f"{local:%Y-%m-%dT%H:%M}"
        return tag("input", type=INPUT_TYPES[spot.kind], value=value or "", **spot.acts("choose"), **spot.named())

    return picker


def _select(spot: Spot) -> Markup:
    held = spot.stands("selected_option")
    now = held.get("value") if isinstance(held, dict) else None

    def one(option: JSON) -> Markup:
        return tag("option", str(option["text"]["text"]), value=option["value"], selected=option["value"] == now)

    groups = [
        tag("optgroup", joined([one(each) for each in group["options"]]), label=group["label"]["text"])
        for group in spot.element.get("option_groups", ())
    ]
    return _menu(spot, [one(each) for each in spot.element.get("options", ())] + groups)


def _pairs_of(spot: Spot) -> Pairs:
    if "users" in spot.kind:
        return spot.shown.people
    channels = [(key, f"# {name}") for key, name in spot.shown.channels]
    if "conversations" not in spot.kind:
        return channels
    wanted = spot.element.get("filter", {}).get("include", ("private", "public", "im"))
    offered = [each for each in channels if ("private" if each[0] in spot.shown.private else "public") in wanted]
    return [*offered, *(spot.shown.people if "im" in wanted else ())]


def _select_of(key: str) -> Callable[[Spot], Markup]:
    def select(spot: Spot) -> Markup:
        now = spot.stands(key)
        return _menu(spot, [tag("option", name, value=each, selected=each == now) for each, name in _pairs_of(spot)])

    return select


def _menu(spot: Spot, options: list[Markup]) -> Markup:
    blank = tag("option", _placeholder(spot.element) or "Choose", value="")
    return tag("select", blank + joined(options), **spot.acts("choose"), **spot.named())


def _choices(kind: str, several: bool) -> Callable[[Spot], Markup]:
    """Radio buttons, or boxes to tick."""

    def choices(spot: Spot) -> Markup:
        held = spot.stands("selected_options" if several else "selected_option")
        on = {each["value"] for each in (held if isinstance(held, list) else [held]) if isinstance(each, dict)}
        items = [
            _choice(spot, kind, str(each["value"]), text_html(each["text"], spot.shown.viewer), each, on)
            for each in options_of(spot.element)
        ]
        return _list_of(spot, items)

    return choices


def _ids(key: str) -> Callable[[Spot], Markup]:
    """People or channels to tick."""

    def ticked(spot: Spot) -> Markup:
        held = spot.stands(key)
        on = set(held) if isinstance(held, list) else set()
        items = [_choice(spot, "checkbox", each, Markup.escape(name), {}, on) for each, name in _pairs_of(spot)]
        return _list_of(spot, items)

    return ticked


def _choice(spot: Spot, kind: str, value: str, words: Markup, option: JSON, on: set[str]) -> Markup:
    own = id_of(spot.id, value)
    more = text_html(option.get("description"), spot.shown.viewer)
    control = tag(
        "input", type=kind, id=own, name=spot.id, value=value, checked=value in on,
        aria_describedby=f"{own}-more" if more else None, **spot.acts("choose"),
    )  # fmt: skip
    described = tag("span", more, class_="more", id=f"{own}-more") if more else Markup()
    return tag("div", control + tag("label", words, for_=own) + described, class_="choice")


def _list_of(spot: Spot, items: list[Markup]) -> Markup:
    """All choices; a long list can be searched. Outside a field the list is a group of its own."""
    search = Markup()
    if len(items) > MANY and spot.kind.startswith("multi_"):
        search = tag("input", type="search", class_="search", placeholder="Find", aria_label="Find in this list")
    inner = search + tag("div", joined(items), class_="choices long" if search else "choices")
    if spot.is_field:
        return inner
    return tag("div", inner, role="radiogroup" if spot.kind == "radio_buttons" else "group", aria_label="Choose")


RENDERERS: dict[str, Callable[[Spot], Markup]] = {
    "button": _button,
    "overflow": _overflow,
    "plain_text_input": _text,
    "email_text_input": _text,
    "url_text_input": _text,
    "number_input": _text,
    "rich_text_input": _rich_input,
    "datepicker": _picker("selected_date"),
    "timepicker": _picker("selected_time"),
    "datetimepicker": _picker("selected_date_time"),
    "static_select": _select,
    "users_select": _select_of("selected_user"),
    "conversations_select": _select_of("selected_conversation"),
    "channels_select": _select_of("selected_channel"),
    "radio_buttons": _choices("radio", several=False),
    "checkboxes": _choices("checkbox", several=True),
    "multi_static_select": _choices("checkbox", several=True),
    "multi_users_select": _ids("selected_users"),
    "multi_conversations_select": _ids("selected_conversations"),
    "multi_channels_select": _ids("selected_channels"),
}
