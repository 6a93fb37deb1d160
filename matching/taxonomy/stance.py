"""How a text stands to a thing it names: denied ("sin licencia", "aucune expérience"), only wished for ("a plus",
"deseable", "un atout"), or meant.

Rules over words, clauses and sentences; each has its sentence in tests/matching/test_reading.py.
"""

from __future__ import annotations

import re
from functools import lru_cache

from matching.taxonomy.phrases import Spoken

_NEGATORS_TEXT = """
no sin ni nunca jamas ningun ninguna ninguno tampoco not without never dont doesnt cannot nor neither none
aucun aucune sans pas jamais
"""
_NEGATORS = frozenset(_NEGATORS_TEXT.split())
# "No only", "no less than", "not limited to", "no fear of bees": the word denies the next one, not the skill.
_DENIES_ANOTHER_TEXT = """
solo solamente only menos less mas more obstante later earlier allergic alergico alergica alergia fear afraid miedo
problem problema problemas exceda exceed limited limitado limita limitan limitarse limitation limiter limite
seulement uniquement moins plus supervision regard cost costo cargo charge smoking fumar delay notice interruption
exception tener peur allergique
"""
_DENIES_ANOTHER = frozenset(_DENIES_ANOTHER_TEXT.split()) - {"tener"}
_LITTLE = frozenset(("close", "direct", "constant", "se", "a", "al", "de", "any", "que", "to", "tener", "have", "be",
                     "ser", "d", "de"))  # fmt: skip
_TURNS_TEXT = """
pero but sino aunque however con with except excepto mientras cuando durante while when during unless until if si
salvo hasta mais avec sauf pendant lorsque quand
"""
_TURNS = frozenset(_TURNS_TEXT.split())
_NEED = re.compile(
    r"(?:requ|need|neces|indispens|obligat|falta|importa|provid|availab|mandator|exig|essential|demand)"
)
_LINKING = frozenset(("be", "is", "are", "es", "son", "se", "sera", "est", "sont", "ser"))
# "Manejar no sé", "inglés no hablo": own words put the denial last.
_OWN_DENIALS_TEXT = """
se puedo hablo manejo tengo uso conozco entiendo hago he sabe puede habla maneja tiene nada mucho todavia aun leo
"""
_OWN_DENIALS = frozenset(_OWN_DENIALS_TEXT.split())
_REACH = 6  # words that a negation reaches over, forward or back
_LIST_ITEM = 4  # words of a member of a list under one negation: "no manejo tractor, camión ni moto"

_WISHED = re.compile(
    r"prefer|deseab|desirab|desired|ideal|opcional|optional|asset|helpful|valora|recomenda|recommend|souhait|atout|"
    r"facultat"
)
_WISHED_PAIRS = frozenset((("a", "plus"), ("nice", "to")))
_ASKED = re.compile(r"requir|must|mandator|obligat|indispens|exig|necesari|necessar|shall|requis|doit|debe")


