"""Live mentions are found wherever Slack would act on them, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.mentions import dates_in, live_mentions
from tests.sandbox.kit import Json, actions, button, field, message, modal, mrkdwn, plain, section

MARKUP = [
    "<!channel>",
    "<!here|here>",
    "<!everyone>",
    "<!subteam^S1|@nurses>",
    "<@U123>",
    "<@W123|ana>",
    "<#C123>",
    "<http://x|y>",
    "<https://example.org>",
    "<mailto:a@example.org|mail>",
]


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_is_live_in_mrkdwn_even_verbatim_and_in_the_top_level_text(markup: str) -> None:
    words = f"Please look, {markup}, now"
    assert live_mentions(words, verbatim=True) == [markup]
    assert live_mentions(message({"type": "section", "text": mrkdwn(words, verbatim=True)})) == [markup]
    assert live_mentions({"text": words, "parse": "none"}) == [markup]
    assert live_mentions({"type": "context", "elements": [mrkdwn(words, verbatim=True)]}) == [markup]


@pytest.mark.parametrize("markup", MARKUP)
def test_escaped_and_verbatim_markup_is_dead(markup: str) -> None:
    assert live_mentions(escaped(markup), verbatim=True) == []
    assert live_mentions({"text": escaped(markup), "parse": "none"}) == []


@pytest.mark.parametrize("markup", MARKUP)
def test_plain_text_is_never_parsed(markup: str) -> None:
    words = plain(f"{markup} http://example.org @here #general")
    view = modal(field({"type": "plain_text_input", "action_id": "a", "initial_value": markup}), title=words)
    assert live_mentions(view) == []
    assert live_mentions(message({"type": "header", "text": words}, actions(button(markup)))) == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("see https://example.org/a now", ["https://example.org/a"]),
        ("see &lt;http://x|y&gt;", ["http://x"]),
        ("see www.example.org", ["www.example.org"]),
        ("write to ana@example.org", ["ana@example.org"]),
        ("@here and @Channel", ["@here", "@Channel"]),
        ("ask in #general", ["#general"]),
        ("question #3, at 9:30, a @ b, C# & F#", []),
        ("@ana", []),
        ("notes.doc", []),
    ],
)
def test_automatic_parsing_of_mrkdwn_stops_at_verbatim(words: str, found: list[str]) -> None:
    assert live_mentions(message(section(words))) == found
    assert live_mentions(message({"type": "section", "text": mrkdwn(words, verbatim=True)})) == []


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ({}, ["http://x.org"]),
        ({"parse": "none"}, []),
        ({"link_names": True, "parse": "none"}, ["@ana", "@here", "#general"]),
        ({"link_names": "1", "parse": "none"}, ["@ana", "@here", "#general"]),
        ({"link_names": False}, ["http://x.org"]),
        ({"parse": "full"}, ["http://x.org", "y.org", "@ana", "@here", "#general"]),
    ],
)
def test_the_top_level_text_follows_parse_and_link_names(arguments: Json, found: list[str]) -> None:
    text = "http://x.org y.org @ana @here #general"
    assert live_mentions({"text": text, **arguments}) == found


def test_rich_text_mentions_are_elements_and_its_text_is_dead() -> None:
    parts = [
        {"type": "text", "text": "<!channel> http://example.org @here"},
        {"type": "user", "user_id": "U1"},
        {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "channel", "channel_id": "C1"},
        {"type": "broadcast", "range": "here"},
        {"type": "link", "url": "https://example.org"},
        {"type": "date", "timestamp": 1, "format": "{date}", "fallback": "then"},
    ]
    payload = message({"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": parts}]})
    assert live_mentions(payload) == ["<@U1>", "<!subteam^S1>", "<#C1>", "<!here>", "<https://example.org>"]
    assert dates_in(payload) == ["<!date^1^{date}|then>"]


def test_dates_are_listed_apart() -> None:
    date = "<!date^1778832000^{date_long} {time}|Friday 15 May, 9:00 London>"
    payload = message(section(f"Due {date}"), text=f"Due {date}")
    assert live_mentions(payload) == []
    assert dates_in(payload) == [date, date]
    assert dates_in(f"{date} <@U1>") == [date]


def test_attachments_are_read_and_metadata_is_not() -> None:
    payload = {"text": "a", "attachments": [{"pretext": "<!here>", "text": "<@U1>"}], "metadata": mrkdwn("<@U2>")}
    assert live_mentions(payload) == ["<@U1>", "<!here>"]


@given(st.text())
def test_any_escaped_text_is_dead_in_verbatim_mrkdwn_and_in_an_unparsed_top_level_text(words: str) -> None:
    payload = message({"type": "section", "text": mrkdwn(escaped(words), verbatim=True)}, text=escaped(words))
    assert live_mentions({**payload, "parse": "none"}) == []
    assert dates_in(payload) == []


@pytest.mark.parametrize("nonsense", [None, 7, [], ["<@U1>"]])
def test_nonsense_has_no_mentions(nonsense: object) -> None:
    assert live_mentions(nonsense) == []
    assert dates_in(nonsense) == []
