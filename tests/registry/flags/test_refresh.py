"""A submission is held against the whole register, and what was found is answered by people."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registry import clock, crypto, events
from registry.access import Actor, Role
from registry.complaints.queries import fee_reports_about
from registry.complaints.told import Payment
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.flags import dismissal, queries, rulebook, service
from registry.flags.models import RedFlag
from registry.lists.kinds import ListKind
from registry.organisations.identifiers import normalised
from registry.organisations.models import Agency, AgencyContact, AgencyParty
from registry.proposals import service as proposals
from registry.vacancies.states import VacancyState
from tests.registry.complaints.reports import STORIES, judged, judged_by_two, person, sent
from tests.registry.lists.files import load
from tests.registry.placements.market import new_agency, new_employer, new_vacancy
from tests.registry.vacancies.test_references import BY_CASE
from tests.registry.vetting.agencies import decided, out_of_standing, staff, submitted

DPI = "1234567890101"


def sanctioned(session: Session, folder: Path) -> Agency:
    """A registered firm that lost its registration, with an owner, a line and an office of its own."""
    old, _case, _actor = decided(
        session, folder / "old", legal_name="Viajes Ixchel, S.A.", trade_name="", nit="765432-1", phone="2251 7788",
        address="12 calle 4-33 zona 10", email="info@ixchel.example", contact_name="Byron Recinos",
    )  # fmt: skip
    owner = session.scalars(select(AgencyParty).where(AgencyParty.agency_id == old.id)).first()
    assert owner is not None
    owner.name, owner.dpi, owner.dpi_hash = (
        "Byron Estuardo Recinos Urízar",
        DPI,
        crypto.keyed_hash("dpi", DPI),
    )
    session.execute(text("UPDATE agency_party SET name = 'Olga Cifuentes Barahona' WHERE role != 'owner'"))
    session.execute(text("UPDATE recruiter SET name = 'Walter Samayoa Tobar'"))
    session.execute(text("UPDATE stored_file SET sha256 = 'of the old firm'"))  # the same paper in every test
    session.flush()
    out_of_standing(session, old, "revoked")
    session.expire_all()
    return old


def link(session: Session, agency: Agency, *kinds: str) -> None:
    """Give the applicant what the sanctioned firm had."""
    if "name" in kinds:
        agency.legal_name = "Ixchel Travel Ltda."
    if "next_door" in kinds:
        agency.address = "12a. Calle 4-45, Z.10"
    if "phone" in kinds:
        session.add(
            AgencyContact(
                agency_id=agency.id,
                kind="whatsapp",
                value="+502 2251-7788",
                normalised=normalised("phone", "22517788"),
            )
        )
    if "owner" in kinds:
        session.add(
            AgencyParty(
                agency_id=agency.id,
                name="B. Recinos",
                role="owner",
                dpi=DPI,
                dpi_hash=crypto.keyed_hash("dpi", DPI),
            )
        )
    if "cousin" in kinds:
        session.add(
            AgencyParty(agency_id=agency.id, name="Silvia Recinos Urízar", role="legal_representative")
        )
    session.flush()


def flags_of(session: Session, agency: Agency) -> dict[str, RedFlag]:
    query = select(RedFlag).where(RedFlag.agency_id == agency.id)
    return {flag.rule: flag for flag in session.scalars(query)}


def looked_at(session: Session, folder: Path, *kinds: str) -> tuple[Agency, dict[str, RedFlag]]:
    sanctioned(session, folder)
    agency, _case, _actor = submitted(session, folder)
    link(session, agency, *kinds)
    service.refresh(session, agency)
    return agency, flags_of(session, agency)


def test_a_firm_of_its_own_raises_nothing_of_others(session: Session, tmp_path: Path) -> None:
    _agency, found = looked_at(session, tmp_path)
    assert not [rule for rule in found if rule.startswith(("PHX", "SCAM"))]


def test_the_owner_of_a_revoked_agency_is_a_hard_stop(session: Session, tmp_path: Path) -> None:
    agency, found = looked_at(session, tmp_path, "owner")
    assert found["PHX1"].weight == 100
    assert queries.hard_stop(session, agency.id)
    assert queries.undisposed(session, agency.id) >= 1
    assert DPI not in str(found["PHX1"].evidence)


def test_weak_links_together_ask_for_an_answer(session: Session, tmp_path: Path) -> None:
    agency, found = looked_at(session, tmp_path, "name", "next_door", "cousin")
    assert {"PHX1", "PHX4", "PHX5"} <= set(found)
    assert all(found[rule].weight <= 40 for rule in ("PHX1", "PHX4", "PHX5"))
    assert queries.undisposed(session, agency.id) >= 3


def test_a_submission_is_looked_at_by_itself(session: Session, tmp_path: Path) -> None:
    sanctioned(session, tmp_path)
    agency, _case, _actor = submitted(session, tmp_path, phone="2251 7788")
    assert flags_of(session, agency)["PHX3"].weight == 50


def test_looking_twice_changes_nothing(session: Session, tmp_path: Path) -> None:
    agency, found = looked_at(session, tmp_path, "phone")
    told = len(list(session.scalars(select(events.Event.id).where(events.Event.noun == "flag"))))
    service.refresh(session, agency)
    assert flags_of(session, agency).keys() == found.keys()
    assert told == len(list(session.scalars(select(events.Event.id).where(events.Event.noun == "flag"))))


def test_a_fact_taken_away_stays_until_somebody_answers(session: Session, tmp_path: Path) -> None:
    agency, found = looked_at(session, tmp_path, "phone")
    session.execute(text("DELETE FROM agency_contact WHERE kind = 'whatsapp'"))
    session.expire_all()
    service.refresh(session, agency)
    flag = flags_of(session, agency)["PHX3"]
    assert (flag.state, flag.holds, flag.weight) == ("open", False, found["PHX3"].weight)


def test_one_officer_explains_what_is_no_hard_stop(session: Session, tmp_path: Path) -> None:
    agency, found = looked_at(session, tmp_path, "phone")
    officer = staff(session, Role.OFFICER)
    with pytest.raises(Invalid, match="reason_missing"):
        service.explain(session, officer, found["PHX3"], reason=" ")
    with pytest.raises(NotPossible, match="flag_needs_two"):
        service.set_aside(session, officer, found["PHX3"], reason="Otra línea.")
    service.explain(session, officer, found["PHX3"], reason="Compró la línea a la otra firma.")
    assert (found["PHX3"].state, found["PHX3"].disposed_by_id) == ("explained", officer.account_id)
    assert not queries.hard_stop(session, agency.id)


def test_nobody_else_answers(session: Session, tmp_path: Path) -> None:
    _agency, found = looked_at(session, tmp_path, "phone")
    for role in (Role.SUPERVISOR, Role.ADMIN, Role.AUDITOR, Role.AGENCY, Role.INSPECTOR):
        with pytest.raises(NotAllowed):
            service.confirm(session, Actor(role, account_id=99), found["PHX3"], reason="Así es.")


def test_a_hard_stop_takes_two_people(session: Session, tmp_path: Path) -> None:
    agency, found = looked_at(session, tmp_path, "owner")
    officer, supervisor = staff(session, Role.OFFICER), staff(session, Role.SUPERVISOR)
    flag = found["PHX1"]
    for alone in (service.explain, service.set_aside):
        with pytest.raises(NotPossible, match="flag_needs_two"):
            alone(session, officer, flag, reason="Es otra persona.")
    proposal = dismissal.propose(
        session, officer, flag, outcome="false", reason="El DPI se anotó mal; ver constancia."
    )
    assert queries.hard_stop(session, agency.id)
    with pytest.raises(NotPossible, match=r"same_person|not_allowed|proposal"):
        proposals.approve(
            session,
            Actor(Role.SUPERVISOR, account_id=officer.account_id, public_id="x"),
            proposal,
            reason="Sí.",
        )
    proposals.approve(session, supervisor, proposal, reason="Vi la constancia.")
    assert (flag.state, flag.disposed_by_id, flag.proposal_id) == (
        "false",
        supervisor.account_id,
        proposal.public_id,
    )
    assert not queries.hard_stop(session, agency.id)
    assert list(events.breaks(session)) == []


def test_approval_is_of_what_was_seen(session: Session, tmp_path: Path) -> None:
    _agency, found = looked_at(session, tmp_path, "owner")
    officer, supervisor = staff(session, Role.OFFICER), staff(session, Role.SUPERVISOR)
    proposal = dismissal.propose(
        session, officer, found["PHX1"], outcome="explained", reason="Se retiró en 2015."
    )
    found["PHX1"].evidence = {**found["PHX1"].evidence, "more": 1}
    session.flush()
    with pytest.raises(NotPossible, match="changed"):
        proposals.approve(session, supervisor, proposal, reason="De acuerdo.")


def test_by_hand_a_heavy_flag_is_not_false_on_one_word(session: Session, tmp_path: Path) -> None:
    looked_at(session, tmp_path, "owner")
    officer = staff(session, Role.OFFICER)
    for statement in (
        "UPDATE red_flag SET state = 'false'",
        "UPDATE red_flag SET state = 'false', disposed_at = raised_at, reason = 'x', "
        f"disposed_by_id = {officer.account_id}",
        "UPDATE red_flag SET state = 'waived'",
    ):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(text(statement + " WHERE rule = 'PHX1'"))


def test_more_found_later_opens_an_answered_flag_again(session: Session, tmp_path: Path) -> None:
    agency, found = looked_at(session, tmp_path, "cousin")
    officer = staff(session, Role.OFFICER)
    service.explain(session, officer, found["PHX1"], reason="Son primas lejanas.")
    link(session, agency, "owner")
    service.refresh(session, agency)
    again = flags_of(session, agency)["PHX1"]
    assert (again.state, again.weight, again.reason) == ("open", 100, None)


def test_two_neighbours_of_two_firms_do_not_add_up(session: Session, tmp_path: Path) -> None:
    agency, _case, _actor = submitted(session, tmp_path)
    others = [Agency(legal_name=name, applied_at=clock.now()) for name in ("Una", "Otra")]
    session.add_all(others)
    session.flush()
    session.add_all(
        RedFlag(rule="PHX3", rules_version="1", agency_id=agency.id, subject=one.public_id, other_id=one.id,
                evidence={}, weight=60, raised_at=clock.now())
        for one in others
    )  # fmt: skip
    session.flush()
    found = list(
        session.scalars(select(RedFlag).where(RedFlag.agency_id == agency.id, RedFlag.other_id.is_not(None)))
    )
    assert queries.score(found) == 60


@pytest.mark.usefixtures("frozen_now")
def test_the_clock_looks_once_a_day(session: Session, tmp_path: Path) -> None:
    agency, _found = looked_at(session, tmp_path)
    service.refresh_due(session, most=100)
    assert service.refresh_due(session, most=100) == 0
    link(session, agency, "owner")
    session.execute(text("DELETE FROM flag_look"))
    assert service.refresh_due(session, most=100) >= 1
    assert "PHX1" in flags_of(session, agency)
    assert agency.valid_to is None or agency.valid_to > date(2000, 1, 1)


@pytest.mark.usefixtures("frozen_now")
def test_a_stop_of_reports_goes_when_the_reports_do(session: Session, tmp_path: Path) -> None:
    agency, _case, _actor = decided(session, tmp_path)
    agency.declared_fee_policy = "zero"
    told = [
        sent(session, agency, text=one, payments=(Payment(cost_code="F1", amount="5000"),))
        for one in STORIES[:2]
    ]
    service.refresh(session, agency)
    assert not queries.hard_stop(session, agency.id), "nobody has read them: anybody could have sent them"
    officer = person(session, Role.OFFICER)
    for one in told:
        judged(session, one, officer, agency)
    service.refresh(session, agency)
    assert queries.hard_stop(session, agency.id)
    judged_by_two(session, told[0], officer, agency, is_credible=False)
    service.refresh(session, agency)
    assert not queries.hard_stop(session, agency.id), "one that is left weighs as one"
    judged_by_two(session, told[1], officer, agency, is_credible=False)
    service.refresh(session, agency)
    flag = flags_of(session, agency)["FEE1"]
    assert not flag.holds
    assert queries.score([flag]) == 0


@pytest.mark.usefixtures("frozen_now")
def test_copies_of_one_report_of_fees_weigh_as_one(session: Session, tmp_path: Path) -> None:
    agency, _case, _actor = decided(session, tmp_path)
    agency.declared_fee_policy = "zero"
    paid = (Payment(cost_code="F1", amount="5000"),)
    officer = person(session, Role.OFFICER)
    copies = [sent(session, agency, payments=paid) for _ in range(3)]
    for one in copies:
        judged(session, one, officer, agency)
    service.refresh(session, agency)
    flag = flags_of(session, agency)["FEE1"]
    assert (flag.weight, flag.evidence["reports"]) == (60, 1)
    assert not queries.hard_stop(session, agency.id)
    other = sent(session, agency, text=STORIES[1], payments=paid)
    assert fee_reports_about(session, agency.id).reports == 1, "nobody has read it yet"
    judged(session, other, officer, agency)
    assert fee_reports_about(session, agency.id).reports == 2
    judged_by_two(session, other, officer, agency, is_credible=False)
    assert fee_reports_about(session, agency.id).reports == 1
    service.refresh(session, agency)
    assert flags_of(session, agency)["FEE1"].weight == 60


@pytest.mark.parametrize(
    ("scheme", "number", "state", "raised"),
    [
        ("H2B", "H-400-26001-222222", "published", set()),
        ("H2B", "H-400-26001-333333", "published", {"JOB3"}),
        ("H2B", "ABC-1", "in_review", {"JOB2", "JOB3"}),
        ("H2A", "H-300-26001-222222", "published", set()),
        ("H2A", None, "in_review", set()),
        ("H2A", None, "published", {"JOB2"}),
        ("CA_AG", None, "published", {"JOB2"}),
        ("CA_AG", "1234567", "published", set()),
        ("ES_GECCO", "OF-1", "published", set()),
        ("GT_SNE", None, "published", set()),
    ],
)
def test_references_of_orders_are_answered_in_one_place(
    session: Session, scheme: str, number: str | None, state: str, raised: set[str]
) -> None:
    load(session, ListKind.US_RECRUITERS, BY_CASE)
    agency = new_agency(session)
    employer = new_employer(session, "Other Gardens Inc")
    vacancy = new_vacancy(session, employer, agency=agency, state=VacancyState(state))
    vacancy.scheme, vacancy.official_ref = scheme, number
    session.flush()
    service.refresh(session, agency)
    assert set(flags_of(session, agency)) & {"JOB2", "JOB3"} == raised


def test_no_title_promises_what_is_not_computed() -> None:
    """Nobody gives the day an employer was formed (docs/red-flags.md)."""
    assert "nueva" not in rulebook.newest()["EMP1"].title["es"]
    assert "new" not in rulebook.newest()["EMP1"].title["en"]
