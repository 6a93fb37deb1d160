"""Every open vacancy against everybody, at once: who would head each list tonight. Nothing is stored; fairness policies
come in when an officer asks for a list (service.py)."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from matching import ranking
from matching.everybody import Wanted
from matching.index import CandidateIndex
from registry.learning.queries import weights_in_force
from registry.shortlists import firsts
from registry.shortlists.service import asked_of
from registry.vacancies import queries as vacancies


def wanted(session: Session, index: CandidateIndex, as_of: date) -> dict[str, Wanted]:
    """Public id of each open vacancy whose agency may offer work -> what it asks, with the lottery of its lists."""
    weights, fixed = weights_in_force(session), firsts.of_published(session)
    found = {}
    for vacancy in vacancies.open_now(session):
        first = fixed.get(vacancy.public_id) or firsts.unfixed(vacancy)
        asked = ranking.prepared(index, asked_of(vacancy), weights=weights, as_of=as_of, rarity=first.rarity)
        found[vacancy.public_id] = Wanted(asked, first.draw)
    return found
