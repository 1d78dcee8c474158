"""The calendar file: read back by libraries that know nothing of each other, in three zones, over a clock change.

`icalendar` also writes the file, so `vobject`, `ical` and a strict reading of the zone's rules have the last word.
"""

import re
from bisect import bisect_right
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import icalendar
import pytest
import vobject  # type: ignore[import-untyped]
from ical.calendar_stream import IcsCalendarStream
from icalendar import TimezoneDaylight, TimezoneStandard

from sets.hours import zone_of
from sets.ics import calendar_file, clock_changes
from sets.wall_time import moment_of, read_wall, settled
from storage.queries.calendar import SessionRow

ID = UUID(int=7)
NOW = datetime(2026, 5, 14, 9, 0, tzinfo=UTC)
TITLE, SAYS = "Learning session", "The place is kept with your set. To see it, type /als-session in Slack."
WHEN = [
    ("Europe/London", "2026-05-21T14:00"),
    ("Europe/London", "2026-03-29T02:00"),  # the first minute after the skipped hour
    ("Europe/London", "2026-03-29T01:30"),  # skipped: 02:00
    ("Europe/London", "2026-10-25T01:30"),  # comes twice
    ("Europe/London", "2026-12-10T09:15"),
    ("America/New_York", "2026-03-08T03:00"),
    ("America/New_York", "2026-11-02T10:00"),
    ("Australia/Lord_Howe", "2026-10-04T02:30"),
    ("Australia/Lord_Howe", "2026-07-01T10:00"),
    ("Europe/Dublin", "2026-12-10T09:15"),
    ("Africa/Casablanca", "2027-02-18T10:00"),  # its clocks go back for five weeks
    ("Asia/Kolkata", "2026-07-01T10:00"),  # its clocks never change
    ("Etc/UTC", "2026-07-01T10:00"),
]


def session(zone: str = "Europe/London", local: str = "2026-05-21T14:00", **more: Any) -> SessionRow:  # noqa: ANN401
    row = SessionRow(
        id=ID,
        set_id=ID,
        phase_id=ID,
        ordinal=2,
        local_start=local,
        zone=zone,
        starts_at=moment_of(read_wall(local), zone),
        length_minutes=210,
        state="planned",
        mode="led",
        host_id=None,
        facilitator_id=None,
        place=b"sealed",
        ics_uid="0f0f@setkeeper",
        ics_sequence=3,
        opened_at=None,
        closed_at=None,
        revision=4,
    )
    return replace(row, **more)


def made(row: SessionRow, title: str = TITLE, says: str = SAYS) -> bytes:
    return calendar_file(row, title, says, NOW)


def test_the_file_as_agreed() -> None:
    data = made(session("Asia/Kolkata", "2026-07-01T10:00"))
    assert data.decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Setkeeper//Session//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VTIMEZONE",
        "TZID:Asia/Kolkata",
        "BEGIN:STANDARD",
        "DTSTART:20250527T100000",
        "TZOFFSETFROM:+0530",
        "TZOFFSETTO:+0530",
        "TZNAME:IST",
        "END:STANDARD",
        "END:VTIMEZONE",
        "BEGIN:VEVENT",
        "UID:0f0f@setkeeper",
        "SEQUENCE:3",
        "DTSTAMP:20260514T090000Z",
        "DTSTART;TZID=Asia/Kolkata:20260701T100000",
        "DURATION:PT3H30M",
        "SUMMARY:Learning session",
        "DESCRIPTION:The place is kept with your set. To see it\\, type /als-session",
        "  in Slack.",
        "STATUS:CONFIRMED",
        "CLASS:PRIVATE",
        "TRANSP:OPAQUE",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_one_that_is_called_off_says_so_and_keeps_its_name() -> None:
    before, after = made(session()).decode(), made(session(state="cancelled", ics_sequence=4)).decode()
    assert "METHOD:CANCEL\r\n" in after
    assert "STATUS:CANCELLED\r\n" in after
    assert "SEQUENCE:4\r\n" in after
    assert re.findall("UID:.*", before) == re.findall("UID:.*", after)


def test_lines_are_folded_between_characters_at_75_octets() -> None:
    data = made(session(), title="é" * 200, says="a;b,c\\d\nline\r\n🎉" * 30)
    lines = data.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    for line in lines:
        line.decode()
    unfolded = data.replace(b"\r\n ", b"").decode()
    assert "SUMMARY:" + "é" * 200 + "\r\n" in unfolded
    assert "a\\;b\\,c\\\\d\\nline\\n🎉" * 30 in unfolded


