"""Languages: gettext catalogues (source Spanish, app/locale/<code>/<area>.po), formats of es_GT and en.

The language of a request is a context variable, set by the middleware in security.py, so that templates and
Python read the same one. `N_` marks a text for the catalogue where it is defined; `_` translates it where it is shown.
"""

from __future__ import annotations

from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path

from babel import dates, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from registry.clock import GUATEMALA

LOCALE_DIR = Path(__file__).parent / "locale"
# Each language in its own name, as it stands in the language switch.
LANGUAGES = {"es": "Español", "en": "English"}
_FORMATS = {"es": "es_GT", "en": "en_US"}

_current: ContextVar[str] = ContextVar("language", default="es")


def use_language(code: str) -> None:
    _current.set(code if code in LANGUAGES else "es")


def language() -> str:
    return _current.get()


@cache
def catalogue(code: str) -> NullTranslations:
    """All areas of one language, merged. Spanish is the source and needs none."""
    merged = Translations()
    for path in sorted((LOCALE_DIR / code).glob("*.po")):
        with path.open("rb") as file:
            area = read_po(file, locale=code)
        compiled = BytesIO()
        write_mo(compiled, area)
        compiled.seek(0)
        merged.merge(Translations(compiled))
    return merged


def gettext(message: str) -> str:
    return catalogue(language()).gettext(message) if message else ""


def ngettext(singular: str, plural: str, n: int) -> str:
    if language() == "es":
        return singular if n == 1 else plural
    return str(catalogue(language()).ngettext(singular, plural, n))


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
    return dates.format_date(value, style, locale=_FORMATS[language()])


def format_moment(value: datetime | None) -> str:
    if value is None:
        return ""
    return dates.format_datetime(value, "medium", tzinfo=GUATEMALA, locale=_FORMATS[language()])


def format_number(value: float | int | Decimal | None, places: int | None = None) -> str:
    if value is None:
        return ""
    pattern = None if places is None else "#,##0" + ("." + "0" * places if places else "")
    return numbers.format_decimal(value, format=pattern, locale=_FORMATS[language()])


def format_money(value: Decimal | float | None, currency: str) -> str:
    """ "Q3,723.50"; a currency that has only its code stands apart: "USD 12.65"."""
    if value is None:
        return ""
    written = numbers.format_currency(value, currency, locale=_FORMATS[language()])
    return written.replace(currency, f"{currency}\u00a0")


def month_names() -> list[tuple[str, str]]:
    """(number, name) of the twelve months, for date fields."""
    names = dates.get_month_names("wide", locale=_FORMATS[language()])
    return [(str(number), names[number]) for number in range(1, 13)]
