"""Booking, moving and cancelling a session: the forms, what they become, and what the set's channel hears.

The channel hears the date and time alone. Where it is are the set's own words: they stand in windows.
"""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from handlers.ids import Field, Form, Press, handle
from handlers.messages import lengths
from handlers.messages.parts import (
    Block,
    Button,
    buttons,
    context,
    escape,
    input_block,
    message,
    modal,
    section,
    text_input,
)
from handlers.messages.session_menu import session_button, session_window
from handlers.messages.session_times import odd_hour, set_time, when
from handlers.places import AboutSet
from handlers.words import Reader
from sets.booking_forms import PLACE_LIMIT, Wanted
from sets.calendar import Blank, Booked, Done
from sets.errors import Problem
from sets.home import SetLine
from sets.session_menu import Seat
from sets.wall_time import read_wall
from storage.queries.calendar import SessionRow

FIELDS = {
    "day": Field.SESSION_DAY,
    "at": Field.SESSION_TIME,
    "length": Field.SESSION_LENGTH,
    "place": Field.SESSION_PLACE,
}


def book_form(reader: Reader, blank: Blank) -> dict[str, Any]:
    """The form for a new session, with the date that the set's rhythm proposes."""
    blocks: list[Block] = []
    if blank.day is not None:
        blocks.append(section(reader.t("This is the next date by your usual rhythm. You can choose another.")))
    blocks += _inputs(reader, blank.seat, blank.day, blank.at, lengths.value_of(blank.length), "", first=blank.first)
    return modal(
        reader,
        reader.t("Pick a date"),
        blocks,
        callback_id=Form.SESSION_BOOK,
        submit=reader.t("Book it"),
        metadata=handle(blank.seat.set_id),
    )


def move_form(reader: Reader, booked: Booked) -> dict[str, Any]:
    """The form for a session that is booked; cancelling it is a button of its own."""
    session = booked.session
    local = read_wall(session.local_start)
    place = booked.place.reveal() if booked.place else ""
    mark = handle(session.id, session.revision)
    length = lengths.value_of(session.length_minutes, by_bids=session.by_bids)
    cancel = Button(reader.t("Cancel session"), Press.SESSION_CANCEL, mark, style="danger")
    blocks = [
        *_inputs(reader, booked.seat, local.date(), local.time(), length, place, first=False),
        section(reader.t("If you cancel it, you can undo that, or pick a new date at once.")),
        buttons(cancel),
    ]
    return modal(
        reader,
        reader.t("Move or cancel"),
        blocks,
        callback_id=Form.SESSION_MOVE,
        submit=reader.t("Save changes"),
        metadata=mark,
    )


def _inputs(
    reader: Reader, seat: Seat, day: date | None, at: time | None, length: str, place: str, *, first: bool
) -> list[Block]:
    picker: Block = {"type": "datepicker"}
    if day is not None:
        picker["initial_date"] = day.isoformat()
    clock: Block = {"type": "timepicker", "timezone": seat.zone}
    if at is not None:
        clock["initial_time"] = f"{at:%H:%M}"
    there = Reader(reader.locale, seat.zone)
    return [
        input_block(Field.SESSION_DAY, reader.t("On which day?"), picker),
        input_block(Field.SESSION_TIME, reader.t("At what time, in {city}?", city=there.city()), clock),
        input_block(
            Field.SESSION_LENGTH,
            reader.t("How long?"),
            lengths.select(reader, length),
            hint=reader.t("A first session takes a little longer, as you learn how it works.") if first else "",
        ),
        text_input(
            Field.SESSION_PLACE,
            reader.t("Where? A room, or a link"),
            initial=place,
            optional=True,
            max_length=PLACE_LIMIT,
        ),
        context(
            reader.t(
                "I show the place only to people in {set}, and to its coach if it has one, in windows like this one.",
                set=escape(seat.set_name),
            )
        ),
        context(
            reader.t(
                "Nobody watches this. If it is urgent, speak to {contacts}.",
                contacts=escape(seat.contacts),
            )
        ),
    ]


def read_form(view: Mapping[str, Any]) -> Wanted:
    """A form as sent. What cannot be read is left out, for the use case to refuse."""
    values = {block: fields.get(Field.VALUE) or {} for block, fields in view["state"]["values"].items()}
    chosen = (values.get(Field.SESSION_LENGTH, {}).get("selected_option") or {}).get("value", "")
    length, by_bids = lengths.read(str(chosen))
    return Wanted(
        day=_day(values.get(Field.SESSION_DAY, {}).get("selected_date")),
        at=_time(values.get(Field.SESSION_TIME, {}).get("selected_time")),
        length=length,
        place=str(values.get(Field.SESSION_PLACE, {}).get("value") or ""),
        by_bids=by_bids,
    )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _time(text: str | None) -> time | None:
    try:
        return time.fromisoformat(text) if text else None
    except ValueError:
        return None


