"""Wall times stay on the wall when the clocks change: three zones, every day of two years, the odd hours too."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sets import wall_time
from sets.wall_time import Odd
from storage.queries.calendar import PhaseRow, SessionRow

ZONES = ("Europe/London", "America/New_York", "Australia/Lord_Howe")
ID = UUID(int=1)
PHASE = PhaseRow(ID, ID, 1, "self_run", 4, 4, "14:00", 210, 6, None)
NOW = datetime(2026, 5, 14, 9, 0, tzinfo=UTC)
TWO_YEARS = [date(2026, 1, 1) + timedelta(days=number) for number in range(731)]


def at(text: str) -> datetime:
    return wall_time.read_wall(text)


def session(local: str, zone: str = "Europe/London", state: str = "closed") -> SessionRow:
    moment = wall_time.moment_of(at(local), zone)
    return SessionRow(
        ID, ID, ID, 1, local, zone, moment, 90, state, "led", None, None, None, "u", 0, None, None, 1
    )  # fmt: skip


@pytest.mark.parametrize("zone", ZONES)
def test_a_plain_wall_time_is_what_the_clock_shows_then(zone: str) -> None:
    odd = set()
    for day in TWO_YEARS:
        for hour in range(24):
            for minute in (0, 15, 30, 45):
                local = wall_time.wall(day, time(hour, minute))
                moment = wall_time.moment_of(local, zone)
                assert moment.tzinfo is UTC
                shown = wall_time.wall_of(moment, zone)
                if shown != local:
                    odd.add(day)
                    assert not wall_time.exists(local, zone)
                    assert timedelta(0) < shown - local <= timedelta(hours=1)
                # Nothing earlier shows the same: of two, it is the first.
                earlier = (moment - timedelta(hours=1), moment - timedelta(minutes=30))
                assert local not in [wall_time.wall_of(each, zone) for each in earlier]
    assert len(odd) == 2  # one spring a year


@pytest.mark.parametrize(
    ("zone", "wall", "shown", "moment"),
    [
        ("Europe/London", "2026-03-29T01:00", "2026-03-29T02:00", "2026-03-29T01:00"),
        ("Europe/London", "2026-03-29T01:59", "2026-03-29T02:00", "2026-03-29T01:00"),
        ("Europe/London", "2026-03-29T02:00", "2026-03-29T02:00", "2026-03-29T01:00"),
        ("Europe/London", "2026-10-25T01:30", "2026-10-25T01:30", "2026-10-25T00:30"),
        ("Europe/London", "2026-10-25T02:00", "2026-10-25T02:00", "2026-10-25T02:00"),
        ("America/New_York", "2026-03-08T02:30", "2026-03-08T03:00", "2026-03-08T07:00"),
        ("America/New_York", "2026-11-01T01:30", "2026-11-01T01:30", "2026-11-01T05:30"),
        ("Australia/Lord_Howe", "2026-10-04T02:10", "2026-10-04T02:30", "2026-10-03T15:30"),
        ("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-05T01:45", "2026-04-04T14:45"),
    ],
)
def test_skipped_and_repeated_hours(zone: str, wall: str, shown: str, moment: str) -> None:
    found = wall_time.moment_of(at(wall), zone)
    assert found == at(moment).replace(tzinfo=UTC)
    assert wall_time.write_wall(wall_time.settled(at(wall), zone)) == shown
    assert wall_time.write_wall(wall_time.wall_of(found, zone)) == shown


def test_a_day_that_never_was_moves_to_the_next() -> None:
    assert wall_time.write_wall(wall_time.settled(at("2011-12-30T10:00"), "Pacific/Apia")) == "2011-12-31T00:00"


@pytest.mark.parametrize("zone", ZONES)
def test_every_four_weeks_at_the_same_time_for_two_years(zone: str) -> None:
    last, now, offsets = session("2026-01-08T14:00", zone), datetime(2026, 1, 8, 18, 0, tzinfo=UTC), set()
    for number in range(1, 27):
        found = wall_time.propose_next(PHASE, last, now, zone)
        assert found == at("2026-01-08T14:00") + timedelta(weeks=4 * number)
        moment = wall_time.moment_of(found, zone)
        assert moment.astimezone(ZoneInfo(zone)).hour == 14
        offsets.add(moment.astimezone(ZoneInfo(zone)).utcoffset())
        last, now = session(wall_time.write_wall(found), zone), moment + timedelta(hours=4)
    assert len(offsets) == 2


@pytest.mark.parametrize(
    ("zone", "last", "wanted"),
    [
        ("Europe/London", "2026-03-01T01:30", "2026-03-29T02:00"),
        ("America/New_York", "2026-02-08T02:30", "2026-03-08T03:00"),
        ("Australia/Lord_Howe", "2026-09-06T02:10", "2026-10-04T02:30"),
        ("Europe/London", "2026-09-27T01:30", "2026-10-25T01:30"),
    ],
)
def test_a_cadence_that_falls_into_an_odd_hour(zone: str, last: str, wanted: str) -> None:
    sunday = replace(PHASE, weekday=7, local_time=last[11:])
    found = wall_time.propose_next(sunday, session(last, zone), session(last, zone).starts_at, zone)
    assert found == at(wanted)


ODD = {  # an hour that is skipped, and one that comes twice, of each zone
    "Europe/London": ("01:30", "01:30"),
    "America/New_York": ("02:30", "01:30"),
    "Australia/Lord_Howe": ("02:10", "01:45"),
}


@pytest.mark.parametrize("says", [True, False], ids=["the phase says it", "as the last session"])
@pytest.mark.parametrize("weeks", range(1, 13))
@pytest.mark.parametrize("zone", ZONES)
def test_every_cadence_holds_its_wall_time_for_two_years(zone: str, weeks: int, says: bool) -> None:
    """From every week of the first cadence, so that the odd nights are met: at two, and in the odd hours themselves."""
    met = set()
    for clock in {"14:00", *ODD[zone]}:
        for begin in range(weeks):
            sunday = date(2026, 1, 4) + timedelta(weeks=begin)
            phase = replace(PHASE, cadence_weeks=weeks, weekday=7, local_time=clock if says else None)
            last = session(f"{sunday}T{clock}", zone)
            while (day := read_day(last) + timedelta(weeks=weeks)) < date(2028, 1, 4):
                proposed = wall_time.proposal(phase, last, last.starts_at, zone)
                assert proposed == (day, time.fromisoformat(clock))  # one odd night does not move the rhythm
                last = session(f"{day}T{clock}", zone)
                shown = wall_time.wall_of(last.starts_at, zone)
                odd = wall_time.odd_hour(wall_time.wall(day, time.fromisoformat(clock)), zone)
                met.add(odd)
                if odd is Odd.SKIPPED:
                    assert shown.date() == day
                    assert timedelta(0) < shown - at(last.local_start) <= timedelta(hours=1)
                    assert wall_time.wall_of(last.starts_at - timedelta(minutes=1), zone) < at(last.local_start)
                else:
                    assert shown == at(last.local_start)
                if odd is Odd.TWICE:
                    again = {wall_time.wall_of(last.starts_at + timedelta(minutes=m), zone) for m in (30, 60)}
                    assert shown in again  # it was the first coming
    assert met == {None, Odd.SKIPPED, Odd.TWICE}


def read_day(row: SessionRow) -> date:
    return at(row.local_start).date()


def test_what_the_phase_does_not_say_comes_from_the_last_session_or_stays_open() -> None:
    says_nothing = replace(PHASE, cadence_weeks=None, weekday=None, local_time=None)
    assert wall_time.proposal(says_nothing, None, NOW, "Europe/London") == (None, None)
    assert wall_time.propose_next(says_nothing, None, NOW, "Europe/London") is None
    last = session("2026-05-12T09:30")
    assert wall_time.proposal(says_nothing, last, NOW, "Europe/London") == (None, time(9, 30))
    cadence = replace(says_nothing, cadence_weeks=2)
    assert wall_time.propose_next(cadence, last, NOW, "Europe/London") == at("2026-05-26T09:30")
    assert wall_time.propose_next(replace(PHASE, local_time=None), None, NOW, "Europe/London") is None


def test_the_first_session_leaves_a_week_to_make_time() -> None:
    for weekday in range(1, 8):
        found = wall_time.propose_next(replace(PHASE, weekday=weekday), None, NOW, "Europe/London")
        assert found is not None
        assert found.isoweekday() == weekday
        assert timedelta(days=7) <= found.date() - NOW.date() < timedelta(days=14)


def test_a_session_moved_to_another_day_does_not_move_the_rhythm() -> None:
    wednesday, friday, monday = (session(f"2026-05-{day}T10:00") for day in ("13", "15", "11"))
    for last in (wednesday, friday, monday):
        assert wall_time.propose_next(PHASE, last, NOW, "Europe/London") == at("2026-06-11T14:00")


@given(
    weeks=st.integers(1, 12),
    weekday=st.integers(1, 7),
    ago=st.integers(-400, 400),
    zone=st.sampled_from(ZONES),
    minutes=st.integers(0, 1439),
)
def test_it_is_always_ahead_on_its_weekday(weeks: int, weekday: int, ago: int, zone: str, minutes: int) -> None:
    clock = f"{minutes // 60:02}:{minutes % 60:02}"
    phase = replace(PHASE, cadence_weeks=weeks, weekday=weekday, local_time=clock)
    day = NOW.date() - timedelta(days=ago)
    last = session(f"{day}T{clock}", zone)
    found = wall_time.propose_next(phase, last, NOW, zone)
    assert found is not None
    assert found.isoweekday() == weekday
    assert wall_time.moment_of(found, zone) > NOW
    assert wall_time.exists(found, zone)
    assert found > at(last.local_start)
