"""Failpoints kill, at the arrival asked for, and only in a rehearsal."""

import signal
import subprocess
import sys

import pytest

from bot.failpoints import Failpoint, NoFailpoints, failpoints_for
from bot.settings import SettingsProblem

PRETEND = "http://127.0.0.1:1/api/"
PROGRAM = """
from bot.failpoints import Failpoint, failpoints_for
points = failpoints_for({setting!r}, "http://127.0.0.1:1/api/")
for number in range(1, 5):
    points.reach(Failpoint.BEFORE_POST)
    points.reach(Failpoint.AFTER_POST)
    print(number, flush=True)
"""


@pytest.mark.parametrize(("setting", "seen"), [("after_post", ""), ("AFTER_POST:3", "1\n2\n"), ("before_commit", None)])
def test_the_process_dies_there(setting: str, seen: str | None) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(setting=setting)], capture_output=True, text=True, check=False
    )
    if seen is None:
        assert (done.returncode, done.stdout) == (0, "1\n2\n3\n4\n")
    else:
        assert (done.returncode, done.stdout) == (-signal.SIGKILL, seen)


def test_without_a_setting_nothing_happens() -> None:
    points = failpoints_for(None, "https://slack.com/api/")
    assert isinstance(points, NoFailpoints)
    for point in Failpoint:
        points.reach(point)


@pytest.mark.parametrize("setting", ["nowhere", "after_post:0", "after_post:x", ""])
def test_a_misspelt_name_is_refused(setting: str) -> None:
    with pytest.raises(SettingsProblem, match="should be one of before_commit, after_commit"):
        failpoints_for(setting, PRETEND)


def test_a_real_slack_is_refused() -> None:
    with pytest.raises(SettingsProblem, match="pretend Slack"):
        failpoints_for("after_post", "https://slack.com/api/")
