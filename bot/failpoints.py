"""Named places where a rehearsal may kill the process, to show that a crash there loses and doubles nothing.

SETKEEPER_FAILPOINT="after_post" kills at the first arrival, "after_post:3" at the third. SIGKILL: no handler, no flush,
no clean-up, like a power cut. Works only against a pretend Slack on this machine.
"""

import os
import signal
from enum import Enum
from typing import Protocol

from bot.settings import SettingsProblem, is_loopback


class Failpoint(Enum):
    """The moments of a delivery and of a transaction (delivery-and-vault.md, the battery)."""

    BEFORE_COMMIT = "before_commit"
    AFTER_COMMIT = "after_commit"
    AFTER_UPLOAD_URL = "after_upload_url"
    BEFORE_MARK = "before_mark"
    AFTER_MARK = "after_mark"
    BEFORE_POST = "before_post"
    AFTER_POST = "after_post"
    BEFORE_CONFIRM = "before_confirm"
    AFTER_CONFIRM = "after_confirm"


class Failpoints(Protocol):
    """Told of each arrival."""

    def reach(self, point: Failpoint) -> None:
        """The work has come to `point`."""
        ...


class NoFailpoints:
    """Production: nothing happens anywhere."""

    def reach(self, point: Failpoint) -> None:
        return None


class OneFailpoint:
    """Kills this process at the `count`-th arrival (1 or more) at `point`."""

    def __init__(self, point: Failpoint, count: int) -> None:
        self._point = point
        self._left = count

    def reach(self, point: Failpoint) -> None:
        if point is not self._point:
            return
        self._left -= 1
        if self._left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)


def failpoints_for(setting: str | None, slack_api_url: str) -> Failpoints:
    """What the setting asks for. Raises SettingsProblem when it is misspelt, or when Slack is a real one."""
    if setting is None:
        return NoFailpoints()
    if not is_loopback(slack_api_url):
        raise SettingsProblem(["SETKEEPER_FAILPOINT works only when SLACK_API_URL is a pretend Slack on this machine."])
    name, _, count = setting.lower().partition(":")
    names = [point.value for point in Failpoint]
    if name not in names or not (count or "1").isdecimal() or int(count or "1") < 1:
        known = ", ".join(names)
        raise SettingsProblem([f"SETKEEPER_FAILPOINT should be one of {known}, with :2 and so on for a later arrival."])
    return OneFailpoint(Failpoint(name), int(count or "1"))
