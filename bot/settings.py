"""What the operator may set, read from the environment or from `.env`.

Names follow the ecosystem where it has them (SLACK_*); ours begin with SETKEEPER_. A setting that cannot be used is
named in plain words and never printed: it may be a token.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, SettingsError

from bot.setting_types import SLIPS, ApiUrl, AppToken, BotToken, DatabaseUrl, Port, Seconds, Token, is_loopback

__all__ = ["SLACK", "Settings", "SettingsProblem", "given", "is_loopback", "load", "name_of", "needed_to_run"]

SLACK = "https://slack.com/api/"
Level = Literal["INFO", "WARNING", "ERROR"]


class SettingsProblem(Exception):
    """Some settings are missing or cannot be used. `problems`: one sentence each, by name, without any value."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(self.problems))


class Settings(BaseSettings):
    """Every setting; each description finishes the sentence "NAME should be ..."."""

    model_config = SettingsConfigDict(
        env_prefix="SETKEEPER_",
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        populate_by_name=True,
        env_ignore_empty=True,
    )

    slack_bot_token: BotToken | None = Field(
        None,
        validation_alias="SLACK_BOT_TOKEN",
        description="the Bot User OAuth Token of your Slack app; it begins with xoxb-",
    )
    slack_app_token: AppToken | None = Field(
        None, validation_alias="SLACK_APP_TOKEN", description="an app-level token for Socket Mode; it begins with xapp-"
    )
    slack_signing_secret: Token | None = Field(
        None, validation_alias="SLACK_SIGNING_SECRET", description="the Signing Secret of your Slack app"
    )
    slack_api_url: ApiUrl = Field(
        SLACK, validation_alias="SLACK_API_URL", description="an http or https address that speaks Slack's Web API"
    )
    data_dir: Path = Field(Path("var"), description="a folder for the bot's own files")
    database_url: DatabaseUrl | None = Field(
        None, description="sqlite:////path/to/file.db or postgresql://user@host/name"
    )
    keystore_url: DatabaseUrl | None = Field(
        None,
        description="a database for wrapped keys alone, apart from the main one: sqlite:////... or postgresql://...",
    )
    key_file: Path | None = Field(None, description="the file that holds the master keys")
    master_keys: SecretStr | None = Field(
        None, description="the master keys themselves, as in the key file but with commas; a file is safer"
    )
    host: str = Field("127.0.0.1", min_length=1, description="the address to listen on, for example 0.0.0.0")
    port: Port = Field(3000, description="a port, from 0 to 65535; Slack's requests arrive there over HTTP")
    admin_host: str = Field("127.0.0.1", min_length=1, description="the address on which /health answers")
    admin_port: Port | None = Field(None, description="a port for /health, from 0 to 65535")
    log_level: Level = Field("INFO", description="INFO, WARNING or ERROR")
    workers: int = Field(8, ge=1, le=64, description="how many messages may be on their way to Slack at once, 1 to 64")
    slack_timeout_s: Seconds = Field(10.0, description="seconds to wait for Slack, over 0 and up to 600")
    ack_s: Seconds = Field(
        2.5, description="seconds after which an answer to Slack is logged as slow; Slack gives up at 3"
    )
    drain_s: Seconds = Field(10.0, description="seconds to finish work under way when stopping, over 0 and up to 600")
    socket_close_s: Seconds = Field(5.0, description="seconds to wait for a Socket Mode connection to close")
    socket_stuck_s: Seconds = Field(30.0, description="seconds without a Socket Mode connection before it is rebuilt")
    file_clock: Path | None = Field(None, description="a file of 8 bytes; for rehearsals against a pretend Slack only")
    failpoint: str | None = Field(None, description="the name of a place to stop dead; for rehearsals only")

    @property
    def main_database(self) -> str:
        """The database's URL; a file under the data folder unless set."""
        return self.database_url.get_secret_value() if self.database_url else self._file_url("setkeeper.db")

    @property
    def keystore(self) -> str:
        """The key store's URL: always apart from the main database (privacy.md section 4)."""
        return self.keystore_url.get_secret_value() if self.keystore_url else self._file_url("keys.db")

    @property
    def keys(self) -> Path:
        """The file of master keys."""
        return self.key_file or self.data_dir / "master.keys"

    @property
    def socket_mode(self) -> bool:
        """With an app-level token the bot calls Slack; without one Slack calls the bot."""
        return self.slack_app_token is not None

    @property
    def rehearsal(self) -> bool:
        """True when Slack is a pretend one on this machine."""
        return is_loopback(self.slack_api_url)

    def bot_token(self) -> str:
        """The bot token. Raises SettingsProblem when it is not set."""
        return self._secret("slack_bot_token")

    def app_token(self) -> str:
        """The app-level token. Raises SettingsProblem when it is not set."""
        return self._secret("slack_app_token")

    def signing_secret(self) -> str:
        """The signing secret. Raises SettingsProblem when it is not set."""
        return self._secret("slack_signing_secret")

    def _secret(self, field: str) -> str:
        value = getattr(self, field)
        if not isinstance(value, SecretStr):
            raise SettingsProblem([_sentence(field, missing=True)])
        return value.get_secret_value()

    def _file_url(self, name: str) -> str:
        return f"sqlite:///{(self.data_dir / name).absolute()}"


