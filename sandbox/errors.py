"""The two ways in which the pretend Slack says no."""

from typing import Any


class SlackError(Exception):
    """A Web API call that Slack refuses: HTTP 200 with `{"ok": false, "error": code, **extra}`."""

    def __init__(self, code: str, **extra: Any) -> None:  # noqa: ANN401 - the extras are JSON values
        super().__init__(code)
        self.code = code
        self.extra = extra


class CannotDo(Exception):
    """A simulated person tried what Slack's own interface would not let them do. The text says why."""
