"""What the verify box answers, as plain values. How it is found: lookup.py for one thing, message.py for a message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from registry.offers.signs import Sign
from registry.organisations.register import Card, Entry


@dataclass(frozen=True, slots=True)
class CardFound:
    """The recruiter of a card number, and the agency it was given to."""

    card: Card
    agency: Entry


@dataclass(frozen=True, slots=True)
class VacancyFound:
    """A vacancy by its number. `is_open`: published, and through nobody or through an agency in good standing."""

    public_id: str
    number: str
    title: str
    employer: str
    country: str
    is_open: bool
    agency: Entry | None


@dataclass(frozen=True, slots=True)
class PersonFound:
    """A recruiter or representative with a name like one that was asked. Only the card in their hand proves it."""

    name: str
    card_no: str | None
    agency_code: str
    agency_name: str


@dataclass(frozen=True, slots=True)
class EmployerFound:
    """An employer with published vacancies and a name like one in the message."""

    name: str
    vacancies: int


@dataclass(frozen=True, slots=True)
class AlertFound:
    """A published warning about an operator that is not in the register and has this telephone, page or name."""

    public_id: str
    brand: str
    method: str
    since: date


@dataclass(frozen=True, slots=True)
class Mentioned:
    """One thing a message names. `outcome`: known, unknown, near (like one in the register, but another), alert.
    `agency_code`, `agency_name`: whose it is, or whose it is like."""

    kind: str
    written: str
    outcome: str
    agency_code: str | None = None
    agency_name: str | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer. `by`: registry_no, nit, phone, email, web, card, vacancy when an exact identifier was found; `name`
    for a list of look-alikes; `near` for a number that is almost one of the register; `message` for a text that names
    several things; `unknown` when nothing fits; `nothing` when too little was typed.

    `is_confirmed`: only then may the status of `agencies` be shown as that of who is asked about. In a message with a
    warning in it, or with a telephone that is not the agency's, it is false: anybody can copy a number of the register.
    """

    asked: str
    by: str
    agencies: tuple[Entry, ...] = ()
    card: CardFound | None = None
    vacancy: VacancyFound | None = None
    similar: tuple[Entry, ...] = ()
    is_confirmed: bool = False
    people: tuple[PersonFound, ...] = ()
    employers: tuple[EmployerFound, ...] = ()
    mentions: tuple[Mentioned, ...] = ()
    signs: tuple[Sign, ...] = ()
    alerts: tuple[AlertFound, ...] = ()
