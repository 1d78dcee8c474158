"""A session as a calendar file (RFC 5545, RFC 5546): one event with its time zone, and neither names nor place.

Written by hand: it is one event of a dozen plain properties, and the changes of one zone's clocks around it. Two
libraries read it back in the tests.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sets.hours import zone_of
from sets.wall_time import read_wall
from storage.queries.calendar import SessionRow

_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)
_AROUND = timedelta(days=400)  # at least one change of the clocks on each side, where there are any
_LINE = 75  # octets, without the line break (RFC 5545 section 3.1)


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
    off = session.state == "cancelled"
    event = [
        "BEGIN:VEVENT",
        f"UID:{session.ics_uid}",
        f"SEQUENCE:{session.ics_sequence}",
        f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        _start(session),
        f"DURATION:PT{session.length_minutes}M",
        f"SUMMARY:{_text(summary)}",
        f"DESCRIPTION:{_text(description)}",
        f"STATUS:{'CANCELLED' if off else 'CONFIRMED'}",
        "CLASS:PRIVATE",
        "TRANSP:OPAQUE",
        "END:VEVENT",
    ]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Setkeeper//Session//EN",
        "CALSCALE:GREGORIAN",
        f"METHOD:{'CANCEL' if off else 'PUBLISH'}",
        *_zone(session),
        *event,
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _start(session: SessionRow) -> str:
    """The wall time in its zone. One that comes twice is given in UTC: calendars read it each in their own way."""
    local, place = read_wall(session.local_start), zone_of(session.zone)
    if local.replace(tzinfo=place, fold=0).utcoffset() != local.replace(tzinfo=place, fold=1).utcoffset():
        return f"DTSTART:{session.starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f"DTSTART;TZID={session.zone}:{local:%Y%m%dT%H%M%S}"


def _zone(session: SessionRow) -> Iterator[str]:
    """The zone's rules around the session, as a calendar needs them that does not know its name."""
    begin = session.starts_at - _AROUND
    local = begin.astimezone(zone_of(session.zone))
    offset = local.utcoffset() or timedelta()
    first = Change(begin.replace(second=0, microsecond=0), offset, offset, bool(local.dst()), local.tzname() or "")
    yield "BEGIN:VTIMEZONE"
    yield f"TZID:{session.zone}"
    for change in [first, *clock_changes(session.zone, begin, session.starts_at + _AROUND)]:
        kind = "DAYLIGHT" if change.summer else "STANDARD"
        yield f"BEGIN:{kind}"
        yield f"DTSTART:{(change.at + change.before):%Y%m%dT%H%M%S}"
        yield f"TZOFFSETFROM:{_offset(change.before)}"
        yield f"TZOFFSETTO:{_offset(change.after)}"
        yield f"TZNAME:{_text(change.name)}"
        yield f"END:{kind}"
    yield "END:VTIMEZONE"


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


def _offset(offset: timedelta) -> str:
    minutes = round(offset.total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"


def _text(words: str) -> str:
    """Words as a TEXT value (RFC 5545 section 3.3.11)."""
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\\n").replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """One content line with its line breaks, folded between characters."""
    folded, room = bytearray(), _LINE
    for character in line:
        octets = character.encode()
        if len(octets) > room:
            folded += b"\r\n "
            room = _LINE - 1
        folded += octets
        room -= len(octets)
    return bytes(folded) + b"\r\n"
