"""The numbers and addresses in a text: telephones, cards, registry numbers, vacancies, NIT, e-mail, links.

Each piece of text is read once, the surest kind first, so that the digits of a vacancy are no telephone. Written as
people write them: "5555-1234", "+502 5555 1234", "wa.me/50255551234", "carné 12", "R 44", with O for 0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, is_possible_number, parse

from matching.text import fold
from registry.offers.vocabulary import vocabulary
from registry.organisations.identifiers import is_email, read_nit, web_host

KINDS = ("registry_no", "card", "vacancy", "nit", "email", "web", "phone", "account")


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing named. `value` in the form that is compared; text[start:end] is how it was written."""

    kind: str
    value: str
    start: int
    end: int


_DIGITS = r"[0-9oO]"
_NUMBER_WORD = r"(?:\s*(?:no|num|numero|número|n)\b\.?|\s*[#°º])?\s*[:.]?\s*"
_REGISTRY_NO = re.compile(
    rf"(?:\bR\s?[-.–]?\s?|\bregistro{_NUMBER_WORD}(?:R\s?[-.–]?\s?)?)({_DIGITS}{{1,6}})(?![\w-])",
    re.IGNORECASE,
)
_CARD = re.compile(
    rf"(?:\bRC\s?[-.–]?\s?|\b(?:carn[eé]t?|gafete|credencial){_NUMBER_WORD}(?:RC\s?[-.–]?\s?)?)({_DIGITS}{{1,6}})(?![\w-])",
    re.IGNORECASE,
)
_VACANCY = re.compile(rf"\bV\s?[-.–/]?\s?(20\d\d)\s?[-.–/]?\s?({_DIGITS}{{1,6}})(?![\w-])", re.IGNORECASE)
# The case numbers of other countries: H-300-26001-000001.
_OFFICIAL = re.compile(r"\b[A-Za-z]{1,5}-\d+(?:-\d+)+\b")
_VACANCY_NAMED = re.compile(
    rf"\b(?:vacante|plaza|oferta|orden){_NUMBER_WORD}((?=[\w-]*\d)[A-Za-z][\w-]{{3,30}})", re.IGNORECASE
)
_NIT_NAMED = re.compile(r"\bNIT\b[^\w\n]{0,4}(\d[\d\s.\-–]{3,14}(?:[-–\s]?[Kk])?)", re.IGNORECASE)
_NIT_SHAPED = re.compile(r"(?<![\w+-])(\d{4,9}[-–][\dKk])(?![\w-])")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"')]+|(?<![\w@.])(?:[\w-]+\.)+[a-z]{2,10}(?:/[^\s<>\"')]*)?", re.IGNORECASE
)
_PHONE_LINK = re.compile(r"(?:wa\.me/|phone=|whatsapp\.com/)\+?(\d{8,15})", re.IGNORECASE)
_DATE = re.compile(r"\b\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d{2}\b|\b(?:19|20)\d\d\s?[-/aAy]\s?(?:19|20)\d\d\b")
_AMOUNT = re.compile(r"(?<!\d)\d{1,3}(?:[.,]\d{3})+(?:[.,]\d\d)?(?!\d)")
_GROUPS = re.compile(r"(?<![\w])(\+|00)?\(?\d[\d\s().\-–]{5,24}\d(?!\w)")
_ACCOUNT_WORD = re.compile(r"\b(?:cuenta|cta|account|monetaria|ahorro)\b[^\n]{0,24}$")
_PHONE_WORD = re.compile(r"\b(?:tel\w*|cel\w*|whats\w*|wasap|num\w*|llam\w*|escrib\w*)\b[^\n]{0,14}$")
# Country code -> digits that follow it.
_LENGTHS = {"502": 8, "503": 8, "504": 8, "505": 8, "506": 8, "507": 8, "501": 7, "52": 10, "34": 9, "1": 10}
_YEARS = re.compile(r"(?:19|20)\d\d(?:19|20)\d\d")


