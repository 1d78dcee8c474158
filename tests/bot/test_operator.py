"""What the operator's commands say when something is in the way."""

from pathlib import Path

import pytest
from sqlalchemy import update

from bot import operator
from bot.operator import NotDone
from bot.settings import Settings, given
from sets.setup import appoint_coordinator
from storage.models import ProgrammeRole
from tests.conftest import NOW, make_workspace


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


async def test_who_coordinates_is_listed(tmp_path: Path) -> None:
    made = settings(tmp_path)
    await operator.keys_init(made)
    assert await operator.coordinator_list(made) == "Nobody yet. Name someone with: setkeeper coordinator add U..."
    async with operator.opened(made) as storage:
        store = await make_workspace(storage)
        for user in ("UPRIYA", "UQUINN"):
            await appoint_coordinator(store, user, NOW)
        async with store.write() as uow:
            await uow.execute(update(ProgrammeRole).values(until_at=NOW))
        await appoint_coordinator(store, "UPRIYA", NOW)
    assert await operator.coordinator_list(made) == "UPRIYA       since 2026-05-14  (name not known yet)"
