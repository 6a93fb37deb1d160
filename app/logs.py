"""Structured logs: JSON lines, UTC, no query strings, no bodies, no names (trust.md habit 13).

An exception's own words may hold what somebody typed ("invalid literal: ...", "Key (email)=(...) already exists"), so
they are never written: a line says its kind, where it came from, line by line, and a database's code of the fault.
Libraries that log by themselves say only who, where and how grave, for the same reason.
"""

from __future__ import annotations

import logging
import sys
import threading
from contextlib import suppress
from pathlib import Path
from traceback import extract_tb
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict

from app.config import Settings

LENGTH_OF_A_DAY = len("2026-03-02")
_MOST_FRAMES = 40


def tell_the_day_alone(_logger: Any, _name: str, event: EventDict) -> EventDict:
    """A line marked `day_only` keeps no hour: it is about a page of reporters."""
    if event.pop("day_only", False):
        event["timestamp"] = event["timestamp"][:LENGTH_OF_A_DAY]
    return event


def tell_no_values(_logger: Any, _name: str, event: EventDict) -> EventDict:
    """`exc_info` becomes `fault`: kinds and places of the exception and of those behind it, none of their words."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["fault"] = faults(error)
    return event


def faults(error: BaseException) -> list[dict[str, Any]]:
    """The exception and what it came from, newest first: kind, places, and the code where a database or the system
    gave one."""
    told: list[dict[str, Any]] = []
    current: BaseException | None = error
    while current is not None and len(told) < 5:
        one: dict[str, Any] = {"kind": type(current).__name__, "at": _places(current.__traceback__)}
        code = getattr(current, "sqlstate", None) or getattr(current, "sqlite_errorname", None)
        code = code or getattr(current, "errno", None)
        if code is not None:
            one["code"] = code
        told.append(one)
        current = current.__cause__ or current.__context__
    return told


def _places(trace: TracebackType | None) -> list[str]:
    frames = extract_tb(trace)[-_MOST_FRAMES:]
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _short(file: str) -> str:
    return "/".join(Path(file).parts[-3:])


class _Plain(logging.Handler):
    """What libraries log: whose it is, where in their code, how grave; the words only of a fixed text."""

    def emit(self, record: logging.LogRecord) -> None:
        event: dict[str, Any] = {"logger": record.name, "at": f"{record.module}:{record.lineno}"}
        if isinstance(record.msg, str) and not record.args and record.name.startswith("uvicorn"):
            event["said"] = record.msg[:200]
        elif isinstance(record.msg, BaseException):
            event["fault"] = faults(record.msg)
        if record.exc_info:
            event["exc_info"] = record.exc_info
        structlog.get_logger(record.name).log(record.levelno, "library", **event)


class _Willing:
    """Standard error, where a line that finds no room (a log on a full disk) stops nobody's work (trust.md R8)."""

    def write(self, text: str) -> int:
        with suppress(OSError):
            sys.stderr.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            sys.stderr.flush()


def configure(settings: Settings) -> None:
    """JSON to standard error; in demo mode short coloured lines, warnings and worse only."""
    level = logging.getLevelName("WARNING" if settings.is_demo else settings.log_level)
    renderer = structlog.dev.ConsoleRenderer() if settings.is_demo else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            tell_the_day_alone,
            tell_no_values,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(_Willing()),  # type: ignore[arg-type]
    )


def take_over(settings: Settings) -> None:
    """For a server's process: libraries log through us too, and what nobody caught is told without its words."""
    root = logging.getLogger()
    root.handlers = [_Plain()]
    root.setLevel(max(logging.WARNING, logging.getLevelName(settings.log_level)))
    log = structlog.get_logger("sendero.process")
    sys.excepthook = lambda _kind, error, _trace: log.error("uncaught", exc_info=error)
    threading.excepthook = lambda about: log.error("uncaught", exc_info=about.exc_value)
