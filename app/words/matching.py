"""Words of ranking: reasons, parts, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

WORDS: dict[str, str] = {}
PROBLEMS: dict[str, str] = {}
REASONS: dict[str, str] = {}


def readable(code: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a reason with codes replaced by labels."""
    return dict(arguments)
