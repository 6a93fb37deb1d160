"""A whole message against the register: what it names, what of that is known, and what warns.

An agency's number in a message proves nothing by itself, since it is printed on paper for everybody: the status is
confirmed only where everything that can be checked belongs to the same agency and nothing warns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA
from sqlalchemy.orm import Session

from matching.text import STOP_WORDS, phone_key, words
from registry import clock
from registry.alerts import queries as alerts
from registry.law import queries as law
from registry.offers import money, signs
from registry.offers.names import NameFound, index_of
from registry.offers.reading import Mention
from registry.offers.signs import Sign
from registry.offers.vocabulary import vocabulary
from registry.organisations import register
from registry.organisations.identifiers import PHONES, read_phone
from registry.organisations.register import Entry
from registry.organisations.verification import (
    CardFound,
    EmployerFound,
    Mentioned,
    PersonFound,
    VacancyFound,
    Verification,
)
from registry.vacancies.states import VacancyState

LONGEST = 8_000
_SHOWN = 5
_MENTIONS = 30
_ASKED = 120
# A name this much like one of the register is taken for it when it is held against a number in the same message.
_SAME_NAME = 0.9
# Gravest first.
_ORDER = (
    "alert", "agency_not_good", "like_not_good", "unknown_agency", "asks_money", "unknown_card",
    "card_dead", "unknown_phone", "unknown_address", "unknown_recruiter", "unknown_registry_no",
    "unknown_nit", "unknown_vacancy", "vacancy_closed", "mixed", "private_account", "papers_kept",
    "visa_promised", "below_floor", "secret", "hurry",
)  # fmt: skip


@dataclass
class _Found:
    """What was found so far. `ids`: of agencies by an exact identifier, in the order of the text; `near`: of those
    whose number is almost the one written."""

    ids: list[int] = field(default_factory=list)
    near: list[int] = field(default_factory=list)
    mentions: list[tuple[Mention, str, int | None]] = field(default_factory=list)
    signs: list[Sign] = field(default_factory=list)
    card: CardFound | None = None
    vacancy: VacancyFound | None = None

    def add(
        self, mention: Mention, outcome: str, agency: int | None = None, sign: Sign | None = None
    ) -> None:
        self.mentions.append((mention, outcome, agency))
        if outcome == "known" and agency is not None:
            self.ids.append(agency)
        elif outcome == "near" and agency is not None:
            self.near.append(agency)
        if sign is not None:
            self.signs.append(sign)


def verify(session: Session, text: str, named: Sequence[Mention]) -> Verification:
    """The answer to a message. `named`: the numbers and addresses in it (registry/offers/reading.py)."""
    found = _Found()
    for mention in named[:_MENTIONS]:
        _check(session, text, mention, found)
    bare = _without(text, named)
    firms = index_of(register.all_names(session)).inside(bare, _SHOWN, vocabulary().firm_cues)
    persons = people(session, bare)
    warned = alerts.found(
        session,
        phones=[one.value for one in named if one.kind == "phone"],
        hosts=[one.value for one in named if one.kind == "web"],
        text=bare,
    )
    exact = list(dict.fromkeys(found.ids))
    entries = register.by_id(session, [*exact, *found.near, *(hit.key for hit in firms)])
    there = [entries[key] for key in exact if key in entries]
    similar = _similar(entries, exact, firms, found.near)
    found.signs += _of_register(there, similar, exact, firms, warned)
    found.signs += _unknown_names(bare, firms, persons, employers := _employers(session, bare))
    found.signs += signs.of_words(text) + _below_floor(session, text)
    warnings = sorted(
        {sign.code: sign for sign in found.signs}.values(), key=lambda one: _ORDER.index(one.code)
    )
    return Verification(
        asked=" ".join(text.split())[:_ASKED],
        by="message",
        agencies=tuple(there),
        card=found.card,
        vacancy=found.vacancy,
        similar=similar,
        is_confirmed=len(there) == 1 and not warnings,
        people=persons,
        employers=employers,
        mentions=tuple(_mentioned(text, *one, entries) for one in found.mentions),
        signs=tuple(warnings),
        alerts=warned,
    )


def _similar(
    entries: dict[int, Entry], exact: list[int], firms: list[NameFound], near: list[int]
) -> tuple[Entry, ...]:
    """Agencies with a name as in the text, then with a number almost as in the text; not those already certain."""
    keys = dict.fromkeys([*(hit.key for hit in firms), *near])
    return tuple(entries[key] for key in keys if key in entries and key not in exact)[:_SHOWN]


# ---------------------------------------------------------------- numbers and addresses


def _check(session: Session, text: str, mention: Mention, found: _Found) -> None:
    if mention.kind == "phone":
        _check_phone(session, mention, found)
    elif mention.kind in ("email", "web"):
        contacts = register.public_contacts(session, [mention.kind], [mention.value])
        sign = None if contacts else Sign("unknown_address", mention.value)
        found.add(
            mention, "known" if contacts else "unknown", contacts[0].agency_id if contacts else None, sign
        )
    elif mention.kind == "registry_no":
        ids = register.ids_by_registry_no(session, mention.value)
        sign = None if ids else Sign("unknown_registry_no", mention.value)
        found.add(mention, "known" if ids else "unknown", ids[0] if ids else None, sign)
    elif mention.kind == "nit":
        _check_nit(session, mention, found)
    elif mention.kind == "card":
        _check_card(session, mention, found)
    elif mention.kind == "vacancy":
        _check_vacancy(session, text, mention, found)


def _check_phone(session: Session, mention: Mention, found: _Found) -> None:
    contacts = register.public_contacts(session, PHONES, [phone_key(mention.value)])
    own = [one.agency_id for one in contacts if read_phone(one.value) == mention.value]
    if own:
        found.add(mention, "known", own[0])
        return
    near = [one.agency_id for one in contacts] + almost(session, mention.value, None)
    sign = Sign("unknown_phone", mention.value)
    found.add(mention, "near" if near else "unknown", near[0] if near else None, sign)


def almost(session: Session, phone: str | None, nit: str | None) -> list[int]:
    """Agencies with a telephone or a NIT that differs by one slip from this one."""
    near: list[int] = []
    if phone is not None:
        key = phone_key(phone)
        near += [agency for agency, known in register.phones(session) if _one_slip(key, known)]
    if nit is not None and len(nit) >= 6:
        near += [agency for agency, known in register.nits(session) if _one_slip(nit, known)]
    return near


def _one_slip(typed: str, known: str) -> bool:
    return len(known) >= 5 and OSA.distance(typed, known, score_cutoff=1) == 1


def _check_nit(session: Session, mention: Mention, found: _Found) -> None:
    ids = register.ids_by_nit(session, mention.value)
    if ids:
        found.add(mention, "known", ids[0])
        return
    near = almost(session, None, mention.value)
    sign = Sign("unknown_nit", mention.value)
    found.add(mention, "near" if near else "unknown", near[0] if near else None, sign)


def _check_card(session: Session, mention: Mention, found: _Found) -> None:
    there = register.card(session, mention.value)
    if there is None:
        found.add(mention, "unknown", None, Sign("unknown_card", mention.value))
        return
    card, agency, key = there
    found.card = found.card or CardFound(card, agency)
    sign = None if card.is_good else Sign("card_dead", mention.value)
    found.add(mention, "known", key, sign)


def _check_vacancy(session: Session, text: str, mention: Mention, found: _Found) -> None:
    written = text[mention.start : mention.end].replace(" ", "")
    there = vacancy(session, [mention.value, written])
    if there is None:
        found.add(mention, "unknown", None, Sign("unknown_vacancy", written.upper()))
        return
    found.vacancy = found.vacancy or there
    sign = None if there.is_open else Sign("vacancy_closed", there.number)
    keys = register.keys_of(session, [there.agency.code]) if there.agency else []
    found.add(mention, "known", keys[0] if keys else None, sign)


def vacancy(session: Session, numbers: list[str]) -> VacancyFound | None:
    """A vacancy that is or was public, by its number in one of these writings."""
    there = next(
        (one for one in (register.vacancy_by_number(session, number) for number in numbers) if one), None
    )
    if there is None:
        return None
    agencies = register.of_ids(session, [there.agency_id] if there.agency_id else [])
    agency = agencies[0] if agencies else None
    through_good = there.agency_id is None or (agency is not None and agency.is_good)
    return VacancyFound(
        public_id=there.public_id,
        number=there.number,
        title=there.title,
        employer=there.employer.legal_name,
        country=there.country,
        is_open=there.state == VacancyState.PUBLISHED and through_good,
        agency=agency,
    )


# ---------------------------------------------------------------- names


def people(session: Session, text: str, *, alone: bool = False) -> tuple[PersonFound, ...]:
    """Recruiters and representatives of the register with a name as in the text; alone: two words at least."""
    known = register.people(session)
    index = index_of(tuple((key, one[0]) for key, one in enumerate(known)), firms=False)
    if alone:
        hits = [hit for hit in index.alone(text, 3) if hit.score >= _SAME_NAME - 0.05] if " " in text else []
    else:
        hits = [hit for hit in index.inside(text, 3, vocabulary().person_cues) if " " in hit.name]
    found = [known[hit.key] for hit in hits]
    entries = register.by_id(session, [one[2] for one in found])
    return tuple(
        PersonFound(name, card_no, entries[agency].code, entries[agency].legal_name)
        for name, card_no, agency in found
        if agency in entries
    )


def _employers(session: Session, text: str) -> tuple[EmployerFound, ...]:
    known = register.hiring(session)
    hits = index_of(tuple((key, name) for key, name, _count in known)).inside(text, 2, vocabulary().firm_cues)
    counts = {key: (name, count) for key, name, count in known}
    return tuple(EmployerFound(*counts[hit.key]) for hit in hits)


def _unknown_names(
    text: str, firms: list[NameFound], persons: Sequence[PersonFound], employers: Sequence[EmployerFound]
) -> list[Sign]:
    """A firm or a person that the text presents by name ("Agencia Rioverde", "soy Juan Cac") and nobody knows."""
    known, found = vocabulary(), []
    if not firms and not employers and (name := _presented(text, known.firm_cues, least=1)):
        found.append(Sign("unknown_agency", name))
    if not persons and (name := _presented(text, known.person_cues, least=2)):
        found.append(Sign("unknown_recruiter", name))
    return found


def _presented(text: str, cues: frozenset[str], least: int) -> str | None:
    """The words with a capital right after a cue: at least so many."""
    said = words(text)
    for place, word in enumerate(said):
        if word.folded not in cues:
            continue
        name: list[str] = []
        last = word.end
        for following in said[place + 1 : place + 6]:
            between = text[last : following.start]
            if re.search(r"[,;:!?\n]|\.\s", between) and name:
                break
            if following.raw[:1].isupper() and following.folded not in cues:
                name.append(following.raw)
            elif not (name and following.folded in STOP_WORDS) and following.folded not in ("de", "la", "el"):
                break
            last = following.end
        if len(name) >= least:
            return " ".join(name)
    return None


# ---------------------------------------------------------------- what warns


def _of_register(
    there: list[Entry],
    similar: Sequence[Entry],
    exact: list[int],
    firms: list[NameFound],
    warned: Sequence[object],
) -> list[Sign]:
    found = []
    if warned:
        found.append(Sign("alert"))
    bad = next((one for one in there if not one.is_good), None)
    if bad is not None:
        found.append(Sign("agency_not_good", bad.legal_name))
    elif not there and similar and not similar[0].is_good:
        found.append(Sign("like_not_good", similar[0].legal_name))
    names = {hit.key for hit in firms if hit.score >= _SAME_NAME}
    if len(exact) > 1 or (exact and names and not names & set(exact)):
        found.append(Sign("mixed"))
    return found


def _below_floor(session: Session, text: str) -> list[Sign]:
    low = money.below_floor(text, law.in_force(session), clock.today())
    if low is None:
        return []
    return [Sign("below_floor", f"{low.currency} {low.wage} < {low.floor}")]


def _mentioned(
    text: str, mention: Mention, outcome: str, agency: int | None, entries: dict[int, Entry]
) -> Mentioned:
    entry = entries.get(agency) if agency is not None else None
    written = " ".join(text[mention.start : mention.end].split())
    return Mentioned(
        mention.kind, written, outcome, entry.code if entry else None, entry.legal_name if entry else None
    )


def _without(text: str, named: Sequence[Mention]) -> str:
    """The text with numbers and addresses blanked out, so that their letters make no name."""
    for one in named:
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return text
