"""The database refuses by itself what takes two people elsewhere: policies of fairness, learned weights, records folded
into one another, reports; and on SQLite no row takes the place of another, on whatever connection."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.orm import Session

from registry import clock
from registry.access import Actor, Role
from registry.accounts import changes as account_changes
from registry.accounts.models import Account
from registry.certificates import service as certificates
from registry.complaints import ending
from registry.errors import NotPossible
from registry.fairness import service as fairness
from registry.learning import queries as learning
from registry.learning import service as models
from registry.legal_requests import service as legal_requests
from registry.legal_requests.models import LegalRequest, Notice
from registry.migrations import guards
from registry.proposals import service as proposing
from registry.protection import service as protection
from registry.same_person import answers
from tests.factories import new_account
from tests.registry.certificates import tested
from tests.registry.complaints.reports import agency_named, judged, person, sent
from tests.registry.learning.stored_model import store_model
from tests.registry.placements.market import new_market, new_person
from tests.registry.same_person.test_merging import merge, twice
from tests.registry.vetting.agencies import decided, out_of_standing
from tests.registry.vetting.test_by_hand import REFUSED, refusal

WHY = "Lo vimos entre dos."
ANOTHER = "(SELECT max(id) FROM account)"


@pytest.fixture
def officer(session: Session) -> Account:
    return new_account(session, Role.OFFICER)


@pytest.fixture
def supervisor(session: Session) -> Account:
    return new_account(session, Role.SUPERVISOR)


def tried(session: Session, *statements: str) -> None:
    """Each is refused, and nothing of it stays."""
    session.flush()
    for statement in statements:
        assert re.search(REFUSED, refusal(session, [statement]) or ""), statement


def copied(session: Session, table: str, **changes: str) -> str:
    """A statement that inserts a copy of the table's first row with these columns changed."""
    names = [one["name"] for one in inspect(session.connection()).get_columns(table) if one["name"] != "id"]
    columns = [*names, *(name for name in changes if name not in names)]
    values = ", ".join(changes.get(name, f't."{name}"') for name in columns)
    quoted = ", ".join(f'"{name}"' for name in columns)
    return (
        f"INSERT INTO {table} ({quoted}) SELECT {values} FROM {table} t"
        f" WHERE t.public_id = (SELECT min(public_id) FROM {table})"
    )


def agreed_policy(session: Session, officer: Account, supervisor: Account) -> None:
    _made, proposal = fairness.propose(
        session,
        officer.actor(),
        "H2A",
        mode="order",
        traits=["sex"],
        share="0.8",
        alpha="0.1",
        starts_on=clock.today(),
        reason=WHY,
    )
    approved = f"approved_by_id = {ANOTHER}, approved_at = proposed_at"
    tried(
        session,
        f"UPDATE fairness_policy SET {approved}",
        "DELETE FROM fairness_policy",
        copied(
            session, "fairness_policy",
            public_id="'x'", version="9", approved_by_id=ANOTHER, approved_at="t.proposed_at",
        ),
    )  # fmt: skip
    proposing.approve(session, supervisor.actor(), proposal, reason=WHY)


def test_a_policy_counts_by_two_people_and_stays_what_they_agreed_on(
    session: Session, officer: Account, supervisor: Account
) -> None:
    agreed_policy(session, officer, supervisor)
    tried(
        session,
        "UPDATE fairness_policy SET share = '0.1'",
        "UPDATE fairness_policy SET approved_by_id = NULL, approved_at = NULL",
        "UPDATE fairness_policy SET starts_on = '2030-01-01'",
        "DELETE FROM fairness_policy",
    )


def approved_model(session: Session, officer: Account, supervisor: Account) -> None:
    model = store_model(session, officer)
    proposing.approve(
        session, supervisor.actor(), models.propose(session, officer.actor(), model, reason=WHY), reason=WHY
    )


