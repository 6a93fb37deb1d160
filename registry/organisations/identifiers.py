"""The numbers and addresses an agency is known by, brought to one form so that they can be compared.

NIT: 2 to 12 characters, digits and a last one that may be K; check character by weights 2, 3, ... from the right,
modulo 11 (python-stdnum's description, ethical-recruitment.md 4.5). A wrong one is told to the officer and never
refused: registers of others have been wrong before.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, is_possible_number, parse

from matching.text import fold, phone_key

PHONES = ("phone", "whatsapp")
CONTACT_KINDS = ("phone", "whatsapp", "email", "web")
_REGISTRY_NO = re.compile(r"\s*r\s*[-.]?\s*(\d{1,6})\s*", re.IGNORECASE)
_CARD_NO = re.compile(r"\s*rc\s*[-.]?\s*(\d{1,6})\s*", re.IGNORECASE)


def read_nit(typed: str) -> str | None:
    """ "1234567-k" -> "1234567K"; None when it cannot be a NIT at all. Leading zeros are dropped."""
    compact = re.sub(r"[\s.\-\u2010-\u2015]+", "", typed).upper().lstrip("0")
    return compact if re.fullmatch(r"\d{1,11}[0-9K]", compact) else None


def nit_holds(nit: str) -> bool:
    """Does the check character fit? `nit` as `read_nit` gives it."""
    total = -sum(int(digit) * weight for weight, digit in enumerate(reversed(nit[:-1]), start=2)) % 11
    return "0123456789K"[total] == nit[-1]


def read_registry_no(typed: str) -> str | None:
    """ "r 44" -> "R-0044"."""
    found = _REGISTRY_NO.fullmatch(typed)
    return f"R-{int(found.group(1)):04d}" if found else None


def read_card_no(typed: str) -> str | None:
    """ "rc12" -> "RC-0012"."""
    found = _CARD_NO.fullmatch(typed)
    return f"RC-{int(found.group(1)):04d}" if found else None


def read_phone(typed: str) -> str | None:
    """The number in its international form, "+50255551234"; Guatemalan when no country is given. None if it is none."""
    if not re.fullmatch(r"[\s\d+().\-/\u00a0\u2010-\u2015]+", typed):
        return None
    try:
        number = parse(typed, "GT")
    except NumberParseException:
        return None
    return format_number(number, PhoneNumberFormat.E164) if is_possible_number(number) else None


def read_account(typed: str) -> str | None:
    """The digits of a bank account, 6 to 24 of them; None for anything else."""
    compact = re.sub(r"[\s.\-/\u2010-\u2015]+", "", typed)
    return compact if re.fullmatch(r"\d{6,24}", compact) else None


def read_position(typed: str) -> tuple[float, float] | None:
    """ "14.6349, -90.5069" -> latitude and longitude in degrees, inside or near Guatemala; None for anything else."""
    found = re.fullmatch(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)\s*", typed)
    if found is None:
        return None
    latitude, longitude = float(found.group(1)), float(found.group(2))
    near = 13 <= latitude <= 18.5 and -93 <= longitude <= -88
    return (latitude, longitude) if near else None


def web_host(typed: str) -> str | None:
    """ "https://www.Agencia.example/contacto" -> "agencia.example"; None when it is no web address."""
    text = typed.strip().lower()
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
    except ValueError:
        return None
    host = host.removeprefix("www.")
    return host if re.fullmatch(r"(?:[\w-]+\.)+[a-z]{2,}", host) else None


def is_email(typed: str) -> bool:
    return re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", typed.strip()) is not None


def normalised(kind: str, value: str) -> str:
    """What searches compare: the last eight digits of a telephone, the host of a site, the folded rest."""
    if kind in PHONES:
        return phone_key(value)
    if kind == "web":
        return web_host(value) or fold(value)
    return fold(value.strip())
