"""The doctor: plain findings, no values, and nothing needed to begin with."""

import os
import ssl
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from bot import doctor, operator, resources
from bot.doctor_slack import slack
from bot.findings import Finding
from bot.settings import Settings, given, name_of
from tests.bot.mini_slack import MiniSlack


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for field in Settings.model_fields:
        monkeypatch.delenv(name_of(field), raising=False)
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        resources, "manifest", lambda: {"oauth_config": {"scopes": {"bot": ["chat:write", "commands"]}}}
    )


def local(tmp_path: Path, **more: object) -> Settings:
    return given(data_dir=tmp_path / "var", **more)


def broken(findings: list[Finding]) -> list[str]:
    return [f"{finding.what} {finding.mend}" for finding in findings if not finding.ok]


async def test_with_nothing_set_it_says_what_is_missing() -> None:
    findings = await doctor.examine(None)
    text = doctor.report(findings)
    for expected in ("SLACK_BOT_TOKEN is not set", "setkeeper db upgrade", "setkeeper keys init", "4 to mend"):
        assert expected in text


async def test_a_bad_setting_is_named_without_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SETKEEPER_PORT", "sentinel")
    text = doctor.report(await doctor.examine(None))
    assert "SETKEEPER_PORT cannot be used" in text
    assert "sentinel" not in text


async def test_a_new_installation_step_by_step(tmp_path: Path) -> None:
    settings = local(tmp_path)
    assert "setkeeper db upgrade" in broken(await doctor.database(settings))[0]
    assert not (tmp_path / "var").exists()
    assert await operator.db_upgrade(settings) == "The database is set up."
    assert await operator.db_upgrade(settings) == "The database is up to date already."
    assert broken(await doctor.database(settings)) == []
    assert "setkeeper keys init" in broken(await doctor.keys(settings))[0]
    assert "Made the master key" in await operator.keys_init(settings)
    assert broken(await doctor.keys(settings)) == []
    assert await operator.outbox_list(settings) == "Nothing waits to be sent, and nothing was given up."
    settings.keys.chmod(0o644)
    assert "chmod 600" in broken(await doctor.keys(settings))[0]


async def test_a_check_that_breaks_is_a_finding_without_its_message(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "setkeeper.db").write_text("sentinel, no database " * 100)
    text = doctor.report(await doctor._carefully(doctor.database, local(tmp_path)))
    assert "Database" in text
    assert "sentinel" not in text


def test_python_version() -> None:
    assert doctor.python_version((3, 11)).ok
    assert "3.11 or newer" in doctor.python_version((3, 10)).mend


async def test_proxy_and_certificates(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://me:sentinel@proxy.example.org:3128")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    findings = await doctor.network(local(tmp_path))
    assert "Proxy proxy.example.org:3128" in [finding.what for finding in findings]
    assert "sentinel" not in doctor.report(findings)
    assert broken(findings) == ["SSL_CERT_FILE cannot be read. It should be a file of certificates in PEM form."]
    monkeypatch.setenv("NO_PROXY", "slack.com")
    monkeypatch.setenv("SSL_CERT_FILE", ssl.get_default_verify_paths().openssl_cafile)
    plain = local(tmp_path, slack_api_url="http://slack.internal/api/")
    assert "without encryption" in broken(await doctor.network(plain))[-1]


async def test_tokens_scopes_and_time(mini_slack: MiniSlack) -> None:
    settings = given(slack_api_url=mini_slack.url, slack_bot_token="xoxb-1", slack_app_token="xapp-1")
    assert broken(await slack(settings)) == []
    mini_slack.headers = {
        "X-OAuth-Scopes": "chat:write",
        "Date": format_datetime(datetime.now(UTC) - timedelta(seconds=400), usegmt=True),
    }
    scopes, time = broken(await slack(settings))
    assert "The app lacks these scopes: commands." in scopes
    assert "seconds away from Slack's" in time
    for method in ("auth.test", "apps.connections.open"):
        mini_slack.answers[method] = {"ok": False, "error": "invalid_auth"}
    assert ["invalid_auth" in finding for finding in broken(await slack(settings))] == [True, True]
    gone = given(slack_api_url="http://127.0.0.1:9/", slack_bot_token="xoxb-1", slack_app_token="xapp-1")
    assert ["did not answer" in finding for finding in broken(await slack(gone))] == [True, True]
    assert await slack(given()) == []


def test_the_command_ends_with_1(tmp_path: Path) -> None:
    root = str(Path(doctor.__file__).parent.parent)
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", "doctor"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": root},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "SLACK_BOT_TOKEN is not set." in done.stdout
    assert done.stderr == ""
