"""A small Slack and a quiet environment for the shell's tests."""

import io
import logging
import sys
import threading
from collections.abc import AsyncIterator, Iterator

import pytest
import structlog

from bot import logs
from tests.bot.mini_slack import MiniSlack


@pytest.fixture
def logging_kept() -> Iterator[None]:
    """What logs.configure() changes in this process is put back."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level, sys.excepthook, threading.excepthook, sys.unraisablehook)
    yield
    structlog.reset_defaults()
    logging.captureWarnings(capture=False)
    logging.raiseExceptions = True
    root.handlers, root.level, sys.excepthook, threading.excepthook, sys.unraisablehook = before


@pytest.fixture
def out(logging_kept: None) -> io.StringIO:
    """Everything this process logs."""
    stream = io.StringIO()
    logs.configure("INFO", stream)
    return stream


@pytest.fixture
async def mini_slack() -> AsyncIterator[MiniSlack]:
    """A fresh small Slack, listening."""
    slack = MiniSlack()
    await slack.open()
    yield slack
    await slack.close()
