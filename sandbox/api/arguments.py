"""Reading a call's arguments: JSON body, form body and query string all count, as slack_sdk sends all three."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from sandbox.errors import SlackError


def raw_arguments(query: str, content_type: str, body: bytes) -> dict[str, Any]:
    """Everything that was sent, untyped. Raises SlackError invalid_json, invalid_form_data, invalid_post_type."""
    found: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True))
    if not body:
        return found
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SlackError("invalid_charset") from error
    if content_type.startswith("application/json"):
        return found | _json_body(text)
    if content_type.startswith("application/x-www-form-urlencoded"):
        return found | dict(parse_qsl(text, keep_blank_values=True))
    raise SlackError("invalid_post_type")


def _json_body(text: str) -> dict[str, Any]:
    try:
        loaded = json.loads(text)
    except ValueError as error:
        raise SlackError("invalid_json") from error
    if not isinstance(loaded, dict):
        raise SlackError("json_not_object")
    return loaded


def typed(name: str, kind: str, value: Any) -> Any:  # noqa: ANN401 - any JSON
    """One argument as the method's row wants it. Raises SlackError invalid_arguments naming it."""
    try:
        return _CONVERT[kind](value)
    except (ValueError, TypeError) as error:
        message = f"[ERROR] {name} must be {kind}"
        raise SlackError("invalid_arguments", argument=name, response_metadata={"messages": [message]}) from error


def _bool(value: Any) -> bool:  # noqa: ANN401
    if value in (True, "true", "True", "1", 1):
        return True
    if value in (False, "false", "False", "0", 0, ""):
        return False
    raise ValueError(value)


def _json(value: Any) -> Any:  # noqa: ANN401
    return json.loads(value) if isinstance(value, str) else value


def _list(value: Any) -> list[str]:  # noqa: ANN401
    parts = value if isinstance(value, list) else str(value).split(",")
    return [str(p).strip() for p in parts if str(p).strip()]


def _str(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, dict | list):
        raise TypeError(value)
    return str(value)


_CONVERT: dict[str, Callable[[Any], Any]] = {"str": _str, "int": int, "bool": _bool, "json": _json, "list": _list}
