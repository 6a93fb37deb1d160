"""What the services refuse, tried in the tables themselves: the database refuses it too, on both engines.

Each attempt runs on an agency at a point of its life; the statements are what somebody with a password to the database
and a bad idea would type. Where an attempt needs several statements, the last one is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registry import migrations
from registry.access import Role
from registry.db import Database
from registry.migrations import guards
from registry.organisations import sanctions
from registry.organisations.models import Agency
from registry.proposals import service as proposing
from registry.vetting import appeals
from tests.databases import BACKENDS, Databases
from tests.registry.vetting.agencies import (
    WHY,
    applied,
    decided,
    out_of_standing,
    person_of,
    recommended,
    staff,
    submitted,
    two_people,
)

LINE = "INSERT INTO standing (agency_id, state, since, ground, case_id, proposal_id, valid_to)"
CASE = (
    "INSERT INTO vetting_case (public_id, number, agency_id, kind, requirements_version, state, opened_at,"
    " recommended_by_id, decided_by_id, outcome, recommended_hash, decided_hash)"
)
PROPOSAL = (
    "INSERT INTO proposal (public_id, kind, subject_type, subject_id, content, content_hash, reason, state,"
    " proposed_by_id, proposed_at, decided_by_id, decided_at)"
)
NOW = "CURRENT_TIMESTAMP"
DECIDE = (
    "UPDATE vetting_case SET state = 'decided', outcome = 'register', decided_hash = recommended_hash,"
    " decided_by_id = {who}"
)
REGISTER = "UPDATE agency SET state = 'registered', registry_no = 'R-0009'"
GROUNDLESS = LINE + " SELECT id, 'registered', '2026-03-02', '{ground}', NULL, NULL, NULL FROM agency"
ANOTHER = "(SELECT max(id) FROM account WHERE role = 'supervisor')"
OFFICER = "(SELECT officer_id FROM vetting_case)"


def _applied(session: Session, folder: Path) -> None:
    applied(session)
    staff(session, Role.SUPERVISOR)


def _submitted(session: Session, folder: Path) -> None:
    submitted(session, folder)
    staff(session, Role.SUPERVISOR)


def _recommended(session: Session, folder: Path) -> None:
    recommended(session, folder)
    staff(session, Role.SUPERVISOR)


def _registered(session: Session, folder: Path) -> None:
    decided(session, folder)


def _refused(session: Session, folder: Path) -> None:
    decided(session, folder, "refuse")


def _suspended(session: Session, folder: Path) -> None:
    agency, _case, _actor = decided(session, folder)
    out_of_standing(session, agency)


def _revoked(session: Session, folder: Path) -> None:
    agency, _case, _actor = decided(session, folder)
    out_of_standing(session, agency, "revoked")


def _stopped(session: Session, folder: Path) -> None:
    agency, _case, _actor = decided(session, folder, "condition")
    sanctions.stop(session, staff(session, Role.DIRECTOR), agency, **WHY)


def _proposed(session: Session, folder: Path) -> None:
    agency, _case, _actor = decided(session, folder)
    sanctions.propose_suspension(session, staff(session, Role.OFFICER), agency, **WHY)
    staff(session, Role.SUPERVISOR)


Before = Callable[[Session, Path], None]

# (what it is tried on, a name, the statements).
ATTEMPTS: list[tuple[Before, str, list[str]]] = [
    # A registered agency out of nothing.
    (_applied, "born registered", [
        "INSERT INTO agency (public_id, legal_name, kind, trade_names, corridors, registry_no, state, applied_at,"
        " is_fictitious, declared_fee_policy) SELECT 'x', 'X', kind, trade_names, corridors, 'R-0009',"
        " 'registered', applied_at, FALSE, declared_fee_policy FROM agency",
    ]),
    (_applied, "registered by hand", [REGISTER]),
    (_recommended, "registered before the decision", [REGISTER]),
    (_applied, "made fictitious", ["UPDATE agency SET is_fictitious = TRUE"]),
    (_applied, "a line without a ground", [GROUNDLESS.format(ground="case")]),
    (_applied, "an invented line", [GROUNDLESS.format(ground="invented")]),
    (_applied, "a line from before", [GROUNDLESS.format(ground="earlier")]),
    (_recommended, "a line on an undecided case", [
        f"{LINE} SELECT agency_id, 'registered', '2026-03-02', 'case', id, NULL, NULL FROM vetting_case",
    ]),
    (_refused, "registered on a refusal", [
        f"{LINE} SELECT agency_id, 'registered', '2026-03-02', 'case', id, NULL, NULL FROM vetting_case",
    ]),
    # A decided case without two people on the same content.
    (_applied, "a case born decided", [
        f"{CASE} SELECT 'x', 'E-1', agency_id, kind, requirements_version, 'decided', {NOW}, 1, 2, 'register', 'h', 'h'"
        " FROM vetting_case",
    ]),
    (_applied, "a case born recommended", [
        f"{CASE} SELECT 'x', 'E-1', agency_id, kind, requirements_version, 'recommended', {NOW}, 1, NULL, NULL,"
        " 'h', NULL FROM vetting_case",
    ]),
    (_submitted, "decided without a recommendation", [
        "UPDATE vetting_case SET recommended_by_id = (SELECT min(id) FROM account), recommended_hash = 'h'",
        DECIDE.format(who=ANOTHER),
    ]),
    (_recommended, "decided by nobody", ["UPDATE vetting_case SET state = 'decided', outcome = 'register'"]),
    (_recommended, "decided by who recommended", [DECIDE.format(who="recommended_by_id")]),
    (_recommended, "decided by who held the case", [
        "UPDATE vetting_case SET recommended_by_id = NULL", DECIDE.format(who=OFFICER),
    ]),
    (_recommended, "another recommender slipped in", [
        f"UPDATE vetting_case SET recommended_by_id = {ANOTHER}", DECIDE.format(who=OFFICER),
    ]),
    (_recommended, "another recommender in the same breath", [
        f"{DECIDE.format(who=OFFICER)}, recommended_by_id = {ANOTHER}",
    ]),
    (_recommended, "decided on another hash", [
        f"UPDATE vetting_case SET state = 'decided', outcome = 'register', decided_by_id = {ANOTHER},"
        " decided_hash = 'another'",
    ]),
    (_recommended, "another hash slipped in", ["UPDATE vetting_case SET recommended_hash = 'another'"]),
    (_recommended, "decided by who judged a document", [
        f"UPDATE vetting_answer SET reviewed_by_id = {ANOTHER}", DECIDE.format(who=ANOTHER),
    ]),
    (_recommended, "the case of another agency", ["UPDATE vetting_case SET kind = 'appeal'"]),
    # A decided case is over.
    (_registered, "another outcome", ["UPDATE vetting_case SET outcome = 'condition'"]),
    (_registered, "another decider", [f"UPDATE vetting_case SET decided_by_id = {ANOTHER} - 1"]),
    (_registered, "opened again", ["UPDATE vetting_case SET state = 'recommended'"]),
    (_registered, "the case gone", [
        "UPDATE vetting_answer SET case_id = case_id", "DELETE FROM vetting_case",
    ]),
    # A licence and a number are what the history says.
    (_registered, "a longer licence", ["UPDATE agency SET valid_to = '2099-01-01'"]),
    (_registered, "an endless licence", ["UPDATE agency SET valid_to = NULL"]),
    (_registered, "another number", ["UPDATE agency SET registry_no = 'R-0009'"]),
    (_registered, "conditions gone the wrong way", ["UPDATE agency SET state = 'conditional'"]),
    (_registered, "one decision for two lines", [
        f"{LINE} SELECT agency_id, 'registered', '2026-03-03', 'case', id, NULL, '2099-01-01' FROM vetting_case",
    ]),
    (_registered, "suspended by one", ["UPDATE agency SET state = 'suspended'"]),
    (_registered, "expired by hand", ["UPDATE agency SET state = 'expired'"]),
    # The public history is never rewritten.
    (_registered, "a line made kinder", ["UPDATE standing SET public_reason = 'Todo bien.'"]),
    (_suspended, "a line taken out", ["DELETE FROM standing WHERE state = 'suspended'"]),
    (_suspended, "a line made another's", ["UPDATE standing SET agency_id = agency_id + 1"]),
    # Back into the register, or out of it, by one person or none.
    (_suspended, "reinstated by hand", ["UPDATE agency SET state = 'registered'"]),
    (_suspended, "reinstated on the suspension", [
        f"{LINE} SELECT a.id, 'registered', '2026-03-03', 'proposal', NULL, p.id, NULL FROM agency a, proposal p",
    ]),
    (_suspended, "reinstated on the old decision", [
        f"{LINE} SELECT agency_id, 'registered', '2026-03-03', 'case', id, NULL, NULL FROM vetting_case",
    ]),
    (_suspended, "reinstated by the clock", [
        f"{LINE} SELECT id, 'registered', '2026-03-03', 'clock', NULL, NULL, NULL FROM agency",
    ]),
    (_suspended, "expired while suspended", [
        f"{LINE} SELECT id, 'expired', '2026-03-03', 'clock', NULL, NULL, NULL FROM agency",
    ]),
    (_suspended, "revoked by hand", ["UPDATE agency SET state = 'revoked'"]),
    (_suspended, "revoked on the suspension", [
        f"{LINE} SELECT a.id, 'revoked', '2026-03-03', 'proposal', NULL, p.id, NULL FROM agency a, proposal p",
    ]),
    (_revoked, "back after the end", ["UPDATE agency SET state = 'registered'"]),
    (_revoked, "back on a decision from before", [
        f"{LINE} SELECT agency_id, 'registered', '2026-03-03', 'case', id, NULL, NULL FROM vetting_case",
    ]),
    # A proposal needs its second person, and stays what it was.
    (_registered, "a proposal born approved", [
        f"{PROPOSAL} SELECT 'x', 'agency_revoke', 'agency', public_id, '{{}}', 'h', 'x', 'approved', 1, {NOW}, 2, {NOW}"
        " FROM agency",
    ]),
    (_proposed, "approved by who proposed", [
        f"UPDATE proposal SET state = 'approved', decided_by_id = proposed_by_id, decided_at = {NOW}",
    ]),
    (_proposed, "approved by nobody", ["UPDATE proposal SET state = 'approved'"]),
    (_proposed, "another proposer", [f"UPDATE proposal SET proposed_by_id = {ANOTHER}"]),
    (_proposed, "another kind", ["UPDATE proposal SET kind = 'agency_revoke'"]),
    (_proposed, "another content", ["UPDATE proposal SET content = '{}'"]),
    (_proposed, "another agency", ["UPDATE proposal SET subject_id = 'x'"]),
    (_proposed, "suspended before the approval", [
        f"{LINE} SELECT a.id, 'suspended', '2026-03-03', 'proposal', NULL, p.id, NULL FROM agency a, proposal p",
    ]),
    (_proposed, "a proposal gone", ["DELETE FROM proposal"]),
    (_suspended, "an approval undone", ["UPDATE proposal SET state = 'open', decided_by_id = NULL"]),
    (_suspended, "an approval turned", ["UPDATE proposal SET kind = 'agency_reinstate'"]),
    # An emergency ends only with its proposal, and gives back no more than there was.
    (_stopped, "an emergency lifted by hand", ["UPDATE agency SET state = 'conditional'"]),
    (_stopped, "an emergency lifted before it fell", [
        f"{LINE} SELECT a.id, 'conditional', '2026-03-03', 'proposal', NULL, p.id, NULL FROM agency a, proposal p",
    ]),
    (_stopped, "an emergency that fell gives back more", [
        "UPDATE proposal SET state = 'fell'",
        f"{LINE} SELECT a.id, 'registered', '2026-03-03', 'proposal', NULL, p.id, NULL FROM agency a, proposal p",
    ]),
]  # fmt: skip


# By a guard or by a check: never because the statement was badly typed.
REFUSED = "|".join(
    [
        *(one.message for one in guards.GUARDS),
        guards.TAKEN,
        "CHECK constraint",
        "check constraint",
        "uq_",
        "UNIQUE",
        "ix_complaint_closing_open",
    ]
)


@pytest.mark.parametrize(
    "before", list(dict.fromkeys(one[0] for one in ATTEMPTS)), ids=lambda one: one.__name__
)
def test_the_database_refuses(session: Session, tmp_path: Path, before: Before) -> None:
    before(session, tmp_path)
    session.flush()
    standing = session.execute(text("SELECT state, valid_to, registry_no FROM agency")).all()
    went_through = []
    for _before, name, statements in [one for one in ATTEMPTS if one[0] is before]:
        obstacle = refusal(session, statements)
        if obstacle is None or not re.search(REFUSED, obstacle):
            went_through.append((name, obstacle))
    assert went_through == []
    assert session.execute(text("SELECT state, valid_to, registry_no FROM agency")).all() == standing


def refusal(session: Session, statements: list[str]) -> str | None:
    """What the database says to these statements; None when it does as it is told. Nothing of them stays."""
    inner = session.begin_nested()
    try:
        for statement in statements:
            session.execute(text(statement))
    except IntegrityError as error:
        return str(error.orig)
    finally:
        inner.rollback()
    return None


def test_many_ways_were_tried() -> None:
    assert len(ATTEMPTS) >= 50
    assert len({name for _before, name, _statements in ATTEMPTS}) == len(ATTEMPTS)


def test_every_guard_stands_after_the_migrations(database: Database) -> None:
    """SQLite loses a table's triggers when a migration copies the table: they are laid anew each time."""
    tables = set(inspect(database.reading).get_table_names())
    with database.reading.connect() as connection:
        query = (
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            if database.is_sqlite
            else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        )
        found = {row[0] for row in connection.exec_driver_sql(query)}
    assert {f"guard_{one.name}" for one in guards.GUARDS if one.table in tables} <= found
    assert {one.table for one in guards.GUARDS} <= tables


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_newer_guard_needs_no_migration(databases: Databases, backend: str) -> None:
    """`sendero migrate` lays all of them anew, also where the schema is the newest already."""
    kept = "SELECT sql FROM sqlite_master WHERE name = 'guard_change_kept'"
    if backend == "postgresql":
        kept = "SELECT prosrc FROM pg_proc WHERE proname = 'guard_change_kept'"
    with databases.migrated(backend) as database:
        with database.writing.connect() as connection:
            of_now = connection.exec_driver_sql(kept).scalar_one()
            if backend == "sqlite":
                connection.exec_driver_sql("DROP TRIGGER guard_change_kept")
            else:
                connection.exec_driver_sql("DROP FUNCTION guard_change_kept CASCADE")
            connection.commit()
        migrations.upgrade(database)
        with database.reading.connect() as connection:
            assert connection.exec_driver_sql(kept).scalar_one() == of_now


def test_what_two_people_decide_goes_through(session: Session, tmp_path: Path) -> None:
    """The guards refuse nothing that is lawful: registered, suspended, lifted, suspended, cancelled, appealed."""
    agency, _case, _actor = decided(session, tmp_path)
    out_of_standing(session, agency)
    two_people(session, agency, sanctions.propose_lifting, **WHY, conditions="Informar.")
    stop = sanctions.stop(session, staff(session, Role.DIRECTOR), agency, **WHY)
    proposing.reject(session, staff(session, Role.SUPERVISOR), stop, reason="No.")
    assert agency.state == "conditional"
    out_of_standing(session, agency, "revoked")
    appeal = appeals.open_appeal(session, person_of(session, agency), agency, grounds="No fuimos nosotros.")
    assert (appeal.kind, appeal.state) == ("appeal", "submitted")
    assert session.get_one(Agency, agency.id).state == "revoked"
