"""Words that come in by message: the first word says what is asked for, the rest is its number.

Read as people type on small keys: any case, with or without accents, with signs and spaces anywhere, a letter wrong,
doubled, left out or changed with its neighbour. A short word is never guessed at. Never raises.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import OSA

from matching.text import fold
from registry.candidates.code import read_code

# Longer than any text message that a telephone joins together.
LONGEST = 1000


class Word(StrEnum):
    STATUS = "status"
    VERIFY = "verify"
    STOP = "stop"
    HELP = "help"
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


# Folded. Forms that people write instead stand here; slips of a letter are found by distance.
_WORDS = {
    Word.STATUS: ("estado", "estatus", "status"),
    Word.VERIFY: ("verificar", "verifica", "verifique", "verify"),
    Word.STOP: ("baja", "stop", "parar"),
    Word.HELP: ("ayuda", "help", "info"),
    Word.YES: ("si", "sii", "yes"),
    Word.NO: ("no", "noo"),
}
# From this length on one slip is forgiven, from the longer one on two.
_ONE_SLIP, _TWO_SLIPS = 4, 8
_GLUED = (Word.STATUS, Word.VERIFY)
# Said beside a plain yes or no.
_POLITE_TEXT = """
a aun busco buscando bien claro con de deseo dios en este favor gracias hola interesa interesada interesado la lista me
mi ok por pues que quiero registro seguir senor senora senorita sigo todavia trabajar trabajo usted
"""
_POLITE = frozenset(_POLITE_TEXT.split())


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for. `rest`: as typed, behind the word; a code in its stored form for STATUS."""

    word: Word
    rest: str = ""


def read(text: str) -> Asked:
    typed = "".join(char if char.isprintable() else " " for char in text[:LONGEST])
    parts = re.findall(r"\S*\w\S*", typed)
    if not parts:
        return Asked(Word.UNKNOWN)
    first = _bare(parts[0])
    rest = typed.split(parts[0], 1)[1].strip(" .:,;-")
    if read_code(typed.strip(" .:,;")) is not None:
        return Asked(Word.STATUS, typed.strip(" .:,;"))
    word = _word(first)
    if word in (Word.YES, Word.NO):
        return Asked(word) if _is_plain(word, parts[1:]) else Asked(Word.UNKNOWN)
    if word is not None:
        return Asked(word, rest)
    return _glued(parts[0], rest) or Asked(Word.UNKNOWN)


def _bare(part: str) -> str:
    return re.sub(r"[\W_]+", "", fold(part))


def _word(first: str) -> Word | None:
    """The word that this is, or is nearest to; None when two are as near, or none is near."""
    for word, forms in _WORDS.items():
        if first in forms:
            return word
    best: dict[Word, int] = {}
    for word, forms in _WORDS.items():
        for form in forms:
            allowed = 2 if len(form) >= _TWO_SLIPS else 1 if len(form) >= _ONE_SLIP else 0
            distance = int(OSA.distance(first, form))
            if 0 < distance <= allowed:
                best[word] = min(distance, best.get(word, distance))
    nearest = [word for word, distance in best.items() if distance == min(best.values())]
    return nearest[0] if len(nearest) == 1 else None


def _is_plain(word: Word, others: list[str]) -> bool:
    """Nothing beside it that may turn it round: "si, pero no" is a matter for a person."""
    said = [_bare(one) for one in others]
    return all(one in _POLITE or one in _WORDS[word] for one in said if one)


def _glued(part: str, rest: str) -> Asked | None:
    """ESTADO7K2P-9XQ4-M: no space between the word and its number."""
    folded = fold(part)
    for word in _GLUED:
        for form in _WORDS[word]:
            behind = part[len(form) :].strip(" .:,;-")
            if len(folded) == len(part) and folded.startswith(form) and re.search(r"\d", behind):
                return Asked(word, f"{behind} {rest}".strip())
    return None
