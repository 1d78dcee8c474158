"""The doctor's questions to Slack: do the tokens work, do their scopes suffice, do our clocks agree."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from bot import resources
from bot.findings import Finding
from bot.session import open_session, slack_client, slack_code
from bot.settings import Settings

CLOSE_ENOUGH_S = 60  # Slack's signatures expire after 300 s
NO_ANSWER = "Check the network, the proxy, and SSL_CERT_FILE where your organisation has its own certificates."


async def slack(settings: Settings) -> list[Finding]:
    """Findings about the tokens that are set; none when none is."""
    findings: list[Finding] = []
    async with open_session(settings) as session:
        if settings.slack_bot_token is not None:
            findings += await _bot_token(settings, session)
        if settings.slack_app_token is not None:
            findings.append(await _app_token(settings, session))
    return findings


async def _bot_token(settings: Settings, session: aiohttp.ClientSession) -> list[Finding]:
    try:
        response = await slack_client(settings, session).auth_test()
    except SlackApiError as error:
        return [
            Finding(
                False, f"Slack refused SLACK_BOT_TOKEN ({slack_code(error)}).", "Copy it again from your app's page."
            )
        ]
    except (aiohttp.ClientError, TimeoutError, OSError):
        return [Finding(False, "Slack did not answer.", NO_ANSWER)]
    headers = {name.lower(): value for name, value in response.headers.items()}
    return [Finding(True, "Bot token"), *_scopes(headers), *_time(headers)]


def _scopes(headers: Mapping[str, Any]) -> list[Finding]:
    """Slack tells a token's scopes in a header of every answer."""
    if "x-oauth-scopes" not in headers:
        return []
    granted = {scope.strip() for scope in str(headers["x-oauth-scopes"]).split(",")}
    if missing := sorted(resources.bot_scopes() - granted):
        mend = "Put the manifest into your app again (setkeeper manifest), then install the app again."
        return [Finding(False, f"The app lacks these scopes: {', '.join(missing)}.", mend)]
    return [Finding(True, "Scopes of the manifest")]


def _time(headers: Mapping[str, Any]) -> list[Finding]:
    """Compare Slack's Date header with this machine's clock: real time, since it is what signatures are made with."""
    try:
        theirs = parsedate_to_datetime(str(headers["date"]))
    except (KeyError, ValueError):
        return []
    skew = abs((datetime.now(UTC) - theirs.astimezone(UTC)).total_seconds())
    if skew > CLOSE_ENOUGH_S:
        return [
            Finding(False, f"This machine's clock is {skew:.0f} seconds away from Slack's.", "Set the clock by NTP.")
        ]
    return [Finding(True, "Clock agrees with Slack's")]


async def _app_token(settings: Settings, session: aiohttp.ClientSession) -> Finding:
    try:
        await slack_client(settings, session, settings.app_token()).apps_connections_open(
            app_token=settings.app_token()
        )
    except SlackApiError as error:
        what = f"Slack refused SLACK_APP_TOKEN ({slack_code(error)})."
        return Finding(False, what, "It should be an app-level token with the scope connections:write.")
    except (aiohttp.ClientError, TimeoutError, OSError):
        return Finding(False, "Slack did not answer about Socket Mode.", NO_ANSWER)
    return Finding(True, "App token, for Socket Mode")
