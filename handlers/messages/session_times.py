"""When a session is, in words: in the set's own zone, and in the reader's where that differs."""

from datetime import datetime

from handlers.words import Reader, zone_of
from sets import wall_time
from sets.wall_time import read_wall
from storage.queries.calendar import SessionRow


def set_time(reader: Reader, starts_at: datetime, zone: str) -> str:
    """ "Thursday 14 May, 14:00 (London)": for a channel, which people of several zones read."""
    there = Reader(reader.locale, zone)
    return reader.t(
        "{date}, {time} ({city})",
        date=there.date(there.local_date(starts_at)),
        time=there.time(starts_at),
        city=there.city(),
    )


def when(reader: Reader, session: SessionRow) -> str:
    """For one person: without the city where their clock shows the same."""
    if not differs(reader, session):
        there = Reader(reader.locale, session.zone)
        return reader.t(
            "{date}, {time}", date=there.date(there.local_date(session.starts_at)), time=there.time(session.starts_at)
        )
    return set_time(reader, session.starts_at, session.zone)


def for_you(reader: Reader, session: SessionRow) -> str:
    """The same moment on the reader's own clock; "" where that shows the same."""
    if not differs(reader, session):
        return ""
    return reader.t("For you that is {when}.", when=set_time(reader, session.starts_at, reader.tz))


def odd_hour(reader: Reader, session: SessionRow) -> str:
    """What became of the time that was chosen, on the night when the clocks change; "" on every other day."""
    agreed, there = read_wall(session.local_start), Reader(reader.locale, session.zone)
    found = wall_time.odd_hour(agreed, session.zone)
    if found is wall_time.Odd.SKIPPED:
        return reader.t(
            "The clocks go forward then, so there is no {asked} that day. I took {time}, the next there is.",
            asked=there.wall_time(agreed.time()),
            time=there.time(session.starts_at),
        )
    if found is wall_time.Odd.TWICE:
        return reader.t(
            "The clocks go back then, so {time} comes twice. I took the first one.", time=there.time(session.starts_at)
        )
    return ""


def differs(reader: Reader, session: SessionRow) -> bool:
    """Whether the reader's clock shows another time than the set's at that moment."""
    moment = session.starts_at
    return moment.astimezone(reader.zone).utcoffset() != moment.astimezone(zone_of(session.zone)).utcoffset()
