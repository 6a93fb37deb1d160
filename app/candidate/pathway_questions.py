"""The few questions behind the pathway answer: passport, stays in H-2 status, seasons in Spain, papers after a match.

One a page, each saved at once, none needed. The same pages serve the person (/mi/caminos) and the counsellor who has
opened who they are (/centro/personas/ID/caminos); they are included twice, each time with its audience.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app import words
from app.candidate.pathways import stay_said
from app.candidate.questions.question import explain_missing
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, FormModel, attempt, bind
from app.guards import allow
from app.i18n import N_
from app.pages import page, redirect
from registry.access import Permission, Role
from registry.candidates import identity
from registry.candidates import queries as candidates
from registry.candidates.models import Candidate
from registry.errors import Invalid, NotFound
from registry.pathways import queries, service
from registry.schemes.person import PAPERS, Season, Stay

router = APIRouter(dependencies=[allow(Permission.PATHWAY_TELL)])
# The address of a part, and how the record calls it.
PARTS = {"h2": "h2", "espana": "spain"}
YesNo = Literal["yes", "no"]
_MISSING = {
    "has": N_("Elija sí o no."),
    "until": N_("Ponga hasta cuándo vale su pasaporte."),
    "arrived": N_("Ponga la fecha en que llegó."),
}


class Passport(FormModel):
    has: YesNo
    until: date | None = None


class StayForm(FormModel):
    arrived: date
    left: date | None = None
    is_there: Literal["1"] | None = None
    returned: YesNo | None = None
    appeared: YesNo | None = None
    finished: YesNo | None = None


class Papers(FormModel):
    papers: list[str] = []
    biometrics_on: date | None = None
    exam_on: date | None = None
    promise_until: date | None = None


@dataclass(frozen=True, slots=True)
class Book:
    """Whose answers these are, and the address they lie under."""

    candidate: Candidate
    base: str


def current_book(request: Request, session: DbSession, actor: CurrentActor) -> Book:
    """The person's own; at a centre somebody whose identity was opened with a reason. Raises NotFound."""
    if actor.role is Role.CANDIDATE:
        return Book(candidates.own(session, actor), "/mi/caminos")
    public_id = request.path_params["public_id"]
    candidate = candidates.load(session, actor, public_id)
    if not identity.may_read_identity(session, actor, candidate):
        raise NotFound()
    return Book(candidate, f"/centro/personas/{public_id}/caminos")


CurrentBook = Annotated[Book, Depends(current_book)]


def _page(request: Request, book: Book, name: str, bound: Bound[Any] | None, **context: Any) -> Response:
    frame: dict[str, Any] = {
        "base": book.base,
        "back": book.base,
        "nav": [],
        "step": None,
        "step_label": "",
        "echo": None,
    }
    return page(request, f"candidate/pathways/{name}.html", bound=bound, **(frame | context))


# ------------------------------------------------------------------ passport


@router.get("/pasaporte")
def ask_passport(request: Request, session: DbSession, book: CurrentBook) -> Response:
    told = queries.told_by(session, book.candidate)
    values: dict[str, Any] = {}
    if told.has_passport is not None:
        values["has"] = "yes" if told.has_passport else "no"
    return _page(request, book, "passport", Bound(values | _boxes("until", told.passport_until)))


@router.post("/pasaporte")
def tell_passport(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, book: CurrentBook
) -> Response:
    bound = bind(Passport, form)
    explain_missing(bound, _MISSING)
    if bound.data is not None:
        sent = bound.data
        with attempt(session, bound):
            service.tell_passport(
                session, actor, book.candidate, has_passport=sent.has == "yes", until=sent.until
            )
    if bound.has_errors:
        return _page(request, book, "passport", bound)
    return redirect(request, session, book.base)


# ------------------------------------------------------------------ papers, after a match


