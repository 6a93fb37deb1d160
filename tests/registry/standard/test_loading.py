"""A new version comes as files, without code: one proposes, another puts it in force, cases keep their own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from registry import clock
from registry.access import Role
from registry.complaints import service as complaints
from registry.complaints.kinds import Kind as ComplaintKind
from registry.complaints.told import Told
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.proposals import service as proposing
from registry.schemes.strict import LawError
from registry.standard import loader, loading, queries
from registry.standard.models import LoadedStandard
from tests.registry.vetting.agencies import applied, staff


def third() -> dict[str, str]:
    """The second version with one criterion more severe and another number."""
    files = loader.files_of(loader.DATA / "2")
    files["index.yaml"] = files["index.yaml"].replace('version: "2"', 'version: "3"')
    files["criteria.yaml"] = files["criteria.yaml"].replace("    severity: minor", "    severity: major", 1)
    return files


def without_clocks() -> dict[str, str]:
    """The third without a word on reports."""
    files = third()
    files["clocks.yaml"] = re.sub(r"(?m)^complaint_\w+:\n(  .*\n)+", "", files["clocks.yaml"])
    return files


def test_reports_are_taken_under_a_version_that_says_nothing_of_them(session: Session) -> None:
    read, officer = loader.read(without_clocks()), staff(session, Role.OFFICER)
    assert "complaint_triage_working_days" not in read.clocks
    session.add(
        LoadedStandard(
            public_id="k" * 20, version="3", files=without_clocks(), digest=read.digest, in_force_at=clock.now(),
            proposed_by_id=officer.account_id, proposed_at=clock.now(),
            approved_by_id=staff(session, Role.SUPERVISOR).account_id,
        )
    )  # fmt: skip
    session.flush()
    assert queries.in_force(session).version == "3"
    told = Told(kinds=[ComplaintKind.OTHER])
    complaint, _receipt = complaints.send(session, told, language="es", channel="web")
    assert complaint.triage_due_on > clock.today()


def test_a_version_is_loaded_by_two_people(session: Session) -> None:
    officer, supervisor = staff(session, Role.OFFICER), staff(session, Role.SUPERVISOR)
    _agency, before, _actor = applied(session)
    made, proposal = loading.propose(session, officer, third(), reason="IOM envió el texto oficial.")
    assert [one.version for one in loading.waiting(session)] == ["3"]
    assert queries.in_force(session).version == "2"
    with pytest.raises(NotPossible, match="standard_waiting"):
        loading.propose(session, officer, third(), reason="Otra vez.")
    with pytest.raises(NotPossible, match="same_person"):
        proposing.approve(session, officer, proposal, reason="Sí.")
    proposing.approve(session, supervisor, proposal, reason="Comparado con el texto.")
    assert queries.in_force(session).version == "3"
    assert loading.waiting(session) == []
    assert (made.approved_by_id, made.in_force_at is not None) == (supervisor.account_id, True)
    _agency, after, _actor = applied(
        session, legal_name="Otra, S.A.", nit="800000-9", email="otra@otra.example", phone="2232 9999"
    )
    assert (before.requirements_version, after.requirements_version) == ("2", "3")
    assert queries.of_case(session, before).criterion("3.4").severity == "minor"  # type: ignore[union-attr]
    assert queries.of_case(session, after).criterion("3.4").severity == "major"  # type: ignore[union-attr]
    assert [one.version for one in queries.versions(session)] == ["3", "2", "1"]
    with pytest.raises(Invalid, match="standard_not_newer"):
        loading.propose(session, officer, third(), reason="Otra vez.")


def test_a_rejected_version_may_be_proposed_anew(session: Session) -> None:
    officer, supervisor = staff(session, Role.OFFICER), staff(session, Role.SUPERVISOR)
    _made, proposal = loading.propose(session, officer, third(), reason="Texto oficial.")
    proposing.reject(session, supervisor, proposal, reason="Falta la fuente.")
    assert queries.in_force(session).version == "2"
    _made, again = loading.propose(session, officer, third(), reason="Con la fuente.")
    proposing.approve(session, supervisor, again, reason="Ahora sí.")
    assert queries.in_force(session).version == "3"


def test_what_is_refused(session: Session) -> None:
    officer = staff(session, Role.OFFICER)
    with pytest.raises(NotAllowed):
        loading.propose(session, staff(session, Role.ADMIN), third(), reason="Texto.")
    with pytest.raises(Invalid, match="standard_not_newer"):
        loading.propose(session, officer, loader.files_of(loader.DATA / "2"), reason="La misma.")
    bare = {
        name: part
        for name, part in third().items()
        if name in {"index.yaml", "requirements.yaml", "clocks.yaml"}
    }
    with pytest.raises(Invalid, match="standard_incomplete"):
        loading.propose(session, officer, bare, reason="Sin criterios.")
    with pytest.raises(Invalid, match="standard_clocks_missing") as refused:
        loading.propose(session, officer, without_clocks(), reason="Sin plazos de denuncias.")
    assert "complaint_triage_working_days" in str(refused.value.args_for_words)
    wrong = third()
    wrong["criteria.yaml"] = wrong["criteria.yaml"].replace("severity: major", "severity: huge", 1)
    with pytest.raises(LawError, match=r"criteria.yaml:\d+"):
        loading.propose(session, officer, wrong, reason="Rota.")


def test_files_changed_after_the_proposal_are_not_put_in_force(session: Session) -> None:
    officer, supervisor = staff(session, Role.OFFICER), staff(session, Role.SUPERVISOR)
    made, proposal = loading.propose(session, officer, third(), reason="Texto oficial.")
    made.files = made.files | {"fees.yaml": made.files["fees.yaml"].replace("percent: 0", "percent: 50", 1)}
    session.flush()
    with pytest.raises(NotPossible, match="changed_since_proposed"):
        proposing.approve(session, supervisor, proposal, reason="Sí.")
    with pytest.raises(DatabaseError), session.begin_nested():
        session.execute(
            text("UPDATE loaded_standard SET approved_by_id = proposed_by_id, in_force_at = proposed_at")
        )


def test_a_case_keeps_a_loaded_version_when_a_release_ships_the_same_number(session: Session) -> None:
    officer, supervisor = staff(session, Role.OFFICER), staff(session, Role.SUPERVISOR)
    _made, proposal = loading.propose(session, officer, third(), reason="Texto oficial.")
    proposing.approve(session, supervisor, proposal, reason="Comparado.")
    assert queries.of_version(session, "3").digest == loader.digest_of(third())
    with pytest.raises(KeyError):
        queries.of_version(session, "4")


def test_files_of_a_folder(tmp_path: Path) -> None:
    for name, content in third().items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    assert loader.files_of(tmp_path) == third()
