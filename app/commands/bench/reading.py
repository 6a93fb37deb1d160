"""How easy a page is to read: INFLESZ, the words of each sentence, words of offices.

INFLESZ = 206.835 - 62.3 x syllables / words - words / sentences (experience.md 2.5). Syllables by pyphen. Only the
page itself is measured: names of places in a list, codes and numbers are not prose.
"""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from typing import Any

EASY = 70
LONGEST_SENTENCE = 15
# Words of offices and of people who write about workers, not to them.
BANNED = re.compile(
    r"\b(consign\w+|requer\w+|requier\w+|mediante|dich[oa]s?|el mismo|la misma|deberán?|cumpliment\w+)\b",
    re.IGNORECASE,
)
_BLOCKS = frozenset({
    "p", "h1", "h2", "h3", "li", "dt", "dd", "label", "legend", "button", "div", "td", "th", "caption", "summary",
    "ol", "ul", "dl", "form", "fieldset", "main", "strong", "br",
})  # fmt: skip
_NOT_PROSE = frozenset({"option", "script", "style", "svg", "select", "textarea"})
_WORD = re.compile(r"[^\W\d_]+")


class _Prose(HTMLParser):
    """The sentences of <main>: a block ends one, and so do full stops, questions and exclamations."""

    def __init__(self) -> None:
        super().__init__()
        self.in_main = False
        self.skipping = 0
        self.pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "main":
            self.in_main = True
        if self.skipping or tag in _NOT_PROSE or given.get("translate") == "no":
            self.skipping += tag not in ("br", "input", "img", "use", "path", "rect", "circle", "hr")
        elif tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self.skipping:
            self.skipping -= 1
        elif tag in _BLOCKS:
            self.pieces.append("\n")
        if tag == "main":
            self.in_main = False

    def handle_data(self, data: str) -> None:
        if self.in_main and not self.skipping:
            self.pieces.append(re.sub(r"\s+", " ", data))


def sentences(html: str) -> list[list[str]]:
    """The words of each sentence of a page."""
    prose = _Prose()
    prose.feed(html)
    found = re.split(r"[.:;!?\n]+", "".join(prose.pieces))
    return [words for words in (_WORD.findall(one) for one in found) if words]


@cache
def _hyphenator() -> Any:
    import pyphen

    return pyphen.Pyphen(lang="es", left=1, right=1)


def syllables(word: str) -> int:
    return len(_hyphenator().inserted(word.lower()).split("-"))


def inflesz(html: str) -> float:
    """Of a page with words; 0 to 100 and beyond."""
    said = sentences(html)
    words = [word for sentence in said for word in sentence]
    return 206.835 - 62.3 * sum(map(syllables, words)) / len(words) - len(words) / len(said)
