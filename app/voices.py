"""What a page can be heard in: a sound for each of its texts, in the reader's language or else in Spanish.

Recordings are the Ministry's (registry/voices). Where a Spanish one is missing, a machine may have spoken it when
Sendero was set up (`sendero voices make`); the page says so. No machine speaks any other language.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from app import i18n
from app.config import Settings
from registry.access import PUBLIC, Role
from registry.voices import queries, texts
from registry.voices.texts import Spoken

_HEARERS = (Role.PUBLIC, Role.CANDIDATE)
MACHINE_PREFIX = "m-"


@dataclass(frozen=True, slots=True)
class Heard:
    """A sound: its address, its language, and whether a machine speaks."""

    href: str
    language: str
    is_machine: bool


def folder(settings: Settings) -> Path:
    return settings.data_dir / "voices"


def machine_stem(text: Spoken) -> str:
    """The name, without its ending, of the provisional voice; words that changed have none until it speaks again."""
    return f"{MACHINE_PREFIX}{texts.fingerprint(text)[:32]}"


def shown(text: Spoken, language: str) -> tuple[str, ...]:
    """The words as a reader of this language sees them."""
    catalogue = i18n.catalogue(language)
    return tuple(catalogue.gettext(part) for part in text.parts)


def fingerprint(text: Spoken, language: str) -> str:
    """What the words are in this language today (English is a translation like any other)."""
    return texts.fingerprint(text, shown(text, language))


@cache
def _machine_files(directory: Path, _changed: int) -> dict[str, str]:
    return {path.stem: path.name for path in directory.glob(f"{MACHINE_PREFIX}*.*")}


def machine_files(settings: Settings) -> dict[str, str]:
    """The files of the provisional voice by their stem; none where nothing was made."""
    directory = folder(settings)
    try:
        return _machine_files(directory, directory.stat().st_mtime_ns)
    except FileNotFoundError:
        return {}


@pass_context
def voice(context: Context, *words: str | None) -> Heard | None:
    """The sound of these words as they stand on the page, or None. Only for workers: staff hear nothing."""
    request = context["request"]
    if getattr(request.state, "actor", PUBLIC).role not in _HEARERS:
        return None
    parts = tuple(i18n.source_of(str(word)) for word in words if word)
    text = texts.by_parts().get(parts)
    return None if text is None else _sound_of(request, text)


def _sound_of(request: Any, text: Spoken) -> Heard | None:
    recorded = _recorded(request)
    for language in dict.fromkeys((i18n.chosen(), "es")):
        found = recorded.get((text.id, language))
        if found is not None and found.fingerprint == fingerprint(text, language):
            return Heard(f"/voz/{found.sha256}.{found.ending}", language, is_machine=False)
    name = machine_files(request.app.state.settings).get(machine_stem(text))
    return Heard(f"/voz/{name}", "es", is_machine=True) if name else None


def _recorded(request: Any) -> Any:
    """What can be heard, asked once for a page. A page without a session, an error say, has the machine at most."""
    if not hasattr(request.state, "recordings"):
        session = getattr(request.state, "session", None)
        request.state.recordings = (
            queries.heard(session, {i18n.chosen(), "es"}) if session is not None else {}
        )
    return request.state.recordings
