"""What workers are asked and what is looked at in an office, as data: data/fieldwork-<version>.yaml.

An interview and a visit keep the version they were held with. The loader refuses a file that is not plainly right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from registry.schemes.strict import LawError, Lined, Node, read_yaml

FOLDER = Path(__file__).parent / "data"
ANSWERS = ("yes", "no", "unknown")


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing to ask or to look at. `worry`: the answer that speaks against the agency."""

    code: str
    criterion: str
    worry: str
    title: dict[str, str]


@dataclass(frozen=True, slots=True)
class Fieldwork:
    version: str
    confidence: str
    pseudonyms: tuple[str, ...]
    interview: tuple[Asked, ...]
    visit: tuple[Asked, ...]


@cache
def newest() -> Fieldwork:
    """The questions that are asked now: the highest version in the folder."""
    versions = [path.stem.partition("-")[2] for path in FOLDER.glob("fieldwork-*.yaml")]
    return of_version(max(versions, key=int))


@cache
def of_version(version: str) -> Fieldwork:
    """Raises KeyError for a version that is not shipped."""
    path = FOLDER / f"fieldwork-{version}.yaml"
    if not re.fullmatch(r"[1-9]\d*", version) or not path.exists():
        raise KeyError(version)
    return load(path)


def load(path: Path) -> Fieldwork:
    """Read one file. Raises LawError with file and line."""
    top = Node(path, read_yaml(path))
    top.day("checked_on")
    found = Fieldwork(
        version=top.take("version", str),
        confidence=top.choice("confidence", ("confirmed", "proposal", "unconfirmed")),
        pseudonyms=tuple(top.take("pseudonyms", list)),
        interview=tuple(_asked(path, item) for item in top.take("interview", list)),
        visit=tuple(_asked(path, item) for item in top.take("visit", list)),
    )
    top.done()
    if len(set(found.pseudonyms)) != len(found.pseudonyms):
        raise LawError(path, top.data.lines["pseudonyms"], "a name is given twice")
    for part, items in (("interview", found.interview), ("visit", found.visit)):
        if len({one.code for one in items}) != len(items):
            raise LawError(path, top.data.lines[part], "a code is used twice")
    return found


def _asked(path: Path, item: Lined) -> Asked:
    node = Node(path, item)
    asked = Asked(
        code=node.take("code", str),
        criterion=node.take("criterion", str),
        worry=node.choice("worry", ("yes", "no")),
        title={language: node.take(language, str) for language in ("es", "en")},
    )
    node.done()
    return asked


def checked(asked: tuple[Asked, ...], answers: Mapping[str, str]) -> dict[str, str]:
    """The answers to what is asked and to nothing else; what was left out is "unknown"."""
    return {one.code: answers[one.code] if answers.get(one.code) in ANSWERS else "unknown" for one in asked}


def worries(asked: tuple[Asked, ...], answers: Mapping[str, str]) -> list[Asked]:
    """What of the answers speaks against the agency."""
    return [one for one in asked if answers.get(one.code) == one.worry]
