"""What the code registers, sends and calls is in step with the manifest, the list of scopes, and itself."""

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from slack_sdk.web.async_client import AsyncWebClient

from bot.features import FEATURES
from handlers import ids
from handlers.slack_facts import APP_TOKEN_METHODS, COMMAND_SCOPE, EVENT_SCOPES, METHOD_SCOPES

ROOT = Path(__file__).parents[2]
KINDS_OF_LISTENERS = ("action", "view", "event", "command", "shortcut", "options")
Function = ast.FunctionDef | ast.AsyncFunctionDef
METHOD = re.compile(r"(?:apps|auth|bots|chat|conversations|dnd|files|reactions|team|users|views)\.[a-zA-Z.]+")


@dataclass
class Recorder:
    """Stands where Bolt's app stands, and writes down what is registered."""

    found: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def __getattr__(self, kind: str) -> Any:  # noqa: ANN401 - any of Bolt's decorators
        if kind not in KINDS_OF_LISTENERS:
            raise AttributeError(kind)

        def register(matched: str) -> Any:  # noqa: ANN401
            assert isinstance(matched, str), f"{kind}: a pattern cannot be held to the list of ids"
            self.found[kind].append(matched)
            return lambda listener: listener

        return register


@pytest.fixture(scope="module")
def registered() -> dict[str, list[str]]:
    """Kind of listener -> what it listens to, in order."""
    recorder = Recorder()
    for feature in FEATURES:
        if feature.register is not None:
            feature.register(cast(Any, recorder), cast(Any, None))
    return dict(recorder.found)


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))
    return read


def constants(holder: type) -> set[str]:
    return {value for name, value in vars(holder).items() if name.isupper()}


@cache
def trees(*floors: str) -> dict[str, ast.Module]:
    """Every module of these floors, parsed, by its dotted name."""
    paths = sorted(path for floor in floors for path in (ROOT / floor).rglob("*.py"))
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts): ast.parse(path.read_text(encoding="utf-8"))
        for path in paths
    }


# Listeners


def test_nothing_has_two_listeners(registered: dict[str, list[str]]) -> None:
    for kind, found in registered.items():
        assert [each for each, times in Counter(found).items() if times > 1] == [], kind


def test_every_id_with_a_listener_is_in_the_contract(registered: dict[str, list[str]]) -> None:
    assert set(registered["action"]) <= constants(ids.Press)
    assert set(registered["view"]) <= constants(ids.Form)


def test_no_button_that_is_shown_is_deaf(registered: dict[str, list[str]]) -> None:
    shown = {
        getattr(ids.Press, node.attr)
        for name, tree in trees("handlers").items()
        if name.startswith("handlers.messages.")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Press"
    }
    assert shown
    assert shown - set(registered["action"]) == set()


def test_commands_are_those_of_the_manifest(registered: dict[str, list[str]], manifest: dict[str, Any]) -> None:
    assert sorted(registered["command"]) == sorted(each["command"] for each in manifest["features"]["slash_commands"])
    assert set(registered["command"]) == constants(ids.Command)


def test_shortcuts_are_those_of_the_manifest(registered: dict[str, list[str]], manifest: dict[str, Any]) -> None:
    listed = [each["callback_id"] for each in manifest["features"].get("shortcuts", [])]
    assert sorted(registered.get("shortcut", [])) == sorted(listed)


def test_events_are_those_of_the_manifest(registered: dict[str, list[str]], manifest: dict[str, Any]) -> None:
    listed = manifest["settings"]["event_subscriptions"]["bot_events"]
    # message.im is how the manifest says which messages; the event itself is called message.
    assert sorted(registered["event"]) == sorted(event.partition(".")[0] for event in listed)


# The Web API


@cache
def methods_used() -> frozenset[str]:
    """Every Web API method that product code names: in a Call, as a text, or as a method of Slack's client."""
    found: set[str] = set()
    for name, tree in trees("bot", "handlers").items():
        if name != "handlers.slack_facts":
            found.update(method for node in ast.walk(tree) for method in _methods(node))
    return frozenset(found)


