"""The command line parses, calls and prints; errors an operator can mend are sentences."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from bot import cli, operator, resources
from bot.settings import Settings, name_of

ID = UUID(int=7)


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, logging_kept: None) -> None:
    for field in Settings.model_fields:
        monkeypatch.delenv(name_of(field), raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("typed", "function", "given"),
    [
        (["db", "upgrade"], "db_upgrade", ()),
        (["keys", "init"], "keys_init", ()),
        (["outbox", "list"], "outbox_list", ()),
        (["outbox", "replay", str(ID)], "outbox_replay", (ID,)),
        (["coordinator", "add", "U123"], "coordinator_add", ("U123",)),
        (["coordinator", "list"], "coordinator_list", ()),
    ],
)
def test_each_operators_command_calls_its_function(
    typed: list[str],
    function: str,
    given: tuple[object, ...],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    called: list[tuple[object, ...]] = []

    async def work(settings: Settings, *more: object) -> str:
        assert isinstance(settings, Settings)
        called.append(more)
        return "done"

    monkeypatch.setattr(operator, function, work, raising=False)
    assert cli.main(typed) == 0
    assert called == [given]
    assert capsys.readouterr().out == "done\n"


def test_what_an_operator_can_mend_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["outbox", "list"]) == 1
    assert "setkeeper keys init" in capsys.readouterr().err
    assert cli.main(["run"]) == 1
    said = capsys.readouterr().err
    assert "SLACK_BOT_TOKEN is not set." in said
    assert "setkeeper doctor" in said


def test_a_bad_setting_is_named_without_its_value(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SETKEEPER_PORT", "sentinel")
    assert cli.main(["db", "upgrade"]) == 1
    said = "".join(capsys.readouterr())
    assert "SETKEEPER_PORT cannot be used." in said
    assert "sentinel" not in said


def test_a_fault_of_ours_is_a_place(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    async def work(_: Settings) -> str:
        raise KeyError("sentinel")

    monkeypatch.setattr(operator, "db_upgrade", work)
    assert cli.main(["db", "upgrade"]) == 3
    said = capsys.readouterr().err
    assert '"error": "KeyError"' in said
    assert "Something is wrong in Setkeeper itself." in said
    assert "sentinel" not in said


@pytest.mark.parametrize("typed", [[], ["nonsense"], ["db"], ["outbox", "replay", "x"], ["coordinator", "add"]])
def test_wrongly_typed(typed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(typed)
    assert ended.value.code == 2
    assert "usage: setkeeper" in capsys.readouterr().err


def test_manifest(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    shown: Any = {"text": "settings:\n  socket_mode_enabled: true\n"}
    monkeypatch.setattr(resources, "manifest_text", lambda: shown["text"])
    assert cli.main(["manifest"]) == 0
    assert capsys.readouterr().out == shown["text"]
    assert cli.main(["manifest", "--url", "https://bot.example.org"]) == 0
    assert "socket_mode_enabled: false" in capsys.readouterr().out
    assert cli.main(["manifest", "--url", "ftp://x"]) == 2
