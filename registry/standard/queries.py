"""Every question about the standard and about assessments: which version, what was found, what is still open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from registry.access import Actor, Permission, Role, may
from registry.errors import NotFound
from registry.files.models import StoredFile
from registry.standard import loader
from registry.standard.model import Standard
from registry.standard.models import (
    Condition,
    CorrectiveAction,
    CriterionResult,
    Evidence,
    Finding,
    LoadedStandard,
    ScoreSnapshot,
)
from registry.standard.states import ActionState, FindingState
from registry.vetting.models import Case

# From here on the agency reads the findings of its case.
_TOLD = frozenset({"findings_sent", "corrective", "recommended", "decided"})

# ---------------------------------------------------------------- versions


@lru_cache(maxsize=1)
def shipped() -> dict[str, Standard]:
    """The versions that come with the program, by number."""
    found = [loader.load(folder) for folder in sorted(loader.DATA.iterdir()) if folder.is_dir()]
    return {one.version: one for one in found}


def newest_shipped() -> Standard:
    """It says every clock that the code asks for by name."""
    return max(shipped().values(), key=lambda one: int(one.version))


@lru_cache(maxsize=64)
def _stored(_digest: str, files: tuple[tuple[str, str], ...]) -> Standard:
    return loader.read(dict(files))


def standard_of(loaded: LoadedStandard) -> Standard:
    """The standard that a loaded version says."""
    return _stored(loaded.digest, tuple(sorted(loaded.files.items())))


def of_version(session: Session, version: str) -> Standard:
    """The version a case was opened with. A loaded one goes before a later shipped one of the same number, so that no
    case changes under its officer. Raises KeyError for one that is not in force here."""
    query = select(LoadedStandard).where(
        LoadedStandard.version == version, LoadedStandard.in_force_at.is_not(None)
    )
    found = session.scalar(query.order_by(LoadedStandard.id).limit(1))
    return standard_of(found) if found is not None else shipped()[version]


def in_force(session: Session) -> Standard:
    """What new cases are opened with: the highest version, shipped or loaded."""
    query = select(LoadedStandard.version).where(LoadedStandard.in_force_at.is_not(None))
    loaded_ones = set(session.scalars(query))
    newest = max({*shipped(), *loaded_ones}, key=int)
    # Asked many times by one page, and where nothing was loaded there is nothing more to ask.
    return of_version(session, newest) if newest in loaded_ones else shipped()[newest]


def of_case(session: Session, case: Case) -> Standard:
    return of_version(session, case.requirements_version)


def versions(session: Session) -> list[Standard]:
    """Every version in force, shipped or loaded, the newest first."""
    query = select(LoadedStandard.version).where(LoadedStandard.in_force_at.is_not(None))
    numbers = {*shipped(), *session.scalars(query)}
    return [of_version(session, one) for one in sorted(numbers, key=int, reverse=True)]


def loaded(session: Session) -> list[LoadedStandard]:
    """Every version that came as files, in force or not, the newest first."""
    return list(session.scalars(select(LoadedStandard).order_by(LoadedStandard.id.desc())))


# ---------------------------------------------------------------- one case


def results(session: Session, case: Case) -> dict[str, CriterionResult]:
    """What was found of each criterion, by its code."""
    query = select(CriterionResult).where(CriterionResult.case_id == case.id)
    return {one.criterion: one for one in session.scalars(query.order_by(CriterionResult.criterion))}


def evidence(session: Session, case: Case) -> list[Evidence]:
    """What speaks for or against, in the order it was entered; without what was put aside."""
    query = select(Evidence).where(Evidence.case_id == case.id, Evidence.put_aside_at.is_(None))
    return list(session.scalars(query.order_by(Evidence.id)))


def findings(session: Session, case: Case, *, withdrawn: bool = True) -> list[Finding]:
    """The findings of a case with their evidence and answers, in the order they were raised."""
    query = select(Finding).where(Finding.case_id == case.id).order_by(Finding.id)
    if not withdrawn:
        query = query.where(Finding.state != FindingState.WITHDRAWN)
    return list(session.scalars(query.options(selectinload(Finding.evidence), selectinload(Finding.actions))))


def findings_for_agency(session: Session, actor: Actor, case: Case) -> list[Finding]:
    """What the agency reads: findings that stand, once they were sent. Evidence is not loaded with them."""
    if not may(actor, Permission.CASE_READ, case) or case.state not in _TOLD:
        return []
    query = (
        select(Finding)
        .where(Finding.case_id == case.id, Finding.state.in_([FindingState.OPEN, FindingState.CLOSED]))
        .order_by(Finding.id)
        .options(selectinload(Finding.actions))
    )
    return list(session.scalars(query))


def load_finding(session: Session, actor: Actor, case: Case, public_id: str) -> Finding:
    """A finding of this case, with answers and, for staff, evidence. Raises NotFound for absent and forbidden."""
    of_agency = actor.role is Role.AGENCY
    found = findings_for_agency(session, actor, case) if of_agency else findings(session, case)
    for one in found:
        if one.public_id == public_id:
            return one
    raise NotFound()


def load_evidence(session: Session, case: Case, public_id: str) -> Evidence:
    """A piece of evidence of this case. Raises NotFound."""
    query = select(Evidence).where(Evidence.case_id == case.id, Evidence.public_id == public_id)
    found = session.scalar(query)
    if found is None:
        raise NotFound()
    return found


def load_action(finding: Finding, public_id: str) -> CorrectiveAction:
    """An answer to this finding. Raises NotFound."""
    for one in finding.actions:
        if one.public_id == public_id:
            return one
    raise NotFound()


def proof_of(session: Session, action: CorrectiveAction) -> StoredFile:
    """The file the agency sent as proof. Raises NotFound when it sent none."""
    if action.proof_file_id is None:
        raise NotFound()
    return session.get_one(StoredFile, action.proof_file_id)


def conditions(session: Session, case: Case) -> list[Condition]:
    return list(session.scalars(select(Condition).where(Condition.case_id == case.id).order_by(Condition.id)))


def in_words(found: Iterable[Condition]) -> str:
    """Conditions as the public register shows them, each with its last day; empty when there is none."""
    return " ".join(f"{one.text.strip().rstrip('.')} (hasta el {one.due_on:%d/%m/%Y})." for one in found)


def unmet_conditions(session: Session, agency_id: int) -> list[Condition]:
    """What the decided cases of an agency set and no officer saw met yet, missed or not."""
    query = select(Condition).join(Case, Case.id == Condition.case_id)
    unmet = query.where(Case.agency_id == agency_id, Case.state == "decided", Condition.state != "met")
    return list(session.scalars(unmet.order_by(Condition.due_on, Condition.id)))


def load_condition(session: Session, case: Case, public_id: str) -> Condition:
    """Raises NotFound."""
    for one in conditions(session, case):
        if one.public_id == public_id:
            return one
    raise NotFound()


def open_conditions(session: Session, agency_id: int) -> list[Condition]:
    """What an agency still has to do after its decided cases, the one due first at the top."""
    query = (
        select(Condition)
        .join(Case, Case.id == Condition.case_id)
        .where(Case.agency_id == agency_id, Case.state == "decided", Condition.state == "open")
        .order_by(Condition.due_on, Condition.id)
    )
    return list(session.scalars(query))


def overdue_conditions(session: Session, today: date) -> list[Condition]:
    """Conditions of decided cases that were to be met before today."""
    query = select(Condition).join(Case, Case.id == Condition.case_id)
    due = query.where(Case.state == "decided", Condition.state == "open", Condition.due_on < today)
    return list(session.scalars(due.order_by(Condition.id)))


def open_criticals(session: Session, agency_id: int) -> int:
    """Critical findings of an agency that still stand in any of its cases."""
    query = (
        select(Finding.id)
        .join(Case, Case.id == Finding.case_id)
        .where(
            Case.agency_id == agency_id,
            Finding.grade == "critical",
            Finding.state == FindingState.OPEN,
        )
    )
    return len(session.scalars(query).all())


def to_correct(session: Session, agency_id: int) -> list[Finding]:
    """Findings of the decided cases of an agency that still ask something of it, with its answers."""
    query = select(Finding).join(Case, Case.id == Finding.case_id)
    found = query.where(
        Case.agency_id == agency_id,
        Case.state == "decided",
        Finding.grade.in_(("critical", "major", "minor")),
        Finding.state == FindingState.OPEN,
    )
    return list(session.scalars(found.order_by(Finding.id).options(selectinload(Finding.actions))))


def case_of(session: Session, record: Finding | CorrectiveAction) -> Case:
    """The case that a finding, or the answer to one, belongs to."""
    if isinstance(record, CorrectiveAction):
        record = session.get_one(Finding, record.finding_id)
    return session.get_one(Case, record.case_id)


def is_remedied(session: Session, finding: Finding) -> bool:
    """Has an officer checked the proof of every plan that was accepted, and of one at least?"""
    query = select(CorrectiveAction.state).where(
        CorrectiveAction.finding_id == finding.id, CorrectiveAction.state != ActionState.REFUSED
    )
    states = list(session.scalars(query))
    return bool(states) and all(state == ActionState.DONE for state in states)


def authors(session: Session, case: Case) -> set[int]:
    """Accounts that wrote evidence, results or findings of this case: none of them may decide it."""
    found: set[int] = set()
    for column, owner in (
        (Evidence.by_id, Evidence.case_id),
        (CriterionResult.by_id, CriterionResult.case_id),
        (Finding.raised_by_id, Finding.case_id),
    ):
        found.update(session.scalars(select(column).where(owner == case.id)))
    return found


def snapshots(session: Session, case: Case) -> list[ScoreSnapshot]:
    """The scores as they were computed at each recommendation, the newest first."""
    query = select(ScoreSnapshot).where(ScoreSnapshot.case_id == case.id)
    return list(session.scalars(query.order_by(ScoreSnapshot.id.desc())))


def by_criterion(items: Iterable[Evidence]) -> dict[tuple[str, str], list[Evidence]]:
    """The matrix: evidence by criterion and element."""
    cells: dict[tuple[str, str], list[Evidence]] = {}
    for one in items:
        cells.setdefault((one.criterion, one.element), []).append(one)
    return cells
