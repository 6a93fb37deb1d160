"""Brakes that know no address (trust.md T7): how many reports a day in all, and about one target.

A report over a brake is taken like any other and marked: in the list it waits behind the others, and hides none: the
list is ordered by urgency and due day and has pages.
Source of the figure: 330 reports from January to August 2025 (experience.md section 1) are not two a day.
"""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry import clock
from registry.complaints.models import Complaint

A_DAY_IN_ALL = 150
A_DAY_ABOUT_ONE = 15


def is_over(session: Session, *, agency_id: int | None, vacancy_id: int | None) -> bool:
    """True when today's reports, in all or about this agency or vacancy, are more than anybody expects."""
    today = select(func.count()).select_from(Complaint).where(Complaint.day == clock.today())
    if (session.scalar(today) or 0) >= A_DAY_IN_ALL:
        return True
    for column, target in ((Complaint.agency_id, agency_id), (Complaint.vacancy_id, vacancy_id)):
        if target is not None and (session.scalar(today.where(column == target)) or 0) >= A_DAY_ABOUT_ONE:
            return True
    return False
