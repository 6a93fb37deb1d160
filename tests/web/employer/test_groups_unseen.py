"""Employers and agencies follow the order of the list and see nothing of groups: no name, no figure, no move."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from registry import clock
from registry.access import Role
from registry.accounts import service as accounts
from registry.fairness import service as fairness
from registry.placements.models import Referral
from registry.proposals import service as proposals
from tests.factories import new_account
from tests.registry.placements.market import Market, new_agency, new_market, new_person
from tests.web.conftest import AsRole, NewClient

# What would tell: words of the pages, names of fields, and what only a moved person has.
TELLS = (
    "orden justo", "equidad", "plain_rank", "plain_place", "group", "sexo", "mujeres", "hombres", "returned", "impact",
    "exposure", "skew", "policy", "por azar", "shown",
)  # fmt: skip


@pytest.fixture
def market(session: Session) -> Market:
    """An agency's vacancy: eight men who fit best, four women; and a policy that brings women up."""
    found = new_market(session, agency=new_agency(session))
    found.people = [
        new_person(session, f"Hombre {at}", sex="M", months=60 + at) for at in range(8)
    ] + found.people
    asked: dict[str, Any] = {"mode": "order", "traits": ["sex"], "share": "1", "alpha": "0.5"}
    _made, proposal = fairness.propose(
        session, new_account(session, Role.OFFICER).actor(), "H2A", **asked, starts_on=clock.today(),
        reason="Las listas dejan atrás a las mujeres.",
    )  # fmt: skip
    proposals.approve(session, new_account(session, Role.SUPERVISOR).actor(), proposal, reason="De acuerdo.")
    return found


def first_eight(session: Session, market: Market) -> list[Referral]:
    shortlist = market.ranked(session)
    moved = [entry for entry in shortlist.entries if entry.plain_rank and entry.rank < entry.plain_rank]
    assert moved and moved[0].rank <= 8, "somebody was moved up for a group"
    people = [entry.candidate for entry in shortlist.entries[:8]]
    return market.refer(session, *people)


def asking(market: Market, session: Session, role: Role) -> dict[str, Any]:
    if role is Role.EMPLOYER:
        return {"employer_id": market.employer.id}
    return {"agency_id": market.vacancy.agency_id}


@pytest.mark.parametrize("role", [Role.EMPLOYER, Role.AGENCY])
def test_the_pages_tell_nothing_of_groups(
    as_role: AsRole, session: Session, market: Market, role: Role
) -> None:
    first_eight(session, market)
    client = as_role(role, **asking(market, session, role))
    own = f"/empleador/vacantes/{market.vacancy.public_id}"
    looked_at = 0
    for path in ("/empleador" if role is Role.EMPLOYER else "/agencia", own, f"{own}/personas"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        looked_at += 1
        content = (
            answer.text.partition("<main")[2]
            .lower()
            .replace("govuk-form-group", "")
            .replace("button-group", "")
        )
        told = [word for word in TELLS if word in content]
        assert not told, f"{path} tells {told}"
    assert looked_at == 3
    for path in ("/ministerio/equidad", f"/ministerio/vacantes/{market.vacancy.public_id}/lista"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("role", [Role.EMPLOYER, Role.AGENCY])
def test_the_api_tells_nothing_of_groups_and_keeps_the_order(
    new_client: NewClient, session: Session, market: Market, role: Role
) -> None:
    made = first_eight(session, market)
    account = new_account(session, role, **asking(market, session, role))
    key = accounts.new_api_key(session, account, name="prueba", scopes=["shortlists:read", "vacancies:read"])
    session.flush()
    answer = new_client().get(
        f"/api/v1/vacancies/{market.vacancy.public_id}/shortlist", headers={"Authorization": f"Bearer {key}"}
    )
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["fairness"] == {} and told["counts"] == {}
    assert [row["rank"] for row in told["candidates"]] == list(range(1, 9)), (
        "one after another, no gap that tells"
    )
    assert not any(word in answer.text.lower() for word in TELLS)
    assert len(made) == 8
