"""Random people do random things with one agency and its cases, most of them wrong: whatever they try, nobody is in the
register without two distinct people on the same content, every change has its event, and the chain is whole.

`expert` now and then does the next right thing with the right person, so that the far end of the table is reached too.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session, selectinload

from registry import clock, events
from registry.access import Actor, Role
from registry.errors import DomainError
from registry.events import Event
from registry.flags.models import RedFlag
from registry.organisations import sanctions
from registry.organisations.models import Agency, Standing
from registry.proposals import service as proposing
from registry.proposals.models import Proposal
from registry.standard import queries as standards
from registry.standard import service as assessing
from registry.standard.models import CorrectiveAction, Finding
from registry.vetting import appeals, clocks, decide, desk, fieldwork, requirements, service, steps
from registry.vetting.models import Case
from tests.conftest import NOW
from tests.databases import joined_session
from tests.registry.vetting.agencies import answer, answered, applied, assessed, declares, person_of, staff

WHY = {"reason": "Consta en el expediente.", "public_reason": "Consta en el expediente."}
PEOPLE = (
    "agency",
    "stranger",
    "officer",
    "officer 2",
    "supervisor",
    "supervisor 2",
    "director",
    "inspector",
    "admin",
)
# What stands in the way somewhere in the tables of cases, agencies and proposals, or in a verb of theirs.
GUARDS = {
    "requirements_missing", "answers_not_reviewed", "answers_not_accepted", "case_of_the_ministry",
    "case_of_another_officer", "not_declared", "officer_rotates", "appeal_needs_others", "flags_undisposed",
    "fieldwork_missing", "findings_unconfirmed", "plan_missing", "criteria_not_assessed", "critical_open",
    "points_open", "hard_stop", "same_person", "changed_since_recommended", "changed_since_proposed",
    "proposal_not_yours", "proposal_acts_already", "proposal_open_already", "findings_open", "wrong_state",
    "not_allowed", "case_already_open", "standing_forbids_case", "appeal_nothing", "appeal_too_late",
    "conflict_declared", "evidence_own", "emergency_not_again",
}  # fmt: skip


@dataclass
class Town:
    """Everybody and everything before the first step; `tally` counts over all runs."""

    connection: Connection
    folder: Path
    people: dict[str, Actor]
    agency: int
    travel: time_machine.Traveller
    tally: Counter[str] = field(default_factory=Counter)
    reached: set[str] = field(default_factory=set)
    states: set[str] = field(default_factory=set)


# Wrong people often, the one who holds the case and those who decide more often.
HOLDER = "who holds it"
who = st.sampled_from(
    (*PEOPLE, HOLDER, HOLDER, HOLDER, HOLDER, "supervisor", "supervisor 2", "agency", "agency")
)


class Life(RuleBasedStateMachine):
    def __init__(self, town: Town) -> None:
        super().__init__()
        self.town = town
        self.outer = town.connection.begin_nested()
        town.travel.move_to(NOW)
        self.session: Session = joined_session(town.connection)
        self.agency = self.session.get_one(Agency, town.agency)
        self.seen = self._snapshot()
        self.last = events.head(self.session)[0]

    def teardown(self) -> None:
        assert list(events.breaks(self.session)) == []
        self.session.close()
        self.outer.rollback()

    # ------------------------------------------------------------ trying

    def person(self, name: str) -> Actor:
        return self.officer() if name == HOLDER else self.town.people[name]

    def attempt(self, act: Callable[[], object]) -> bool:
        """Do it or be refused, and leave nothing behind then."""
        self.town.tally["steps"] += 1
        inner = self.session.begin_nested()
        try:
            act()
            self.session.flush()
        except DomainError as error:
            inner.rollback()
            self.session.expire_all()
            self.town.reached.add(error.code)
            self.town.tally["refused"] += 1
            return False
        inner.commit()
        self.town.tally["done"] += 1
        return True

    def case(self) -> Case:
        """The newest case of all."""
        query = select(Case).where(Case.agency_id == self.agency.id).order_by(Case.id.desc()).limit(1)
        return self.session.scalars(query).one()

    def officer(self) -> Actor:
        found = [one for one in self.town.people.values() if one.account_id == self.case().officer_id]
        return found[0] if found else self.person("officer")

    def proposal(self) -> Proposal | None:
        query = select(Proposal).where(Proposal.state == "open").order_by(Proposal.id).limit(1)
        return self.session.scalar(query)

    @initialize(
        files=st.integers(0, 2), outcome=st.sampled_from(["register", "refuse"]), much=st.integers(0, 7)
    )
    def before(self, files: int, outcome: str, much: int) -> None:
        """What went well before: whole files, and the first steps of the next."""
        for _ in range(files):
            self.whole_file(outcome)
        for _ in range(much):
            self._next(self.person("supervisor"))

    # ------------------------------------------------------------ what anybody may try

    @rule(name=who, verb=st.sampled_from(["submit", "review", "begin_fieldwork", "send_findings"]))
    def step(self, name: str, verb: str) -> None:
        verbs: dict[str, Callable[[Session, Actor, Case], None]] = {
            "submit": service.submit, "review": service.review, "begin_fieldwork": steps.begin_fieldwork,
            "send_findings": steps.send_findings,
        }  # fmt: skip
        self.attempt(lambda: verbs[verb](self.session, self.person(name), self.case()))

    @rule(name=who)
    def declare(self, name: str) -> None:
        self.attempt(lambda: declares(self.session, self.person(name), self.case()))

    def declare_link(self, name: str) -> None:
        """This person knows somebody at the agency, and says so."""
        said = dict.fromkeys(desk.TOPICS, True)
        self.attempt(
            lambda: desk.declare(
                self.session, self.person(name), self.case(), answers=said, explanation="Mi prima."
            )
        )

    def approve_as_supervisor(self, name: str) -> None:
        """Who gathered evidence as an officer has been promoted since, and decides."""
        proposal, actor = self.proposal(), replace(self.person(name), role=Role.SUPERVISOR)
        assert proposal is not None
        self.attempt(lambda: proposing.approve(self.session, actor, proposal, reason="De acuerdo."))

    @rule(name=who)
    def send_return(self, name: str) -> None:
        self.attempt(
            lambda: service.send_return(self.session, self.person(name), self.case(), reason="Falta.")
        )

    @rule(name=who)
    def send_back(self, name: str) -> None:
        self.attempt(lambda: decide.send_back(self.session, self.person(name), self.case(), reason="Falta."))

    @rule(name=who, outcome=st.sampled_from(["register", "condition", "refuse", "keep"]))
    def recommend(self, name: str, outcome: str) -> None:
        self._recommend(self.person(name), outcome)

    @rule(name=who)
    def decide(self, name: str) -> None:
        self.attempt(lambda: decide.decide(self.session, self.person(name), self.case(), **WHY))

    @rule(name=who, act=st.sampled_from(["suspend", "lift", "revoke", "stop"]))
    def sanction(self, name: str, act: str) -> None:
        actor = self.person(name)
        acts: dict[str, Callable[[], object]] = {
            "suspend": lambda: sanctions.propose_suspension(self.session, actor, self.agency, **WHY),
            "lift": lambda: sanctions.propose_lifting(self.session, actor, self.agency, **WHY),
            "revoke": lambda: sanctions.propose_revocation(
                self.session, actor, self.agency, **WHY, heard_on=clock.today()
            ),
            "stop": lambda: sanctions.stop(self.session, actor, self.agency, **WHY),
        }
        self.attempt(acts[act])

    @rule(name=who, verb=st.sampled_from(["approve", "approve", "reject", "withdraw"]))
    def answer_proposal(self, name: str, verb: str) -> None:
        proposal, actor = self.proposal(), self.person(name)
        if proposal is None:
            return
        acts: dict[str, Callable[[], object]] = {
            "approve": lambda: proposing.approve(self.session, actor, proposal, reason="De acuerdo."),
            "reject": lambda: proposing.reject(self.session, actor, proposal, reason="No."),
            "withdraw": lambda: proposing.withdraw(self.session, actor, proposal),
        }
        self.attempt(acts[verb])

    @rule(name=who, kind=st.sampled_from(["file", "appeal", "surveillance"]))
    def open_case(self, name: str, kind: str) -> None:
        actor = self.person(name)
        acts: dict[str, Callable[[], object]] = {
            "file": lambda: service.open_case(self.session, actor, self.agency),
            "appeal": lambda: appeals.open_appeal(self.session, actor, self.agency, grounds="No es así."),
            "surveillance": lambda: service.begin_official(
                self.session, actor, self.agency, "surveillance", reason="Revisión."
            ),
        }
        self.attempt(acts[kind])

    @rule(grade=st.sampled_from(["critical", "minor"]))
    def find(self, grade: str) -> None:
        """The officer finds something."""
        case, officer = self.case(), self.officer()
        code = standards.of_case(self.session, case).criteria[0].code

        def act() -> None:
            seen = assessing.add_evidence(
                self.session, officer, case, criterion=code, element="POL", kind="document", text="Visto.",
                strength=1,
            )  # fmt: skip
            assessing.raise_finding(
                self.session, officer, case, criterion=code, grade=grade, statement="Cobra.",
                evidence=[seen.public_id], due_on=clock.today() + timedelta(days=30),
            )  # fmt: skip

        self.attempt(act)

    @rule(name=who)
    def confirm_finding(self, name: str) -> None:
        finding = self.session.scalar(select(Finding).where(Finding.state == "raised").limit(1))
        if finding is not None:
            self.attempt(lambda: assessing.confirm(self.session, self.person(name), finding))

    @rule(agreed=st.booleans())
    def plan(self, agreed: bool) -> None:
        """The agency sends a plan for a finding, and the officer agrees or does not answer."""
        query = select(Finding).where(Finding.state == "open").options(selectinload(Finding.actions))
        finding = self.session.scalar(query.limit(1))
        if finding is not None:
            case, person = standards.case_of(self.session, finding), self.person("agency")
            due_on = clock.today()
            self.attempt(
                lambda: assessing.answer(self.session, person, case, finding, plan="Devolver.", due_on=due_on)
            )
        action = self.session.scalar(
            select(CorrectiveAction).where(CorrectiveAction.state == "proposed").limit(1)
        )
        if agreed and action is not None:
            self.attempt(lambda: assessing.accept_plan(self.session, self.officer(), action))

    @rule()
    def begin_correction(self) -> None:
        self.attempt(lambda: steps.begin_correction(self.session, self.officer(), self.case()))

    @rule(weight=st.sampled_from([40, 100]))
    def flag(self, weight: int) -> None:
        """A rule finds something, or finds it no more."""
        there = self.session.scalar(select(RedFlag).limit(1))
        if there is None:
            self.flag_row(weight, "open")
        else:
            self.session.delete(there)
            self.session.flush()

    def flag_row(self, weight: int, state: str) -> None:
        is_answered = state != "open"
        self.session.add(
            RedFlag(
                rule="FEE2", rules_version="1", agency_id=self.agency.id, evidence={}, weight=weight, state=state,
                raised_at=clock.now(), reason="Consta." if is_answered else None,
                disposed_at=clock.now() if is_answered else None,
                disposed_by_id=self.person("officer").account_id if is_answered else None,
            )
        )  # fmt: skip
        self.session.flush()

    @rule()
    def change_the_agency(self) -> None:
        """Somebody writes into the table while a decision waits."""
        self.agency.address = f"{(self.agency.address or '')[:40]}."
        if self.agency.conditions is not None or self.agency.registry_no:
            self.agency.conditions = f"{(self.agency.conditions or '')[:40]}."
        self.session.flush()

    @rule(days=st.sampled_from([1, 3, 8, 61, 400]))
    def time_goes_by(self, days: int) -> None:
        self.town.travel.shift(timedelta(days=days))
        self.attempt(lambda: clocks.run(self.session))

    # ------------------------------------------------------------ the right thing

    @rule(second=st.sampled_from(["supervisor", "supervisor 2"]), much=st.integers(1, 4), hasty=st.booleans())
    def expert(self, second: str, much: int, hasty: bool) -> None:
        """The next right steps by the right people; in haste they skip what comes before a step."""
        for _ in range(much):
            self._next(self.person(second), hasty=hasty)

    def whole_file(self, outcome: str) -> None:
        """From wherever it is to its decision, with everything right."""
        for _ in range(9):
            self._next(self.person("supervisor"), outcome=outcome)
            if self.case().state == "decided":
                break

    @rule(weight=st.sampled_from([40, 100]))
    def stopped_by_flags(self, weight: int) -> None:
        """What a rule found is confirmed just before the recommendation."""
        if self.case().state == "findings_sent" and self.session.scalar(select(RedFlag.id)) is None:
            self.flag_row(weight, "confirmed")
            self._recommend(self.officer(), "condition")

    @rule()
    def question_an_answer(self) -> None:
        """The officer accepts all but one, and recommends all the same."""
        case, officer = self.case(), self.officer()
        if case.state == "desk_review":
            code = next(iter(requirements.not_reviewed(self.session, case)), "bond")
            self.attempt(lambda: service.question(self.session, officer, case, code, note="No se lee."))

    @rule(second=st.sampled_from(["supervisor", "supervisor 2"]))
    def second_person(self, second: str) -> None:
        proposal = self.proposal()
        if proposal is not None:
            self.attempt(
                lambda: proposing.approve(self.session, self.person(second), proposal, reason="De acuerdo.")
            )

    def _next(self, second: Actor, *, outcome: str = "register", hasty: bool = False) -> None:
        case, officer = self.case(), self.officer()
        state = str(case.state)
        if state in ("draft", "returned"):
            self.attempt(lambda: self._hand_in(case))
        elif state in ("submitted", "desk_review", "field_review"):
            self._look(case, officer, second, hasty=hasty)
        elif state in ("findings_sent", "corrective"):
            if not hasty and not standards.results(self.session, case):
                assessed(self.session, officer, case)
            wanted = "keep" if case.kind == "surveillance" else outcome
            if not self._recommend(officer, wanted) and wanted == "register":
                self._recommend(officer, "condition")
        elif state == "recommended":
            self.attempt(lambda: declares(self.session, second, case))
            self.attempt(lambda: decide.decide(self.session, second, case, **WHY))
        else:
            self.attempt(lambda: service.open_case(self.session, self.person("agency"), self.agency))

    def _look(self, case: Case, officer: Actor, second: Actor, *, hasty: bool) -> None:
        """The officer takes the case, reads it, and looks around."""
        if case.state == "submitted":
            for one in (officer, second):
                self.attempt(lambda one=one: declares(self.session, one, case))  # type: ignore[misc]
            self.attempt(lambda: service.review(self.session, officer, case))
        elif case.state == "desk_review":
            if not hasty:
                self.attempt(lambda: self._judge(officer, case))
            self.attempt(lambda: steps.begin_fieldwork(self.session, officer, case))
        else:
            if not hasty:
                self.attempt(lambda: self._explain(officer, case))
            self.attempt(lambda: steps.send_findings(self.session, officer, case))

    def _hand_in(self, case: Case) -> None:
        actor = self.person("agency")
        for code in requirements.missing(self.session, case):
            one = next(one for one in requirements.of_case(self.session, case) if one.code == code)
            answer(self.session, actor, case, one, self.town.folder)
        service.submit(self.session, actor, case)

    def _judge(self, officer: Actor, case: Case) -> None:
        for code in requirements.not_reviewed(self.session, case):
            service.accept(self.session, officer, case, code)

    def _explain(self, officer: Actor, case: Case) -> None:
        for what, why in (("visit", "not_reached"), ("interviews", "no_placements")):
            fieldwork.explain(self.session, officer, case, what=what, why=why, reason="Consta.")

    def _recommend(self, actor: Actor, outcome: str) -> bool:
        said = "Informar cada mes." if outcome == "condition" else None
        return self.attempt(
            lambda: decide.recommend(
                self.session, actor, self.case(), outcome=outcome, reason="Revisado.", conditions=said
            )
        )

    # ------------------------------------------------------------ what always holds

    def _snapshot(self) -> dict[str, str]:
        return {
            row[0]: str(row[1])
            for model in (Agency, Case, Proposal, Finding)
            for row in self.session.execute(select(model.public_id, model.state))
        }

    @invariant()
    def every_change_has_its_event(self) -> None:
        now = self._snapshot()
        query = select(Event.record_id, Event.data).where(Event.id > self.last)
        told: dict[str, list[Any]] = {}
        for record, data in self.session.execute(query):
            told.setdefault(record, []).append(data)
        for key, state in now.items():
            if key not in self.seen:
                assert key in told, f"{key} was born without an event"
            elif self.seen[key] != state:
                assert any(data.get("to") == state for data in told.get(key, [])), f"{key} became {state}"
        self.town.states |= set(now.values())
        self.seen, self.last = now, events.head(self.session)[0]
        assert self.session.scalar(select(func.count(Event.id))) == self.last

    @invariant()
    def nobody_stands_in_the_register_by_one_person(self) -> None:
        if self.agency.state not in ("registered", "conditional"):
            return
        by_two = select(func.count(Case.id)).where(
            Case.agency_id == self.agency.id, Case.state == "decided", Case.outcome.in_(("register", "condition")),
            Case.decided_by_id != Case.recommended_by_id, Case.decided_hash == Case.recommended_hash,
            Case.decided_hash.is_not(None),
        )  # fmt: skip
        assert self.session.scalar(by_two)
        line = sanctions.newest_line(self.session, self.agency)
        assert line is not None
        assert (line.state, line.valid_to) == (self.agency.state, self.agency.valid_to)
        if line.proposal_id is not None:
            proposal = self.session.get_one(Proposal, line.proposal_id)
            lifted = proposal.state == "approved" and proposal.decided_by_id != proposal.proposed_by_id
            assert lifted or (proposal.kind == "agency_emergency" and proposal.state in ("rejected", "fell"))
        else:
            case = self.session.get_one(Case, line.case_id)
            assert case.decided_by_id not in {None, case.recommended_by_id, case.officer_id}

    @invariant()
    def the_history_is_as_long_as_the_moves(self) -> None:
        """Every line has its event: none was written without a move."""
        moves = select(func.count(Event.id)).where(
            Event.noun == "agency", Event.record_id == self.agency.public_id,
            Event.verb.in_([row.verb for row in self.agency.machine.transitions]),
        )  # fmt: skip
        lines = select(func.count(Standing.id)).where(Standing.agency_id == self.agency.id)
        assert self.session.scalar(moves) == self.session.scalar(lines)


@pytest.fixture
def town(session: Session, connection: Connection, tmp_path: Path) -> Any:
    with time_machine.travel(NOW, tick=False) as travel:
        agency, _case, actor = answered(session, tmp_path)
        # Nothing of it is like the first, so that no rule of red flags compares them.
        other, _draft, _actor = applied(
            session, email="otra@otra.example", nit="12345-1", legal_name="Otra, S.A.", trade_name="Otra",
            phone="7761 4455", address="12 calle 3-44, zona 3", municipality="0901", contact_name="Luz Pop",
        )  # fmt: skip
        people = {"agency": actor, "stranger": person_of(session, other)}
        for name in PEOPLE[2:]:
            people[name] = staff(session, Role(name.split()[0]))
            if people[name].role in (Role.OFFICER, Role.SUPERVISOR):
                desk.declare_own(session, people[name], surnames="Ajcip Sicán")
        session.commit()
        yield Town(connection, tmp_path, people, agency.id, travel)


def tour(life: Life) -> None:
    """The wrong thing at the right moment, once each: chance alone would need very long for some of these."""
    done: list[Callable[[], object]] = [
        lambda: life.step("officer", "send_findings"),
        lambda: life._next(life.person("supervisor")),
        lambda: life.step("admin", "review"),
        lambda: life.step("officer", "review"),
        lambda: life._next(life.person("supervisor")),
        lambda: life.step("officer", "begin_fieldwork"),
        lambda: life.step("officer 2", "begin_fieldwork"),
        life.question_an_answer,
        lambda: life.attempt(lambda: life._judge(life.officer(), life.case())),
        lambda: life.flag(40),
        lambda: life.step("officer", "begin_fieldwork"),
        lambda: life.flag(40),
        lambda: life.step("officer", "begin_fieldwork"),
        lambda: life.step("officer", "send_findings"),
        lambda: life.find("critical"),
        lambda: life.attempt(lambda: life._explain(life.officer(), life.case())),
        lambda: life.step("officer", "send_findings"),
        lambda: life.confirm_finding("supervisor"),
        lambda: life.step("officer", "send_findings"),
        life.begin_correction,
        lambda: life.recommend("officer", "register"),
        lambda: assessed(life.session, life.officer(), life.case()),
        lambda: life.recommend("officer", "register"),
        lambda: life.recommend("officer", "condition"),
        lambda: life.plan(True),
        lambda: life.recommend("officer", "refuse"),
        life.change_the_agency,
        lambda: life.decide("supervisor 2"),
        lambda: life.decide("supervisor"),
        lambda: life.send_back("supervisor"),
        lambda: life.step("officer", "send_findings"),
        lambda: life.recommend("officer", "refuse"),
        lambda: life.decide("supervisor"),
        lambda: life.open_case("agency", "appeal"),
        lambda: life.open_case("agency", "appeal"),
        lambda: life.declare("officer"),
        lambda: life.step("officer", "review"),
        # The next file, with a small finding and a flag in the way.
        lambda: life.open_case("agency", "file"),
        lambda: life.open_case("agency", "file"),
        *[lambda: life._next(life.person("supervisor"))] * 3,
        lambda: life.find("minor"),
        lambda: life._next(life.person("supervisor")),
        lambda: assessed(life.session, life.officer(), life.case()),
        lambda: life.recommend("officer", "register"),
        lambda: life.flag_row(100, "confirmed"),
        lambda: life.recommend("officer", "condition"),
        lambda: life.flag(40),
        lambda: life.recommend("officer", "condition"),
        lambda: life.decide("supervisor"),
        # In the register: an emergency, then a suspension by two.
        lambda: life.sanction("director", "stop"),
        lambda: life.answer_proposal("director", "withdraw"),
        lambda: life.answer_proposal("supervisor", "reject"),
        lambda: life.sanction("director", "stop"),
        lambda: life.sanction("officer", "suspend"),
        lambda: life.sanction("officer", "suspend"),
        lambda: life.answer_proposal("officer 2", "approve"),
        life.change_the_agency,
        lambda: life.answer_proposal("supervisor", "approve"),
        lambda: life.answer_proposal("supervisor", "reject"),
        lambda: life.open_case("agency", "file"),
        lambda: life.step("agency", "submit"),
        lambda: life.open_case("officer", "surveillance"),
        lambda: life.declare("officer"),
        lambda: life.step("officer", "review"),
        lambda: life.declare("officer 2"),
        lambda: life.step("officer 2", "review"),
        lambda: life.send_return("officer 2"),
        lambda: life.time_goes_by(1),
        lambda: life.declare_link("officer 2"),
        lambda: life.sanction("officer 2", "suspend"),
        lambda: life.sanction("supervisor", "suspend"),
        lambda: life.approve_as_supervisor("officer"),
        lambda: life.answer_proposal("supervisor", "approve"),
        lambda: life.answer_proposal("supervisor 2", "approve"),
        lambda: life.open_case("agency", "file"),
        lambda: life.sanction("officer", "lift"),
        lambda: life.time_goes_by(8),
        lambda: life.open_case("agency", "appeal"),
        # Struck off: no file any more.
        lambda: life.answer_proposal("supervisor", "reject"),
        lambda: life.sanction("officer", "revoke"),
        lambda: life.answer_proposal("supervisor 2", "approve"),
        lambda: life.open_case("agency", "file"),
    ]
    for act in done:
        act()
        life.every_change_has_its_event()
        life.nobody_stands_in_the_register_by_one_person()
        life.the_history_is_as_long_as_the_moves()


def test_every_guard_is_met(town: Town) -> None:
    life = Life(town)
    tour(life)
    life.teardown()
    assert sorted(GUARDS - town.reached) == []


def test_random_people(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    run_state_machine_as_test(
        lambda: Life(town),  # type: ignore[arg-type]  # a function will do, says its documentation
        settings=settings(
            max_examples=16, stateful_step_count=30, deadline=None, derandomize=True, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    with capsys.disabled():
        sys.stdout.write(
            f"\n{dict(town.tally)}, {len(town.states)} states, {sorted(GUARDS - town.reached)}\n"
        )
    assert town.tally["steps"] > 400
    assert len(GUARDS & town.reached) >= 5, "chance meets some of them; the tour above meets all"
    assert len(town.states) >= 12
