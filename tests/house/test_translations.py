"""Nothing a person reads is missing in English, and no placeholder gets lost on the way."""

from __future__ import annotations

import re

from app import words
from app.config import ROOT
from app.locale import disagreeing, missing, source_texts, translations


def test_there_are_texts() -> None:
    texts = list(source_texts())
    assert len(texts) > 500
    assert any(entry.where.startswith("templates/") for entry in texts)
    assert any(entry.where.startswith("app/words/") for entry in texts)


def test_every_text_has_english() -> None:
    assert [f"{entry.where}: {entry.text}" for entry in missing("en")] == []


def test_placeholders_agree() -> None:
    assert disagreeing("en") == []


def test_no_translation_is_left_over() -> None:
    """A translation whose source is gone is a text nobody reviews any more."""
    sources = {entry.text for entry in source_texts()}
    assert sorted(set(translations("en")) - sources) == []


def test_every_error_code_has_words() -> None:
    """A code raised anywhere in the registry is explained to the person who meets it."""
    raised: set[str] = set()
    for path in (ROOT / "registry").rglob("*.py"):
        raised |= set(
            re.findall(r'(?:NotPossible|Invalid|NotAllowed|Conflict)\(\s*"(\w+)"', path.read_text())
        )
    for path in (ROOT / "registry").rglob("states.py"):
        raised |= set(re.findall(r'(?:else|return) "(\w+)"', path.read_text()))
    assert len(raised) > 20
    assert raised - words.PROBLEMS.keys() - {"not_allowed"} == set()
