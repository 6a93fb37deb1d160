"""One registration as it was told, as far as it says who somebody is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from matching.text import phone_key

_DATE = re.compile(r"(\d{4})[-/]?(\d{2})[-/]?(\d{2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_NOT_IN_DOCUMENTS = re.compile(r"[^0-9A-Za-z]")


@dataclass(frozen=True, slots=True)
class Told:
    """Everything may be empty. `birth_date`: ISO, eight digits or day/month/year; a date that cannot be is compared
    all the same. `place`: code of the municipality or postcode; `region`: the larger place around it. `address`:
    street and quarter in words. Sex is left out on purpose: the given names say what is needed."""

    given_names: str = ""
    surnames: str = ""
    birth_date: str = ""
    document: str = ""
    phone: str = ""
    is_phone_shared: bool = False
    place: str = ""
    region: str = ""
    address: str = ""


def day_number(written: str) -> int:
    """A date as the number yyyymmdd; 0 when none is written."""
    found = _DATE.fullmatch(written)
    if found:
        return int(found[1]) * 10_000 + int(found[2]) * 100 + int(found[3])
    found = _DAY_FIRST.fullmatch(written)
    return int(found[3]) * 10_000 + int(found[2]) * 100 + int(found[1]) if found else 0


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def document_key(written: str) -> str:
    """Letters and digits of a document number, at most 16; "" for fewer than five, which tell nobody apart."""
    bare = written if written.isascii() and written.isdigit() else _NOT_IN_DOCUMENTS.sub("", written).upper()
    return bare[:16] if len(bare) >= 5 else ""


def phone_number(written: str) -> int:
    """The last eight digits as a number; 0 when there are fewer."""
    is_bare = len(written) == 8 and written.isascii() and written.isdigit()
    key = written if is_bare else phone_key(written)
    return int(key) if key else 0
