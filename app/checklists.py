"""The four screens of a checklist, the same for every audience: the list, one step, tick it, take the tick back.

An audience gives its own way to the record and its own frame; what may be ticked is said by registry.timelines.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app import i18n
from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, FormModel, Reason, carry_out
from app.guards import allow
from app.pages import page, redirect
from app.words import timelines as due_words
from registry.access import Actor, Permission, may
from registry.placements.models import Referral
from registry.schemes.timeline import DueState, by_urgency
from registry.timelines import queries, service
from registry.timelines.queries import Checklist, Line
from registry.vacancies import queries as vacancies
from registry.vacancies.models import Vacancy


class Tick(FormModel):
    done_on: date


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a checklist lives. path: its address with {id}; back: the page it belongs to, with {id}, {vacancy} or
    {person}; then its two templates."""

    path: str
    back: str
    list_page: str = "checklists/list.html"
    step_page: str = "checklists/step.html"


Found = tuple[Vacancy, Referral | None]
Find = Callable[[Session, Actor, str], Found]


def find_vacancy(session: Session, actor: Actor, public_id: str) -> Found:
    return vacancies.load(session, actor, public_id), None


def find_placement(session: Session, actor: Actor, public_id: str) -> Found:
    referral = queries.load_placement(session, actor, public_id)
    return referral.vacancy, referral


def screens(prefix: str, frame: Frame, find: Find) -> APIRouter:
    """The routes of one audience's checklists, under an address that ends in the record's {public_id}."""
    router = APIRouter(prefix=prefix)

    @router.get("", dependencies=[allow(Permission.STEP_READ)])
    def read_checklist(request: Request, session: DbSession, actor: CurrentActor, public_id: str) -> Response:
        return _list(request, session, actor, frame, public_id, find(session, actor, public_id))

    @router.get("/{step}", dependencies=[allow(Permission.STEP_READ)])
    def read_step(
        request: Request, session: DbSession, actor: CurrentActor, public_id: str, step: str
    ) -> Response:
        found = find(session, actor, public_id)
        return _step(request, session, actor, frame, public_id, found, step, None)

    @router.post("/{step}/tick", dependencies=[allow(Permission.STEP_TICK)])
    def tick(
        request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str, step: str
    ) -> Response:
        vacancy, referral = find(session, actor, public_id)

        def act(sent: Tick) -> None:
            service.tick(session, actor, vacancy, step, done_on=sent.done_on, referral=referral)

        bound = carry_out(session, Tick, form, act)
        if bound.has_errors:
            return _step(request, session, actor, frame, public_id, (vacancy, referral), step, bound)
        return redirect(request, session, frame.path.format(id=public_id))

    @router.post("/{step}/take-back", dependencies=[allow(Permission.STEP_TAKE_BACK)])
    def take_back(
        request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str, step: str
    ) -> Response:
        vacancy, referral = find(session, actor, public_id)

        def act(sent: Reason) -> None:
            service.take_back(session, actor, vacancy, step, reason=sent.reason, referral=referral)

        bound = carry_out(session, Reason, form, act)
        if bound.has_errors:
            return _step(request, session, actor, frame, public_id, (vacancy, referral), step, bound)
        return redirect(request, session, frame.path.format(id=public_id))

    return router


def _checklist(session: Session, actor: Actor, found: Found) -> Checklist:
    vacancy, referral = found
    if referral is None:
        return queries.of_vacancy(session, actor, vacancy)
    return queries.of_placement(session, actor, referral)


def _list(
    request: Request, session: Session, actor: Actor, frame: Frame, public_id: str, found: Found
) -> Response:
    checklist = _checklist(session, actor, found)
    base = frame.path.format(id=public_id)
    return page(
        request,
        frame.list_page,
        vacancy=checklist.vacancy,
        place=_place(session, checklist),
        items=rows(checklist, base),
        back=_back(session, frame, public_id, checklist),
    )


