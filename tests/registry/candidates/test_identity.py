"""The code of a slip is read as people type it, and a slip of the finger is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.candidates.identity import ALPHABET, new_code, printed_code, read_code

CODES = st.builds(new_code)


def test_codes_differ_and_are_printed_in_groups() -> None:
    codes = {new_code() for _ in range(1000)}
    assert len(codes) == 1000
    code = codes.pop()
    assert printed_code(code) == f"{code[:4]}-{code[4:8]}-{code[8]}"


@given(code=CODES)
def test_a_code_is_read_in_lower_case_with_dashes_spaces_and_letters_for_figures(code: str) -> None:
    assert read_code(printed_code(code)) == code
    assert read_code(f" {printed_code(code).lower().replace('-', ' ')} ") == code
    assert read_code(code.replace("0", "O").replace("1", "l")) == code


@given(code=CODES, at=st.integers(0, 8), other=st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(code: str, at: int, other: str) -> None:
    typed = code[:at] + other + code[at + 1 :]
    assert read_code(typed) == (code if typed == code else None)


@pytest.mark.parametrize("typed", ["", "7K2P", "7K2P-9XQ4-MM", "¿7K2P9XQ4?", "ＡＢＣＤ-ＥＦＧＨ-Ｊ"])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert read_code(typed) is None
