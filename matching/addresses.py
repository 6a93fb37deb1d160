"""Guatemalan addresses: one form for the many ways to write them, and how near two of them lie.

"6a avenida 3-45 zona 1", "Av. 6, 3-45 Z.1" and "Sexta Avenida No. 3-45, zona uno, local 4" are one place. The number
after the dash counts metres from the corner and the one before it the blocks, so 3-45 and 3-61 are 16 metres apart;
that is how "moved next door" is seen without a map. Holds no list of streets and asks no map.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from matching.text import fold

# Metres. The specification's distance for "the same address" (ethical-recruitment.md 6.7 PHX4).
NEAR = 30
_BLOCK = 100  # a block has numbers 01 to 99
_NEAR_KM = 0.3
_NEXT_OFFICES = 2
_SAME_TEXT = 85
_SAME_WORDS = (
    90  # of 100, for addresses that are told and not numbered: "frente al parque, barrio El Calvario"
)

_ORDINALS = {
    "primera": 1, "primer": 1, "segunda": 2, "tercera": 3, "tercer": 3, "cuarta": 4, "quinta": 5, "sexta": 6,
    "septima": 7, "octava": 8, "novena": 9, "decima": 10, "undecima": 11, "once": 11, "duodecima": 12, "doce": 12,
    "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10,
}  # fmt: skip
_ORDINAL = re.compile(r"\b(" + "|".join(_ORDINALS) + r")\b(?=\s*(?:avenida|ave?|avda|calle|c\b|cll|,|$))")
_ZONE_WORD = re.compile(r"\b(?:zona|zon|z)\s*\.?\s*(" + "|".join(_ORDINALS) + r")\b")
_ZONE = re.compile(r"\b(?:zona|zon|zn|z)\s*[.:-]?\s*#?\s*(\d{1,2})\b")
_HOUSE = re.compile(r"(?<![\d-])(\d{1,3})\s?-\s?(\d{1,3})\s?([a-z])?\b(?![-\d])")
_KINDS = {
    "avenida": "av", "avda": "av", "ave": "av", "av": "av", "calle": "calle", "cll": "calle", "c": "calle",
    "diagonal": "diagonal", "diag": "diagonal", "calzada": "calzada", "calz": "calzada", "boulevard": "blvd",
    "bulevar": "blvd", "blvd": "blvd", "callejon": "callejon", "via": "via", "ruta": "ruta", "carretera": "carretera",
    "carr": "carretera", "pasaje": "pasaje",
}  # fmt: skip
_KIND = "|".join(sorted(_KINDS, key=len, reverse=True))
_NUMBER_FIRST = re.compile(
    rf"\b(\d{{1,2}})\s*\.?\s*(?:a|ra|da|ta|va|ma|na|er|o)?\s*\.?\s+({_KIND})\b\.?\s*[\"']?(?:([a-d])\b(?!\s*\.))?"
)
_GLUED = re.compile(rf"\b(\d{{1,2}})({_KIND})\b\.?")
_KIND_FIRST = re.compile(
    rf"\b({_KIND})\b\.?\s*(?:no\.?|#)?\s*(\d{{1,2}})(?!\s?-\s?\d)(?:a|ra|da|ta|va|ma|na)?\b\.?"
)
_NAMED = re.compile(rf"\b({_KIND})\b\.?\s+((?:[a-z]{{2,}}\s?){{1,4}})")
_UNIT = re.compile(
    r"\b(oficina|ofic|ofi|of|local|loc|lote|lt|apartamento|apto|apt|nivel|niv|piso|torre|bodega|suite|casa|interior|int|unit)\b"
    r"\s*\.?\s*(?:no\.?|num\.?|#)?\s*([a-z]?-?\d+[a-z]?|[a-z]\b|norte|sur)"
)
_KM = re.compile(r"\b(?:km|kilometro)s?\.?\s*(\d{1,3}(?:[.,]\d{1,2})?)")
_NOT_TELLING_TEXT = """
guatemala ciudad municipio departamento colonia col barrio aldea canton caserio edificio edif centro comercial cc
    zona no numero num local oficina nivel piso de del la el los las y a en"""
_NOT_TELLING = frozenset(_NOT_TELLING_TEXT.split())


@dataclass(frozen=True, slots=True)
class Place:
    """An address taken apart. `street`: kind and number or name ("av 6", "blvd los proceres"). `house`: metres along it
    (block * 100 + number). `units`: office, floor, tower. `words`: the rest that tells places apart."""

    text: str
    municipality: str = ""
    zone: int | None = None
    street: str = ""
    house: int | None = None
    house_letter: str = ""
    units: tuple[str, ...] = ()
    km: float | None = None
    words: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None

    @property
    def key(self) -> str:
        """One text for one building, for counting how many firms sit in it; "" when the address says too little."""
        if self.house is None or not self.street:
            return ""
        return f"{self.municipality}|{self.zone}|{self.street}|{self.house}{self.house_letter}"


@lru_cache(maxsize=20_000)
def read(
    text: str, municipality: str = "", latitude: float | None = None, longitude: float | None = None
) -> Place:
    """Take an address apart. Never fails: what is not understood stays as words."""
    plain = fold(text).replace("–", "-").replace("—", "-").replace('"', " ")
    plain = _ZONE_WORD.sub(lambda m: f"zona {_ORDINALS[m[1]]}", plain)
    plain = _ORDINAL.sub(lambda m: str(_ORDINALS[m[1]]), plain)
    plain = _GLUED.sub(r"\1 \2 ", plain)
    zone, km = _ZONE.search(plain), _KM.search(plain)
    without = _KM.sub(" , ", _ZONE.sub(" , ", plain))
    house = _HOUSE.search(without)
    rest = _HOUSE.sub(" , ", without)
    units = tuple(sorted(f"{m[1][:2]}{m[2]}" for m in _UNIT.finditer(rest)))
    street = _street(_UNIT.sub(" , ", rest))
    words = re.findall(r"[a-z]{2,}|\d+", _UNIT.sub(" ", rest))
    return Place(
        text=text,
        municipality=fold(municipality),
        zone=int(zone[1]) if zone else None,
        street=street,
        house=int(house[1]) * _BLOCK + int(house[2]) if house else None,
        house_letter=(house[3] or "") if house else "",
        units=units,
        km=float(km[1].replace(",", ".")) if km else None,
        words=tuple(sorted({word for word in words if word not in _NOT_TELLING and word not in _KINDS})),
        latitude=latitude,
        longitude=longitude,
    )


def _street(plain: str) -> str:
    first = _NUMBER_FIRST.search(plain)
    if first:
        return f"{_KINDS[first[2]]} {int(first[1])}{first[3] or ''}"
    second = _KIND_FIRST.search(plain)
    if second:
        return f"{_KINDS[second[1]]} {int(second[2])}"
    named = _NAMED.search(plain)
    return f"{_KINDS[named[1]]} {named[2].strip()}" if named else ""


@dataclass(frozen=True, slots=True)
class Nearness:
    """How two addresses lie. `level`: same, next_door, next_office (of one building), building (another office of
    it), or "" for apart."""

    level: str
    metres: int | None = None


APART = Nearness("")


def nearness(a: Place, b: Place) -> Nearness:
    """Compare two addresses; `APART` when nothing shows that they are near."""
    known = _metres(a, b)
    if known is not None and known > 10 * NEAR:
        return APART  # the same numbers in another town
    if a.municipality and b.municipality and a.municipality != b.municipality:
        return APART
    if None not in (a.zone, b.zone) and a.zone != b.zone:
        return APART
    told = _told(a, b)
    if told.level or known is None or known > NEAR:
        return told
    return Nearness("same" if known <= NEAR // 3 else "next_door", round(known))


def _told(a: Place, b: Place) -> Nearness:
    """By what is written alone."""
    if a.km is not None and b.km is not None:
        gap = abs(a.km - b.km)
        alike = fuzz.token_set_ratio(" ".join(a.words), " ".join(b.words)) >= _SAME_WORDS
        if not alike or gap > _NEAR_KM:
            return APART
        return Nearness("same" if gap < 0.05 else "next_door", round(gap * 1000))
    if a.house is not None and b.house is not None and a.street and b.street:
        return _numbered(a, b, abs(a.house - b.house))
    return Nearness(_inside(a, b)) if _same_words(a, b) else APART


def _same_words(a: Place, b: Place) -> bool:
    """For addresses told in words, or in another country's way: the same numbers and nearly the same words."""
    if fold(a.text) == fold(b.text):
        return len(a.words) >= 2
    if sorted(re.findall(r"\d+", a.text)) != sorted(re.findall(r"\d+", b.text)):
        return False
    shared = {word for word in a.words if not word.isdigit()} & set(b.words)
    return bool(shared) and fuzz.token_sort_ratio(fold(a.text), fold(b.text)) >= _SAME_TEXT


