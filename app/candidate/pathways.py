"""/mi/caminos - the honest answer: which countries can consider a person, and what is missing.

`cards_of` puts the law's answers in the order a person reads them: one card a country, their wishes first. It is the
same at the end of a registration and on the centre's page. Nothing here counts or compares: every country is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app import i18n, words
from app.deps import CurrentActor, DbSession, SentForm
from app.guards import allow
from app.i18n import format_date
from app.i18n import gettext as _
from app.pages import page, redirect
from registry.access import Permission
from registry.candidates import queries as candidates
from registry.candidates.models import Candidate
from registry.law.queries import in_force
from registry.pathways import queries, sealed
from registry.schemes.law import Ruleset, Scheme
from registry.schemes.people import Pathway, PersonOutcome
from registry.schemes.person import Stay, Told
from registry.schemes.person_checks import (
    ELIGIBLE,
    INFO,
    MISSING_DOCUMENT,
    NEEDS_ADVISER,
    NOT_BEFORE,
    UNKNOWN,
)

router = APIRouter(prefix="/mi/caminos")
COUNTRIES = ("US", "CA", "ES", "GT")
# Facts about a scheme (index.yaml) that say who pays.
_PAYS = ("employer_pays", "worker_pays", "never_pays")
_WAIT = "waiting"
# The question on which an unknown can be told, by the check that asks for it.
QUESTION_OF = {
    "passport_for_spain": "pasaporte",
    "passport_for_us": "pasaporte",
    "passport_for_canada": "pasaporte",
    "h2_counter": "h2",
    "spain_months": "espana",
}


@dataclass(frozen=True, slots=True)
class Card:
    """One country (or one scheme of it, where they differ). kind: ok, stop or ask, for the drawing.

    because: why the answer is what it is. untold: (sentence, question) that the person can answer today. later: papers
    of a later stage. adviser: what only an adviser asks, and only after a match. unsure: what of it rests on law that
    nobody has confirmed yet. wait: None when nobody knows.
    """

    country: str
    works: list[tuple[str, str]]
    answer: str
    kind: str
    because: list[str]
    missing: list[str]
    untold: list[tuple[str, str | None]]
    later: list[str]
    adviser: list[str]
    good: list[str]
    unsure: list[str]
    wait: str | None
    pays: list[str]


_TOLD_AS_UNSURE = (MISSING_DOCUMENT, INFO, UNKNOWN)
_KINDS = {ELIGIBLE: "ok", MISSING_DOCUMENT: "ok", NOT_BEFORE: "stop"}


def cards_of(law: Ruleset, answers: Iterable[Pathway], wishes: Iterable[str] = ()) -> list[Card]:
    """One card per country; two where the country's schemes answer differently."""
    groups: dict[tuple[str, str, date | None], list[Pathway]] = {}
    for answer in answers:
        scheme = law.scheme(answer.scheme)
        if scheme is not None:
            groups.setdefault((scheme.country, answer.answer, answer.not_before), []).append(answer)
    wanted = list(wishes)
    order = [*(code for code in wanted if code in COUNTRIES), *(c for c in COUNTRIES if c not in wanted)]
    ordered = sorted(groups.items(), key=lambda item: order.index(item[0][0]))
    return [_card(law, country, together) for (country, _answer, _day), together in ordered]


def _card(law: Ruleset, country: str, together: list[Pathway]) -> Card:
    schemes = [scheme for one in together if (scheme := law.scheme(one.scheme)) is not None]
    first = together[0]
    return Card(
        country=country,
        works=[(one.scheme, words.word(one.scheme, "pathway.works")) for one in together],
        answer=first.answer,
        kind=_KINDS.get(first.answer, "ask"),
        because=_sentences(one for each in together for one in _because(each)),
        missing=_sentences(first.missing) if first.answer != MISSING_DOCUMENT else [],
        untold=_untold(first) if first.answer != NOT_BEFORE else [],
        later=_sentences([*first.later, *(one for one in first.of(INFO) if one.stage == "documents")]),
        adviser=_sentences(first.for_the_adviser),
        good=_sentences(one for one in first.of(INFO) if one.stage != "documents"),
        unsure=_sentences(one for one in first.outcomes if _is_unsure(one)),
        wait=_fact(schemes, (_WAIT,)),
        pays=_facts(schemes, _PAYS),
    )


