"""What of an assessment a decision rests on, as plain values: part of the content hash of a case."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from registry.standard import queries
from registry.vetting.models import Case


def assessment(session: Session, case: Case) -> dict[str, list[list[Any]]] | None:
    """Results, evidence, findings with their answers, and conditions; None where the version assesses nothing, so that
    cases opened before there were criteria keep the hash they had."""
    if not queries.of_case(session, case).criteria:
        return None
    return {
        "results": [[one.criterion, one.result, one.note] for one in queries.results(session, case).values()],
        "evidence": [
            [
                one.public_id, one.criterion, one.element, one.kind, one.text, one.source, one.file_id,
                one.received_on, one.valid_to, one.strength, one.confidentiality,
            ]
            for one in queries.evidence(session, case)
        ],
        "findings": [
            [
                one.public_id, one.criterion, one.grade, one.statement, one.state, one.due_on,
                [item.public_id for item in one.evidence],
                [
                    [item.public_id, item.state, item.plan, item.due_on, item.proof, item.proof_file_id]
                    for item in one.actions
                ],
            ]
            for one in queries.findings(session, case)
        ],
        "conditions": [
            [one.public_id, one.criterion, one.text, one.due_on, one.consequence]
            for one in queries.conditions(session, case)
        ],
    }  # fmt: skip
