"""Chats with one's buddy: in the daily message, and in a window. Never what they are about."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from handlers.ids import Field, Form, Press, handle
from handlers.messages.bundles import numbered
from handlers.messages.parts import (
    Block,
    Button,
    buttons,
    context,
    escape,
    input_block,
    modal,
    section,
)
from handlers.messages.reflections import passed_over
from handlers.words import Reader
from sets.buddy_calls import Picked
from sets.buddy_nudges import CALL, HAPPENED, OFF, Pair
from sets.errors import Problem
from sets.reflections import SKIPPED
from storage.queries.buddy_calls import MeetingRow
from storage.queries.nudges import NudgeRow

_SOON = timedelta(days=2)


def notice(reader: Reader) -> str:
    """For lock screens: nobody is named."""
    return reader.t("A short note about your buddy.")


def item(reader: Reader, row: NudgeRow, pair: Pair, number: int, *, talked: bool) -> tuple[list[Block], bool]:
    """What stands in somebody's daily message, and whether it waits for a press. talked: since their set last met."""
    if row.state == "answered" and row.reason == SKIPPED:
        return passed_over(reader, row, number), False
    meeting = pair.meeting
    if row.kind == CALL and meeting is None and talked and pair.last is not None:
        meeting = pair.last
    if meeting is not None:
        said, presses = _standing(reader, pair, meeting)
        waits = meeting.state not in (HAPPENED, OFF)
    else:
        said = _could(reader, pair)
        skip = Button(reader.t("Not this time"), Press.REFLECT_SKIP, handle(row.id, row.revision))
        presses, waits = [*_to_begin(reader, pair), skip], True
    if number:
        presses = [_numbered(reader, each, number) for each in presses]
    return [section(numbered(reader, number, said)), buttons(*presses)], waits


def _numbered(reader: Reader, press: Button, number: int) -> Button:
    aloud = reader.t("{choice} {number}", choice=press.text, number=number)
    return Button(press.text, press.action_id, press.value, label=aloud)


def _could(reader: Reader, pair: Pair) -> str:
    names = [escape(each.name) for each in pair.others]
    if len(names) == 1:
        return reader.t("You and {name} could have a short chat before your set meets again.", name=names[0])
    return reader.t(
        "You, {name} and {name2} could have a short chat before your set meets again.", name=names[0], name2=names[1]
    )


def _standing(reader: Reader, pair: Pair, meeting: MeetingRow) -> tuple[str, list[Button]]:
    """How a chat stands, and what can be done with it."""
    value = handle(meeting.id, meeting.revision)
    undo = Button(reader.t("Undo"), Press.BUDDY_MEETING_UNDO, value)
    if meeting.state == HAPPENED:
        return reader.t("Noted. I keep only that you have talked, not what about."), [undo]
    names = [escape(each.name) for each in pair.others]
    day, at = _when(reader, meeting)
    if meeting.state == OFF:
        again = Button(reader.t("Pick another time"), Press.BUDDY_TIME, handle(pair.me.id))
        return reader.t("Your chat on {date}, {time} is off.", date=day, time=at), [again, undo]
    if len(names) == 1:
        said = reader.t("You and {name} talk on {date}, {time}.", name=names[0], date=day, time=at)
    else:
        said = reader.t(
            "You, {name} and {name2} talk on {date}, {time}.", name=names[0], name2=names[1], date=day, time=at
        )
    return said, [
        Button(reader.t("It happened"), Press.BUDDY_MET, value),
        Button(reader.t("Change the time"), Press.BUDDY_TIME, handle(pair.me.id)),
        Button(reader.t("Call it off"), Press.BUDDY_OFF, value),
    ]


def _when(reader: Reader, meeting: MeetingRow) -> tuple[str, str]:
    if meeting.starts_at is None:
        return reader.date(meeting.on), ""
    return reader.date(reader.local_date(meeting.starts_at)), reader.time(meeting.starts_at)


def _to_begin(reader: Reader, pair: Pair) -> list[Button]:
    return [
        Button(reader.t("Pick a time"), Press.BUDDY_TIME, handle(pair.me.id)),
        Button(reader.t("We have talked"), Press.BUDDY_TALKED, handle(pair.me.id)),
    ]


