"""Socket Mode: hello, envelopes, acks, redelivery, ten connections, goodbye."""

import asyncio
from datetime import timedelta

import aiohttp
import pytest

from tests.sandbox.kit import Json
from tests.sandbox.world_kit import Room


class Socket:
    """A bare Socket Mode client."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    @classmethod
    async def open(cls, room: Room) -> "Socket":
        headers = {"Authorization": f"Bearer {room.slack.app_token}"}
        async with room.session.post(room.slack.api_url + "apps.connections.open", headers=headers) as response:
            url = (await response.json())["url"]
        return cls(await room.session.ws_connect(url))

    async def next(self) -> Json:
        found: Json = await self.socket.receive_json(timeout=2)
        return found

    async def ack(self, envelope: Json, payload: object = None) -> None:
        answer = {"envelope_id": envelope["envelope_id"]}
        await self.socket.send_json(answer | ({"payload": payload} if payload else {}))


async def test_socket_mode_hello_envelope_ack(room: Room) -> None:
    socket = await Socket.open(room)
    hello = await socket.next()
    assert (hello["type"], hello["connection_info"]["app_id"]) == ("hello", room.slack.ws.app_id)
    await room.ana.say("hello")
    envelope = await socket.next()
    assert (envelope["type"], envelope["retry_attempt"]) == ("events_api", 0)
    assert envelope["accepts_response_payload"] is False
    await socket.ack(envelope)
    await room.slack.settled()
    assert room.slack.log.of("delivery")[-1].outcome == "acked"


async def test_socket_mode_redelivers_without_an_ack_and_when_a_connection_is_lost(room: Room) -> None:
    socket = await Socket.open(room)
    await socket.next()
    await room.ana.say("hello")
    first = await socket.next()
    again = await socket.next()
    assert (again["retry_attempt"], again["retry_reason"]) == (1, "timeout")
    assert again["payload"]["event_id"] == first["payload"]["event_id"]
    room.slack.sockets.cut()
    await room.slack.settled()
    other = await Socket.open(room)
    await other.next()
    room.clock.advance(timedelta(minutes=1))
    third = await other.next()
    assert (third["retry_attempt"], third["retry_reason"]) == (2, "connection_failed")
    await other.ack(third)
    await room.slack.settled()


async def test_socket_mode_takes_ten_connections_and_any_one_gets_a_payload(room: Room) -> None:
    sockets = [await Socket.open(room) for _ in range(10)]
    for number, socket in enumerate(sockets):
        assert (await socket.next())["num_connections"] == number + 1
    room.clock.advance(timedelta(minutes=1))
    eleventh = await Socket.open(room)
    assert (await eleventh.next())["reason"] == "too_many_websockets"
    used: list[int] = []

    async def serve(number: int) -> None:
        while True:
            envelope = await sockets[number].next()
            used.append(number)
            await sockets[number].ack(envelope)

    readers = [asyncio.create_task(serve(n)) for n in range(10)]
    for _ in range(12):
        await room.ana.say("hello")
    await room.slack.settled()
    for reader in readers:
        reader.cancel()
    await asyncio.gather(*readers, return_exceptions=True)
    assert len(used) == 12
    assert len(set(used)) > 2


async def test_socket_mode_asks_to_reconnect(room: Room) -> None:
    socket = await Socket.open(room)
    await socket.next()
    await room.slack.sockets.disconnect("warning")
    assert (await socket.next())["reason"] == "warning"
    assert not socket.socket.closed
    await room.slack.sockets.disconnect("refresh_requested")
    assert (await socket.next())["type"] == "disconnect"
    assert (await socket.socket.receive(timeout=2)).type is aiohttp.WSMsgType.CLOSE
    assert room.slack.sockets.connections == []


async def test_a_ticket_works_once(room: Room) -> None:
    headers = {"Authorization": f"Bearer {room.slack.app_token}"}
    async with room.session.post(room.slack.api_url + "apps.connections.open", headers=headers) as response:
        url = (await response.json())["url"]
    await room.session.ws_connect(url)
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await room.session.ws_connect(url)
