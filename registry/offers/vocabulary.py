"""The words by which money, hurry and the rest are known: data/signs-1.yaml, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz.distance import OSA

FILE = Path(__file__).parent / "data" / "signs-1.yaml"
# From so many letters on a word is known with one slip in it ("depocito").
_FORGIVING = 6


class Words:
    """Some words to be found; "deposit*" stands for every word that begins so."""

    def __init__(self, written: list[str]) -> None:
        self.whole = frozenset(word for word in written if not word.endswith("*"))
        self.begun = tuple(word.removesuffix("*") for word in written if word.endswith("*"))
        self.long = tuple(word for word in self.whole if len(word) >= _FORGIVING)
        self.long_begun = tuple(word for word in self.begun if len(word) >= _FORGIVING)

    def has(self, word: str) -> bool:
        """`word` is folded."""
        if word in self.whole or word.startswith(self.begun):
            return True
        if len(word) < _FORGIVING:
            return False
        return any(OSA.distance(word, known, score_cutoff=1) <= 1 for known in self.long) or any(
            OSA.distance(word[: len(known)], known, score_cutoff=1) <= 1 and word[0] == known[0]
            for known in self.long_begun
        )


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every list of the file. Phrases are folded and found as they stand."""

    version: str
    asks: Words
    orders: Words
    things: Words
    wages: Words
    nothing: Words
    hurry: Words
    hurry_phrases: tuple[str, ...]
    secret: Words
    secret_phrases: tuple[str, ...]
    papers: Words
    kept: Words
    account: Words
    account_owner: tuple[str, ...]
    visa: tuple[str, ...]
    visa_promises: Words
    visa_phrases: tuple[str, ...]
    shared_hosts: frozenset[str]
    firm_cues: frozenset[str]
    person_cues: frozenset[str]
    countries: dict[str, tuple[str, ...]]


@cache
def vocabulary() -> Vocabulary:
    data: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    money, papers, visa = data["money"], data["papers"], data["visa"]
    return Vocabulary(
        version=data["version"],
        asks=Words(money["asks"]),
        orders=Words(money["orders"]),
        things=Words(money["things"]),
        wages=Words(money["wages"]),
        nothing=Words(money["nothing"]),
        hurry=Words(data["hurry"]["words"]),
        hurry_phrases=tuple(data["hurry"]["phrases"]),
        secret=Words(data["secret"]["words"]),
        secret_phrases=tuple(data["secret"]["phrases"]),
        papers=Words(papers["things"]),
        kept=Words(papers["kept"]),
        account=Words([word for word in data["account"]["words"] if " " not in word]),
        account_owner=tuple(data["account"]["owner"]),
        visa=tuple(visa["things"]),
        visa_promises=Words([word for word in visa["promises"] if " " not in word and "%" not in word]),
        visa_phrases=tuple(word for word in visa["promises"] if " " in word or "%" in word),
        shared_hosts=frozenset(data["shared_hosts"]),
        firm_cues=frozenset(data["firm_cues"]),
        person_cues=frozenset(data["person_cues"]),
        countries={code: tuple(words) for code, words in data["countries"].items()},
    )
