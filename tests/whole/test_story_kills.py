"""The story self-run, told while the bot keeps dying. SETKEEPER_TORTURE sets the number of kills."""

import os
from datetime import UTC, datetime
from pathlib import Path

from tests.whole.story_kills import StoryKills

KILLS = int(os.environ.get("SETKEEPER_TORTURE", "40"))
LAST = datetime(2026, 12, 14, 10, 0, tzinfo=UTC)


async def test_a_story_with_many_deaths_loses_and_doubles_nothing(sqlite_url: str, tmp_path: Path) -> None:
    stage, verdict = await StoryKills(tmp_path, sqlite_url, KILLS, seed=KILLS).tell("self-run", LAST)
    print(verdict.line("self-run"))
    assert verdict.kills >= KILLS
    assert verdict.expected > 90
    assert verdict.lost == []
    assert verdict.doubled_direct == []
    assert verdict.unreferenced == []
    assert stage.slack.people["Hanna"].sees().channels == []
