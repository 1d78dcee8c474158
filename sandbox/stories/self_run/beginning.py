"""The welcome: a set is made, everybody is asked and answers in their own time, ground rules, and a first date."""

from datetime import UTC, datetime, timedelta

from sandbox.stories.self_run.people import People, channel_of, fall_silent, live
from sandbox.story import Stage

SET_NAME = "Thursday set"
FIRST_DAY = "2026-09-17"


async def tell(stage: Stage, people: People) -> None:
    live(stage, people)
    await _a_set_is_made(stage, people)
    await stage.at(stage.now + timedelta(hours=30), "Each of them reads it in their own time, in three short screens")
    await _esi_sets_her_nights(stage, people)
    await _a_ground_rule_is_suggested(stage, people)
    await _a_date_is_picked(stage, people)
    fall_silent(stage, people.ben)


async def _a_set_is_made(stage: Stage, people: People) -> None:
    await stage.command(people.priya, "/als")
    await stage.press(people.priya, "New set")
    await stage.fill(
        people.priya,
        {
            "set_name": SET_NAME,
            "set_people": list(people.members),
            "set_coach": people.hanna,
            "set_cadence": "6",
            "set_zone": "Europe/London",
            "set_confidentiality": "chatham_house",
            "set_contacts": "Rosa Diaz, wellbeing lead, ext. 2040",
        },
    )
    await stage.fill(
        people.priya,
        {
            "set_weekday": "Thursday",
            "set_time": "13:30",
            "set_length": "210",
            "set_sessions": "6",
            "set_coached_sessions": "2",
            "set_purpose": "To think aloud about work, away from work.",
        },
    )
    await stage.close(people.priya)


async def _esi_sets_her_nights(stage: Stage, people: People) -> None:
    await stage.at(datetime(2026, 9, 8, 19, 30, tzinfo=UTC))
    await stage.command(people.esi, "/als", "settings")
    await stage.fill(people.esi, {"window_start": "19:00", "window_end": "07:00"})
    await stage.close(people.esi)


async def _a_ground_rule_is_suggested(stage: Stage, people: People) -> None:
    await stage.press(people.chloe, "Suggest a change", people.chloe.latest("Our ground rules"))
    await stage.fill(people.chloe, {"rule_idea": "We start and end on time."})
    await stage.close(people.chloe)
    await stage.wait(600)


async def _a_date_is_picked(stage: Stage, people: People) -> None:
    """Amina books the first session. Chloe has no commands, and looks at it by a button in the set's channel."""
    await stage.at(datetime(2026, 9, 9, 11, 0, tzinfo=UTC))
    await stage.command(people.amina, "/als-session", channel=channel_of(stage, people.amina))
    await stage.press(people.amina, "Pick a date")
    await stage.fill(
        people.amina,
        {"session_day": FIRST_DAY, "session_time": "13:30", "session_length": "210", "session_place": "Room 4"},
    )
    await stage.close(people.amina)
    await stage.wait(120)
    await stage.press(people.chloe, "Session", people.chloe.latest("Welcome to"))
    await stage.close(people.chloe)