def test_learned_weights_stay_what_was_approved(
    session: Session, officer: Account, supervisor: Account
) -> None:
    approved_model(session, officer, supervisor)
    changes = ("is_offered = FALSE", "card = '{}'", "weights = '{}'", "public_id = 'x'", "version = 'x'")
    tried(session, "DELETE FROM ranking_model", *(f"UPDATE ranking_model SET {change}" for change in changes))


def test_nobody_is_ranked_with_weights_that_were_changed_below_the_guards(
    session: Session, officer: Account, supervisor: Account
) -> None:
    approved_model(session, officer, supervisor)
    model = learning.every(session, officer.actor())[0]
    models.change(session, new_account(session, Role.DIRECTOR).actor(), model, "switch_on", reason=WHY)
    session.flush()
    guards.lift(session.connection())
    model.weights = model.weights | {"points": dict.fromkeys(model.weights["points"], 1)}
    session.flush()
    with pytest.raises(NotPossible, match="model_changed"):
        learning.weights_in_force(session)


def test_two_people_fold_a_record_and_it_is_taken_apart_as_it_was_made(
    session: Session, officer: Account, supervisor: Account
) -> None:
    first, other, pair = twice(session)
    fold = f"UPDATE candidate SET state = 'merged', merged_into_id = {first.id} WHERE id = {other.id}"
    tried(
        session,
        fold,
        f"UPDATE candidate SET merged_into_id = {first.id} WHERE id = {other.id}",
        copied(
            session,
            "candidate",
            public_id="'x'",
            code_hash="'x'",
            state="'merged'",
            merged_into_id=f"{first.id}",
        ),
        "UPDATE likely_pair SET state = 'merged'",
        "DELETE FROM likely_pair",
    )
    merge(session, pair, officer, supervisor)
    assert other.state == "merged"
    tried(
        session,
        f"UPDATE candidate SET state = 'registered', merged_into_id = NULL WHERE id = {other.id}",
        f"UPDATE candidate SET merged_into_id = {other.id} WHERE id = {other.id}",
        f"UPDATE candidate SET state = 'withdrawn' WHERE id = {other.id}",
        f"UPDATE likely_pair SET second_id = {other.id + 1}",
        "UPDATE likely_pair SET state = 'open'",
        "DELETE FROM candidate_merge",
    )
    answers.separate(session, supervisor.actor(), pair, reason=WHY)
    assert other.state == "registered"
    tried(
        session,
        fold,
        "UPDATE candidate_merge SET undone_at = NULL",
        "UPDATE likely_pair SET state = 'merged'",
    )
    session.execute(text("UPDATE likely_pair SET state = 'proposed'"))
    tried(session, "UPDATE likely_pair SET state = 'merged'")


def test_a_report_keeps_its_proof_its_order_and_its_years(session: Session) -> None:
    handler, agency = person(session, Role.OFFICER), agency_named(session)
    complaint = sent(session, agency)
    judged(session, complaint, handler, agency, evidence="document")
    new_market(session)
    session.flush()
    session.execute(text("UPDATE complaint SET vacancy_id = (SELECT min(id) FROM vacancy)"))
    session.execute(text("UPDATE complaint_triage SET evidence = 'checked', is_critical = TRUE"))
    ending.close(session, handler, complaint, outcome="withdrawn", reason="Así lo pidió.")
    tried(
        session,
        "UPDATE complaint_triage SET evidence = 'word'",
        "UPDATE complaint_triage SET is_critical = FALSE",
        "UPDATE complaint SET vacancy_id = NULL",
        copied(
            session, "complaint",
            id="7", public_id="'x'", number="'x'", receipt_hash="'x'", state="'closed'",
        ),
        "UPDATE complaint_closing SET keep_until = '2099-01-01'",
        "INSERT INTO complaint_closing (id, complaint_id, kind, outcome, reason, state, proposed_by_id, proposed_on)"
        " SELECT 990, complaint_id, kind, outcome, reason, 'open', proposed_by_id, proposed_on FROM complaint_closing",
        "INSERT INTO complaint_closing (id, complaint_id, kind, outcome, reason, state, proposed_by_id, proposed_on,"
        " keep_until) SELECT 990, complaint_id, kind, 'substantiated', reason, 'approved', proposed_by_id,"
        " proposed_on, proposed_on FROM complaint_closing",
    )  # fmt: skip
    ending.agree(session, person(session, Role.SUPERVISOR), complaint)
    tried(
        session,
        "UPDATE complaint_closing SET keep_until = proposed_on",
        "UPDATE complaint_closing SET keep_until = NULL",
    )


