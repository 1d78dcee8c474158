"""Dates as people type them. Today is Thursday 14 May 2026 unless the case says otherwise."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sets.dates import read_date, warm
from sets.errors import Problem, Refused

TODAY = date(2026, 5, 14)
SATURDAY = date(2026, 5, 16)

READ = [
    ("today", date(2026, 5, 14)),
    ("Today", date(2026, 5, 14)),
    ("tonight", date(2026, 5, 14)),
    ("tomorrow", date(2026, 5, 15)),
    ("Tomorrow morning", date(2026, 5, 15)),
    ("by tomorrow lunchtime", date(2026, 5, 15)),
    ("tmrw", date(2026, 5, 15)),
    ("the day after tomorrow", date(2026, 5, 16)),
    ("Fri", date(2026, 5, 15)),
    ("friday", date(2026, 5, 15)),
    ("on Friday", date(2026, 5, 15)),
    ("by close of play Friday", date(2026, 5, 15)),
    ("cop fri", date(2026, 5, 15)),
    ("Friday 5pm", date(2026, 5, 15)),
    ("Friday at 17:30", date(2026, 5, 15)),
    ("Friday, at noon", date(2026, 5, 15)),
    ("this Friday", date(2026, 5, 15)),
    ("Thursday", date(2026, 5, 21)),
    ("this Thursday", date(2026, 5, 14)),
    ("Weds", date(2026, 5, 20)),
    ("Tues", date(2026, 5, 19)),
    ("thurs", date(2026, 5, 21)),
    ("sunday", date(2026, 5, 17)),
    ("next Friday", date(2026, 5, 22)),
    ("Next fri.", date(2026, 5, 22)),
    ("next Monday", date(2026, 5, 18)),
    ("Friday next week", date(2026, 5, 22)),
    ("next week Tuesday", date(2026, 5, 19)),
    ("Friday week", date(2026, 5, 22)),
    ("a week on Monday", date(2026, 5, 25)),
    ("Monday fortnight", date(2026, 6, 1)),
    ("a week today", date(2026, 5, 21)),
    ("today week", date(2026, 5, 21)),
    ("a week tomorrow", date(2026, 5, 22)),
    ("22/5", date(2026, 5, 22)),
    ("22/05/26", date(2026, 5, 22)),
    ("22.5.2026", date(2026, 5, 22)),
    ("22-05-2026", date(2026, 5, 22)),
    ("Fri 22/5", date(2026, 5, 22)),
    ("3/4/27", date(2027, 4, 3)),
    ("2026-06-01", date(2026, 6, 1)),
    ("22 May", date(2026, 5, 22)),
    ("22nd May", date(2026, 5, 22)),
    ("the 22nd of May", date(2026, 5, 22)),
    ("Friday 22nd May 2026", date(2026, 5, 22)),
    ("Friday the 22nd of May", date(2026, 5, 22)),
    ("Friday, 22 May", date(2026, 5, 22)),
    ("22may", date(2026, 5, 22)),
    ("22-May-26", date(2026, 5, 22)),
    ("May 22", date(2026, 5, 22)),
    ("May 22nd, 2026", date(2026, 5, 22)),
    ("１２ June", date(2026, 6, 12)),
    ("3 Sept", date(2026, 9, 3)),
    ("1 January", date(2027, 1, 1)),
    ("the 22nd", date(2026, 5, 22)),
    ("22", date(2026, 5, 22)),
    ("the 3rd", date(2026, 6, 3)),
    ("31st", date(2026, 5, 31)),
    ("1st of next month", date(2026, 6, 1)),
    ("in 2 weeks", date(2026, 5, 28)),
    ("in two weeks", date(2026, 5, 28)),
    ("2 weeks", date(2026, 5, 28)),
    ("in two weeks' time", date(2026, 5, 28)),
    ("in two weeks’ time", date(2026, 5, 28)),
    ("a fortnight", date(2026, 5, 28)),
    ("in a fortnight's time", date(2026, 5, 28)),
    ("in a couple of weeks", date(2026, 5, 28)),
    ("10 days", date(2026, 5, 24)),
    ("in 10 working days", date(2026, 5, 28)),
    ("in a month", date(2026, 6, 14)),
    ("three months from now", date(2026, 8, 14)),
    ("in a year", date(2027, 5, 14)),
    ("this week", date(2026, 5, 15)),
    ("the end of the week", date(2026, 5, 15)),
    ("by the end of this week", date(2026, 5, 15)),
    ("next week", date(2026, 5, 22)),
    ("sometime next week", date(2026, 5, 22)),
    ("the week after next", date(2026, 5, 29)),
    ("at the weekend", date(2026, 5, 17)),
    ("next weekend", date(2026, 5, 24)),
    ("end of the month", date(2026, 5, 31)),
    ("end of May", date(2026, 5, 31)),
    ("end of next month", date(2026, 6, 30)),
    ("next month", date(2026, 6, 30)),
    ("mid June", date(2026, 6, 15)),
    ("beginning of June", date(2026, 6, 1)),
    ("end of March", date(2027, 3, 31)),
    ("the end of the year", date(2026, 12, 31)),
    ("before Christmas", date(2026, 12, 25)),
    ("w/c 18 May", date(2026, 5, 18)),
    ("in 1 week and 2 days", date(2026, 5, 23)),
    ("22 May 2026 10:00", date(2026, 5, 22)),
    ("14 May 2028", date(2028, 5, 14)),
]


@pytest.mark.parametrize(("typed", "expected"), READ)
def test_reads_what_people_type(typed: str, expected: date) -> None:
    assert read_date(typed, TODAY) == expected


@pytest.mark.parametrize(
    ("typed", "today", "expected"),
    [
        ("this week", SATURDAY, date(2026, 5, 22)),
        ("next Friday", date(2026, 5, 17), date(2026, 5, 22)),
        ("next Friday", date(2026, 5, 11), date(2026, 5, 22)),
        ("weekend", SATURDAY, date(2026, 5, 17)),
        ("in a month", date(2027, 1, 31), date(2027, 2, 28)),
        ("31st", date(2027, 2, 10), date(2027, 3, 31)),
        ("29 Feb", date(2027, 3, 10), date(2028, 2, 29)),
        ("2 Jan", date(2026, 12, 30), date(2027, 1, 2)),
        ("end of the month", date(2028, 2, 3), date(2028, 2, 29)),
        ("next month", date(2026, 12, 31), date(2027, 1, 31)),
    ],
)
def test_reads_across_ends_of_weeks_months_and_years(typed: str, today: date, expected: date) -> None:
    assert read_date(typed, today) == expected


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", Problem.DATE_UNREADABLE),
        ("   ", Problem.DATE_UNREADABLE),
        ("soon", Problem.DATE_UNREADABLE),
        ("when the sun shines", Problem.DATE_UNREADABLE),
        ("maybe", Problem.DATE_UNREADABLE),
        ("banana", Problem.DATE_UNREADABLE),
        ("31/2", Problem.DATE_UNREADABLE),
        ("31 February", Problem.DATE_UNREADABLE),
        ("5/22", Problem.DATE_UNREADABLE),
        ("0", Problem.DATE_UNREADABLE),
        ("99", Problem.DATE_UNREADABLE),
        ("5pm", Problem.DATE_UNREADABLE),
        ("May", Problem.DATE_UNREADABLE),
        ("🙂", Problem.DATE_UNREADABLE),
        ("يوم الجمعة", Problem.DATE_UNREADABLE),
        ("<!channel>", Problem.DATE_UNREADABLE),
        ("9" * 3000, Problem.DATE_UNREADABLE),
        ("yesterday", Problem.DATE_PAST),
        ("last Friday", Problem.DATE_PAST),
        ("2 weeks ago", Problem.DATE_PAST),
        ("13 May", Problem.DATE_PAST),
        ("1/4", Problem.DATE_PAST),
        ("1 May 2025", Problem.DATE_PAST),
        ("22/5/1999", Problem.DATE_PAST),
        ("22 May 2090", Problem.DATE_TOO_FAR),
        ("15 May 2028", Problem.DATE_TOO_FAR),
        ("in 99 years", Problem.DATE_TOO_FAR),
        ("in 999 months", Problem.DATE_TOO_FAR),
    ],
)
def test_says_why_it_cannot_take_a_date(typed: str, problem: Problem) -> None:
    with pytest.raises(Refused) as refused:
        read_date(typed, TODAY)
    assert refused.value.problem is problem
    assert refused.value.field == "due"


@given(st.text(max_size=80), st.dates(date(2024, 1, 1), date(2035, 12, 31)))
def test_any_text_is_a_day_ahead_or_refused(typed: str, today: date) -> None:
    try:
        assert read_date(typed, today) >= today
    except Refused as refused:
        assert refused.field == "due"  # noqa: PT017 - both ends are fine; anything else would raise


def test_stays_quick_on_hostile_text() -> None:
    warm()
    started = time.monotonic()
    for typed in ("a " * 300, "1/" * 300, "9" * 60, "fri " * 15, "in " * 20):
        with pytest.raises(Refused):
            read_date(typed, TODAY)
    assert time.monotonic() - started < 1
