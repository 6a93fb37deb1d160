"""Words that come in: read as people type them, never guessed at, never an error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.candidates.code import grouped, new_code, read_code
from registry.messages.parsing import Asked, Word, read

_TYPED = {"estado": Word.STATUS, "verificar": Word.VERIFY, "baja": Word.STOP, "ayuda": Word.HELP}


@pytest.mark.parametrize(
    ("text", "word", "rest"),
    [
        ("ESTADO 7K2P-9XQ4-M", Word.STATUS, "7K2P-9XQ4-M"),
        ("  estádo: 7k2p 9xq4 m", Word.STATUS, "7k2p 9xq4 m"),
        ("Esatdo 7K2P9XQ4M", Word.STATUS, "7K2P9XQ4M"),
        ("estado7K2P-9XQ4-M", Word.STATUS, "7K2P-9XQ4-M"),
        ("verificar R-0044", Word.VERIFY, "R-0044"),
        ("Berificar 5555 0101", Word.VERIFY, "5555 0101"),
        ("verifique la agencia Sol y Maíz", Word.VERIFY, "la agencia Sol y Maíz"),
        ("BAJA", Word.STOP, ""),
        ("baja.", Word.STOP, ""),
        ("balja", Word.STOP, ""),
        ("ayúda", Word.HELP, ""),
        ("Sí", Word.YES, ""),
        ("SI, gracias señorita", Word.YES, ""),
        ("si sigo buscando trabajo", Word.YES, ""),
        ("no", Word.NO, ""),
        ("No gracias", Word.NO, ""),
        ("si pero ya no", Word.UNKNOWN, ""),
        ("no sé", Word.UNKNOWN, ""),
        ("so", Word.UNKNOWN, ""),
        ("¿quién es?", Word.UNKNOWN, ""),
        ("", Word.UNKNOWN, ""),
        ("....", Word.UNKNOWN, ""),
    ],
)
def test_as_people_type(text: str, word: Word, rest: str) -> None:
    assert read(text) == Asked(word, rest)


def test_a_code_alone_asks_for_its_state() -> None:
    code = grouped(new_code())
    assert read(f" {code.lower()} ") == Asked(Word.STATUS, code.lower())


@given(
    st.sampled_from(sorted(_TYPED)),
    st.lists(st.booleans(), min_size=9, max_size=9),
    st.integers(0, 8),
    st.sampled_from(["none", "drop", "double", "swap"]),
    st.sampled_from(["", " ", "  ", "\n", "¡", "*", "- "]),
    st.sampled_from([" ", "  ", ": ", ", ", "\t"]),
)
def test_case_signs_spaces_and_one_slip_are_forgiven(
    word: str, upper: list[bool], at: int, slip: str, before: str, between: str
) -> None:
    at %= len(word) - 1
    typed = {
        "none": word,
        "drop": word[:at] + word[at + 1 :],
        "double": word[: at + 1] + word[at:],
        "swap": word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    }[slip]
    mixed = "".join(char.upper() if up else char for char, up in zip(typed.ljust(10), upper, strict=False))
    found = read(f"{before}{mixed.strip() or typed}{between}7K2P-9XQ4-M")
    assert found.word is _TYPED[word]
    assert found.rest == "7K2P-9XQ4-M"


@given(st.text(max_size=400))
def test_whatever_comes_is_read_without_an_error(text: str) -> None:
    found = read(text)
    assert found.word in Word
    assert len(found.rest) <= len(text)
    if found.word in (Word.YES, Word.NO):
        assert found.rest == ""


@given(st.text(alphabet="sinoSINO ,.", max_size=12))
def test_yes_and_no_are_never_taken_for_each_other(text: str) -> None:
    said = {part.lower().strip(",.") for part in text.replace(",", " ").replace(".", " ").split()}
    if "si" in said and "no" in said:
        assert read(text).word not in (Word.YES, Word.NO)


def test_the_code_of_the_slip_survives_the_way() -> None:
    code = new_code()
    assert read_code(read(f"estado {grouped(code)}.").rest) == code
