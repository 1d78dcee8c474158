"""A transcript reads like a play: days, hours, people, and what they see and do."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from sandbox.transcript import SAME, Kind, Line, Scene, as_person, markdown_text, terminal_text, told_once

CHECK_IN = 'Your action "ring the ward" is due today. How is it going? Press one. There is no need to write.'
BUTTONS = "[Done]  [Still on it]  [Stuck]  [Not now]  [Change]  [Not until next week]  [Ask me on Monday]"


def line(day: int, clock: str, who: str, where: str, kind: Kind, text: str) -> Line:
    hour, minute = clock.split(":")
    return Line(datetime(2026, 5, day, int(hour), int(minute), tzinfo=UTC), who, where, kind, text)


STORY = [
    line(14, "8:01", "Ana", "her messages", "writes", "/als action"),
    line(14, "8:01", "Ana", "a form", "sees", "Commit to an action\n===================\nBy when?: ____\n  (a hint)"),
    line(14, "8:02", "Ana", "a form", "presses", "Save my action"),
    line(14, "8:03", "Ana", "#a-set", "sees", "Our ground rules are ready to read."),
    line(14, "8:03", "Ben", "#a-set", "sees", "Our ground rules are ready to read."),
    line(14, "8:03", "Cem", "#a-set", "sees", "Our ground rules are ready to read."),
    line(14, "23:30", "", "", "time", "The night passes"),
    line(15, "7:30", "Ana", "her messages", "sees", f"{CHECK_IN}\n{BUTTONS}"),
    line(15, "7:34", "Ana", "her messages", "chooses", "Still on it"),
    line(15, "12:30", "Dee", "", "writes", "First line\nSecond line"),
]
SCENE = Scene("Europe/London", {"Dee": "America/Toronto", "Ben": "Europe/London"})

TERMINAL = """\
Thursday 14 May
===============

09:01  Ana writes, in her messages: "/als action"

       Ana sees, in a form:
       | Commit to an action
       | ===================
       | By when?: ____
       |   (a hint)

09:02  Ana presses [Save my action]

09:03  Ana, Ben and Cem see, in #a-set:
       | Our ground rules are ready to read.

       (The night passes)


Friday 15 May
=============

08:30  Ana sees, in her messages:
       | Your action "ring the ward" is due today. How is it going? Press one. There is
       | no need to write.
       | [Done]  [Still on it]  [Stuck]  [Not now]  [Change]  [Not until next week]
       | [Ask me on Monday]

08:34  Ana chooses Still on it

13:30  Dee (08:30 in Toronto) writes:
       | First line
       | Second line
"""

MARKDOWN = """\
# The first action

## Thursday 14 May

**09:01** Ana writes, in her messages: "/als action"

Ana sees, in a form:

> **Commit to an action**\\
> By when?: \\_\\_\\_\\_\\
> &nbsp;&nbsp;(a hint)

**09:02** Ana presses [Save my action]

**09:03** Ana, Ben and Cem see, in \\#a-set:

> Our ground rules are ready to read.

*(The night passes)*

## Friday 15 May
"""


def test_the_terminal_text_reads_like_a_play() -> None:
    assert terminal_text(STORY, SCENE) == TERMINAL


def test_no_line_is_wider_than_asked() -> None:
    for width in (60, 88):
        assert max(len(row) for row in terminal_text(STORY, SCENE, width=width).splitlines()) <= width


def test_the_markdown_reads_the_same() -> None:
    text = markdown_text(STORY, SCENE, title="The first action")
    assert text.startswith(MARKDOWN)
    assert text.endswith("**13:30** Dee (08:30 in Toronto) writes:\n\n> First line\\\n> Second line\n")


def test_one_persons_view_holds_only_what_they_see_and_do() -> None:
    lines = as_person(STORY, "Ben")
    assert [entry.who for entry in lines] == ["Ben", ""]
    assert "Ben sees, in #a-set:" in terminal_text(lines, SCENE)


def test_a_day_elsewhere_is_named_where_it_differs() -> None:
    late = line(14, "22:30", "Kai", "#a-set", "presses", "Done")
    scene = Scene("Europe/London", {"Kai": "Pacific/Auckland"})
    assert "Kai (Friday 15 May, 10:30 in Auckland) presses [Done]" in terminal_text([late], scene)


def test_markdown_signs_in_peoples_words_stay_words() -> None:
    odd = line(14, "8:00", "Ana", "", "sees", "- one\n1. *two*\n[a](b) <c>\n=== d")
    assert markdown_text([odd]).endswith("> \\- one\\\n> 1\\. \\*two\\*\\\n> [a]\\(b) \\<c\\>\\\n> \\=== d\n")


def test_no_lines_make_no_text() -> None:
    assert terminal_text([]) == ""
    assert markdown_text([]) == ""
    assert markdown_text([], title="Nothing yet") == "# Nothing yet\n"


@given(st.lists(st.tuples(st.sampled_from(["sees", "presses", "writes", "chooses", "time"]), st.text(max_size=120))))
def test_any_words_can_be_told(parts: list[tuple[Kind, str]]) -> None:
    lines = [line(14, "8:00", "Ana", "#a-set", kind, text) for kind, text in parts]
    assert isinstance(markdown_text(lines), str)
    assert all(len(row) <= 88 for row in terminal_text(lines).split("\n"))


LONG_SCREEN = "Your choices.\nOne\nTwo\nThree\n[Join the set]  [Not now]"
SCREENS = [
    line(14, "9:00", "Ana", "messages", "sees", LONG_SCREEN),
    line(14, "9:00", "Ben", "messages", "sees", LONG_SCREEN),
    line(14, "9:01", "Ana", "", "presses", "Join the set"),
    line(14, "9:02", "Cem", "messages", "sees", LONG_SCREEN),
    line(14, "9:03", "Cem", "messages", "sees", "Saved.\n[Undo]"),
    line(14, "9:03", "Dee", "messages", "sees", "Saved.\n[Undo]"),
    line(14, "9:05", "Ana", "messages", "sees", "Saved.\n[Undo]"),
]


def test_a_long_screen_is_told_once() -> None:
    told = told_once(SCREENS)
    assert [entry.text for entry in told[:2]] == [LONG_SCREEN, LONG_SCREEN]  # seen together: one happening
    assert told[3].text == f"Your choices.\n{SAME}"
    assert told[4:] == SCREENS[4:]  # short ones cost nothing
    assert terminal_text(told).count("Three") == 1


def test_what_one_person_sees_again_stays_whole() -> None:
    again = line(14, "9:30", "Ana", "messages", "sees", LONG_SCREEN)
    assert told_once([SCREENS[0], again]) == [SCREENS[0], again]


def test_one_persons_view_shows_the_first_time_in_full() -> None:
    told = told_once(as_person(SCREENS, "Cem"))
    assert told[0].text == LONG_SCREEN
