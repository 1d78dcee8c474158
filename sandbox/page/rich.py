"""A rich_text block as safe HTML. Pure functions on checked Block Kit JSON."""

from markupsafe import Markup, escape

from sandbox.mrkdwn import Viewer, plain_words
from sandbox.page.tags import joined, tag
from sandbox.page.words import EMOJI, link, mention
from sandbox.records import JSON

STYLES = (("code", "code"), ("bold", "strong"), ("italic", "em"), ("strike", "del"), ("underline", "u"))


def rich_html(block: JSON, viewer: Viewer) -> Markup:
    """All its parts, top to bottom."""
    return joined([_part(each, viewer) for each in block.get("elements", ())])


def _part(part: JSON, viewer: Viewer) -> Markup:
    inner = part.get("elements", ())
    if part["type"] == "rich_text_list":
        items = [tag("li", _inline(each.get("elements", ()), viewer)) for each in inner]
        return tag("ol" if part.get("style") == "ordered" else "ul", joined(items))
    names = {"rich_text_quote": "blockquote", "rich_text_preformatted": "pre"}
    return tag(names.get(str(part["type"]), "div"), _inline(inner, viewer))


def _inline(parts: list[JSON], viewer: Viewer) -> Markup:
    return joined([_piece(each, viewer) for each in parts])


def _piece(part: JSON, viewer: Viewer) -> Markup:
    words = _words(part, viewer)
    style = part.get("style") or {}
    for name, element in STYLES:
        if style.get(name):
            words = tag(element, words)
    return words


def _words(part: JSON, viewer: Viewer) -> Markup:
    kind = part["type"]
    if kind == "user":
        return mention(f"@{viewer.name_of(str(part['user_id']))}")
    if kind == "usergroup":
        return mention(f"@{viewer.name_of(str(part['usergroup_id']))}")
    if kind == "channel":
        return mention(f"#{viewer.name_of(str(part['channel_id']))}")
    if kind == "broadcast":
        return mention(f"@{part['range']}")
    if kind == "emoji":
        return escape(EMOJI.get(str(part["name"]), f":{part['name']}:"))
    if kind == "link":
        return link(str(part["url"]), str(part.get("text") or part["url"]))
    if kind == "date":
        token = f"<!date^{part['timestamp']}^{part['format']}|{part.get('fallback', '')}>"
        return escape(plain_words(token, viewer))
    return Markup(str(escape(part.get("text") or part.get("value") or "")).replace("\n", "<br>"))  # noqa: S704
