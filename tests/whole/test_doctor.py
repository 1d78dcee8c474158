"""`setkeeper doctor` against the pretend Slack: in order, then with what goes wrong at Slack's side."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import doctor, operator
from bot.resources import manifest
from bot.settings import name_of
from bot.simulate import settings_for
from sandbox.clock import SimClock
from sandbox.server import PretendSlack
from tests.bot.test_doctor import broken, clean
from tests.conftest import NOW

__all__ = ["clean"]
FIELDS = ("slack_bot_token", "slack_app_token", "slack_api_url", "data_dir")


@pytest.fixture
async def slack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[PretendSlack]:
    """A pretend Slack, and an installation for it in the environment."""
    found = PretendSlack(manifest(), SimClock(NOW))
    await found.start()
    settings = settings_for(found, tmp_path / "var")
    await operator.keys_init(settings)
    for field in FIELDS:
        value = getattr(settings, field)
        monkeypatch.setenv(name_of(field), getattr(value, "get_secret_value", lambda value=value: str(value))())
    yield found
    await found.stop()


async def test_all_in_order_but_for_the_clock_that_is_simulated(slack: PretendSlack) -> None:
    findings = await doctor.examine(None)
    assert [one for one in broken(findings) if "clock" not in one] == [], doctor.report(findings)
    assert "App token, for Socket Mode" in [finding.what for finding in findings]
    assert slack.refusals == []


async def test_a_revoked_token_and_an_app_that_was_removed(slack: PretendSlack) -> None:
    slack.admin.revoke_token()
    assert "Install the app again" in " ".join(broken(await doctor.examine(None)))
