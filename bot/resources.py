"""Files that travel with the program: in a wheel beside the code, in a checkout at its root."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

PATH = "/slack/events"


class ManifestMissing(Exception):
    """manifest.yml is neither packaged nor at the root of the checkout."""


def manifest_text() -> str:
    """manifest.yml as it is: the Socket Mode one. Raises ManifestMissing."""
    packaged: Traversable = files("bot") / "data" / "manifest.yml"
    checkout = Path(__file__).resolve().parent.parent / "manifest.yml"
    for place in (packaged, checkout):
        if place.is_file():
            return place.read_text(encoding="utf-8")
    raise ManifestMissing("manifest.yml is missing. Install Setkeeper again, or run it from its checkout.")


def manifest() -> dict[str, Any]:
    """The manifest read as YAML."""
    read: dict[str, Any] = yaml.safe_load(manifest_text())
    return read


def bot_scopes() -> frozenset[str]:
    """The bot scopes that the manifest asks for."""
    return frozenset(manifest()["oauth_config"]["scopes"]["bot"])


def manifest_for_http(url: str) -> str:
    """The manifest for a bot that Slack reaches at `url` (https, with or without /slack/events), as YAML.

    Raises ValueError for an address Slack would refuse.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("The address should begin with https:// and name a host, for example https://bot.example.org.")
    address = url.rstrip("/").removesuffix(PATH) + PATH
    found = manifest()
    settings = found.setdefault("settings", {})
    settings["socket_mode_enabled"] = False
    for part in ("event_subscriptions", "interactivity"):
        if part in settings:
            settings[part]["request_url"] = address
    if "message_menu_options_url" in settings.get("interactivity", {}):
        settings["interactivity"]["message_menu_options_url"] = address
    for command in found.get("features", {}).get("slash_commands", []):
        command["url"] = address
    return yaml.safe_dump(found, sort_keys=False, allow_unicode=True)


def migrations() -> Path:
    """The folder of alembic revisions."""
    return Path(str(files("storage") / "migrations"))
