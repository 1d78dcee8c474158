"""When something closes, and when a channel is written to: by the set's own clock, Monday to Friday."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from sets.mornings import channel_moment, working_morning


@pytest.mark.parametrize(
    ("zone", "earliest", "found"),
    [
        ("Europe/London", "2026-10-29T16:34", "2026-10-30T09:00"),
        ("Europe/London", "2026-10-30T08:00", "2026-10-30T09:00"),
        ("Europe/London", "2026-10-30T09:00", "2026-10-30T09:00"),
        ("Europe/London", "2026-10-30T09:01", "2026-11-02T09:00"),
        ("Europe/London", "2026-10-24T12:00", "2026-10-26T09:00"),  # the clocks go back between
        ("America/New_York", "2026-11-07T23:00", "2026-11-09T09:00"),
        ("Pacific/Auckland", "2026-09-25T18:00", "2026-09-28T09:00"),
    ],
)
def test_the_next_working_morning(zone: str, earliest: str, found: str) -> None:
    there = ZoneInfo(zone)
    moment = working_morning(zone, datetime.fromisoformat(earliest).replace(tzinfo=there))
    assert moment.astimezone(there) == datetime.fromisoformat(found).replace(tzinfo=there)


@pytest.mark.parametrize(
    ("zone", "earliest", "found"),
    [
        ("Europe/London", "2026-10-29T16:34", "2026-10-29T16:34"),
        ("Europe/London", "2026-10-30T18:00", "2026-11-02T08:00"),  # a Friday evening
        ("Europe/London", "2026-10-30T07:59", "2026-10-30T08:00"),
        ("Europe/London", "2026-10-24T12:00", "2026-10-26T08:00"),  # a Saturday; the clocks go back on Sunday
        ("Pacific/Auckland", "2026-09-27T23:30", "2026-09-28T08:00"),
    ],
)
def test_when_a_channel_is_written_to(zone: str, earliest: str, found: str) -> None:
    there = ZoneInfo(zone)
    moment = channel_moment(zone, datetime.fromisoformat(earliest).replace(tzinfo=there))
    assert moment.astimezone(there) == datetime.fromisoformat(found).replace(tzinfo=there)
