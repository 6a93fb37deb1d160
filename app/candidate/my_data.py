"""/mi/mi-archivo, /mi/borrar, /mi/seguridad - what is held on a person, its end, and who must not find it."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import StringConstraints
from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.responses import Response

from app import words
from app.candidate.appointments import own_fairs, visits
from app.candidate.notebook import answers_held
from app.candidate.questions import SECTIONS
from app.candidate.questions.question import explain_missing
from app.candidate.registration import said
from app.deps import CurrentActor, DbSession, SentForm, computes, writing
from app.forms import Bound, FormModel, attempt, bind
from app.guards import allow
from app.i18n import N_
from app.pages import page, redirect
from app.security import clear_session_cookie
from registry.access import Actor, Permission
from registry.candidates import identity, queries, safety
from registry.candidates.code import grouped, read_code
from registry.candidates.models import Candidate
from registry.clock import now, today
from registry.holdings import dossier, erasing
from registry.placements import queries as placements
from registry.shortlists import queries as shortlists

router = APIRouter(prefix="/mi")
_READ = [allow(Permission.CANDIDATE_READ)]
_CORRECT = [allow(Permission.CANDIDATE_CORRECT)]
_LEAVE = [allow(Permission.CANDIDATE_WITHDRAW)]


class TypedCode(FormModel):
    code: Annotated[str, StringConstraints(max_length=60)]


class SafetyAnswers(FormModel):
    """`word`: a new secret word; `change` says what becomes of the one before."""

    quiet: Literal["yes", "no"]
    contact: str | None = None
    change: Literal["keep", "new", "forget"] = "keep"
    word: Annotated[str, StringConstraints(max_length=60)] | None = None


@router.get("/mi-archivo", dependencies=_READ)
def own_file(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    """All that is held, in words, to read and to print."""
    return file_page(request, session, actor, queries.own(session, actor))


def file_page(request: Request, session: Session, actor: Actor, candidate: Candidate) -> Response:
    """The file in words. Staff hand it over at a counter: that is in the log before anything is read.

    Raises NotAllowed.
    """
    is_own = candidate.is_own(actor)
    counts = _counts(session, actor, candidate)
    # Where somebody is not safe is told to nobody but the person.
    sections = said(answers_held(candidate), "/mi/datos" if is_own else "", without={"permissions"})
    return page(
        request,
        "candidate/own/file.html",
        is_own=is_own,
        made_at=now(),
        code=grouped(candidate.code),
        sections=sections if is_own else _for_staff(sections),
        candidate=candidate,
        **lists_of(session, candidate),
        readings=identity.readings(session, candidate),
        counts=counts,
        at_a_centre=[words.word(name, "holding") for name in dossier.AT_A_CENTRE],
    )


@router.get("/mi-archivo.json", dependencies=_READ)
def own_file_json(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    """The same and everything else, for a program or another office."""
    held = dossier.file_of(session, actor, queries.own(session, actor))
    return Response(
        json.dumps(held, ensure_ascii=False, indent=1),
        media_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="mi-archivo-{today()}.json"'},
    )


def _for_staff(sections: list[tuple[str, list[dict[str, Any]]]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Without the places to avoid, and without links to change an answer."""
    return [
        (
            title,
            [
                {"key": row["key"], "value": row["value"]}
                for row in rows
                if not row["href"].startswith("/evitar?")
            ],
        )
        for title, rows in sections
    ]


def lists_of(session: Session, candidate: Candidate) -> dict[str, Any]:
    """For candidate/own/_held.html: permissions, offers, lists, visits and fairs, as the person reads them.

    Whoever asks has the right to, and has it in the log.
    """
    holder = candidate.actor()
    return {
        "consents": candidate.consents,
        "offers": placements.visible_to(session, holder),
        "lists": shortlists.standing_of(session, candidate),
        "visits": [visit for some in visits(session, holder) for visit in some],
        "fairs": [fair for some in own_fairs(session, holder) for fair in some],
    }


