"""The set asks itself whether it is ready, decides in secret, and the coach says goodbye and leaves."""

from datetime import UTC, datetime, timedelta

from sandbox.stories.self_run import sessions
from sandbox.stories.self_run.people import People
from sandbox.story import Stage


async def tell(stage: Stage, people: People) -> None:
    await stage.at(datetime(2026, 11, 2, 20, 0, tzinfo=UTC))
    await stage.command(people.esi, "/als", "update")
    await stage.fill(people.esi, {"update_words": "I said no, and nothing fell down.", "update_audience": "My set"})
    await stage.close(people.esi)
    await stage.at(datetime(2026, 11, 4, 10, 0, tzinfo=UTC), "Their two sessions with a coach have been")
    await stage.press(people.amina, "Run ourselves", people.amina.latest("You planned to run yourselves"))
    await stage.press(people.amina, "Ask if we are ready")
    await stage.close(people.amina)
    await stage.at(datetime(2026, 11, 10, 10, 0, tzinfo=UTC), "Amina asks them all to decide")
    await sessions.session_window(stage, people.amina)
    await stage.press(people.amina, "Run ourselves")
    await stage.press(people.amina, "Ask the set to decide")
    await stage.close(people.amina)
    await stage.at(stage.now + timedelta(days=9))
