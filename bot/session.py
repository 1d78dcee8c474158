"""One shared HTTP session and the Slack clients that use it.

A session a call costs a TLS handshake a call (performance.md). The sending client has no retry handlers of its own:
slack_sdk's default one re-sends after a dropped connection, so that chat.postMessage could go out twice; the outbox
owns every retry.
"""

import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.logs import bolt_logger
from bot.settings import Settings

CONNECTIONS = 200


def open_session(settings: Settings) -> aiohttp.ClientSession:
    """The session to share. A proxy comes from HTTPS_PROXY and NO_PROXY, a private CA from SSL_CERT_FILE.

    The timeout sits here because a shared session makes the Slack client's own inert.
    """
    return aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=settings.slack_timeout_s),
        # aiohttp's own default reads SSL_CERT_FILE once, when it is first imported.
        connector=aiohttp.TCPConnector(limit=CONNECTIONS, ssl=ssl.create_default_context()),
        trust_env=True,
    )


def slack_client(settings: Settings, session: aiohttp.ClientSession, token: str | None = None) -> AsyncWebClient:
    """A Web API client that never sends anything twice by itself. `token`: the bot's unless given."""
    client = AsyncWebClient(
        token=token or settings.bot_token(),
        base_url=settings.slack_api_url,
        session=session,
        retry_handlers=[],
        timeout=int(settings.slack_timeout_s) or 1,
        logger=bolt_logger(),
    )
    client.proxy = None  # slack_sdk takes HTTPS_PROXY but not NO_PROXY; the session reads both
    return client


def proxy_for(url: str) -> str | None:
    """The proxy that the environment names for `url` (wss as https), or None. For what bypasses the session."""
    parts = urlsplit(url)
    if parts.hostname is None or proxy_bypass(parts.hostname):
        return None
    scheme = {"wss": "https", "ws": "http"}.get(parts.scheme, parts.scheme)
    return getproxies().get(scheme)


def slack_code(error: SlackApiError) -> str:
    """Slack's error code, if it looks like one. What answered may be a proxy's page: then there is none."""
    answer = getattr(error.response, "data", error.response)
    code = str(answer.get("error", "")) if isinstance(answer, Mapping) else ""
    return code if code.isidentifier() and len(code) <= 60 else "unknown"
