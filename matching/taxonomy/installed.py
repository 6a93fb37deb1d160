"""What this installation imported: the names and relations of ESCO and ISCO, and the encoder trained on them.

One folder under the data directory, never committed and never shipped. Each import is a folder of its own named by
its checksum; the file `current` says which one counts and is replaced in one step, so that a broken import leaves
what was there, and a running server takes up the new one with its next question. Without any, everything works on
the lexicon alone. ESCO must be credited wherever it is used: `official.CREDIT`.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import logging
import os
import shutil
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np

from matching.taxonomy.encoder import Encoder, text_keys
from matching.taxonomy.labels import NONE, Background, View
from matching.taxonomy.official import Entry, Official

_CURRENT = "current"
# What counts beside the labels of a concept themselves (1.0); how it was chosen: docs/linking.md. Names
# in the language of the labels say little that the labels do not.
_OTHER_LANGUAGE, _SAME_LANGUAGE, _DESCRIPTION = 1.0, 0.2, 0.8
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Card:
    """What a trained encoder is: version, day of training, what it was trained on, and the checksum of its numbers."""

    version: str
    trained_on: str
    files: dict[str, int]
    occupations: int
    skills: int
    steps: int
    seed: int
    dimensions: int
    checksum: str


@dataclass(frozen=True, eq=False)
class Installed:
    """An import that counts. Entries keep the order of the files."""

    card: Card
    encoder: Encoder
    entries: tuple[Entry, ...]

    def names(self, entry: Entry) -> list[str]:
        return [*entry.names["es"], *entry.names["en"]]

    def background(self, targets: Sequence[tuple[str, str]]) -> Background:
        """What is known of these (id, label) targets: the concept behind each label, and what ESCO says of it.

        A target of unknown labels among labels of one concept is taken for that concept. A unit group of ISCO
        brings the occupations in it, unless they are targets themselves.
        """
        places = self._behind(targets)
        taken = {place for place in places if place != NONE}
        hidden = []
        groups = {(t, p) for (t, _), p in zip(targets, places, strict=True) if p != NONE}
        for target, place in sorted(groups):
            if self.entries[place].id.startswith("isco/"):
                for member in self._members.get(self.entries[place].isco08, ()):
                    if member not in taken:
                        hidden += [(target, name, member) for name in self.names(self.entries[member])]
        used = sorted(taken | {place for _, _, place in hidden})
        number = {place: i for i, place in enumerate(used)}
        entries = [self.entries[place] for place in used]
        spoken = self._languages(targets, places)
        views = [
            View(_SAME_LANGUAGE if lang in spoken else _OTHER_LANGUAGE, [one.names[lang] for one in entries])
            for lang in ("es", "en")
        ]
        views += [
            View(_DESCRIPTION, [[one.described[lang]] if one.described.get(lang) else [] for one in entries])
            for lang in ("es", "en")
        ]
        return Background(
            self.encoder,
            [number.get(place, NONE) for place in places],
            [(target, name, number[place]) for target, name, place in hidden],
            views,
        )

    def _languages(self, targets: Sequence[tuple[str, str]], places: Sequence[int]) -> set[str]:
        """The language of the labels: the one in which most of them are names of their concept."""
        said: Counter[str] = Counter()
        for (_, text), place in zip(targets, places, strict=True):
            if place != NONE:
                said.update(lang for lang, names in self.entries[place].names.items() if text in names)
        return {said.most_common(1)[0][0]} if said else set()

    def _behind(self, targets: Sequence[tuple[str, str]]) -> list[int]:
        """The place of the concept that each label names, NONE where there is none.

        Where several have that name: the one with the target's own id, then the one with most of its names.
        """
        named = [self._by_name.get(" ".join(text_keys(text)), ()) for _, text in targets]
        votes: dict[str, Counter[int]] = {}
        size: Counter[str] = Counter(target for target, _ in targets)
        for (target, _), places in zip(targets, named, strict=True):
            votes.setdefault(target, Counter()).update(places)
        found = []
        for (target, _), places in zip(targets, named, strict=True):
            counted = votes[target]
            if places:
                found.append(max(places, key=lambda place: (self._is(place, target), counted[place], -place)))
            else:
                likeliest = counted.most_common(1)
                is_most = bool(likeliest) and likeliest[0][1] * 2 >= size[target]
                found.append(likeliest[0][0] if is_most else NONE)
        return found

    def _is(self, place: int, target: str) -> bool:
        """Whether a target is called what ESCO calls this concept: "occupation/...", "isco/C9211"."""
        return self.entries[place].id == target

    @cached_property
    def _by_name(self) -> dict[str, list[int]]:
        """Places of the occupations and groups that have a name with these keys."""
        places: dict[str, list[int]] = {}
        for place, entry in enumerate(self.entries):
            if not entry.id.startswith("skill/"):
                for key in {" ".join(text_keys(name)) for name in self.names(entry)}:
                    places.setdefault(key, []).append(place)
        return places

    @cached_property
    def _members(self) -> dict[str, list[int]]:
        """Places of the occupations of each unit group."""
        members: dict[str, list[int]] = {}
        for place, entry in enumerate(self.entries):
            if entry.id.startswith("occupation/"):
                members.setdefault(entry.isco08, []).append(place)
        return members


_folder: Path | None = None


def use(folder: Path | None) -> None:
    """Where this process finds imports; None: nowhere."""
    global _folder
    _folder = folder


def installed() -> Installed | None:
    """The import that counts now; None where there is none, or none that can be read (the log says so)."""
    if _folder is None:
        return None
    try:
        name = (_folder / _CURRENT).read_text(encoding="ascii").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return _opened(_folder / name)


@lru_cache(maxsize=2)
def _opened(folder: Path) -> Installed | None:
    try:
        card = Card(**json.loads((folder / "model.json").read_text(encoding="utf-8")))
        with (folder / "encoder.npz").open("rb") as packed, np.load(packed) as arrays:
            words = arrays["groups"].tobytes().decode().split("\n")
            weights = arrays["weights"]
        if _checksum(words, weights) != card.checksum:
            raise ValueError("the numbers are not the ones that were trained")
        vocabulary = {word: row for row, word in enumerate(words)}
        with gzip.open(folder / "concepts.json.gz", "rt", encoding="utf-8") as file:
            entries = tuple(Entry(**one) for one in json.load(file))
    except (OSError, ValueError, TypeError, KeyError, EOFError, zipfile.BadZipFile) as error:
        _log.error(
            "the imported taxonomy in %s cannot be used, linking goes on without it: %s", folder, error
        )
        return None
    return Installed(card, Encoder(vocabulary, weights.astype(np.float32)), entries)


def keep(
    folder: Path,
    official: Official,
    encoder: Encoder,
    *,
    version: str,
    trained_on: str,
    steps: int,
    seed: int,
) -> Card:
    """Store an import under `folder` and make it the one that counts; earlier ones are deleted afterwards."""
    words = sorted(encoder.vocabulary, key=encoder.vocabulary.__getitem__)
    weights = encoder.weights.astype(np.float16)
    card = Card(
        version, trained_on, official.files, len(official.of("occupation")), len(official.of("skill")), steps, seed,
        encoder.dimensions, _checksum(words, weights),
    )  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f"{card.checksum[:16]}.{os.getpid()}"
    fresh.mkdir()
    spelt = np.frombuffer("\n".join(words).encode(), dtype=np.uint8)
    np.savez(fresh / "encoder.npz", groups=spelt, weights=weights)
    with gzip.open(fresh / "concepts.json.gz", "wt", encoding="utf-8", compresslevel=5) as file:
        json.dump([asdict(entry) for entry in official.entries.values()], file, ensure_ascii=False)
    (fresh / "model.json").write_text(json.dumps(asdict(card), indent=2), encoding="utf-8")
    pointer = folder / f"{_CURRENT}.{os.getpid()}"
    pointer.write_text(fresh.name, encoding="ascii")
    pointer.replace(folder / _CURRENT)
    for other in folder.iterdir():
        if other.is_dir() and other != fresh:
            shutil.rmtree(other)
    return card


def _checksum(words: Sequence[str], weights: np.ndarray) -> str:
    digest = hashlib.sha256("\n".join(words).encode())
    digest.update(np.ascontiguousarray(weights).tobytes())
    return digest.hexdigest()
