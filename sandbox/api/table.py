"""The table of all modelled methods, and how a call goes through it. What is not modelled fails by name."""

from typing import Any

from sandbox.api import chat, conversations, files, history, members, people, views
from sandbox.api.arguments import typed
from sandbox.api.call import Call, Method
from sandbox.errors import SlackError
from sandbox.records import JSON
from sandbox.world import World


def _connections_open(call: Call) -> JSON:
    """apps.connections.open: a WebSocket URL with a ticket that works once."""
    return {"url": f"{call.world.base_url.replace('http', 'ws', 1)}/link/?ticket={call.world.ids.hexadecimal(32)}"}


TABLE: dict[str, Method] = {
    method.name: method
    for method in (
        *chat.METHODS,
        *conversations.METHODS,
        *members.METHODS,
        *history.METHODS,
        *people.METHODS,
        *views.METHODS,
        *files.METHODS,
        Method("apps.connections.open", _connections_open, 1, {}, token="app"),  # noqa: S106
    )
}

# Bolt's client adds its workspace's team_id to every call; a token of one workspace does not need it.
EVERYWHERE = ("token", "team_id")


def prepare(world: World, name: str, token: str, raw: dict[str, Any]) -> tuple[Method, Call]:
    """Who calls what with which arguments. Raises SlackError for everything that Slack refuses before it acts."""
    method = TABLE.get(name)
    if method is None:
        world.refusals.append(f"unknown_method: {name}")
        raise SlackError("unknown_method", req_method=name)
    _authorise(world, method, token)
    args = {k: v for k, v in raw.items() if k not in EVERYWHERE and v is not None}
    for argument in args:
        if argument not in method.takes:
            world.refusals.append(f"unmodelled_argument: {name} {argument}")
            raise SlackError("unmodelled_argument", argument=argument, detail=f"{name} does not model {argument}")
    call = Call(world, name, {k: typed(k, method.takes[k], v) for k, v in args.items()})
    call.need(*method.scopes)
    for argument in method.required:
        if argument not in call.args:
            message = f"[ERROR] missing required field: {argument}"
            raise SlackError("invalid_arguments", argument=argument, response_metadata={"messages": [message]})
    return method, call


def _authorise(world: World, method: Method, token: str) -> None:
    """Raises SlackError not_authed, invalid_auth, not_allowed_token_type, or what became of the token."""
    if not token:
        raise SlackError("not_authed")
    if token not in (world.bot_token, world.app_token):
        raise SlackError("invalid_auth")
    if token != (world.app_token if method.token == "app" else world.bot_token):  # noqa: S105
        raise SlackError("not_allowed_token_type")
    if world.token_state != "ok":  # noqa: S105
        raise SlackError(world.token_state)
