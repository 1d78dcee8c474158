"""The doctor's questions to Slack: do the tokens work, do their scopes suffice, do our clocks agree."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError

from bot import resources
from bot.doctor_network import why_silent
from bot.findings import Finding
from bot.session import open_session, proxy_for, slack_client, slack_code
from bot.settings import Settings
from handlers.slack_facts import FORBIDDEN_SCOPES

CLOSE_ENOUGH_S = 60  # Slack's signatures expire after 300 s
SILENT = (aiohttp.ClientError, TimeoutError, OSError)
COPY = "On your app's page, under OAuth & Permissions, copy the Bot User OAuth Token (xoxb-) again."
INSTALL = "Install the app again: on your app's page, under OAuth & Permissions. Then copy the new token."
GENERATE = "On your app's page, under Basic Information, make an app-level token (xapp-) with connections:write."
NOT_SLACK = "It may be a page of your network's proxy. Check HTTPS_PROXY, and ask your network team."
_TOKEN = {
    "invalid_auth": COPY,
    "not_authed": COPY,
    "not_allowed_token_type": COPY,
    "token_revoked": INSTALL,
    "token_expired": INSTALL,
    "account_inactive": INSTALL,
    "ratelimited": "Slack wants a pause. Try again in a minute.",
    "accesslimited": "Your workspace lets apps in from some addresses only. Ask its administrators to add this one.",
    "team_access_not_granted": "Ask your organisation's Slack administrators to allow the app in this workspace.",
    "org_login_required": "The workspace is being moved by Slack. Try again later.",
}


async def slack(settings: Settings) -> list[Finding]:
    """Findings about the tokens that are set; none when none is."""
    findings: list[Finding] = []
    app_id = ""
    async with open_session(settings) as session:
        if settings.slack_bot_token is not None:
            found, app_id = await _bot_token(settings, session)
            findings += found
        if settings.slack_app_token is not None:
            findings += await _app_token(settings, session, app_id)
    return list(dict.fromkeys(findings))  # what stands in the way stands in both ways: once is enough


async def _bot_token(settings: Settings, session: aiohttp.ClientSession) -> tuple[list[Finding], str]:
    """What auth.test says, and the id of the app when it says that too."""
    try:
        response = await slack_client(settings, session).auth_test()
    except SlackApiError as error:
        return [_refused("SLACK_BOT_TOKEN", slack_code(error), _TOKEN, COPY)], ""
    except AttributeError:  # slack_sdk, when it is answered in plain text
        return [_refused("SLACK_BOT_TOKEN", "unknown", _TOKEN, COPY)], ""
    except SILENT as error:
        return [why_silent(error, settings.slack_api_url)], ""
    headers = {name.lower(): value for name, value in response.headers.items()}
    found = [_whose(response.data if isinstance(response.data, dict) else {}), *_scopes(headers), *_time(headers)]
    return found, str(response.get("app_id") or "")


def _whose(answer: Mapping[str, Any]) -> Finding:
    """A bot's token has a bot; a person's has none, and one that expires needs a rotation that the bot does not do."""
    if not answer.get("bot_id"):
        return Finding(False, "SLACK_BOT_TOKEN is not a bot's token.", COPY)
    if answer.get("expires_in"):
        mend = "Turn token rotation off for the app, as the manifest has it, then install the app again."
        return Finding(False, "SLACK_BOT_TOKEN stops working after some hours.", mend)
    name = "".join(letter for letter in str(answer.get("team") or "") if letter.isprintable())[:80]
    return Finding(True, f"Bot token, for the workspace {name}" if name else "Bot token")


def _scopes(headers: Mapping[str, Any]) -> list[Finding]:
    """Slack tells a token's scopes in a header of every answer. It does not tell a bot which events it is sent."""
    if "x-oauth-scopes" not in headers:
        return [Finding(True, "Scopes could not be seen.", "Slack's answer does not name them: compare by hand.")]
    granted = {scope.strip() for scope in str(headers["x-oauth-scopes"]).split(",")}
    findings = []
    if missing := sorted(resources.bot_scopes() - granted):
        mend = "Put the manifest into your app again (setkeeper manifest), then reinstall the app."
        findings.append(Finding(False, f"The app lacks these scopes: {', '.join(missing)}.", mend))
    if too_many := sorted(FORBIDDEN_SCOPES & granted):
        mend = "Take them out on your app's page, remove the app from the workspace, and install it again."
        findings.append(
            Finding(False, f"The app has scopes with which it could read a set: {', '.join(too_many)}.", mend)
        )
    unseen = "Slack does not show a bot its events and its Messages tab. They come with the manifest."
    return findings or [Finding(True, "Scopes of the manifest", unseen)]


def _time(headers: Mapping[str, Any]) -> list[Finding]:
    """Compare Slack's Date header with this machine's clock: real time, since it is what signatures are made with."""
    try:
        theirs = parsedate_to_datetime(str(headers["date"]))
    except (KeyError, ValueError):
        return []
    skew = abs((datetime.now(UTC) - theirs.astimezone(UTC)).total_seconds())
    if skew > CLOSE_ENOUGH_S:
        mend = "Set the clock, and keep it set by NTP."
        return [Finding(False, f"This machine's clock is {skew:.0f} seconds away from Slack's.", mend)]
    return [Finding(True, f"Clock agrees with Slack's, to {skew:.0f} seconds")]


async def _app_token(settings: Settings, session: aiohttp.ClientSession, app_id: str) -> list[Finding]:
    try:
        answer = await slack_client(settings, session, settings.app_token()).apps_connections_open(
            app_token=settings.app_token()
        )
    except SlackApiError as error:
        return [_refused("SLACK_APP_TOKEN", slack_code(error), {"ratelimited": _TOKEN["ratelimited"]}, GENERATE)]
    except SILENT as error:
        return [why_silent(error, settings.slack_api_url)]
    url = str(answer.get("url") or "")
    other = (parse_qs(urlsplit(url).query).get("app_id") or [""])[0]
    if app_id and other and app_id != other:
        mend = "Take both from the page of one app."
        return [Finding(False, "SLACK_BOT_TOKEN and SLACK_APP_TOKEN belong to different apps.", mend)]
    return [Finding(True, "App token, for Socket Mode"), *await _line(session, url)]


async def _line(session: aiohttp.ClientSession, url: str) -> list[Finding]:
    """Whether the host of the Socket Mode line is reached, proxy and certificates and all.

    The line itself is not opened: Slack would send people's presses down it, and nobody would answer them.
    """
    parts = urlsplit(url)
    if not parts.hostname:
        return []
    scheme = {"wss": "https", "ws": "http"}.get(parts.scheme, parts.scheme)
    plain = f"{scheme}://{parts.netloc}/"
    try:
        async with session.get(plain, proxy=proxy_for(plain), allow_redirects=False):
            return [Finding(True, "The way to Slack's Socket Mode")]
    except SILENT as error:
        return [why_silent(error, plain)]


def _refused(name: str, code: str, mends: Mapping[str, str], usual: str) -> Finding:
    """Slack said no. "unknown": what answered did not speak as Slack does."""
    if code == "unknown":
        return Finding(False, "Something other than Slack answered.", NOT_SLACK)
    return Finding(False, f"Slack refused {name} ({code}).", mends.get(code, usual))
