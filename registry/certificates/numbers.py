"""The number on the paper: CH- and a code with a check letter, `CH-7K2P-9XQ4-M`. Drawn at random: nobody counts on."""

from __future__ import annotations

import re

from registry.candidates.code import grouped, new_code, read_code

PREFIX = "CH"
_START = re.compile(r"\s*C[\s.\-]*H[\s.\-_/\u2010-\u2015\u2212]*", re.IGNORECASE)


def new_number() -> str:
    return f"{PREFIX}-{grouped(new_code())}"


def read_number(text: str) -> str | None:
    """The number as it is stored, from what was typed; None for anything else."""
    start = _START.match(text)
    code = read_code(text[start.end() :]) if start else None
    return f"{PREFIX}-{grouped(code)}" if code else None
