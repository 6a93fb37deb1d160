"""The points of a case (ethical-recruitment.md 6.4): a sum over open findings, never an average.

`compute` is arithmetic on plain values: the same inputs and the same version give the same score, so that an appeal can
replay a stored snapshot. `of_case` gathers the inputs as they are now.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor
from registry.organisations.models import Agency
from registry.standard import queries
from registry.standard.model import Standard
from registry.standard.models import ScoreSnapshot
from registry.standard.states import COUNTING
from registry.vetting.models import Case
from registry.vetting.staff_records import Interview
from registry.vetting.states import WHOLE, CaseKind

Verdict = Literal["blocked", "conditional", "clear"]


@dataclass(frozen=True, slots=True)
class Score:
    """`points`: of open findings. `open_findings`: how many by grade. `coverage`: percent of the applicable criteria
    that were assessed, and `evidence_strength`: percent of them with one piece of evidence at least that the agency did
    not merely declare; both rounded down, None where no criterion applies. `blocks`: why it cannot be approved.
    `asked`: the kind of the case, which says what had to be assessed."""

    version: str
    asked: str
    points: int
    open_critical: int
    open_findings: dict[str, int]
    not_assessed_critical: tuple[str, ...]
    coverage: int | None
    evidence_strength: int | None
    interviews: int
    blocks: tuple[str, ...]

    @property
    def asks_for_all(self) -> bool:
        """Must every critical criterion be assessed, and not only those with a finding?"""
        return self.asked in WHOLE

    @property
    def verdict(self) -> Verdict:
        if self.blocks:
            return "blocked"
        return "conditional" if self.points else "clear"


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything a score is computed from. `findings`: (criterion, grade, state); `evidence`: (criterion, kind);
    `case_kind`: in what was computed before it was kept, every case asked for all."""

    version: str
    kind: str
    results: dict[str, str]
    findings: tuple[tuple[str, str, str], ...]
    evidence: tuple[tuple[str, str], ...]
    interviews: int
    case_kind: str = CaseKind.INITIAL

    def as_json(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return content

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Inputs:
        return cls(
            version=content["version"],
            kind=content["kind"],
            results=dict(content["results"]),
            findings=tuple((one[0], one[1], one[2]) for one in content["findings"]),
            evidence=tuple((one[0], one[1]) for one in content["evidence"]),
            interviews=content["interviews"],
            case_kind=content.get("case_kind", CaseKind.INITIAL),
        )


def inputs_of(session: Session, case: Case) -> Inputs:
    """What the score of a case rests on now, in an order that does not depend on when it was entered."""
    agency = session.get_one(Agency, case.agency_id)
    interviews = select(func.count(Interview.id)).where(Interview.case_id == case.id)
    return Inputs(
        version=case.requirements_version,
        kind=agency.kind,
        results={code: one.result for code, one in sorted(queries.results(session, case).items())},
        findings=tuple(
            sorted((one.criterion, one.grade, str(one.state)) for one in queries.findings(session, case))
        ),
        evidence=tuple(sorted((one.criterion, one.kind) for one in queries.evidence(session, case))),
        interviews=session.scalar(interviews) or 0,
        case_kind=case.kind,
    )


def compute(standard: Standard, inputs: Inputs) -> Score:
    """The score of these inputs under this version."""
    grades = Counter(grade for _criterion, grade, state in inputs.findings if state in COUNTING)
    points = sum(standard.points[grade] * count for grade, count in grades.items())
    asked = [one for one in standard.criteria_for(inputs.kind) if inputs.results.get(one.code, "") != "n/a"]
    assessed = {code for code, result in inputs.results.items() if result not in {"not_assessed", "n/a"}}
    backed = {criterion for criterion, kind in inputs.evidence if kind != "self_declaration"}
    found = {criterion for criterion, _grade, state in inputs.findings if state in COUNTING}
    missing = tuple(
        one.code
        for one in asked
        if one.severity == "critical"
        and one.code not in assessed
        and (inputs.case_kind in WHOLE or one.code in found)
    )
    reasons = {
        "critical_open": grades["critical"] > 0,
        "points": bool(standard.criteria) and points >= standard.limits["refuse_at_points"].value,
        "critical_not_assessed": bool(missing),
    }
    return Score(
        version=inputs.version,
        asked=inputs.case_kind,
        points=points,
        open_critical=grades["critical"],
        open_findings={one.code: grades[one.code] for one in standard.grades},
        not_assessed_critical=missing,
        coverage=_percent(sum(one.code in assessed for one in asked), len(asked)),
        evidence_strength=_percent(sum(one.code in backed for one in asked), len(asked)),
        interviews=inputs.interviews,
        blocks=tuple(code for code, holds in reasons.items() if holds),
    )


def _percent(part: int, whole: int) -> int | None:
    """Rounded down: 100 means all of it."""
    return part * 100 // whole if whole else None


def of_case(session: Session, case: Case) -> Score:
    """The score of a case as it stands. A version without criteria has nothing to assess: no points, no blocks."""
    return compute(queries.of_case(session, case), inputs_of(session, case))


def sample_size(standard: Standard, placements: int) -> int:
    """How many workers to interview of an agency with so many placements in the months of the standard; a share, with
    a least and a most, and never more than there are."""
    limits = standard.limits
    share = -(-placements * limits["interviews_percent"].value // 100)
    wanted = min(limits["interviews_most"].value, max(limits["interviews_least"].value, share))
    return min(placements, wanted)


# ---------------------------------------------------------------- snapshots


def keep(session: Session, actor: Actor, case: Case) -> ScoreSnapshot:
    """Store the score with its inputs, at a recommendation."""
    inputs = inputs_of(session, case)
    standard = queries.of_case(session, case)
    result = _as_json(compute(standard, inputs))
    snapshot = ScoreSnapshot(
        case_id=case.id,
        version=standard.version,
        inputs=inputs.as_json(),
        result=result,
        digest=_digest(standard.digest, inputs.as_json(), result),
        taken_by_id=actor.account_id,
        taken_at=clock.now(),
    )
    session.add(snapshot)
    session.flush()
    data = {"points": result["points"], "digest": snapshot.digest}
    events.record(session, actor, "case", case.public_id, "score", data=data)
    return snapshot


def replay(session: Session, snapshot: ScoreSnapshot) -> bool:
    """Do the stored inputs under the stored version still give the stored result?"""
    standard = queries.of_version(session, snapshot.version)
    result = _as_json(compute(standard, Inputs.from_json(snapshot.inputs)))
    digest = _digest(standard.digest, snapshot.inputs, snapshot.result)
    # What a score says today and did not say then is left out.
    then = {key: value for key, value in result.items() if key in snapshot.result}
    return then == snapshot.result and digest == snapshot.digest


def _as_json(score: Score) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(json.dumps(asdict(score) | {"verdict": score.verdict}))
    return content


def _digest(*parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
