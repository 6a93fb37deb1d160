"""Permissions of two records that become one: what the person took back last stays taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from registry.candidates.models import Consent


def end_taken_back(session: Session, records: Sequence[int]) -> list[int]:
    """End every yes of these records (internal ids) of which the newest word, under any of them, is a no or a taking
    back; a yes counts as taken back at that moment. Returns the consents that ended, by key."""
    query = select(Consent).where(Consent.candidate_id.in_(records)).order_by(Consent.id)
    rows = sorted(session.scalars(query), key=_matter)
    ended = []
    for _purpose_and_vacancy, group in groupby(rows, key=_matter):
        about = list(group)
        refused_at = _refused_at(about)
        for consent in about:
            if refused_at is not None and consent.is_given and consent.withdrawn_at is None:
                consent.withdrawn_at = max(refused_at, consent.at)
                ended.append(consent.id)
    session.flush()
    return ended


def give_back(session: Session, ended: list[int]) -> None:
    """The yes of each record stands again, as it was before the other's word was counted."""
    if ended:
        session.execute(update(Consent).where(Consent.id.in_(ended)).values(withdrawn_at=None))


def _matter(consent: Consent) -> tuple[str, int]:
    return consent.purpose, consent.vacancy_id or 0


def _refused_at(about: list[Consent]) -> datetime | None:
    """When the person said no for the last time, unless they said yes after it."""
    said_yes = [one.at for one in about if one.is_given and one.withdrawn_at is None]
    said_no = [
        end
        for one in about
        if (end := one.withdrawn_at if one.is_given else one.at) is not None
        and not _is_replaced(one, end, about)
    ]
    newest = max(said_no, default=None)
    return newest if newest is not None and newest >= max(said_yes, default=newest) else None


def _is_replaced(one: Consent, end: datetime, about: list[Consent]) -> bool:
    """A new answer under the same record ends the one before: only the new one is the person's word."""
    return any(
        other.candidate_id == one.candidate_id and other.id > one.id and other.at >= end for other in about
    )
