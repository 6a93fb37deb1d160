"""Languages: gettext catalogues (source Spanish, app/locale/<code>/<area>.po), formats of es_GT and en.

The language of a request is a context variable, set by the middleware in security.py, so that templates and
Python read the same one. `N_` marks a text for the catalogue where it is defined; `_` translates it where it is shown.
Which languages there are is data: app/locale/languages.yaml. `chosen` is the reader's, `language` the one of whatever
has no translation (es or en): the same but for Mayan languages, whose parts `mark_fragments` marks in a page.
"""

from __future__ import annotations

import re
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from babel import dates, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from phonenumbers import NumberParseException, PhoneNumberFormat, parse
from phonenumbers import format_number as format_international

from registry.clock import GUATEMALA

# Nothing between the digits: as the record keeps a telephone, or as it was typed on a telephone.
_UNGROUPED_PHONE = re.compile(r"\+\d{8,15}|\d{8}")
_IN_FOURS = re.compile(r"(\d{4})(\d{4})$")

LOCALE_DIR = Path(__file__).parent / "locale"


@dataclass(frozen=True, slots=True)
class Language:
    """One entry of languages.yaml, where the fields are explained."""

    code: str
    own_name: str
    formats: str
    texts: str
    translator: str
    reviewer: str

    @property
    def is_answered_for(self) -> bool:
        """Whether its written words have a named translator and a named reviewer; Spanish and English are ours."""
        return self.texts == self.code or bool(self.translator and self.reviewer)


@cache
def known() -> dict[str, Language]:
    """Every language of the portal by code, in the order of the switch."""
    entries = yaml.safe_load((LOCALE_DIR / "languages.yaml").read_text(encoding="utf-8"))
    return {entry["code"]: Language(**entry) for entry in entries}


_current: ContextVar[str] = ContextVar("language", default="es")


def use_language(code: str) -> None:
    _current.set(code if code in known() else "es")


def chosen() -> str:
    """The language the reader asked for."""
    return _current.get()


def language() -> str:
    """The language of texts kept as data and of what is not translated: es or en."""
    return known()[chosen()].texts


def formats() -> str:
    return known()[chosen()].formats


@cache
def catalogue(code: str) -> NullTranslations:
    """All areas of one language, merged. Spanish is the source and needs none; a language that nobody answers for has
    none."""
    merged = Translations()
    if not known()[code].is_answered_for:
        return merged
    for path in sorted((LOCALE_DIR / code).glob("*.po")):
        with path.open("rb") as file:
            area = read_po(file, locale=code)
        compiled = BytesIO()
        write_mo(compiled, area)
        compiled.seek(0)
        merged.merge(Translations(compiled))
    return merged


def gettext(message: str) -> str:
    return catalogue(chosen()).gettext(message) if message else ""


def ngettext(singular: str, plural: str, n: int) -> str:
    if chosen() == "es":
        return singular if n == 1 else plural
    return str(catalogue(chosen()).ngettext(singular, plural, n))


_ = gettext


def N_(message: str) -> str:  # noqa: N802 - the usual name of this marker
    """Mark a text for translation without translating it yet."""
    return message


def format_date(value: date | datetime | str | None, style: str = "long") -> str:
    """ "21 de noviembre de 2026"; a moment is shown as the date it was in Guatemala. A text is a date of JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        value = date.fromisoformat(value)
    if isinstance(value, datetime):
        value = value.astimezone(GUATEMALA).date()
    return dates.format_date(value, style, locale=formats())


def format_moment(value: datetime | None) -> str:
    if value is None:
        return ""
    return dates.format_datetime(value, "medium", tzinfo=GUATEMALA, locale=formats())


def format_number(value: float | int | Decimal | None, places: int | None = None) -> str:
    if value is None:
        return ""
    pattern = None if places is None else "#,##0" + ("." + "0" * places if places else "")
    return _decimal(value or 0, pattern, formats())  # no minus before a zero


@lru_cache(maxsize=4096)
def _decimal(value: float | int | Decimal, pattern: str | None, locale: str) -> str:
    """Remembered: a long list writes some hundred numbers, many of them the same."""
    return numbers.format_decimal(value, format=pattern, locale=locale)


def format_money(value: Decimal | float | None, currency: str) -> str:
    """ "Q3,723.50"; a currency that has only its code stands apart: "USD 12.65"."""
    if value is None:
        return ""
    written = numbers.format_currency(value, currency, locale=formats())
    return written.replace(currency, f"{currency}\u00a0")


def format_phone(value: str | None) -> str:
    """ "+50255551234" as "+502 5555 1234", "55551234" as "5555 1234": read aloud and copied by hand in groups.

    What somebody wrote with spaces of their own, and what is no telephone, stays as it is.
    """
    text = value or ""
    if not _UNGROUPED_PHONE.fullmatch(text):
        return text
    if text.startswith("+502") or not text.startswith("+"):
        return _IN_FOURS.sub(r"\1 \2", text).replace("+502", "+502 ", 1)
    try:
        number = parse(text)
    except NumberParseException:
        return text
    return format_international(number, PhoneNumberFormat.INTERNATIONAL)


def format_contact(contact: Any) -> str:
    """How an agency is reached, its telephones in groups."""
    return format_phone(contact.value) if contact.kind in ("phone", "whatsapp") else str(contact.value)


def month_names() -> list[tuple[str, str]]:
    """(number, name) of the twelve months, for date fields."""
    names = dates.get_month_names("wide", locale=formats())
    return [(str(number), names[number]) for number in range(1, 13)]


@cache
def sources(code: str) -> dict[str, str]:
    """Translation to source text of one language; a text that is its own translation is left out."""
    messages = getattr(catalogue(code), "_catalog", {})
    return {
        text: source
        for source, text in messages.items()
        if isinstance(source, str) and source and text and text != source
    }


def source_of(text: str) -> str:
    """The Spanish source of a text as it is shown to this reader."""
    return sources(chosen()).get(text, text)


@cache
def _patterns(code: str) -> list[re.Pattern[str]]:
    """The translations with something to fill in, as what they look like when it is filled in."""
    with_places = [text for text in sources(code) if "%(" in text]
    return [
        re.compile(re.sub(r"%\\\((\w+)\\\)[sd]", ".+?", re.escape(text)), re.DOTALL) for text in with_places
    ]


def is_translated(text: str) -> bool:
    """Whether this text of a page stands in the catalogue of the reader's language."""
    code = chosen()
    return text in sources(code) or any(one.fullmatch(text) for one in _patterns(code))


_PIECES = re.compile(r"(<[^>]*>)")
_UNMARKED = ("title", "option", "textarea", "script", "style")


def mark_fragments(html: str) -> str:
    """A page whose own language is Spanish, with each translated text marked as being in the reader's language
    (WCAG 3.1.2). Nothing to do where the page as a whole is in that language."""
    if known()[chosen()].texts == chosen() or not sources(chosen()):
        return html
    inside = ""
    pieces = _PIECES.split(html)
    for place, piece in enumerate(pieces):
        if place % 2:
            tag = re.match(r"</?([a-z]+)", piece)
            if tag and tag[1] in _UNMARKED:
                inside = "" if piece.startswith("</") else tag[1]
        elif not inside and piece.strip() and is_translated(unescape(piece.strip())):
            said = piece.strip()
            pieces[place] = piece.replace(said, f'<span lang="{chosen()}">{said}</span>', 1)
    return "".join(pieces)
