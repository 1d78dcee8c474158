"""`setkeeper doctor`: looks at everything the bot needs, and says in plain words what is missing and how to mend it.

It changes nothing, needs nothing (not even settings), and prints no value of a setting.
"""

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot import resources
from bot.clock import ClockRefused, clock_for
from bot.doctor_network import certificates, env_file, network
from bot.doctor_slack import slack
from bot.doctor_storage import database, disk, keys, undelivered
from bot.findings import Finding
from bot.logs import class_of
from bot.settings import Settings, SettingsProblem, load, needed_to_run

OLDEST_PYTHON = (3, 11)


Check = Callable[[Settings], Awaitable[list[Finding]]]


async def examine(env_path: Path | None = Path(".env")) -> list[Finding]:
    """Every finding, in the order in which to mend them."""
    findings = [python_version(), *packaged_files(), *env_file(env_path)]
    try:
        settings = load(env_path)
    except SettingsProblem as problem:
        return [*findings, *(Finding(False, "Settings", sentence) for sentence in problem.problems), certificates()]
    checks: tuple[Check, ...] = (complete, database, keys, disk, clock, network, slack, undelivered)
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


async def clock(settings: Settings) -> list[Finding]:
    """Whether the clock of the settings can be used. Its distance from Slack's is seen when Slack answers."""
    try:
        clock_for(settings.file_clock, settings.slack_api_url)
    except ClockRefused as refused:
        return [Finding(False, "Clock", str(refused))]
    return [Finding(True, "Clock" if settings.file_clock is None else "Clock from a file (rehearsal)")]


async def _carefully(check: Check, settings: Settings) -> list[Finding]:
    """A check that breaks is a finding itself: by class, since its message could hold an address with a password."""
    try:
        return await check(settings)
    except Exception as error:
        name = check.__name__.capitalize()
        return [Finding(False, name, f"It could not be looked at ({class_of(error)}). Check that it runs and answers.")]
