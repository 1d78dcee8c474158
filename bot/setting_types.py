"""Kinds of values that settings have; each refuses a bad value without repeating it."""

import ipaddress
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, AnyHttpUrl, Field, SecretStr, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError


def is_loopback(url: str) -> bool:
    """Whether the address is this machine: then nothing said there reaches a real Slack."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


SLIPS = {
    "app_token_here": "It holds an app-level token (xapp-), which belongs in SLACK_APP_TOKEN.",
    "bot_token_here": "It holds a bot token (xoxb-), which belongs in SLACK_BOT_TOKEN.",
    "persons_token_here": "It holds a person's token (xoxp-).",
    "rotating_token_here": "It holds a token that expires (xoxe): turn token rotation off for the app.",
    "example_here": "It holds the dots of the example still.",
    "not_plain": "There is a space or another letter in it that no token has.",
}
"""What was put there instead, by the kind of error: said without the value."""


def _refuse(kind: str = "setting") -> PydanticCustomError:
    """An error that carries no value and no cause; `kind`: one of SLIPS, or nothing more is known."""
    return PydanticCustomError(kind, "cannot be used")


def _plain_secret(value: SecretStr) -> SecretStr:
    text = value.get_secret_value()
    if not text or not text.isascii() or any(letter.isspace() or not letter.isprintable() for letter in text):
        raise _refuse("not_plain" if text else "setting")
    return value


_KINDS = {
    "xapp-": "app_token_here",
    "xoxb-": "bot_token_here",
    "xoxp-": "persons_token_here",
    "xoxe": "rotating_token_here",
}


def _kind_of(value: SecretStr) -> str:
    """Which of Slack's tokens this is, by its beginning; "" for what has none of theirs."""
    text = _plain_secret(value).get_secret_value()
    if "..." in text:
        raise _refuse("example_here")
    return next((kind for beginning, kind in _KINDS.items() if text.startswith(beginning)), "")


def _bot_token(value: SecretStr) -> SecretStr:
    """The commonest slip is the other token in this box."""
    if (kind := _kind_of(value)) not in ("", "bot_token_here"):
        raise _refuse(kind)
    return value


def _app_token(value: SecretStr) -> SecretStr:
    if (kind := _kind_of(value)) not in ("", "app_token_here"):
        raise _refuse(kind)
    return value


def _api_url(value: str) -> str:
    """An http or https address, with the closing slash that slack_sdk expects."""
    try:
        TypeAdapter(AnyHttpUrl).validate_python(value)
    except ValidationError:
        raise _refuse() from None
    return value.rstrip("/") + "/"


def _database_url(value: SecretStr) -> SecretStr:
    if not value.get_secret_value().startswith(("sqlite:///", "postgresql://")):
        raise _refuse()
    return value


BotToken = Annotated[SecretStr, AfterValidator(_bot_token)]
AppToken = Annotated[SecretStr, AfterValidator(_app_token)]
ApiUrl = Annotated[str, AfterValidator(_api_url)]
Token = Annotated[SecretStr, AfterValidator(_plain_secret)]
DatabaseUrl = Annotated[SecretStr, AfterValidator(_database_url)]
Port = Annotated[int, Field(ge=0, le=65535)]
Seconds = Annotated[float, Field(gt=0, le=600)]
