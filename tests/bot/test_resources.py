"""Files that travel with the program."""

import pytest
import yaml

from bot import resources

MANIFEST = {
    "features": {"slash_commands": [{"command": "/als", "description": "Your set"}]},
    "oauth_config": {"scopes": {"bot": ["commands", "chat:write"]}},
    "settings": {
        "socket_mode_enabled": True,
        "event_subscriptions": {"bot_events": ["app_home_opened"]},
        "interactivity": {"is_enabled": True},
    },
}


@pytest.fixture
def manifest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "manifest_text", lambda: yaml.safe_dump(MANIFEST))


@pytest.mark.usefixtures("manifest")
@pytest.mark.parametrize("url", ["https://bot.example.org", "https://bot.example.org/slack/events"])
def test_the_http_manifest_names_one_address_everywhere(url: str) -> None:
    found = yaml.safe_load(resources.manifest_for_http(url))
    address = "https://bot.example.org/slack/events"
    assert found["settings"] == {
        "socket_mode_enabled": False,
        "event_subscriptions": {"bot_events": ["app_home_opened"], "request_url": address},
        "interactivity": {"is_enabled": True, "request_url": address},
    }
    assert found["features"]["slash_commands"] == [{"command": "/als", "description": "Your set", "url": address}]
    assert found["oauth_config"] == MANIFEST["oauth_config"]


@pytest.mark.usefixtures("manifest")
@pytest.mark.parametrize(
    "url", ["http://bot.example.org", "bot.example.org", "https://", "https://x/?a=1", "https://x/#a"]
)
def test_an_address_slack_would_refuse_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="https://"):
        resources.manifest_for_http(url)


@pytest.mark.usefixtures("manifest")
def test_scopes() -> None:
    assert resources.bot_scopes() == {"commands", "chat:write"}


def test_migrations_are_there() -> None:
    assert (resources.migrations() / "env.py").is_file()
