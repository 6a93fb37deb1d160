"""The verify box in one text message: which answer, and what stands in it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from registry.messages.catalogue import word
from registry.organisations import lookup
from registry.organisations.register import Entry
from registry.organisations.verification import Verification

Answer = tuple[str, dict[str, str]]


def answer(session: Session, text: str) -> Answer:
    """Code of the message and its values. A warning goes before everything; a name proves nothing."""
    found = lookup.verify(session, text)
    if found.by == "nothing":
        return "verify_nothing", {}
    if found.alerts:
        return "verify_warning", {}
    if found.card is not None:
        is_good = found.card.card.is_good
        values = {"agency": _name(found.card.agency), "card": found.card.card.card_no}
        return ("verify_card", values) if is_good else _agency(found.card.agency)
    if found.vacancy is not None:
        return (
            "verify_vacancy" if found.vacancy.is_open else "verify_vacancy_closed",
            {"number": found.vacancy.number},
        )
    return _of_agencies(found)


def _of_agencies(found: Verification) -> Answer:
    if found.is_confirmed and len(found.agencies) == 1:
        return _agency(found.agencies[0])
    if found.agencies or found.similar or found.people:
        return "verify_similar", {}
    return "verify_unknown", {}


def _agency(agency: Entry) -> Answer:
    if agency.is_good and agency.valid_to is not None:
        return "verify_good", {"agency": _name(agency), "until": f"{agency.valid_to:%d/%m/%Y}"}
    return "verify_bad", {"agency": _name(agency), "status": word("status", agency.status)}


def _name(agency: Entry) -> str:
    """Never cut in the middle of what tells it from its neighbour: the number of the register goes along."""
    name = agency.trade_names[0] if agency.trade_names else agency.legal_name
    return f"{agency.registry_no} {name}" if agency.registry_no else name
