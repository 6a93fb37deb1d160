"""What an agency must show and what of it a case still lacks. What is asked is data: registry/standard."""

from __future__ import annotations

import hashlib
import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock
from registry.files.models import StoredFile
from registry.organisations.models import Agency, AgencyContact, AgencyParty, Recruiter
from registry.standard import hashing
from registry.standard import queries as standards
from registry.standard.loader import SECTIONS
from registry.standard.model import Requirement
from registry.vetting.models import Answer, AnswerPage, Case
from registry.vetting.states import OFFICIAL, CaseKind

__all__ = ["Requirement"]


def of_case(session: Session, case: Case) -> tuple[Requirement, ...]:
    """What this case must answer, in the order of the file, as it was asked on the day the case was opened; nothing in
    an appeal or in a case that the Ministry opened."""
    if case.kind in OFFICIAL or case.kind == CaseKind.APPEAL:
        return ()
    agency = session.get_one(Agency, case.agency_id)
    opened_on = case.opened_at.astimezone(clock.GUATEMALA).date()
    return standards.of_case(session, case).asked_of(agency.kind, agency.corridors, opened_on)


def _answer_states(session: Session, case: Case) -> dict[str, str]:
    rows = session.execute(select(Answer.requirement, Answer.state).where(Answer.case_id == case.id))
    return {row[0]: row[1] for row in rows}


def missing(session: Session, case: Case) -> list[str]:
    """Codes of what stands between this case and its submission: sections, then requirements.

    An answer that was sent back and not given anew is missing too.
    """
    states = _answer_states(session, case)
    lacking = [
        one.code
        for one in of_case(session, case)
        if (one.is_mandatory and one.code not in states) or states.get(one.code) == "needs_work"
    ]
    return missing_sections(session, case) + lacking


def missing_sections(session: Session, case: Case) -> list[str]:
    """An address and a NIT; a telephone; somebody who represents the agency and somebody who owns it."""
    agency = session.get_one(Agency, case.agency_id)
    kinds = set(
        session.scalars(
            select(AgencyContact.kind).where(
                AgencyContact.agency_id == agency.id, AgencyContact.until.is_(None)
            )
        )
    )
    roles = set(
        session.scalars(
            select(AgencyParty.role).where(AgencyParty.agency_id == agency.id, AgencyParty.until.is_(None))
        )
    )
    there = {
        "company": bool(agency.nit and agency.address and agency.municipality and agency.corridors),
        "contacts": bool(kinds & {"phone", "whatsapp"}),
        "people": {"legal_representative", "owner"} <= roles
        or (agency.kind == "individual" and "owner" in roles),
    }
    return [section for section in SECTIONS if not there[section]]


def not_reviewed(session: Session, case: Case) -> list[str]:
    """Codes of answers that no officer has accepted or questioned yet."""
    return [code for code, state in _answer_states(session, case).items() if state == "given"]


def not_accepted(session: Session, case: Case) -> list[str]:
    """Codes of answers that are not accepted, and of mandatory requirements without any."""
    states = _answer_states(session, case)
    return [
        one.code
        for one in of_case(session, case)
        if states.get(one.code, "accepted" if not one.is_mandatory else "none") != "accepted"
    ]


def content_hash(session: Session, case: Case) -> str:
    """SHA-256 of everything a decision rests on: who the agency is, what it answered, what is recommended.

    A recommendation is bound to it, so that nobody decides on something else than what was recommended.
    """
    agency = session.get_one(Agency, case.agency_id)
    answers = session.execute(
        select(Answer.requirement, Answer.statement, StoredFile.sha256, Answer.expires_on, Answer.state)
        .outerjoin(StoredFile, StoredFile.id == Answer.file_id)
        .where(Answer.case_id == case.id)
        .order_by(Answer.requirement)
    )
    pages = (
        select(Answer.requirement, AnswerPage.position, StoredFile.sha256)
        .join(AnswerPage, AnswerPage.answer_id == Answer.id)
        .join(StoredFile, StoredFile.id == AnswerPage.file_id)
        .where(Answer.case_id == case.id)
        .order_by(Answer.requirement, AnswerPage.position)
    )
    of_agency = [
        select(model.id, *columns).where(model.agency_id == agency.id).order_by(model.id)
        for model, columns in (
            (AgencyContact, (AgencyContact.kind, AgencyContact.value, AgencyContact.is_public)),
            (AgencyParty, (AgencyParty.name, AgencyParty.role, AgencyParty.dpi_hash, AgencyParty.until)),
            (Recruiter, (Recruiter.name,)),
        )
    ]
    content: dict[str, object] = {
        "version": case.requirements_version,
        "agency": [
            agency.kind, agency.legal_name, agency.trade_names, agency.nit, agency.municipality, agency.address,
            agency.corridors, agency.founded_on, agency.state,
        ],
        "lists": [[list(row) for row in session.execute(query)] for query in of_agency],
        "answers": [list(row) for row in answers],
        "pages": [list(row) for row in session.execute(pages)],
        "outcome": case.recommended_outcome,
        "conditions": case.recommended_conditions,
    }  # fmt: skip
    assessment = hashing.assessment(session, case)
    if assessment is not None:
        content["assessment"] = assessment
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()
