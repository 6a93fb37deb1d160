"""Papers from a telephone: several pages, told at once, never the same paper twice, carried to the next file."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Role
from registry.errors import Invalid, NotFound, NotPossible
from registry.organisations import register, variation
from registry.organisations import service as organisations
from registry.organisations.models import AgencyContact
from registry.organisations.papers import BondTerms, add_bond
from registry.vetting import carry, deadlines, documents, queries, requirements, service, told
from registry.vetting.models import Answer, Case
from tests.registry.vetting.agencies import PDF, applied, decided, pdf, person_of, picture, staff, submitted

BLANK = pdf().replace(b"(Constancia) Tj", b"")


def test_a_paper_of_several_photographs(session: Session, tmp_path: Path) -> None:
    agency, case, actor = applied(session)
    sent = [(f"{n}.jpg", picture(words=f"HOJA {n}")) for n in range(3)]
    documents.give(session, actor, case, "deed", sent, folder=tmp_path)
    session.expire_all()
    answer = queries.answer_to(session, case, "deed")
    assert answer is not None
    assert [page.position for page in answer.pages] == [2, 3]
    assert {page.file.agency_id for page in answer.pages} == {agency.id}
    documents.add_pages(session, actor, case, "deed", [("4.jpg", picture(words="HOJA 4"))], folder=tmp_path)
    documents.remove_page(session, actor, case, "deed", answer.pages[0].id)
    session.expire_all()
    answer = queries.answer_to(session, case, "deed")
    assert answer is not None
    assert [page.position for page in answer.pages] == [3, 4]
    documents.give(session, actor, case, "deed", [("todo.pdf", PDF)], folder=tmp_path)
    session.expire_all()
    answer = queries.answer_to(session, case, "deed")
    assert answer is not None
    assert answer.pages == []


def test_what_cannot_be_read_is_told_unless_somebody_is_sure(session: Session, tmp_path: Path) -> None:
    _agency, case, actor = applied(session)
    with pytest.raises(Invalid, match="pdf_blank"):
        documents.give(session, actor, case, "deed", [("a.pdf", BLANK)], folder=tmp_path)
    with pytest.raises(Invalid, match="pdf_blank"):
        documents.give(session, actor, case, "deed", [("1.pdf", PDF), ("2.pdf", BLANK)], folder=tmp_path)
    assert session.scalars(select(Answer)).all() == []
    documents.give(session, actor, case, "deed", [("a.pdf", BLANK)], folder=tmp_path, is_sure=True)
    with pytest.raises(Invalid, match="pages_many"):
        documents.give(session, actor, case, "deed", [("a.pdf", PDF)] * 21, folder=tmp_path)
    with pytest.raises(Invalid, match="upload_other_type"):
        documents.give(session, actor, case, "deed", [("a.webp", picture("WEBP"))], folder=tmp_path)


def test_the_same_file_does_not_answer_two_questions(session: Session, tmp_path: Path) -> None:
    _agency, case, actor = applied(session)
    documents.give(session, actor, case, "deed", [("a.pdf", PDF)], folder=tmp_path)
    with pytest.raises(Invalid, match="paper_given_before"):
        documents.give(session, actor, case, "office", [("b.pdf", PDF)], folder=tmp_path)
    documents.give(session, actor, case, "deed", [("a.pdf", PDF)], folder=tmp_path)
    documents.give(session, actor, case, "office", [("b.pdf", PDF)], folder=tmp_path, is_sure=True)


def test_pages_are_closed_once_the_case_is_handed_in(session: Session, tmp_path: Path) -> None:
    _agency, case, actor = submitted(session, tmp_path)
    with pytest.raises(NotPossible, match="case_not_open"):
        documents.add_pages(session, actor, case, "deed", [("a.pdf", PDF)], folder=tmp_path)
    _other, other_case, other_actor = applied(session, email="b@b.example", nit="1234-7")
    with pytest.raises(NotFound):
        documents.add_pages(session, other_actor, other_case, "deed", [("a.pdf", PDF)], folder=tmp_path)


# ---------------------------------------------------------------- renewal and change


def _of(session: Session, case: Case) -> dict[str, Answer]:
    return {one.requirement: one for one in session.scalars(select(Answer).where(Answer.case_id == case.id))}


def test_a_renewal_asks_only_for_what_expired_and_what_is_sworn_anew(
    session: Session, tmp_path: Path
) -> None:
    agency, before, _officer = decided(session, tmp_path)
    actor = person_of(session, agency)
    _of(session, before)["police_record"].expires_on = clock.today() - timedelta(days=1)
    session.flush()
    case = service.open_case(session, actor, agency)
    given, asked = _of(session, case), requirements.of_case(session, case)
    declared = {one.code for one in asked if one.declaration}
    assert declared
    assert "police_record" not in given
    assert not declared & given.keys()
    assert {"deed", "trade_licence"} <= given.keys()
    assert all(carry.is_carried(case, one) and one.state == "given" for one in given.values())
    assert requirements.missing(session, case) == [
        one.code for one in asked if one.is_mandatory and one.code not in given
    ]


def test_a_new_representative_waits_for_a_case(session: Session, tmp_path: Path) -> None:
    agency, _case, _officer = decided(session, tmp_path)
    actor = person_of(session, agency)
    organisations.add_party(session, actor, agency, name="Luis Tzoc", role="legal_representative")
    case = queries.being_prepared(session, agency.id)
    assert case is not None
    assert case.kind == "variation"
    session.expire_all()
    assert register.entry(session, agency.registry_no or "").representatives == ("Tomás Cuc",)
    given = _of(session, case)
    assert "zero_fee" in given
    assert not given.keys() & variation.OF_PEOPLE
    variation.settle(session, case, agency, accepted=True)
    session.expire_all()
    names = register.entry(session, agency.registry_no or "").representatives
    assert names == ("Tomás Cuc", "Luis Tzoc")


def test_an_office_that_was_refused_never_stood_in_the_register(session: Session, tmp_path: Path) -> None:
    agency, _case, _officer = decided(session, tmp_path)
    actor = person_of(session, agency)
    with pytest.raises(Invalid, match="office_same"):
        variation.propose_office(
            session, actor, agency, municipality=agency.municipality or "", address="6 AVENIDA 10-20, Zona 1"
        )
    variation.propose_office(session, actor, agency, municipality="0101", address="12 calle 3-45, zona 9")
    variation.propose_office(session, actor, agency, municipality="0101", address="12 calle 3-54, zona 9")
    pending = session.scalars(select(AgencyContact).where(AgencyContact.variation_id.is_not(None))).all()
    assert [one.value for one in pending] == ["0101 12 calle 3-54, zona 9"]
    assert register.entry(session, agency.registry_no or "").address == "6 avenida 10-20, zona 1"
    case = queries.being_prepared(session, agency.id)
    assert case is not None
    assert "office" not in _of(session, case)
    noted = events.of_record(session, "agency", agency.public_id)[-1]
    assert (noted.verb, noted.data) == ("propose_change", {"what": "office"})
    variation.settle(session, case, agency, accepted=False)
    session.expire_all()
    assert register.entry(session, agency.registry_no or "").address == "6 avenida 10-20, zona 1"
    variation.propose_office(session, actor, agency, municipality="0105", address="12 calle 3-54, zona 9")
    variation.settle(session, case, agency, accepted=True)
    session.expire_all()
    assert (agency.municipality, agency.address) == ("0105", "12 calle 3-54, zona 9")
    past = select(AgencyContact.value).where(
        AgencyContact.kind == "address", AgencyContact.until.is_not(None)
    )
    assert session.scalars(past.order_by(AgencyContact.id)).all() == [
        "0101 12 calle 3-54, zona 9", "0101 6 avenida 10-20, zona 1",
    ]  # fmt: skip


# ---------------------------------------------------------------- deadlines


def _terms(valid_to: date) -> BondTerms:
    return BondTerms("Afianzadora Ficticia", "F-1", Decimal(100_000), "GTQ", clock.today(), valid_to)


def test_what_runs_out_is_told_the_nearest_first(session: Session, tmp_path: Path) -> None:
    agency, case, _officer = decided(session, tmp_path)
    actor, today = person_of(session, agency), clock.today()
    add_bond(session, actor, agency, _terms(today + timedelta(days=40)))
    agency.valid_to = today + timedelta(days=100)
    _of(session, case)["police_record"].expires_on = today + timedelta(days=7)
    session.flush()
    session.expire_all()
    found = deadlines.of_agency(session, agency)
    assert [(one.about, one.days_left) for one in found][:3] == [("paper", 7), ("bond", 40), ("licence", 100)]
    add_bond(session, actor, agency, _terms(today + timedelta(days=400)))
    assert "bond" not in [one.about for one in deadlines.of_agency(session, agency)]


def test_a_case_of_the_ministry_is_not_told_before_its_findings(session: Session, tmp_path: Path) -> None:
    agency, _case, _officer = decided(session, tmp_path)
    actor = person_of(session, agency)
    case = service.begin_official(
        session, staff(session, Role.OFFICER), agency, "complaint", reason="Dos reportes con prueba."
    )
    assert case.number not in [one.number for one in told.of_agency(session, agency.id)]
    with pytest.raises(NotFound):
        told.load(session, actor, case.number)
    case.findings_sent_at = clock.now()
    session.flush()
    assert told.load(session, actor, case.number).id == case.id