def answers_of(candidate: Candidate, sections: Collection[str]) -> list[dict[str, Any]]:
    """The answers of some sections (keys of questions.SECTIONS) in words, for a sheet: without links to change one."""
    told = said(answers_held(candidate), "", without=SECTIONS.keys() - set(sections))
    return [{"key": row["key"], "value": row["value"]} for _title, rows in told for row in rows]


def _counts(session: Session, actor: Actor, candidate: Candidate) -> list[tuple[str, int]]:
    """What else is in the file, by kind: (words, how many)."""
    file = dossier.file_of(session, actor, candidate)
    held = [*file["tables"].items(), *file["referral_details"].items()]
    named = [(name, rows) for name, rows in held if f"holding.{name}" in words.WORDS]
    return [(words.word(name, "holding"), len(rows)) for name, rows in named]


@router.get("/borrar", dependencies=_LEAVE)
def erase_page(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    """What deleting means, before anything is asked."""
    queries.own(session, actor)
    return page(request, "candidate/own/erase.html", days=erasing.DAYS_TO_COME_BACK)


@router.get("/borrar/seguro", dependencies=_LEAVE)
def erase_sure(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    queries.own(session, actor)
    return _sure(request, Bound())


@router.post("/borrar/seguro", dependencies=_LEAVE)
def erase(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    """Only with the code of the slip: whoever finds an open page cannot delete somebody."""
    candidate = queries.own(session, actor)
    bound = bind(TypedCode, form)
    explain_missing(bound, {"code": N_("Escriba el código de su hoja.")})
    if bound.data is not None and read_code(bound.data.code) != candidate.code:
        bound.add("code", words.text_of("erase_code_wrong"))
    if not bound.has_errors:
        with attempt(session, bound):
            erasing.ask(session, actor, candidate)
    if bound.has_errors:
        return _sure(request, bound)
    response = redirect(request, session, "/mi/entrar/volver?borrado=1")
    clear_session_cookie(request, response)
    return response


def _sure(request: Request, bound: Bound[TypedCode]) -> Response:
    return page(request, "candidate/own/erase_sure.html", bound=bound, days=erasing.DAYS_TO_COME_BACK)


@router.get("/seguridad", dependencies=_CORRECT)
def safety_page(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    candidate = queries.own(session, actor)
    held = safety.of(session, candidate)
    values = {
        "quiet": "yes" if held and held.is_quiet else "no",
        "contact": (held.contact if held else None) or "",
        "change": "keep",
    }
    return _safety(request, Bound(values), has_word=bool(held and held.word_hash))


@router.post("/seguridad", dependencies=_CORRECT)
@computes
def keep_safety(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    """A new secret word is hashed while nobody waits for the writer."""
    held = safety.of(session, queries.own(session, actor))
    has_word = bool(held and held.word_hash)
    bound = bind(SafetyAnswers, form)
    if bound.data is not None:
        answer = _keep_safety(request, session, actor, form, bound)
        if answer is not None:
            return answer
    bound.values.pop("word", None)
    return _safety(request, bound, has_word=has_word)


def _keep_safety(
    request: Request, session: Session, actor: Actor, form: FormData, bound: Bound[SafetyAnswers]
) -> Response | None:
    """None when it was not kept: `bound` says why."""
    sent = bound.checked
    with attempt(session, bound):
        word_hash = safety.hashed(sent.word or "") if sent.change == "new" else None
    if bound.has_errors:
        return None
    with writing(request, session, form) as keeping:
        with attempt(keeping, bound):
            safety.keep(
                keeping,
                actor,
                queries.own(keeping, actor),
                is_quiet=sent.quiet == "yes",
                contact=sent.contact,
                word_hash=word_hash,
                forgets_word=sent.change == "forget",
            )
        return None if bound.has_errors else redirect(request, keeping, "/mi")


def _safety(request: Request, bound: Bound[SafetyAnswers], *, has_word: bool) -> Response:
    return page(request, "candidate/own/safety.html", bound=bound, has_word=has_word)
