"""The story self-run, told while the bot keeps dying, held against the same story told in peace.

SETKEEPER_TORTURE sets the number of kills. Only then it is told on PostgreSQL too: everyday runs have to be short.
"""

import os
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sandbox.people import Person
from sandbox.story import Stage
from tests.whole.story_kills import POINTS, StoryKills
from tests.whole.verdict import told

pytestmark = pytest.mark.xdist_group("self-run")
TORTURE = os.environ.get("SETKEEPER_TORTURE")
KILLS = int(TORTURE or "15")
LAST = datetime(2026, 12, 14, 10, 0, tzinfo=UTC)
# Who is whose buddy is drawn anew each time; some buddies answer and some are silent.
BY_LOT = ("Your buddy", "would like a short chat", "an answer from your buddy")


def in_peace(counted: Counter[tuple[str, str]]) -> Counter[tuple[str, str]]:
    """Without what is drawn by lot."""
    return Counter({key: n for key, n in counted.items() if not any(words in key[1] for words in BY_LOT)})


def home(person: Person) -> list[str]:
    """Their Home tab at the end, line by line, without what is drawn by lot."""
    view = person.sees().home
    lines = person.reads(view) if view is not None else []
    return [line for line in lines if not any(words in line for words in BY_LOT)]


@pytest.fixture(params=["sqlite_url", "postgres_url"] if TORTURE else ["sqlite_url"])
def story_url(request: pytest.FixtureRequest) -> str:
    """Where the bot keeps it."""
    return str(request.getfixturevalue(request.param))


async def test_a_story_with_many_deaths_loses_and_doubles_nothing(
    story_url: str, tmp_path: Path, self_run: Stage
) -> None:
    kills = StoryKills(tmp_path, story_url, KILLS, seed=KILLS)
    stage, verdict = await kills.tell("self-run", LAST)
    print(story_url.partition(":")[0], verdict.line("self-run"), dict(kills.causes))
    assert verdict.kills >= KILLS
    assert verdict.lost == []
    assert verdict.doubled_direct == []
    assert verdict.unreferenced == []
    # Everybody was told the same as in peace, as often, and ends with the same Home.
    assert in_peace(told(stage.slack)) == in_peace(told(self_run.slack))
    assert in_peace(told(stage.slack)).total() > 90
    for name, person in stage.slack.people.items():
        assert home(person) == home(self_run.slack.people[name]), name
    assert kills.causes["at rest"] > 0
    assert kills.causes["when Slack had accepted it"] > 0
    assert sum(kills.causes[each.value] for each in POINTS) > 0
