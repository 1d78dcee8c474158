"""One call to Slack, and what came of it: sent, definitely not, nobody knows, or not now.

Nothing here tries twice. The client has no retry handlers (bot/session.py); the outbox owns every retry, because only
it can tell whether a repeat would double something.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.feature import Call


@dataclass(frozen=True)
class Sent:
    """Slack did it; `response` is its answer."""

    response: Mapping[str, Any]


@dataclass(frozen=True)
class Definite:
    """Slack did not do it. `code`: Slack's error code, or one of ours. Not retryable: it would say the same again."""

    code: str
    retryable: bool = True


@dataclass(frozen=True)
class Ambiguous:
    """Nobody can know whether Slack did it."""

    code: str


@dataclass(frozen=True)
class Limited:
    """Slack did not do it, and the message is not to blame. `retry_after`: seconds, None when Slack named none."""

    retry_after: float | None
    code: str = "ratelimited"


Outcome = Sent | Definite | Ambiguous | Limited


class Sender(Protocol):
    """Whatever can make one call for a workspace. It never raises for what Slack or the network does."""

    async def post(self, workspace_id: UUID, call: Call) -> Outcome:
        """Make the call once."""
        ...

    async def put(self, workspace_id: UUID, url: str, data: bytes) -> Outcome:
        """Bring a file's bytes to the address that Slack gave for them, once."""
        ...


# Slack documents these two as possible partial successes; the others say that something of Slack's own broke.
_PERHAPS_DONE = frozenset({"internal_error", "fatal_error", "service_unavailable"})
_NOT_NOW = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
# What will not change by waiting: the place is gone, the person cannot be written to, or we built something invalid.
_FINAL = frozenset(
    {
        "access_denied",
        "alt_txt_too_large",
        "as_user_not_supported",
        "cannot_dm_bot",
        "cant_invite",
        "cant_invite_self",
        "cant_kick_from_general",
        "cant_kick_self",
        "cant_update_message",
        "channel_not_found",
        "ekm_access_denied",
        "file_type_not_allowed",
        "file_upload_size_restricted",
        "file_uploads_disabled",
        "file_uploads_except_images_disabled",
        "invalid_arguments",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_channel",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "invalid_name",
        "invalid_name_maxlength",
        "invalid_name_punctuation",
        "invalid_name_required",
        "invalid_name_specials",
        "invalid_users",
        "is_archived",
        "message_not_found",
        "messages_tab_disabled",
        "metadata_too_large",
        "method_not_supported_for_channel_type",
        "missing_scope",
        "msg_too_long",
        "no_text",
        "not_in_channel",
        "org_user_not_in_team",
        "posting_to_channel_denied",
        "restricted_action",
        "storage_limit_reached",
        "team_access_not_granted",
        "too_many_attachments",
        "unknown_method",
        "ura_max_channels",
        "user_disabled",
        "user_is_restricted",
        "user_is_ultra_restricted",
        "user_not_found",
        "user_not_visible",
        "users_not_found",
    }
)
# The workspace's token, not this delivery: sending there stops until it works again.
TOKEN_REFUSED = frozenset(
    {"account_inactive", "invalid_auth", "not_authed", "org_login_required", "token_expired", "token_revoked"}
)
# Slack documents no JSON bodies for all of these; as a query they work everywhere.
_QUESTIONS = frozenset(
    {"conversations.history", "conversations.list", "conversations.replies", "files.getUploadURLExternal"}
    | {"conversations.info", "conversations.members", "users.info"}
)
_CODE = re.compile(r"[a-z][a-z0-9_]{0,62}")
_SERVER_ERROR = 500
_TOO_MANY = 429
_OK = 200


class SlackSender:
    """Calls Slack through the shared session. `client_for` gives the client that holds a workspace's token."""

    def __init__(self, client_for: Callable[[UUID], AsyncWebClient]) -> None:
        self._client_for = client_for

    async def post(self, workspace_id: UUID, call: Call) -> Outcome:
        """Make the call once. Only a cancellation gets out of here: nobody knows then, and the row's mark says so."""
        client = self._client_for(workspace_id)
        try:
            if call.method in _QUESTIONS:
                response = await client.api_call(call.method, http_verb="GET", params=call.arguments)
            else:
                response = await client.api_call(call.method, json=call.arguments)
        except SlackApiError as error:
            return _refused(error)
        except (aiohttp.ClientError, OSError) as error:
            return _unanswered(error)
        except (ValueError, TypeError, AttributeError):
            # slack_sdk expects an object or nothing: text, or a JSON list, trips it up.
            return Ambiguous("bad_answer")
        data = response.data
        return Sent(data) if isinstance(data, dict) else Ambiguous("bad_answer")

    async def put(self, workspace_id: UUID, url: str, data: bytes) -> Outcome:
        """Bring the bytes once. The address is secret enough to need no token, and is logged nowhere."""
        session = self._client_for(workspace_id).session
        if session is None:
            raise ValueError("uploads need the shared session")
        try:
            async with session.post(url, data=data) as response:
                if response.status == _OK:
                    return Sent({"ok": True})
                return outcome_of(response.status, None, response.headers.get("Retry-After"))
        except (aiohttp.ClientError, OSError) as error:
            return _unanswered(error)


def _unanswered(error: Exception) -> Outcome:
    """What a network error means for the call it ended. (TimeoutError is an OSError.)"""
    nowhere = (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError, aiohttp.ClientProxyConnectionError)
    if isinstance(error, nowhere):
        # No connection, so nothing was sent. Slack or the network is away: the message is not to blame.
        return Limited(None, code="unreachable")
    return Ambiguous("timeout" if isinstance(error, TimeoutError) else "connection_lost")


def outcome_of(status: int, body: object, retry_after: str | None) -> Outcome:
    """What an answer of Slack means; `body` is the parsed JSON, or anything else when it was none."""
    if status == _TOO_MANY:
        return Limited(_seconds(retry_after))
    if status >= _SERVER_ERROR:
        return Ambiguous(f"http_{status}")
    if not isinstance(body, dict) or "ok" not in body:
        return Ambiguous("bad_answer") if status == _OK else Definite(f"http_{status}")
    if body["ok"] is True:
        return Sent(body)
    code = clean_code(body.get("error"))
    if code in _NOT_NOW:
        return Limited(_seconds(retry_after), code)
    if code in _PERHAPS_DONE:
        return Ambiguous(code)
    return Definite(code, retryable=code not in _FINAL)


def clean_code(code: object) -> str:
    """An error code that may be stored and logged: Slack's own form, nothing else."""
    return code if isinstance(code, str) and _CODE.fullmatch(code) else "unknown_error"


def _refused(error: SlackApiError) -> Outcome:
    """SlackApiError carries a SlackResponse, or aiohttp's response when the body was no JSON."""
    response = error.response
    if isinstance(response, aiohttp.ClientResponse):
        return outcome_of(response.status, None, response.headers.get("Retry-After"))
    status = int(getattr(response, "status_code", _OK))
    headers = getattr(response, "headers", None) or {}
    return outcome_of(status, getattr(response, "data", None), headers.get("Retry-After"))


def _seconds(retry_after: str | None) -> float | None:
    """Slack gives whole seconds. Anything else, or a value that would stop the sender for days, counts as none."""
    try:
        seconds = float(retry_after or "")
    except ValueError:
        return None
    return seconds if 0 < seconds <= 3600 else None