def _place(session: Session, checklist: Checklist) -> int | None:
    return queries.place_of(session, checklist.referral) if checklist.referral else None


def _back(session: Session, frame: Frame, public_id: str, checklist: Checklist) -> str:
    person = ""
    if checklist.referral is not None and "{person}" in frame.back:
        person = queries.person_of(session, checklist.referral)
    return frame.back.format(id=public_id, vacancy=checklist.vacancy.public_id, person=person)


_NEXT = 3


def next_rows(session: Session, actor: Actor, vacancy: Vacancy, base: str) -> list[dict[str, Any]]:
    """The few steps of a vacancy to look at first, for its own page; none once it is given up."""
    if vacancy.state not in queries.FOLLOWED or not may(actor, Permission.STEP_READ, vacancy):
        return []
    found = rows(queries.of_vacancy(session, actor, vacancy), base)
    return [row for row in found if row["state"] not in ("done", "over", "if")][:_NEXT]


def rows(checklist: Checklist, base: str) -> list[dict[str, Any]]:
    """The steps in words, the most urgent first; a person's in the order of the law, after what is overdue.

    `base`: the address of the checklist.
    """
    lines = {line.due.id: line for line in checklist.lines}
    steps = [line.due for line in checklist.lines]
    if checklist.referral is None:
        steps = by_urgency(steps)
    else:
        steps.sort(key=lambda due: due.state != DueState.OVERDUE)
    return [_row(lines[due.id], checklist, f"{base}/{due.id}") for due in steps]


def _row(line: Line, checklist: Checklist, href: str) -> dict[str, Any]:
    due, language = line.due, i18n.language()
    state = due_words.state_of(due)
    own = {other.due.id for other in checklist.lines}
    texts = {step: text[language] for step, text in checklist.texts.items()}
    is_idle = due.only_if is not None and due.state == DueState.UNKNOWN
    return {
        "id": due.id,
        "text": due_words.text(due),
        "who": due.who,
        "when": due_words.when(due),
        "state": state,
        "colour": due_words.colour(state),
        "missing": [] if is_idle else due_words.missing_dates(due),
        "waits_for": [] if is_idle else due_words.waits_for(due, texts),
        # A step of the vacancy holds up a person's: it is the employer's business, and said so.
        "waits_elsewhere": any(name in texts and name not in own for name in due.missing),
        "only_if": due.only_if[language] if due.only_if else None,
        "is_rest_day": due.is_rest_day and state in ("now", "later"),
        "is_doubtful": due.confidence == "unverified" and state not in ("done", "over"),
        "href": href,
        "may_tick": line.may_tick,
    }


def _step(
    request: Request,
    session: Session,
    actor: Actor,
    frame: Frame,
    public_id: str,
    found: Found,
    step: str,
    bound: Bound[Any] | None,
) -> Response:
    checklist = _checklist(session, actor, found)
    line = checklist.line(step)
    base = frame.path.format(id=public_id)
    return page(
        request,
        frame.step_page,
        bound=bound,
        vacancy=checklist.vacancy,
        place=_place(session, checklist),
        item=_row(line, checklist, f"{base}/{step}"),
        reference=line.due.reference,
        reference_is_doubtful=line.due.confidence == "unverified",
        tick=line.tick,
        may_take_back=line.may_take_back,
        back=base,
    )


def pressing_rows(
    session: Session, actor: Actor, address: Callable[[queries.Pressing], str]
) -> list[dict[str, Any]]:
    """What is overdue or due within a week, for the first page of staff and employers."""
    return [
        {
            "text": due_words.text(one.due),
            "who": one.due.who,
            "when": due_words.when(one.due),
            "state": due_words.state_of(one.due),
            "colour": due_words.colour(due_words.state_of(one.due)),
            "vacancy": one.vacancy,
            "people": one.people,
            "href": address(one),
        }
        for one in queries.pressing(session, actor)
    ]
