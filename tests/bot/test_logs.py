"""A sentinel put wherever words could be never reaches the log."""

import io
import json
import logging
import subprocess
import sys
import threading
import warnings
from typing import Any

import pytest
import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot import logs

SENTINEL = "sentinel-wir-sagen-nichts"


def lines(out: io.StringIO) -> list[dict[str, Any]]:
    assert SENTINEL not in out.getvalue()
    return [json.loads(line) for line in out.getvalue().splitlines()]


def explode() -> None:
    words = SENTINEL
    raise KeyError(words, RuntimeError(SENTINEL)) from ValueError(SENTINEL)


def caught() -> KeyError:
    with pytest.raises(KeyError) as found:
        explode()
    found.value.add_note(SENTINEL)
    return found.value


def test_our_lines_have_code_place_and_time(out: io.StringIO) -> None:
    logs.get_logger().info("delivery.sent", count=3, reference="ABC234", method="chat.postMessage")
    (line,) = lines(out)
    assert line.pop("time").endswith("+00:00")
    assert line.pop("place").startswith("tests.bot.test_logs:")
    assert line == {
        "event": "delivery.sent",
        "level": "info",
        "count": 3,
        "reference": "ABC234",
        "method": "chat.postMessage",
    }


def test_anything_not_allowed_is_dropped_and_counted(out: io.StringIO) -> None:
    log: Any = structlog.get_logger()
    log.info(SENTINEL, text=SENTINEL, reference=SENTINEL, count=SENTINEL, code=f"x {SENTINEL}", error=[SENTINEL])
    log.bind(user=SENTINEL, label=SENTINEL).warning("a.b", stack_info=SENTINEL, positional=(SENTINEL,))
    log.info("a.b", **{SENTINEL: 1}, port=True)
    first, second, third = lines(out)
    assert (first["event"], first["dropped"]) == ("unnamed", 6)
    assert second["dropped"] == 4
    assert third["dropped"] == 2


def test_an_error_is_class_and_place(out: io.StringIO) -> None:
    logs.failure("listener.failed", caught(), reference="ABC234")
    log: Any = structlog.get_logger()
    try:
        explode()
    except KeyError:
        log.exception("a.b", text=SENTINEL)
        log.error("a.b", exc_info=True)
        log.error("a.b", exc_info=sys.exc_info())
    for line in lines(out):
        assert line["error"] == "KeyError"
        assert line["raised_at"].startswith("tests.bot.test_logs:")


def test_the_place_is_the_deepest_of_our_own(out: io.StringIO) -> None:
    with pytest.raises(json.JSONDecodeError) as foreign:
        json.loads("{")
    assert str(logs.place_of(foreign.value.__traceback__)).startswith("json.decoder:")
    with pytest.raises(KeyError) as own:
        logs.configure("NO_SUCH_LEVEL", out)
    assert str(logs.place_of(own.value.__traceback__)).startswith("bot.logs:")
    assert logs.place_of(None) is None


@pytest.mark.parametrize("name", [*logs.LIBRARIES, "slack_sdk.web.async_base_client", "aiohttp.server", "anything"])
def test_libraries_keep_level_and_place_only(out: io.StringIO, name: str) -> None:
    logger = logging.getLogger(name)
    logger.debug("%s", SENTINEL)
    logger.error(SENTINEL, extra={"words": SENTINEL})
    logger.error("%s %d", SENTINEL, SENTINEL)  # a broken record: logging would print its arguments
    try:
        explode()
    except KeyError:
        logger.exception(SENTINEL, stack_info=True)
    first, second, third = lines(out)
    assert (first["event"], first["logger"], first["level"]) == ("library", name, "error")
    assert first["place"].startswith("test_logs:")
    assert "error" not in second
    assert third["error"] == "KeyError"


def test_a_library_cannot_open_its_own_door(out: io.StringIO) -> None:
    logger = logging.getLogger("slack_sdk.somewhere")
    other = io.StringIO()
    logger.addHandler(logging.StreamHandler(other))
    logger.setLevel(logging.DEBUG)
    logs.configure("INFO", out)
    logger.debug(SENTINEL)
    logger.warning(SENTINEL)
    assert other.getvalue() == ""
    assert len(lines(out)) == 1


def test_warnings_hooks_and_threads(out: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn(SENTINEL, stacklevel=1)
    error = caught()
    sys.excepthook(KeyError, error, error.__traceback__)
    thread = threading.Thread(target=explode, name=SENTINEL)
    thread.start()
    thread.join()
    found = lines(out)
    assert [line["event"] for line in found] == ["library", "uncaught", "uncaught"]
    assert {line.get("error") for line in found[1:]} == {"KeyError"}
    assert SENTINEL not in "".join(capsys.readouterr())


def test_a_process_that_dies_says_nothing_it_should_not() -> None:
    program = f"from bot import logs\nlogs.configure()\nwords = {SENTINEL!r}\nraise ValueError(words)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert SENTINEL not in done.stderr + done.stdout
    assert json.loads(done.stderr)["error"] == "ValueError"


async def test_bolt_itself_says_nothing_it_should_not(out: io.StringIO) -> None:
    client = AsyncWebClient(token="xoxb-1", logger=logs.bolt_logger())
    app = AsyncApp(client=client, request_verification_enabled=False, logger=logs.bolt_logger())
    await app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body={"type": "block_actions", "x": SENTINEL}))
    await app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body={"command": "/als", "text": SENTINEL}))
    assert lines(out)


def test_references_are_short_and_allowed() -> None:
    made = {logs.new_reference() for _ in range(200)}
    assert len(made) == 200
    assert all(logs.ALLOWED["reference"].fullmatch(reference) for reference in made)
