"""The morning of a session, and a set without a date: dates and times, and no words of the set."""

from datetime import datetime
from typing import Any
from uuid import UUID

from handlers.ids import Press, handle
from handlers.messages.parts import Button, buttons, escape, message, section
from handlers.messages.session_times import differs, set_time
from handlers.words import Reader
from storage.queries.booking import Expected
from storage.queries.calendar import SessionRow


def today_line(reader: Reader, session: SessionRow) -> dict[str, Any]:
    """In the channel, on the morning. reader: in the set's own zone."""
    said = reader.t("Our session is today at {time} ({city}).", time=reader.time(session.starts_at), city=reader.city())
    return message(said, [section(said), buttons(_session(reader, session.set_id))])


def your_day(reader: Reader, session: SessionRow, now: datetime) -> dict[str, Any]:
    """To whoever facilitates it: on the day, or in their last hours before it."""
    if differs(reader, session) or reader.local_date(session.starts_at) != reader.local_date(now):
        said = reader.t("You facilitate the session on {when}.", when=set_time(reader, session.starts_at, session.zone))
    else:
        said = reader.t("You facilitate the session today at {time}.", time=reader.time(session.starts_at))
    more = reader.t("Open it when you begin. I give you each step and the words.")
    row = buttons(_session(reader, session.set_id))
    return message(reader.t("A note about your session."), [section(f"{said} {more}"), row])


def ask_host(reader: Reader, set_id: UUID, set_name: str) -> dict[str, Any]:
    """To the host, once after each session: nothing is booked."""
    said = reader.t(
        "{set} has no date for its next session yet. You could pick one. I will not ask about this again.",
        set=escape(set_name),
    )
    row = buttons(_pick(reader, set_id), _session(reader, set_id))
    return message(reader.t("A note about your next session."), [section(said), row])


def ask_set(reader: Reader, set_id: UUID) -> dict[str, Any]:
    """In the channel, once after each session, when there is no host."""
    said = reader.t("No session is booked yet. Anyone in the set could pick a date.")
    return message(said, [section(said), buttons(_pick(reader, set_id), _session(reader, set_id))])


def few_can_come(reader: Reader, session: SessionRow, expected: Expected) -> dict[str, Any]:
    """To the host, or in the channel of a set without one: how many cannot come, not who."""
    said = reader.n(
        "{n} of {all} people cannot come to the session on {when}.",
        "{n} of {all} people cannot come to the session on {when}.",
        expected.cannot,
        all=expected.members,
        when=set_time(reader, session.starts_at, session.zone),
    )
    ways = reader.t("You could keep it, make it shorter, or pick another day. Whatever you choose is fine.")
    change = Button(reader.t("Move or cancel"), Press.SESSION_MOVE, handle(session.id, session.revision))
    row = buttons(change, _session(reader, session.set_id))
    return message(reader.t("A note about your next session."), [section(f"{said} {ways}"), row])


def _session(reader: Reader, set_id: UUID) -> Button:
    return Button(reader.t("Session"), Press.SESSION_MENU, handle(set_id))


def _pick(reader: Reader, set_id: UUID) -> Button:
    return Button(reader.t("Pick a date"), Press.SESSION_BOOK, handle(set_id))
