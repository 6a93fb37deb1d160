"""/centro/personas/nueva and the page after it: type, look for the same person, confirm what was understood, save.

What was typed is kept in a draft before anything is asked, so that Back, a break or a second look lose nothing.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from pydantic import create_model
from sqlalchemy.orm import Session
from starlette.responses import Response

from app import compared
from app.candidate.questions import abilities
from app.candidate.questions.question import explain_missing
from app.candidate.questions.wishes import ANY
from app.candidate.registration import said
from app.candidate.work_pages import length, occupation_name
from app.centre import forms
from app.centre.people import masked_name, of_a_person, open_person
from app.collisions import SEEN, collide
from app.deps import CurrentActor, DbSession, SentForm, computes, database_of, settings_of
from app.forms import Bound, FormModel, attempt, bind
from app.guards import allow
from app.pages import fragment, page, redirect
from app.security import TYPING, is_used_up
from registry.access import Actor, Permission
from registry.batches import queries as batches
from registry.batches import service as piles
from registry.candidates import drafts, identity, service
from registry.candidates.code import grouped
from registry.candidates.drafts import Answers
from registry.candidates.kinds import offers_for, skills_offered
from registry.candidates.models import Candidate
from registry.candidates.registration import KnownSkill, Registration, check, check_person
from registry.errors import Invalid
from registry.pairs import service as pairs
from registry.same_person import finding

router = APIRouter(prefix="/centro")
# Enough for a fair with many relatives, too few to try out somebody's date of birth.
_LOOKS = "120/hour"
_NO_DOUBLES: dict[str, Any] = {"doubles": [], "has_looked_often": False}


@router.get("/personas/nueva", dependencies=[allow(Permission.CANDIDATE_REGISTER)])
def new_person(
    request: Request,
    session: DbSession,
    actor: CurrentActor,
    borrador: str = "",
    lote: str = "",
    guardada: str = "",
) -> Response:
    """`lote`: the paper pile to go on with; `guardada`: who was registered from the sheet before."""
    draft = drafts.find(session, borrador) if borrador else None
    bound: Bound[Any] = Bound({"months": ANY})
    if draft is not None and draft.candidate_id is None:
        bound = Bound(drafts.answers_of(draft).typed)
    elif lote:
        batch = batches.load(session, actor, lote)
        bound = Bound({"months": ANY, "how": "paper", "confirmed_on": "paper", "batch": batch.public_id})
    saved = open_person(session, actor, guardada) if guardada else None
    return _form(request, session, actor, bound, None, saved=saved)


@router.post("/personas/nueva", dependencies=[allow(Permission.CANDIDATE_REGISTER)])
def type_person(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    rows = forms.rows_in(form)
    bound = bind(forms.form_of(rows, with_consents=True), form)
    explain_missing(bound, forms.MISSING)
    if bound.data is not None:
        with attempt(session, bound):
            answers = forms.answers_from(bound.data, rows)
            check(answers.facts)
            answers.typed = bound.values
            _draft, token = drafts.start(session, answers)
            return redirect(request, session, f"/centro/registros/{token}")
    return _form(request, session, actor, bound, None)


@router.post("/personas/oficios", dependencies=[allow(Permission.CANDIDATE_REGISTER), TYPING])
@computes
def near_occupations(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, n: int = 1
) -> Response:
    """The occupations near to the words being typed in row n. Nothing is saved; the next page asks all of them."""
    said = str(form.get(f"work_{n}_words", ""))[:500]
    sex = str(form.get("sex", "")) or None
    offers = [(code, occupation_name(code, sex)) for code in offers_for(said)] if said.strip() else []
    chosen = str(form.get(f"occupation_{n}", ""))
    bound: Bound[Any] = Bound({f"occupation_{n}": chosen if chosen in dict(offers) else ""})
    return fragment(request, "centre/person/_offers.html", "offers", bound=bound, offers=offers, n=n)


@router.post("/personas/nueva/compare", dependencies=[allow(Permission.CANDIDATE_REGISTER), TYPING])
@computes
def compare(request: Request, session: DbSession, actor: CurrentActor, form: SentForm) -> Response:
    """Who may be the person being typed, as far as they are typed. Nothing of what was typed is kept."""
    facts = forms.identity_typed(form)
    found = _doubles(request, session, actor, facts) if facts is not None else _NO_DOUBLES
    return fragment(request, "centre/person/_doubles.html", "doubles", **found)


@router.get("/personas/{public_id}/corregir", dependencies=[allow(Permission.CANDIDATE_CORRECT)])
def correct_page(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> Response:
    candidate = open_person(session, actor, public_id)
    facts = service.facts_held(candidate)
    rows = forms.rows_for(facts)
    return _form(request, session, actor, Bound(forms.values_of(facts)), candidate, rows=rows)


@router.post("/personas/{public_id}/corregir", dependencies=[allow(Permission.CANDIDATE_CORRECT)])
def type_correction(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str
) -> Response:
    candidate = open_person(session, actor, public_id)
    rows = forms.rows_in(form)
    bound = bind(forms.form_of(rows, with_consents=False), form)
    explain_missing(bound, forms.MISSING)
    collide(bound, forms.values_of(service.facts_held(candidate)))
    if bound.data is not None:
        with attempt(session, bound):
            answers = forms.answers_from(bound.data, rows, service.facts_held(candidate))
            check_person(answers.facts)
            answers.typed, answers.of_candidate = bound.values | {SEEN: bound.seen}, candidate.public_id
            _draft, token = drafts.start(session, answers)
            return redirect(request, session, f"/centro/registros/{token}")
    return _form(request, session, actor, bound, candidate, rows=rows)


@router.get("/registros/{token}", dependencies=[allow(Permission.CANDIDATE_REGISTER)])
def review(request: Request, session: DbSession, actor: CurrentActor, token: str) -> Response:
    answers = drafts.answers_of(drafts.open_draft(session, token))
    return _review(request, session, actor, token, answers, None)


@router.post("/registros/{token}/register", dependencies=[allow(Permission.CANDIDATE_REGISTER)])
def register(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, token: str
) -> Response:
    draft = drafts.open_draft(session, token)
    answers = drafts.answers_of(draft)
    bound = bind(_understood_form(answers), form)
    if bound.data is not None and answers.of_candidate is None:
        with attempt(session, bound):
            _apply(session, answers, bound.data)
            candidate, _code = service.register(
                session,
                actor,
                answers.facts,
                confirmed_on=str(answers.typed.get("confirmed_on", "screen")),
                is_fictitious=settings_of(request).is_demo,
            )
            drafts.finish(session, draft, candidate)
            next_page = _deal_with_sheet(session, actor, answers, candidate)
            return redirect(request, session, next_page)
    return _review(request, session, actor, token, answers, bound)


@router.post("/registros/{token}/correct", dependencies=[allow(Permission.CANDIDATE_CORRECT)])
def correct(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, token: str
) -> Response:
    draft = drafts.open_draft(session, token)
    answers = drafts.answers_of(draft)
    candidate = open_person(session, actor, answers.of_candidate or "")
    before: Bound[Any] = Bound(answers.typed)
    before.seen = str(answers.typed.get(SEEN, ""))
    if collide(before, forms.values_of(service.facts_held(candidate))):
        return _form(request, session, actor, before, candidate)
    bound = bind(_understood_form(answers), form)
    if bound.data is not None:
        with attempt(session, bound):
            _apply(session, answers, bound.data)
            service.correct(session, actor, candidate, answers.facts)
            drafts.forget(session, token)
            return redirect(request, session, f"/centro/personas/{candidate.public_id}")
    return _review(request, session, actor, token, answers, bound)


def _deal_with_sheet(session: Session, actor: Actor, answers: Answers, candidate: Candidate) -> str:
    """Count the sheet that this registration came from. Returns where to go on: the pile, or the person."""
    lot = str(answers.typed.get("batch", ""))
    if not lot:
        return f"/centro/personas/{candidate.public_id}?nueva=1"
    batch = batches.load(session, actor, lot)
    piles.type_sheet(session, actor, batch, candidate)
    if batches.pile(session, batch).left:
        return f"/centro/personas/nueva?lote={lot}&guardada={candidate.public_id}"
    return f"/centro/lotes?guardada={candidate.public_id}"


def _form(
    request: Request,
    session: Session,
    actor: Actor,
    bound: Bound[Any],
    candidate: Candidate | None,
    *,
    rows: int | None = None,
    saved: Candidate | None = None,
) -> Response:
    lot = str(bound.value("batch"))
    return page(
        request,
        "centre/person/form.html",
        bound=bound,
        stored=forms.values_of(service.facts_held(candidate)) if candidate is not None else None,
        own_address=f"/centro/personas/{candidate.public_id}/corregir" if candidate is not None else "",
        rows=rows or forms.rows_in(bound.values),
        person=candidate,
        pile=batches.pile(session, batches.load(session, actor, lot)) if lot and candidate is None else None,
        saved=saved,
        saved_code=grouped(saved.code) if saved is not None else None,
        **forms.choices(),
    )


def _understood_form(answers: Answers) -> type[FormModel]:
    """One choice of occupation per job, and the skills to keep."""
    fields: dict[str, Any] = {
        f"occupation_{n}": (str | None, None) for n in range(1, len(answers.facts.work) + 1)
    }
    return create_model("Understood", __base__=FormModel, skills=(list[str], []), **fields)


def _skills(answers: Answers) -> dict[str, KnownSkill]:
    """What to tick, by code: held before, then found in the words about skills and about work."""
    said_words = ", ".join([answers.skill_words, *(job.words for job in answers.facts.work)])
    held = [one for one in answers.facts.skills if one.skill and one.skill not in abilities.LICENCES]
    found = {one.skill: one for one in held if one.skill}
    for one in skills_offered(said_words, answers.facts.work):
        if one.skill and one.skill not in abilities.LICENCES:
            found.setdefault(one.skill, one)
    return found


def _apply(session: Session, answers: Answers, sent: Any) -> None:
    """Put the confirmed occupations and skills into the facts. Raises Invalid for a code that was not offered."""
    own_names = (answers.facts.given_names, answers.facts.surnames)
    for n, job in enumerate(answers.facts.work, start=1):
        offers = offers_for(job.words)
        chosen = getattr(sent, f"occupation_{n}")
        if chosen and chosen not in (*offers, job.occupation):
            raise Invalid("code_unknown", field=f"occupation_{n}")
        job.occupation = chosen or None
        pairs.remember(session, "occupation", job.words, offers, job.occupation, own_names)
    offered = _skills(answers)
    if not set(sent.skills) <= set(offered):
        raise Invalid("code_unknown", field="skills")
    found = skills_offered(answers.skill_words, [])
    said = [(one.words, one.skill) for one in found if one.skill and one.skill not in abilities.LICENCES]
    pairs.remember_ticks(session, said, sent.skills, own_names)
    kept = [one for one in answers.facts.skills if one.skill is None or one.skill in abilities.LICENCES]
    answers.facts.skills = [offered[code] for code in dict.fromkeys(sent.skills)] + kept


def _review(
    request: Request, session: Session, actor: Actor, token: str, answers: Answers, bound: Bound[Any] | None
) -> Response:
    facts = answers.facts
    offered = _skills(answers)
    jobs = []
    values: dict[str, Any] = {}
    for n, job in enumerate(facts.work, start=1):
        offers = offers_for(job.words)
        if job.occupation and job.occupation not in offers:
            offers.insert(0, job.occupation)
        is_none = answers.typed.get(f"occupation_{n}") == "none"
        values[f"occupation_{n}"] = job.occupation or (offers[0] if offers and not is_none else "")
        jobs.append(
            (n, job, length(job.months), [(code, occupation_name(code, facts.sex)) for code in offers])
        )
    found_in_words = skills_offered(answers.skill_words, [])
    ticked = {one.skill for one in (*facts.skills, *found_in_words) if one.skill}
    values["skills"] = [code for code in offered if code in ticked]
    # A correction shows all that is held: it opens like the person's own page, and closes with it.
    besides = open_person(session, actor, answers.of_candidate).id if answers.of_candidate else None
    return page(
        request,
        "centre/person/review.html",
        bound=bound if bound is not None and bound.has_errors else Bound(values),
        token=token,
        of_candidate=answers.of_candidate,
        sections=of_a_person(said(answers, "")),
        consents=facts.consents,
        helper=actor.name,
        person_name=f"{facts.given_names} {facts.surnames}",
        confirmed_on=None if answers.of_candidate else answers.typed.get("confirmed_on", "screen"),
        jobs=jobs,
        skills=[(code, abilities.label(code)) for code in offered],
        **_doubles(request, session, actor, facts, besides=besides),
    )


def _doubles(
    request: Request, session: Session, actor: Actor, facts: Registration, *, besides: int | None = None
) -> dict[str, Any]:
    """Who may be the same person, for the templates: masked, and of each field only whether it agrees. Each look that
    shows somebody is counted, and each person shown reads of it on their own page."""
    if is_used_up("compare", _LOOKS, actor.pseudonym, counts=False):
        return _NO_DOUBLES | {"has_looked_often": True}
    found = finding.likely(session, actor, facts, besides=besides)
    if found:
        is_used_up("compare", _LOOKS, actor.pseudonym)
        _note_compared(request, session, actor, [one.candidate for one in found])
    shown = [(one, masked_name(one.candidate), compared.agreeing(one.levels)) for one in found]
    return _NO_DOUBLES | {"doubles": shown}


def _note_compared(request: Request, session: Session, actor: Actor, people: list[Candidate]) -> None:
    """Most of what somebody sees while typing they have seen today: only a first look waits for the writer."""
    new = identity.not_noted_today(session, actor, people)
    if not new:
        return
    if session.info.get("writes"):
        identity.note_compared(session, actor, new)
        return
    with database_of(request).session(write=True) as writing:
        identity.note_compared(writing, actor, new)
        writing.commit()
