"""Is this firm the one on the list? The same name in the same place is; a name alike, or without its place, is for an
officer. Plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz, process

from matching.linkage import search_names
from matching.text import company_name, fold, tokens

# Of names as they are listed, one slip in a word stays above and two firms that share "Farms" stay below
# (tests/registry/lists/test_compare.py).
ALIKE = 0.88
_WORTH_A_LOOK = 75  # rapidfuzz, 0..100: cheap, and far below what ALIKE lets through


@dataclass(frozen=True, slots=True)
class Firm:
    """One of ours: its names, and where it is as far as it said. region: "GA" or "US-GA"."""

    names: tuple[str, ...]
    city: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """One on a list that bars today; see registry.lists.models.ListedParty."""

    name: str
    name_key: str
    other_key: str | None
    place: str | None
    region: str | None
    since: date | None
    until: date | None

    def holds_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Likeness:
    """A name of ours beside one on the list. is_certain: the same name and the same place."""

    ours: str
    listed: Listed
    is_certain: bool


def alike(firm: Firm, listed: Sequence[Listed]) -> list[Likeness]:
    """The listed names that are a firm's or look like one of them, the certain ones first; each listed row once."""
    keys = {key: one for one in listed for key in (one.name_key, one.other_key) if key}
    found: dict[int, Likeness] = {}
    for name in firm.names:
        for one in _candidates(name, listed, list(keys)):
            same_name = company_name(name) in (one.name_key, one.other_key)
            likeness = Likeness(name, one, same_name and same_place(firm, one))
            if id(one) not in found or likeness.is_certain:
                found[id(one)] = likeness
    return sorted(found.values(), key=lambda one: not one.is_certain)


def _candidates(name: str, listed: Sequence[Listed], keys: Sequence[str]) -> list[Listed]:
    key = company_name(name)
    near = process.extract(key, keys, scorer=fuzz.token_set_ratio, score_cutoff=_WORTH_A_LOOK, limit=None)
    likely = {
        hit.name for hit in search_names(key, [(one, one) for one, *_ in near], top=50, threshold=ALIKE)
    }
    likely.add(key)
    return [one for one in listed if one.name_key in likely or one.other_key in likely]


def same_place(firm: Firm, listed: Listed) -> bool:
    """Whether a listed place names the firm's city, and does not name another region than the firm's."""
    if not firm.city or not listed.place:
        return False
    city, place = tokens(firm.city), tokens(listed.place)
    if not city or not any(place[at : at + len(city)] == city for at in range(len(place))):
        return False
    ours, theirs = _region(firm.region), _region(listed.region)
    return not ours or not theirs or ours == theirs


def _region(region: str | None) -> str:
    """The code alone: "US-GA" and "GA" are one; a region written out is compared with none."""
    code = fold(region or "").rpartition("-")[2].strip()
    return code if len(code) == 2 else ""
