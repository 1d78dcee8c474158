"""Texts as HTML: marks become elements, and nothing that somebody wrote becomes markup."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.mrkdwn import Viewer
from sandbox.page.words import mrkdwn, plain

VIEWER = Viewer("Europe/London", {"U1": "Amina", "C1": "club"}.get, datetime(2026, 5, 14, 9, 0, tzinfo=UTC))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*bold* and _soft_", "<strong>bold</strong> and <em>soft</em>"),
        ("*_both_* ~gone~", "<strong><em>both</em></strong> <del>gone</del>"),
        ("2 * 3 * 4, snake_case_name", "2 * 3 * 4, snake_case_name"),
        ("one\ntwo", "one<br>two"),
        ("&lt;b&gt; &amp; &quot;", "&lt;b&gt; &amp; &amp;quot;"),
        ("`a *b* <@U1>`", "<code>a *b* &lt;@U1&gt;</code>"),
        ("```x\ny```", "<pre>x\ny</pre>"),
        ("&gt; said\n&gt; twice\nanswer", "<blockquote>said<br>twice</blockquote>answer"),
        ("hello <@U1> in <#C1>", 'hello <span class="mention">@Amina</span> in <span class="mention">#club</span>'),
        ("<!here>", '<span class="mention">@here</span>'),
        (
            "<https://example.org/a_b_c|the *page*>",
            '<a href="https://example.org/a_b_c" target="_blank" rel="noopener noreferrer">the *page*</a>',
        ),
        ("<javascript:alert(1)|press>", "press"),
        ("<data:text/html,x>", "data:text/html,x"),
        ('<https://x.org/" onmouseover="y|x>', None),
        ("<!date^1779000000^{date_long}|then>", "Sunday 17 May 2026"),
        (":tada: :unheard_of:", "🎉 :unheard_of:"),
    ],
)
def test_marks(text: str, html: str | None) -> None:
    shown = mrkdwn(text, VIEWER)
    if html is not None:
        assert shown == html
    assert '" onmouseover' not in shown


def test_plain_text_has_no_marks() -> None:
    assert plain("*not bold* <b>\nnext :+1:") == "*not bold* &lt;b&gt;<br>next 👍"


@given(st.text(alphabet="<>&\"'`*_~|!@#:/ \nab\ue000\u2066", max_size=60))
def test_whatever_is_written_only_our_elements_come_out(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    shown = str(mrkdwn(escaped, VIEWER))
    for ours in ("strong", "em", "del", "code", "pre", "blockquote"):
        shown = shown.replace(f"<{ours}>", "").replace(f"</{ours}>", "")
    assert "<" not in shown.replace("<br>", "")
