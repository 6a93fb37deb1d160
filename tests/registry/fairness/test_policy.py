"""A fairness policy is decided by two people, counts from its day on, and is kept with every list."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Role
from registry.accounts.models import Account
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.fairness import queries, service
from registry.fairness.models import FairnessPolicy
from registry.fairness.policy import Mode
from registry.proposals import service as proposals
from registry.proposals.models import Proposal
from tests.factories import new_account

ORDER: dict[str, Any] = {"mode": "order", "traits": ["sex"], "share": "0.80", "alpha": "0,1"}


@pytest.fixture
def officer(session: Session) -> Account:
    return new_account(session, Role.OFFICER)


def proposed(
    session: Session, officer: Account, scheme: str = "H2A", **changes: Any
) -> tuple[FairnessPolicy, Proposal]:
    asked = {
        **ORDER,
        "starts_on": clock.today(),
        "reason": "Las listas dejan atrás a las mujeres.",
        **changes,
    }
    return service.propose(session, officer.actor(), scheme, **asked)


def test_nobody_decided_anything_so_lists_are_reported_on(session: Session) -> None:
    found = queries.policy_for(session, "H2A", clock.today())
    assert (found.mode, found.version, found.fair) == (Mode.REPORT, 0, None)


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.DIRECTOR])
def test_two_people_put_a_policy_in_force(session: Session, officer: Account, role: Role) -> None:
    made, proposal = proposed(session, officer)
    assert queries.policy_for(session, "H2A", clock.today()).mode == Mode.REPORT, "one person changes nothing"
    proposals.approve(session, new_account(session, role).actor(), proposal, reason="De acuerdo.")
    found = queries.policy_for(session, "H2A", clock.today())
    assert (found.mode, found.version, found.traits, found.share, found.alpha) == (
        Mode.ORDER, 1, ("sex",), "0.8", "0.1",
    )  # fmt: skip
    assert found.fair is not None and found.fair.share.numerator == 4
    assert queries.policy_for(session, "H2B", clock.today()).version == 0, (
        "another scheme is another question"
    )
    assert events.of_record(session, "fairness", made.public_id)[-1].verb == "put_in_force"


def test_who_proposed_it_cannot_approve_it(session: Session, officer: Account) -> None:
    _made, proposal = proposed(session, officer)
    with pytest.raises(NotPossible, match="same_person"):
        proposals.approve(session, officer.actor(), proposal, reason="Sí.")
    with pytest.raises(NotPossible, match="proposal_not_yours"):
        proposals.approve(session, new_account(session, Role.OFFICER).actor(), proposal, reason="Sí.")


def test_the_database_says_so_too(session: Session, officer: Account) -> None:
    made, _proposal = proposed(session, officer)
    made.approved_by_id, made.approved_at = officer.id, clock.now()
    with pytest.raises(IntegrityError), session.begin_nested():
        session.flush()


def test_it_counts_from_its_day_on(session: Session, officer: Account) -> None:
    day = clock.today() + timedelta(days=10)
    _made, proposal = proposed(session, officer, starts_on=day)
    proposals.approve(session, new_account(session, Role.SUPERVISOR).actor(), proposal, reason="Sí.")
    assert queries.policy_for(session, "H2A", day - timedelta(days=1)).version == 0
    assert queries.policy_for(session, "H2A", day).version == 1


def test_what_was_changed_after_the_proposal_is_not_approved(session: Session, officer: Account) -> None:
    made, proposal = proposed(session, officer)
    made.share = "0.1"
    with pytest.raises(NotPossible, match="changed_since_proposed"):
        proposals.approve(session, new_account(session, Role.SUPERVISOR).actor(), proposal, reason="Sí.")


def test_versions_and_who_decided_stay_readable(session: Session, officer: Account) -> None:
    _made, proposal = proposed(session, officer)
    proposals.reject(
        session, new_account(session, Role.SUPERVISOR).actor(), proposal, reason="Falta estudiarlo."
    )
    proposed(session, officer, share="1")
    found = queries.history(session, Actor(Role.AUDITOR, account_id=1), "H2A")
    assert [(one.version, one.approved_at) for one in found] == [(2, None), (1, None)]
    assert queries.policy_for(session, "H2A", clock.today()).version == 0
    for role in (Role.EMPLOYER, Role.AGENCY, Role.CANDIDATE, Role.COUNSELLOR, Role.INSPECTOR, Role.ADMIN):
        with pytest.raises(NotFound):
            queries.history(session, Actor(role), "H2A")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"mode": "sometimes"}, "mode_unknown"),
        ({"traits": []}, "traits_missing"),
        ({"traits": ["sex", "shoe size"]}, "traits_unknown"),
        ({"traits": ["sex", "sex"]}, "traits_unknown"),
        ({"share": "1.2"}, "share_out_of_range"),
        ({"share": "NaN"}, "share_out_of_range"),
        ({"share": "mucho"}, "share_out_of_range"),
        ({"alpha": "0"}, "alpha_out_of_range"),
        ({"alpha": "0.0005"}, "alpha_out_of_range"),
        ({"starts_on": date(2020, 1, 1)}, "starts_in_the_past"),
        ({"reason": "  "}, "reason_missing"),
        ({"scheme": "SAWP"}, "scheme_unknown"),
    ],
)
def test_what_cannot_be_is_refused(
    session: Session, officer: Account, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(Invalid, match=code):
        proposed(session, officer, **changes)


def test_one_proposal_at_a_time_and_none_for_what_counts_already(session: Session, officer: Account) -> None:
    proposed(session, officer)
    with pytest.raises(NotPossible, match="fairness_waiting"):
        proposed(session, officer, share="1")
    with pytest.raises(NotPossible, match="fairness_same"):
        proposed(session, officer, "H2B", mode="report")


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.DIRECTOR, Role.AUDITOR, Role.INSPECTOR])
def test_only_an_officer_proposes(session: Session, role: Role) -> None:
    with pytest.raises(NotAllowed):
        proposed(session, new_account(session, role))