def test_a_change_of_an_account_is_what_two_people_agreed_on(session: Session) -> None:
    one, two = person(session, Role.ADMIN), person(session, Role.ADMIN)
    change = account_changes.propose_role(
        session, one, new_account(session, Role.OFFICER), Role.COUNSELLOR, reason=WHY
    )
    person(session, Role.ADMIN)  # ANOTHER, from here on
    tried(
        session,
        copied(
            session,
            "account_change",
            public_id="'x'",
            state="'cooling'",
            approved_by_id=ANOTHER,
            acts_at="proposed_at",
        ),
        copied(
            session,
            "account_change",
            public_id="'x'",
            state="'done'",
            proposed_by_id="NULL",
            acts_at="proposed_at",
        ),
        copied(session, "account_change", public_id="'x'", acts_at="proposed_at"),
        f"UPDATE account_change SET state = 'done', approved_by_id = {ANOTHER}, acts_at = proposed_at",
        "UPDATE account_change SET proposed_by_id = NULL",
        f"UPDATE account_change SET account_id = {ANOTHER}",
        "UPDATE account_change SET role = 'admin'",
        "UPDATE account_change SET kind = 'renewal'",
        "DELETE FROM account_change",
    )
    approved = f"state = 'cooling', approved_by_id = {ANOTHER}, approved_at"
    at_once = [
        "acts_at = proposed_at",
        f"{approved} = proposed_at, acts_at = proposed_at",
        f"{approved} = NULL, acts_at = proposed_at",
        f"{approved} = '2020-01-01 00:00:00', acts_at = '2020-01-03 00:00:00'",
        "reason = 'x'",
        "centre = 'x'",
    ]
    tried(session, *(f"UPDATE account_change SET {one}" for one in at_once))
    account_changes.approve(session, two, change)
    tried(
        session,
        *(
            f"UPDATE account_change SET {one}"
            for one in (
                "acts_at = proposed_at",
                "acts_at = NULL",
                "approved_at = proposed_at",
                "reason = 'x'",
            )
        ),
        "UPDATE account_change SET acts_at = approved_at",
        "UPDATE account_change SET acts_at = '2099-01-01 00:00:00'",
        "UPDATE account_change SET role = 'admin'",
        f"UPDATE account_change SET approved_by_id = {ANOTHER}",
        "UPDATE account_change SET state = 'proposed', approved_by_id = NULL",
    )
    account_changes.stop(session, one, change, reason=WHY)
    tried(
        session,
        "UPDATE account_change SET state = 'cooling'",
        "UPDATE account_change SET state = 'done'",
        "UPDATE account_change SET state = 'proposed'",
    )


