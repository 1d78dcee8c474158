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


def _refuse() -> PydanticCustomError:
    """One error for every bad value: it carries no value and no cause."""
    return PydanticCustomError("setting", "cannot be used")


def _plain_secret(value: SecretStr) -> SecretStr:
    text = value.get_secret_value()
    if not text or not text.isascii() or any(letter.isspace() or not letter.isprintable() for letter in text):
        raise _refuse()
    return value


def _bot_token(value: SecretStr) -> SecretStr:
    """The commonest slip is the other token in this box."""
    if _plain_secret(value).get_secret_value().startswith(("xapp-", "xoxp-")):
        raise _refuse()
    return value


def _app_token(value: SecretStr) -> SecretStr:
    if _plain_secret(value).get_secret_value().startswith("xox"):
        raise _refuse()
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
