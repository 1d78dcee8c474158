"""Receive windows: every rule against the definition by the wall clock, minute by minute around clock changes."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sets.hours import DaysAway, Stretch, closes, is_open, next_open, window_day, zone_of

LONDON, NEW_YORK, LORD_HOWE = "Europe/London", "America/New_York", "Australia/Lord_Howe"


WEEKDAYS = frozenset({1, 2, 3, 4, 5})
EVERY_DAY = frozenset(range(1, 8))
SUNDAYS = frozenset({7})


@dataclass(frozen=True)
class Hours:
    days: frozenset[int] = WEEKDAYS
    window_start: time = time(8, 30)
    window_end: time = time(17, 30)
    paused_until: date | None = None
    not_until: datetime | None = None


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def wall(moment: datetime, zone: str) -> str:
    return moment.astimezone(ZoneInfo(zone)).strftime("%a %H:%M")


def test_open_now_is_now() -> None:
    assert next_open(utc(2026, 5, 14, 9, 0), Hours(), [], LONDON) == utc(2026, 5, 14, 9, 0)


def test_early_morning_waits_for_the_start() -> None:
    assert next_open(utc(2026, 5, 14, 3, 0), Hours(), [], LONDON) == utc(2026, 5, 14, 7, 30)


def test_the_end_is_not_in_the_window() -> None:
    assert wall(next_open(utc(2026, 5, 15, 16, 30), Hours(), [], LONDON), LONDON) == "Mon 08:30"


def test_nights_belong_to_the_day_they_begin() -> None:
    nights = Hours(days=frozenset({5}), window_start=time(22, 0), window_end=time(6, 0))
    saturday = utc(2026, 5, 16, 2, 0)  # 03:00 in London, in Friday's night
    assert next_open(saturday, nights, [], LONDON) == saturday
    assert window_day(saturday, nights, LONDON) == date(2026, 5, 15)
    assert wall(next_open(utc(2026, 5, 16, 6, 0), nights, [], LONDON), LONDON) == "Fri 22:00"


def test_away_dates_are_left_out_both_ends_included() -> None:
    away = [DaysAway(date(2026, 5, 14), date(2026, 5, 18))]
    assert next_open(utc(2026, 5, 14, 9, 0), Hours(), away, LONDON) == utc(2026, 5, 19, 7, 30)


def test_away_on_a_night_that_touches_the_day() -> None:
    nights = Hours(days=EVERY_DAY, window_start=time(22, 0), window_end=time(6, 0))
    away = [DaysAway(date(2026, 5, 15), date(2026, 5, 15))]
    # Thursday's night ends on the day away, Friday's begins on it.
    assert not is_open(utc(2026, 5, 15, 1, 0), nights, away, LONDON)
    assert not is_open(utc(2026, 5, 16, 1, 0), nights, away, LONDON)
    assert wall(next_open(utc(2026, 5, 15, 1, 0), nights, away, LONDON), LONDON) == "Sat 22:00"


def test_pause_ends_at_local_midnight() -> None:
    nights = Hours(days=EVERY_DAY, window_start=time(22, 0), window_end=time(6, 0), paused_until=date(2026, 5, 20))
    assert wall(next_open(utc(2026, 5, 14, 9, 0), nights, [], LONDON), LONDON) == "Wed 00:00"


def test_not_until_within_and_outside_the_window() -> None:
    inside = Hours(not_until=utc(2026, 5, 15, 12, 0))
    assert next_open(utc(2026, 5, 14, 9, 0), inside, [], LONDON) == utc(2026, 5, 15, 12, 0)
    outside = Hours(not_until=utc(2026, 5, 15, 20, 0))
    assert wall(next_open(utc(2026, 5, 14, 9, 0), outside, [], LONDON), LONDON) == "Mon 08:30"


def test_do_not_disturb_is_respected_and_a_later_one_does_not_hide_an_earlier_opening() -> None:
    quiet = [
        Stretch(utc(2026, 5, 14, 8, 0), utc(2026, 5, 14, 10, 0)),
        Stretch(utc(2026, 5, 15, 8), utc(2026, 5, 15, 9)),
    ]
    assert next_open(utc(2026, 5, 14, 9, 0), Hours(), [], LONDON, quiet) == utc(2026, 5, 14, 10, 0)
    assert next_open(utc(2026, 5, 14, 5, 0), Hours(), [], LONDON, quiet) == utc(2026, 5, 14, 7, 30)


def test_no_working_day_at_all_is_looked_at_again_much_later() -> None:
    assert next_open(utc(2026, 5, 14), Hours(days=frozenset()), [], LONDON) > utc(2027, 1, 1)


def test_unknown_zone_is_utc() -> None:
    assert zone_of("Mars/Olympus").key == "Etc/UTC"


@pytest.mark.parametrize(
    ("zone", "before", "hours", "expected"),
    [
        # 01:00 jumps to 02:00 in London on 29 March 2026: a window that starts at 01:30 opens at the jump.
        (LONDON, utc(2026, 3, 29, 0, 30), Hours(SUNDAYS, time(1, 30), time(4, 0)), utc(2026, 3, 29, 1, 0)),
        # 02:00 jumps to 03:00 in New York on 8 March 2026.
        (NEW_YORK, utc(2026, 3, 8, 6, 0), Hours(SUNDAYS, time(2, 30), time(4, 0)), utc(2026, 3, 8, 7, 0)),
        # 02:00 jumps to 02:30 on Lord Howe on 4 October 2026.
        (LORD_HOWE, utc(2026, 10, 3, 15, 0), Hours(SUNDAYS, time(2, 15), time(4, 0)), utc(2026, 10, 3, 15, 30)),
        # 02:00 falls back to 01:00 in London on 25 October 2026: the first 01:30 is in the window.
        (LONDON, utc(2026, 10, 25, 0, 0), Hours(SUNDAYS, time(1, 30), time(1, 45)), utc(2026, 10, 25, 0, 30)),
        # ... and so is the second.
        (LONDON, utc(2026, 10, 25, 0, 50), Hours(SUNDAYS, time(1, 30), time(1, 45)), utc(2026, 10, 25, 1, 30)),
    ],
)
def test_clock_changes(zone: str, before: datetime, hours: Hours, expected: datetime) -> None:
    assert next_open(before, hours, [], zone) == expected


walls = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
around_changes = st.builds(
    lambda day, minutes: datetime.combine(day, time(), UTC) + timedelta(minutes=minutes),
    st.sampled_from(
        [
            date(2026, 3, 29),
            date(2026, 10, 25),
            date(2026, 3, 8),
            date(2026, 11, 1),
            date(2026, 4, 4),
            date(2026, 10, 3),
        ]
    ),
    st.integers(-2 * 24 * 60, 2 * 24 * 60),
)
hours_of = st.builds(
    Hours,
    st.frozensets(st.integers(1, 7), min_size=1),
    walls,
    walls,
    st.none() | st.dates(date(2026, 3, 1), date(2026, 11, 10)),
    st.none() | around_changes,
)
aways = st.lists(
    st.builds(
        lambda first, more: DaysAway(first, first + timedelta(days=more)),
        st.dates(date(2026, 3, 1), date(2026, 11, 10)),
        st.integers(0, 5),
    ),
    max_size=2,
)
quiets = st.lists(
    st.builds(lambda start, more: Stretch(start, start + timedelta(minutes=more)), around_changes, st.integers(0, 900)),
    max_size=2,
)
zones = st.sampled_from([LONDON, NEW_YORK, LORD_HOWE, "Asia/Kolkata", "Etc/UTC"])


@settings(max_examples=150, deadline=None)
@given(around_changes, hours_of, aways, zones, quiets)
def test_the_next_opening_is_open_and_nothing_before_it_is(
    t: datetime, hours: Hours, away: list[DaysAway], zone: str, quiet: list[Stretch]
) -> None:
    found = next_open(t, hours, away, zone, quiet)
    assert found >= t
    assert is_open(found, hours, away, zone, quiet)
    step = t
    while step < min(found, t + timedelta(days=3)):
        assert not is_open(step, hours, away, zone, quiet)
        step += timedelta(minutes=15)
    if found > t:
        assert not is_open(found - timedelta(seconds=1), hours, away, zone, quiet)
    assert next_open(found, hours, away, zone, quiet) == found


@settings(max_examples=150, deadline=None)
@given(around_changes, hours_of, zones)
def test_a_window_shuts_when_its_wall_clock_says_so(t: datetime, hours: Hours, zone: str) -> None:
    day = window_day(t, hours, zone)
    if day is None:
        with pytest.raises(ValueError, match="shut"):
            closes(t, hours, zone)
        return
    end = closes(t, hours, zone)
    assert t < end <= t + timedelta(hours=26)
    assert window_day(end, hours, zone) != day
    assert window_day(end - timedelta(seconds=1), hours, zone) == day
