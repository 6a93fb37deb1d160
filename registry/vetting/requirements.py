"""What an agency must show, as data: data/requirements-<version>.yaml, and what of it a case still lacks.

A case is opened with the newest version and keeps it. The loader refuses a file that is not plainly right, with
file and line. A new version is a new file: no code changes.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.files.models import StoredFile
from registry.organisations.models import Agency, AgencyContact, AgencyParty, Recruiter
from registry.schemes.strict import LawError, Lined, Node, read_yaml
from registry.vetting.models import Answer, Case

FOLDER = Path(__file__).parent / "data"
KINDS = ("company", "individual", "foreign")
ACCEPTS = ("document", "statement")
DATED = ("no", "issued", "expires")
CONFIDENCES = ("verified", "reported", "unconfirmed")
# The parts of the file that are not requirements of their own; `missing` names them too.
SECTIONS = ("company", "contacts", "people")


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing to show. `dated`: the answer says when the paper was `issued` (then it is good for
    `validity_months`) or when it `expires`. `declaration`: the words that are declared, by language."""

    code: str
    title: dict[str, str]
    help: dict[str, str]
    declaration: dict[str, str] | None
    legal_basis: str
    confidence: str
    applies_to: tuple[str, ...]
    is_mandatory: bool
    accepts: tuple[str, ...]
    dated: str
    validity_months: int | None


@dataclass(frozen=True, slots=True)
class Clock:
    """A number of years or days, and how sure we are of it."""

    value: int
    confidence: str
    source: str


@dataclass(frozen=True, slots=True)
class RequirementSet:
    version: str
    checked_on: date
    source: str
    confidence: str
    licence_years: Clock
    decision_working_days: Clock
    answer_days: Clock
    requirements: tuple[Requirement, ...]

    def for_kind(self, kind: str) -> tuple[Requirement, ...]:
        return tuple(one for one in self.requirements if kind in one.applies_to)

    def find(self, code: str) -> Requirement | None:
        return next((one for one in self.requirements if one.code == code), None)


@cache
def newest() -> RequirementSet:
    """The set that new cases are opened with: the highest version in the folder."""
    found = [load(path) for path in sorted(FOLDER.glob("requirements-*.yaml"))]
    return max(found, key=lambda one: int(one.version))


@cache
def of_version(version: str) -> RequirementSet:
    """The set a case was opened with. Raises KeyError for a version that is not shipped."""
    path = FOLDER / f"requirements-{version}.yaml"
    if not re.fullmatch(r"[1-9]\d*", version) or not path.exists():
        raise KeyError(version)
    return load(path)


def load(path: Path) -> RequirementSet:
    """Read one file. Raises LawError with file and line."""
    top = Node(path, read_yaml(path))
    source = top.node("source")
    clocks = top.node("clocks")
    items = top.take("requirements", list)
    found = RequirementSet(
        version=top.take("version", str),
        checked_on=top.day("checked_on"),
        source=source.take("title", str),
        confidence=source.choice("confidence", CONFIDENCES),
        licence_years=_clock(clocks.node("licence_years")),
        decision_working_days=_clock(clocks.node("decision_working_days")),
        answer_days=_clock(clocks.node("answer_days")),
        requirements=tuple(_requirement(path, item) for item in items),
    )
    for node in (source, clocks, top):
        node.done()
    codes = [one.code for one in found.requirements]
    for code in codes:
        if codes.count(code) > 1 or code in SECTIONS:
            raise LawError(path, top.data.lines["requirements"], f"the code {code} is used twice")
    if path.name != f"requirements-{found.version}.yaml":
        raise LawError(path, top.data.lines["version"], "the version is not the one in the file's name")
    return found


def _clock(node: Node) -> Clock:
    value = node.take("value", int)
    if value < 1:
        raise node.refuse("value must be 1 or more", "value")
    clock = Clock(value, node.choice("confidence", CONFIDENCES), node.take("source", str))
    node.done()
    return clock


def _requirement(path: Path, item: Lined) -> Requirement:
    node = Node(path, item)
    code = node.take("code", str)
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,39}", code):
        raise node.refuse(f"the code {code} must be small letters, digits and _", "code")
    dated = node.choice("dated", DATED)
    months = node.maybe("validity_months", int)
    if (dated == "issued") != (months is not None):
        raise node.refuse("validity_months goes with dated: issued, and only with it", "dated")
    declaration = node.words("declaration") if node.has("declaration") else None
    accepts = _some_of(node, "accepts", ACCEPTS)
    if declaration and accepts != ("statement",):
        raise node.refuse("a declaration accepts a statement and nothing else", "accepts")
    requirement = Requirement(
        code=code,
        title=node.words("title"),
        help=node.words("help"),
        declaration=declaration,
        legal_basis=node.take("legal_basis", str),
        confidence=node.choice("confidence", CONFIDENCES),
        applies_to=_some_of(node, "applies_to", KINDS),
        is_mandatory=node.take("mandatory", bool),
        accepts=accepts,
        dated=dated,
        validity_months=months,
    )
    node.done()
    return requirement


def _some_of(node: Node, key: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    values = node.take(key, list)
    if not values or not set(values) <= set(allowed) or len(set(values)) != len(values):
        raise node.refuse(f"{key} must list some of {', '.join(allowed)}, each once", key)
    return tuple(values)


# ---------------------------------------------------------------- one case against its set


def of_case(session: Session, case: Case) -> tuple[Requirement, ...]:
    """What this case must answer, in the order of the file."""
    agency = session.get_one(Agency, case.agency_id)
    return of_version(case.requirements_version).for_kind(agency.kind)


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
    kinds = set(session.scalars(select(AgencyContact.kind).where(AgencyContact.agency_id == agency.id)))
    roles = set(session.scalars(select(AgencyParty.role).where(AgencyParty.agency_id == agency.id)))
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
    of_agency = [
        select(model.id, *columns).where(model.agency_id == agency.id).order_by(model.id)
        for model, columns in (
            (AgencyContact, (AgencyContact.kind, AgencyContact.value, AgencyContact.is_public)),
            (AgencyParty, (AgencyParty.name, AgencyParty.role, AgencyParty.dpi_hash, AgencyParty.until)),
            (Recruiter, (Recruiter.name,)),
        )
    ]
    content = {
        "version": case.requirements_version,
        "agency": [
            agency.kind, agency.legal_name, agency.trade_names, agency.nit, agency.municipality, agency.address,
            agency.corridors, agency.founded_on, agency.state,
        ],
        "lists": [[list(row) for row in session.execute(query)] for query in of_agency],
        "answers": [list(row) for row in answers],
        "outcome": case.recommended_outcome,
        "conditions": case.recommended_conditions,
    }  # fmt: skip
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()
