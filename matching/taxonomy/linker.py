"""From words to codes: the occupations or skills that a person, an employer or a search box may mean.

`link` is the one door: whatever ranks behind it (today the lexicon's own labels, later a trained encoder),
callers get the same best-first list and let a person choose. It never decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from matching.taxonomy.labels import LabelIndex
from matching.taxonomy.lexicon import Kind, lexicon


@dataclass(frozen=True, slots=True)
class Link:
    """A proposed code with its names, how sure (0..1; 1 = the very words), and the name of it that spoke."""

    code: str
    label_es: str
    label_en: str
    score: float
    matched: str


# Below this a proposal is noise: in tests/matching/test_linker.py unrelated words stay under it, true ones
# above.
WEAK = 0.25


def link(text: str, kind: Kind = "occupation", top: int = 5, lang: str | None = None) -> list[Link]:
    """The `top` likeliest entries for a short text (a title, a trade, one skill), best first, none below
    WEAK.

    lang restricts the names compared to one language ("es", "en", "fr"); None compares all. An empty text
    links to nothing.
    """
    entries = lexicon()
    links = []
    for hit in _index(kind, lang).rank([text], top)[0]:
        if hit.score < WEAK:
            break
        entry = entries.entry(hit.target)
        links.append(Link(hit.target, entry.es, entry.en, hit.score, hit.label))
    return links


@lru_cache(maxsize=8)
def _index(kind: Kind, lang: str | None) -> LabelIndex:
    """The index over the lexicon's names, built at first use and kept: the lexicon does not change in a
    run.
    """
    return LabelIndex([(n.code, n.text) for n in lexicon().labels(kind) if lang in (None, n.lang)])
