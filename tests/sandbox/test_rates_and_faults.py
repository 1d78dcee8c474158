"""Rate limits on the simulated clock, and every fault on demand."""

import asyncio
from datetime import timedelta

import aiohttp
import pytest

from sandbox.faults import Accepted, Fault
from tests.sandbox.world_kit import Room, open_room


async def test_a_channel_takes_a_burst_and_then_one_a_second(room: Room) -> None:
    async def post(person: str) -> str:
        answer = await room.call("chat.postMessage", channel=person, text="x")
        return str(answer.get("error", "ok"))

    assert [await post(room.ana.id) for _ in range(4)] == ["ok", "ok", "ok", "ratelimited"]
    assert await post(room.ben.id) == "ok"
    room.clock.advance(timedelta(seconds=1))
    assert [await post(room.ana.id) for _ in range(2)] == ["ok", "ratelimited"]


async def test_a_limited_call_is_a_429_that_says_how_long(room: Room) -> None:
    url = room.slack.api_url + "users.list"
    headers = {"Authorization": f"Bearer {room.slack.bot_token}"}
    for _ in range(20):
        assert (await room.call("users.list"))["ok"]
    async with room.session.post(url, headers=headers) as response:
        assert response.status == 429
        assert response.headers["Retry-After"] == "3"
        assert await response.json() == {"ok": False, "error": "ratelimited"}
    room.clock.advance(timedelta(seconds=3))
    assert (await room.call("users.list"))["ok"]


async def test_a_workspace_takes_three_hundred_messages_a_minute() -> None:
    room = await open_room(workspace_messages_a_minute=5)
    people = [room.slack.add_person(f"p{n}") for n in range(6)]
    answers = [await room.call("chat.postMessage", channel=p.id, text="x") for p in people]
    assert [a["ok"] for a in answers] == [True] * 5 + [False]
    await room.close()


async def test_rates_can_be_switched_off() -> None:
    room = await open_room(rates_on=False)
    assert all([(await room.call("chat.postMessage", channel=room.ana.id, text="x"))["ok"] for _ in range(20)])
    await room.close()


async def outcome(room: Room) -> str:
    """What a client sees of one chat.postMessage."""
    url = room.slack.api_url + "chat.postMessage"
    headers = {"Authorization": f"Bearer {room.slack.bot_token}"}
    body = {"channel": room.ana.id, "text": "x"}
    try:
        async with room.session.post(url, headers=headers, json=body) as response:
            if response.status != 200:
                return f"{response.status} {response.headers.get('Retry-After')}"
            answer = await response.json()
            return str(answer.get("error", "ok"))
    except ValueError:
        return "bad JSON"
    except aiohttp.ClientConnectionError:
        return "dropped"


@pytest.mark.parametrize(
    ("fault", "seen", "posted"),
    [
        (Fault.LIMITED, "429 1", 0),
        (Fault.LIMITED_BARE, "429 None", 0),
        (Fault.UNAVAILABLE, "503 None", 0),
        (Fault.UNAVAILABLE_AFTER, "503 None", 1),
        (Fault.BAD_GATEWAY, "502 None", 0),
        (Fault.TIMEOUT, "dropped", 0),
        (Fault.TIMEOUT_AFTER, "dropped", 1),
        (Fault.RESET, "dropped", 0),
        (Fault.RESET_AFTER, "dropped", 1),
        (Fault.TRUNCATED, "bad JSON", 1),
        (Fault.INTERNAL_ERROR, "internal_error", 0),
        (Fault.INTERNAL_ERROR_AFTER, "internal_error", 1),
        (Fault.FATAL_ERROR_AFTER, "fatal_error", 1),
    ],
)
async def test_each_fault_once_and_then_all_is_well(room: Room, fault: Fault, seen: str, posted: int) -> None:
    room.slack.faults.queue("chat.postMessage", fault)
    assert await outcome(room) == seen
    await room.slack.settled()
    assert len(room.slack.log.of("message")) == posted
    assert room.slack.log.calls("chat.postMessage")[0].outcome == fault.value
    assert await outcome(room) == "ok"


async def test_faults_of_any_method_and_by_chance_follow_the_seed() -> None:
    seen = []
    for _ in range(2):
        room = await open_room(rates_on=False)
        room.slack.faults.queue("*", Fault.INTERNAL_ERROR)
        room.slack.faults.at_random("chat.postMessage", Fault.UNAVAILABLE, 0.5)
        seen.append([await outcome(room) for _ in range(12)])
        room.slack.faults.clear()
        assert await outcome(room) == "ok"
        await room.close()
    assert seen[0] == seen[1]
    assert seen[0][0] == "internal_error"
    assert {"ok", "503 None"} <= set(seen[0])


@pytest.mark.parametrize(("how", "seen"), [("503", "503 None"), ("reset", "dropped")])
async def test_slack_can_be_away_until_a_time(room: Room, how: str, seen: str) -> None:
    room.slack.faults.away(room.clock.now() + timedelta(hours=1), how)
    assert await outcome(room) == seen
    room.clock.advance(timedelta(hours=1))
    assert await outcome(room) == "ok"
    room.slack.faults.away(room.clock.now() + timedelta(hours=1))
    room.slack.faults.back()
    assert await outcome(room) == "ok"


async def test_a_hook_runs_after_accepting_and_before_answering(room: Room) -> None:
    seen: list[str] = []
    answered = asyncio.Event()

    async def hook(call: Accepted) -> None:
        assert not answered.is_set()
        seen.append(f"{call.method} {call.answer['ok']} {len(room.slack.log.of('message'))}")

    take_off = room.slack.faults.on_accept("chat.postMessage", hook)
    plain = room.slack.faults.on_accept("*", lambda call: seen.append(call.method))
    assert await outcome(room) == "ok"
    answered.set()
    assert seen == ["chat.postMessage True 1", "chat.postMessage"]
    take_off()
    plain()
    assert await outcome(room) == "ok"
    assert len(seen) == 2
