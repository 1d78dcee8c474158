"""The settings form and its words."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from babel import Locale

from handlers.ids import Field, Form, Press, handle
from handlers.messages.parts import Block, Button, buttons, context, input_block, modal, option, section
from handlers.places import MenuPart, Place
from handlers.words import Reader
from sets.people import DATE_LANGUAGES, Settings

AS_IN_SLACK = "slack"


def weekdays(reader: Reader) -> list[tuple[str, str]]:
    """ISO weekday and its name."""
    return [
        ("1", reader.t("Monday")),
        ("2", reader.t("Tuesday")),
        ("3", reader.t("Wednesday")),
        ("4", reader.t("Thursday")),
        ("5", reader.t("Friday")),
        ("6", reader.t("Saturday")),
        ("7", reader.t("Sunday")),
    ]


def days_in_words(reader: Reader, settings: Settings) -> str:
    """ "Monday to Friday", or the days one by one."""
    names = dict(weekdays(reader))
    chosen = sorted(settings.days)
    if len(chosen) > 2 and chosen == list(range(chosen[0], chosen[-1] + 1)):
        return reader.t("{first} to {last}", first=names[str(chosen[0])], last=names[str(chosen[-1])])
    return ", ".join(names[str(day)] for day in chosen)


def settings_form(reader: Reader, settings: Settings, person_id: UUID | None, now: datetime) -> dict[str, Any]:
    """My settings: days, hours, how many reminders, labels, a pause. person_id: None for someone not met yet."""
    days = [option(name, value) for value, name in weekdays(reader)]
    day_boxes: Block = {"type": "checkboxes", "options": days}
    if settings.days:
        day_boxes["initial_options"] = [days[day - 1] for day in sorted(settings.days)]
    limits = [option(str(number), str(number)) for number in (1, 2, 3)]
    yes, no = option(reader.t("Yes, show them"), "yes"), option(reader.t("No, say “one of your actions”"), "no")
    pause: Block = {"type": "datepicker"}
    if settings.paused_until and settings.paused_until > reader.local_date(now):
        pause["initial_date"] = settings.paused_until.isoformat()
    blocks = [
        *_not_until(reader, settings, person_id, now),
        input_block(Field.DAYS, reader.t("Which days do you work?"), day_boxes),
        input_block(Field.WINDOW_START, reader.t("From what time?"), _clock(settings.window_start)),
        input_block(
            Field.WINDOW_END,
            reader.t("To what time?"),
            _clock(settings.window_end),
            hint=reader.t("If you work nights, your hours can go past midnight."),
        ),
        input_block(
            Field.WEEKLY_LIMIT,
            reader.t("How many reminders a week, at most?"),
            {"type": "static_select", "options": limits, "initial_option": limits[settings.weekly_limit - 1]},
        ),
        input_block(
            Field.SHOW_LABELS,
            reader.t("Show the names of your actions in reminders?"),
            {"type": "radio_buttons", "options": [yes, no], "initial_option": yes if settings.show_labels else no},
        ),
        input_block(Field.PAUSED_UNTIL, reader.t("Pause all reminders until"), pause, optional=True),
        *_ways(reader, settings),
        context(reader.t("Times are {city} time, as in your Slack profile.", city=reader.city())),
        context(reader.t("I show this only to you.")),
        buttons(Button(reader.t("Away dates"), Press.AWAY)),
    ]
    return modal(reader, reader.t("My settings"), blocks, callback_id=Form.SETTINGS, submit=reader.t("Save"))


def _ways(reader: Reader, settings: Settings) -> list[Block]:
    """How messages are made, rather than when they come."""
    yes, no = option(reader.t("Yes"), "yes"), option(reader.t("No"), "no")

    def either(chosen: bool) -> Block:
        return {"type": "radio_buttons", "options": [yes, no], "initial_option": yes if chosen else no}

    return [
        input_block(
            Field.ONE_ITEM,
            reader.t("One thing in each message?"),
            either(settings.one_item),
            hint=reader.t("I write once a day at most. The other things wait for another day."),
        ),
        input_block(
            Field.STAGE_NOTICES,
            reader.t("A message for each stage of a session?"),
            either(settings.stage_notices),
            hint=reader.t("For a screen reader, or if you come late. The channel has one message that changes."),
        ),
        input_block(Field.DATE_LANGUAGE, reader.t("Language of dates"), _languages(reader, settings)),
    ]


def _languages(reader: Reader, settings: Settings) -> Block:
    as_in_slack = option(reader.t("As in Slack"), AS_IN_SLACK)
    options = [as_in_slack, *(option(own_name(language), language) for language in DATE_LANGUAGES)]
    chosen = next((one for one in options if one["value"] == settings.date_language), as_in_slack)
    return {"type": "static_select", "options": options, "initial_option": chosen}


def own_name(language: str) -> str:
    """A language, as its speakers call it."""
    return str(Locale.parse(language).get_display_name()).capitalize()


def _not_until(reader: Reader, settings: Settings, person_id: UUID | None, now: datetime) -> list[Block]:
    """ "Not until ..." was chosen on a message: it is seen here, and can be taken back."""
    if person_id is None or settings.not_until is None or settings.not_until <= now:
        return []
    day = reader.date(reader.local_date(settings.not_until))
    said = section(reader.t("You asked me not to write until {date}.", date=day))
    lift = Button(reader.t("You can write again"), Press.CHECKIN_LIFT, handle(person_id))
    return [said, buttons(lift)]


def saved_view(reader: Reader, chosen: Settings, undo_id: UUID | None) -> dict[str, Any]:
    """After Save. undo_id: what Undo names it by; None: it was saved before."""
    words = reader.t("Saved. You can change this at any time.")
    if chosen.paused_until is not None:
        words = reader.t("Saved. I will not remind you until {date}.", date=reader.date(chosen.paused_until))
    blocks = [section(words), section(_hours(reader, chosen))]
    if undo_id is not None:
        undo = Button(reader.t("Undo"), Press.SETTINGS_UNDO, handle(undo_id), label=reader.t("Undo: what I just saved"))
        blocks.append(buttons(undo))
    return modal(reader, reader.t("My settings"), blocks, callback_id=Form.MENU)


def _hours(reader: Reader, chosen: Settings) -> str:
    """What was chosen, read back; hours that end before they begin go past midnight."""
    limit = reader.n("At most {n} reminder a week.", "At most {n} reminders a week.", chosen.weekly_limit)
    said = reader.t(
        "I can write on {days}, {start} to {end}, {city} time.",
        days=days_in_words(reader, chosen),
        start=f"{chosen.window_start:%H:%M}",
        end=f"{chosen.window_end:%H:%M}",
        city=reader.city(),
    )
    if chosen.window_end <= chosen.window_start:
        said = reader.t(
            "I can write from {start} to {end} the next morning, {city} time, on nights that begin on {days}.",
            days=days_in_words(reader, chosen),
            start=f"{chosen.window_start:%H:%M}",
            end=f"{chosen.window_end:%H:%M}",
            city=reader.city(),
        )
    return f"{said} {limit}"


def in_words(reader: Reader, settings: Settings) -> list[str]:
    """Everything somebody chose, a sentence each."""
    lines = [_hours(reader, settings)]
    if settings.show_labels:
        lines.append(reader.t("Reminders show the names of your actions."))
    else:
        lines.append(reader.t("Reminders do not show the names of your actions."))
    if settings.paused_until is not None:
        lines.append(reader.t("No reminders before {date}.", date=reader.date_with_year(settings.paused_until)))
    if settings.one_item:
        lines.append(reader.t("One thing in each message."))
    if settings.stage_notices:
        lines.append(reader.t("A message for each stage of a session."))
    if settings.date_language:
        lines.append(reader.t("Dates are in {language}.", language=own_name(settings.date_language)))
    if settings.not_until is not None:
        day = reader.date_with_year(reader.local_date(settings.not_until))
        lines.append(reader.t("You asked me to wait until {date}.", date=day))
    return lines


def undone_view(reader: Reader) -> dict[str, Any]:
    """After Undo."""
    words = reader.t("Undone. Your settings are as they were before.")
    again = Button(reader.t("My settings"), Press.SETTINGS)
    return modal(reader, reader.t("My settings"), [section(words), buttons(again)], callback_id=Form.MENU)


def _clock(moment: time) -> Block:
    return {"type": "timepicker", "initial_time": f"{moment:%H:%M}"}


def menu_part(reader: Reader) -> MenuPart:
    """Settings in the menu."""
    words = reader.t("*Your settings.* Choose your days and hours, and how many reminders.")
    typed = reader.t("/als settings: choose your days and hours")
    return MenuPart(Place.SETTINGS, words, (Button(reader.t("My settings"), Press.SETTINGS),), (typed,))
