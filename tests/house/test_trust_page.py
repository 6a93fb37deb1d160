"""The page of promises names each once, and commands that exist."""

from __future__ import annotations

import re

from app.config import ROOT

_ROW = re.compile(r"^\| ([LTR]\d+) \| .+? \| (.+?) \| .+? \|$", re.MULTILINE)
_PROMISED = [
    f"{letter}{number}" for letter, last in (("L", 8), ("T", 24), ("R", 14)) for number in range(1, last + 1)
]


def _rows() -> list[tuple[str, str]]:
    return _ROW.findall((ROOT / "docs" / "trust.md").read_text(encoding="utf-8"))


def test_every_promise_stands_once() -> None:
    assert sorted(number for number, _command in _rows()) == sorted(_PROMISED)


def test_every_command_is_there() -> None:
    for number, commands in _rows():
        told = re.findall(r"`(pytest|make|sendero) ([^`]+)`", commands)
        assert told, f"{number}: no command"
        for program, words in told:
            if program == "make":
                assert f"\n{words}:" in (ROOT / "Makefile").read_text(), f"{number}: make {words}"
            for path in words.split() if program == "pytest" else ():
                assert (ROOT / path).exists(), f"{number}: {path}"
