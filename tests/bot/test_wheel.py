"""A wheel, installed away from the checkout, holds everything it needs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import bot

ROOT = Path(bot.__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the installed wheel; its dependencies are those of the tests."""
    folder = tmp_path_factory.mktemp("elsewhere")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    install = [
        sys.executable,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
    ]
    subprocess.run([*install, "--target", str(folder / "site"), str(wheel)], check=True, capture_output=True)
    return folder


def setkeeper(elsewhere: Path, *typed: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], "HOME": str(elsewhere), "PYTHONPATH": str(elsewhere / "site")}
    command = [sys.executable, str(elsewhere / "site" / "bin" / "setkeeper"), *typed]
    return subprocess.run(command, cwd=elsewhere, env=env, capture_output=True, text=True, check=False)


def test_doctor_says_what_is_missing(elsewhere: Path) -> None:
    done = setkeeper(elsewhere, "doctor")
    assert done.returncode == 1
    assert "in order  Files that come with the program" in done.stdout
    assert "SLACK_BOT_TOKEN is not set." in done.stdout
    assert "setkeeper keys init" in done.stdout
    assert done.stderr == ""


def test_first_steps(elsewhere: Path) -> None:
    upgraded = setkeeper(elsewhere, "db", "upgrade")
    assert (upgraded.returncode, upgraded.stdout, upgraded.stderr) == (0, "The database is set up.\n", "")
    made = setkeeper(elsewhere, "keys", "init")
    assert made.returncode == 0
    assert (elsewhere / "var" / "master.keys").stat().st_mode & 0o777 == 0o600
    assert "2 to mend" in setkeeper(elsewhere, "doctor").stdout


def test_the_manifest_came_along(elsewhere: Path) -> None:
    assert setkeeper(elsewhere, "manifest").stdout == (ROOT / "manifest.yml").read_text(encoding="utf-8")


def test_the_list_of_sentences_came_along(elsewhere: Path) -> None:
    assert (elsewhere / "site" / "handlers" / "locale" / "setkeeper.pot").read_text(encoding="utf-8")
