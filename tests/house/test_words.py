"""One code, one text: an area that takes another's code would silently change what people read there."""

from __future__ import annotations

from collections import Counter

import pytest

from app import words


@pytest.mark.parametrize("table", ["WORDS", "PROBLEMS"])
def test_no_two_areas_give_words_to_the_same_code(table: str) -> None:
    areas = (*words._AREAS, words.log)
    codes = Counter(code for area in areas for code in getattr(area, table, {}))
    assert [code for code, times in codes.items() if times > 1] == []
