"""Logs that cannot tell: JSON lines to stderr of event codes, references and places in the code.

Never words of a person, never `str(error)`, arguments, locals or Slack's responses (privacy.md section 1). Two doors:
- ours (structlog): an allow-list of keys, each with the shape its values must have; the rest is dropped and counted;
- libraries (logging): the message, which may hold anything, is replaced by logger, level and module:line.
"""

import logging
import re
import secrets
import sys
import threading
from collections.abc import Mapping, MutableMapping
from datetime import UTC, datetime
from functools import partial
from types import TracebackType
from typing import Any, TextIO

import structlog

OURS = ("bot", "handlers", "sets", "storage")
LIBRARIES = (
    "slack_sdk",
    "slack_bolt",
    "aiohttp",
    "sqlalchemy",
    "alembic",
    "apscheduler",
    "asyncio",
    "aiosqlite",
    "psycopg",
)
REFERENCE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

_CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+){0,3}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,79}")
_PLACE = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,99}:\d{1,6}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

ALLOWED: Mapping[str, re.Pattern[str]] = {
    "event": _CODE,
    "level": _CODE,
    "time": re.compile(r"[0-9T:.+-]{10,32}"),
    "place": _PLACE,
    "reference": re.compile(rf"[{REFERENCE_LETTERS}]{{6}}"),
    "error": _NAME,
    "raised_at": _PLACE,
    "logger": _NAME,
    "code": _CODE,
    "task": _CODE,
    "tick": _CODE,
    "check": _CODE,
    "kind": _CODE,
    "feature": _CODE,
    "mode": _CODE,
    "database": _CODE,
    "version": re.compile(r"[0-9][0-9A-Za-z.+]{0,39}|checkout"),
    "outcome": _CODE,
    "method": re.compile(r"[a-z]+(\.[A-Za-z]+){1,3}"),
    "workspace": _UUID,
    "delivery": _UUID,
}
COUNTS = frozenset({"count", "dropped", "left", "attempts", "port", "seconds", "status", "skew_s"})


def configure(level: str = "INFO", stream: TextIO | None = None) -> None:
    """Send every log line of this process through the two doors. `stream`: stderr unless given."""
    logging.raiseExceptions = False  # else a bad record prints its message and arguments to stderr
    structlog.configure(
        processors=[
            _describe_error,
            _add_place,
            _stamp,
            _keep_allowed,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=lambda *_: _Line(stream),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [_Hushed()]
    root.setLevel(max(logging.INFO, logging.getLevelNamesMapping()[level]))
    for name in [*logging.root.manager.loggerDict, *LIBRARIES]:
        _hush(logging.getLogger(name), name)
    logging.captureWarnings(capture=True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda failed: _uncaught(failed.exc_type, failed.exc_value, failed.exc_traceback)
    sys.unraisablehook = lambda failed: _uncaught(failed.exc_type, failed.exc_value, failed.exc_traceback)


def get_logger() -> structlog.typing.FilteringBoundLogger:
    """A logger for our own code: `log.info("delivery.sent", count=3)`. Use keys of ALLOWED and COUNTS only."""
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger()
    return logger


def bolt_logger() -> logging.Logger:
    """The logger to hand to AsyncApp and AsyncWebClient, so that the loggers they derive are pinned as well."""
    logger = logging.getLogger("slack_bolt")
    _hush(logger, "slack_bolt")
    return logger


def new_reference() -> str:
    """Six letters that stand in the log and in the message a person sees, and mean nothing else."""
    return "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(6))


def failure(event: str, error: BaseException, **facts: str | int | float) -> None:
    """Log that something failed: the class of `error` and where it was raised, and nothing it says."""
    get_logger().error(event, exc_info=error, **facts)


def report_task(name: str, error: BaseException) -> None:
    """What Background calls for a task that failed."""
    failure("background.failed", error, task=name)


def class_of(error: BaseException | type[BaseException]) -> str:
    """An exception's class: `KeyError`, `sqlalchemy.exc.OperationalError`."""
    kind = error if isinstance(error, type) else type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def place_of(trace: TracebackType | None) -> str | None:
    """module:line of the deepest frame in our own code, or of the deepest frame when none is ours."""
    deepest = ours = None
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", "unknown"))
        deepest = f"{module}:{trace.tb_lineno}"
        ours = deepest if module.partition(".")[0] in OURS else ours
        trace = trace.tb_next
    return ours or deepest


def _describe_error(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace exc_info, in any of its forms, by class and place."""
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()[1]
    if isinstance(given, tuple):
        given = given[1]
    if isinstance(given, BaseException):
        event["error"] = class_of(given)
        if place := place_of(given.__traceback__):
            event["raised_at"] = place
    return event


def _add_place(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """module:line of the call, without this module's and structlog's own frames; a library's record brings its own."""
    if "place" in event:
        return event
    frame = sys._getframe(1)
    while frame.f_back is not None and str(frame.f_globals.get("__name__")).startswith(("structlog", "bot.logs")):
        frame = frame.f_back
    event["place"] = f"{frame.f_globals.get('__name__', 'unknown')}:{frame.f_lineno}"
    return event


def _stamp(_logger: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Level, and the machine's time: logs are read beside other programs' logs, so not by the domain clock."""
    event["level"] = method
    event["time"] = datetime.now(UTC).isoformat(timespec="milliseconds")
    return event


def _keep_allowed(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every key and value that is not expressly allowed; `dropped` tells how many, so that it shows."""
    kept = {key: value for key, value in event.items() if _is_allowed(key, value)}
    if dropped := len(event) - len(kept):
        kept["dropped"] = dropped
    kept.setdefault("event", "unnamed")
    return kept


def _is_allowed(key: str, value: object) -> bool:
    if key in COUNTS:
        return type(value) in (int, float)
    shape = ALLOWED.get(key)
    return shape is not None and type(value) is str and shape.fullmatch(value) is not None


class _Line:
    """Writes one finished line."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream

    def msg(self, line: str) -> None:
        stream = self._stream or sys.stderr
        stream.write(line + "\n")
        stream.flush()

    debug = info = warning = error = critical = msg


class _Hushed(logging.Handler):
    """Libraries' records without what they say: messages, arguments and tracebacks may hold anything."""

    def emit(self, record: logging.LogRecord) -> None:
        facts: dict[str, Any] = {"logger": record.name, "place": f"{record.module}:{record.lineno}"}
        if isinstance(record.exc_info, tuple) and record.exc_info[1] is not None:
            facts["exc_info"] = record.exc_info
        write = get_logger().error if record.levelno >= logging.ERROR else get_logger().warning
        (get_logger().info if record.levelno < logging.WARNING else write)("library", **facts)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """Never print a record that could not be written: the default prints its message and arguments."""


def _hush(logger: logging.Logger, name: str) -> None:
    """Take a library's own handlers away and pin it above DEBUG, where slack_sdk prints whole messages."""
    logger.handlers = []
    logger.propagate = True
    quiet = name.startswith(("aiohttp.access", "dotenv", "apscheduler", "alembic", "sqlalchemy"))
    if logger.level != logging.NOTSET or name in LIBRARIES:
        logger.setLevel(max(logging.WARNING if quiet else logging.INFO, logger.level))


def _uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    """The last door: an error nobody caught."""
    if issubclass(kind, KeyboardInterrupt):
        return
    report = partial(get_logger().error, "uncaught", error=class_of(kind))
    report(raised_at=place) if (place := place_of(trace)) else report()
