"""The list of what is looked at, from data/checks-<version>.yaml; a wrong file does not load."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from registry.schemes.strict import read_yaml

FOLDER = Path(__file__).parent / "data"
OUTCOMES = ("ok", "problem", "unknown")


class Check(BaseModel):
    """One thing to look at. Texts by language."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    mandatory: bool
    title: dict[str, str]
    help: dict[str, str]


class Checks(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    version: str
    checked_on: date
    confidence: str
    source: str
    checks: tuple[Check, ...]

    def find(self, code: str) -> Check | None:
        return next((one for one in self.checks if one.code == code), None)


@cache
def newest() -> Checks:
    """The list with the highest number. Raises what reading it raises: a portal with a wrong list does not start."""
    path = max(FOLDER.glob("checks-*.yaml"), key=lambda one: int(one.stem.split("-")[1]))
    return Checks.model_validate(read_yaml(path))
