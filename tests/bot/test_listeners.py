"""What the features listen to, all together: each thing once, nothing unknown, all of it in the manifest."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from bot.features import FEATURES
from handlers import ids
from handlers.routes import Listener, Routes
from tests.handlers.test_ids import constants

MANIFEST = Path(__file__).parents[2] / "manifest.yml"


class Listening(Routes):
    """Writes down what features listen to."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []

    def _noted(self, kind: str, what: str) -> Callable[[Listener], None]:
        self.heard.append((kind, what))
        return lambda listener: None

    def action(self, action_id: str) -> Callable[[Listener], None]:
        return self._noted("action", action_id)

    def view(self, callback_id: str) -> Callable[[Listener], None]:
        return self._noted("view", callback_id)

    def event(self, event_type: str) -> Callable[[Listener], None]:
        return self._noted("event", event_type)

    def command(self, command: str) -> Callable[[Listener], None]:
        return self._noted("command", command)

    def shortcut(self, callback_id: str) -> Callable[[Listener], None]:
        return self._noted("shortcut", callback_id)


def everything_registered() -> Listening:
    """All that the features listen to."""
    found = Listening()
    for feature in FEATURES:
        if feature.register is not None:
            feature.register(found, None)  # type: ignore[arg-type]
    return found


def everything_heard() -> list[tuple[str, str]]:
    """The same, with the words that may be typed after /als: each is a way in of its own."""
    words = [("word", word) for feature in FEATURES for word in feature.words]
    return [*everything_registered().heard, *words]


@pytest.fixture
def app() -> Listening:
    return everything_registered()


def test_every_id_is_known_and_listened_to_once(app: Listening) -> None:
    assert len(set(app.heard)) == len(app.heard), "only the first of two listeners would run"
    actions = {what for kind, what in app.heard if kind == "action"}
    forms = {what for kind, what in app.heard if kind == "view"}
    assert actions <= set(constants(ids.Press).values())
    assert forms <= set(constants(ids.Form).values())


def test_commands_and_events_stand_in_the_manifest(app: Listening) -> None:
    manifest = yaml.safe_load(MANIFEST.read_text())
    commands = {one["command"] for one in manifest["features"]["slash_commands"]}
    assert {what for kind, what in app.heard if kind == "command"} == commands
    events = {what for kind, what in app.heard if kind == "event"} - {"message"}
    assert events <= set(manifest["settings"]["event_subscriptions"]["bot_events"])


def test_every_delivery_kind_has_one_renderer() -> None:
    names = [kind.name for feature in FEATURES for kind in feature.kinds]
    assert len(set(names)) == len(names)
