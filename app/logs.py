"""Structured logs: JSON lines, UTC, no query strings, no bodies, no names (trust.md habit 13)."""

from __future__ import annotations

import logging
import sys

import structlog

from app.config import Settings


def configure(settings: Settings) -> None:
    """JSON to standard error; in demo mode short coloured lines, warnings and worse only."""
    level = logging.getLevelName("WARNING" if settings.is_demo else settings.log_level)
    renderer = structlog.dev.ConsoleRenderer() if settings.is_demo else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
