"""What Slack tells of a set's channel and of accounts, and what follows for who belongs."""

from datetime import timedelta

import pytest

from handlers.ids import Press
from sets.errors import Problem, Refused
from storage.models import OperatorLog
from storage.queries import joining as queries
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.factory import add_person
from tests.handlers.action_kit import Json
from tests.handlers.joining_kit import Asked, rows, someone_asked
from tests.statements import statements
from tests.whole.statements.core import LEAVING


@pytest.fixture
async def asked(store: WorkspaceStore) -> Asked:
    return await someone_asked(store)


def channel_event(kind: str, user: str, channel: str = "CSET", event_id: str = "Ev1") -> Json:
    return {
        "type": "event_callback",
        "team_id": "T0001",
        "event_id": event_id,
        "authorizations": [{"team_id": "T0001", "user_id": "UBOT", "is_bot": True}],
        "event": {"type": kind, "user": user, "channel": channel, "channel_type": "G", "team": "T0001"},
    }


async def test_leaving_the_channel_leaves_the_set(asked: Asked) -> None:
    await asked.reads_on()
    await asked.press(Press.JOIN_YES)
    with statements(asked.store) as seen:
        await asked.bot.send(channel_event("member_left_channel", "UAMINA"))
    assert len(seen) <= 6 + LEAVING, seen
    assert await asked.states() == ("declined", False)
    await asked.bot.send(channel_event("member_left_channel", "UAMINA", event_id="Ev2"))
    await asked.bot.send(channel_event("member_left_channel", "UAMINA", "CELSE", event_id="Ev3"))
    assert asked.bot.errors == []
    assert await asked.states() == ("declined", False)


async def nobody(*, user: str, include_locale: bool) -> Json:
    """Slack's directory, which says nothing new."""
    return {"ok": True, "user": {"id": user, "real_name": "Ben"}}


async def test_an_uninvited_arrival_is_noted_and_sees_nothing(asked: Asked) -> None:
    await add_person(asked.store, "UBEN")
    asked.bot.client.users_info = nobody  # type: ignore[method-assign, assignment]
    await asked.bot.send(channel_event("member_joined_channel", "UBEN"))
    assert await rows(asked.store, OperatorLog.code, OperatorLog.reference) == [
        ("channel.uninvited", str(asked.set_id))
    ]
    assert asked.bot.client.calls == []


@pytest.mark.parametrize("user", ["UBOT", "UAMINA"])
async def test_expected_arrivals_are_no_news(asked: Asked, user: str) -> None:
    await asked.reads_on()
    await asked.press(Press.JOIN_YES)
    await asked.bot.send(channel_event("member_joined_channel", user))
    await asked.bot.send(channel_event("member_joined_channel", user, "CELSE", "Ev2"))
    assert await rows(asked.store, OperatorLog.code) == []


def user_change(**facts: object) -> Json:
    user = {"id": "UAMINA", "name": "amina", "tz": "Europe/London", **facts}
    return {
        "type": "event_callback",
        "team_id": "T0001",
        "event_id": "EvU",
        "event": {"type": "user_change", "user": user},
    }


async def test_a_closed_account_leaves_quietly_and_may_come_back(asked: Asked) -> None:
    await asked.reads_on()
    await asked.press(Press.JOIN_YES)
    before = len(asked.bot.client.calls)
    with statements(asked.store) as seen:
        await asked.bot.send(user_change(deleted=True))
    assert len(seen) <= 6 + 1 + LEAVING, seen  # one more than an event may take, once in an account's life
    assert await asked.states() == ("declined", False)
    assert len(asked.bot.client.calls) == before
    async with asked.store.read() as uow:
        assert [one.id for one in await queries.open_invitations(uow, asked.person.id, NOW - timedelta(days=1))] == [
            asked.invitation_id
        ]


async def test_someone_asked_whose_account_closes_is_told_of_when_the_set_is_ready(asked: Asked) -> None:
    await asked.bot.send(user_change(deleted=True))
    assert await asked.states() == ("withdrawn", False)
    assert await asked.prepared("joining.ask", recipient_id=asked.person.id) is None
    view = {"id": "VHOME", "type": "home", "blocks": []}
    await asked.bot.press("UAMINA", Press.JOIN_LOOK, f"v1:{asked.invitation_id}:1", view=view)
    (error,) = asked.bot.errors
    assert isinstance(error, Refused)
    assert error.problem is Problem.GONE
