"""The wage of a contract beside the promise, and the first pay that only the Ministry reads."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from registry import clock
from registry.access import Role
from registry.placements.models import Referral
from registry.placements.states import ReferralState
from tests.registry.placements.market import new_agency, new_employer, new_person, new_vacancy
from tests.web.conftest import AsRole

DAY = {"dated_on_day": "2", "dated_on_month": "3", "dated_on_year": "2026"}


@pytest.fixture
def placed(session: Session) -> Referral:
    """Promised: 14.50 USD an hour."""
    vacancy = new_vacancy(session, new_employer(session), agency=new_agency(session))
    person = new_person(session, "Rosa", months=12)
    referral = Referral(
        vacancy_id=vacancy.id,
        candidate_id=person.id,
        state=ReferralState.PLACED,
        referred_at=clock.now(),
        consented_at=clock.now(),
        placed_at=clock.now(),
    )
    session.add(referral)
    session.flush()
    session.refresh(referral, ["vacancy", "candidate"])
    return referral


def test_a_lower_contract_is_said_and_the_first_pay_stays_between_person_and_ministry(
    as_role: AsRole, placed: Referral
) -> None:
    number, candidate = placed.public_id, placed.candidate
    employer = as_role(Role.EMPLOYER, employer_id=placed.vacancy.employer_id)
    address = f"/empleador/personas/{number}/contrato"
    assert "14.50 por hora" in employer.get(address).text
    assert employer.post(f"{address}/tell", data=DAY | {"amount": "13.20"}).status_code == 303
    assert "paga menos que la vacante" in employer.get(address).text
    person = as_role(Role.CANDIDATE, candidate=candidate)
    own = f"/mi/ofertas/{number}/pago"
    assert "Solo lo lee el Ministerio" in person.get(own).text
    wrong = person.post(f"{own}/tell", data=DAY | {"amount": "mucho", "taken_off": "3"})
    assert wrong.status_code == 422 and 'value="mucho"' in wrong.text and 'value="3"' in wrong.text
    assert person.post(f"{own}/tell", data=DAY | {"amount": "9.75", "taken_off": "3"}).status_code == 303
    assert "Es menos de lo prometido" in person.get(own).text
    assert "9.75" not in employer.get(address).text
    seen = as_role(Role.OFFICER).get(f"/ministerio/propuestas/{number}").text
    assert "9.75 por hora" in seen and "Menos de lo prometido" in seen
