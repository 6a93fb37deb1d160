"""The verify box: what somebody holds in their hand (a name, a number, a telephone, a card) against the register.

Only an exact identifier leads to the status of an agency. A name leads to a list of agencies that look alike, for a
name is what a swindler copies first. Nothing of the search is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz, process
from sqlalchemy.orm import Session

from matching.linkage import search_names
from matching.text import company_name, name_key, phone_key
from registry.organisations import register
from registry.organisations.identifiers import (
    PHONES,
    is_email,
    read_card_no,
    read_nit,
    read_phone,
    read_registry_no,
    web_host,
)
from registry.organisations.register import Card, Entry
from registry.vacancies.states import VacancyState

LONGEST = 120
_SHOWN = 5
_LOOKED_AT = 40


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
class Verification:
    """The answer. `by`: registry_no, nit, phone, email, web, card, vacancy when an exact identifier was found; `name`
    for a list of look-alikes; `unknown` when nothing fits; `nothing` when too little was typed."""

    asked: str
    by: str
    agencies: tuple[Entry, ...] = ()
    card: CardFound | None = None
    vacancy: VacancyFound | None = None
    similar: tuple[Entry, ...] = field(default=())


def verify(session: Session, text: str) -> Verification:
    """What the register says about what was typed. Never raises."""
    asked = " ".join("".join(char if char.isprintable() else " " for char in text).split())[:LONGEST]
    if len(re.sub(r"\W", "", asked)) < 3 and read_registry_no(asked) is None:
        return Verification(asked, "nothing")
    for find in (_by_registry_no, _by_card, _by_vacancy, _by_number, _by_address):
        found = find(session, asked)
        if found is not None:
            return found
    return _by_name(session, asked)


def _by_registry_no(session: Session, asked: str) -> Verification | None:
    number = read_registry_no(asked)
    if number is None:
        return None
    found = register.of_ids(session, register.ids_by_registry_no(session, number))
    return Verification(asked, "registry_no" if found else "unknown", tuple(found))


def _by_card(session: Session, asked: str) -> Verification | None:
    typed = read_card_no(asked) or asked.replace(" ", "")
    recruiter = register.recruiter_by_card(session, typed)
    if recruiter is None or recruiter.card_no is None:
        return Verification(asked, "unknown") if read_card_no(asked) else None
    agencies = register.of_ids(session, [recruiter.agency_id])
    if not agencies:
        return Verification(asked, "unknown")
    agency = agencies[0]
    card = Card(
        recruiter.name, recruiter.card_no, recruiter.valid_to, agency.is_good and recruiter.is_current
    )
    return Verification(asked, "card", (agency,), card=CardFound(card, agency))


def _by_vacancy(session: Session, asked: str) -> Verification | None:
    vacancy = register.vacancy_by_number(session, asked.replace(" ", ""))
    if vacancy is None:
        return None
    agencies = register.of_ids(session, [vacancy.agency_id] if vacancy.agency_id else [])
    agency = agencies[0] if agencies else None
    through_good = vacancy.agency_id is None or (agency is not None and agency.is_good)
    found = VacancyFound(
        public_id=vacancy.public_id,
        number=vacancy.number,
        title=vacancy.title,
        employer=vacancy.employer.legal_name,
        country=vacancy.country,
        is_open=vacancy.state == VacancyState.PUBLISHED and through_good,
        agency=agency,
    )
    return Verification(asked, "vacancy", tuple(agencies), vacancy=found)


def _by_number(session: Session, asked: str) -> Verification | None:
    """A telephone or a NIT: both are digits, so both are looked for."""
    typed, nit = read_phone(asked), read_nit(asked)
    ids: list[int] = []
    near: list[int] = []
    if typed is not None:
        for contact in register.public_contacts(session, PHONES, [phone_key(typed)]):
            # The same eight digits in another country are another telephone.
            (ids if read_phone(contact.value) == typed else near).append(contact.agency_id)
    by = "phone" if ids else "nit"
    if nit is not None and re.search(r"\d{4}", nit):
        ids += register.ids_by_nit(session, nit)
    found = register.of_ids(session, ids)
    if found:
        return Verification(asked, by, tuple(found))
    if typed is None and nit is None:
        return None
    similar = register.of_ids(session, near)
    return Verification(asked, "name" if similar else "unknown", similar=tuple(similar[:_SHOWN]))


def _by_address(session: Session, asked: str) -> Verification | None:
    """An e-mail address or a web site, as published."""
    if is_email(asked):
        kind, value = "email", asked.lower()
    elif "." in asked and " " not in asked and (host := web_host(asked)):
        kind, value = "web", host
    else:
        return None
    contacts = register.public_contacts(session, [kind], [value])
    found = register.of_ids(session, [one.agency_id for one in contacts])
    return Verification(asked, kind, tuple(found)) if found else None


def _by_name(session: Session, asked: str) -> Verification:
    hits = search_names(asked, _worth_a_look(asked, register.all_names(session)), top=3 * _SHOWN)
    similar = register.of_ids(session, [int(hit.id) for hit in hits])
    return Verification(asked, "name" if similar else "unknown", similar=tuple(similar[:_SHOWN]))


def _worth_a_look(asked: str, names: list[tuple[int, str]]) -> list[tuple[str, str]]:
    """The names nearest by letters and nearest by sound: `search_names` looks at each closely, which takes its time."""
    kept: set[int] = set()
    for written in (company_name, name_key):
        near = process.extract(
            _written(asked, written),
            [_written(name, written) for _key, name in names],
            scorer=fuzz.WRatio,
            processor=None,
            limit=_LOOKED_AT,
        )
        kept |= {place for _name, _score, place in near}
    return [(str(names[place][0]), names[place][1]) for place in sorted(kept)]


@lru_cache(maxsize=20_000)
def _written(name: str, how: Callable[[str], str]) -> str:
    return how(name)
