"""The names of the lexicon as phrases to be found in running text: words, languages, keys and the tree of them.

Names are looked up longest first, on keys that forgive number, verb form and spelling. Names of things are compared
as nouns (`singular`), names of doings as verbs (`root`, `french_root`), because "mora" must not match "more" while
"corté" must match "cortar".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from matching.taxonomy.lexicon import Label, lexicon
from matching.text import APOSTROPHES, STOP_WORDS, Word, fold, root, singular, sound

_plain = lru_cache(maxsize=50_000)(fold)  # of single words: duties repeat the same few thousand
_WORD = re.compile(rf"[^\W_]+(?:[{APOSTROPHES}][^\W_]+)*[{APOSTROPHES}]?")

DOINGS = ("task", "skill")
_CLAUSE = re.compile(r"[.;:|\n()!?,•]")
_SENTENCE = re.compile(r"[.;|\n!?•]")
_TELLING_WORDS = 80  # so many first words tell the language
_TYPO_TEXT = 60  # words; only in texts this short is a word one slip away taken for the known one

# Words as written that look like a name and are not: a father is no potato, "hay" in Spanish no fodder.
_NOT_THE_NAME = frozenset({"papá", "papás"})
_NOT_IN_SPANISH = frozenset({"hay"})
# Nouns whose root is that of a doing: plants are not planting, a cargo is not loading.
_NOT_A_DOING_TEXT = """
plants planta plantas cargo cargos caja cajas ropa stock seed seeds semilla semillas sale package packages
feeder frame frames tech border worker workers grader graders picker picked drill hall walker stander packer
handler pool block blocks farm farms ranch ranches hill hills pots kid kids dock docks leaf iron irons
wire wires walks edger edgers
"""
_NOT_A_DOING = frozenset(_NOT_A_DOING_TEXT.split())
# Sayings that hold a name and mean something else: they are passed over whole.
_EMPTY = {
    "en": (
        "pick up", "picking up", "picked up", "tobacco free", "reach production", "training for worker",
        "training for workers", "any sort", "all sorts", "food safety reasons", "follow up", "curing compound",
        "lead worker", "truck mounted lifts", "loader bucket", "laundry facilities", "cooking facilities",
        "kitchen facilities", "cell phone", "cell phones", "packing slip", "farm labor contractor", "pay scale",
        "plant manager", "light bulbs", "work clothes", "fish and wildlife", "cold frame", "hot beds",
        "hot water", "cold water", "hot meals", "drinking water", "hot line",
    ),
    "es": ("carga de trabajo", "carga horaria", "puesto de trabajo", "bolsa de trabajo", "agua caliente", "agua fría"),
    "fr": ("bon de commande", "eau chaude", "eau froide"),
}  # fmt: skip
_NOTHING = ""
# Verb forms that share no root with their infinitive.
_IRREGULAR = {"hago": "hacer", "hice": "hacer", "hizo": "hacer", "hecho": "hacer", "pongo": "poner", "puse": "poner",
              "puesto": "poner", "traigo": "traer", "traje": "traer", "muelo": "moler", "cuezo": "cocer",
              "riego": "regar", "tiendo": "tender", "cuelgo": "colgar"}  # fmt: skip
_AMERICAN = {
    "licence": "license",
    "licences": "licenses",
    "labour": "labor",
    "plough": "plow",
    "colours": "colors",
}
# A letter after these is a class of licence, even where it is a stop word: "tipo A", "class A".
_CLASSES = frozenset(("tipo", "type", "clase", "class", "classe"))
# After these, "plant" is the thing that grows: "each plant", "the plant".
_A_PLANT = frozenset(
    ("the", "a", "each", "per", "every", "this", "tobacco", "power", "packing", "processing", "of")
)

# Of the commonest words of each language: which one is this text in?
_COMMON = {
    "es": frozenset(("de", "la", "el", "en", "y", "que", "los", "con", "para", "se", "sin", "del", "una", "las",
                     "ni", "he")),
    "en": frozenset(("the", "and", "of", "to", "for", "with", "or", "must", "be", "required", "work", "in", "is",
                     "not", "but", "will")),
    "fr": frozenset(("de", "la", "le", "les", "et", "des", "du", "en", "un", "pour", "dans", "au", "aux", "avec",
                     "ou", "est", "sur", "une", "sans", "aucun", "aucune", "non", "d", "l")),
}  # fmt: skip
_FRENCH_STOP_TEXT = """
a au aux avec ce ces cette d dans de des du elle en est et etre il ils j je l la le les leur leurs lors m mes mon n
notre nous ou par pas pour qu que qui s sa se ses si son sont sur t tous tout toute toutes un une vos votre vous y
"""
_IGNORED = {
    "en": STOP_WORDS,
    "es": STOP_WORDS | _NOT_IN_SPANISH,
    "fr": frozenset(_FRENCH_STOP_TEXT.split()),
}
_FRENCH_APART = str.maketrans(dict.fromkeys(APOSTROPHES, " "))
_FRENCH_ENDINGS_TEXT = """
issements issement issages issage ations ation ements ement ettes ette euses euse eurs eur ages age ures ure ants ant
ions ion ees ee ent er ez es ir is it e s x
"""
_FRENCH_ENDINGS = sorted(_FRENCH_ENDINGS_TEXT.split(), key=lambda ending: -len(ending))


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text as words; for each word, which clause and which sentence it stands in (numbers that only grow)."""

    text: str
    lang: str
    words: list[Word]
    clauses: list[int]
    sentences: list[int]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A name found: first and last word, the entry, and how sure (1 = as written)."""

    first: int
    last: int
    code: str
    score: float


@dataclass(slots=True)
class _Node:
    """A step of the phrase tree: next keys, and the entry whose name ends here."""

    next: dict[str, _Node] = field(default_factory=dict)
    code: str | None = None


def spoken(text: str, lang: str | None = None) -> Spoken:
    """The words of a text with their places. lang "es", "en" or "fr"; None: told from the commonest words."""
    said = _words(text)
    lang = lang or _language([word.folded for word in said[:_TELLING_WORDS]])
    if lang == "fr":
        said = _words(text.translate(_FRENCH_APART))  # "d'érable" is two words; the places stay true
    clauses, sentences = [], []
    clause = sentence = end = 0
    for word in said:
        if word.start - end > 1 or (word.start > end and not text[end].isspace()):
            clause += _CLAUSE.search(text, end, word.start) is not None
            sentence += _SENTENCE.search(text, end, word.start) is not None
        clauses.append(clause)
        sentences.append(sentence)
        end = word.end
    return Spoken(text, lang, said, clauses, sentences)


def _language(folded: list[str]) -> str:
    """The language that shares most words with these; Spanish where nothing speaks for another.

    A common word of the language counts twice, a word of one of its names once.
    """
    counts = {
        lang: sum(2 * (word in common) + (word in _vocabulary(lang)) for word in folded)
        for lang, common in _COMMON.items()
    }
    return max(("es", "en", "fr"), key=lambda lang: counts[lang])


@lru_cache(maxsize=3)
def _vocabulary(lang: str) -> frozenset[str]:
    """Every word of the names of a language, as written."""
    own = (label.text for label in names(lang) if label.lang == lang)
    return frozenset(word for text in own for word in name_words(text, lang))


def _words(text: str) -> list[Word]:
    return [
        Word(match.group(), folded, match.start(), match.end())
        for match in _WORD.finditer(text)
        if (folded := _plain(match.group()))
    ]


def phrases(said: Spoken) -> Iterator[Phrase]:
    """The longest names from left to right, none across a comma; and the things inside a name of a doing, because
    "cosecha de manzana" is a task and also says which crop.
    """
    skills = lexicon().skills
    telling = _telling([word.folded for word in said.words], said.lang)
    finder = _Finder(said, telling)
    place = 0
    while place < len(telling):
        found = finder.longest(place, len(telling))
        if not found:
            place += 1
            continue
        length, code, score = found
        if code == _NOTHING:
            place += length
            continue
        yield Phrase(telling[place], telling[place + length - 1], code, score)
        for inner in range(place, place + length) if length > 1 else ():
            thing = finder.longest(inner, place + length)
            if thing and thing[1] not in (code, _NOTHING) and skills[thing[1]].kind not in DOINGS:
                yield Phrase(telling[inner], telling[inner + thing[0] - 1], thing[1], thing[2])
        place += length


class _Finder:
    """Looks names up from one place of a text."""

    def __init__(self, said: Spoken, telling: list[int]) -> None:
        self._said = said
        self._telling = telling
        self._tree, _ = tree(said.lang)
        # English job orders are spelt; people's own Spanish often is not.
        self._repair = said.lang == "es" and len(said.words) <= _TYPO_TEXT

    def longest(self, place: int, end: int) -> tuple[int, str, float] | None:
        """The longest name that begins at this telling word: (telling words, code, score)."""
        first = self._telling[place]
        keys = self._first_keys(first)
        nodes, score = self._step([self._tree], first, keys)
        found, clause = None, self._said.clauses[first]
        for length, at in enumerate(range(place + 1, end + 1), start=1):
            if not nodes:
                break
            code = next((node.code for node in nodes if node.code is not None), None)
            if code is not None:
                found = (length, code, score)
            if at == end or self._said.clauses[self._telling[at]] != clause:
                break
            index = self._telling[at]
            nodes, sure = self._step(nodes, index, _keys(self._said.words[index].folded, self._said.lang))
            score = min(score, sure)
        return found

    def _step(self, nodes: list[_Node], index: int, keys: tuple[str, ...]) -> tuple[list[_Node], float]:
        """Where a word leads, as it stands or else repaired; and how sure that is."""
        word = self._said.words[index]
        straight = [node.next[key] for node in nodes for key in keys if key in node.next]
        if straight and word.raw.lower() in _NOT_THE_NAME:
            return [], 0.0
        if straight or not self._repair or word.folded in _NOT_A_DOING:
            return straight, 1.0
        meant = _repaired(word.folded)
        repaired = _keys(meant, "es") if meant else ()
        return [node.next[key] for node in nodes for key in repaired if key in node.next], 0.8

    def _first_keys(self, index: int) -> tuple[str, ...]:
        """What a name may begin with at this word: no doing, where the word is surely a thing."""
        folded = self._said.words[index].folded
        keys = _keys(folded, self._said.lang)
        if folded in _NOT_A_DOING and self._said.lang != "fr":
            return keys[:1]
        if folded == "plant" and index and self._said.words[index - 1].folded in _A_PLANT:
            return keys[:1]
        return keys


@lru_cache(maxsize=50_000)
def _keys(word: str, lang: str) -> tuple[str, str]:
    return name_key(word, lang, is_doing=False), name_key(word, lang, is_doing=True)


def _thing(word: str, lang: str) -> str:
    word = _AMERICAN.get(word, word)
    return singular(word[:-1] if lang == "fr" and word.endswith("x") and len(word) > 3 else word)


def _doing(word: str, lang: str) -> str:
    return french_root(word) if lang == "fr" else root(_AMERICAN.get(word) or _IRREGULAR.get(word, word))


@lru_cache(maxsize=20_000)
def french_root(word: str) -> str:
    """A folded French word without verb, agent and action endings: récolter, récolte -> "recolt"; cueillette,
    cueillir, cueilleur -> "cueill". At least four letters stay.
    """
    for ending in _FRENCH_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def _telling(folded: list[str], lang: str) -> list[int]:
    """Which of these words are compared: all but stop words, and the letter in "licencia tipo A"."""
    ignored = _IGNORED[lang]
    return [
        i
        for i, word in enumerate(folded)
        if word not in ignored or (len(word) == 1 and i and folded[i - 1] in _CLASSES)
    ]


def name_words(text: str, lang: str) -> list[str]:
    """The words of a name that are compared in texts of a language; all of them when only stop words are left."""
    said = [word.folded for word in _words(text.translate(_FRENCH_APART) if lang == "fr" else text)]
    return [said[i] for i in _telling(said, lang)] or said


def names(lang: str) -> list[Label]:
    """The names that texts of a language are searched for, the language's own first.

    Spanish texts are searched for English names too, because "landscaping" and "forklift" came home with the people.
    """
    spoken_ones = ("es", "en") if lang == "es" else (lang,)
    shared = {
        (lang, name): codes for (kind, lang, name), codes in lexicon().ambiguous.items() if kind == "skill"
    }
    found = []
    for label in lexicon().labels("skill"):
        if label.lang in spoken_ones:
            meanings = shared.get((label.lang, _plain(label.text)))
            if meanings is None or meanings[0] == label.code:
                found.append(label)
    return sorted(found, key=lambda label: label.lang != lang)


@lru_cache(maxsize=3)
def tree(lang: str) -> tuple[_Node, dict[str, str]]:
    """The phrase tree of a language's names; and every word of it by its sound."""
    top = _Node()
    by_sound: dict[str, str] = {}
    skills = lexicon().skills
    for label in names(lang):
        is_doing = skills[label.code].kind in DOINGS
        node = top
        for word in name_words(label.text, label.lang):
            by_sound.setdefault(sound(word), word)
            by_sound.setdefault(sound(singular(word)), word)
            node = node.next.setdefault(name_key(word, lang, is_doing=is_doing), _Node())
        node.code = node.code or label.code
    for saying in _EMPTY[lang]:
        node = top
        for word in name_words(saying, lang):
            node = node.next.setdefault(name_key(word, lang, is_doing=False), _Node())
        node.code = _NOTHING
    return top, by_sound


def name_key(word: str, lang: str, *, is_doing: bool) -> str:
    """What a word of a name is compared by."""
    return "r:" + _doing(word, lang) if is_doing else "n:" + _thing(word, lang)


@lru_cache(maxsize=20_000)
def _repaired(word: str) -> str | None:
    """The word of the lexicon that sounds the same, or is one slip away and begins alike; None when it has none."""
    _, by_sound = tree("es")
    heard = sound(word)
    same = by_sound.get(heard) or by_sound.get(sound(singular(word)))
    if same:
        return same
    if len(word) < 6 or not word.isalpha():
        return None
    near = process.extractOne(heard, by_sound.keys(), scorer=OSA.distance, processor=None, score_cutoff=1)
    return by_sound[near[0]] if near and near[0][0] == heard[0] else None
