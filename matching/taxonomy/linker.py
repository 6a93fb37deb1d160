"""From words to codes: the occupations or skills that a person, an employer or a search box may mean.

`link` is the one door: whatever ranks behind it (the lexicon's own names, and the encoder where an installation
trained one), callers get the same best-first list and let a person choose. It never decides.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from matching.taxonomy.durations import durations
from matching.taxonomy.installed import Installed, installed
from matching.taxonomy.labels import Hit, LabelIndex
from matching.taxonomy.lexicon import Kind, lexicon
from matching.taxonomy.reading import Finding, read_skills
from matching.text import fold, sound, tokens

# Below this a proposal is noise. tests/matching/test_linker.py holds it from both sides: names with one slip stay
# above, words that have nothing to do with work stay under.
WEAK = 0.25
# How far a person's tasks alone can carry an occupation: "corté caña" is a cane cutter, yet the word itself is surer.
_TASKS_SHARE = 0.6
# To an encoder everything is a little like everything: words that are no work reach .40 beside the lexicon's names.
_FLOOR = 0.22
_DEPTH = 60  # names considered before tasks are weighed in
# "Limpié cuartos de hotel" is no supervisor's sentence, though "supervisora de cuartos" is the name most like it: who
# led others says so. How the share was chosen: docs/linking.md.
_UNSAID_LEADING = 0.85
_LEADING_SKILL = "skill:lead-crew"
# Beginnings of words, compared as they sound.
_LEADING_WORDS = (
    "supervi jefe jefa encargad capora capataz mayordom mandador maestr gerent administrad coordin responsabl "
    "contratista dirig ejecutiv productor manag foreman leader lead head chief chef gerant contremaitre grower"
)


@dataclass(frozen=True, slots=True)
class Link:
    """A proposed code with its names, how sure (0..1; 1 = the very words), and the name of it that spoke."""

    code: str
    label_es: str
    label_en: str
    score: float
    matched: str


@dataclass(frozen=True, slots=True)
class WorkRead:
    """One job in somebody's own words: the words, the likeliest occupations, months (0: not said), skills found."""

    text: str
    occupations: tuple[Link, ...]
    months: int
    skills: tuple[Finding, ...]


def link(text: str, kind: Kind = "occupation", top: int = 5, lang: str | None = None) -> list[Link]:
    """The `top` likeliest entries for a short text (a title, a trade, one skill), best first, none below WEAK.

    lang restricts the names compared to one language ("es", "en", "fr"); None compares all. An empty text links
    to nothing. An exact name comes first with score 1.
    """
    return link_many([text], kind, top, lang)[0]


def link_many(
    texts: Sequence[str], kind: Kind = "occupation", top: int = 5, lang: str | None = None
) -> list[list[Link]]:
    """`link` for many texts at once: the same answers, several times faster than one by one."""
    index = _index(kind, lang)
    asked = [text if index.knows(text) else _without_lengths(text) for text in texts]
    ranked = index.rank(asked, _DEPTH)
    if index.has_background:
        ranked = [[_above_floor(hit) for hit in hits] for hits in ranked]
    return [_links(one, hits, kind, top, lang) for one, hits in zip(asked, ranked, strict=True)]


def _above_floor(hit: Hit) -> Hit:
    """The hit on the scale of WEAK and of callers' thresholds: nothing to do with it is 0, the very words are 1."""
    return Hit(hit.target, hit.label, round(max(0.0, (hit.score - _FLOOR) / (1 - _FLOOR)), 4))


def _links(asked: str, ranked: Sequence[Hit], kind: Kind, top: int, lang: str | None) -> list[Link]:
    hits = {hit.target: hit for hit in ranked}
    if kind == "occupation":
        for code, share, words in _from_tasks(asked, lang):
            hit = hits.get(code, Hit(code, words, 0.0))
            hits[code] = Hit(
                code, hit.label if hit.score else words, hit.score + (1 - hit.score) * _TASKS_SHARE * share
            )
        hits = _without_unsaid_leading(asked, hits)
    exact = fold(asked)
    ordered = sorted(hits.values(), key=lambda hit: (-hit.score, fold(hit.label) != exact))
    entries = lexicon()
    links = []
    for hit in ordered[:top]:
        if hit.score >= WEAK:
            entry = entries.entry(hit.target)
            links.append(Link(hit.target, entry.es, entry.en, round(min(hit.score, 1.0), 4), hit.label))
    return links


def read_work(text: str, lang: str | None = None, top: int = 5) -> list[WorkRead]:
    """A work history in somebody's own words, one job per `|`, `;` or line, each linked on its own."""
    jobs = [part.strip(" .,") for part in re.split(r"[|;\n]+", text)]
    read = []
    for job in filter(None, jobs):
        lengths = durations(job)
        months = max((d.months for d in lengths), default=0)
        read.append(
            WorkRead(job, tuple(link(job, "occupation", top, lang)), months, tuple(read_skills(job, lang)))
        )
    return read


def rank_targets(
    queries: Sequence[tuple[str, str]],
    targets: Sequence[tuple[str, str]],
    top: int,
    lang: str | None = None,
) -> list[tuple[str, int, str, float]]:
    """Rank (id, text) targets for each (id, text) query: (query id, rank from 1, target id, score), queries
    in order.

    An id may have several texts; together they speak for it. Targets that share nothing with a query are not listed.
    Where ESCO was imported, a target whose texts are names of a concept is also found by its other names.
    """
    return _ranked(target_index(targets, lang), queries, top)


