"""The verify box: what somebody holds in their hand (a name, a number, a telephone, a card, a message) against the
register.

Only an exact identifier leads to the status of an agency. A name leads to a list of agencies that look alike, for a
name is what a swindler copies first. Nothing of the search is kept: not in a table, not in a log, not in a cache.
"""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from matching.text import phone_key, words
from registry.alerts import queries as alerts
from registry.offers import reading, signs
from registry.offers.names import index_of
from registry.organisations import message, register
from registry.organisations.identifiers import (
    PHONES,
    is_email,
    read_card_no,
    read_nit,
    read_phone,
    read_registry_no,
    web_host,
)
from registry.organisations.register import Entry
from registry.organisations.verification import AlertFound, CardFound, Verification

LONGEST = 120
_SHOWN = 5
# A name alone is no longer than this, in words.
_NAME_WORDS = 8
_SENTENCE_WORDS = 5
# What people write before a number: it says what the number is and nothing more.
_LABELS = frozenset(
    [
        "agencia",
        "carne",
        "carnet",
        "cel",
        "celular",
        "codigo",
        "credencial",
        "gafete",
        "nit",
        "no",
        "num",
        "numero",
        "de",
        "del",
        "el",
        "la",
        "es",
        "registro",
        "tel",
        "telefono",
        "vacante",
        "wasap",
        "whatsapp",
        "whats",
        "correo",
        "email",
        "pagina",
        "web",
    ]
)


def verify(session: Session, text: str) -> Verification:
    """What the register says about what was typed. Never raises."""
    typed = "".join(char if char.isprintable() or char == "\n" else " " for char in text)[: message.LONGEST]
    asked = " ".join(typed.split())
    if len(re.sub(r"\W", "", asked)) < 3 and read_registry_no(asked) is None:
        return Verification(asked, "nothing")
    if len(asked) <= LONGEST:
        found = _one_thing(session, asked)
        if found is not None:
            return found
    named = reading.read(typed)
    if len(named) == 1 and not _rest(typed, named[0]):
        found = _one_thing(session, named[0].value)
        if found is not None:
            return found
    if not named and len(words(asked)) <= _NAME_WORDS and not signs.of_words(asked):
        return _name_or_sentence(session, asked)
    return message.verify(session, typed, named)


def verify_code(session: Session, code: str) -> Verification:
    """What the code at the end of an address stands for, on paper or on a card: one thing exactly, or nothing."""
    asked = "".join(char for char in code if char.isprintable())[:LONGEST].strip()
    return _one_thing(session, asked) or Verification(asked, "unknown")


def _name_or_sentence(session: Session, asked: str) -> Verification:
    """A few words are a name; where no name is like them, they may be a sentence with a name in it."""
    found = _by_name(session, asked)
    if len(words(asked)) < _SENTENCE_WORDS or found.by == "name":
        return found
    told = message.verify(session, asked, [])
    return told if told.similar or told.people or told.alerts else found


def _rest(typed: str, named: reading.Mention) -> list[str]:
    """The words beside the one number that say anything."""
    beside = words(typed[: named.start] + " " + typed[named.end :])
    return [word.folded for word in beside if word.folded not in _LABELS]


def _one_thing(session: Session, asked: str) -> Verification | None:
    for find in (_by_registry_no, _by_card, _by_vacancy, _by_number, _by_address):
        found = find(session, asked)
        if found is not None:
            return found
    return None


def _by_registry_no(session: Session, asked: str) -> Verification | None:
    number = read_registry_no(asked)
    if number is None:
        return None
    found = register.of_ids(session, register.ids_by_registry_no(session, number))
    return _exact(asked, "registry_no", found) if found else Verification(asked, "unknown")


def _by_card(session: Session, asked: str) -> Verification | None:
    found = register.card(session, read_card_no(asked) or asked.replace(" ", ""))
    if found is None:
        return Verification(asked, "unknown") if read_card_no(asked) else None
    card, agency, _key = found
    return Verification(asked, "card", (agency,), card=CardFound(card, agency), is_confirmed=True)


def _by_vacancy(session: Session, asked: str) -> Verification | None:
    found = message.vacancy(session, [asked.replace(" ", "")])
    if found is None:
        return None
    agencies = (found.agency,) if found.agency else ()
    return Verification(asked, "vacancy", agencies, vacancy=found, is_confirmed=True)


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
    warned = _warnings(session, typed)
    if found:
        return (
            _exact(asked, by, found) if not warned else Verification(asked, by, tuple(found), alerts=warned)
        )
    if typed is None and nit is None:
        return None
    near += message.almost(session, typed, nit)
    similar = register.of_ids(session, near)[:_SHOWN]
    return Verification(asked, "near" if similar else "unknown", similar=tuple(similar), alerts=warned)


def _warnings(session: Session, phone: str | None = None, host: str | None = None) -> tuple[AlertFound, ...]:
    return alerts.found(session, phones=[phone] if phone else [], hosts=[host] if host else [], text="")


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
    warned = _warnings(session, host=value) if kind == "web" else ()
    return (
        _exact(asked, kind, found) if found and not warned else Verification(asked, "unknown", alerts=warned)
    )


def _exact(asked: str, by: str, found: list[Entry]) -> Verification:
    return Verification(asked, by, tuple(found), is_confirmed=True)


def _by_name(session: Session, asked: str) -> Verification:
    hits = index_of(register.all_names(session)).alone(asked, _SHOWN)
    similar = register.of_ids(session, [hit.key for hit in hits])
    people = message.people(session, asked, alone=True)
    warned = alerts.found(session, phones=[], hosts=[], text=asked)
    by = "name" if similar or people or warned else "unknown"
    return Verification(asked, by, similar=tuple(similar), people=people, alerts=warned)
