"""Blocks as HTML that a visitor can read and use: every kind the bot sends, and a loud sign for any other."""

import json
from collections.abc import Callable, Mapping, Sequence

from markupsafe import Markup

from sandbox.page.elements import GROUPED, Shown, Spot, element_html
from sandbox.page.rich import rich_html
from sandbox.page.tags import id_of, joined, tag
from sandbox.page.words import text_html
from sandbox.records import JSON
from sandbox.render import PICTURES

__all__ = ["Shown", "blocks_html", "files_html", "loud"]


def blocks_html(shown: Shown) -> Markup:
    """All blocks, in a frame that says where they stand."""
    parts = [_block(block, shown) for block in shown.blocks]
    return tag("div", joined(parts), class_="blocks", data_where=json.dumps(shown.where))


def files_html(files: Sequence[JSON]) -> Markup:
    """Files that a message shares: pictures as pictures, others to take down."""
    return joined([_file(each) for each in files])


def loud(kind: object) -> Markup:
    """What stands for something that this page cannot show: tests look for it, and it cannot be missed."""
    return tag("div", f"Not modelled: {kind}", class_="placeholder-loud", role="alert")


def _block(block: JSON, shown: Shown) -> Markup:
    render = RENDERERS.get(str(block.get("type")))
    return render(block, shown) if render is not None else loud(block.get("type"))


def _element(block: JSON, element: JSON, shown: Shown) -> Markup:
    if element.get("type") == "image":
        return _picture(element, shown)
    found = element_html(Spot(shown, block, element))
    return found if found is not None else loud(element.get("type"))


def _section(block: JSON, shown: Shown) -> Markup:
    words = [tag("div", text_html(block["text"], shown.viewer), class_="words")] if "text" in block else []
    if "fields" in block:
        fields = [tag("div", text_html(each, shown.viewer), class_="words") for each in block["fields"]]
        words.append(tag("div", joined(fields), class_="fields"))
    body = tag("div", joined(words), class_="body")
    if "accessory" in block:
        body += tag("div", _element(block, block["accessory"], shown), class_="accessory")
    return tag("div", body, class_="section")


def _actions(block: JSON, shown: Shown) -> Markup:
    return tag("div", joined([_element(block, each, shown) for each in block["elements"]]), class_="actions")


def _context(block: JSON, shown: Shown) -> Markup:
    parts = [
        _picture(each, shown) if each["type"] == "image" else tag("span", text_html(each, shown.viewer), class_="words")
        for each in block["elements"]
    ]
    return tag("div", joined(parts), class_="context")


def _header(block: JSON, shown: Shown) -> Markup:
    return tag("h3", text_html(block["text"], shown.viewer))


def _divider(_: JSON, __: Shown) -> Markup:
    return tag("hr")


def _image(block: JSON, shown: Shown) -> Markup:
    title = tag("figcaption", text_html(block["title"], shown.viewer)) if "title" in block else Markup()
    return tag("figure", title + _picture(block, shown))


def _picture(element: JSON, shown: Shown) -> Markup:
    """Pictures of the workspace come from this server; those of the web are not fetched: their words stand there."""
    file = str((element.get("slack_file") or {}).get("id", ""))
    if file in shown.files:
        return tag("img", src=f"/file/{file}", alt=element["alt_text"])
    return tag("span", f"[Picture: {element['alt_text']}]", role="img", aria_label=element["alt_text"])


def _rich(block: JSON, shown: Shown) -> Markup:
    return tag("div", rich_html(block, shown.viewer), class_="words rich")


def _input(block: JSON, shown: Shown) -> Markup:
    element, block_id = block["element"], str(block.get("block_id"))
    kind, error = str(element.get("type")), shown.errors.get(block_id)
    own = id_of(shown.prefix, block_id, str(element.get("action_id")))
    hint = text_html(block.get("hint"), shown.viewer)
    described = " ".join([*([f"{own}-hint"] if hint else []), *([f"{own}-error"] if error else [])]) or None
    control = element_html(Spot(shown, block, element, described, wrong=bool(error)))
    if control is None:
        return loud(kind)
    around = joined(
        [
            *([tag("p", error, class_="error", id=f"{own}-error")] if error else []),
            *([tag("p", hint, class_="hint", id=f"{own}-hint")] if hint else []),
        ]
    )
    optional = tag("span", " (optional)", class_="optional") if block.get("optional") else Markup()
    label = text_html(block["label"], shown.viewer) + optional
    marks: Mapping[str, object] = {"class_": "field", "data_field": block_id, "data_kind": kind}
    if kind in GROUPED:
        wrong = {"aria_invalid": "true", "tabindex": "-1"} if error else {}
        return tag(
            "fieldset", tag("legend", label) + control + around, aria_describedby=described, id=own, **wrong, **marks
        )
    return tag("div", tag("label", label, for_=own) + control + around, **marks)


def _file(file: JSON) -> Markup:
    name, address = str(file.get("title") or file.get("name")), f"/file/{file['id']}"
    if file.get("filetype") in PICTURES:
        return tag("figure", tag("img", src=address, alt=file.get("alt_txt") or name), class_="shared")
    return tag("p", tag("a", name, href=address, download=file.get("name")), class_="shared file")


RENDERERS: dict[str, Callable[[JSON, Shown], Markup]] = {
    "section": _section,
    "actions": _actions,
    "context": _context,
    "header": _header,
    "divider": _divider,
    "image": _image,
    "input": _input,
    "rich_text": _rich,
}