def form_errors(reader: Reader, problems: Mapping[str, Problem]) -> dict[str, str]:
    """What to say under each field."""
    sentences = {
        ("day", Problem.DATE_UNREADABLE): reader.t("Choose a day."),
        ("day", Problem.DATE_PAST): reader.t("That day has passed. Choose a later one."),
        ("day", Problem.DATE_TOO_FAR): reader.t("That is too far away. Choose a day within two years."),
        ("at", Problem.EMPTY): reader.t("Choose a time."),
        ("at", Problem.TIME_PAST): reader.t("That time has passed. Choose a later one."),
        ("at", Problem.OVERLAPS): reader.t("Your set has another session at that time. Choose another time."),
        ("length", Problem.EMPTY): reader.t("Choose how long it takes."),
        ("place", Problem.TOO_LONG): reader.t("That is too long for me to keep. Use fewer words."),
    }
    return {FIELDS[name]: sentences[(name, problem)] for name, problem in problems.items()}


def booked_view(reader: Reader, done: Done) -> dict[str, Any]:
    """After Book it."""
    said = reader.t("Booked: {when}. In a minute I tell your set in its channel.", when=when(reader, done.session))
    return _after(reader, done, said, reader.t("Undo: book the session"))


def moved_view(reader: Reader, done: Done) -> dict[str, Any]:
    """After Save changes."""
    said = reader.t(
        "Saved: {when}. If the date or time changed, I tell your set in a minute.", when=when(reader, done.session)
    )
    return _after(reader, done, said, reader.t("Undo: change the session"))


def cancelled_view(reader: Reader, done: Done) -> dict[str, Any]:
    """After Cancel session: a new date is one press away."""
    said = reader.t("Cancelled: {when}. In a minute I tell your set in its channel.", when=when(reader, done.session))
    again = Button(reader.t("Pick a new date"), Press.SESSION_BOOK, handle(done.seat.set_id))
    return _after(reader, done, said, reader.t("Undo: cancel the session"), again)


def undone_view(reader: Reader, done: Done) -> dict[str, Any]:
    """After Undo: how it stands now."""
    if done.session.state == "cancelled":
        said = reader.t("Undone. That session is not booked.")
    else:
        said = reader.t("Undone. Your session is on {when}.", when=when(reader, done.session))
    return _after(reader, done, said, "")


def _after(reader: Reader, done: Done, said: str, undo: str, *more: Button) -> dict[str, Any]:
    row = [*more, Button(reader.t("Back to the session"), Press.SESSION_MENU, handle(done.seat.set_id))]
    if done.change_id is not None:
        row.append(Button(reader.t("Undo"), Press.SESSION_UNDO, handle(done.change_id), label=undo))
    odd = odd_hour(reader, done.session) if done.session.state == "planned" else ""
    return session_window(reader, [section(f"{said} {odd}".strip()), buttons(*row)], done.seat)


def said_view(reader: Reader, done: Done, *, comes: bool) -> dict[str, Any]:
    """After I cannot come, or after taking that back."""
    back = Button(reader.t("Back to the session"), Press.SESSION_MENU, handle(done.seat.set_id))
    if comes:
        return session_window(
            reader, [section(reader.t("Thanks. I have noted that you can come.")), buttons(back)], done.seat
        )
    said = reader.t(
        "Thanks for letting me know. I ask for no reason. I show this only to the people who facilitate and host this "
        "session."
    )
    return session_window(reader, [section(said), buttons(can_come(reader, done.session), back)], done.seat)


def can_come(reader: Reader, session: SessionRow) -> Button:
    """Taking back that one cannot come."""
    return Button(reader.t("I can come after all"), Press.SESSION_CAN, handle(session.id))


def on_home(reader: Reader, one: SetLine, session: SessionRow | None) -> AboutSet:
    """What the line of a set on Home says of its next session, and the button for those who have no commands."""
    if session is None:
        said = reader.t("No session is booked yet. You could pick a date.")
    elif session.state == "open":
        said = reader.t("Its session is open now.")
    else:
        said = reader.t("Next session: {when}.", when=when(reader, session))
    return AboutSet(one.id, said, (session_button(reader, one.id, one.name),))


def done_before(reader: Reader) -> dict[str, Any]:
    """A form that Slack sent twice."""
    said = reader.t("This is already done. Nothing has changed.")
    return modal(reader, reader.t("Session"), [section(said)], callback_id=Form.SESSION_MENU)


def channel_line(reader: Reader, session: SessionRow, *, more: bool) -> dict[str, Any]:
    """The line in the set's channel. reader: in the set's own zone; more: another session comes before this one."""
    at = set_time(reader, session.starts_at, session.zone)
    if session.state == "cancelled":
        return message(reader.t("The session on {when} is cancelled.", when=at))
    said = reader.t("We also meet on {when}.", when=at) if more else reader.t("Our next session is on {when}.", when=at)
    row = buttons(Button(reader.t("Session"), Press.SESSION_MENU, handle(session.set_id)))
    return message(said, [section(said), row])


def file_words(reader: Reader, session: SessionRow) -> tuple[str, str, str]:
    """Of a calendar file: the event's title, what it says, and the words above the file in the channel."""
    says = reader.t("The place is kept with your set. To see it, type /als-session in Slack.")
    if session.state == "cancelled":
        above = reader.t("This file takes the session out of your calendar.")
    elif session.ics_sequence:
        above = reader.t("The session has changed. This file changes it in your calendar.")
    else:
        above = reader.t("This file puts the session in your calendar.")
    return reader.t("Learning session"), says, above
