"""One code, one text: an area that takes another's code would silently change what people read there."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from app import words
from app.config import ROOT
from registry.accounts.models import SCOPES

SCOPE = re.compile(r'scope\("([^"]+)"\)')


@pytest.mark.parametrize("table", ["WORDS", "PROBLEMS"])
def test_no_two_areas_give_words_to_the_same_code(table: str) -> None:
    areas = (*words._AREAS, words.log)
    codes = Counter(code for area in areas for code in getattr(area, table, {}))
    assert [code for code, times in codes.items() if times > 1] == []


def test_everything_a_key_opens_has_words_and_is_given() -> None:
    asked = {
        name for path in (ROOT / "app/api").glob("*.py") for name in SCOPE.findall(path.read_text("utf-8"))
    }
    assert asked == set(SCOPES)
    for scope in SCOPES:
        assert words.word(scope, "scope")
