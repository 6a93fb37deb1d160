"""Finding skills, crops, tasks, tools, machines, licences and languages in longer texts: Spanish, English, French.

`phrases.py` finds the names, `stance.py` says whether the text denies them or only wishes for them, `durations.py`
how long. Start at `read_skills`.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from matching.taxonomy.durations import Duration, durations
from matching.taxonomy.lexicon import lexicon
from matching.taxonomy.phrases import Phrase, Spoken, phrases, spoken
from matching.taxonomy.stance import Stance


@dataclass(frozen=True, slots=True)
class Finding:
    """One entry found in a text: where (`text[start:end] == matched`), denied or not, and months if a length is near.

    score: 1 as written, less where spelling was repaired. preferred: the text wishes for it and does not require it.
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
    preferred: bool = False


def language_of(text: str) -> str:
    """The language a text is written in, "es", "en" or "fr": told from its commonest words and from names it holds."""
    return spoken(text).lang


def read_skills(text: str, lang: str | None = None) -> list[Finding]:
    """What a text says about skills, in order of appearance, each code once.

    A code that is both denied and affirmed counts as affirmed; one that is both required and preferred as required.
    lang "es", "en" or "fr"; None: told from the commonest words. Only Spanish own words are repaired in spelling.
    """
    said = spoken(text, lang)
    stance = Stance(said)
    lengths = _placed(said, durations(text))
    best: dict[str, Finding] = {}
    for phrase in phrases(said):
        finding = _finding(said, stance, phrase, lengths)
        if finding is None:
            continue
        known = best.get(finding.code)
        if known is None or (finding.negated, finding.preferred) < (known.negated, known.preferred):
            best[finding.code] = finding
    return sorted(best.values(), key=lambda f: (f.start, f.code))


def _placed(said: Spoken, lengths: list[Duration]) -> list[tuple[Duration, int]]:
    """Each length with the sentence it stands in."""
    starts = [word.start for word in said.words]
    return [(d, said.sentences[max(0, bisect_right(starts, d.start) - 1)]) for d in lengths]


def _finding(
    said: Spoken, stance: Stance, phrase: Phrase, lengths: list[tuple[Duration, int]]
) -> Finding | None:
    """The phrase as a finding; None for the harvests of "4 cosechas", which are a length."""
    entry = lexicon().skills[phrase.code]
    start, end = said.words[phrase.first].start, said.words[phrase.last].end
    if any(d.start <= start and end <= d.end for d, _ in lengths):
        return None
    sentence = said.sentences[phrase.first]
    near = [(max(start - d.end, d.start - end, 0), d.months) for d, place in lengths if place == sentence]
    is_wished = stance.is_wished(phrase.first, phrase.last)
    return Finding(
        phrase.code, entry.kind, entry.es, entry.en, phrase.score, said.text[start:end], start, end,
        not is_wished and stance.is_denied(phrase.first, phrase.last), min(near)[1] if near else 0, is_wished,
    )  # fmt: skip
