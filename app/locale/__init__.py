"""The gettext catalogues: <language>/<area>.po, source Spanish. What is missing: `make messages`.

Holds no Spanish texts: those stand in the templates and in app/words, in the words people read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent.parent
_METHODS = [("app/**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
_OPTIONS = {"templates/**.html": {"silent": "false"}, "templates/**.txt": {"silent": "false"}}
_KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class SourceText:
    """A text as it stands in the source, and where."""

    text: str
    where: str


def source_texts() -> Iterator[SourceText]:
    """Every translatable text of the templates and of app/, plural forms as their singular."""
    for folder in ("app", "templates"):
        own = [(pattern, kind) for pattern, kind in _METHODS if pattern.startswith(folder)]
        methods = [(pattern.removeprefix(f"{folder}/"), kind) for pattern, kind in own]
        options = {pattern.removeprefix(f"{folder}/"): option for pattern, option in _OPTIONS.items()}
        for name, line, message, _comments, _context in extract_from_dir(
            str(ROOT / folder), methods, options, keywords=_KEYWORDS
        ):
            text = message if isinstance(message, str) else message[0]
            if text:
                yield SourceText(text, f"{folder}/{name}:{line}")


def translations(language: str) -> dict[str, str]:
    """Source text to translation, over all areas; singular for plural forms."""
    found: dict[str, str] = {}
    for path in sorted((FOLDER / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and not message.fuzzy:
                    source = message.id if isinstance(message.id, str) else message.id[0]
                    text = message.string
                    found[source] = text if isinstance(text, str) else (text or [""])[0]
    return found


def missing(language: str) -> list[SourceText]:
    """Texts of the source without a translation, each once, in the order of their places."""
    known = {source for source, text in translations(language).items() if text}
    first: dict[str, SourceText] = {}
    for entry in source_texts():
        if entry.text not in known:
            first.setdefault(entry.text, entry)
    return sorted(first.values(), key=lambda entry: entry.where)


def disagreeing(language: str) -> list[str]:
    """Texts whose translation has other placeholders than the source."""
    return [
        source
        for source, text in translations(language).items()
        if text and set(_PLACEHOLDER.findall(source)) != set(_PLACEHOLDER.findall(text))
    ]
