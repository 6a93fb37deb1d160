"""Drawing from weighted lists, the same way for the same seed on every machine."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Generic, TypeVar

from matching.taxonomy.lexicon import Kind, lexicon
from matching.text import fold
from registry.candidates.dpi import check_digit

PUBLIC_ID_ALPHABET, PUBLIC_ID_LENGTH = "23456789abcdefghjkmnpqrstuvwxyz", 20  # as registry.db.new_public_id
FOLDER = Path(__file__).parent / "invented"

T = TypeVar("T")


class Choice(Generic[T]):
    """Values to draw from, with their weights added up once."""

    def __init__(self, weighted: Iterable[tuple[T, float]]) -> None:
        pairs = list(weighted)
        self.values: Sequence[T] = [value for value, _ in pairs]
        self._totals = list(accumulate(weight for _, weight in pairs))

    def draw(self, dice: Random) -> T:
        return dice.choices(self.values, cum_weights=self._totals)[0]


@cache
def invented(name: str) -> list[dict[str, str]]:
    """Rows of one of our own lists in invented/."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def dice_of(seed: int, kind: str, number: int) -> Random:
    """The dice of one invented thing, so that what it is does not depend on how many there are."""
    return Random(f"{seed}:{kind}:{number}")  # noqa: S311 - a game, not a secret # nosec B311


def public_id_of(dice: Random) -> str:
    """An opaque id like any other, but the same for the same dice: two installations rank the same people."""
    return "".join(dice.choices(PUBLIC_ID_ALPHABET, k=PUBLIC_ID_LENGTH))


def phone(number: int) -> str:
    """A telephone that cannot ring: no Guatemalan number starts with 0."""
    return f"+502{number % 10_000_000:08d}"


def document(number: int, municipality: str) -> str:
    """A DPI that reads well and that nobody holds: its serial, twice the number, starts with 0."""
    serial = f"{2 * number:08d}"
    if check_digit(serial) == 10:
        # The next serial: its last digit weighs 9, so the remainder becomes 8.
        serial = f"{int(serial) + 1:08d}"
    return f"{serial}{check_digit(serial)}{municipality}"


def random_document(dice: Random, municipality: str) -> str:
    """As `document`, with any serial: numbers of different people are as far apart as real ones."""
    serial = f"{dice.randrange(10**8):08d}"
    return f"{serial}{check_digit(serial) % 10}{municipality}"


@cache
def codes_by_name(kind: Kind) -> dict[str, str]:
    """Every Spanish name of the lexicon, folded, to its code; the first entry keeps a name that two share."""
    found: dict[str, str] = {}
    for label in lexicon().labels(kind):
        if label.lang == "es":
            found.setdefault(fold(label.text), label.code)
    return found


def code_of(kind: Kind, name: str) -> str | None:
    return codes_by_name(kind).get(fold(name))