def _methods(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if METHOD.fullmatch(node.value):
            yield node.value
        elif _of_client(node.value):  # handlers/reply.py asks the client for its method by name
            yield node.value.replace("_", ".", 1)
    elif isinstance(node, ast.Attribute) and _of_client(node.attr) and _is_client(node.value):
        yield node.attr.replace("_", ".", 1)


def _of_client(name: str) -> bool:
    return METHOD.fullmatch(name.replace("_", ".", 1)) is not None and hasattr(AsyncWebClient, name)


def _is_client(node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return name.endswith("client")


def test_the_scan_finds_every_way_to_call_slack() -> None:
    ways = {"views.open", "chat.postMessage", "users.info", "auth.test", "conversations.replies", "dnd.info"}
    assert ways <= methods_used()


def test_every_method_used_has_its_scope_in_the_manifest(manifest: dict[str, Any]) -> None:
    scopes = manifest["oauth_config"]["scopes"]["bot"]
    for method in sorted(methods_used() - set(APP_TOKEN_METHODS)):
        assert method in METHOD_SCOPES, f"{method}: say in handlers/slack_facts.py which scope it needs"
        assert METHOD_SCOPES[method] in {None, *scopes}, method


def test_every_scope_of_the_manifest_is_used(manifest: dict[str, Any]) -> None:
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    needed = {METHOD_SCOPES[method] for method in methods_used() if method in METHOD_SCOPES}
    needed |= {EVENT_SCOPES[event] for event in events} | {COMMAND_SCOPE}
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == needed - {None}


# Deliveries


def test_ticks_and_kinds_have_names_of_their_own() -> None:
    for names in (
        [kind.name for feature in FEATURES for kind in feature.kinds],
        [tick.name for feature in FEATURES for tick in feature.ticks],
        [feature.name for feature in FEATURES],
    ):
        assert len(names) == len(set(names))


def test_every_kind_that_is_scheduled_is_registered() -> None:
    scheduled = {kind for module, node in _new_deliveries() for kind in _kinds_of(module, node)}
    assert scheduled == {kind.name for feature in FEATURES for kind in feature.kinds}


def _new_deliveries() -> Iterator[tuple[str, ast.Call]]:
    for module, tree in trees("bot", "handlers", "sets").items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _called(node) == "NewDelivery":
                yield module, node


def _kinds_of(module: str, node: ast.Call) -> set[str]:
    """The kinds that a NewDelivery may have: a constant, or what the callers of its function give it."""
    given = next((word.value for word in node.keywords if word.arg == "kind"), None) or node.args[1]
    return {_value(*each) for each in _traced(module, given)}


def _traced(module: str, given: ast.expr) -> list[tuple[str, ast.expr]]:
    if not (isinstance(given, ast.Name) and given.id == "kind"):
        return [(module, given)]
    functions = [each for each in ast.walk(trees("bot", "handlers", "sets")[module]) if _passes_on(each)]
    return [found for function in functions for found in _callers(module, cast(Function, function))]


def _passes_on(node: ast.AST) -> bool:
    """True for a function whose argument `kind` becomes that of a NewDelivery."""
    if not isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef) or "kind" not in _arguments(node):
        return False
    return any(isinstance(each, ast.Call) and _called(each) == "NewDelivery" for each in ast.walk(node))


def _arguments(node: Function) -> list[str]:
    return [each.arg for each in (*node.args.args, *node.args.kwonlyargs)]


def _callers(home: str, function: Function) -> Iterator[tuple[str, ast.expr]]:
    """What is given as `kind`, wherever this function is called: a private one in its own module only."""
    place = _arguments(function).index("kind")
    for module, tree in trees("bot", "handlers", "sets").items():
        if function.name.startswith("_") and module != home:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _called(node) == function.name:
                named = [word.value for word in node.keywords if word.arg == "kind"]
                given = named or node.args[place : place + 1]
                yield from ((module, each) for each in given)


def _called(node: ast.Call) -> str:
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _value(module: str, node: ast.expr) -> str:
    """The text that an expression stands for in a module: itself, a constant, or a constant of an imported module."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        found = getattr(getattr(import_module(module), node.value.id), node.attr)
    elif isinstance(node, ast.Name):
        found = getattr(import_module(module), node.id)
    else:
        found = ast.literal_eval(node)
    assert isinstance(found, str)
    return found
