"""A DPI number is checked as it was typed; a doubtful one is marked, never refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.candidates.dpi import DpiOutcome, DpiReason, check_digit, check_dpi
from registry.seeds.reference import municipalities

SERIALS = st.integers(0, 99_999_999).map("{:08d}".format)
PLACES = st.sampled_from(sorted(municipalities()))


def number(serial: str, place: str) -> str:
    """A number with the right check digit; 0 where the remainder is 10."""
    return f"{serial}{check_digit(serial) % 10}{place}"


@pytest.mark.parametrize(
    ("typed", "outcome", "reason"),
    [
        # Two numbers that a public validator's tests call valid, and the one they call invalid.
        ("1587564440904", "ok", "valid"),
        ("1580352240101", "ok", "valid"),
        ("1680352240101", "fail", "check_digit"),
        ("1580 35224 0101", "ok", "valid"),
        ("1580-35224-0101", "ok", "valid"),
        (" 1580\u00a035224 \u2013 0101 ", "ok", "valid"),
        # Municipalities that older tables do not know, and numbers that no municipality has.
        (number("12345678", "0514"), "ok", "valid"),
        (number("12345678", "1333"), "ok", "valid"),
        (number("12345678", "0500"), "fail", "municipality"),
        (number("12345678", "0515"), "fail", "municipality"),
        (number("12345678", "1334"), "fail", "municipality"),
        (number("12345678", "0001"), "fail", "department"),
        (number("12345678", "2301"), "fail", "department"),
        ("", "fail", "empty"),
        (" - ", "fail", "empty"),
        ("no tengo", "fail", "not_digits"),
        ("158756444090O", "fail", "not_digits"),
        ("12345678", "fail", "length"),
        ("15875644409041", "fail", "length"),
    ],
)
def test_known_numbers(typed: str, outcome: str, reason: str) -> None:
    found = check_dpi(typed)
    assert (found.outcome, found.reason) == (outcome, reason)


def test_remainder_ten_is_a_soft_warning_with_zero_and_a_failure_with_any_other_digit() -> None:
    serial = next(s for s in map("{:08d}".format, range(10_000_000, 10_000_100)) if check_digit(s) == 10)
    found = check_dpi(f"{serial}00101")
    assert (found.outcome, found.reason) == (DpiOutcome.WARN, DpiReason.REMAINDER_TEN)
    for digit in "123456789":
        assert check_dpi(f"{serial}{digit}0101").reason == DpiReason.CHECK_DIGIT


@given(serial=SERIALS, place=PLACES)
def test_a_right_check_digit_never_fails_in_any_municipality(serial: str, place: str) -> None:
    found = check_dpi(number(serial, place))
    assert found.digits == number(serial, place)
    assert found.outcome == (DpiOutcome.WARN if check_digit(serial) == 10 else DpiOutcome.OK)


@given(serial=SERIALS, place=PLACES, at=st.integers(0, 7), other=st.integers(1, 9))
def test_one_wrong_digit_of_the_serial_is_always_noticed(
    serial: str, place: str, at: int, other: int
) -> None:
    right = number(serial, place)
    wrong = right[:at] + str((int(right[at]) + other) % 10) + right[at + 1 :]
    # A weight below 11 times a difference below 10 is never a multiple of 11. Only a remainder of 10,
    # written as 0, can look like another serial's remainder of 0.
    assert check_dpi(wrong).outcome != DpiOutcome.OK or check_digit(serial) == 10


@given(
    serial=SERIALS,
    place=PLACES,
    separators=st.lists(st.sampled_from(["", " ", "-", ".", "\u2014"]), min_size=13, max_size=13),
)
def test_separators_change_nothing(serial: str, place: str, separators: list[str]) -> None:
    plain = number(serial, place)
    typed = "".join(digit + separator for digit, separator in zip(plain, separators, strict=True))
    assert check_dpi(typed) == check_dpi(plain)


@given(st.text())
def test_any_text_gets_an_answer(text: str) -> None:
    found = check_dpi(text)
    assert (found.digits is None) == (found.reason in {"empty", "not_digits", "length"})