def _numbered(a: Place, b: Place, gap: int) -> Nearness:
    """`gap`: metres between the two numbers."""
    if not _same_street(a.street, b.street):
        return APART
    if gap == 0 and a.house_letter == b.house_letter:
        return Nearness(_inside(a, b), 0)
    return Nearness("next_door", gap) if gap <= NEAR else APART


def _same_street(a: str, b: str) -> bool:
    if not a or not b:
        return False
    if a == b:
        return True
    if any(char.isdigit() for char in a + b):
        return False
    return fuzz.ratio(a, b) >= 85


def _inside(a: Place, b: Place) -> str:
    """Within one building: the same office (or nobody says which), the one beside it, or another."""
    if not a.units or not b.units or set(a.units) & set(b.units):
        return "same"
    doors = [(int(x), int(y)) for x in map(_digits, a.units) for y in map(_digits, b.units) if x and y]
    return "next_office" if any(abs(x - y) <= _NEXT_OFFICES for x, y in doors) else "building"


def _digits(unit: str) -> str:
    return "".join(char for char in unit if char.isdigit())


def _metres(a: Place, b: Place) -> float | None:
    """Along the ground (haversine), in metres; None when one has no coordinates."""
    if None in (a.latitude, a.longitude, b.latitude, b.longitude):
        return None
    lat1, lon1, lat2, lon2 = (
        math.radians(float(value or 0)) for value in (a.latitude, a.longitude, b.latitude, b.longitude)
    )
    half = (
        math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * 6_371_000 * math.asin(math.sqrt(half))
