"""A session as a calendar file (RFC 5545, RFC 5546): one event with its time zone, and neither names nor place.

`icalendar` writes it. It is loaded with the first file: most sessions are booked long after the bot has started.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sets.hours import zone_of
from sets.wall_time import Odd, odd_hour, read_wall, settled
from storage.queries.calendar import SessionRow

if TYPE_CHECKING:
    from icalendar import Event, Timezone

_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)
_AROUND = timedelta(days=400)  # at least one change of the clocks on each side, where there are any


@dataclass(frozen=True)
class Change:
    """The clocks change at an aware UTC moment, from one offset to another. `name`: of the new time, such as BST."""

    at: datetime
    before: timedelta
    after: timedelta
    summer: bool
    name: str


def calendar_file(session: SessionRow, summary: str, description: str, now: datetime) -> bytes:
    """The file for a session that is planned, or that was called off. `now`: aware UTC.

    The UID stays and SEQUENCE grows, so that a calendar changes the entry it has rather than adding another. A place
    is the set's own words: it stays out, and `description` says where to look.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Setkeeper//Session//EN")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "CANCEL" if session.state == "cancelled" else "PUBLISH")
    calendar.add_component(_zone(session))
    calendar.add_component(_event(session, summary, description, now))
    data: bytes = calendar.to_ical(sorted=False)
    return data


def _event(session: SessionRow, summary: str, description: str, now: datetime) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", session.ics_uid)
    event.add("sequence", session.ics_sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", _start(session))
    event.add("duration", timedelta(minutes=session.length_minutes))
    event.add("summary", summary)
    event.add("description", description)
    event.add("status", "CANCELLED" if session.state == "cancelled" else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE")
    return event


def _start(session: SessionRow) -> datetime:
    """The wall time in its zone: the next there is for one that the clocks skip. One that comes twice is given in UTC:
    calendars read it each in their own way."""
    agreed = read_wall(session.local_start)
    if odd_hour(agreed, session.zone) is Odd.TWICE:
        return session.starts_at.astimezone(UTC)
    return settled(agreed, session.zone).replace(tzinfo=zone_of(session.zone))


def _zone(session: SessionRow) -> Timezone:
    """The zone's rules around the session, as a calendar needs them that does not know its name.

    A change begins at the wall time of the clocks before it (RFC 5545 section 3.6.5). `Timezone.from_tzinfo` gives the
    wall time after it, an hour late in spring, and passes over changes less than 64 days apart, as in Morocco.
    """
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    place, begin = zone_of(session.zone), session.starts_at - _AROUND
    local = begin.astimezone(place)
    offset = local.utcoffset() or timedelta()
    first = Change(begin.replace(second=0, microsecond=0), offset, offset, bool(local.dst()), local.tzname() or "")
    zone = Timezone()
    zone.add("tzid", place.key)
    for change in [first, *clock_changes(session.zone, begin, session.starts_at + _AROUND)]:
        rule = TimezoneDaylight() if change.summer else TimezoneStandard()
        rule.add("dtstart", (change.at + change.before).replace(tzinfo=None))
        rule.add("tzoffsetfrom", change.before)
        rule.add("tzoffsetto", change.after)
        rule.add("tzname", change.name)
        zone.add_component(rule)
    return zone


def clock_changes(zone: str, start: datetime, end: datetime) -> Iterator[Change]:
    """Every change of the clocks of a zone between two aware moments, to the second."""
    place, day = zone_of(zone), start
    while day < end:
        following = day + _DAY
        low, high = day, following
        before = low.astimezone(place).utcoffset()
        if before != high.astimezone(place).utcoffset():
            while high - low > _SECOND:
                middle = low + (high - low) / 2
                if middle.astimezone(place).utcoffset() == before:
                    low = middle
                else:
                    high = middle
            at = high.replace(microsecond=0)
            local = at.astimezone(place)
            after = local.utcoffset()
            yield Change(at, before or timedelta(), after or timedelta(), bool(local.dst()), local.tzname() or "")
        day = following