def name_of(field: str) -> str:
    """A field's name in the environment."""
    alias = Settings.model_fields[field].validation_alias
    return alias if isinstance(alias, str) else f"SETKEEPER_{field.upper()}"


class _GivenSettings(Settings):
    """Settings that look at nothing but what they are given."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


def load(env_file: Path | None = Path(".env")) -> Settings:
    """Read the settings. Raises SettingsProblem: it names each bad setting and holds no value, not even as cause."""
    if unreadable := _unreadable(env_file):
        raise SettingsProblem(unreadable)
    return _read(Settings, {"_env_file": env_file})


def given(**values: object) -> Settings:
    """Settings by field name from these values only, not from the environment: for rehearsals. Errors as load()."""
    return _read(_GivenSettings, values)


def _read(kind: Callable[..., Settings], values: dict[str, Any]) -> Settings:
    problems: list[str] = []
    try:
        settings = kind(**values)
    except ValidationError as error:
        problems += [
            _sentence(_field(found["loc"]), slip=SLIPS.get(found["type"], ""))
            for found in error.errors(include_input=False, include_context=False)
        ]
    except (SettingsError, OSError, UnicodeError):
        problems = ["The file .env could not be read. It should be plain text in UTF-8, one NAME=value a line."]
    else:
        problems += _together(settings)
    if problems:  # raised here, outside the handlers, so that the old error is not its context
        raise SettingsProblem(sorted(set(problems)))
    return settings


def _unreadable(env_file: Path | None) -> list[str]:
    """Lines of `.env` that are no NAME=value, by number: their words may be a token."""
    try:
        lines = env_file.read_text(encoding="utf-8").splitlines() if env_file and env_file.is_file() else []
    except (OSError, UnicodeError):
        return []  # reading the settings says it
    written = [(number, line.strip().removeprefix("export ")) for number, line in enumerate(lines, 1)]
    return [
        f"Line {number} of .env cannot be read. Write NAME=value."
        for number, line in written
        if line and not line.startswith("#") and not line.partition("=")[0].strip().isidentifier()
    ]


def needed_to_run(settings: Settings) -> list[str]:
    """What is missing before `setkeeper run` could start, a sentence each; empty when nothing is."""
    missing = [] if settings.slack_bot_token else [_sentence("slack_bot_token", missing=True)]
    if not settings.socket_mode and settings.slack_signing_secret is None:
        missing.append(
            "SLACK_APP_TOKEN (for Socket Mode) or SLACK_SIGNING_SECRET (for HTTP) is not set. One of them is needed."
        )
    if settings.main_database.startswith("postgresql") and settings.keystore_url is None:
        missing.append(_sentence("keystore_url", missing=True))
    return missing


def _together(settings: Settings) -> list[str]:
    """Settings that are each fine but may not stand together."""
    problems = []
    if settings.main_database == settings.keystore:
        problems.append("SETKEEPER_KEYSTORE_URL should be another database than SETKEEPER_DATABASE_URL.")
    for field in ("file_clock", "failpoint"):
        if getattr(settings, field) is not None and not settings.rehearsal:
            problems.append(f"{name_of(field)} works only when SLACK_API_URL is a pretend Slack on this machine.")
    return problems


def _field(place: tuple[int | str, ...]) -> str:
    """The field an error is about; pydantic gives its alias when it has one."""
    named = str(place[0]).lower() if place else ""
    return named if named in Settings.model_fields else named.removeprefix("setkeeper_")


def _sentence(field: str, *, missing: bool = False, slip: str = "") -> str:
    info = Settings.model_fields.get(field)
    if info is None:
        return "A setting could not be read."
    state = "is not set" if missing else "cannot be used"
    return " ".join(filter(None, (f"{name_of(field)} {state}.", slip, f"It should be {info.description}.")))