def test_clock_changes_are_found_to_the_second() -> None:
    start, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    london = [(each.at, each.before, each.after, each.name) for each in clock_changes("Europe/London", start, end)]
    hour, none = timedelta(hours=1), timedelta()
    assert london == [
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), none, hour, "BST"),
        (datetime(2026, 10, 25, 1, 0, tzinfo=UTC), hour, none, "GMT"),
    ]
    howe = [each.after - each.before for each in clock_changes("Australia/Lord_Howe", start, end)]
    assert howe == [timedelta(minutes=-30), timedelta(minutes=30)]
    assert list(clock_changes("Asia/Kolkata", start, end)) == []


@pytest.mark.parametrize(("zone", "local"), WHEN)
def test_icalendar_reads_it_back(zone: str, local: str) -> None:
    row = session(zone, local)
    calendar = icalendar.Calendar.from_ical(made(row))
    assert str(calendar["method"]) == "PUBLISH"
    (event,) = calendar.events
    assert not event.errors
    assert (event.uid, event.sequence, str(event["summary"])) == (row.ics_uid, 3, TITLE)
    assert str(event["description"]) == SAYS
    assert event.DTSTART is not None
    assert event.DTSTART.astimezone(UTC) == row.starts_at
    assert timedelta(minutes=210) == event.DURATION
    assert event.get("location") is None
    assert event.get("attendee") is None
    # By the file's own rules alone, without knowing the zone by its name.
    (rules,) = calendar.timezones
    own = rules.to_tz(lookup_tzid=False)
    local_start = settled(read_wall(local), zone)
    offset = local_start.replace(tzinfo=own).utcoffset() or timedelta()
    if local != "2026-10-25T01:30":  # comes twice, so it stands there in UTC
        assert row.starts_at.replace(tzinfo=None) == local_start - offset


@pytest.mark.parametrize(("zone", "local"), WHEN)
def test_the_zone_rules_hold_by_the_letter_of_the_standard(zone: str, local: str) -> None:
    """RFC 5545 section 3.6.5: a rule begins at its DTSTART by the clocks of TZOFFSETFROM, and holds until the next."""
    row = session(zone, local)
    (rules,) = icalendar.Calendar.from_ical(made(row)).timezones
    assert rules.tz_name == zone
    parts = [part for part in rules.walk() if isinstance(part, TimezoneStandard | TimezoneDaylight)]
    begins = sorted((part.DTSTART - part.TZOFFSETFROM, part.TZOFFSETTO) for part in parts)
    onsets = [at.replace(tzinfo=UTC) for at, _ in begins]
    for hours in range(-24 * 390, 24 * 390):
        moment = row.starts_at + timedelta(hours=hours)
        offset = begins[bisect_right(onsets, moment) - 1][1]
        assert moment.astimezone(zone_of(zone)).utcoffset() == offset, moment


@pytest.mark.parametrize(("zone", "local"), WHEN)
@pytest.mark.filterwarnings("ignore")
def test_vobject_reads_it_back(zone: str, local: str) -> None:
    row = session(zone, local)
    event = vobject.readOne(made(row).decode()).vevent
    assert (event.uid.value, event.sequence.value, event.summary.value) == (row.ics_uid, "3", TITLE)
    assert event.description.value == SAYS
    assert event.duration.value == timedelta(minutes=210)
    assert event.status.value == "CONFIRMED"
    # It builds the zone from the file's rules.
    assert event.dtstart.value.astimezone(UTC) == row.starts_at
    off = vobject.readOne(made(replace(row, state="cancelled")).decode())
    assert (off.method.value, off.vevent.status.value) == ("CANCEL", "CANCELLED")


@pytest.mark.parametrize(("zone", "local"), WHEN)
def test_ical_reads_it_back(zone: str, local: str) -> None:
    row = session(zone, local)
    calendar = IcsCalendarStream.calendar_from_ics(made(row).decode())
    (event,) = calendar.events
    assert (event.uid, event.sequence, event.summary, event.description) == (row.ics_uid, 3, TITLE, SAYS)
    assert isinstance(event.dtstart, datetime)
    assert event.dtstart.astimezone(UTC) == row.starts_at
    assert event.computed_duration == timedelta(minutes=210)
    assert (event.location, event.attendees) == (None, [])
    assert [each.tz_id for each in calendar.timezones] == [zone]
    off = IcsCalendarStream.calendar_from_ics(made(replace(row, state="cancelled")).decode())
    assert (off.method, off.events[0].status) == ("CANCEL", "CANCELLED")
