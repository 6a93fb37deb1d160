"""The page of one case: its sections by links, what comes next beside every one of them, and the declaration before it.

Each section is a function that gives its template what it needs (SECTIONS); only the one that is looked at is loaded.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import Request
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse

from app import i18n, words
from app.forms import Bound
from app.ministry import case_flags, case_standard
from app.pages import page
from app.words.agencies import colour, country_name
from registry import moves
from registry.access import Actor, Permission, may
from registry.candidates.dpi import check_dpi
from registry.errors import NotFound
from registry.organisations import papers, variation
from registry.organisations import queries as organisations
from registry.organisations.identifiers import nit_holds
from registry.organisations.models import Agency
from registry.seeds.reference import Municipality, countries, departments, languages, municipalities
from registry.standard import queries as standards
from registry.vetting import (
    asked,
    assignment,
    desk,
    exposure,
    fieldwork,
    interviews,
    links,
    notes,
    queries,
    queue,
    requirements,
    visits,
)
from registry.vetting import decide as deciding
from registry.vetting.access import why_not_keep
from registry.vetting.models import Case
from registry.vetting.states import WHOLE

# Many a day: folded away, so that the steps of the case can be seen.
_SMALL = frozenset({"answer", "accept", "note", "declare", "add_evidence", "assess"})


def address(case: Case, section: str = "", anchor: str = "") -> str:
    query = f"?ver={section}" if section else ""
    return f"/ministerio/expedientes/{case.public_id}{query}{anchor}"


def open_case(session: Session, actor: Actor, public_id: str) -> Case:
    """The case for whoever has declared, where that is asked of them. Raises NotFound."""
    case = queries.load(session, actor, public_id)
    if desk.must_declare(actor) and not desk.declared(session, case, actor.account_id):
        raise NotFound()
    return case


def show(
    request: Request,
    session: Session,
    actor: Actor,
    public_id: str,
    bound: Bound[Any] | None = None,
    section: str = "",
) -> HTMLResponse:
    """The page; before it, to whoever has not declared, the questions about themselves and this agency."""
    case = queries.load(session, actor, public_id)
    agency = organisations.load_agency(session, actor, case.agency.public_id)
    if desk.must_declare(actor) and not desk.declared(session, case, actor.account_id):
        return declaration_page(request, session, actor, case, agency, bound)
    chosen = section if section in SECTIONS else next(iter(SECTIONS))
    return page(
        request,
        "ministry/cases/read.html",
        bound=bound,
        case=case,
        opened_because=words.why(case.why or ""),
        agency=agency,
        section=chosen,
        part=f"ministry/cases/sections/{'_' + chosen}.html",
        tabs=_tabs(session, actor, case, chosen),
        progress=_progress(session, actor, case),
        pace=queue.pace(case),
        officer=queries.officer_name(session, case),
        colour=colour,
        **_next(session, actor, case),
        **SECTIONS[chosen](session, actor, case, agency),
    )


def declaration_page(
    request: Request,
    session: Session,
    actor: Actor,
    case: Case,
    agency: Agency,
    bound: Bound[Any] | None,
) -> HTMLResponse:
    """Questions, or why this person is kept away."""
    account_id = actor.account_id or 0
    made = desk.declaration(session, case, account_id)
    found = desk.links(session, case, account_id)
    said = made.answers if made is not None and links.counts(session, case, made) else {}
    linked = [topic for topic in desk.TOPICS if topic in found or said.get(topic)]
    return page(
        request,
        "ministry/cases/declare.html",
        bound=bound,
        case=case,
        agency=agency,
        topics=desk.TOPICS,
        linked=linked if made is not None else [],
        made=made,
        has_own=desk.own(session, account_id) is not None,
        answers=[("no", words.word("no", "answer")), ("yes", words.word("yes", "answer"))],
    )


# ---------------------------------------------------------------- what is the same on every section


def _tabs(session: Session, actor: Actor, case: Case, chosen: str) -> list[dict[str, Any]]:
    return [
        {"label": words.word(name, "case.section"), "href": address(case, name), "current": name == chosen}
        for name in SECTIONS
    ]


def _progress(session: Session, actor: Actor, case: Case) -> list[dict[str, Any]]:
    """What is done and what is left, each with the section where it is done."""
    to_review = len(requirements.not_reviewed(session, case))
    rows = [("answers", to_review == 0, to_review, "expediente")]
    rows += case_flags.progress(session, case)
    rows += case_standard.progress(session, case)
    if case.kind in WHOLE:
        lacking = fieldwork.missing(session, case)
        rows.append(("visit", "visit" not in lacking, 0, "campo"))
        left = fieldwork.interviews_left(session, case)
        rows.append(("interviews", "interviews" not in lacking, left or 0, "campo"))
    return [
        {
            "label": words.word(code, "case.progress"),
            "is_done": is_done,
            "left": left,
            "href": address(case, section),
        }
        for code, is_done, left, section in rows
    ]


def _next(session: Session, actor: Actor, case: Case) -> dict[str, Any]:
    """What can be done with the case now."""
    return {
        "verbs": moves.available(session, actor, case),
        "is_judging": case.state == "desk_review" and case.officer_id == actor.account_id,
        "not_reviewed": len(requirements.not_reviewed(session, case)),
        "not_accepted": len(requirements.not_accepted(session, case)),
        "outcomes": words.choices("case.outcome", deciding.outcomes_of(case)),
        "conditions_set": deciding.conditions_of(session, case),
        "recommended_reason": queries.last_reason(session, case, "recommend"),
        "decision_notes": [one for one in notes.notes_of(session, actor, case) if one.audience == "decision"],
        "may_gather": case.state == "field_review" and why_not_keep(session, actor, case) is None,
        "may_assign": may(actor, Permission.CASE_ASSIGN, case) and case.state in queries.OPEN,
        "linked_people": _linked(session, actor, case),
        "loads": _loads(session, case) if may(actor, Permission.CASE_ASSIGN, case) else [],
    }


def _linked(session: Session, actor: Actor, case: Case) -> list[links.Link]:
    """Whose declared link with the agency this person may set aside."""
    if not may(actor, Permission.CASE_ASSIGN, case):
        return []
    return [one for one in links.of_agency(session, case.agency_id) if one.account.id != actor.account_id]


def _loads(session: Session, case: Case) -> list[dict[str, Any]]:
    """Officers with what they hold, and why one of them cannot hold this case."""
    return [
        {
            "load": one,
            "obstacle": assignment.obstacle(session, case, one.account.id),
            "holds": one.account.id == case.officer_id,
        }
        for one in assignment.workload(session)
    ]


# ---------------------------------------------------------------- the sections


def _file(session: Session, actor: Actor, case: Case, agency: Agency) -> dict[str, Any]:
    place = municipalities().get(agency.municipality or "")
    return {
        "place": place.name if place else None,
        "corridors": [country_name(code) for code in agency.corridors],
        "nit_is_odd": bool(agency.nit) and not nit_holds(agency.nit or ""),
        "odd_dpi": {one.id for one in agency.parties if one.dpi and check_dpi(one.dpi).outcome != "ok"},
        "asked": requirements.of_case(session, case),
        "answers": {answer.requirement: answer for answer in case.answers},
        "alike": organisations.alike(session, agency),
        "standard": standards.of_case(session, case),
        "changes": _changes(session, case, agency),
    }


def _changes(session: Session, case: Case, agency: Agency) -> list[tuple[str, str, str | None]]:
    """What this case changes about the agency, in words: what, the new one, and what stands today."""
    parties, offices = variation.of_case(session, case)
    rows: list[tuple[str, str, str | None]] = [
        (words.word(one.role, "party.role"), one.name, _in_that_role(agency, one.role)) for one in parties
    ]
    for one in offices:
        code, _blank, address = one.value.partition(" ")
        rows.append((words.word("address", "contact.kind"), f"{address}, {place_name(code)}", agency.address))
    return rows


def _in_that_role(agency: Agency, role: str) -> str | None:
    return ", ".join(one.name for one in agency.parties if one.role == role and one.is_current) or None


def _notes(session: Session, actor: Actor, case: Case, agency: Agency) -> dict[str, Any]:
    return {
        "notes": notes.notes_of(session, actor, case),
        "thread": notes.thread(session, actor, case),
        "may_note": may(actor, Permission.CASE_NOTE, case),
        "may_write": notes.may_write(session, actor, case),
        "audiences": words.choices("note.audience", notes.AUDIENCES),
        "most_files": notes.MOST_FILES,
    }


def _fieldwork(session: Session, actor: Actor, case: Case, agency: Agency) -> dict[str, Any]:
    may_read = interviews.may_read(session, actor, case)
    heard = interviews.of_case(session, actor, case) if may_read else []
    return {
        "may_read": may_read,
        "why_not_keep": why_not_keep(session, actor, case),
        "sample": fieldwork.sample_of(session, case),
        "people": interviews.people_to_hear(session, actor, case),
        "heard": heard,
        "heard_count": fieldwork.interview_count(session, case),
        "questions": asked.newest().interview,
        "against": interviews.against_by_question(heard),
        "language_names": {code: one.es for code, one in languages().items()},
        "place_name": place_name,
        "visits": visits.of_case(session, actor, case) if may_read else [],
        "looked_at": asked.newest().visit,
        "gaps": fieldwork.gaps(session, case),
        "missing_work": fieldwork.missing(session, case),
        "places": visits.places(session, case),
        "whys": words.choices("gap.why", fieldwork.WHYS),
        "can_identify": may(actor, Permission.CANDIDATE_IDENTIFY),
    }


def place_name(code: str) -> str:
    """A municipality with its department, or a country."""
    found = municipalities().get(code)
    if found is not None:
        return f"{found.name}, {department_name(found)}"
    if code in departments():
        return departments()[code].name
    return country_name(code) if code in countries() else code


def department_name(municipality: Municipality) -> str:
    return departments()[municipality.department].name


def _bond(session: Session, actor: Actor, case: Case, agency: Agency) -> dict[str, Any]:
    return {
        "exposure": exposure.of_agency(session, agency),
        "parameters": exposure.parameters(),
        "papers_to_check": papers.to_check(agency) if may(actor, Permission.CASE_REVIEW, agency) else [],
        "country_name": country_name,
    }


def _history(session: Session, actor: Actor, case: Case, agency: Agency) -> dict[str, Any]:
    items = requirements.of_case(session, case)
    history = queries.history(session, actor, case)
    return {
        "lines": [_line(one, items) for one in history if one.verb not in _SMALL],
        "all_lines": [_line(one, items) for one in history],
        "spells": assignment.history(session, case),
        "earlier": [one for one in queries.of_agency(session, actor, agency) if one.id != case.id],
    }


def _line(one: queries.Happened, items: tuple[requirements.Requirement, ...]) -> dict[str, str]:
    about = next((item.title[i18n.language()] for item in items if item.code == one.about), "")
    title = words.word(one.verb, "case.happened")
    return {
        "at": i18n.format_moment(one.at),
        "title": f"{title}: {about}" if about else title,
        "by": one.by or words.word(one.role, "role"),
        "text": one.reason or "",
    }


Section = Callable[[Session, Actor, Case, Agency], dict[str, Any]]
SECTIONS: dict[str, Section] = {
    "expediente": _file,
    "banderas": case_flags.section,
    "norma": case_standard.section,
    "campo": _fieldwork,
    "notas": _notes,
    "fianza": _bond,
    "historia": _history,
}
