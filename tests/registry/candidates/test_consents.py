"""Consents: given, refused, taken back; for all employers and for one."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from registry import events
from registry.access import PUBLIC, Role
from registry.candidates import queries
from registry.candidates.consents import How, Purpose, in_force
from registry.candidates.models import Candidate
from registry.candidates.registration import answer
from registry.candidates.service import give_consent, register, withdraw, withdraw_consent
from registry.errors import NotAllowed, NotPossible
from tests.factories import new_account
from tests.registry.candidates.people import registration


@pytest.fixture
def candidate(session: Session) -> Candidate:
    return register(session, PUBLIC, registration(agrees_to=(Purpose.REGISTER,)))[0]


def yes(purpose: Purpose):
    return answer(purpose, is_given=True, how=How.SCREEN)


def test_every_purpose_has_one_text_in_both_languages() -> None:
    texts = in_force()
    assert set(texts) == set(Purpose)
    for text in texts.values():
        assert text.text_es and text.text_en and text.title_es and text.title_en
    assert [text.purpose for text in texts.values() if text.is_required] == [Purpose.REGISTER]


def test_the_text_for_one_employer_names_it() -> None:
    text = in_force()[Purpose.SHARE_WITH_EMPLOYER].text("es", employer="Finca 100% Ejemplo", title="Cosecha")
    assert "Finca 100% Ejemplo" in text and "Cosecha" in text


def test_given_and_taken_back(session: Session, candidate: Candidate) -> None:
    actor = candidate.actor()
    give_consent(session, actor, candidate, yes(Purpose.MESSAGES))
    assert queries.has_consented(session, candidate.id, Purpose.MESSAGES)
    withdraw_consent(session, actor, candidate, Purpose.MESSAGES)
    assert not queries.has_consented(session, candidate.id, Purpose.MESSAGES)
    with pytest.raises(NotPossible):
        withdraw_consent(session, actor, candidate, Purpose.MESSAGES)
    verbs = [entry.verb for entry in events.of_record(session, "candidate", candidate.public_id)]
    assert verbs == ["register", "give_consent", "withdraw_consent"]


def test_a_later_no_ends_an_earlier_yes(session: Session, candidate: Candidate) -> None:
    give_consent(session, candidate.actor(), candidate, yes(Purpose.MESSAGES))
    no = answer(Purpose.MESSAGES, is_given=False, how=How.SCREEN)
    give_consent(session, candidate.actor(), candidate, no)
    assert not queries.has_consented(session, candidate.id, Purpose.MESSAGES)


def test_for_one_vacancy_and_no_other(
    session: Session, candidate: Candidate, vacancies: tuple[int, int]
) -> None:
    first, second = vacancies
    give_consent(session, candidate.actor(), candidate, yes(Purpose.SHARE_WITH_EMPLOYER), vacancy_id=first)
    assert queries.has_consented_to_vacancy(session, candidate.id, first)
    assert not queries.has_consented_to_vacancy(session, candidate.id, second)
    withdraw_consent(session, candidate.actor(), candidate, Purpose.SHARE_WITH_EMPLOYER, vacancy_id=first)
    assert not queries.has_consented_to_vacancy(session, candidate.id, first)


@pytest.fixture
def vacancies(session: Session) -> tuple[int, int]:
    from registry import clock
    from registry.organisations.models import Employer
    from registry.vacancies.models import Vacancy

    employer = Employer(legal_name="Finca Ejemplo (ficticia)", country="US", applied_at=clock.now())
    session.add(employer)
    session.flush()
    made = [
        Vacancy(
            number=f"V-2026-0000{n}", scheme="H2A", employer_id=employer.id, title="Cosecha", country="US", facts={},
            created_at=clock.now(),
        )
        for n in (1, 2)
    ]  # fmt: skip
    session.add_all(made)
    session.flush()
    return made[0].id, made[1].id


def test_leaving_ends_every_consent(
    session: Session, candidate: Candidate, vacancies: tuple[int, int]
) -> None:
    give_consent(
        session, candidate.actor(), candidate, yes(Purpose.SHARE_WITH_EMPLOYER), vacancy_id=vacancies[0]
    )
    withdraw(session, candidate.actor(), candidate)
    assert not queries.has_consented(session, candidate.id, Purpose.REGISTER)
    assert not queries.has_consented_to_vacancy(session, candidate.id, vacancies[0])
    assert queries.by_code(session, candidate.code) is None


def test_to_be_registered_is_ended_by_leaving_only(session: Session, candidate: Candidate) -> None:
    with pytest.raises(NotPossible):
        withdraw_consent(session, candidate.actor(), candidate, Purpose.REGISTER)


def test_who_may_record_a_consent(session: Session, candidate: Candidate) -> None:
    counsellor = new_account(session, Role.COUNSELLOR).actor()
    consent = give_consent(
        session, counsellor, candidate, answer(Purpose.MESSAGES, is_given=True, how=How.PAPER)
    )
    assert (consent.helper_id, consent.how) == (counsellor.account_id, "paper")
    for role in (Role.OFFICER, Role.EMPLOYER, Role.AUDITOR):
        with pytest.raises(NotAllowed):
            give_consent(session, new_account(session, role).actor(), candidate, yes(Purpose.MESSAGES))
