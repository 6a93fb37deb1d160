"""Agencies and cases as tests need them, each step made by the service that makes it in life."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry import clock
from registry.access import PUBLIC, SYSTEM, Actor, Role
from registry.accounts import service as accounts
from registry.accounts.models import Account
from registry.flags import dismissal
from registry.flags import queries as flags
from registry.flags import service as flagging
from registry.organisations import sanctions
from registry.organisations import service as organisations
from registry.organisations.models import Agency
from registry.proposals import service as proposing
from registry.proposals.models import Proposal
from registry.standard import queries as standards
from registry.standard.models import CriterionResult
from registry.vetting import decide, desk, fieldwork, queries, requirements, service, steps
from registry.vetting.apply import Application, apply
from registry.vetting.models import Case


def pdf(words: str = "Constancia") -> bytes:
    """A page with these words on it."""
    content = f"BT /F1 24 Tf 72 720 Td ({words}) Tj ET".encode()
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R>>endobj\n4 0 obj<</Length "
        + str(len(content)).encode()
        + b">>\nstream\n"
        + content
        + b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"
    )


PDF = pdf()


def picture(
    encoder: str = "JPEG", size: tuple[int, int] = (600, 400), words: str = "CONSTANCIA", **more: Any
) -> bytes:
    """A page with some lines of text, as a scanner or a telephone sees it."""
    page = Image.new("RGB", size, (235, 235, 230))
    pen = ImageDraw.Draw(page)
    for line in range(20, size[1] - 20, 24):
        pen.text((20, line), f"{words} {line} " * 12, fill=(30, 30, 40))
    written = BytesIO()
    page.save(written, encoder, **more)
    return written.getvalue()


def staff(session: Session, role: Role) -> Actor:
    """Another person of this role each time."""
    number = (session.scalar(select(func.count(Account.id))) or 0) + 1
    account, _token = accounts.invite(
        session, SYSTEM, email=f"{role}{number}@mintrab.example", name=f"{role} {number}", role=role
    )
    return account.actor()


def declares(session: Session, actor: Actor, case: Case) -> None:
    """Says that they have nothing to do with the agency: what everybody says before opening a case."""
    assert actor.account_id is not None
    if desk.own(session, actor.account_id) is None:
        desk.declare_own(session, actor, surnames="Ajcip Sicán")
    desk.declare(session, actor, case, answers=dict.fromkeys(desk.TOPICS, False))


def application(**changes: Any) -> Application:
    facts: dict[str, Any] = {
        "kind": "company",
        "legal_name": "Caminos del Norte, S.A.",
        "nit": "576937-K",
        "municipality": "0101",
        "address": "6 avenida 10-20, zona 1",
        "corridors": ("US", "CA"),
        "contact_name": "Rosa Xol",
        "email": "rosa@caminos.example",
        "phone": "2232 0101",
        "trade_name": "Caminos",
    }
    return Application(**(facts | changes))


def applied(session: Session, **changes: Any) -> tuple[Agency, Case, Actor]:
    """The agency, its draft case, and the person who works for it."""
    sent = application(**changes)
    assert apply(session, PUBLIC, sent) is not None
    account = session.scalars(select(Account).where(Account.email == sent.email)).one()
    agency = session.get_one(Agency, account.agency_id)
    case = session.scalars(select(Case).where(Case.agency_id == agency.id)).one()
    return agency, case, account.actor()


def person_of(session: Session, agency: Agency) -> Actor:
    """Who works for this agency."""
    return session.scalars(select(Account).where(Account.agency_id == agency.id)).one().actor()


def answered(session: Session, folder: Path, **changes: Any) -> tuple[Agency, Case, Actor]:
    """Everything mandatory is answered; the case can be handed in."""
    agency, case, actor = applied(session, **changes)
    organisations.add_party(session, actor, agency, name="Rosa Xol", role="owner")
    organisations.add_party(session, actor, agency, name="Tomás Cuc", role="legal_representative")
    organisations.add_recruiter(session, actor, agency, name="Marta Ical")
    for one in requirements.of_case(session, case):
        if one.is_mandatory:
            answer(session, actor, case, one, folder)
    return agency, case, actor


def answer(
    session: Session, actor: Actor, case: Case, one: requirements.Requirement, folder: Path, data: bytes = PDF
) -> None:
    if "document" not in one.accepts:
        service.give_statement(session, actor, case, one.code, "Rosa Xol, representante legal")
        return
    dated_on = {
        "no": None,
        "issued": clock.today() - timedelta(days=20),
        "expires": clock.today() + timedelta(days=300),
    }[one.dated]
    service.give_document(
        session, actor, case, one.code, data, name=f"{one.code}.pdf", folder=folder, dated_on=dated_on
    )


def assessed(session: Session, actor: Actor, case: Case) -> None:
    """Every criterion of the case is met."""
    agency = session.get_one(Agency, case.agency_id)
    for one in standards.of_case(session, case).criteria_for(agency.kind):
        session.add(
            CriterionResult(
                case_id=case.id, criterion=one.code, result="met", by_id=actor.account_id, at=clock.now()
            )
        )
    session.flush()


def heard_and_seen(session: Session, actor: Actor, case: Case) -> None:
    """From the desk to the findings, of which there are none: a new agency, and an office too far away."""
    steps.begin_fieldwork(session, actor, case)
    fieldwork.explain(session, actor, case, what="visit", why="not_reached", reason="Carretera cortada.")
    fieldwork.explain(session, actor, case, what="interviews", why="no_placements", reason="Es nueva.")
    assessed(session, actor, case)
    steps.send_findings(session, actor, case)


def submitted(session: Session, folder: Path, **changes: Any) -> tuple[Agency, Case, Actor]:
    agency, case, actor = answered(session, folder, **changes)
    service.submit(session, actor, case)
    return agency, case, actor


def reviewed(session: Session, folder: Path, **changes: Any) -> tuple[Agency, Case, Actor]:
    """Every answer accepted by an officer, who is returned instead of the agency's person."""
    agency, case, _actor = submitted(session, folder, **changes)
    officer = staff(session, Role.OFFICER)
    declares(session, officer, case)
    service.review(session, officer, case)
    for code in requirements.not_reviewed(session, case):
        service.accept(session, officer, case, code)
    flags_answered(session, officer, agency)
    return agency, case, officer


