"""One call and what came of it, over a real connection: the table of Slack's and the network's answers."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from uuid import UUID

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sending import Ambiguous, Definite, Limited, Outcome, Sent, SlackSender, clean_code, outcome_of
from handlers.feature import Call

WORKSPACE = UUID(int=1)
POST = Call("chat.postMessage", {"channel": "C1", "text": "Hello", "metadata": {"event_type": "x"}})
Answer = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


def http(status: int, body: str, *headers: str, cut: int = 0) -> Answer:
    """An answer of that status; `cut`: so many bytes of the promised body never come."""

    async def answer(_: bytes, writer: asyncio.StreamWriter) -> None:
        raw = body.encode()
        head = [f"HTTP/1.1 {status} X", "Content-Type: application/json", f"Content-Length: {len(raw)}", *headers]
        writer.write("\r\n".join([*head, "Connection: close", "", ""]).encode() + raw[: len(raw) - cut])
        await writer.drain()

    return answer


async def reset(_: bytes, writer: asyncio.StreamWriter) -> None:
    """The connection is dropped after the request was read."""
    writer.transport.abort()


async def silence(_: bytes, writer: asyncio.StreamWriter) -> None:
    """Nothing comes within the client's time."""
    await asyncio.sleep(0.4)


class Line:
    """A server that gives one kind of answer and counts requests."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.requests: list[bytes] = []
        self.serving: list[asyncio.Task[None]] = []

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.serving.append(asyncio.create_task(self.serve(reader, writer)))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        lengths = [line for line in head.lower().splitlines() if line.startswith(b"content-length")]
        body = await reader.readexactly(int(lengths[0].split(b":")[1])) if lengths else b""
        self.requests.append(head + body)
        await self.answer(body, writer)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


@asynccontextmanager
async def sender_to(line: Line) -> AsyncIterator[SlackSender]:
    """A sender whose Slack is that line."""
    server = await asyncio.start_server(line.accept, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.3)) as session:
        client = AsyncWebClient("xoxb-1", base_url=f"http://127.0.0.1:{port}/", session=session, retry_handlers=[])
        yield SlackSender(lambda _: client)
    server.close()
    await server.wait_closed()
    await asyncio.gather(*line.serving)


ANSWERS: list[tuple[Answer, Outcome]] = [
    (http(200, '{"ok": true, "ts": "1.0"}'), Sent({"ok": True, "ts": "1.0"})),
    (http(200, '{"ok": false, "error": "channel_not_found"}'), Definite("channel_not_found", retryable=False)),
    (http(200, '{"ok": false, "error": "is_archived"}'), Definite("is_archived", retryable=False)),
    (http(200, '{"ok": false, "error": "invalid_blocks"}'), Definite("invalid_blocks", retryable=False)),
    (http(200, '{"ok": false, "error": "token_revoked"}'), Definite("token_revoked")),
    (http(200, '{"ok": false, "error": "some_new_error"}'), Definite("some_new_error")),
    (http(200, '{"ok": false, "error": "Ada said: hello"}'), Definite("unknown_error")),
    (http(200, '{"ok": false, "error": "internal_error"}'), Ambiguous("internal_error")),
    (http(200, '{"ok": false, "error": "fatal_error"}'), Ambiguous("fatal_error")),
    (http(200, '{"ok": false, "error": "ratelimited"}', "Retry-After: 4"), Limited(4.0)),
    (http(429, '{"ok": false, "error": "ratelimited"}', "Retry-After: 7"), Limited(7.0)),
    (http(429, '{"ok": false, "error": "ratelimited"}'), Limited(None)),
    (http(429, "slow down", "Retry-After: tomorrow"), Limited(None)),
    (http(500, '{"ok": false, "error": "internal_error"}'), Ambiguous("http_500")),
    (http(503, "<html>away</html>"), Ambiguous("http_503")),
    (http(502, ""), Ambiguous("http_502")),
    (http(200, '{"ok": tr'), Ambiguous("bad_answer")),
    (http(200, '{"ok": true, "ts": "1.0"}', cut=9), Ambiguous("connection_lost")),
    (http(200, "[]"), Ambiguous("bad_answer")),
    (http(404, "nothing here"), Definite("http_404")),
    (reset, Ambiguous("connection_lost")),
    (silence, Ambiguous("timeout")),
]


@pytest.mark.parametrize(("answer", "outcome"), ANSWERS)
async def test_each_answer_is_asked_for_once_and_understood(answer: Answer, outcome: Outcome) -> None:
    line = Line(answer)
    async with sender_to(line) as sender:
        assert await sender.post(WORKSPACE, POST) == outcome
    assert len(line.requests) == 1


async def test_nothing_was_sent_when_there_was_no_connection() -> None:
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient("xoxb-1", base_url="http://127.0.0.1:9/", session=session, retry_handlers=[])
        assert await SlackSender(lambda _: client).post(WORKSPACE, POST) == Limited(None, code="unreachable")


async def test_messages_go_as_json_and_questions_as_a_query() -> None:
    line = Line(http(200, '{"ok": true}'))
    async with sender_to(line) as sender:
        await sender.post(WORKSPACE, POST)
        await sender.post(WORKSPACE, Call("conversations.history", {"channel": "D1", "include_all_metadata": True}))
    post, question = line.requests
    assert json.loads(post.split(b"\r\n\r\n")[1]) == POST.arguments
    assert post.startswith(b"POST /chat.postMessage HTTP")
    assert question.startswith(b"GET /conversations.history?channel=D1&include_all_metadata=1 HTTP")


def test_a_wait_of_days_or_none_at_all_counts_as_untold() -> None:
    assert outcome_of(429, None, "999999") == Limited(None)
    assert outcome_of(429, None, "0") == Limited(None)
    assert outcome_of(429, None, "-3") == Limited(None)
    assert outcome_of(429, None, "nan") == Limited(None)
    assert outcome_of(429, None, "30") == Limited(30.0)


def test_only_codes_are_kept() -> None:
    assert clean_code("is_archived") == "is_archived"
    assert [clean_code(bad) for bad in (None, 3, "", "Two words", "x" * 80)] == ["unknown_error"] * 5
