"""The weeks after the first session: actions, and what each of them makes of being asked."""

from datetime import UTC, datetime, timedelta

from sandbox.people import Person
from sandbox.stories.self_run.people import AWAY_FIRST, AWAY_LAST, People
from sandbox.story import Stage


async def tell(stage: Stage, people: People) -> None:
    await stage.at(datetime(2026, 9, 17, 16, 0, tzinfo=UTC), "The first session has been")
    await _everyone_commits(stage, people)
    await _femi_goes_away(stage, people)
    await stage.at(datetime(2026, 10, 12, 9, 0, tzinfo=UTC), "The weeks between")
    for person in (people.amina, people.esi):
        await stage.home(person)


async def _everyone_commits(stage: Stage, people: People) -> None:
    """In a few words and a date, each in their own way. Chloe presses the button in the set's channel."""
    await stage.command(people.amina, "/als", "action")
    await _commit(stage, people.amina, "ask the night team what they need", "next Friday")
    await stage.command(people.ben, "/als", "action")
    await _commit(stage, people.ben, "write down what I want from my week", "1 October")
    await stage.press(people.chloe, "New action", people.chloe.latest("Welcome to"))
    await _commit(stage, people.chloe, "talk to one person I avoid", "22 September")
    await stage.command(people.dev, "/als", "action")
    await _commit(stage, people.dev, "draw the two choices on one page", "21 September")
    await stage.command(people.femi, "/als", "action")
    await _commit(stage, people.femi, "try one open question a day", "28 September")
    await stage.at(stage.now + timedelta(hours=4))
    await stage.command(people.esi, "/als", "action")
    await _commit(stage, people.esi, "walk the ward before handover", "24 September")


async def _commit(stage: Stage, person: Person, label: str, due: str) -> None:
    await stage.fill(person, {"action_label": label, "action_due": due})
    await stage.submit(person)
    await stage.close(person)
    await stage.wait(40)


async def _femi_goes_away(stage: Stage, people: People) -> None:
    await stage.at(datetime(2026, 9, 18, 10, 0, tzinfo=UTC))
    await stage.command(people.femi, "/als", "away")
    await stage.fill(people.femi, {"away_first": AWAY_FIRST.isoformat(), "away_last": AWAY_LAST.isoformat()})
    await stage.close(people.femi)
