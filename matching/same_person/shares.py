"""How common names are: of a hundred thousand people, how many bear each, by its sound."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from math import log2
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MOST_BITS = 14  # one in sixteen thousand: rarer than that nobody counts
OF_PEOPLE = 100_000
_FILE = Path(__file__).parent.parent / "data" / "name-shares-1.csv"


@dataclass(frozen=True)
class Shares:
    """Per sound (matching.text.word_key): how many of a hundred thousand bear it as a given name, and as a surname."""

    of: dict[str, tuple[float, float]]

    def bits(self, sounds: list[str]) -> NDArray[np.int32]:
        """(sounds, 2) the surprise of meeting each, in whole bits, at most MOST_BITS."""
        found = np.full((len(sounds), 2), MOST_BITS, dtype=np.int32)
        for row, sound in enumerate(sounds):
            for column, share in enumerate(self.of.get(sound, ())):
                if share > 0:
                    found[row, column] = min(round(log2(OF_PEOPLE / share)), MOST_BITS)
        return found


@cache
def shipped() -> Shares:
    """Counted over invented people (`sendero same-person train` writes the file): for small sets of people."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, strict=True)
        return Shares({row["sound"]: (float(row["given"]), float(row["surname"])) for row in rows})
