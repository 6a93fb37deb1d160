"""What can be sent to candidates: codes, what stands in them, and the texts the product brings along, as data.

A text of this file is sent only after two people of the Ministry agreed on it (texts.py). `check` is the same for a
text of the file and for one that somebody writes: placeholders, alphabet, length, and what a message never says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

from matching.text import fold
from registry.complaints import helplines
from registry.errors import Invalid
from registry.messages import gsm

_DATA = Path(__file__).parent / "data"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_LINK = re.compile(r"https?:|www\.", re.IGNORECASE)
SPANISH = "es"
# Every text ends with it; nobody has to give it.
COMPLAINTS = "complaints"
_MOST = 600


class Channel(StrEnum):
    SMS = "sms"
    WHATSAPP = "whatsapp"
    EMAIL = "email"
    PAPER = "paper"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Settings(_Part):
    """settings.yaml."""

    quiet_from: time
    quiet_to: time
    retry_minutes: int
    too_old_days: int
    answers_an_hour: int
    signature_seconds: int
    reconfirm_every_days: int
    reconfirm_again_after_days: int
    reconfirm_call_after_days: int
    reconfirm_pause_after_days: int
    offer_reminder_days: int
    call_tries: int


class Wording(_Part):
    """`long`: for WhatsApp, e-mail and paper. Without one the text message stands for WhatsApp too."""

    sms: str
    long: str | None = None

    def by_channel(self) -> dict[Channel, str]:
        if self.long is None:
            return {Channel.SMS: self.sms, Channel.WHATSAPP: self.sms}
        ways = (Channel.WHATSAPP, Channel.EMAIL, Channel.PAPER)
        return {Channel.SMS: self.sms} | dict.fromkeys(ways, self.long)


class Kind(_Part):
    """One thing to say. `shared`: the code that a telephone of the family gets instead. `calls`: a centre calls who was
    not reached. `answers`: goes to the telephone that wrote, whoever holds it."""

    code: str
    values: tuple[str, ...] = ()
    shared: str | None = None
    calls: bool = False
    answers: bool = False
    es: Wording


class Catalogue(_Part):
    """messages-1.yaml. `placeholders`: the longest value of each, in signs."""

    version: int
    subject: dict[str, str]
    never: tuple[str, ...]
    placeholders: dict[str, int]
    messages: tuple[Kind, ...]
    words: dict[str, dict[str, dict[str, str]]] = Field(repr=False)

    def kind(self, code: str) -> Kind:
        """Raises ValueError: a code is written by a programmer."""
        for one in self.messages:
            if one.code == code:
                return one
        raise ValueError(f"no message has the code {code}")


@cache
def settings() -> Settings:
    return Settings.model_validate(yaml.safe_load((_DATA / "settings.yaml").read_text(encoding="utf-8")))


@cache
def catalogue() -> Catalogue:
    """Raises ValueError for a file whose texts `check` refuses."""
    loaded = Catalogue.model_validate(yaml.safe_load((_DATA / "messages-1.yaml").read_text(encoding="utf-8")))
    for kind in loaded.messages:
        if kind.shared is not None:
            loaded.kind(kind.shared)
        for channel, text in kind.es.by_channel().items():
            problem = _problem(loaded, kind, channel, text)
            if problem is not None:
                raise ValueError(f"{kind.code}, {channel}: {problem}")
    return loaded


@dataclass(frozen=True, slots=True)
class Measured:
    """A text with its longest values, and how many signs of a text message that takes (None: not in the alphabet)."""

    text: str
    signs: int | None


def measured(text: str) -> Measured:
    longest = {name: "W" * most for name, most in catalogue().placeholders.items()}
    filled = fill(text, longest)
    return Measured(filled, gsm.length(filled))


def check(code: str, channel: Channel, text: str) -> None:
    """Raise Invalid(code, "text") for a text that may not be sent under this code and in this way."""
    problem = _problem(catalogue(), catalogue().kind(code), channel, text)
    if problem is not None:
        raise Invalid(problem, field="text")


def _problem(loaded: Catalogue, kind: Kind, channel: Channel, text: str) -> str | None:
    named = set(_PLACEHOLDER.findall(text))
    if named != {*kind.values, COMPLAINTS} or not named <= loaded.placeholders.keys():
        return "message_placeholders"
    if not text.endswith("{" + COMPLAINTS + "}") or re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        return "message_placeholders"
    if says_what_is_never_said(text, loaded):
        return "message_never"
    if _LINK.search(text):
        return "message_link"
    if channel is not Channel.SMS:
        return "message_text_long" if len(text) > _MOST else None
    longest = {name: "W" * most for name, most in loaded.placeholders.items()}
    signs = gsm.length(fill(text, longest))
    if signs is None:
        return "message_alphabet"
    return "message_text_long" if signs > gsm.LONGEST else None


def says_what_is_never_said(text: str, loaded: Catalogue | None = None) -> bool:
    """True for a text with a word about complaints, return, illness or protection in it, as far as the list goes."""
    plain = fold(text)
    return any(word in plain for word in (loaded or catalogue()).never)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its values. A value is put in as it is: what looks like a placeholder in it stays as it was."""
    return _PLACEHOLDER.sub(lambda found: values[found.group(1)], text)


def fitted(values: Mapping[str, Any], channel: Channel) -> dict[str, str]:
    """The values as they stand in a text: one line, no longer than agreed; for a text message in its alphabet."""
    longest = catalogue().placeholders
    found = {}
    for name, value in {**values, COMPLAINTS: complaints_number()}.items():
        line = " ".join(str(value).split())
        # Each sign of what is left counts once: the longest values were measured so.
        shown = gsm.plain(line) if channel is Channel.SMS else line
        found[name] = shown[: longest[name]].strip()
    return found


def complaints_number() -> str:
    """Where to report, from the one list of such numbers."""
    return next(one.number for one in helplines.places() if one.code == "ministry")


def word(kind: str, code: str, language: str = SPANISH) -> str:
    """The public word of a stage or of an agency's standing, as it stands in a message."""
    words = catalogue().words[kind]
    return words.get(language, words[SPANISH])[code]
