"""Two registrations side by side: what agrees and what differs, in words. Values only where they may be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app import words
from app.i18n import format_date, format_phone
from registry.candidates.models import Candidate
from registry.seeds.reference import municipalities

_FIELDS = ("given_names", "surnames", "birth_date", "document", "phone", "place")
_AGREES = frozenset({"same", "sound", "turned", "shared"})
_DIFFERS = frozenset({"different", "year"})
_COLOURS = {"agrees": "orange", "close": "yellow", "differs": "green", "missing": "grey"}


@dataclass(frozen=True, slots=True)
class Row:
    """One field: its name, what two registrations have in common there, and the colour of the tag."""

    field: str
    label: str
    found: str
    colour: str


def rows(levels: Mapping[str, str]) -> list[Row]:
    """Levels as codes (matching/same_person/levels.py) in words, field by field."""
    return [
        Row(
            name,
            words.word(name, "compare.field"),
            words.word(levels[name], f"compare.{name}"),
            _COLOURS[_verdict(name, levels[name])],
        )
        for name in _FIELDS
    ]


def agreeing(levels: Mapping[str, str]) -> list[Row]:
    """Field by field only whether it agrees: nothing of how near a value is, from which it could be guessed."""
    return [_agreeing(name, levels[name]) for name in _FIELDS]


def _agreeing(name: str, level: str) -> Row:
    verdict = _verdict(name, level)
    found = verdict if verdict in ("agrees", "missing") else "differs"
    return Row(name, words.word(name, "compare.field"), words.word(found, "compare.verdict"), _COLOURS[found])


def kin(levels: Mapping[str, str]) -> str:
    """A warning where families look like this; "" where they do not."""
    return "" if levels["kin"] == "none" else words.word(levels["kin"], "compare.kin")


def _verdict(name: str, level: str) -> str:
    if level == "missing":
        return "missing"
    if level in _DIFFERS:
        return "differs"
    # Day and month the other way round are close; surnames in another order are the same surnames.
    return "agrees" if level in _AGREES and (name, level) != ("birth_date", "turned") else "close"


def values(candidate: Candidate) -> dict[str, str]:
    """What a record holds, by field, for who may read it."""
    home = municipalities().get(candidate.municipality or "")
    return {
        "given_names": candidate.given_names,
        "surnames": candidate.surnames,
        "birth_date": format_date(candidate.birth_date) if candidate.birth_date else "",
        "document": candidate.dpi or "",
        "phone": format_phone(candidate.phone),
        "place": home.name if home else "",
    }