def read(text: str) -> list[Mention]:
    """Everything with a number or an address in it, in the order of the text."""
    reader = _Reader(text)
    reader.take("vacancy", _VACANCY, lambda found: f"V-{found[1]}-{_digits(found[2]):0>5}")
    reader.take("vacancy", _OFFICIAL, lambda found: found[0].upper())
    reader.take("vacancy", _VACANCY_NAMED, lambda found: found[1].upper())
    reader.take("card", _CARD, lambda found: f"RC-{int(_digits(found[1])):04d}")
    reader.take("registry_no", _REGISTRY_NO, lambda found: f"R-{int(_digits(found[1])):04d}")
    reader.take("email", _EMAIL, lambda found: _email(found[0]))
    reader.take("phone", _PHONE_LINK, lambda found: _phone_of("+" + found[1]))
    reader.take("web", _LINK, lambda found: _host(found[0]))
    reader.take("nit", _NIT_NAMED, lambda found: read_nit(found[1].strip()))
    reader.take("nit", _NIT_SHAPED, lambda found: read_nit(found[1]))
    reader.take("", _DATE, lambda found: "")
    reader.take("", _AMOUNT, lambda found: "")
    for found in _GROUPS.finditer(reader.left):
        reader.numbers(found)
    return sorted(reader.found, key=lambda one: one.start)


class _Reader:
    """`left` is the text with what was already read blanked out, so that places stay."""

    def __init__(self, text: str) -> None:
        self.left = text
        self.found: list[Mention] = []

    def take(self, kind: str, pattern: re.Pattern[str], value_of: object) -> None:
        for match in pattern.finditer(self.left):
            value = value_of(match)  # type: ignore[operator]
            if value is None:
                continue
            if kind:
                self.found.append(Mention(kind, value, *match.span()))
            self._blank(*match.span())

    def _blank(self, start: int, end: int) -> None:
        self.left = self.left[:start] + "\n" * (end - start) + self.left[end:]

    def numbers(self, match: re.Match[str]) -> None:
        """The telephones in a run of digits; two numbers side by side are two telephones."""
        groups = [(found.group(), found.start()) for found in re.finditer(r"\d+", match[0])]
        is_abroad = bool(match[1])
        place = 0
        while place < len(groups):
            taken = self._phone(groups[place:], is_abroad and place == 0, match.start())
            place += max(taken, 1)

    def _phone(self, groups: list[tuple[str, int]], is_abroad: bool, offset: int) -> int:
        """How many groups the telephone at the beginning of these takes; 0 when there is none."""
        joined = ""
        for count, (digits, start) in enumerate(groups, 1):
            joined += digits
            value = _phone_value(joined, is_abroad=is_abroad)
            if value is not None and not _YEARS.fullmatch(joined):
                first, last = offset + groups[0][1], offset + start + len(digits)
                before = fold(self.left[max(0, first - 40) : first])
                is_account = _ACCOUNT_WORD.search(before) and not _PHONE_WORD.search(before)
                self.found.append(Mention("account" if is_account else "phone", value, first, last))
                return count
            if len(joined) >= 13:
                break
        return 0


def _phone_value(digits: str, *, is_abroad: bool) -> str | None:
    """A whole telephone: eight digits of Guatemala, or a country code with as many digits as belong to it."""
    if is_abroad and len(digits) > 8:
        digits = digits.removeprefix("00")
        for code, length in _LENGTHS.items():
            if digits.startswith(code):
                return _phone_of("+" + digits) if len(digits) == len(code) + length else None
        return _phone_of("+" + digits) if len(digits) >= 10 else None
    if len(digits) == 8:
        return _phone_of(digits)
    if len(digits) == 11 and digits.startswith(("502", "1")):
        return _phone_of("+" + digits)
    return None


def _phone_of(written: str) -> str | None:
    try:
        number = parse(written, "GT")
    except NumberParseException:
        return None
    return format_number(number, PhoneNumberFormat.E164) if is_possible_number(number) else None


def _digits(written: str) -> str:
    return re.sub("[oO]", "0", written)


def _email(written: str) -> str | None:
    address = written.rstrip(".").lower()
    return address if is_email(address) else None


def _host(written: str) -> str | None:
    """The host of a link; None where it says nothing (facebook.com) or is no link ("S.A.", "5.50")."""
    host = web_host(written.rstrip(".,;"))
    if host is None or host in vocabulary().shared_hosts or host in ("s.a", "c.v", "a.m", "p.m", "ee.uu"):
        return None
    ending = host.rpartition(".")[2]
    return host if re.fullmatch(r"[a-z]{2,10}", ending) and not re.search(r"(?:^|\.)s\.a$", host) else None
