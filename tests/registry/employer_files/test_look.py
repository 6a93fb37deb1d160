"""An employer is verified after somebody looked at what must be looked at, and wrote down what they found."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from registry.access import Actor, Role
from registry.employer_files import queries, service
from registry.employer_files.checks import newest
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.organisations import employers
from registry.organisations.models import Employer
from registry.organisations.states import EmployerState
from tests.factories import new_account
from tests.registry.employer_files.looking import look_at_everything
from tests.registry.vacancies.offers import employer_of, officer


@pytest.fixture
def employer(session: Session) -> Employer:
    return employer_of(session)[0]


@pytest.fixture
def by(session: Session) -> Actor:
    return officer(session)


def test_nobody_is_verified_unseen(session: Session, employer: Employer, by: Actor) -> None:
    mandatory = [check for check in newest().checks if check.mandatory]
    for check in mandatory:
        with pytest.raises(NotPossible) as refused:
            employers.verify(session, by, employer, reason="Todo bien")
        assert refused.value.code == "employer_not_looked_at"
        service.look(session, by, employer, check.code, outcome="ok", note="Visto en el registro.")
    employers.verify(session, by, employer, reason="Todo bien")
    assert employer.state == EmployerState.VERIFIED


def test_a_problem_keeps_it_out_until_a_later_look_finds_it_solved(
    session: Session, employer: Employer, by: Actor
) -> None:
    look_at_everything(session, by, employer)
    service.look(session, by, employer, "housing", outcome="problem", note="Sin agua en dos cuartos.")
    with pytest.raises(NotPossible) as refused:
        employers.verify(session, by, employer, reason="Todo bien")
    assert refused.value.code == "employer_problem"
    service.look(session, by, employer, "housing", outcome="ok", note="Reparado; hay fotos.")
    housing = next(one for one in queries.of_employer(session, employer.id) if one.check.code == "housing")
    assert housing.times == 2 and housing.last is not None and housing.last.outcome == "ok"
    employers.verify(session, by, employer, reason="Todo bien")


def test_what_could_not_be_known_is_no_problem_but_is_written_down(
    session: Session, employer: Employer, by: Actor
) -> None:
    look_at_everything(session, by, employer, outcome="unknown")
    assert queries.obstacle(session, employer.id) is None
    with pytest.raises(Invalid):
        service.look(session, by, employer, "call", outcome="unknown", note=" no ")


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.DIRECTOR, Role.AUDITOR, Role.ADMIN, Role.COUNSELLOR])
def test_others_do_not_look(session: Session, employer: Employer, role: Role) -> None:
    with pytest.raises(NotAllowed):
        service.look(
            session, new_account(session, role).actor(), employer, "call", outcome="ok", note="Contestó."
        )


def test_wrong_words_are_refused(session: Session, employer: Employer, by: Actor) -> None:
    with pytest.raises(NotFound):
        service.look(session, by, employer, "horoscope", outcome="ok", note="Muy bueno.")
    with pytest.raises(Invalid):
        service.look(session, by, employer, "call", outcome="splendid", note="Contestó.")
