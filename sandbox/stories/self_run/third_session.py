"""The third session, which a member runs."""

from datetime import UTC, datetime

from sandbox.stories.self_run import sessions
from sandbox.stories.self_run.people import People
from sandbox.story import Stage


async def tell(stage: Stage, people: People) -> None:
    await stage.at(datetime(2026, 12, 10, 13, 28, tzinfo=UTC), "The third session, without the coach")
    leader = next(person for person in people.members if "You facilitate" in person.sees().text())
    await sessions.begin(stage, leader)
    for minutes in (10, 15, 25, 5, 50, 15, 50, 10):
        await sessions.go_on(stage, leader, minutes)
    await sessions.end(stage, leader, 8)
    await stage.at(datetime(2026, 12, 14, 10, 0, tzinfo=UTC))
    await stage.home(people.priya)