class Stance:
    """What one text says of the things it names; prepared once, asked for each of them."""

    def __init__(self, said: Spoken) -> None:
        self._said = said
        self._folded = [word.folded for word in said.words]
        self._negated_sentences = set()
        self._listing_sentences = set()
        self._marks: dict[int, list[tuple[int, bool]]] = {}
        for i, word in enumerate(self._folded):
            if word in _NEGATORS or word == "non":
                self._negated_sentences.add(said.sentences[i])
                if word in ("ni", "nor"):
                    self._listing_sentences.add(said.sentences[i])
            following = self._folded[i + 1] if i + 1 < len(self._folded) else ""
            if (word, following) in _WISHED_PAIRS or (mark := _mark(word)) is True:
                self._marks.setdefault(said.sentences[i], []).append((i, True))
            elif mark is False:
                self._marks.setdefault(said.sentences[i], []).append((i, False))

    def is_denied(self, first: int, last: int) -> bool:
        """Does the text deny what words `first`..`last` name?"""
        sentence = self._said.sentences[first]
        if sentence not in self._negated_sentences:
            return False
        if self._is_denied_before(first) or self._is_denied_after(last) or self._is_disowned(last):
            return True
        return sentence in self._listing_sentences and self._is_in_denied_list(first, last)

    def is_wished(self, first: int, last: int) -> bool:
        """Is what words `first`..`last` name only preferred? The nearest mark in its clause decides, then the next
        one of the sentence, then the nearest.
        """
        clauses = self._said.clauses
        marks = self._marks.get(self._said.sentences[first], [])
        near = [pair for pair in marks if clauses[first] <= clauses[pair[0]] <= clauses[last]]
        for candidates in (near, [pair for pair in marks if pair[0] > last], marks):
            if candidates:
                return min(candidates, key=lambda pair: max(first - pair[0], pair[0] - last))[1]
        return False

    def _is_denied_before(self, first: int) -> bool:
        """ "No se requiere licencia", "sin licencia", "aucun permis": within one clause."""
        clauses = self._said.clauses
        for i in range(first - 1, max(-1, first - 1 - _REACH), -1):
            word = self._folded[i]
            if clauses[i] != clauses[first] or word in _TURNS:
                return False
            if word in _NEGATORS:
                return not self._denies_another(i, first)
            # "No experience required to prune": what is not required is already named.
            if _NEED.match(word) and i + 1 < first and self._folded[i + 1] == "to":
                return False
        return False

    def _denies_another(self, negator: int, first: int) -> bool:
        i = negator + 1
        while i < first and self._folded[i] in _LITTLE:
            i += 1
        return i < first and self._folded[i] in _DENIES_ANOTHER

    def _is_denied_after(self, last: int) -> bool:
        """ "Licence not required", "accepted but not required", "licencia no es necesaria", "permis non requis"."""
        folded, sentences = self._folded, self._said.sentences
        for i in range(last + 1, min(len(folded) - 1, last + 1 + _REACH)):
            if sentences[i] != sentences[last]:
                return False
            if folded[i] in _NEGATORS or folded[i] == "non":
                needs = folded[i + 2] if folded[i + 1] in _LINKING and i + 2 < len(folded) else folded[i + 1]
                if _NEED.match(needs):
                    return True
        return False

    def _is_disowned(self, last: int) -> bool:
        """ "Manejar no sé", "inglés no hablo" at the end of a clause."""
        folded, clauses = self._folded, self._said.clauses
        for i in range(last + 1, min(len(folded) - 1, last + 3)):
            if clauses[i] != clauses[last]:
                return False
            if folded[i] in _NEGATORS:
                ends = i + 2 >= len(folded) or clauses[i + 2] != clauses[last] or folded[i + 2] in _TURNS
                return ends and clauses[i + 1] == clauses[last] and folded[i + 1] in _OWN_DENIALS
        return False

    def _is_in_denied_list(self, first: int, last: int) -> bool:
        """ "No manejo tractor, camión ni moto": members of a list that ends in "ni" share its negation."""
        sentences, clauses = self._said.sentences, self._said.clauses
        mine = [i for i, sentence in enumerate(sentences) if sentence == sentences[first]]
        if not any(self._folded[i] in ("ni", "nor") for i in mine if last < i <= last + 3 * _LIST_ITEM):
            return False
        clause = clauses[first]
        while members := [i for i in mine if clauses[i] == clause]:
            if any(self._folded[i] in _NEGATORS for i in members if i < first):
                return True
            if len(members) > _LIST_ITEM or members[0] == mine[0]:
                break
            clause = clauses[members[0] - 1]
        return False


@lru_cache(maxsize=20_000)
def _mark(word: str) -> bool | None:
    """True for a word that wishes, False for one that requires, None for others."""
    if _WISHED.match(word):
        return True
    return False if _ASKED.match(word) else None