def flags_answered(session: Session, officer: Actor, agency: Agency) -> None:
    """Agencies of one test are very much alike: each flag that asks for an answer gets one, of two people."""
    if not flags.undisposed(session, agency.id):
        return
    for flag in flags.of_agency(session, officer, agency.id).flags:
        if flag.state == "open":
            if not dismissal.takes_two(session, flag, "explained"):
                flagging.explain(session, officer, flag, reason="Es una agencia de prueba.")
                continue
            proposal = dismissal.propose(session, officer, flag, outcome="explained", reason="Es una prueba.")
            proposing.approve(session, staff(session, Role.SUPERVISOR), proposal, reason="De acuerdo.")


def recommended(
    session: Session, folder: Path, outcome: str = "register", **changes: Any
) -> tuple[Agency, Case, Actor]:
    agency, case, officer = reviewed(session, folder, **changes)
    heard_and_seen(session, officer, case)
    conditions = "Presentar la fianza renovada antes de junio." if outcome == "condition" else None
    decide.recommend(
        session, officer, case, outcome=outcome, reason="Revisado por completo.", conditions=conditions
    )
    return agency, case, officer


def decided(
    session: Session, folder: Path, outcome: str = "register", **changes: Any
) -> tuple[Agency, Case, Actor]:
    """The agency after the decision, with the supervisor who made it."""
    agency, case, _officer = recommended(session, folder, outcome, **changes)
    supervisor = staff(session, Role.SUPERVISOR)
    declares(session, supervisor, case)
    decide.decide(
        session,
        supervisor,
        case,
        reason="Conforme con lo recomendado.",
        public_reason="Cumple los requisitos.",
    )
    return agency, case, supervisor


def two_people(
    session: Session, agency: Agency, propose: Callable[..., Proposal], **content: Any
) -> tuple[Actor, Actor]:
    """A sanction as it happens: an officer proposes it, a supervisor approves; both, in this order."""
    officer, supervisor = staff(session, Role.OFFICER), staff(session, Role.SUPERVISOR)
    proposal = propose(session, officer, agency, **content)
    proposing.approve(session, supervisor, proposal, reason="De acuerdo.")
    return officer, supervisor


WHY = {"reason": "Denuncia de cobro.", "public_reason": "Hay una denuncia en investigación."}


def out_of_standing(session: Session, agency: Agency, state: str = "suspended") -> None:
    """Suspend this registered agency or, with "revoked", cancel it after a hearing: two people each time."""
    two_people(session, agency, sanctions.propose_suspension, **WHY)
    if state == "revoked":
        two_people(session, agency, sanctions.propose_revocation, **WHY, heard_on=clock.today())


def reread(session: Session, actor: Actor, case: Case) -> Case:
    """The case as a page would load it."""
    session.expire_all()
    return queries.load(session, actor, case.public_id)
