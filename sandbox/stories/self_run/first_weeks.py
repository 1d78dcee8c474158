"""The weeks after the first session: what each of them makes of being asked, one away, a question for the set."""

from datetime import UTC, datetime

from sandbox.stories.self_run.people import AWAY_FIRST, AWAY_LAST, People, try_the_buddy
from sandbox.story import Stage


async def tell(stage: Stage, people: People) -> None:
    await _femi_goes_away(stage, people)
    await stage.at(datetime(2026, 9, 25, 9, 0, tzinfo=UTC), "The weeks between")
    try_the_buddy(stage, people.chloe)
    await stage.at(datetime(2026, 10, 12, 9, 0, tzinfo=UTC))
    for person in (people.amina, people.chloe):
        await stage.home(person)


async def _femi_goes_away(stage: Stage, people: People) -> None:
    await stage.at(datetime(2026, 9, 18, 10, 0, tzinfo=UTC))
    await stage.command(people.femi, "/als", "away")
    await stage.fill(people.femi, {"away_first": AWAY_FIRST.isoformat(), "away_last": AWAY_LAST.isoformat()})
    await stage.close(people.femi)
