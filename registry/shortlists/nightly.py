"""Every open vacancy against everybody, at once: who would head each list tonight. Nothing is stored; fairness policies
come in when an officer asks for a list (service.py)."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from matching import ranking
from matching.everybody import Wanted
from matching.index import CandidateIndex
from registry.learning.queries import weights_in_force
from registry.shortlists.service import agency_allows, asked_of, draw_of
from registry.vacancies import queries as vacancies


def wanted(session: Session, index: CandidateIndex, as_of: date) -> dict[str, Wanted]:
    """Public id of each open vacancy whose agency may offer work -> what it asks, with the lottery of its lists."""
    weights = weights_in_force(session)
    return {
        vacancy.public_id: Wanted(
            ranking.prepared(index, asked_of(vacancy), weights=weights, as_of=as_of),
            draw_of(session, vacancy),
        )
        for vacancy in vacancies.published(session)
        if agency_allows(session, vacancy)
    }
