"""Which texts of the workers' pages can be heard: texts.yaml and the questions about jobs, read once.

A text is told by its id; its parts (a question and its hint, say) are spoken in one recording. The words stand in the
templates and in app/words as well: tests/web/test_voices.py keeps the two alike.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from matching.taxonomy import lexicon
from registry.candidates.guides import families

GUIDE_PAGE = "/registro/trabajos/guia"
# Under each of those questions (templates/candidate/work/guide.html).
GUIDE_HINT = "Toque todo lo que hizo. Si no hizo nada de esto, siga."


@dataclass(frozen=True, slots=True)
class Spoken:
    """One text: `page` where it is first met, `parts` its Spanish words in the order they are spoken."""

    id: str
    page: str
    parts: tuple[str, ...]

    @property
    def words(self) -> str:
        return " ".join(self.parts)


@cache
def every() -> dict[str, Spoken]:
    """All texts by id, in the order of the pages."""
    file = resources.files("registry.voices") / "texts.yaml"
    pages = yaml.safe_load(file.read_text(encoding="utf-8"))
    found: dict[str, Spoken] = {}
    for page, texts in pages.items():
        for name, parts in texts.items():
            if name in found:
                raise ValueError(f"texts.yaml: {name} stands there twice")
            found[name] = Spoken(name, page, tuple([parts] if isinstance(parts, str) else parts))
    return found | _of_guides()


def _of_guides() -> dict[str, Spoken]:
    """The questions about a job and what there is to touch (registry/candidates/guides.yaml), each once."""
    found: dict[tuple[str, ...], Spoken] = {}
    for family, (_groups, questions) in families().items():
        for asked in questions:
            words = (asked.es, GUIDE_HINT)
            found.setdefault(words, Spoken(f"guia.{family}.{asked.id}", GUIDE_PAGE, words))
            for code, _picture in asked.choices:
                name = lexicon().skills[code].es
                found.setdefault((name,), Spoken(f"guia.{code.removeprefix('skill:')}", GUIDE_PAGE, (name,)))
    return {one.id: one for one in found.values()}


@cache
def by_parts() -> dict[tuple[str, ...], Spoken]:
    return {one.parts: one for one in every().values()}


def fingerprint(text: Spoken, shown: tuple[str, ...] | None = None) -> str:
    """What the words are now: the Spanish, and the written translation beside it (`shown`) where there is one."""
    parts = [*text.parts, *(shown if shown is not None and shown != text.parts else ())]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
