"""Blocks as plain text, the way a reader meets them: for transcripts and assertions."""

from sandbox.records import JSON, Message, View


def text_of(message: Message) -> str:
    """What stands in a message: its blocks where it has any, else its text. Buttons read as [Label]."""
    return lines_of(message.blocks) if message.blocks else message.text


def text_of_view(view: View) -> str:
    """Title, blocks, and the buttons at the foot of a modal; the blocks alone for a Home tab."""
    body = view.body
    parts = [_plain(body.get("title")), lines_of(body["blocks"])]
    foot = [f"[{_plain(body[name])}]" for name in ("submit", "close") if body.get(name)]
    return "\n".join(p for p in [*parts, " ".join(foot)] if p)


def lines_of(blocks: list[JSON]) -> str:
    return "\n".join(line for block in blocks for line in _lines(block) if line)


def _plain(text: object) -> str:
    if isinstance(text, dict):
        return str(text.get("text", ""))
    return str(text) if isinstance(text, str) else ""


def _lines(block: JSON) -> list[str]:
    kind = block.get("type")
    if kind == "divider":
        return ["---"]
    if kind == "rich_text":
        return [_rich(block)]
    if kind == "input":
        return [f"{_plain(block['label'])}: {_element(block['element'])}"]
    if kind in ("actions", "context"):
        return [" ".join(_element(e) for e in block["elements"])]
    if kind == "image":
        return [f"(picture: {block.get('alt_text', '')})"]
    lines = [_plain(block.get("text")), *(_plain(f) for f in block.get("fields", ()))]
    if isinstance(block.get("accessory"), dict):
        lines.append(_element(block["accessory"]))
    return lines


def _element(element: JSON) -> str:
    kind = str(element.get("type"))
    if kind in ("mrkdwn", "plain_text"):
        return _plain(element)
    if kind in ("button", "workflow_button"):
        return f"[{_plain(element['text'])}]"
    if kind == "image":
        return f"(picture: {element.get('alt_text', '')})"
    if "options" in element:
        return "(" + " / ".join(_plain(o["text"]) for o in element["options"]) + ")"
    return "_____"


def _rich(node: JSON) -> str:
    if "elements" in node:
        return "".join(_rich(e) for e in node["elements"])
    if node.get("type") == "user":
        return f"<@{node['user_id']}>"
    return str(node.get("text") or node.get("url") or "")
