"""/informacion - what to know before any risk: legal ways, costs, rights, swindles, work at home; dated, sourced.

What the law of a country says is not written here: it is read from the scheme data that vacancies are checked with.
Where the rest comes from stands in information.csv, by page.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse

from app.deps import CurrentActor, DbSession
from app.guards import allow
from app.i18n import N_
from app.pages import page
from registry.access import Permission
from registry.errors import NotFound
from registry.law.queries import in_force
from registry.schemes.facts import MODELLED_SCHEMES
from registry.schemes.law import Scheme, WorkerFact

router = APIRouter(prefix="/informacion")
_READ = [allow(Permission.PUBLIC_READ)]
_SOURCES = Path(__file__).parent / "information.csv"
_COLUMNS = ["page", "title", "published_on", "read_on", "href"]
# Address to (title, picture, one line about it), in the order of the list.
PAGES: Mapping[str, tuple[str, str, str]] = {
    "enganos": (N_("Así engañan a la gente"), "triangle-alert", N_("Tres cosas que lo cuidan.")),
    "caminos": (N_("Caminos legales"), "plane", N_("A qué países puede ir y cómo.")),
    "costos": (N_("Quién paga qué"), "hand-coins", N_("Y lo que usted nunca paga.")),
    "derechos": (N_("Sus derechos allá"), "scale", N_("Allá también hay ley.")),
    "en-guatemala": (N_("Trabajar en Guatemala"), "house", N_("El pago, los cursos y el permiso.")),
}
# Which facts of a scheme a page tells.
_FACTS = {
    "caminos": ("who", "length", "waiting", "steps", "returned"),
    "costos": ("employer_pays", "worker_pays", "never_pays"),
    "derechos": ("pay", "benefits", "return"),
    "en-guatemala": ("pay", "benefits", "foreign"),
}


@dataclass(frozen=True, slots=True)
class Source:
    """`published_on`: a day or a year as written there; "" where it names none. `read_on`: when somebody of us did."""

    title: str
    published_on: str
    read_on: date
    href: str


@cache
def sources() -> dict[str, list[Source]]:
    """Page to its sources. Raises ValueError for a file with other columns or an unknown page."""
    found: dict[str, list[Source]] = defaultdict(list)
    with _SOURCES.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        if list(reader.fieldnames or ()) != _COLUMNS:
            raise ValueError(f"{_SOURCES.name}: columns are {reader.fieldnames}")
        for row in reader:
            if row["page"] not in PAGES:
                raise ValueError(f"{_SOURCES.name}: there is no page {row['page']}")
            read_on = date.fromisoformat(row["read_on"])
            found[row["page"]].append(Source(row["title"], row["published_on"], read_on, row["href"]))
    return dict(found)


@router.get("", dependencies=_READ)
def list_pages(request: Request, actor: CurrentActor) -> HTMLResponse:
    return page(request, "public/information/list.html", pages=PAGES)


@router.get("/{slug}", dependencies=_READ)
def read(request: Request, session: DbSession, actor: CurrentActor, slug: str) -> HTMLResponse:
    if slug not in PAGES:
        raise NotFound()
    told = _told(session, slug)
    return page(
        request,
        f"public/information/{slug}.html",
        title=PAGES[slug][0],
        schemes=told,
        sources=sources().get(slug, []),
        law_checked=min((scheme.verified_from for scheme, _facts in told), default=None),
    )


def _told(session: Session, slug: str) -> list[tuple[Scheme, list[WorkerFact]]]:
    """The facts of each scheme that this page tells, in the order of the page."""
    wanted = _FACTS.get(slug, ())
    law = in_force(session)
    schemes = [scheme for name in MODELLED_SCHEMES if (scheme := law.scheme(name)) is not None]
    if slug == "en-guatemala":
        schemes = [scheme for scheme in schemes if scheme.country == "GT"]
    told = []
    for scheme in schemes if wanted else []:
        by_id = {fact.id: fact for fact in scheme.worker_facts}
        facts = [by_id[name] for name in wanted if name in by_id]
        if facts:
            told.append((scheme, facts))
    return told
