"""Slack's texts as safe HTML: marks become elements, everything else is escaped. Pure functions.

Dates, names and channels are resolved as in `sandbox/mrkdwn.py`, which makes plain lines of the same texts.
"""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from sandbox.mentions import MARKUP
from sandbox.mrkdwn import STYLED, Viewer, token_words, unescaped

_STAND_IN = "\ue000"  # private characters that no keyboard types: one piece of markup each
_CODE = re.compile(r"```\n?(.+?)\n?```|`([^`\n]+)`", re.DOTALL)
_EMOJI = re.compile(r":([a-z0-9_+-]+):")
_TAGS = {"*": "strong", "_": "em", "~": "del"}
# What people type most. Others stay as they were typed.
EMOJI = {
    "+1": "👍",
    "thumbsup": "👍",
    "-1": "👎",
    "clap": "👏",
    "coffee": "☕",
    "eyes": "👀",
    "heart": "❤️",
    "joy": "😂",
    "ok_hand": "👌",
    "pray": "🙏",
    "raised_hands": "🙌",
    "slightly_smiling_face": "🙂",
    "smile": "😄",
    "sob": "😭",
    "tada": "🎉",
    "thinking_face": "🤔",
    "wave": "👋",
    "white_check_mark": "✅",
}


def text_html(value: object, viewer: Viewer) -> Markup:
    """A text object as HTML; nothing for anything else."""
    if not isinstance(value, Mapping) or not isinstance(value.get("text"), str):
        return Markup()
    words: str = value["text"]
    return mrkdwn(words, viewer) if value.get("type") == "mrkdwn" else plain(words)


def plain(words: str) -> Markup:
    """A plain_text, with its emoji and its lines."""
    return _lines(_with_emoji(escape(words)))


def mrkdwn(text: str, viewer: Viewer) -> Markup:
    """A mrkdwn text, as this viewer reads it."""
    pieces: list[Markup] = []

    def keep(piece: Markup) -> str:
        pieces.append(piece)
        return _STAND_IN

    bare = text.replace(_STAND_IN, " ")
    bare = _CODE.sub(lambda found: keep(_code(found)), bare)
    bare = MARKUP.sub(lambda found: keep(_token(found[1], viewer)), bare)
    styled = _quotes(_styled(_with_emoji(escape(unescaped(bare)))))
    waiting = iter(pieces)
    return Markup(re.sub(_STAND_IN, lambda _: next(waiting), styled))  # noqa: S704 - escaped above, piece by piece


def link(target: str, words: str) -> Markup:
    """A link to the web or to a mail address; anything else is shown as the words it is."""
    if urlsplit(target).scheme.lower() not in ("http", "https", "mailto"):
        return escape(words)
    return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(target, words)


def mention(words: str) -> Markup:
    """A name that is alive in Slack."""
    return Markup('<span class="mention">{}</span>').format(words)


def _code(found: re.Match[str]) -> Markup:
    if found[1] is not None:
        return Markup("<pre>{}</pre>").format(unescaped(found[1]))
    return Markup("<code>{}</code>").format(unescaped(found[2]))


def _token(token: str, viewer: Viewer) -> Markup:
    target, _, label = token.partition("|")
    if target.startswith(("@", "#")) or (target.startswith("!") and not target.startswith("!date^")):
        return mention(token_words(token, viewer))
    if target.startswith("!"):
        return escape(token_words(token, viewer))
    return link(unescaped(target), unescaped(label or target).removeprefix("mailto:"))


def _styled(text: Markup) -> Markup:
    """Bold, italic and struck words, nested ones too. The text is escaped already."""
    words = str(text)
    for _ in range(3):
        words = STYLED.sub(lambda found: f"<{_TAGS[found[1]]}>{found[2]}</{_TAGS[found[1]]}>", words)
    return Markup(words)  # noqa: S704 - tags of ours around text that came in escaped


def _with_emoji(text: Markup) -> Markup:
    return Markup(_EMOJI.sub(lambda found: EMOJI.get(found[1], found[0]), str(text)))  # noqa: S704 - as it came in


def _quotes(text: Markup) -> Markup:
    """Lines that begin with > stand in a quotation; other lines end with a break."""
    shown: list[str] = []
    quoted: list[str] = []
    for line in [*str(text).split("\n"), None]:
        if line is not None and line.startswith("&gt;"):
            quoted.append(line.removeprefix("&gt;").removeprefix(" "))
            continue
        if quoted:
            shown.append(f"<blockquote>{'<br>'.join(quoted)}</blockquote>")
            quoted = []
        if line is not None:
            shown.append(line)
    joined = (
        "<br>".join(shown).replace("</blockquote><br>", "</blockquote>").replace("<br><blockquote>", "<blockquote>")
    )
    return Markup(joined)  # noqa: S704 - breaks of ours between lines that came in escaped


def _lines(text: Markup) -> Markup:
    return Markup(str(text).replace("\n", "<br>"))  # noqa: S704 - breaks of ours in text that came in escaped
