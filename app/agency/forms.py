"""Forms of an agency: its application, its data, its people, its papers, its answers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator
from pydantic_core import PydanticCustomError

from app import i18n, words
from app.forms import FormModel
from app.i18n import gettext as _
from app.words.agencies import country_name
from registry import clock
from registry.organisations.identifiers import CONTACT_KINDS
from registry.organisations.papers import CURRENCIES, LICENCE_COUNTRIES, SCHEMES
from registry.organisations.service import CORRIDORS, FEE_POLICIES, PARTY_ROLES, RECRUITER_KINDS
from registry.seeds.reference import departments, municipalities, regions
from registry.selfcheck.service import ANSWERS
from registry.standard.loader import KINDS

Name = Annotated[str, StringConstraints(min_length=3, max_length=200)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Address = Annotated[str, StringConstraints(min_length=5, max_length=300)]
Place = Annotated[str, StringConstraints(pattern=r"^\d{4}$")]
Short = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Text = Annotated[str, StringConstraints(max_length=500)]
Number = Annotated[str, StringConstraints(max_length=30)]
Countries = list[Literal["US", "CA", "ES", "MX", "GT"]]


def _known_place(code: str) -> str:
    if code and code not in municipalities():
        raise PydanticCustomError("literal_error", "literal_error")
    return code


class Company(FormModel):
    """What the register says of the agency itself."""

    legal_name: Name
    trade_name: Annotated[str, StringConstraints(max_length=200)] = ""
    nit: Line
    municipality: Place
    address: Address
    corridors: Countries
    founded_on: date | None = None
    declared_fee_policy: Literal["zero", "worker_pays"] | None = None

    _place = field_validator("municipality")(_known_place)

    @field_validator("corridors")
    @classmethod
    def _at_least_one(cls, value: list[str]) -> list[str]:
        if not value:
            raise PydanticCustomError("missing", "missing")
        return list(dict.fromkeys(value))

    @field_validator("founded_on")
    @classmethod
    def _past(cls, value: date | None) -> date | None:
        if value is not None and value > clock.today():
            raise PydanticCustomError("date_future", "date_future")
        return value


class Application(Company):
    """The same, and who asks."""

    kind: Literal["company", "individual", "foreign"]
    contact_name: Name
    email: Annotated[str, StringConstraints(min_length=3, max_length=254)]
    phone: Line


class Contact(FormModel):
    kind: Literal["phone", "whatsapp", "email", "web"]
    value: Line
    is_public: bool = False


class Party(FormModel):
    name: Name
    role: Literal["owner", "shareholder", "legal_representative", "director", "manager", "guarantor"]
    percent: Annotated[Decimal, Field(gt=0, le=100, max_digits=5, decimal_places=2)] | None = None
    dpi: Number = ""
    nit: Number = ""
    since: date | None = None


class RecruiterForm(FormModel):
    name: Name
    kind: Literal["recruiter", "sub_agent"] = "recruiter"
    dpi: Number = ""
    municipality: Annotated[str, StringConstraints(pattern=r"^(\d{4})?$")] = ""
    pay_terms: Text = ""
    trained_on: date | None = None

    _place = field_validator("municipality")(_known_place)


class Office(FormModel):
    """A branch, or the office the agency moves to."""

    municipality: Place
    address: Address
    position: Annotated[str, StringConstraints(max_length=60)] = ""

    _place = field_validator("municipality")(_known_place)


class BankAccount(FormModel):
    bank: Annotated[str, StringConstraints(min_length=2, max_length=80)]
    account: Annotated[str, StringConstraints(min_length=1, max_length=40)]


class BondForm(FormModel):
    issuer: Name
    number: Short
    amount: Annotated[Decimal, Field(gt=0, max_digits=14, decimal_places=2)]
    currency: Literal["GTQ", "USD"] = "GTQ"
    valid_from: date
    valid_to: date
    scope: Text = ""
    is_sure: bool = False


class CertificateForm(FormModel):
    scheme: Literal["iris", "clearview", "foreign_licence"]
    country: Literal["US", "CA", "ES", "MX"] | None = None
    region: Annotated[str, StringConstraints(max_length=6)] = ""
    number: Short
    issuer: Name
    valid_from: date
    valid_to: date
    scope: Text = ""
    evidence: Annotated[str, StringConstraints(max_length=300)] = ""
    is_sure: bool = False

    @field_validator("region")
    @classmethod
    def _known_region(cls, value: str) -> str:
        if value and value not in regions():
            raise PydanticCustomError("literal_error", "literal_error")
        return value


class Photo(FormModel):
    """The picture on a recruiter's card; the file travels beside it."""


class Answer(FormModel):
    """The answer to any requirement; the file travels beside it."""

    dated_on: date | None = None
    statement: Annotated[str, StringConstraints(max_length=8000)] = ""
    declarer: Annotated[str, StringConstraints(max_length=200)] = ""
    agrees: bool = False
    is_sure: bool = False


class MorePages(FormModel):
    is_sure: bool = False


class OwnView(FormModel):
    """What the agency says of one criterion."""

    answer: Literal["yes", "partly", "no", "unknown"]
    lacking: Annotated[str, StringConstraints(max_length=1000)] = ""


class Plan(FormModel):
    """What the agency will do about a finding, and by when."""

    plan: Annotated[str, StringConstraints(min_length=1, max_length=4000)]
    due_on: date


class Proof(FormModel):
    """What was done; a file may travel beside it."""

    proof: Annotated[str, StringConstraints(max_length=4000)] = ""
    is_sure: bool = False


class Message(FormModel):
    text: Annotated[str, StringConstraints(min_length=1, max_length=8000)]


class Appeal(FormModel):
    """Why the agency disagrees with a decision."""

    grounds: Annotated[str, StringConstraints(min_length=20, max_length=8000)]


def kind_choices() -> list[tuple[str, str]]:
    return words.choices("agency.kind", KINDS)


def role_choices() -> list[tuple[str, str]]:
    return words.choices("party.role", PARTY_ROLES)


def contact_choices() -> list[tuple[str, str]]:
    return words.choices("contact.kind", CONTACT_KINDS)


def recruiter_choices() -> list[tuple[str, str]]:
    return words.choices("recruiter.kind", RECRUITER_KINDS)


def fee_choices() -> list[tuple[str, str]]:
    return words.choices("fee_policy", FEE_POLICIES)


def scheme_choices() -> list[tuple[str, str]]:
    return words.choices("certificate.scheme", SCHEMES)


def answer_choices() -> list[tuple[str, str]]:
    return words.choices("self_answer", ANSWERS)


def currency_choices() -> list[tuple[str, str]]:
    return [
        (code, {"GTQ": _("Quetzales"), "USD": _("Dólares de Estados Unidos")}[code]) for code in CURRENCIES
    ]


def licence_countries() -> list[tuple[str, str]]:
    return [(code, country_name(code)) for code in LICENCE_COUNTRIES]


def region_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """States, provinces and communities under the countries a licence can come from."""
    return [
        (
            country_name(country),
            [
                (code, one.en if i18n.language() == "en" else one.es)
                for code, one in regions().items()
                if one.country == country
            ],
        )
        for country in LICENCE_COUNTRIES
    ]


def corridor_choices() -> list[tuple[str, str]]:
    return [(code, country_name(code)) for code in CORRIDORS]


def place_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Municipalities under their departments."""
    return [
        (
            department.name,
            [(code, one.name) for code, one in municipalities().items() if one.department == key],
        )
        for key, department in departments().items()
    ]
