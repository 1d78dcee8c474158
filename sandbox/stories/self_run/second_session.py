"""The second session: actions are looked back at, two issues, and a member leads the second half."""

from datetime import UTC, datetime

from sandbox.stories.self_run import sessions
from sandbox.stories.self_run.people import People
from sandbox.story import Stage


async def tell(stage: Stage, people: People) -> None:
    await stage.at(datetime(2026, 10, 27, 11, 0, tzinfo=UTC))
    await sessions.ask_for_time(stage, people.dev, "Leaving a team without burning a bridge")
    await sessions.ask_for_time(stage, people.chloe, "A talk that I have put off")
    await stage.at(datetime(2026, 10, 29, 13, 28, tzinfo=UTC), "The second session. London’s clocks have gone back")
    hanna, amina = people.hanna, people.amina
    await sessions.begin(stage, hanna)
    for minutes in (10, 15, 25):  # open, opening round, progress round
        await sessions.go_on(stage, hanna, minutes)
    await sessions.tool(stage, hanna, "Who presents", {"slot_presenter_1": "Chloe", "slot_presenter_2": "Dev"})
    await sessions.go_on(stage, hanna, 5)
    await sessions.tool(stage, hanna, "The issue", {"slot_talk": "questions"})
    await stage.at(datetime(2026, 10, 29, 15, 15, tzinfo=UTC))
    await sessions.tool(stage, hanna, "How it ends", {"slot_ending": "carried"})
    await sessions.go_on(stage, hanna, 1)
    await sessions.tool(stage, hanna, "Hand over", {"leading_person": "Amina"})
    await stage.close(hanna)
    await sessions.go_on(stage, amina, 10)
    await sessions.tool(stage, amina, "The issue", {"slot_talk": "ideas"})
    await sessions.go_on(stage, amina, 50)
    await sessions.go_on(stage, amina, 12)
    await sessions.end(stage, amina, 6)
    await sessions.book_next(stage, people.dev)
