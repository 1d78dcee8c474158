"""`setkeeper run` as an operator meets it: what the log says first, when it is ready, and what it holds back."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot import operator
from bot.cli import version_of
from bot.resources import manifest
from bot.simulate import settings_for
from sandbox.clock import SimClock
from sandbox.server import PretendSlack
from tests.whole.ports import free_port
from tests.whole.rehearsal import BotProcess

BEGINS = datetime(2026, 10, 21, 9, 0, tzinfo=UTC)


@pytest.fixture
async def run(database_url: str, tmp_path: Path) -> AsyncIterator[BotProcess]:
    """A bot process beside a pretend Slack, not started; on both databases."""
    slack = PretendSlack(manifest(), SimClock(BEGINS), 0)
    await slack.start()
    settings = settings_for(
        slack, tmp_path, database_url=database_url, keystore_url=f"sqlite:///{tmp_path / 'keys.db'}"
    )
    await operator.keys_init(settings)
    bot = BotProcess(slack, settings, tmp_path, free_port())
    yield bot
    await bot.stop()
    await slack.stop()


def lines(bot: BotProcess) -> list[dict[str, Any]]:
    return [json.loads(line) for line in bot.log.read_text().splitlines()]


async def test_one_line_at_the_start_one_when_ready_and_no_secret(run: BotProcess, database_url: str) -> None:
    await run.start()
    await run.stop()
    logged = lines(run)
    kind = database_url.partition(":")[0]
    how = {"mode": "socket", "database": kind, "port": run._port}
    assert logged[0]["event"] == "run.starting"
    assert ({"version": version_of()} | how).items() <= logged[0].items()
    (ready,) = [line for line in logged if line["event"] == "serve.ready"]
    assert how.items() <= ready.items()
    events = [line["event"] for line in logged]
    assert events.index("socket.connected") < events.index("serve.ready") < events.index("serve.stopping")
    assert events[-1] == "serve.stopped"
    assert not [line for line in logged if "dropped" in line]
    text = run.log.read_text()
    secrets = [run._settings.bot_token(), run._settings.app_token(), database_url, str(run._folder)]
    assert not [secret for secret in secrets if secret in text]
