"""The code of the slip survives handwriting, telephones and bad light."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.candidates.code import ALPHABET, grouped, new_code, read_code


def test_every_code_is_read_back() -> None:
    for _ in range(1000):
        code = new_code()
        assert read_code(grouped(code)) == code
        assert code[-1].isalpha()


@pytest.mark.parametrize(
    "change",
    [
        str.lower,
        lambda text: text.replace("-", ""),
        lambda text: text.replace("-", " "),
        lambda text: f"  {text}\n",
        lambda text: text.replace("-", "–"),
        lambda text: text.replace("0", "O").replace("1", "l"),
        lambda text: text.replace("0", "o").replace("1", "I"),
        lambda text: text.replace("V", "u"),
    ],
)
def test_it_is_read_as_people_write_it(change) -> None:
    for _ in range(200):
        code = new_code()
        assert read_code(change(grouped(code))) == code


def test_one_wrong_character_is_always_noticed() -> None:
    code = new_code()
    for place in range(9):
        for other in ALPHABET:
            if other != code[place]:
                assert read_code(code[:place] + other + code[place + 1 :]) != code
                assert place == 8 or read_code(code[:place] + other + code[place + 1 :]) is None


def test_two_swapped_characters_are_always_noticed() -> None:
    for _ in range(100):
        code = new_code()
        for place in range(7):
            swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
            assert swapped == code or read_code(swapped) is None


@given(st.text(max_size=40))
def test_anything_else_is_simply_no_code(text: str) -> None:
    read = read_code(text)
    assert read is None or len(read) == 9
