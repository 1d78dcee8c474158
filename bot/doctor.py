"""`setkeeper doctor`: looks at everything the bot needs, and says in plain words what is missing and how to mend it.

It changes nothing, needs nothing (not even settings), and prints no value of a setting.
"""

import os
import ssl
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

from bot import operator, resources
from bot.clock import ClockRefused, clock_for
from bot.doctor_slack import slack
from bot.findings import Finding
from bot.logs import class_of
from bot.session import proxy_for
from bot.settings import SLACK, Settings, SettingsProblem, load, needed_to_run
from storage import schema
from storage.engine import Database
from storage.keystore import KeyStore
from storage.vault import Vault
from storage.vault_errors import VaultError

OLDEST_PYTHON = (3, 11)


Check = Callable[[Settings], Awaitable[list[Finding]]]


async def examine(env_file: Path | None = Path(".env")) -> list[Finding]:
    """Every finding, in the order in which to mend them."""
    findings = [python_version(), *packaged_files()]
    try:
        settings = load(env_file)
    except SettingsProblem as problem:
        return [*findings, *(Finding(False, "Settings", sentence) for sentence in problem.problems), certificates()]
    checks: tuple[Check, ...] = (complete, database, keys, clock, network, slack)
    for check in checks:
        findings += await _carefully(check, settings)
    return findings


def report(findings: list[Finding]) -> str:
    """The findings as text."""
    broken = sum(not finding.ok for finding in findings)
    end = "Everything is in order." if not broken else f"{broken} to mend. Mend the first, then run this again."
    return "\n".join([*map(str, findings), "", end])


def python_version(version: tuple[int, int] = sys.version_info[:2]) -> Finding:
    """Whether this Python is new enough."""
    if version >= OLDEST_PYTHON:
        return Finding(True, f"Python {version[0]}.{version[1]}")
    return Finding(False, f"Python {version[0]}.{version[1]} is too old.", "Install Python 3.11 or newer.")


def packaged_files() -> list[Finding]:
    """Whether manifest and migrations came along."""
    try:
        resources.manifest()
    except resources.ManifestMissing as missing:
        return [Finding(False, "The Slack manifest", str(missing))]
    if not (resources.migrations() / "env.py").is_file():
        return [Finding(False, "The database's migrations are missing.", "Install Setkeeper again.")]
    return [Finding(True, "Files that come with the program")]


async def complete(settings: Settings) -> list[Finding]:
    """Whether everything is set that `setkeeper run` needs."""
    missing = [Finding(False, "Settings", sentence) for sentence in needed_to_run(settings)]
    way = "Socket Mode" if settings.socket_mode else "HTTP on /slack/events"
    return missing or [Finding(True, f"Settings, for {way}")]


async def database(settings: Settings) -> list[Finding]:
    """Whether the database answers and is of this program's version."""
    if not operator.has_file(settings.main_database):
        return [Finding(False, "There is no database yet.", "Make one with: setkeeper db upgrade")]
    async with _database(settings.main_database) as main:
        state = await schema.state(main)
    if state != "current":
        return [Finding(False, "Database", operator.STATES[state])]
    return [Finding(True, f"Database ({main.dialect})")]


async def keys(settings: Settings) -> list[Finding]:
    """Whether the master keys are there, closed to others, and those of the key store."""
    try:
        ring = operator.key_ring(settings)
        if not operator.has_file(settings.keystore):
            return [Finding(False, "There is no key store yet.", "Make one, with its key, by: setkeeper keys init")]
        async with _database(settings.keystore) as keystore:
            await Vault(KeyStore(keystore), ring).open_store()
    except VaultError as error:
        return [Finding(False, "Master keys", str(error))]
    mend = "They come from the environment, which other programs started here inherit. A file is safer."
    return [Finding(True, "Master keys", mend if ring.warnings else "")]


async def clock(settings: Settings) -> list[Finding]:
    """Whether the clock of the settings can be used. Its distance from Slack's is seen when Slack answers."""
    try:
        clock_for(settings.file_clock, settings.slack_api_url)
    except ClockRefused as refused:
        return [Finding(False, "Clock", str(refused))]
    return [Finding(True, "Clock" if settings.file_clock is None else "Clock from a file (rehearsal)")]


async def network(settings: Settings) -> list[Finding]:
    """Which proxy and certificates the way to Slack uses; a proxy's name and password are not shown."""
    findings = [certificates()]
    if proxy := proxy_for(settings.slack_api_url):
        parts = urlsplit(proxy)
        findings.append(Finding(True, f"Proxy {parts.hostname}" + (f":{parts.port}" if parts.port else "")))
    if settings.slack_api_url != SLACK:
        plain = settings.slack_api_url.startswith("http:") and not settings.rehearsal
        mend = "It is reached without encryption: anyone on the way can read the token." if plain else ""
        findings.append(Finding(not plain, "SLACK_API_URL is not Slack's own address.", mend))
    return findings


def certificates() -> Finding:
    """Whether the certificates of a private CA can be read."""
    named = os.environ.get("SSL_CERT_FILE")
    if not named:
        return Finding(True, "Certificates of the system")
    try:
        ssl.create_default_context(cafile=named)
    except (OSError, ssl.SSLError):
        return Finding(False, "SSL_CERT_FILE cannot be read.", "It should be a file of certificates in PEM form.")
    return Finding(True, "Certificates from SSL_CERT_FILE")


async def _carefully(check: Check, settings: Settings) -> list[Finding]:
    """A check that breaks is a finding itself: by class, since its message could hold an address with a password."""
    try:
        return await check(settings)
    except Exception as error:
        name = check.__name__.capitalize()
        return [Finding(False, name, f"It could not be looked at ({class_of(error)}). Check that it runs and answers.")]


@asynccontextmanager
async def _database(url: str) -> AsyncIterator[Database]:
    found = Database.connect(url, pool_size=1)
    try:
        yield found
    finally:
        await found.close()
