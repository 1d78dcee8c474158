"""Messages and views as plain lines, for transcripts and for people who read test failures. Pure functions.

    *Header*            -> the words, underlined
    buttons, menus      -> [Done]  [Choose a day v]
    an input            -> Label: ____
    a picture           -> [Picture: its alt text]
    a shared file       -> [File: its title]

A line may hold several sentences and is never wrapped here: `sandbox/transcript.py` wraps.
"""

from collections.abc import Mapping

from sandbox.mrkdwn import Viewer, plain_words
from sandbox.render_elements import choice_lines, element_words, field_words, is_choice_list, text_of

__all__ = ["Viewer", "notification_of", "plain_words", "render_blocks", "render_message", "render_view"]

DIVIDER = "-" * 20
PICTURES = ("png", "jpg", "jpeg", "gif")  # the kinds of file that Slack shows in a block
_BETWEEN = "  "
_UNDERLINE = 60  # a header may have 150 characters; its line need not


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _section(block: Mapping[str, object], viewer: Viewer) -> list[str]:
    lines = text_of(block.get("text"), viewer).split("\n") if "text" in block else []
    for entry in _list(block.get("fields")):
        lines += text_of(entry, viewer).split("\n")
    accessory = block.get("accessory")
    if isinstance(accessory, Mapping):
        lines += choice_lines(accessory, viewer) if is_choice_list(accessory) else [element_words(accessory, viewer)]
    return lines


def _actions(block: Mapping[str, object], viewer: Viewer) -> list[str]:
    lines: list[str] = []
    row: list[str] = []
    for element in _list(block.get("elements")):
        if isinstance(element, Mapping) and is_choice_list(element):
            lines += choice_lines(element, viewer)
        else:
            row.append(element_words(element, viewer))
    return [*lines, _BETWEEN.join(row)] if row else lines


def _context(block: Mapping[str, object], viewer: Viewer) -> list[str]:
    parts = [text_of(part, viewer) or element_words(part, viewer) for part in _list(block.get("elements"))]
    return _BETWEEN.join(parts).split("\n")


def _header(block: Mapping[str, object], viewer: Viewer) -> list[str]:
    words = text_of(block.get("text"), viewer)
    return [words, "=" * min(len(words), _UNDERLINE)]


def _image(block: Mapping[str, object], viewer: Viewer) -> list[str]:
    title = text_of(block.get("title"), viewer)
    return [*([title] if title else []), f"[Picture: {block.get('alt_text')}]"]


def _input(block: Mapping[str, object], viewer: Viewer) -> list[str]:
    label, element = text_of(block.get("label"), viewer), block.get("element")
    optional = " (optional)" if block.get("optional") is True else ""
    if isinstance(element, Mapping) and is_choice_list(element):
        lines = [f"{label}{optional}:", *(f"  {line}" for line in choice_lines(element, viewer))]
    else:
        lines = f"{label}{optional}: {field_words(element, viewer)}".split("\n")
    hint = text_of(block.get("hint"), viewer)
    return [*lines, *([f"  ({hint})"] if hint else [])]


def _rich_words(part: object, viewer: Viewer) -> str:
    """One inline element of a rich text."""
    if not isinstance(part, Mapping):
        return ""
    kind = part.get("type")
    if kind == "user":
        return f"@{viewer.name_of(str(part.get('user_id')))}"
    if kind == "usergroup":
        return f"@{viewer.name_of(str(part.get('usergroup_id')))}"
    if kind == "channel":
        return f"#{viewer.name_of(str(part.get('channel_id')))}"
    if kind == "broadcast":
        return f"@{part.get('range')}"
    if kind == "emoji":
        return f":{part.get('name')}:"
    if kind == "date":
        return plain_words(f"<!date^{part.get('timestamp')}^{part.get('format')}|{part.get('fallback', '')}>", viewer)
    return str(part.get("text") or part.get("url") or "")


def _rich_container(part: object, viewer: Viewer) -> list[str]:
    if not isinstance(part, Mapping):
        return []
    inner = _list(part.get("elements"))
    if part.get("type") != "rich_text_list":
        return "".join(_rich_words(entry, viewer) for entry in inner).split("\n")
    lines: list[str] = []
    for number, entry in enumerate(inner, start=1):
        mark = f"{number}." if part.get("style") == "ordered" else "-"
        lines.append(f"{mark} {' '.join(_rich_container(entry, viewer))}")
    return lines


def _rich_text(block: Mapping[str, object], viewer: Viewer) -> list[str]:
    return [line for part in _list(block.get("elements")) for line in _rich_container(part, viewer)]


_RENDERERS = {
    "section": _section,
    "actions": _actions,
    "context": _context,
    "header": _header,
    "image": _image,
    "input": _input,
    "rich_text": _rich_text,
}


def render_blocks(blocks: object, viewer: Viewer) -> list[str]:
    """The lines of some blocks, top to bottom, as this viewer sees them; a block we cannot show is `[its type]`."""
    lines: list[str] = []
    for block in _list(blocks):
        kind = block.get("type") if isinstance(block, Mapping) else None
        if kind == "divider":
            lines.append(DIVIDER)
        elif isinstance(block, Mapping) and isinstance(kind, str) and kind in _RENDERERS:
            lines += _RENDERERS[kind](block, viewer)
        else:
            lines.append(f"[{kind}]")
    return lines


def render_message(payload: Mapping[str, object], viewer: Viewer) -> list[str]:
    """The lines of a message: its blocks, or its text where it has none; then the files it shares."""
    shared = [_shared(each) for each in _list(payload.get("files")) if isinstance(each, Mapping)]
    if payload.get("blocks"):
        return render_blocks(payload["blocks"], viewer) + shared
    text = notification_of(payload, viewer)
    return [*(text.split("\n") if text or not shared else []), *shared]


def _shared(file: Mapping[str, object]) -> str:
    """A file as it stands in a message: `[File: its title]`, a picture by its alt text."""
    if file.get("alt_txt") and file.get("filetype") in PICTURES:
        return f"[Picture: {file['alt_txt']}]"
    return f"[File: {file.get('title') or file.get('name')}]"


def notification_of(payload: Mapping[str, object], viewer: Viewer) -> str:
    """A message's top-level text: what a lock screen shows and a screen reader says."""
    text = payload.get("text")
    return plain_words(text, viewer) if isinstance(text, str) else ""


def render_view(view: Mapping[str, object], viewer: Viewer) -> list[str]:
    """The lines of a modal (title, blocks, its two buttons) or of a Home view (blocks)."""
    lines = render_blocks(view.get("blocks"), viewer)
    if view.get("type") != "modal":
        return lines
    title = text_of(view.get("title"), viewer)
    ends = [text_of(view.get("submit"), viewer), text_of(view.get("close"), viewer) or "Close"]
    return [
        title,
        "=" * min(len(title), _UNDERLINE),
        *lines,
        _BETWEEN.join(f"[{words}]" for words in ends if words),
    ]
