"""Is this a plausible DPI number (CUI)? Warns, never blocks: the tables of others have refused real people.

13 digits: 8 serial, 1 check, 2 department, 2 municipality of registration. Check digit: the sum of
digit_i x (i + 2) for i = 0..7, modulo 11. About 1 serial in 11 leaves remainder 10, which no digit can
express; whether RENAP writes 0 or skips such serials is not known, so 0 is accepted with a soft warning.
The last four digits say where a person was registered, not where they were born: never match or rank on them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from registry.seeds.reference import departments, municipalities

# Spaces, dots and every dash that people and telephones type.
_SEPARATORS = re.compile(r"[\s.\-\u2010-\u2015\u2212]+")


class DpiOutcome(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


class DpiReason(StrEnum):
    VALID = "valid"
    REMAINDER_TEN = "remainder_ten"
    EMPTY = "empty"
    NOT_DIGITS = "not_digits"
    LENGTH = "length"
    DEPARTMENT = "department"
    MUNICIPALITY = "municipality"
    CHECK_DIGIT = "check_digit"


@dataclass(frozen=True, slots=True)
class DpiCheck:
    """`digits`: the 13 digits as typed, without separators; None when there are not 13 digits to keep."""

    digits: str | None
    outcome: DpiOutcome
    reason: DpiReason


def check_dpi(text: str) -> DpiCheck:
    """Check a DPI number as typed, with spaces, dots or dashes. The reason is the first thing found wrong."""
    compact = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
    if not compact:
        return DpiCheck(None, DpiOutcome.FAIL, DpiReason.EMPTY)
    if not re.fullmatch(r"[0-9]+", compact):
        return DpiCheck(None, DpiOutcome.FAIL, DpiReason.NOT_DIGITS)
    if len(compact) != 13:
        return DpiCheck(None, DpiOutcome.FAIL, DpiReason.LENGTH)
    return _check_digits(compact)


def check_digit(serial: str) -> int:
    """The remainder, 0 to 10, of the first 8 digits. 10 has no digit of its own."""
    return sum(int(digit) * weight for weight, digit in enumerate(serial[:8], start=2)) % 11


def _check_digits(digits: str) -> DpiCheck:
    if digits[9:11] not in departments():
        return DpiCheck(digits, DpiOutcome.FAIL, DpiReason.DEPARTMENT)
    if digits[9:13] not in municipalities():
        return DpiCheck(digits, DpiOutcome.FAIL, DpiReason.MUNICIPALITY)
    expected = check_digit(digits)
    if expected == 10 and digits[8] == "0":
        return DpiCheck(digits, DpiOutcome.WARN, DpiReason.REMAINDER_TEN)
    if int(digits[8]) != expected:
        return DpiCheck(digits, DpiOutcome.FAIL, DpiReason.CHECK_DIGIT)
    return DpiCheck(digits, DpiOutcome.OK, DpiReason.VALID)
