"""Nothing lost, nothing doubled, however often the bot is killed. SETKEEPER_TORTURE sets the number of kills."""

import os
from pathlib import Path

from tests.whole import without_lookup
from tests.whole.kills import KillRun
from tests.whole.ports import free_port

KILLS = int(os.environ.get("SETKEEPER_TORTURE", "28")) // 2


async def test_kill_run(database_url: str, tmp_path: Path) -> None:
    verdict = await KillRun(tmp_path, free_port(), seed=KILLS, url=database_url).run(KILLS)
    print(verdict.line(database_url.partition(":")[0]))
    assert verdict.kills >= KILLS
    assert verdict.expected > 2 * KILLS
    assert verdict.lost == []
    assert verdict.doubled_direct == []
    assert verdict.unreferenced == []
    assert verdict.untold == []


async def test_without_the_look_up_the_kill_run_is_red(tmp_path: Path) -> None:
    run = KillRun(tmp_path, free_port(), seed=1, program=without_lookup.run)
    run.only_when_accepted = True
    verdict = await run.run(4)
    print(verdict.line("without the look-up"))
    assert verdict.doubled_direct != []
