"""The manifest for HTTP: the same app, with one address wherever Slack has something to send."""

import jsonschema
import pytest
import yaml

from bot import resources
from tests.manifest.test_manifest import Json, schema

ADDRESS = "https://bot.example.org/slack/events"


@pytest.fixture(scope="module")
def http() -> Json:
    read: Json = yaml.safe_load(resources.manifest_for_http("https://bot.example.org"))
    return read


def test_slacks_own_schema_takes_it(http: Json) -> None:
    jsonschema.Draft7Validator(schema()).validate(http)


def test_every_command_and_every_subscription_has_the_address(http: Json) -> None:
    assert http["features"]["slash_commands"], "no command at all"
    assert [command["url"] for command in http["features"]["slash_commands"]] == [ADDRESS] * len(
        http["features"]["slash_commands"]
    )
    settings = http["settings"]
    assert settings["socket_mode_enabled"] is False
    assert settings["event_subscriptions"]["request_url"] == ADDRESS
    assert settings["interactivity"]["request_url"] == ADDRESS  # presses, windows and shortcuts


def test_it_is_the_socket_mode_manifest_but_for_the_addresses(http: Json) -> None:
    """In step by itself: a scope, an event, a command or a shortcut that is added stands in both."""
    plain = resources.manifest()
    for command in http["features"]["slash_commands"]:
        del command["url"]
    for part in ("event_subscriptions", "interactivity"):
        del http["settings"][part]["request_url"]
    http["settings"]["socket_mode_enabled"] = True
    assert http == plain
