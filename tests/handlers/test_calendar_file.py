"""The calendar entry through its life, as two libraries read the files that the channel gets."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import vobject  # type: ignore[import-untyped]
from ical.calendar_stream import IcsCalendarStream

from handlers.ids import Press, handle
from tests.handlers.test_calendar import Set, form, the_set

__all__ = ["the_set"]

PRIVATE = ("PLACE-WORDS", "OTHER-PLACE", "Amina", "Ben", "Cora", "Tuesday set", "CSET", "UAMINA")


class Entry(NamedTuple):
    """What a calendar makes of one file. starts: aware UTC."""

    uid: str
    sequence: int
    starts: datetime
    zone: str
    minutes: int
    method: str
    status: str


def by_ical(text: str) -> Entry:
    calendar = IcsCalendarStream.calendar_from_ics(text)
    (event,), (zone,) = calendar.events, calendar.timezones
    assert isinstance(event.dtstart, datetime)
    minutes = event.computed_duration // timedelta(minutes=1)
    starts, sequence = event.dtstart.astimezone(UTC), event.sequence or 0
    status = event.status.value if event.status else ""
    return Entry(event.uid, sequence, starts, zone.tz_id, minutes, str(calendar.method), status)


def by_vobject(text: str) -> Entry:
    calendar = vobject.readOne(text)
    event, minutes = calendar.vevent, calendar.vevent.duration.value // timedelta(minutes=1)
    starts, zone = event.dtstart.value.astimezone(UTC), calendar.vtimezone.tzid.value
    says = (calendar.method.value, event.status.value)
    return Entry(event.uid.value, int(event.sequence.value), starts, zone, minutes, *says)


async def _files(the_set: Set, minutes: float) -> list[str]:
    return [file.data.decode() for _, _, file in await the_set.sent(minutes) if file is not None]


async def test_one_entry_from_booking_to_undo(the_set: Set) -> None:
    await the_set.book()
    texts = await _files(the_set, 2)
    view = await the_set.press(Press.SESSION_MENU, handle(the_set.set_id))
    change = await the_set.follow(view, Press.SESSION_MOVE)
    await the_set.bot.submit("UAMINA", form(change, day="2026-11-05", at="09:30", place="OTHER-PLACE"))
    texts += await _files(the_set, 4)
    (session,) = await the_set.sessions()
    off = await the_set.press(Press.SESSION_CANCEL, handle(session.id, session.revision))
    texts += await _files(the_set, 6)
    await the_set.follow(off, Press.SESSION_UNDO)
    texts += await _files(the_set, 8)
    assert [text for text in texts for private in PRIVATE if private in text] == []
    summer, winter = datetime(2026, 5, 21, 13, 0, tzinfo=UTC), datetime(2026, 11, 5, 9, 30, tzinfo=UTC)
    wanted = [
        Entry(session.ics_uid, sequence, starts, "Europe/London", 210, *says)
        for sequence, starts, says in [
            (0, summer, ("PUBLISH", "CONFIRMED")),
            (1, winter, ("PUBLISH", "CONFIRMED")),
            (2, winter, ("CANCEL", "CANCELLED")),
            (3, winter, ("PUBLISH", "CONFIRMED")),
        ]
    ]
    assert [by_ical(text) for text in texts] == wanted
    assert [by_vobject(text) for text in texts] == wanted
