"""What an app manifest allows: scopes, events, commands, shortcuts, tabs."""

from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut as the manifest declares it; `kind` is "global" or "message"."""

    callback_id: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The parts of a manifest (already parsed from YAML or JSON) that change how Slack behaves."""

    name: str
    scopes: frozenset[str]
    events: frozenset[str]
    commands: dict[str, dict[str, Any]]
    shortcuts: dict[str, Shortcut]
    home_tab: bool
    messages_tab: bool
    messages_writable: bool
    interactive: bool
    socket_mode: bool

    @classmethod
    def read(cls, raw: dict[str, Any]) -> Self:
        features = raw.get("features", {})
        settings = raw.get("settings", {})
        home = features.get("app_home", {})
        return cls(
            name=str(features.get("bot_user", {}).get("display_name") or raw["display_information"]["name"]),
            scopes=frozenset(raw.get("oauth_config", {}).get("scopes", {}).get("bot", ())),
            events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", ())),
            commands={c["command"]: c for c in features.get("slash_commands", ())},
            shortcuts={
                s["callback_id"]: Shortcut(s["callback_id"], s["type"], s["name"])
                for s in features.get("shortcuts", ())
            },
            home_tab=bool(home.get("home_tab_enabled", False)),
            messages_tab=bool(home.get("messages_tab_enabled", False)),
            messages_writable=not home.get("messages_tab_read_only_enabled", False),
            interactive=bool(settings.get("interactivity", {}).get("is_enabled", False)),
            socket_mode=bool(settings.get("socket_mode_enabled", False)),
        )
