"""From draft to published: who may, what stands in the way, what is kept for later."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from registry import events, moves
from registry.access import Role
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.organisations import employers, sanctions
from registry.organisations.models import Agency, Employer
from registry.vacancies import checks, needs, queries, service
from registry.vacancies.models import ArchivedRuleset
from tests.factories import new_account
from tests.registry.vacancies.offers import (
    answer_all,
    draft,
    employer_of,
    facts,
    officer,
    published,
    verified,
)
from tests.registry.vetting.agencies import decided, two_people

pytestmark = pytest.mark.usefixtures("frozen_now")


def test_a_lawful_vacancy_goes_from_draft_to_the_public(session: Session) -> None:
    vacancy, actor, by = published(session)
    assert (vacancy.state, vacancy.number) == ("published", "V-2026-00001")
    assert queries.published(session) == [vacancy]
    verbs = [event.verb for event in events.of_record(session, "vacancy", vacancy.public_id)]
    assert (verbs[0], verbs[1], verbs[-1]) == ("start", "submit", "publish")
    assert moves.available(session, actor, vacancy) == ["close"]
    assert set(moves.available(session, by, vacancy)) == {"suspend", "close"}


def test_the_decision_keeps_the_law_it_was_made_with(session: Session) -> None:
    vacancy, _actor, _by = published(session)
    check = checks.latest(session, vacancy)
    assert check is not None and not check.is_blocked
    archived = session.get(ArchivedRuleset, check.ruleset_hash)
    assert archived is not None and "GT-01" in archived.text
    wage = next(one for one in checks.outcomes_of(check) if one.rule == "GT-01")
    assert (wage.outcome, wage.value, wage.ruleset) == ("met", "3625.89", check.ruleset_hash)
    assert wage.reference is not None and wage.reference["title"]


def test_a_wage_below_the_floor_is_not_sent(session: Session) -> None:
    vacancy, actor = draft(session, wage="3600.00")
    with pytest.raises(NotPossible) as refused:
        service.submit(session, actor, vacancy)
    assert refused.value.code == "rule_blocks"
    service.write(session, actor, vacancy, facts(wage="3700.00"))
    service.submit(session, actor, vacancy)
    assert vacancy.state == "in_review"


@pytest.mark.parametrize("missing", ["duties", "start_date", "wage", "worksites", "workers_total"])
def test_what_nobody_could_review_is_not_sent(session: Session, missing: str) -> None:
    vacancy, actor = draft(session, **{missing: None})
    with pytest.raises(NotPossible) as refused:
        service.submit(session, actor, vacancy)
    assert refused.value.code == "vacancy_incomplete"


def test_an_employer_nobody_verified_is_not_published(session: Session) -> None:
    vacancy, actor = draft(session)
    service.submit(session, actor, vacancy)
    by = officer(session)
    answer_all(session, by, vacancy)
    with pytest.raises(NotPossible) as refused:
        service.publish(session, by, vacancy)
    assert refused.value.code == "employer_not_verified"
    assert service.obstacles_to_publish(session, by, vacancy) == ["employer_not_verified"]


def test_what_no_rule_knows_waits_for_an_officer(session: Session) -> None:
    vacancy, actor = draft(session)
    by = officer(session)
    verified(session, by, session.get_one(Employer, vacancy.employer_id))
    service.submit(session, actor, vacancy)
    with pytest.raises(NotPossible) as refused:
        service.publish(session, by, vacancy)
    assert refused.value.code == "unknown_not_answered"
    with pytest.raises(Invalid):
        service.answer_unknown(session, by, vacancy, "ALL-12", note="  ")
    service.answer_unknown(session, by, vacancy, "ALL-12", note="No está en las listas")
    with pytest.raises(NotPossible):
        service.answer_unknown(session, by, vacancy, "ALL-12", note="otra vez")
    with pytest.raises(NotAllowed):
        service.answer_unknown(session, actor, vacancy, "ALL-12", note="lo digo yo")


def test_an_answer_falls_when_the_facts_it_was_about_change(session: Session) -> None:
    vacancy, actor = draft(session, recruiter_chain=None)
    by = officer(session)
    service.submit(session, actor, vacancy)
    answer_all(session, by, vacancy)
    service.send_back(session, by, vacancy, reason="Diga quién recluta")
    chain = [{"name": "Sin número, S.A.", "country": "GT", "contract_forbids_fees": True}]
    service.write(session, actor, vacancy, facts(recruiter_chain=chain))
    service.submit(session, actor, vacancy)
    check = checks.latest(session, vacancy)
    assert check is not None
    assert "ALL-12" in check.answered and "ALL-04" not in check.answered


def test_returned_with_a_reason_that_the_writer_reads(session: Session) -> None:
    vacancy, actor = draft(session)
    service.submit(session, actor, vacancy)
    by = officer(session)
    with pytest.raises(Invalid):
        service.send_back(session, by, vacancy, reason=" ")
    service.send_back(session, by, vacancy, reason="Falta el municipio")
    assert queries.last_reason(session, vacancy, "return") == "Falta el municipio"
    assert "submit" in moves.available(session, actor, vacancy)


def test_suspended_comes_back_only_through_the_law(session: Session) -> None:
    vacancy, _actor, by = published(session)
    service.suspend(session, by, vacancy, reason="Se investiga un cobro")
    assert queries.published(session) == []
    service.publish(session, by, vacancy)
    assert queries.published(session) == [vacancy]


def test_seats_fall_and_the_last_one_fills(session: Session) -> None:
    vacancy, _actor, _by = published(session, workers_total=2)
    service.take_seat(session, vacancy)
    assert vacancy.state == "published" and queries.has_free_seat(session, vacancy.id)
    service.take_seat(session, vacancy)
    assert vacancy.state == "filled"
    with pytest.raises(NotPossible):
        service.take_seat(session, vacancy)


def test_a_published_vacancy_is_not_rewritten(session: Session) -> None:
    vacancy, actor, _by = published(session)
    with pytest.raises(NotPossible):
        service.write(session, actor, vacancy, facts(wage="9000"))


def test_last_seasons_vacancy_is_written_again(session: Session) -> None:
    vacancy, actor, _by = published(session)
    again = service.copy(session, actor, vacancy)
    kept = checks.facts_of(again)
    assert again.state == "draft" and again.number != vacancy.number
    assert (kept.title, kept.wage, kept.start_date) == ("Corte de caña", facts().wage, None)


def test_another_employers_draft_does_not_exist(session: Session) -> None:
    vacancy, actor = draft(session)
    _other, account = employer_of(session, 2)
    with pytest.raises(NotFound):
        queries.load(session, account.actor(), vacancy.public_id)
    with pytest.raises(NotFound):
        queries.load(session, officer(session), vacancy.public_id)
    assert queries.load(session, actor, vacancy.public_id) is vacancy
    with pytest.raises(NotAllowed):
        service.start(session, account.actor(), session.get_one(Employer, vacancy.employer_id), facts())


def test_what_a_person_confirmed_stays_when_dates_change(session: Session) -> None:
    vacancy, actor = draft(session)
    read = needs.from_json(vacancy.needs)
    assert read.occupation == "occ:cane-cutter" and read.skills
    chosen = needs.needs_of(vacancy.public_id, facts(), "occ:cane-cutter", ["skill:machete"])
    service.write(session, actor, vacancy, facts(), asked=chosen)
    service.write(session, actor, vacancy, facts(start_date="2026-06-01"))
    kept = needs.from_json(vacancy.needs)
    assert [one.code for one in kept.skills] == ["skill:machete"]
    assert kept.start_on is not None and kept.start_on.isoformat() == "2026-06-01"


def test_nobody_asked_for_stays_nobody(session: Session) -> None:
    vacancy, actor = draft(session)
    none = needs.needs_of(vacancy.public_id, facts(), None, [])
    service.write(session, actor, vacancy, facts(), asked=none)
    service.write(session, actor, vacancy, facts(wage="3800"))
    kept = needs.from_json(vacancy.needs)
    assert (kept.occupation, kept.skills) == (None, ())


def test_two_vacancies_cannot_carry_one_case(session: Session) -> None:
    vacancy, actor = draft(session, official_ref="H-300-25309-377594")
    employer = session.get_one(Employer, vacancy.employer_id)
    with pytest.raises(Invalid) as refused:
        service.start(session, actor, employer, facts(official_ref="H-300-25309-377594"))
    assert refused.value.field == "official_ref"


@pytest.mark.parametrize(
    "odd",
    [
        {"title": "Corte\x00 de caña"},
        {"title": "x" * 300},
        {"worksites": [{"region": "Una región con un nombre muy largo"}]},
        {"official_ref": "Z" * 300},
        {"workers_total": None},
    ],
)
def test_odd_facts_are_stored_on_both_databases(session: Session, odd: dict[str, object]) -> None:
    vacancy, _actor = draft(session, **odd)
    session.flush()
    session.expire_all()
    assert checks.preview(session, vacancy)


def test_an_unknown_scheme_is_refused(session: Session) -> None:
    employer, account = employer_of(session)
    with pytest.raises(Invalid):
        service.start(session, account.actor(), employer, facts(scheme="SAWP"))


# ------------------------------------------------------------------ through an agency


def agency_of(session: Session, state: str) -> Agency:
    from registry import clock

    agency = Agency(
        legal_name="Agencia Prueba, S.A.", nit="5550001", applied_at=clock.now(), state=state,
        registry_no="R-0001" if state != "applied" else None, valid_from=clock.today(), is_fictitious=True,
    )  # fmt: skip
    session.add(agency)
    session.flush()
    return agency


def introduced(session: Session, agency: Agency) -> tuple[Employer, object]:
    from registry import clock

    actor = new_account(session, Role.AGENCY, agency_id=agency.id).actor()
    data = {
        "legal_name": "Peach Hollow LLC", "country": "US", "contact_name": "Ann", "official_id": "58-1",
        "contact_email": "ann@example.org", "contact_phone": "+1 912 555 0199", "city": "Vidalia",
    }  # fmt: skip
    employer = employers.introduce(
        session, actor, data=data, statement="Puede escribir nuestras vacantes", given_by="Ann Peach, dueña",
        given_on=clock.today(),
    )  # fmt: skip
    return employer, actor


def test_an_agency_writes_for_who_permitted_it_only(session: Session) -> None:
    agency = agency_of(session, "registered")
    employer, actor = introduced(session, agency)
    vacancy = service.start(session, actor, employer, facts())  # type: ignore[arg-type]
    assert (vacancy.agency_id, vacancy.employer_id) == (agency.id, employer.id)
    stranger, _account = employer_of(session, 2)
    with pytest.raises(NotAllowed):
        service.start(session, actor, stranger, facts())  # type: ignore[arg-type]


@pytest.mark.parametrize("state", ["applied", "suspended", "revoked", "expired", "refused"])
def test_an_agency_out_of_standing_gets_nothing_published(session: Session, state: str) -> None:
    agency = agency_of(session, state)
    employer, actor = introduced(session, agency)
    vacancy = service.start(session, actor, employer, facts())  # type: ignore[arg-type]
    with pytest.raises(NotPossible):
        service.submit(session, actor, vacancy)  # type: ignore[arg-type]


def test_a_suspended_agency_takes_its_vacancies_off_the_list(session: Session, tmp_path: Path) -> None:
    agency, _case, _agency_actor = decided(session, tmp_path)
    employer, actor = introduced(session, agency)
    by = officer(session)
    verified(session, by, employer)
    vacancy = service.start(session, actor, employer, facts())  # type: ignore[arg-type]
    service.submit(session, actor, vacancy)  # type: ignore[arg-type]
    answer_all(session, by, vacancy)
    service.publish(session, by, vacancy)
    assert queries.published(session) == [vacancy]
    two_people(
        session, agency, sanctions.propose_suspension, reason="Denuncia.", public_reason="Hay una denuncia."
    )
    assert queries.published(session) == []
    assert not queries.is_open(session, vacancy.id)
