"""/mi/perfil - what a person can do, on one sheet that they print and hand to whom they like, in Spanish or English.

Their own words beside the standard names. No document, telephone, address, birth date, and nothing of how they
migrated: a country, and the words told of work abroad, stand there only when the person says so, for this one sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app import i18n, words
from app.candidate.questions.abilities import LICENCES, label
from app.candidate.questions.wishes import country_name
from app.candidate.work_pages import length, occupation_name
from app.credentials import row
from app.deps import CurrentActor, DbSession
from app.guards import allow
from app.pages import page
from matching.taxonomy import lexicon
from registry.access import Permission
from registry.candidates import queries
from registry.candidates.models import Candidate, WorkHistory
from registry.certificates import queries as certificates
from registry.seeds.reference import languages

router = APIRouter(prefix="/mi/perfil")
_READ = [allow(Permission.CANDIDATE_READ)]
HOME = "GT"
# Of the taxonomy's kinds, as the sheet groups them.
_GROUPS = {
    "crop": "crops",
    "task": "tasks",
    "skill": "tasks",
    "tool": "tools",
    "machine": "tools",
    "paper": "licences",
}


@dataclass(frozen=True, slots=True)
class ShownJob:
    """One job on the sheet. `number` counts from one; `standard`: name and ISCO-08 code; `words` None: not shown."""

    number: int
    words: str | None
    standard: str | None
    isco: str | None
    time: str
    country: str | None
    language: str | None


@router.get("", dependencies=_READ)
def choose(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    """What the sheet shall show, before it is made."""
    person = queries.own(session, actor)
    jobs = [(str(one.number), _line(one)) for one in shown_jobs(person, with_countries=True)]
    is_abroad = any(job.country not in (None, HOME) for job in person.work)
    return page(request, "candidate/profile/choose.html", jobs=jobs, is_abroad=is_abroad)


def _line(job: ShownJob) -> str:
    return ", ".join(part for part in (job.standard or job.words, job.time, job.country) if part)


@router.get("/hoja", dependencies=_READ)
def print_sheet(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    idioma: str = "es",
    paises: str = "",
    trabajo: Annotated[list[int] | None, Query(max_length=40)] = None,
) -> Response:
    """`idioma`: of the sheet, es or en; `paises`: with the countries; `trabajo`: the jobs that stand there."""
    person = queries.own(session, actor)
    if idioma in ("es", "en"):
        i18n.use_language(idioma)
    chosen = set(trabajo or ())
    return page(
        request,
        "candidate/profile/sheet.html",
        name=f"{person.given_names} {person.surnames}",
        jobs=[one for one in shown_jobs(person, with_countries=bool(paises)) if one.number in chosen],
        groups=_skills(session, person),
        languages=[
            (languages()[one.language].own_name, one.language, words.word(one.level, "level"))
            for one in person.languages
        ],
        certificates=[row(one) for one in certificates.of_person(session, person.id, issued_only=True)],
    )


def shown_jobs(person: Candidate, *, with_countries: bool) -> list[ShownJob]:
    return [_job(number, job, person.sex, with_countries) for number, job in enumerate(person.work, start=1)]


def _job(number: int, job: WorkHistory, sex: str | None, with_countries: bool) -> ShownJob:
    entry = lexicon().occupations.get(job.occupation or "")
    # "Albañil en Houston", or English spoken all day, tells as much as the country does.
    is_told = with_countries or job.country in (None, HOME)
    return ShownJob(
        number=number,
        words=job.words if is_told else None,
        standard=occupation_name(job.occupation, sex) if entry and job.occupation else None,
        isco=entry.isco08 if entry else None,
        time=length(job.months),
        country=country_name(job.country) if with_countries and job.country else None,
        language=languages()[job.language].own_name if job.language and is_told else None,
    )


def _skills(session: Session, person: Candidate) -> dict[str, list[tuple[str, str | None]]]:
    """Group to (name, number of the certificate that proves it); in their own words where nothing was recognised."""
    proven = certificates.proven_skills(session, person.id)
    found: dict[str, list[tuple[str, str | None]]] = {"tasks": [], "tools": [], "crops": [], "licences": []}
    for held in person.skills:
        if held.skill is None:
            found["tasks"].append((held.words, None))
            continue
        kind = lexicon().skills[held.skill].kind
        group = "licences" if kind == "licence" or held.skill in LICENCES else _GROUPS.get(kind, "tasks")
        found[group].append((label(held.skill), proven.get(held.skill)))
    return {group: rows for group, rows in found.items() if rows}
