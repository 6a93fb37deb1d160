"""Where the people of a list live and how far their meeting point is: for planning a fair, not for the order."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from registry.drives import queries as drives
from registry.seeds.reference import departments, municipalities
from registry.shortlists.models import Shortlist
from registry.shortlists.travel import From, capitals, nearest_to_all, people_by_department
from registry.vacancies.models import Vacancy


@dataclass(frozen=True, slots=True)
class Row:
    """People of one department; `department` empty where they did not say."""

    department: str
    people: int
    kilometres: int | None


@dataclass(frozen=True, slots=True)
class Travel:
    """meeting_point: place and municipality of the next announced drive, empty without one; capital: from where it is
    measured. nearest: the capital nearest to everybody together."""

    rows: list[Row]
    meeting_point: str
    capital: str
    nearest: str


def travel_of(session: Session, vacancy: Vacancy, shortlist: Shortlist) -> Travel:
    """The shortlist's candidates must be loaded; of them only the municipality is read."""
    homes = [entry.candidate.municipality for entry in shortlist.entries]
    drive = next(iter(drives.of_vacancy(session, vacancy)), None)
    department = drive.municipality[:2] if drive else None
    nearest = nearest_to_all(homes)
    return Travel(
        rows=[_row(one) for one in people_by_department(homes, department)],
        meeting_point=f"{drive.place}, {municipalities()[drive.municipality].name}" if drive else "",
        capital=capitals()[department].name if department else "",
        nearest=capitals()[nearest].name if nearest else "",
    )


def _row(one: From) -> Row:
    return Row(departments()[one.department].name if one.department else "", one.people, one.kilometres)
