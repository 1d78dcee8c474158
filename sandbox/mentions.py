"""Live mentions and links: what Slack would act on in a message or view.

Rules from docs.slack.dev/messaging/formatting-message-text (manual parsing, automatic parsing) and the `verbatim` key
of the text object. Where Slack's pages leave a doubt we count the text as live, so that a test which finds nothing
proves something. Three readings of a text:

- markup in angle brackets (`<!here>`, `<@U1>`, `<#C1>`, `<http://x|y>`) is live in every mrkdwn text and in the
  top-level text, whatever `verbatim` and `parse` say; escaped (`&lt;!here&gt;`) it is dead;
- bare addresses become links in mrkdwn that is not `verbatim`, and in the top-level text unless `parse` is "none";
- bare names (`@here`, `#general`) become mentions in mrkdwn that is not `verbatim` (broadcasts and channels), and in
  the top-level text with `link_names` or `parse: "full"`.

plain_text is never parsed. In rich_text each mention is an element of its own, and its text is never parsed.
"""

import re
from collections.abc import Iterator, Mapping
from html import unescape

from sandbox.blocks.surfaces import objects_in

MARKUP = re.compile(r"<([^<>]+)>")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>|]+|[\w.+-]+@[\w-]+\.[\w.-]*\w", re.IGNORECASE)
_BARE_DOMAIN = re.compile(r"(?<![\w@/.-])(?:[a-z0-9-]+\.)+[a-z]{2,}(?![\w@])", re.IGNORECASE)
_BROADCAST = re.compile(r"(?<![\w@])@(?:here|channel|everyone)\b", re.IGNORECASE)
_NAME = re.compile(r"(?<![\w@])@[\w.-]+", re.IGNORECASE)
_CHANNEL = re.compile(r"(?<![\w#&/])#(?=[\w-]*[a-z])[\w-]{1,80}")
_LIVE_INSIDE = re.compile(r"[@#!]|[a-z][a-z0-9+.-]*:|//|www\.", re.IGNORECASE)
_NOT_SHOWN = frozenset({"metadata", "private_metadata"})


def _markup(text: str) -> Iterator[str]:
    for found in MARKUP.finditer(text):
        if _LIVE_INSIDE.match(found[1]) and not found[1].startswith("!date^"):
            yield found[0]


def _dates(text: str) -> Iterator[str]:
    for found in MARKUP.finditer(text):
        if found[1].startswith("!date^"):
            yield found[0]


def _automatic(text: str, addresses: bool, broadcasts: bool, names: bool, domains: bool) -> Iterator[str]:
    """What automatic parsing would find in the text beside its markup, in the order of the patterns."""
    bare = unescape(MARKUP.sub(" ", text))
    wanted = (
        (addresses, _ADDRESS),
        (domains, _BARE_DOMAIN),
        (names, _NAME),
        (broadcasts and not names, _BROADCAST),
        (broadcasts or names, _CHANNEL),
    )
    for switched_on, pattern in wanted:
        if switched_on:
            yield from (found[0] for found in pattern.finditer(bare))


def _in_mrkdwn(text: str, verbatim: bool) -> Iterator[str]:
    yield from _markup(text)
    if not verbatim:
        yield from _automatic(text, addresses=True, broadcasts=True, names=False, domains=False)


def _switched_on(value: object) -> bool:
    """A boolean argument as Slack's form-encoded calls carry it."""
    return value is True or value == 1 or (isinstance(value, str) and value.lower() in {"1", "true"})


def _in_top_level(text: str, payload: Mapping[str, object]) -> Iterator[str]:
    full = payload.get("parse") == "full"
    names = full or _switched_on(payload.get("link_names"))
    yield from _markup(text)
    yield from _automatic(text, payload.get("parse") != "none", names, names, full)


def _in_rich_text(value: Mapping[str, object]) -> Iterator[str]:
    """A rich_text element that is a mention or a link, written as mrkdwn would write it."""
    forms = {
        "user": ("user_id", "<@{}>"),
        "usergroup": ("usergroup_id", "<!subteam^{}>"),
        "channel": ("channel_id", "<#{}>"),
        "broadcast": ("range", "<!{}>"),
        "link": ("url", "<{}>"),
    }
    kind = value.get("type")
    if isinstance(kind, str) and kind in forms:
        key, form = forms[kind]
        if isinstance(value.get(key), str):
            yield form.format(value[key])


def _shown(payload: Mapping[str, object]) -> Iterator[dict[str, object]]:
    """Every object of a payload that a person could see; metadata is not among them."""
    visible = {key: value for key, value in payload.items() if key not in _NOT_SHOWN}
    return (value for value, _ in objects_in(visible))


def _top_level_texts(payload: Mapping[str, object]) -> Iterator[str]:
    """The message's own text, and the texts of old-style attachments, which Slack reads alike."""
    attachments = payload.get("attachments")
    holders = [payload, *(attachments if isinstance(attachments, list) else [])]
    for holder in holders:
        for key in ("text", "pretext", "fallback", "markdown_text"):
            if isinstance(holder, Mapping) and "type" not in holder and isinstance(holder.get(key), str):
                yield holder[key]


def _texts(payload: Mapping[str, object]) -> Iterator[tuple[str, bool]]:
    """Every mrkdwn text of a payload, with its `verbatim`. A markdown block counts as mrkdwn that is not verbatim."""
    for value in _shown(payload):
        text = value.get("text")
        if value.get("type") in ("mrkdwn", "markdown") and isinstance(text, str):
            yield text, value.get("verbatim") is True


def live_mentions(payload_or_text: object, *, verbatim: bool = False) -> list[str]:
    """Everything in a message, view, text object or mrkdwn string that Slack would turn into a mention or link.

    A string is read as mrkdwn, with `verbatim` as given. Each find is given as it stands in the text (rich_text: as
    mrkdwn would write it), in no promised order, doubles kept. Dates are not among them: see `dates_in`.
    """
    if isinstance(payload_or_text, str):
        return list(_in_mrkdwn(payload_or_text, verbatim))
    if not isinstance(payload_or_text, Mapping):
        return []
    found: list[str] = []
    for text in _top_level_texts(payload_or_text):
        found += _in_top_level(text, payload_or_text)
    for text, exact in _texts(payload_or_text):
        found += _in_mrkdwn(text, exact)
    for value in _shown(payload_or_text):
        found += _in_rich_text(value)
    return found


def dates_in(payload_or_text: object) -> list[str]:
    """Every `<!date^...>` of a message, view, text object or mrkdwn string, as it stands there; doubles kept."""
    if isinstance(payload_or_text, str):
        return list(_dates(payload_or_text))
    if not isinstance(payload_or_text, Mapping):
        return []
    texts = [*_top_level_texts(payload_or_text), *(text for text, _ in _texts(payload_or_text))]
    found = [date for text in texts for date in _dates(text)]
    for value in _shown(payload_or_text):
        if value.get("type") == "date" and "timestamp" in value:
            found.append(f"<!date^{value['timestamp']}^{value.get('format', '')}|{value.get('fallback', '')}>")
    return found
