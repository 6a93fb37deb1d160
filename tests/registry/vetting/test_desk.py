"""Who may touch a case: own declaration, declaration on the case, comparison, draw, rotation, the next case."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import SYSTEM, Actor, Role
from registry.accounts import service as accounts
from registry.accounts.models import Account
from registry.accounts.states import AccountState
from registry.complaints import ending
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.organisations.models import Agency, AgencyParty, Branch
from registry.vetting import assignment, decide, desk, requirements, service
from registry.vetting.models import Case
from registry.vetting.staff_records import CaseAssignment, OwnDeclaration
from tests.registry.complaints import reports
from tests.registry.vetting import agencies as filing
from tests.registry.vetting.agencies import decided, declares, staff, submitted

NO = dict.fromkeys(desk.TOPICS, False)


def officer(session: Session, **own: str) -> Actor:
    """An officer of today, with what they declared of themselves."""
    actor = staff(session, Role.OFFICER)
    session.get_one(Account, actor.account_id).state = AccountState.ACTIVE
    desk.declare_own(session, actor, **({"surnames": "Ajcip Sicán"} | own))
    return actor


@pytest.fixture
def case(session: Session, tmp_path: Path) -> Case:
    """Of "Caminos del Norte, S.A.", of Rosa Xol and Tomás Cuc, at 6 avenida 10-20, zona 1."""
    return submitted(session, tmp_path)[1]


@pytest.mark.parametrize(
    ("own", "found"),
    [
        ({"surnames": "Ajcip Sicán"}, []),
        ({"phones": "5555 1111\n+502 2232-0101"}, ["phone"]),
        ({"addresses": "6a. Av. 10-20, Z. 1"}, ["address"]),
        ({"addresses": "7a. Av. 10-20, Z. 1"}, []),
        ({"employers": "Caminos del Norte"}, ["employer"]),
        ({"employers": "Caminos del Sur, S.A."}, []),
        # One surname in common is no link: half a town shares it.
        ({"surnames": "Xol"}, []),
        ({"surnames": "Xol Caal"}, []),
    ],
)
def test_what_is_compared(session: Session, case: Case, own: dict[str, str], found: list[str]) -> None:
    actor = officer(session, **own)
    assert desk.links(session, case, actor.account_id or 0) == found


@pytest.mark.parametrize(
    ("surnames", "name", "is_linked"),
    [
        ("Pérez Xol", "María Perez Shol", True),  # x and sh sound the same
        ("Pérez Xol", "Xol Pérez, María", False),  # the first word counts as a given name
        ("Pérez Xol", "María José Xol Pérez", True),
        ("de León Choc", "Ana Lucía de León Choc", True),
        ("López López", "Juan López", False),
        ("López López", "Juan López López", True),
        ("Pérez Xol", "María Pérez Caal", False),
    ],
)
def test_a_pair_of_surnames(surnames: str, name: str, is_linked: bool) -> None:
    assert desk._shares_surnames(surnames, [name]) is is_linked


def test_a_branch_counts_as_an_address(session: Session, case: Case) -> None:
    address = "3 calle 5-60 zona 10"
    session.add(
        Branch(
            agency_id=case.agency_id,
            municipality="0101",
            address=address,
            normalised=address,
            since=clock.today(),
        )
    )
    session.flush()
    actor = officer(session, addresses="Tercera calle 5-60, z.10")
    assert desk.links(session, case, actor.account_id or 0) == ["address"]


@pytest.mark.usefixtures("frozen_now")
def test_own_declaration_is_sealed_and_declaring_again_undoes_no_link(session: Session, case: Case) -> None:
    actor = officer(session, phones="2232 0101")
    assert actor.account_id is not None
    assert not desk.declared(session, case, actor.account_id)
    desk.declare(session, actor, case, answers=NO)
    assert not desk.declared(session, case, actor.account_id)
    desk.declare_own(session, actor, surnames="Ajcip Sicán", phones="5555 9999")
    assert not desk.declare(session, actor, case, answers=NO).is_clear
    assert not desk.declared(session, case, actor.account_id)
    assert assignment.obstacle(session, case, actor.account_id) == "conflict"
    # Only another person, a supervisor, sets it aside, and then it is declared anew.
    with pytest.raises(NotAllowed):
        desk.lift(session, officer(session), case, actor.account_id, reason="Era un error")
    supervisor = staff(session, Role.SUPERVISOR)
    with pytest.raises(NotPossible, match="same_person"):
        desk.lift(session, supervisor, case, supervisor.account_id or 0, reason="Era un error")
    with pytest.raises(Invalid, match="reason_missing"):
        desk.lift(session, supervisor, case, actor.account_id, reason=" ")
    desk.lift(session, supervisor, case, actor.account_id, reason="El teléfono era de otra persona")
    desk.declare(session, actor, case, answers=NO)
    assert desk.declared(session, case, actor.account_id)
    assert session.scalar(select(OwnDeclaration.surnames).limit(1)) == "Ajcip Sicán"
    raw = session.execute(text("SELECT surnames, phones FROM own_declaration")).all()
    assert all(b"Ajcip" not in bytes(row[0]) and b"2232" not in bytes(row[1]) for row in raw)


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"surnames": ""}, "surnames_missing"),
        ({"surnames": "  ' "}, "surnames_missing"),
        ({"surnames": "Xol", "phones": "12"}, "phone_unreadable"),
    ],
)
def test_own_declaration_needs_sense(session: Session, sent: dict[str, str], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        desk.declare_own(session, staff(session, Role.OFFICER), **sent)
    assert refused.value.code == code


def test_declaring_needs_every_answer_and_words_for_a_yes(session: Session, case: Case) -> None:
    actor = staff(session, Role.OFFICER)
    with pytest.raises(NotPossible, match="own_declaration_missing"):
        desk.declare(session, actor, case, answers=NO)
    desk.declare_own(session, actor, surnames="Ajcip Sicán")
    with pytest.raises(Invalid, match="topic_unanswered"):
        desk.declare(session, actor, case, answers={"people": False})
    with pytest.raises(Invalid, match="explanation_missing"):
        desk.declare(session, actor, case, answers=NO | {"people": True}, explanation=" ")
    for role in (Role.DIRECTOR, Role.AUDITOR, Role.ADMIN):
        with pytest.raises(NotAllowed):
            desk.declare(session, staff(session, role), case, answers=NO)


def test_a_link_takes_the_case_away(session: Session, case: Case) -> None:
    actor = officer(session)
    assert assignment.take_next(session, actor) is case
    desk.declare(session, actor, case, answers=NO | {"people": True}, explanation="Es mi prima.")
    assert case.officer_id is None
    assert not desk.declared(session, case, actor.account_id)
    assert assignment.obstacle(session, case, actor.account_id or 0) == "conflict"
    assert assignment.take_next(session, actor) is None
    last = [one for one in events.of_record(session, "case", case.public_id) if one.verb == "declare"][-1]
    assert last.data == {"clear": False}
    assert "prima" not in str(last.data)
    assert session.scalars(select(CaseAssignment.until)).one() is not None


def test_people_named_after_the_declaration_count_too(session: Session, case: Case) -> None:
    actor = officer(session)
    desk.declare(session, actor, case, answers=NO)
    assert desk.declared(session, case, actor.account_id)
    session.add(AgencyParty(agency_id=case.agency_id, name="Julia Ajcip Sicán", role="director"))
    session.flush()
    assert not desk.declared(session, case, actor.account_id)


def test_nobody_reviews_without_declaring(session: Session, case: Case) -> None:
    actor = officer(session)
    with pytest.raises(NotPossible):
        service.review(session, actor, case)
    declares(session, actor, case)
    service.review(session, actor, case)
    assert case.officer_id == actor.account_id


# ---------------------------------------------------------------- the draw


def test_a_draw_can_be_repeated(session: Session, case: Case) -> None:
    people = [officer(session) for _n in range(4)]
    linked = officer(session, phones="2232 0101")
    supervisor = staff(session, Role.SUPERVISOR)
    made = assignment.draw(session, supervisor, case)
    assert made.seed is not None
    assert made.pool == sorted(one.public_id for one in people)
    assert linked.public_id not in made.pool
    chosen = assignment.drawn(made.seed, made.pool)
    assert session.get_one(Account, case.officer_id).public_id == chosen
    logged = events.of_record(session, "case", case.public_id)[-1]
    assert logged.verb == "assign"
    assert logged.data == {"how": "drawn", "officer": chosen, "seed": made.seed, "pool": made.pool}
    with pytest.raises(NotPossible, match="case_is_held"):
        assignment.draw(session, supervisor, case)


@given(st.integers(min_value=1, max_value=9), st.integers(min_value=0, max_value=2**256 - 1))
def test_whoever_is_drawn_stood_in_the_pool(size: int, number: int) -> None:
    pool = [f"p{n}" for n in range(size)]
    assert assignment.drawn(f"{number:064x}", pool) in pool


def test_draws_are_fair() -> None:
    pool = ["a", "b", "c", "d"]
    counts = Counter(assignment.drawn(hashlib.sha256(str(n).encode()).hexdigest(), pool) for n in range(4000))
    # 1000 each, standard deviation 27: five of them.
    assert all(865 < counts[one] < 1135 for one in pool)


def test_reassigning_takes_a_reason_and_somebody_who_may(session: Session, case: Case) -> None:
    first, second, linked = officer(session), officer(session), officer(session, phones="2232 0101")
    supervisor = staff(session, Role.SUPERVISOR)
    assignment.take_next(session, first)
    with pytest.raises(Invalid, match="reason_missing"):
        assignment.reassign(session, supervisor, case, second.account_id or 0, reason=" ")
    with pytest.raises(NotPossible, match="officer_may_not_hold"):
        assignment.reassign(session, supervisor, case, linked.account_id or 0, reason="Vacaciones.")
    for nobody in (0, first.account_id or 0, supervisor.account_id or 0):
        with pytest.raises(Invalid, match="officer_unknown"):
            assignment.reassign(session, supervisor, case, nobody, reason="Vacaciones.")
    with pytest.raises(NotAllowed):
        assignment.reassign(session, first, case, second.account_id or 0, reason="Vacaciones.")
    assignment.reassign(session, supervisor, case, second.account_id or 0, reason="Vacaciones.")
    assert case.officer_id == second.account_id
    assignment.redraw(session, supervisor, case, reason="Se enfermó.")
    assert case.officer_id == first.account_id
    spells = assignment.history(session, case)
    assert [one.assignment.how for one in spells] == ["drawn", "reassigned", "taken"]
    assert [one.assignment.until is None for one in spells] == [True, False, False]


def test_nobody_left_to_draw(session: Session, case: Case) -> None:
    officer(session, phones="2232 0101")
    with pytest.raises(NotPossible, match="nobody_may_hold"):
        assignment.draw(session, staff(session, Role.SUPERVISOR), case)


def renewed(session: Session, folder: Path, agency: Agency, officer_: Actor | None) -> Case:
    """The agency's next file: decided when an officer is given, else handed in and nobody's."""
    person = filing.person_of(session, agency)
    case = service.open_case(session, person, agency)
    for one in requirements.of_case(session, case):
        if one.is_mandatory:
            filing.answer(session, person, case, one, folder)
    service.submit(session, person, case)
    if officer_ is None:
        return case
    declares(session, officer_, case)
    service.review(session, officer_, case)
    for code in requirements.not_reviewed(session, case):
        service.accept(session, officer_, case, code)
    filing.flags_answered(session, officer_, agency)
    filing.heard_and_seen(session, officer_, case)
    decide.recommend(session, officer_, case, outcome="register", reason="Revisado por completo.")
    supervisor = staff(session, Role.SUPERVISOR)
    declares(session, supervisor, case)
    decide.decide(session, supervisor, case, reason="Conforme.", public_reason="Cumple.")
    return case


def test_after_two_files_somebody_else_takes_the_third(session: Session, tmp_path: Path) -> None:
    agency, first, _supervisor = decided(session, tmp_path)
    holder = session.get_one(Account, first.officer_id)
    holder.state = AccountState.ACTIVE
    other = officer(session)
    second = renewed(session, tmp_path, agency, holder.actor())
    assert not assignment.is_rotated_out(session, second, holder.id)
    third = renewed(session, tmp_path, agency, None)
    assert assignment.is_rotated_out(session, third, holder.id)
    assert assignment.take_next(session, holder.actor()) is None
    assert [one.id for one in assignment.eligible(session, third)] == [other.account_id]


def test_whoever_handles_a_report_about_the_agency_is_not_drawn(session: Session, case: Case) -> None:
    handler, other = officer(session), officer(session)
    complaint = reports.sent(session)
    complaint.agency_id = case.agency_id
    reports.given(session, complaint, handler)
    assert assignment.obstacle(session, case, handler.account_id or 0) == "complaint"
    assert [one.id for one in assignment.eligible(session, case)] == [other.account_id]
    assert assignment.take_next(session, handler) is None
    supervisor = staff(session, Role.SUPERVISOR)
    with pytest.raises(NotPossible, match="officer_may_not_hold"):
        assignment.reassign(session, supervisor, case, handler.account_id or 0, reason="Le toca.")
    agency = session.get_one(Agency, case.agency_id)
    reports.judged(session, complaint, handler, None, agency=agency.nit)
    ending.propose_dismissal(session, handler, complaint, outcome="test", reason="Era una prueba.")
    ending.agree(session, staff(session, Role.SUPERVISOR), complaint)
    assert assignment.obstacle(session, case, handler.account_id or 0) is None


def test_the_next_case_is_the_most_pressing_i_may_hold(session: Session, tmp_path: Path) -> None:
    cases = []
    for n in range(3):
        _agency, one, _actor = submitted(
            session, tmp_path, email=f"a{n}@a.example", nit=f"{n}2345-{n}", phone=f"2232 010{n}"
        )
        one.due_on = clock.today().replace(day=20 - n)
        cases.append(one)
    session.flush()
    linked_with_the_first = officer(session, phones="2232 0102")
    assert assignment.take_next(session, linked_with_the_first) is cases[1]
    actor = officer(session)
    assert assignment.take_next(session, actor) is cases[2]
    assert assignment.take_next(session, actor) is cases[0]
    assert assignment.take_next(session, actor) is None
    with pytest.raises(NotAllowed):
        assignment.take_next(session, staff(session, Role.SUPERVISOR))
    loads = {one.account.id: (one.waiting, one.paused) for one in assignment.workload(session)}
    assert loads[actor.account_id or 0] == (2, 0)


def test_the_system_draws_what_nobody_took(session: Session, tmp_path: Path, frozen_now: object) -> None:
    _agency, case, _actor = submitted(session, tmp_path)
    actor = officer(session)
    assert assignment.draw_waiting(session) == 0
    # Monday now; handed in on Thursday: two working days.
    case.submitted_at = clock.now() - timedelta(days=4)
    session.flush()
    assert assignment.draw_waiting(session) == 1
    assert case.officer_id == actor.account_id
    made = session.scalars(select(CaseAssignment)).one()
    assert made.by_id is None
    assert events.of_record(session, "case", case.public_id)[-1].actor == SYSTEM.pseudonym
    assert assignment.draw_waiting(session) == 0


def test_an_officer_whose_account_is_closed_is_not_drawn(session: Session, case: Case) -> None:
    gone, here = officer(session), officer(session)
    accounts.disable(
        session, staff(session, Role.ADMIN), session.get_one(Account, gone.account_id), reason="Se fue."
    )
    assert [one.id for one in assignment.eligible(session, case)] == [here.account_id]
