"""A Guatemalan address in one form, so that two spellings of a door can be compared: avenue or street, house, zone."""

from __future__ import annotations

import re

from matching.text import fold

_STREET = re.compile(
    r"\b(\d{1,3})\s?(?:a|ra|da|ta|va|na|ma|°|º|ª)?\.?\s*(avenida|calle)\b|\b(avenida|calle)\s+(\d{1,3})\b"
)
_HOUSE = re.compile(r"\b(\d{1,3})\s?([a-d])?\s?-\s?(\d{1,3})\b")
_ZONE = re.compile(r"\bzona\s?(\d{1,2})\b")
_SHORT = (
    (re.compile(r"\b(?:avda|ave|av)\b\.?"), "avenida"),
    (re.compile(r"\bc(?:/|\.|alle\b)"), "calle "),
    (re.compile(r"\bz(?:ona)?\.?\s?(?=\d)"), "zona "),
)


def key(address: str) -> str:
    """ "6a. Av. 10-20, Z.1" and "6 avenida 10-20, zona 1" -> "avenida 6 10-20 zona 1"; letters and digits alone for an
    address that does not say all three; "" for an empty one."""
    text = fold(address)
    for pattern, whole in _SHORT:
        text = pattern.sub(whole, text)
    street, house, zone = _STREET.search(text), _HOUSE.search(text), _ZONE.search(text)
    if street and house and zone:
        kind, number = street.group(2) or street.group(3), street.group(1) or street.group(4)
        door = f"{house.group(1)}{house.group(2) or ''}-{house.group(3)}"
        return f"{kind} {int(number)} {door} zona {int(zone.group(1))}"
    return " ".join(re.findall(r"[a-z0-9]+", text))
