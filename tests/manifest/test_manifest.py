"""The manifest is one that Slack takes, asks for no more than the bot needs, and for nothing less."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from handlers.slack_facts import (
    APP_TOKEN_METHODS,
    COMMAND_SCOPE,
    EVENT_SCOPES,
    FORBIDDEN_SCOPES,
    METHOD_SCOPES,
)

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT.parent / "shared" / "slack" / "manifest.schema.2.0.0.json"

Json = dict[str, Any]


@pytest.fixture(scope="module")
def manifest() -> Json:
    read: Json = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))
    return read


@pytest.fixture(scope="module")
def scopes(manifest: Json) -> list[str]:
    asked: list[str] = manifest["oauth_config"]["scopes"]["bot"]
    return asked


@pytest.fixture(scope="module")
def events(manifest: Json) -> list[str]:
    heard: list[str] = manifest["settings"]["event_subscriptions"]["bot_events"]
    return heard


def test_names_and_descriptions_fit(manifest: Json) -> None:
    shown = manifest["display_information"]
    assert shown["name"] == "Setkeeper"
    assert len(shown["name"]) <= 35
    assert 1 <= len(shown["description"]) <= 140
    assert 175 <= len(shown["long_description"]) <= 4000
    assert re.fullmatch(r"#[0-9a-fA-F]{6}", shown["background_color"])


def test_the_description_promises_only_what_is_true(manifest: Json) -> None:
    words = manifest["display_information"]["long_description"]
    assert "your employer may be able to copy Slack messages" in words
    assert not re.search(r"\b(anonymous|100%|guarantee|secure|safe with us)\b", words, re.IGNORECASE)


def test_people_can_open_the_home_tab_and_write_to_the_bot(manifest: Json) -> None:
    assert manifest["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }
    bot = manifest["features"]["bot_user"]
    assert bot["always_online"] is True
    assert 1 <= len(bot["display_name"]) <= 80


def test_commands_are_ones_that_slack_takes(manifest: Json) -> None:
    commands = manifest["features"]["slash_commands"]
    names = [command["command"] for command in commands]
    assert 1 <= len(names) == len(set(names)) <= 50
    for command in commands:
        assert re.fullmatch(r"/[a-z0-9_-]{1,31}", command["command"])
        assert 1 <= len(command["description"]) <= 2000
        assert 1 <= len(command["usage_hint"]) <= 1000


def test_shortcuts_are_ones_that_slack_takes(manifest: Json) -> None:
    shortcuts = manifest["features"]["shortcuts"]
    assert {each["type"] for each in shortcuts} == {"message", "global"}
    for each in shortcuts:
        assert 1 <= len(each["name"]) <= 24
        assert 1 <= len(each["description"]) <= 150
        assert 1 <= len(each["callback_id"]) <= 255


def test_socket_mode_is_on_and_what_we_do_not_support_is_off(manifest: Json) -> None:
    settings = manifest["settings"]
    assert settings["socket_mode_enabled"] is True
    assert settings["interactivity"] == {"is_enabled": True}
    assert settings["org_deploy_enabled"] is False
    assert settings["token_rotation_enabled"] is False
    assert "user" not in manifest["oauth_config"]["scopes"]


def test_no_address_stands_in_a_socket_mode_manifest(manifest: Json) -> None:
    assert "http" not in json.dumps(manifest)


def test_lists_are_sorted_and_hold_nothing_twice(scopes: list[str], events: list[str]) -> None:
    assert scopes == sorted(set(scopes))
    assert events == sorted(set(events))


def test_every_event_is_known_and_has_its_scope(scopes: list[str], events: list[str]) -> None:
    for event in events:
        assert event in EVENT_SCOPES, f"{event}: say in handlers/slack_facts.py which scope it needs"
        assert EVENT_SCOPES[event] in {None, *scopes}, event


@pytest.mark.parametrize("method", sorted(METHOD_SCOPES))
def test_every_method_has_its_scope(method: str, scopes: list[str]) -> None:
    assert METHOD_SCOPES[method] in {None, *scopes}


def test_no_scope_is_asked_for_without_a_use(scopes: list[str], events: list[str]) -> None:
    used = {*METHOD_SCOPES.values(), *(EVENT_SCOPES[event] for event in events), COMMAND_SCOPE}
    assert set(scopes) <= used


def test_what_would_read_a_set_is_never_asked_for(scopes: list[str]) -> None:
    assert not FORBIDDEN_SCOPES & set(scopes)
    assert not FORBIDDEN_SCOPES & {*METHOD_SCOPES.values(), *EVENT_SCOPES.values()}


def test_app_level_methods_stand_apart() -> None:
    assert not APP_TOKEN_METHODS.keys() & METHOD_SCOPES.keys()


def schema() -> Json:
    """Slack's own schema, or a skip that names the file."""
    if not SCHEMA.exists():
        pytest.skip(f"Slack's manifest schema is not here: shared/slack/{SCHEMA.name}")
    read: Json = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return read


def test_slacks_own_schema_takes_it(manifest: Json) -> None:
    jsonschema.Draft7Validator(schema()).validate(manifest)


def test_slacks_own_schema_would_refuse_a_wrong_one(manifest: Json) -> None:
    wrong = {**manifest, "display_information": {**manifest["display_information"], "name": "x" * 36}}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft7Validator(schema()).validate(wrong)
