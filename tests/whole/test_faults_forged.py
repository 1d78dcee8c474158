"""Requests that Slack did not sign, signed long ago, or meant for somebody else: refused, and nothing happens."""

import time
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import aiohttp
import pytest

from sandbox import interactions
from sandbox.forms import places
from sandbox.records import JSON
from sandbox.senders import Delivery, encode, signature
from tests.whole.village import MORNING, Village, village


@pytest.fixture
async def place(tmp_path: Path, sqlite_template: Path) -> AsyncIterator[Village]:
    """Over HTTP, with a check-in that waits for its answer."""
    async with village(tmp_path, sqlite_template, http=True) as found:
        await found.commit(found.amina)
        await found.until(MORNING)
        yield found


def press(place: Village, *, team: str = "") -> Delivery:
    """Amina's press on Done as Slack would send it; `team`: of another workspace."""
    message = place.amina.latest("checkins.done")
    target = message
    button = next(each for each in places(message.blocks or []) if each.action_id == "checkins.done")
    acted = interactions.action(place.slack.world, button, None)
    payload = interactions.press_in_message(place.slack.world, place.slack.urls, place.amina.user, target, acted, {})
    if team:
        payload["team"]["id"] = payload["user"]["team_id"] = team
    return Delivery("interactive", "block_actions", payload)


async def post(place: Village, delivery: Delivery, *, secret: str = "", age_s: int = 0, drop: str = "") -> int:
    """Post it to the bot, signed with this secret so long ago, without this header. Returns the status."""
    body, content_type = encode(delivery)
    at = int(time.time()) - age_s
    headers = {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": str(at),
        "X-Slack-Signature": signature(secret or place.slack.signing_secret, at, body),
    }
    headers.pop(drop, None)
    return await send(place, body, headers)


async def send(place: Village, body: str, headers: dict[str, str]) -> int:
    """Whatever it is, posted to where Slack posts. Returns the status."""
    address, data = f"http://127.0.0.1:{place.place.server.ports['slack']}/slack/events", BytesIO(body.encode())
    async with aiohttp.ClientSession() as session, session.post(address, data=data, headers=headers) as answer:
        status = answer.status
    await place.rest()
    return status


def untouched(place: Village) -> None:
    assert place.amina.latest("checkins.done")
    assert "Saved:" not in place.amina.sees().text()
    place.check()


async def test_the_twin_that_slack_signed_is_taken(place: Village) -> None:
    assert await post(place, press(place)) == 200
    assert "checkins.undo" in str(place.amina.latest().blocks)
    place.check()


@pytest.mark.parametrize(
    "how",
    [
        {"secret": "0" * 32},
        {"age_s": 301},
        {"age_s": 86_400},
        {"age_s": -3600},
        {"drop": "X-Slack-Signature"},
        {"drop": "X-Slack-Request-Timestamp"},
    ],
    ids=["forged", "five minutes old", "a day old", "of the future", "no signature", "no time"],
)
async def test_what_slack_did_not_sign_now_does_nothing(place: Village, how: dict[str, object]) -> None:
    assert await post(place, press(place), **how) == 401  # type: ignore[arg-type]
    untouched(place)


async def test_a_forged_event_is_not_kept(place: Village) -> None:
    event: JSON = {"type": "message", "channel_type": "im", "user": place.amina.id, "text": "x", "ts": "1.1"}
    payload: JSON = {"type": "event_callback", "event_id": "Ev1", "team_id": place.slack.ws.team_id, "event": event}
    assert await post(place, Delivery("events_api", "message", payload), secret="1" * 32) == 401
    untouched(place)


async def test_another_workspace_changes_nothing(place: Village) -> None:
    assert await post(place, press(place, team="TOTHER0001")) in (200, 401)
    untouched(place)
    event: JSON = {"type": "message", "channel_type": "im", "user": place.amina.id, "text": "x", "ts": "1.1"}
    payload: JSON = {"type": "event_callback", "event_id": "Ev1", "team_id": "TOTHER0001", "event": event}
    status = await post(place, Delivery("events_api", "message", payload))
    assert status != 500, "Slack would send it again, for nothing"
    untouched(place)


@pytest.mark.parametrize("body", ["", "{", "payload=%7B", "payload=[]", "null", "\x00" * 10, "payload=1&payload=2"])
async def test_signed_nonsense_is_answered_without_a_fault(place: Village, body: str) -> None:
    at = int(time.time())
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": str(at),
        "X-Slack-Signature": signature(place.slack.signing_secret, at, body),
    }
    assert await send(place, body, headers) in (200, 400, 401, 404)
    untouched(place)


async def test_a_body_too_large_is_refused(place: Village) -> None:
    form = Delivery("slash_commands", "/als", {"command": "/als", "text": "w" * 2_000_000})
    assert await post(place, form) == 413
    untouched(place)
