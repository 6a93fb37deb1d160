"""The questions of a report, in order: form, storing, and what stands in the fields when somebody comes back to one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from app.forms import FormModel
from app.i18n import N_
from registry.complaints.kinds import Kind, Wish
from registry.complaints.told import Contact
from registry.complaints.visits import Page
from registry.seeds.reference import municipalities, municipalities_named, municipality

Line = Annotated[str, StringConstraints(max_length=200)]


def read_amount(value: object) -> object:
    """ "Q1,500.50", "1 500", "$ 200": the number alone. Raises PydanticCustomError("amount_unread")."""
    if not isinstance(value, str):
        return value
    plain = value.upper().translate(str.maketrans("", "", "Q$€ ")).replace(",", "")
    if not plain.replace(".", "", 1).isascii() or not plain.replace(".", "", 1).isdigit():
        raise PydanticCustomError("amount_unread", "amount_unread")
    return plain


Amount = Annotated[Decimal, BeforeValidator(read_amount), Field(gt=0, le=10_000_000, decimal_places=2)]


class InDanger(FormModel):
    in_danger: Literal["yes", "no"]


class WhatHappened(FormModel):
    kinds: Annotated[list[Kind], Field(min_length=1)]


class Story(FormModel):
    text: Annotated[str, StringConstraints(max_length=4000)] | None = None


class Where(FormModel):
    corridor: Literal["US", "CA", "ES", "MX", "GT"] | None = None
    municipality: Line | None = None


class Wishes(FormModel):
    wishes: list[Wish] = []


class HowToReach(FormModel):
    way: Literal["no", "whatsapp", "call", "email"]
    value: Line | None = None
    when: Line | None = None
    care: Line | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """slug: address; template under public/report/; store raises nothing but what its form let through."""

    slug: str
    label: str
    form: type[FormModel]
    values: Callable[[Page], dict[str, Any]]
    store: Callable[[Page, Any], None]
    missing: str | None = None


def _store_danger(content: Page, sent: InDanger) -> None:
    content.told.in_danger = sent.in_danger == "yes"


def _store_kinds(content: Page, sent: WhatHappened) -> None:
    content.told.kinds = [kind for kind in Kind if kind in sent.kinds]


def _store_story(content: Page, sent: Story) -> None:
    content.told.text = sent.text


def _store_where(content: Page, sent: Where) -> None:
    """A municipality is found by its name, however it is spelt; one that is not is kept in the story, never lost."""
    content.told.corridor = sent.corridor
    content.told.municipality = None
    content.place_words = sent.municipality or ""
    found = municipalities_named(sent.municipality) if sent.municipality else []
    if len(found) == 1:
        content.told.municipality = found[0].code


def _store_wishes(content: Page, sent: Wishes) -> None:
    content.told.wishes = sent.wishes


def read_contact(sent: HowToReach) -> Contact | None:
    """How to reach somebody, or None. The number is asked for on the same page: see `explain`."""
    if sent.way == "no" or not sent.value:
        return None
    return Contact(way=sent.way, value=sent.value, when=sent.when, care=sent.care)


def contact_values(contact: Contact | None) -> dict[str, Any]:
    if contact is None:
        return {}
    return {key: value or "" for key, value in contact.model_dump().items()}


def _store_contact(content: Page, sent: HowToReach) -> None:
    content.told.contact = read_contact(sent)


def place_of(content: Page) -> str:
    code = content.told.municipality
    return municipality(code).name if code in municipalities() else content.place_words


QUESTIONS: dict[str, Question] = {
    question.slug: question
    for question in (
        Question(
            "peligro",
            N_("Peligro"),
            InDanger,
            lambda content: (
                {"in_danger": "yes" if content.told.in_danger else "no"} if content.answered else {}
            ),
            _store_danger,
            N_("Diga si hay peligro ahora."),
        ),
        Question(
            "que-paso",
            N_("Qué pasó"),
            WhatHappened,
            lambda content: {"kinds": [str(kind) for kind in content.told.kinds]},
            _store_kinds,
            N_("Toque lo que pasó. Si no está, toque «Otra cosa»."),
        ),
        Question(
            "cuente",
            N_("Su historia"),
            Story,
            lambda content: {"text": content.told.text or ""},
            _store_story,
        ),
        Question(
            "donde",
            N_("Dónde"),
            Where,
            lambda content: {"corridor": content.told.corridor or "", "municipality": place_of(content)},
            _store_where,
        ),
        Question(
            "pide",
            N_("Qué quiere"),
            Wishes,
            lambda content: {"wishes": [str(wish) for wish in content.told.wishes]},
            _store_wishes,
        ),
        Question(
            "contacto",
            N_("Contacto"),
            HowToReach,
            lambda content: (
                contact_values(content.told.contact)
                or ({"way": "no"} if "contacto" in content.answered else {})
            ),
            _store_contact,
            N_("Diga si quiere que le contacten."),
        ),
    )
}
WHO, MONEY = "quien", "pagos"
ORDER = ["peligro", "que-paso", WHO, MONEY, "cuente", "donde", "pide", "contacto"]
# What a swindle and a charge have in common; others are not asked about money.
_COSTS = frozenset({Kind.FEE, Kind.FALSE_JOB, Kind.PAPERS_HELD})


def asked(content: Page) -> list[str]:
    """The addresses of the questions that this report asks, in order."""
    return [slug for slug in ORDER if slug != MONEY or _COSTS & set(content.told.kinds)]


def after(content: Page, slug: str) -> str:
    """The next question; the check page after the last."""
    order = asked(content)
    place = order.index(slug) + 1 if slug in order else 0
    return order[place] if place < len(order) else "revisar"


def before(content: Page, slug: str) -> str:
    """Where Back leads; "" is the start."""
    order = asked(content)
    place = order.index(slug) if slug in order else 0
    return order[place - 1] if place else ""


def first_open(content: Page) -> str | None:
    """The first of the two questions that nothing can be sent without."""
    return next((slug for slug in ("peligro", "que-paso") if slug not in content.answered), None)


def months(today: date) -> list[tuple[str, date]]:
    """The last two years, month by month, newest first: value and first day."""
    found = []
    year, month = today.year, today.month
    for _ in range(24):
        found.append((f"{year}-{month:02d}", date(year, month, 1)))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return found