def window(reader: Reader, pair: Pair, said: str = "") -> dict[str, Any]:
    """Who one's buddy is, when they talk, and what a chat can be. said: what a press just did."""
    blocks: list[Block] = [section(said)] if said else []
    blocks.append(section(_who(reader, pair)))
    if pair.meeting is not None:
        words, presses = _standing(reader, pair, pair.meeting)
    else:
        words, presses = reader.t("You have not picked a time yet."), _to_begin(reader, pair)
    blocks += [section(words), buttons(*presses)]
    if pair.last is not None and pair.last != pair.meeting:
        blocks.append(context(reader.t("You last talked on {date}.", date=reader.date(pair.last.on))))
    blocks.append(
        context(
            reader.t(
                "A chat takes 15 to 20 minutes: how things are, two open questions each, and a next step. I keep only "
                "that you have talked."
            )
        )
    )
    return modal(reader, reader.t("My buddy"), blocks, callback_id=Form.BUDDY)


def _who(reader: Reader, pair: Pair) -> str:
    names = [escape(each.name) for each in pair.others]
    if len(names) == 1:
        return reader.t("Your buddy is {name}.", name=names[0])
    return reader.t("Your buddies are {name} and {name2}.", name=names[0], name2=names[1])


def form(reader: Reader, pair: Pair, now: datetime) -> dict[str, Any]:
    """A day and a time; those that were picked before, or the day after tomorrow."""
    meeting = pair.meeting
    day, at = reader.local_date(now + _SOON), ""
    if meeting is not None and meeting.starts_at is not None:
        here = meeting.starts_at.astimezone(reader.zone)
        day, at = (here.date() if meeting.starts_at > now else day), f"{here:%H:%M}"
    clock: Block = {"type": "timepicker", "timezone": reader.tz, **({"initial_time": at} if at else {})}
    blocks = [
        section(_who(reader, pair)),
        input_block(
            Field.BUDDY_DAY, reader.t("On which day?"), {"type": "datepicker", "initial_date": day.isoformat()}
        ),
        input_block(Field.BUDDY_AT, reader.t("At what time, in {city}?", city=reader.city()), clock),
        context(reader.t("I tell your buddy in their next daily message. Agree on the place or the call between you.")),
    ]
    return modal(
        reader,
        reader.t("Pick a time"),
        blocks,
        callback_id=Form.BUDDY_TIME,
        submit=reader.t("Save the time"),
        metadata=handle(pair.me.id, meeting.revision if meeting else 0),
    )


def picked_of(view: Mapping[str, Any], revision: int) -> Picked:
    """The form as it was sent; what cannot be read is left out, for the use case to refuse."""
    values = (view.get("state") or {}).get("values") or {}
    day = ((values.get(Field.BUDDY_DAY) or {}).get(Field.VALUE) or {}).get("selected_date")
    at = ((values.get(Field.BUDDY_AT) or {}).get(Field.VALUE) or {}).get("selected_time")
    try:
        return Picked(date.fromisoformat(day) if day else None, time.fromisoformat(at) if at else None, revision)
    except (TypeError, ValueError):
        return Picked(None, None, revision)


def problem_words(reader: Reader, problem: Problem) -> str:
    """What to say under a field."""
    return {
        Problem.DATE_UNREADABLE: reader.t("Choose a day."),
        Problem.DATE_PAST: reader.t("That date has passed. Choose a later one."),
        Problem.DATE_TOO_FAR: reader.t("That date is more than a year away. Choose a nearer one."),
        Problem.EMPTY: reader.t("Choose a time."),
        Problem.TIME_PAST: reader.t("That time has passed. Choose a later one."),
    }[problem]


def picked(reader: Reader, pair: Pair) -> dict[str, Any]:
    """After Save the time."""
    return window(reader, pair, reader.t("Saved. I tell your buddy in their next daily message."))


def undone(reader: Reader, pair: Pair) -> dict[str, Any]:
    """After Undo, in a window."""
    return window(reader, pair, reader.t("Undone. You can choose again."))
