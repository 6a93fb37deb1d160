"""Forms of an agency: its application, its data, its people, its answers."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import StringConstraints, field_validator
from pydantic_core import PydanticCustomError

from app import words
from app.forms import FormModel
from app.words.agencies import country_name
from registry import clock
from registry.organisations.identifiers import CONTACT_KINDS
from registry.organisations.service import CORRIDORS, PARTY_ROLES
from registry.seeds.reference import departments, municipalities
from registry.vetting.requirements import KINDS

Name = Annotated[str, StringConstraints(min_length=3, max_length=200)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Place = Annotated[str, StringConstraints(pattern=r"^\d{4}$")]
Countries = list[Literal["US", "CA", "ES", "MX", "GT"]]


def _known_place(code: str) -> str:
    if code not in municipalities():
        raise PydanticCustomError("literal_error", "literal_error")
    return code


class Company(FormModel):
    """What the register says of the agency itself."""

    legal_name: Name
    trade_name: Annotated[str, StringConstraints(max_length=200)] = ""
    nit: Line
    municipality: Place
    address: Annotated[str, StringConstraints(min_length=5, max_length=300)]
    corridors: Countries
    founded_on: date | None = None

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
    role: Literal["owner", "legal_representative", "director", "manager", "guarantor"]
    dpi: Annotated[str, StringConstraints(max_length=30)] = ""


class RecruiterName(FormModel):
    name: Name


class Answer(FormModel):
    """The answer to any requirement; the file travels beside it."""

    dated_on: date | None = None
    statement: Annotated[str, StringConstraints(max_length=8000)] = ""
    declarer: Annotated[str, StringConstraints(max_length=200)] = ""
    agrees: bool = False


def kind_choices() -> list[tuple[str, str]]:
    return words.choices("agency.kind", KINDS)


def role_choices() -> list[tuple[str, str]]:
    return words.choices("party.role", PARTY_ROLES)


def contact_choices() -> list[tuple[str, str]]:
    return words.choices("contact.kind", CONTACT_KINDS)


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
