"""Evidence, results, findings and what the agency does about them: who may write what, and when."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Role
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.organisations.models import Agency
from registry.proposals import service as proposing
from registry.standard import queries, score, second_person, service
from registry.standard.models import Evidence, Finding
from registry.vetting import decide, mine, requirements, steps
from registry.vetting.models import Case
from registry.vetting.states import CaseState
from tests.registry.standard.cases import evidence, finding, in_the_field
from tests.registry.vetting.agencies import assessed, declares, person_of, reviewed, staff

pytestmark = pytest.mark.usefixtures("frozen_now")


def test_evidence_and_result(session: Session, tmp_path: Path) -> None:
    _agency, case, officer = in_the_field(session, tmp_path)
    with pytest.raises(Invalid, match="evidence_needed"):
        service.set_result(session, officer, case, criterion="1.1", result="met")
    made = evidence(session, officer, case, "1.1", kind="interview", confidentiality="restricted")
    service.set_result(session, officer, case, criterion="1.1", result="met")
    service.set_result(
        session, officer, case, criterion="1.1", result="partly", note="Falta la tabla de costos."
    )
    stored = queries.results(session, case)["1.1"]
    assert (stored.result, stored.note, stored.by_id) == (
        "partly",
        "Falta la tabla de costos.",
        officer.account_id,
    )
    assert queries.by_criterion(queries.evidence(session, case)) == {("1.1", "POL"): [made]}
    verbs = [one.verb for one in events.of_record(session, "case", case.public_id)]
    assert verbs[-3:] == ["add_evidence", "assess", "assess"]
    raw = session.execute(text("SELECT text FROM evidence")).scalar_one()
    assert b"Procedimiento" not in bytes(raw)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"criterion": "9.9"}, "criterion_unknown"),
        ({"element": "XXX"}, "element_unknown"),
        ({"text": "  "}, "note_missing"),
    ],
)
def test_evidence_that_is_refused(
    session: Session, tmp_path: Path, changes: dict[str, str], code: str
) -> None:
    _agency, case, officer = in_the_field(session, tmp_path)
    with pytest.raises(Invalid, match=code):
        evidence(session, officer, case, **({"criterion": "1.1"} | changes))
    with pytest.raises(Invalid, match="received_future"):
        evidence(session, officer, case, "1.1", received_on=clock.today() + timedelta(days=1))
    with pytest.raises(Invalid, match="result_note_missing"):
        service.set_result(session, officer, case, criterion="1.1", result="n/a")


def test_only_the_officer_of_the_case_writes_and_only_while_it_is_open(
    session: Session, tmp_path: Path
) -> None:
    agency, case, officer = reviewed(session, tmp_path)
    with pytest.raises(NotPossible, match="case_of_another_officer"):
        evidence(session, staff(session, Role.OFFICER), case, "1.1")
    for role in (Role.SUPERVISOR, Role.DIRECTOR, Role.AUDITOR, Role.ADMIN):
        with pytest.raises(NotAllowed):
            evidence(session, staff(session, role), case, "1.1")
    with pytest.raises(NotAllowed):
        evidence(session, person_of(session, agency), case, "1.1")
    evidence(session, officer, case, "1.1")
    case.state = CaseState.RECOMMENDED
    with pytest.raises(NotPossible, match="assessment_closed"):
        evidence(session, officer, case, "1.1")
    session.expire(case)
    case.requirements_version = "1"
    with pytest.raises(NotPossible, match="assessment_none"):
        evidence(session, officer, case, "1.1")


def test_evidence_put_aside_counts_no_more_but_stays(session: Session, tmp_path: Path) -> None:
    _agency, case, officer = in_the_field(session, tmp_path)
    wrong, used = evidence(session, officer, case, "1.1"), evidence(session, officer, case, "5.1")
    service.raise_finding(
        session, officer, case, criterion="5.1", grade="minor", statement="Falta el cartel.",
        evidence=[used.public_id], due_on=clock.today(),
    )  # fmt: skip
    with pytest.raises(NotPossible, match="evidence_in_use"):
        service.put_aside(session, officer, case, used)
    service.put_aside(session, officer, case, wrong)
    assert [one.public_id for one in queries.evidence(session, case)] == [used.public_id]
    with pytest.raises(Invalid, match="evidence_not_of_case"):
        service.raise_finding(
            session, officer, case, criterion="1.1", grade="minor", statement="Cobra.",
            evidence=[wrong.public_id], due_on=clock.today(),
        )  # fmt: skip


def test_a_finding_needs_evidence_and_a_day(session: Session, tmp_path: Path) -> None:
    _agency, case, officer = in_the_field(session, tmp_path)
    proof = evidence(session, officer, case, "5.1").public_id
    facts = {"criterion": "5.1", "grade": "major", "statement": "No hay registro.", "evidence": [proof]}
    with pytest.raises(Invalid, match="finding_due_missing"):
        service.raise_finding(session, officer, case, **facts)  # type: ignore[arg-type]
    with pytest.raises(Invalid, match="due_past"):
        service.raise_finding(session, officer, case, due_on=clock.today() - timedelta(days=1), **facts)  # type: ignore[arg-type]
    with pytest.raises(Invalid, match="evidence_missing"):
        service.raise_finding(session, officer, case, due_on=clock.today(), **(facts | {"evidence": []}))  # type: ignore[arg-type]
    praise = service.raise_finding(
        session,
        officer,
        case,
        criterion="A.5",
        grade="good_practice",
        statement="Intérpretes de cuatro idiomas.",
    )
    assert (praise.state, praise.due_on) == ("open", None)
    assert score.of_case(session, case).points == 0


def test_a_critical_finding_needs_two_people(session: Session, tmp_path: Path) -> None:
    agency, case, officer = in_the_field(session, tmp_path)
    found = finding(session, officer, case, "1.1", "critical")
    assert found.state == "raised"
    assert score.of_case(session, case).open_critical == 1
    with pytest.raises(NotPossible, match="findings_unconfirmed"):
        steps.send_findings(session, officer, case)
    with pytest.raises(NotAllowed):
        service.confirm(session, officer, found)
    supervisor = staff(session, Role.SUPERVISOR)
    service.confirm(session, supervisor, found)
    assert (found.state, found.confirmed_by_id) == ("open", supervisor.account_id)
    assert queries.open_criticals(session, agency.id) == 1


def test_the_second_person_may_not_see_it(session: Session, tmp_path: Path) -> None:
    _agency, case, officer = in_the_field(session, tmp_path)
    found = finding(session, officer, case, "1.1", "critical")
    service.decline(session, staff(session, Role.SUPERVISOR), found, reason="El recibo es de otra agencia.")
    assert found.state == "withdrawn"
    assert score.of_case(session, case).points == 0


def test_an_agency_answers_and_proves(session: Session, tmp_path: Path) -> None:
    agency, case, officer = in_the_field(session, tmp_path)
    person = person_of(session, agency)
    found = finding(session, officer, case, "5.1", "major")
    assessed(session, officer, case)
    assert queries.findings_for_agency(session, person, case) == []
    with pytest.raises(NotPossible, match="finding_not_open"):
        service.answer(session, person, case, found, plan="Abrir un libro de quejas.", due_on=clock.today())
    steps.send_findings(session, officer, case)
    seen = queries.load_finding(session, person, case, found.public_id)
    first = service.answer(session, person, case, seen, plan="Lo haremos.", due_on=clock.today())
    assert [(one.kind, one.count) for one in mine.waiting_for(session, officer)] == [("measure", 1)]
    with pytest.raises(NotPossible, match="finding_plan_waits"):
        service.answer(session, person, case, seen, plan="Otra vez.", due_on=clock.today())
    service.refuse_plan(session, officer, first, reason="Diga qué hará y quién.")
    assert mine.waiting_for(session, officer) == []
    plan = service.answer(
        session, person, case, seen, plan="Libro de quejas a cargo de Rosa Xol.", due_on=clock.today()
    )
    service.accept_plan(session, officer, plan)
    with pytest.raises(NotAllowed):
        service.prove(session, officer, plan, proof="Foto del libro.")
    service.prove(session, person, plan, proof="Foto del libro.")
    service.send_back_proof(session, officer, plan, reason="La foto no se lee.")
    service.prove(session, person, plan, proof="Foto clara del libro.")
    assert score.of_case(session, case).points == 8
    service.verify(session, officer, plan, found)
    assert (plan.state, plan.verified_by_id, found.state) == ("done", officer.account_id, "closed")
    assert score.of_case(session, case).points == 0
    assert queries.findings_for_agency(session, person, case) == [found]


def test_another_agency_sees_nothing(session: Session, tmp_path: Path) -> None:
    _agency, case, officer = in_the_field(session, tmp_path)
    found = finding(session, officer, case, "5.1", "major")
    assessed(session, officer, case)
    steps.send_findings(session, officer, case)
    other, _case, _officer = reviewed(
        session,
        tmp_path,
        legal_name="Otra, S.A.",
        nit="800000-9",
        email="otra@otra.example",
        phone="2232 9999",
    )
    stranger = person_of(session, other)
    assert queries.findings_for_agency(session, stranger, case) == []
    with pytest.raises(NotFound):
        queries.load_finding(session, stranger, case, found.public_id)
    with pytest.raises(NotFound):
        service.answer(session, stranger, case, found, plan="x", due_on=clock.today())


def test_withdrawing_and_lowering_take_two_people(session: Session, tmp_path: Path) -> None:
    _agency, case, officer = in_the_field(session, tmp_path)
    supervisor = staff(session, Role.SUPERVISOR)
    critical, minor = (
        finding(session, officer, case, "1.1", "critical"),
        finding(session, officer, case, "5.1", "minor"),
    )
    service.confirm(session, supervisor, critical)
    with pytest.raises(Invalid, match="finding_not_lower"):
        second_person.propose_downgrade(session, officer, minor, grade="major", reason="Es peor.")
    lower = second_person.propose_downgrade(
        session, officer, critical, grade="major", reason="Fue un solo caso."
    )
    with pytest.raises(NotPossible, match="same_person"):
        proposing.approve(session, officer, lower, reason="Sí.")
    assert critical.grade == "critical"
    proposing.approve(session, supervisor, lower, reason="De acuerdo.")
    assert (critical.grade, score.of_case(session, case).points) == ("major", 8 + 3)
    gone = second_person.propose_withdrawal(session, officer, minor, reason="El cartel estaba.")
    proposing.approve(session, supervisor, gone, reason="Se ve en la foto.")
    assert (minor.state, score.of_case(session, case).points) == ("withdrawn", 8)
    with pytest.raises(NotPossible, match="finding_not_open"):
        second_person.propose_withdrawal(session, officer, minor, reason="Otra vez.")


def test_conditions(session: Session, tmp_path: Path) -> None:
    agency, case, officer = in_the_field(session, tmp_path)
    due = clock.today() + timedelta(days=90)
    made = service.set_condition(
        session, officer, case, text="Abrir un canal de quejas.", due_on=due, consequence="surveillance",
        finding=finding(session, officer, case, "5.1", "minor"),
    )  # fmt: skip
    assert (made.criterion, made.state) == ("5.1", "open")
    with pytest.raises(NotPossible, match="condition_not_open"):
        service.meet_condition(session, officer, case, made)
    assert service.miss_due(session, due + timedelta(days=1)) == []
    assessed(session, officer, case)
    steps.send_findings(session, officer, case)
    decide.recommend(
        session,
        officer,
        case,
        outcome="condition",
        reason="Revisado por completo.",
        conditions="Canal de quejas.",
    )
    supervisor = staff(session, Role.SUPERVISOR)
    declares(session, supervisor, case)
    decide.decide(session, supervisor, case, reason="Conforme.", public_reason="Cumple, con condiciones.")
    assert queries.open_conditions(session, agency.id) == [made]
    assert service.miss_due(session, due) == []
    assert service.miss_due(session, due + timedelta(days=1)) == [made]
    assert made.state == "missed"
    service.meet_condition(session, officer, case, made)
    assert (made.state, made.met_by_id) == ("met", officer.account_id)
    assert service.miss_due(session, due + timedelta(days=1)) == []


def test_the_score_is_kept_with_its_inputs_and_replays(session: Session, tmp_path: Path) -> None:
    _agency, case, officer = in_the_field(session, tmp_path)
    finding(session, officer, case, "5.1", "minor")
    assessed(session, officer, case)
    steps.send_findings(session, officer, case)
    decide.recommend(
        session,
        officer,
        case,
        outcome="condition",
        reason="Revisado por completo.",
        conditions="Abrir un canal.",
    )
    (kept,) = queries.snapshots(session, case)
    assert kept.result["points"] == 3
    assert kept.result["verdict"] == "conditional"
    assert score.replay(session, kept)
    kept.result = kept.result | {"points": 0}
    with session.no_autoflush:
        assert not score.replay(session, kept)
    session.expire(kept)
    for statement in (
        "UPDATE score_snapshot SET version = '1'",
        "DELETE FROM score_snapshot",
        "DELETE FROM finding",
    ):
        with pytest.raises(DatabaseError), session.begin_nested():
            session.execute(text(statement))


def test_the_database_refuses_a_critical_finding_of_one_person(session: Session, tmp_path: Path) -> None:
    _agency, case, officer = in_the_field(session, tmp_path)
    found = finding(session, officer, case, "1.1", "critical")
    session.flush()
    for values in ("state = 'open'", f"state = 'open', confirmed_by_id = {officer.account_id}"):
        with pytest.raises(DatabaseError), session.begin_nested():
            session.execute(text(f"UPDATE finding SET {values} WHERE id = {found.id}"))


def test_whoever_wrote_evidence_is_an_author(session: Session, tmp_path: Path) -> None:
    _agency, case, officer = in_the_field(session, tmp_path)
    assert queries.authors(session, case) == set()
    evidence(session, officer, case, "1.1")
    assert queries.authors(session, case) == {officer.account_id}


def test_everything_assessed_is_under_the_hash(session: Session, tmp_path: Path) -> None:
    agency, case, officer = in_the_field(session, tmp_path)
    person = person_of(session, agency)
    hashes = [requirements.content_hash(session, case)]

    def changed() -> bool:
        session.flush()
        hashes.append(requirements.content_hash(session, case))
        return len(set(hashes)) == len(hashes)

    proof = evidence(session, officer, case, "5.1")
    assert changed()
    service.set_result(session, officer, case, criterion="5.1", result="met")
    assert changed()
    service.set_result(session, officer, case, criterion="5.1", result="partly", note="Falta el registro.")
    assert changed()
    found = service.raise_finding(
        session, officer, case, criterion="5.1", grade="minor", statement="Falta el registro.",
        evidence=[proof.public_id], due_on=clock.today(),
    )  # fmt: skip
    assert changed()
    service.set_condition(
        session, officer, case, text="Registro.", due_on=clock.today(), consequence="none", finding=found
    )
    assert changed()
    assessed_but_one(session, officer, case)
    assert changed()
    steps.send_findings(session, officer, case)
    action = service.answer(session, person, case, found, plan="Se hará.", due_on=clock.today())
    assert changed()
    service.accept_plan(session, officer, action)
    assert changed()
    assert requirements.content_hash(session, case) == hashes[-1]


def assessed_but_one(session: Session, officer: object, case: Case) -> None:
    from registry.standard.models import CriterionResult

    agency = session.get_one(Agency, case.agency_id)
    for one in queries.of_case(session, case).criteria_for(agency.kind):
        if one.code != "5.1":
            session.add(
                CriterionResult(
                    case_id=case.id, criterion=one.code, result="met", by_id=case.officer_id, at=clock.now()
                )
            )
    session.flush()


def test_a_case_of_the_first_version_keeps_its_hash(session: Session, tmp_path: Path) -> None:
    """What was assessed since can be no part of it: the version knows no criteria."""
    _agency, case, officer = in_the_field(session, tmp_path)
    case.requirements_version = "1"
    before = requirements.content_hash(session, case)
    session.add(
        Evidence(
            case_id=case.id, criterion="1.1", element="POL", kind="document", text="x", received_on=clock.today(),
            strength=1, confidentiality="internal", by_id=officer.account_id, at=clock.now(),
        )
    )  # fmt: skip
    session.add(
        Finding(
            case_id=case.id, criterion="1.1", grade="minor", statement="x", raised_by_id=officer.account_id,
            raised_at=clock.now(),
        )
    )  # fmt: skip
    session.flush()
    assert requirements.content_hash(session, case) == before