@router.get("/papeles")
def ask_papers(request: Request, session: DbSession, book: CurrentBook) -> Response:
    told = queries.told_by(session, book.candidate)
    values: dict[str, Any] = {"papers": list(told.papers or ())}
    values |= _boxes("biometrics_on", told.biometrics_on) | _boxes("exam_on", told.exam_on)
    values |= _boxes("promise_until", told.spain_promise_until)
    return _papers(request, session, book, Bound(values))


@router.post("/papeles")
def tell_papers(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, book: CurrentBook
) -> Response:
    bound = bind(Papers, form)
    if bound.data is not None:
        sent = bound.data
        with attempt(session, bound):
            service.tell_papers(
                session,
                actor,
                book.candidate,
                papers=sent.papers,
                biometrics_on=sent.biometrics_on,
                exam_on=sent.exam_on,
                spain_promise_until=sent.promise_until,
            )
    if bound.has_errors:
        return _papers(request, session, book, bound)
    return redirect(request, session, book.base)


def _papers(request: Request, session: DbSession, book: Book, bound: Bound[Any]) -> Response:
    matched = queries.matched(session, book.candidate)
    return _page(
        request,
        book,
        "papers",
        bound,
        for_spain="ES_GECCO" in matched,
        for_canada=bool({"CA_AG", "CA_LOW"} & matched.keys()),
        papers=words.choices("paper", PAPERS),
    )


# ------------------------------------------------------------------ stays in H-2 status, seasons in Spain


def _part(slug: str) -> str:
    if slug not in PARTS:
        raise NotFound()
    return PARTS[slug]


@router.get("/{part}")
def ask_stays(request: Request, session: DbSession, book: CurrentBook, part: str) -> Response:
    told = queries.told_by(session, book.candidate)
    stays = told.h2_stays if _part(part) == "h2" else told.spain_seasons
    known = None if stays is None else [stay_said(one) for one in stays]
    return _page(request, book, "stays", None, part=part, stays=known)


@router.post("/{part}/never")
def tell_never(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, book: CurrentBook, part: str
) -> Response:
    service.tell_never(session, actor, book.candidate, _part(part))
    return redirect(request, session, book.base)


@router.get("/{part}/nueva")
def ask_stay(request: Request, session: DbSession, book: CurrentBook, part: str) -> Response:
    _part(part)
    return _page(request, book, "stay", Bound(), part=part, back=f"{book.base}/{part}")


@router.post("/{part}/nueva")
def add_stay(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, book: CurrentBook, part: str
) -> Response:
    kind = _part(part)
    bound = bind(StayForm, form)
    explain_missing(bound, _MISSING)
    if bound.data is not None:
        with attempt(session, bound):
            service.add_stay(session, actor, book.candidate, _stay(kind, bound.data))
    if bound.has_errors:
        return _page(request, book, "stay", bound, part=part, back=f"{book.base}/{part}")
    return redirect(request, session, f"{book.base}/{part}")


@router.post("/{part}/{number}/remove")
def remove_stay(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    form: SentForm,
    book: CurrentBook,
    part: str,
    number: str,
) -> Response:
    kind = _part(part)
    if not number.isdecimal():
        raise NotFound()
    service.remove_stay(session, actor, book.candidate, kind, int(number[:4]))
    return redirect(request, session, f"{book.base}/{part}")


def _stay(kind: str, sent: StayForm) -> Stay:
    """Raises Invalid when neither a last day nor "still there" was given."""
    if sent.left is None and sent.is_there is None:
        raise Invalid("stay_left_missing", field="left")
    left = None if sent.is_there else sent.left
    if kind == "h2":
        return Stay(arrived=sent.arrived, left=left)
    return Season(
        arrived=sent.arrived,
        left=left,
        returned_on_time=_truth(sent.returned),
        appeared=_truth(sent.appeared),
        finished=_truth(sent.finished),
    )


def _truth(said: YesNo | None) -> bool | None:
    return None if said is None else said == "yes"


def _boxes(name: str, day: date | None) -> dict[str, Any]:
    return (
        {} if day is None else {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}
    )
