"""Settings: read under the ecosystem's names, and never printed."""

import re
import traceback
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsProblem, given, is_loopback, load, name_of, needed_to_run

SECRET = "sentinel-7Qz  with spaces"
ANYTHING_GOES = {"data_dir", "key_file", "host", "admin_host", "master_keys", "file_clock", "failpoint"}


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in Settings.model_fields:
        monkeypatch.delenv(name_of(field), raising=False)


def problems(*, env_file: Path | None = None) -> tuple[str, ...]:
    with pytest.raises(SettingsProblem) as caught:
        load(env_file)
    return caught.value.problems


def test_ecosystem_names_and_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9000/api")
    monkeypatch.setenv("SETKEEPER_PORT", "8080")
    found = load(None)
    assert (found.bot_token(), found.slack_api_url, found.port) == ("xoxb-1", "http://127.0.0.1:9000/api/", 8080)
    assert not found.socket_mode
    assert found.rehearsal


def test_a_file_is_read_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SLACK_APP_TOKEN=xapp-1\nSETKEEPER_PORT=1\n")
    monkeypatch.setenv("SETKEEPER_PORT", "2")
    found = load(tmp_path / ".env")
    assert (found.app_token(), found.port, found.socket_mode) == ("xapp-1", 2, True)


@pytest.mark.parametrize("field", sorted(Settings.model_fields.keys() - ANYTHING_GOES))
def test_a_bad_value_is_named_and_never_shown(field: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name_of(field), SECRET)
    with pytest.raises(SettingsProblem) as caught:
        load(None)
    error = caught.value
    assert re.match(rf"{name_of(field)} cannot be used\. (There is a space .*)?It should be ", error.problems[0])
    shown = "".join(traceback.format_exception(error)) + repr(error) + str(error.__dict__)
    assert "sentinel" not in shown
    assert error.__cause__ is None
    assert error.__context__ is None


def test_a_good_value_is_not_shown_either(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SETKEEPER_MASTER_KEYS"):
        monkeypatch.setenv(name, "sentinel")
    monkeypatch.setenv("SETKEEPER_DATABASE_URL", "postgresql://me:sentinel@db/x")
    monkeypatch.setenv("SETKEEPER_KEYSTORE_URL", "postgresql://me:sentinel@db/y")
    found = load(None)
    assert "sentinel" not in repr(found) + str(found) + str(found.model_dump())


def test_tokens_in_each_others_box_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xapp-1")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xoxb-1")
    assert [problem.split()[0] for problem in problems()] == ["SLACK_APP_TOKEN", "SLACK_BOT_TOKEN"]


def test_an_unreadable_file_is_named_only(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"SLACK_BOT_TOKEN=sentinel\xff\xfe\n")
    assert problems(env_file=tmp_path / ".env") == (
        "The file .env could not be read. It should be plain text in UTF-8, one NAME=value a line.",
    )


def test_rehearsal_settings_are_refused_with_a_real_slack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SETKEEPER_FILE_CLOCK", "clock")
    monkeypatch.setenv("SETKEEPER_FAILPOINT", "after_post")
    assert [problem.split()[0] for problem in problems()] == ["SETKEEPER_FAILPOINT", "SETKEEPER_FILE_CLOCK"]
    monkeypatch.setenv("SLACK_API_URL", "http://localhost:1/api/")
    assert load(None).failpoint == "after_post"


def test_keys_lie_apart_from_the_main_database(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(None).main_database != load(None).keystore
    for name in ("SETKEEPER_DATABASE_URL", "SETKEEPER_KEYSTORE_URL"):
        monkeypatch.setenv(name, "sqlite:////tmp/one.db")
    assert "another database" in problems()[0]


def test_what_run_still_needs() -> None:
    assert len(needed_to_run(load(None))) == 2
    ready = given(slack_bot_token="xoxb-1", slack_signing_secret="s", database_url="postgresql://h/d")
    assert needed_to_run(ready)[0].startswith("SETKEEPER_KEYSTORE_URL is not set.")
    with pytest.raises(SettingsProblem, match=r"SLACK_APP_TOKEN is not set\."):
        ready.app_token()


def test_given_settings_ignore_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-real")
    assert given(port=7).slack_bot_token is None
    with pytest.raises(SettingsProblem, match="SETKEEPER_PORT cannot be used"):
        given(port=SECRET)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:1/", True),
        ("http://127.9.9.9/", True),
        ("http://[::1]:80/", True),
        ("http://localhost/", True),
        ("https://slack.com/api/", False),
        ("http://127.0.0.1.example.org/", False),
        ("http://localhost@slack.com/", False),
        ("http://0.0.0.0/", False),
        ("not a url", False),
    ],
)
def test_what_counts_as_this_machine(url: str, expected: bool) -> None:
    assert is_loopback(url) is expected