def _because(answer: Pathway) -> list[PersonOutcome]:
    """What the answer rests on, and the way to an adviser beside a date. What is not told yet has a list of its own."""
    if answer.answer == UNKNOWN:
        return []
    beside = answer.of(NEEDS_ADVISER) if answer.answer == NOT_BEFORE else []
    return [*answer.because, *beside]


def _is_unsure(one: PersonOutcome) -> bool:
    """Told as unconfirmed: a paper or a note that rests on unverified law. What an adviser asks has its own words."""
    return one.confidence == "unverified" and one.stage != "match" and one.outcome in _TOLD_AS_UNSURE


def _sentences(outcomes: Iterable[PersonOutcome]) -> list[str]:
    """Each said once."""
    language = i18n.language()
    return list(dict.fromkeys(text for one in outcomes if (text := one.message[language])))


def _untold(answer: Pathway) -> list[tuple[str, str | None]]:
    language = i18n.language()
    return [(one.message[language], QUESTION_OF.get(one.check)) for one in answer.untold]


def _facts(schemes: list[Scheme], kinds: tuple[str, ...]) -> list[str]:
    language = i18n.language()
    found = (fact.text[language] for scheme in schemes for fact in scheme.worker_facts if fact.id in kinds)
    return list(dict.fromkeys(found))


def _fact(schemes: list[Scheme], kinds: tuple[str, ...]) -> str | None:
    return next(iter(_facts(schemes, kinds)), None)


def told_rows(told: Told, base: str) -> list[dict[str, object]]:
    """What the person told so far, with the way to change it."""
    return [
        {"key": _("Pasaporte"), "value": _passport_said(told), "href": f"{base}/pasaporte"},
        {"key": _("Visa H-2"), "value": _stays_said(told.h2_stays), "href": f"{base}/h2"},
        {"key": _("España"), "value": _stays_said(told.spain_seasons), "href": f"{base}/espana"},
    ]


def _passport_said(told: Told) -> str:
    if told.has_passport is None:
        return _("Sin contestar")
    if told.passport_until is None:
        return _("No tiene")
    return _("Vale hasta el %(day)s") % {"day": format_date(told.passport_until)}


def _stays_said(stays: Iterable[Stay] | None) -> str | list[str]:
    if stays is None:
        return _("Sin contestar")
    return [stay_said(one) for one in stays] or _("Nunca ha ido")


def stay_said(stay: Stay) -> str:
    if stay.left is None:
        return _("Desde el %(day)s, sigue allá") % {"day": format_date(stay.arrived)}
    return f"{format_date(stay.arrived)} – {format_date(stay.left)}"


@router.get("", dependencies=[allow(Permission.CANDIDATE_READ)])
def own(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    candidate = candidates.own(session, actor)
    told = queries.told_by(session, candidate)
    return page(
        request,
        "candidate/pathways/read.html",
        cards=own_cards(session, candidate, with_sealed=queries.SEALED_SCHEMES),
        back="/mi",
        base="/mi/caminos",
        told=told_rows(told, "/mi/caminos"),
        seals=list(queries.seals(session, candidate).values()),
        asks_for_papers=queries.asks_for_papers(session, candidate),
    )


@router.post("/{scheme_id}/forget", dependencies=[allow(Permission.SEALED_FORGET)])
def forget(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, scheme_id: str
) -> Response:
    """The person has what they told an adviser deleted."""
    sealed.forget(session, actor, candidates.own(session, actor), scheme_id)
    return redirect(request, session, "/mi/caminos")


def own_cards(session: Session, candidate: Candidate, *, with_sealed: Collection[str] = ()) -> list[Card]:
    """The cards of one person. with_sealed: the schemes whose sealed answer takes part: every one for themselves, for
    an adviser the one that was just opened with a reason."""
    found = queries.answers(session, candidate, with_sealed=with_sealed)
    return cards_of(in_force(session), found, candidate.countries)
