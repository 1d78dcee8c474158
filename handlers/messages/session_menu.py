"""/als-session (voice.md 19): one window, by how the next session stands. The place is the set's own words."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from handlers.ids import Form, Press, handle
from handlers.messages.parts import (
    Block,
    Button,
    context,
    escape,
    modal,
    plain_words,
    rows_of_buttons,
    section,
    words_of_people,
)
from handlers.messages.session_times import for_you, when
from handlers.words import Reader
from sets.session_menu import Looked, Seat, State
from storage.queries.session_menu import Meeting

SETS_SHOWN = 40


def menu_view(reader: Reader, looked: Looked, row: Sequence[Button], now: datetime, flash: str = "") -> dict[str, Any]:
    """The menu before a session begins. `flash`: what was just done, on top."""
    blocks: list[Block] = [section(flash)] if flash else []
    blocks.append(section(_said(reader, looked, now)))
    if looked.place is not None:
        blocks += [section(reader.t("*Where*")), words_of_people(plain_words(looked.place.reveal()))]
    blocks += rows_of_buttons(row)
    return session_window(reader, blocks, looked.seat)


def session_window(reader: Reader, blocks: Sequence[Block], seat: Seat) -> dict[str, Any]:
    """A window about the session of one set: its name stands at the foot."""
    foot = context(reader.t("This is about {set}.", set=escape(seat.set_name)))
    return modal(
        reader, reader.t("Session"), [*blocks, foot], callback_id=Form.SESSION_MENU, metadata=handle(seat.set_id)
    )


def _said(reader: Reader, looked: Looked, now: datetime) -> str:
    if looked.meeting is None:
        return reader.t("No session is booked yet. You could pick a date.")
    lines = [_when_it_is(reader, looked, now), for_you(reader, looked.session), *who(reader, looked.meeting)]
    if looked.cannot_come:
        lines.append(reader.t("You said that you cannot come."))
    return " ".join(line for line in lines if line)


def _when_it_is(reader: Reader, looked: Looked, now: datetime) -> str:
    session = looked.session
    if looked.state is State.TODAY and reader.local_date(session.starts_at) == reader.local_date(now):
        return reader.t(
            "Your session is today at {time}.", time=Reader(reader.locale, session.zone).time(session.starts_at)
        )
    return reader.t("Next session: {when}.", when=when(reader, session))


def who(reader: Reader, meeting: Meeting) -> list[str]:
    """Who guides it and who is host, a sentence each, as far as that is known."""
    said = []
    if meeting.facilitator:
        said.append(reader.t("{name} facilitates.", name=escape(meeting.facilitator)))
    if meeting.host:
        said.append(reader.t("{name} looks after the date and place.", name=escape(meeting.host)))
    return said


def which_set_view(reader: Reader, seats: Sequence[Seat]) -> dict[str, Any]:
    """Somebody in several sets is asked which one they mean."""
    blocks = [section(reader.t("You are in {n} sets. Which one do you mean?", n=len(seats)))]
    for seat in seats[:SETS_SHOWN]:
        heard = reader.t("Open the session of {set}", set=plain_words(seat.set_name))
        button = Button(reader.t("Open"), Press.SESSION_MENU, handle(seat.set_id), label=heard)
        blocks.append({**section(f"*{escape(seat.set_name)}*"), "accessory": button.element()})
    return modal(reader, reader.t("Session"), blocks, callback_id=Form.SESSION_MENU)


def no_set_view(reader: Reader) -> dict[str, Any]:
    """For someone in no set: what this is for, and that a set's session is its own."""
    said = reader.t(
        "You are not in a set yet. A session is a meeting of a set. When you join one, you will find it here."
    )
    return modal(reader, reader.t("Session"), [section(said)], callback_id=Form.SESSION_MENU)


def session_button(reader: Reader, set_id: UUID, set_name: str) -> Button:
    """[Session] on Home: whatever the command does, a button does too."""
    heard = reader.t("Session of {set}", set=plain_words(set_name))
    return Button(reader.t("Session"), Press.SESSION_MENU, handle(set_id), label=heard)
