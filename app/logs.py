"""Structured logs: JSON lines, UTC, no query strings, no bodies, no names (trust.md habit 13)."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog
from structlog.typing import EventDict

from app.config import Settings

LENGTH_OF_A_DAY = len("2026-03-02")


def tell_the_day_alone(_logger: Any, _name: str, event: EventDict) -> EventDict:
    """A line marked `day_only` keeps no hour: it is about a page of reporters."""
    if event.pop("day_only", False):
        event["timestamp"] = event["timestamp"][:LENGTH_OF_A_DAY]
    return event


def configure(settings: Settings) -> None:
    """JSON to standard error; in demo mode short coloured lines, warnings and worse only."""
    level = logging.getLevelName("WARNING" if settings.is_demo else settings.log_level)
    renderer = structlog.dev.ConsoleRenderer() if settings.is_demo else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            tell_the_day_alone,
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
