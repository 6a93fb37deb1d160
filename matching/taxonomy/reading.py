"""Finding skills, crops, tasks, tools, machines, licences and languages in longer texts, Spanish or English.

The names of the lexicon are looked up as phrases, longest first, on keys that forgive number, verb form and spelling.
Names of things are compared as nouns (`singular`), names of doings as verbs (`root`), because "mora" must not match
"more" while "corté" must match "cortar".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from matching.taxonomy.durations import Duration, durations
from matching.taxonomy.lexicon import lexicon
from matching.text import STOP_WORDS, Word, content_tokens, root, singular, sound, words

_DOINGS = ("task", "skill")
_CLAUSE = re.compile(r"[.;:|\n()!?,•]")
_SENTENCE = re.compile(r"[.;|\n!?•]")
_TYPO_TEXT = 60  # words; only in texts this short is a word one slip away taken for the known one

# Words as written that look like a name and are not: a father is no potato, "hay" in Spanish no fodder.
_NOT_THE_NAME = frozenset({"papá", "papás"})
_NOT_IN_SPANISH = frozenset({"hay"})
# Nouns whose root is that of a doing: plants are not planting, a cargo is not loading.
_NOT_A_DOING_TEXT = """
plant plants planta plantas cargo cargos caja cajas ropa stock seed seeds semilla semillas sale package packages
feeder frame frames tech border
"""
_NOT_A_DOING = frozenset(_NOT_A_DOING_TEXT.split())
# Of the commonest words of each language: which one is this text in?
_SPANISH = frozenset(("de", "la", "el", "en", "y", "que", "los", "con", "para", "se", "sin", "del", "una"))
_ENGLISH = frozenset(("the", "and", "of", "to", "for", "with", "or", "must", "be", "required", "work", "no"))

_NEGATORS = frozenset(
    (
        "no",
        "sin",
        "ni",
        "nunca",
        "jamas",
        "ningun",
        "ninguna",
        "not",
        "without",
        "never",
        "dont",
        "doesnt",
        "nor",
    )
)
# "No only", "no less than", "no fear of bees": the word denies the next one, not the skill.
_DENIES_ANOTHER_TEXT = """
solo solamente only menos less mas more obstante later allergic alergico alergica alergia fear afraid miedo
problem problema problemas exceda exceed
"""
_DENIES_ANOTHER = frozenset(_DENIES_ANOTHER_TEXT.split())
_TURNS = frozenset(("pero", "but", "sino", "aunque", "however", "con", "with", "except", "excepto"))
_NEED = re.compile(
    r"^(?:requ|need|neces|indispens|obligat|falta|importa|provid|availab|mandator|exig|essential)"
)
_REACH = 6  # words that a negation reaches over, forward or back


@dataclass(frozen=True, slots=True)
class Finding:
    """One entry found in a text: where (`text[start:end] == matched`), denied or not, and months if a length is near.

    score: 1 as written, less where spelling was repaired.
    """

    code: str
    kind: str
    label_es: str
    label_en: str
    score: float
    matched: str
    start: int
    end: int
    negated: bool
    months: int = 0


@dataclass(slots=True)
class _Node:
    """A step of the phrase tree: next keys, and the entry whose name ends here."""

    next: dict[str, _Node] = field(default_factory=dict)
    code: str | None = None


def read_skills(text: str, lang: str | None = None) -> list[Finding]:
    """What a text says about skills, in order of appearance, each code once.

    A code that is both denied and affirmed counts as affirmed. In English texts only English names are looked up
    and spelling is taken as it stands; in Spanish ones both, because "landscaping" and "forklift" came home with the
    people. lang None: told from the commonest words.
    """
    spoken = words(text)
    english = lang == "en" or (lang is None and _is_english(spoken))
    lengths = durations(text)
    best: dict[str, Finding] = {}
    for first, last, code, score in _phrases(text, spoken, english):
        entry = lexicon().skills[code]
        start, end = spoken[first].start, spoken[last].end
        if any(d.start <= start and end <= d.end for d in lengths):
            continue  # the harvests of "4 cosechas" are a length
        finding = Finding(
            code, entry.kind, entry.es, entry.en, score, text[start:end], start, end,
            _is_denied(text, spoken, first, last), _months_beside(text, start, end, lengths),
        )  # fmt: skip
        known = best.get(code)
        if known is None or (known.negated and not finding.negated):
            best[code] = finding
    return sorted(best.values(), key=lambda f: (f.start, f.code))


def _is_english(spoken: list[Word]) -> bool:
    said = [word.folded for word in spoken]
    return sum(w in _ENGLISH for w in said) > sum(w in _SPANISH for w in said)


def _phrases(text: str, spoken: list[Word], english: bool) -> Iterator[tuple[int, int, str, float]]:
    """Longest names from left to right: (first word, last word, code, score). A name never crosses a comma."""
    tree, _ = _tree(english)
    repair = not english and len(spoken) <= _TYPO_TEXT
    ignored = STOP_WORDS if english else STOP_WORDS | _NOT_IN_SPANISH
    telling = [i for i, w in enumerate(spoken) if w.folded not in ignored]
    place = 0
    while place < len(telling):
        found = _longest(text, spoken, telling[place:], tree, repair)
        if not found:
            place += 1
            continue
        length, code, score = found
        yield telling[place], telling[place + length - 1], code, score
        for inner in range(place, place + length) if length > 1 else ():
            # "Cosecha de manzana" is a task and also says which crop.
            thing = _longest(text, spoken, telling[inner : place + length], tree, repair)
            if thing and thing[1] != code and lexicon().skills[thing[1]].kind not in _DOINGS:
                yield telling[inner], telling[inner + thing[0] - 1], thing[1], thing[2]
        place += length


def _longest(
    text: str, spoken: list[Word], telling: list[int], tree: _Node, repair: bool
) -> tuple[int, str, float] | None:
    """The longest name that begins at the first of these words: (words, code, score)."""
    nodes, found = [tree], None
    score, previous = 1.0, None
    for length, index in enumerate(telling, start=1):
        word = spoken[index]
        if previous is not None and _CLAUSE.search(text, spoken[previous].end, word.start):
            break
        nodes, sure = _step(nodes, word, repair)
        if not nodes:
            break
        score, previous = min(score, sure), index
        code = next((node.code for node in nodes if node.code), None)
        if code:
            found = (length, code, score)
    return found


def _step(nodes: list[_Node], word: Word, repair: bool) -> tuple[list[_Node], float]:
    """Where a word leads, as it stands or else repaired; and how sure that is."""
    if word.raw.lower() in _NOT_THE_NAME:
        return [], 0.0
    straight = [node.next[key] for node in nodes for key in _keys(word.folded) if key in node.next]
    if straight or not repair:
        return straight, 1.0
    meant = _repaired(word.folded)
    return [
        node.next[key] for node in nodes for key in _keys(meant) if key in node.next
    ] if meant else [], 0.8


def _keys(word: str) -> tuple[str, ...]:
    thing = "n:" + singular(word)
    return (thing,) if word in _NOT_A_DOING else (thing, "r:" + root(word))


@lru_cache(maxsize=2)
def _tree(english: bool) -> tuple[_Node, dict[str, str]]:
    """The phrase tree of English names, or of Spanish and then English ones; and every word of it by its sound."""
    tree = _Node()
    by_sound: dict[str, str] = {}
    skills = lexicon().skills
    labels = [
        label for label in lexicon().labels("skill") if label.lang in (("en",) if english else ("es", "en"))
    ]
    for label in sorted(labels, key=lambda label: label.lang != "es"):
        doing = skills[label.code].kind in _DOINGS
        node = tree
        for word in content_tokens(label.text):
            by_sound.setdefault(sound(word), word)
            by_sound.setdefault(sound(singular(word)), word)
            node = node.next.setdefault("r:" + root(word) if doing else "n:" + singular(word), _Node())
        node.code = node.code or label.code
    return tree, by_sound


@lru_cache(maxsize=20_000)
def _repaired(word: str) -> str | None:
    """The word of the lexicon that sounds the same, or is one slip away and begins alike; None when it has none."""
    _, by_sound = _tree(False)  # positional, as above: lru_cache keeps one entry per spelling of the call
    heard = sound(word)
    same = by_sound.get(heard) or by_sound.get(sound(singular(word)))
    if same:
        return same
    if len(word) < 6 or not word.isalpha():
        return None
    near = process.extractOne(heard, by_sound.keys(), scorer=OSA.distance, processor=None, score_cutoff=1)
    return by_sound[near[0]] if near and near[0][0] == heard[0] else None


def _is_denied(text: str, spoken: list[Word], first: int, last: int) -> bool:
    """ "No se requiere licencia", "sin licencia", "licence not required", within one clause."""
    for i in range(first - 1, max(-1, first - 1 - _REACH), -1):
        if _CLAUSE.search(text, spoken[i].end, spoken[i + 1].start) or spoken[i].folded in _TURNS:
            break
        if spoken[i].folded in _NEGATORS and spoken[i + 1].folded not in _DENIES_ANOTHER:
            return True
    for i in range(last + 1, min(len(spoken), last + 1 + _REACH)):
        if _SENTENCE.search(text, spoken[i - 1].end, spoken[i].start):
            break
        if spoken[i].folded in _NEGATORS and any(_NEED.match(w.folded) for w in spoken[i + 1 : i + 3]):
            return True
    return False


def _months_beside(text: str, start: int, end: int, lengths: list[Duration]) -> int:
    """Months of the nearest length in the same sentence, 0 when there is none."""
    near = [
        (max(start - d.end, d.start - end, 0), d.months)
        for d in lengths
        if not _SENTENCE.search(text, min(d.end, end), max(d.start, start))
    ]
    return min(near)[1] if near else 0
