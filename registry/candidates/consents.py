"""What people are asked to agree to: purposes and the exact texts, versioned, in consents.csv.

A text that changes gets a new version; what a person agreed to is stored whole beside them (trust.md L1). Only
`register` is needed to be in the registry; refusing any other costs nothing (L2).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "consents.csv"
_COLUMNS = ["purpose", "version", "is_required", "title_es", "title_en", "text_es", "text_en"]


class Purpose(StrEnum):
    REGISTER = "register"
    SHARE_PROFILE = "share_profile"
    # Text messages; the other two ways to write are permissions of their own (registry/messages/optin.py).
    MESSAGES = "messages"
    MESSAGES_WHATSAPP = "messages_whatsapp"
    MESSAGES_EMAIL = "messages_email"
    SHARE_WITH_EMPLOYER = "share_with_employer"
    # Kept with what they allow, not among a person's other permissions (registry/support, registry/protection).
    REFER_TO_SERVICE = "refer_to_service"
    PROTECTION = "protection"


class How(StrEnum):
    """How the person gave their answer."""

    SCREEN = "screen"
    READ_ALOUD = "read_aloud"
    PAPER = "paper"
    PHONE = "phone"


OPTIONAL_AT_REGISTRATION = (Purpose.SHARE_PROFILE, Purpose.MESSAGES)
AT_REGISTRATION = (Purpose.REGISTER, *OPTIONAL_AT_REGISTRATION)


@dataclass(frozen=True, slots=True)
class ConsentText:
    """The text in force for one purpose. Texts may hold %(employer)s and %(title)s."""

    purpose: Purpose
    version: str
    is_required: bool
    title_es: str
    title_en: str
    text_es: str
    text_en: str

    def title(self, language: str) -> str:
        return self.title_en if language == "en" else self.title_es

    def text(self, language: str, **names: str) -> str:
        """The words to show and to store. Names of employers and jobs are put in as given."""
        words = self.text_en if language == "en" else self.text_es
        return words % names if names else words


@cache
def in_force() -> dict[Purpose, ConsentText]:
    """Purpose to text. Raises ValueError for a file that does not hold exactly one text per purpose."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        if list(reader.fieldnames or ()) != _COLUMNS:
            raise ValueError(f"{_FILE.name}: columns are {reader.fieldnames}")
        texts = [
            ConsentText(
                Purpose(row["purpose"]), row["version"], row["is_required"] == "yes", row["title_es"],
                row["title_en"], row["text_es"], row["text_en"],
            )
            for row in reader
        ]  # fmt: skip
    found = {text.purpose: text for text in texts}
    if len(found) != len(texts) or set(found) != set(Purpose):
        raise ValueError(f"{_FILE.name}: one text per purpose, please")
    return found