def test_a_legal_request_is_what_two_people_agreed_on(session: Session) -> None:
    one, two = person(session, Role.SUPERVISOR), person(session, Role.SUPERVISOR)
    request = asked(session, one)
    person(session, Role.SUPERVISOR)  # ANOTHER, from here on
    decided_then = f"decided_by_id = {ANOTHER}, decided_at = proposed_at"
    tried(
        session,
        copied(
            session,
            "legal_request",
            public_id="'x'",
            state="'approved'",
            decided_by_id=ANOTHER,
            decided_at="proposed_at",
        ),
        f"UPDATE legal_request SET state = 'handed_over', {decided_then}",
        "UPDATE legal_request SET authority = 'x'",
        'UPDATE legal_request SET parts = \'["person", "readers"]\'',
        f"UPDATE legal_request SET proposed_by_id = {ANOTHER}",
        "UPDATE legal_request SET candidate_id = candidate_id + 1",
        "DELETE FROM legal_request",
    )
    legal_requests.decide(session, two, request, "approve", reason=WHY)
    tried(
        session,
        f"UPDATE legal_request SET decided_by_id = {ANOTHER}",
        "UPDATE legal_request SET state = 'proposed', decided_by_id = NULL",
        "UPDATE legal_request SET reference = 'x'",
    )
    legal_requests.hand_over(session, one, request, reason=WHY)
    tried(
        session,
        "UPDATE legal_request SET handed_over_at = '2099-01-01 00:00:00'",
        "UPDATE legal_request SET decided_at = '2020-01-01 00:00:00'",
        "UPDATE legal_request SET notice = 'forbidden'",
        "UPDATE legal_request SET state = 'approved'",
        "UPDATE legal_request SET state = 'withdrawn'",
    )


def asked(session: Session, actor: Actor) -> LegalRequest:
    told = {"authority": "Juzgado", "reference": "Oficio 12-2026", "reason": WHY, "notice_note": ""}
    return legal_requests.propose(
        session, actor, new_person(session, "Una"), parts=["person"], notice=Notice.WILL_BE_TOLD, **told
    )


def test_no_row_takes_the_place_of_another(
    session: Session, tmp_path: Path, officer: Account, supervisor: Account
) -> None:
    """With the connection's own help turned off, as in any shell."""
    if session.connection().dialect.name != "sqlite":
        pytest.skip("PostgreSQL has no REPLACE")
    agency, _case, _actor = decided(session, tmp_path)
    out_of_standing(session, agency)
    complaint = sent(session, agency)
    judged(session, complaint, person(session, Role.OFFICER), agency)
    agreed_policy(session, officer, supervisor)
    approved_model(session, officer, supervisor)
    _first, _other, pair = twice(session)
    merge(session, pair, officer, supervisor)
    tested.issued(session, tested.person(session))
    certificates.propose_centre(
        session, tested.officer(session), name="Taller", agreement="Convenio 1", reason=WHY
    )
    counsellor = new_account(session, Role.COUNSELLOR, centre="Centro de prueba")
    protection.propose_focal(session, supervisor.actor(), counsellor, reason=WHY)
    account_changes.propose_role(session, supervisor.actor(), officer, Role.COUNSELLOR, reason=WHY)
    asked(session, supervisor.actor())
    session.flush()
    session.execute(text("PRAGMA recursive_triggers=OFF"))
    try:
        empty = set()
        for table in sorted(guards.GUARDED):
            rows = session.scalar(text(f"SELECT count(*) FROM {table}"))
            if not rows:
                empty.add(table)
                continue
            key = "complaint_id" if table == "complaint_triage" else "id"
            statements = [
                f"{verb} INTO {table} SELECT * FROM {table}" for verb in ("REPLACE", "INSERT OR REPLACE")
            ]
            if rows > 1:
                statements.append(
                    f"UPDATE OR REPLACE {table} SET rowid = (SELECT max({key}) FROM {table})"
                    f" WHERE {key} = (SELECT min({key}) FROM {table})"
                )
            tried(session, *statements)
        assert empty <= {"complaint_closing", "standing_correction"}
        other = copied(session, "proposal", public_id="(SELECT max(public_id) FROM proposal)", state="'open'",
                       decided_by_id="NULL").replace("INSERT", "REPLACE", 1)  # fmt: skip
        tried(session, other)
    finally:
        session.execute(text("PRAGMA recursive_triggers=ON"))
