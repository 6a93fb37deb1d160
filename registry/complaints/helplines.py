"""Whom to ask when there is danger, as data: a number that its office has not confirmed says so wherever it stands."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

_FILE = Path(__file__).parent / "data" / "help-1.yaml"


class Place(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    es: str
    en: str
    number: str
    confidence: Literal["confirmed", "unconfirmed"]
    source: str


@cache
def places() -> tuple[Place, ...]:
    """In the order to try them."""
    loaded = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return tuple(Place.model_validate(one) for one in loaded["places"])
