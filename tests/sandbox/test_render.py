"""Blocks as plain lines for one reader: their zone, names instead of ids, buttons and inputs as words."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.render import Viewer, notification_of, plain_words, render_blocks, render_message, render_view
from tests.sandbox.kit import (
    Json,
    actions,
    button,
    element,
    field,
    home,
    message,
    modal,
    mrkdwn,
    option,
    plain,
    section,
)

NAMES = {"U1": "Ana_Maria", "C1": "a-set", "S1": "nurses"}
MOMENT = int(datetime(2026, 5, 15, 8, 0, tzinfo=UTC).timestamp())
ANA = Viewer("Europe/London", lambda identifier: NAMES.get(identifier, identifier))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("*Your choices.* I can _write_ on ~Monday~", "Your choices. I can write on Monday"),
        ("*_both_* and 3 * 4 * 5 and snake_case_word", "both and 3 * 4 * 5 and snake_case_word"),
        ("&lt;b&gt; &amp; &amp;lt;", "<b> & &lt;"),
        ("*<@U1>* in <#C1> and <#C2|other>", "@Ana_Maria in #a-set and #other"),
        ("<!here> <!subteam^S1> <!subteam^S2|@team>", "@here @nurses @team"),
        (
            "<https://example.org/_a_|notes> <https://example.org>",
            "notes (https://example.org/_a_) https://example.org",
        ),
        ("a\ue000b", "a b"),
    ],
)
def test_mrkdwn_becomes_words(text: str, words: str) -> None:
    assert plain_words(text, ANA) == words


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("{date_long} {time}", "Friday 15 May 2026 09:00"),
        ("due {date}", "due 15 May 2026"),
        ("{date_num} {time_secs}", "2026-05-15 09:00:00"),
        ("{date_pretty} {ago} {nonsense}", "tomorrow in 23 hours {nonsense}"),
    ],
)
def test_dates_are_shown_in_the_readers_zone(form: str, words: str) -> None:
    reader = Viewer("Europe/London", now=datetime(2026, 5, 14, 9, 0, tzinfo=UTC))
    assert plain_words(f"<!date^{MOMENT}^{form}|then>", reader) == words


def test_a_date_reads_otherwise_elsewhere_and_falls_back_when_broken() -> None:
    date = f"<!date^{MOMENT}^{{date_pretty}}, {{time}}|Friday, 9:00 London>"
    assert plain_words(date, Viewer("Pacific/Auckland")) == "15 May 2026, 20:00"
    assert plain_words("<!date^soon^{date}|some day>", ANA) == "some day"
    assert plain_words("<!date^99999999999999^{date}|some day>", ANA) == "some day"


CHOICES = [option("Yes", "y"), {**option("No", "n"), "description": plain("you can change it")}]

BLOCKS: list[tuple[Json, list[str]]] = [
    (section("One\nTwo", accessory=button("Open")), ["One", "Two", "[Open]"]),
    ({"type": "section", "fields": [plain("*a*"), mrkdwn("*b*")]}, ["*a*", "b"]),
    (actions(button("Done"), button("Not now"), element("datepicker")), ["[Done]  [Not now]  [Choose v]"]),
    (actions(element("datepicker", initial_date="2026-05-22")), ["[Friday 22 May 2026 v]"]),
    (actions(element("overflow", options=CHOICES)), ["[... Yes / No]"]),
    (
        actions(element("checkboxes", options=CHOICES, initial_options=CHOICES[:1])),
        ["[x] Yes", "[ ] No (you can change it)"],
    ),
    ({"type": "context", "elements": [mrkdwn("_Small_ words"), plain("and more")]}, ["Small words  and more"]),
    ({"type": "header", "text": plain("My actions")}, ["My actions", "=========="]),
    ({"type": "divider"}, ["--------------------"]),
    (
        {"type": "image", "alt_text": "3 sets", "image_url": "x", "title": plain("This week")},
        ["This week", "[Picture: 3 sets]"],
    ),
    (field(element("plain_text_input"), "In a few words, I will ..."), ["In a few words, I will ...: ____"]),
    (
        field(element("plain_text_input", initial_value="ring Ana"), "I will", hint=plain("Leave names out.")),
        ["I will: ring Ana", "  (Leave names out.)"],
    ),
    (
        field(element("email_text_input", placeholder=plain("you@")), "Mail", optional=True),
        ["Mail (optional): ____ (you@)"],
    ),
    (
        field(element("static_select", options=CHOICES, placeholder=plain("Pick one")), "Who sees it?"),
        ["Who sees it?: [Pick one v]"],
    ),
    (field(element("multi_users_select", initial_users=["U1", "U2"]), "Who?"), ["Who?: [Ana_Maria, U2 v]"]),
    (field(element("datetimepicker", initial_date_time=MOMENT), "When?"), ["When?: [Friday 15 May 2026, 09:00 v]"]),
    (
        field(element("radio_buttons", options=CHOICES, initial_option=CHOICES[1]), "Go on?"),
        ["Go on?:", "  ( ) Yes", "  (o) No (you can change it)"],
    ),
    (field(element("file_input"), "Notes"), ["Notes: [Add a file]"]),
    ({"type": "video"}, ["[video]"]),
    (
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [{"type": "text", "text": "Hi "}, {"type": "user", "user_id": "U1"}],
                },
                {
                    "type": "rich_text_list",
                    "style": "ordered",
                    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}],
                },
            ],
        },
        ["Hi @Ana_Maria", "1. one"],
    ),
]


@pytest.mark.parametrize(("block", "lines"), BLOCKS, ids=[lines[0] for _, lines in BLOCKS])
def test_each_block_has_its_lines(block: Json, lines: list[str]) -> None:
    assert render_blocks([block], ANA) == lines


def test_a_message_shows_its_blocks_and_a_lock_screen_its_text() -> None:
    payload = message(section("You have *1* thing"), text="You have 1 short check-in.")
    assert render_message(payload, ANA) == ["You have 1 thing"]
    assert notification_of(payload, ANA) == "You have 1 short check-in."
    assert render_message({"text": "Hello\n<@U1>"}, ANA) == ["Hello", "@Ana_Maria"]


def test_a_modal_has_a_title_and_its_two_buttons_and_a_home_has_not() -> None:
    assert render_view(modal(section()), ANA) == ["A form", "======", "Words", "[Save]  [Close]"]
    assert render_view(modal(section(), close=plain("Back")), ANA)[-1] == "[Save]  [Back]"
    assert render_view(home(section()), ANA) == ["Words"]


anything = st.recursive(
    st.one_of(st.none(), st.integers(), st.text(max_size=10)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["type", "text", "elements", "element", "options", "label", "accessory", "fields"]), inner
        ),
    ),
    max_leaves=15,
)


@given(kind=st.sampled_from(["section", "actions", "context", "header", "image", "input", "rich_text"]), rest=anything)
def test_no_block_crashes_the_renderer(kind: str, rest: Any) -> None:  # noqa: ANN401 - arbitrary JSON
    block = {**rest, "type": kind} if isinstance(rest, dict) else {"type": kind, "element": rest, "elements": rest}
    assert all(isinstance(line, str) for line in render_blocks([block, rest], ANA))


@given(st.text())
def test_no_text_crashes_the_renderer(text: str) -> None:
    assert isinstance(plain_words(text, ANA), str)
