"""What the operator's commands say when something is in the way."""

from pathlib import Path

import pytest

from bot import operator
from bot.operator import NotDone
from bot.settings import Settings, given


def settings(folder: Path) -> Settings:
    """Of a bot whose Slack does not answer."""
    return given(slack_bot_token="xoxb-1", slack_api_url="http://127.0.0.1:9/api/", data_dir=folder)


async def test_a_coordinator_is_added_only_when_slack_answers(tmp_path: Path) -> None:
    made = settings(tmp_path)
    await operator.keys_init(made)
    with pytest.raises(NotDone, match=r"Slack could not be reached\. See: setkeeper doctor"):
        await operator.coordinator_add(made, "U0123ABCD")


async def test_a_member_id_looks_like_one(tmp_path: Path) -> None:
    with pytest.raises(NotDone, match=r"That is not a member ID\."):
        await operator.coordinator_add(settings(tmp_path), "amina")
