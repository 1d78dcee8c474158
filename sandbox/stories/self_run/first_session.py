"""The first session, which the coach leads: how it works, one practice slot, first actions, and what was wished for."""

from datetime import UTC, datetime, timedelta

from sandbox.people import Person
from sandbox.stories.self_run import sessions
from sandbox.stories.self_run.people import People
from sandbox.story import Stage


async def tell(stage: Stage, people: People) -> None:
    await stage.at(datetime(2026, 9, 15, 11, 0, tzinfo=UTC))
    await sessions.ask_for_time(stage, people.amina, "A choice between two projects")
    await stage.at(datetime(2026, 9, 17, 12, 28, tzinfo=UTC), "The first session")
    hanna = people.hanna
    await sessions.begin(stage, hanna)
    for minutes in (20, 20, 35):  # welcome, how it works, ground rules
        await sessions.go_on(stage, hanna, minutes)
    await sessions.tool(stage, hanna, "Who presents", {"slot_presenter_1": "Amina"})
    await sessions.go_on(stage, hanna, 15)  # the break
    await sessions.tool(stage, hanna, "The issue", {"slot_talk": "questions"})
    await sessions.go_on(stage, hanna, 52)
    await _everyone_commits(stage, people)
    await sessions.go_on(stage, hanna, 15)
    await sessions.go_on(stage, hanna, 10)
    await sessions.end(stage, hanna, 5)
    await sessions.book_next(stage, people.femi)


async def _everyone_commits(stage: Stage, people: People) -> None:
    """In a few words and a date, each in their own way. Chloe presses the button in the set's channel."""
    await stage.command(people.amina, "/als", "action")
    await commit(stage, people.amina, "ask the night team what they need", "next Friday")
    await stage.command(people.ben, "/als", "action")
    await commit(stage, people.ben, "write down what I want from my week", "1 October")
    await stage.press(people.chloe, "New action", people.chloe.latest("Welcome to"))
    await commit(stage, people.chloe, "talk to one person I avoid", "22 September")
    await stage.command(people.dev, "/als", "action")
    await commit(stage, people.dev, "draw the two choices on one page", "21 September")
    await stage.command(people.esi, "/als", "action")
    await commit(stage, people.esi, "walk the ward before handover", "24 September")
    await stage.command(people.femi, "/als", "action")
    await commit(stage, people.femi, "try one open question a day", "28 September")


async def commit(stage: Stage, person: Person, label: str, due: str) -> None:
    """Fill in the open form, and say yes to the date as it was read."""
    await stage.fill(person, {"action_label": label, "action_due": due})
    await stage.submit(person)
    await stage.close(person)
    await stage.at(stage.now + timedelta(seconds=40))
