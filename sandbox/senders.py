"""Handing one delivery to the bot over HTTP: signed as Slack signs, answered within the ack timeout or not at all.

Source: docs.slack.dev/authentication/verifying-requests-from-slack, /apis/events-api/using-http-request-urls.
"""

import asyncio
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode

import aiohttp

from sandbox.records import JSON
from sandbox.settings import SandboxSettings


@dataclass(slots=True)
class Delivery:
    """Something for the bot. `kind`: "events_api", "interactive" or "slash_commands"; `attempt` 0 is the first."""

    kind: str
    name: str
    payload: JSON
    attempt: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `reason` (when not ok) is Slack's word for the retry header. `body`: JSON, text or None."""

    ok: bool
    body: Any = None
    reason: str = ""
    no_retry: bool = False


class Sender(Protocol):
    """A way to the bot."""

    async def send(self, delivery: Delivery) -> Answer: ...


def encode(delivery: Delivery) -> tuple[str, str]:
    """Body and content type of the HTTP request for a delivery."""
    if delivery.kind == "events_api":
        return json.dumps(delivery.payload), "application/json"
    form = delivery.payload if delivery.kind == "slash_commands" else {"payload": json.dumps(delivery.payload)}
    return urlencode(form), "application/x-www-form-urlencoded"


def signature(secret: str, timestamp: int, body: str) -> str:
    """Slack's v0 signature of a request."""
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256)
    return "v0=" + digest.hexdigest()


class HttpSender:
    """Posts to the bot's request URL. Signs with the real time, because the bot's library checks against it."""

    def __init__(self, url: str, secret: str, settings: SandboxSettings) -> None:
        self._url = url
        self._secret = secret
        self._settings = settings
        # A connection a delivery: a bot that was killed and started again must not meet an old one.
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True))

    async def close(self) -> None:
        await self._session.close()

    def headers(self, delivery: Delivery, body: str, content_type: str) -> dict[str, str]:
        timestamp = int(time.time())
        found = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (pretend)",
            "X-Slack-Request-Timestamp": str(timestamp),
            "X-Slack-Signature": signature(self._secret, timestamp, body),
        }
        if delivery.attempt:
            found |= {"X-Slack-Retry-Num": str(delivery.attempt), "X-Slack-Retry-Reason": delivery.reason}
        return found

    async def send(self, delivery: Delivery) -> Answer:
        body, content_type = encode(delivery)
        headers = self.headers(delivery, body, content_type)
        try:
            async with asyncio.timeout(self._settings.ack_timeout_s):
                async with self._session.post(self._url, data=body.encode(), headers=headers) as response:
                    text = await response.text()
        except TimeoutError:
            return Answer(False, reason="http_timeout")
        except (aiohttp.ClientError, OSError):
            return Answer(False, reason="connection_failed")
        no_retry = response.headers.get("X-Slack-No-Retry") == "1"
        if not 200 <= response.status < 300:
            return Answer(False, text, "http_error", no_retry)
        return Answer(True, _decoded(text), no_retry=no_retry)

    async def verify(self, token: str, challenge: str) -> None:
        """The url_verification handshake. Raises ConnectionError when the bot does not echo the challenge."""
        payload = {"token": token, "challenge": challenge, "type": "url_verification"}
        answer = await self.send(Delivery("events_api", "url_verification", payload))
        echoed = answer.body.get("challenge") if isinstance(answer.body, dict) else answer.body
        if not answer.ok or echoed != challenge:
            raise ConnectionError(f"the request URL did not answer the challenge ({answer.reason or 'other text'})")


def _decoded(text: str) -> Any:  # noqa: ANN401 - JSON or plain text
    if not text:
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text
