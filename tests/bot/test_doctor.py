"""The doctor: plain findings, no values, and nothing needed to begin with."""

import os
import ssl
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from aiohttp import web

from bot import doctor, doctor_network, doctor_storage, operator, resources
from bot.doctor_slack import slack
from bot.findings import Finding
from bot.settings import Settings, given, name_of
from tests.bot.mini_slack import MiniSlack

PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for field in Settings.model_fields:
        monkeypatch.delenv(name_of(field), raising=False)
    for name in PROXIES:
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
    for expected in ("SLACK_BOT_TOKEN is not set", "There is no database yet", "setkeeper keys init", "4 to mend"):
        assert expected in text


async def test_a_bad_setting_is_named_without_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SETKEEPER_PORT", "sentinel")
    text = doctor.report(await doctor.examine(None))
    assert "SETKEEPER_PORT cannot be used" in text
    assert "sentinel" not in text


async def test_a_new_installation_step_by_step(tmp_path: Path) -> None:
    settings = local(tmp_path)
    assert "setkeeper keys init" in broken(await doctor_storage.database(settings))[0]
    assert not (tmp_path / "var").exists()
    assert await operator.db_upgrade(settings) == "The database is set up."
    assert await operator.db_upgrade(settings) == "The database is up to date already."
    assert broken(await doctor_storage.database(settings)) == []
    assert "setkeeper keys init" in broken(await doctor_storage.keys(settings))[0]
    assert "Made the master key" in await operator.keys_init(settings)
    assert broken(await doctor_storage.keys(settings)) == []
    assert await operator.outbox_list(settings) == "Nothing waits to be sent, and nothing was given up."
    settings.keys.chmod(0o644)
    assert "chmod 600" in broken(await doctor_storage.keys(settings))[0]


async def test_a_check_that_breaks_is_a_finding_without_its_message(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "setkeeper.db").write_text("sentinel, no database " * 100)
    text = doctor.report(await doctor._carefully(doctor_storage.database, local(tmp_path)))
    assert "The file there is not a database." in text
    assert "sentinel" not in text


def test_python_version() -> None:
    assert doctor.python_version((3, 11)).ok
    assert "3.11 or newer" in doctor.python_version((3, 10)).mend


async def test_proxy_and_certificates(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://me:sentinel@proxy.example.org:3128")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    findings = await doctor_network.network(local(tmp_path))
    assert "The proxy proxy.example.org:3128" in [finding.what for finding in findings]
    assert "sentinel" not in doctor.report(findings)
    assert broken(findings) == ["SSL_CERT_FILE cannot be read. It should be a file of certificates in PEM form."]
    monkeypatch.setenv("NO_PROXY", "slack.com")
    monkeypatch.setenv("SSL_CERT_FILE", ssl.get_default_verify_paths().openssl_cafile)
    plain = local(tmp_path, slack_api_url="http://slack.internal/api/")
    assert "without encryption" in broken(await doctor_network.network(plain))[-1]


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
    assert ["did not answer" in finding for finding in broken(await slack(gone))] == [True]
    assert await slack(given()) == []


def both(mini_slack: MiniSlack) -> Settings:
    return given(slack_api_url=mini_slack.url, slack_bot_token="xoxb-1", slack_app_token="xapp-1")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("invalid_auth", "copy the Bot User OAuth Token"),
        ("not_allowed_token_type", "copy the Bot User OAuth Token"),
        ("token_revoked", "Install the app again"),
        ("account_inactive", "Install the app again"),
        ("ratelimited", "Try again in a minute"),
        ("accesslimited", "Ask its administrators"),
        ("some_new_code", "copy the Bot User OAuth Token"),
    ],
)
async def test_each_refusal_of_a_token_has_its_own_way_to_mend_it(mini_slack: MiniSlack, code: str, said: str) -> None:
    mini_slack.answers["auth.test"] = {"ok": False, "error": code}
    (found,) = broken(await slack(both(mini_slack)))
    assert f"Slack refused SLACK_BOT_TOKEN ({code})." in found
    assert said in found


async def test_a_token_of_another_kind_or_of_another_app(mini_slack: MiniSlack) -> None:
    mini_slack.answers["auth.test"] = {"ok": True, "user_id": "U1"}
    assert "SLACK_BOT_TOKEN is not a bot's token." in broken(await slack(both(mini_slack)))[0]
    mini_slack.answers["auth.test"] = {"ok": True, "bot_id": "B1", "expires_in": 43200}
    assert "Turn token rotation off" in broken(await slack(both(mini_slack)))[0]
    mini_slack.answers["auth.test"] = {"ok": True, "bot_id": "B1", "app_id": "A1"}
    line = mini_slack.url.replace("http", "ws") + "line?ticket=t&app_id="
    mini_slack.answers["apps.connections.open"] = {"ok": True, "url": line + "A2"}
    assert "belong to different apps" in broken(await slack(both(mini_slack)))[0]
    mini_slack.answers["apps.connections.open"] = {"ok": True, "url": line + "A1"}
    assert broken(await slack(both(mini_slack))) == []
    assert mini_slack.lines == []  # people's presses would come down it


async def test_what_answers_is_not_slack(mini_slack: MiniSlack) -> None:
    mini_slack.answers["auth.test"] = {"captive": "portal"}
    mini_slack.answers["apps.connections.open"] = {"captive": "portal"}
    assert ["Something other than Slack" in one for one in broken(await slack(both(mini_slack)))] == [True]


async def test_a_page_of_the_network_is_not_slack(mini_slack: MiniSlack, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("text/html", "text/plain", "application/json"):
        page = web.Response(text="<html>sentinel: sign in</html>", content_type=kind)
        monkeypatch.setattr("tests.bot.mini_slack.web.json_response", lambda *_, page=page, **__: page)
        text = doctor.report(await slack(given(slack_api_url=mini_slack.url, slack_bot_token="xoxb-1")))
        assert "Something other than Slack answered." in text, kind
        assert "sentinel" not in text


async def test_scopes_that_could_read_a_set_are_too_many(mini_slack: MiniSlack) -> None:
    mini_slack.headers["X-OAuth-Scopes"] += ",groups:history"
    assert "with which it could read a set: groups:history." in broken(await slack(both(mini_slack)))[0]
    del mini_slack.headers["X-OAuth-Scopes"]
    found = await slack(both(mini_slack))
    assert broken(found) == []
    assert "Scopes could not be seen." in [finding.what for finding in found]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SLACK_BOT_TOKEN", "xapp-sentinel", "belongs in SLACK_APP_TOKEN"),
        ("SLACK_BOT_TOKEN", "xoxp-sentinel", "a person's token"),
        ("SLACK_BOT_TOKEN", "xoxe.xoxb-sentinel", "turn token rotation off"),
        ("SLACK_APP_TOKEN", "xoxb-sentinel", "belongs in SLACK_BOT_TOKEN"),
        ("SLACK_BOT_TOKEN", "xoxb-sentinel...", "the dots of the example"),
        ("SLACK_APP_TOKEN", "xapp- sentinel", "There is a space"),
    ],
)
async def test_a_token_in_the_wrong_place_is_named_by_its_kind(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    text = doctor.report(await doctor.examine(None))
    assert f"{name} cannot be used." in text
    assert said in text
    assert "sentinel" not in text


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