def _ranked(
    index: LabelIndex, queries: Sequence[tuple[str, str]], top: int
) -> list[tuple[str, int, str, float]]:
    ranked = index.rank([text for _, text in queries], top)
    return [
        (query, place, hit.target, hit.score)
        for (query, _), hits in zip(queries, ranked, strict=True)
        for place, hit in enumerate(hits, start=1)
    ]


def target_index(targets: Sequence[tuple[str, str]], lang: str | None = None) -> LabelIndex:
    """The index behind `rank_targets`, with what the installation knows of these targets."""
    imported = installed()
    return LabelIndex(targets, lang, imported.background(targets) if imported else None)


def rank_taxonomy(
    queries: Sequence[tuple[str, str]], kind: Kind, top: int, lang: str | None = None
) -> list[tuple[str, int, str, float]]:
    """The official codes or skills that (id, text) queries may mean: (query id, rank, target, score).

    A target is an ISCO-08 unit group (each listed once) or the code of a skill. Where ESCO was imported, every unit
    group is known by its title and its occupations; without it, those of the lexicon.
    """
    imported = installed()
    if kind == "occupation" and imported is not None:
        return _ranked(_unit_groups(imported, lang), queries, top)
    entries = lexicon()
    rows: list[tuple[str, int, str, float]] = []
    ranked = link_many([text for _, text in queries], kind, _DEPTH, lang)
    for (query, _), proposals in zip(queries, ranked, strict=True):
        best: dict[str, float] = {}
        for proposal in proposals:
            target = entries.occupations[proposal.code].isco08 if kind == "occupation" else proposal.code
            if target:
                best.setdefault(target, proposal.score)
        rows.extend((query, place, t, s) for place, (t, s) in enumerate(list(best.items())[:top], start=1))
    return rows


def _without_lengths(text: str) -> str:
    """The text without "3 zafras" and "2 años": how long is no part of what."""
    kept, end = [], 0
    for length in durations(text):
        kept.append(text[end : length.start])
        end = max(end, length.end)
    rest = " ".join((*kept, text[end:])).strip()
    return rest or text


def _from_tasks(text: str, lang: str | None) -> list[tuple[str, float, str]]:
    """Occupations by the essential skills that a text names: (code, share of them 0..1 weighed by rarity, words)."""
    found = {f.code: f for f in read_skills(text, lang) if not f.negated}
    rarity, occupations = _essentials()
    shares = []
    for code in sorted({o for skill in found for o in occupations.get(skill, ())}):
        needed = lexicon().occupations[code].essential_skills
        mine = [skill for skill in needed if skill in found]
        share = sum(rarity[s] for s in mine) / sum(rarity[s] for s in needed)
        shares.append((code, share, found[mine[0]].matched))
    return shares


def _without_unsaid_leading(asked: str, hits: dict[str, Hit]) -> dict[str, Hit]:
    """The hits with those who lead others weighed down, unless the words say leading or are their very name."""
    if any(word.startswith(_leading_sounds()) for word in map(sound, tokens(asked))):
        return hits
    leaders = _leaders()
    return {
        code: Hit(code, hit.label, hit.score * _UNSAID_LEADING) if code in leaders and hit.score < 1 else hit
        for code, hit in hits.items()
    }


@lru_cache(maxsize=1)
def _leading_sounds() -> tuple[str, ...]:
    return tuple(map(sound, _LEADING_WORDS.split()))


@lru_cache(maxsize=1)
def _leaders() -> frozenset[str]:
    """The occupations to which leading a crew is essential."""
    entries = lexicon()
    leading = {_LEADING_SKILL} | {s.code for s in entries.skills.values() if _LEADING_SKILL in s.broader}
    return frozenset(o.code for o in entries.occupations.values() if leading & set(o.essential_skills))


@lru_cache(maxsize=1)
def _essentials() -> tuple[dict[str, float], dict[str, list[str]]]:
    """How rare a skill is among the occupations that need it, and which ones need it."""
    occupations: dict[str, list[str]] = {}
    for occupation in lexicon().occupations.values():
        for skill in occupation.essential_skills:
            occupations.setdefault(skill, []).append(occupation.code)
    count = len(lexicon().occupations)
    return {skill: math.log(1 + count / len(users)) for skill, users in occupations.items()}, occupations


def _index(kind: Kind, lang: str | None) -> LabelIndex:
    """The index over the lexicon's names, built at first use and kept until another taxonomy is imported."""
    return _lexicon_index(kind, lang, installed())


@lru_cache(maxsize=8)
def _lexicon_index(kind: Kind, lang: str | None, imported: Installed | None) -> LabelIndex:
    names = [(n.code, n.text) for n in lexicon().labels(kind) if lang in (None, n.lang)]
    return LabelIndex(names, lang, imported.background(names) if imported else None)


@lru_cache(maxsize=4)
def _unit_groups(imported: Installed, lang: str | None) -> LabelIndex:
    """All ISCO-08 unit groups by their titles, the names of their ESCO occupations and those of the lexicon.

    Without a language by the names in both; else by those in one, the other speaks as a view of the concepts.
    """
    spoken = [lang] if lang in ("es", "en") else ["es", "en"]
    names = [
        (entry.isco08, name)
        for entry in imported.entries
        if len(entry.isco08) == 4
        for language in spoken
        for name in entry.names[language]
    ]
    names += [
        (occupation.isco08, label.text)
        for label in lexicon().labels("occupation")
        if label.lang in spoken and (occupation := lexicon().occupations[label.code]).isco08
    ]
    return LabelIndex(names, lang, imported.background(names))
