"""Reasons that older versions kept in clear in the proposal are sealed with the pair."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from registry import clock, migrations
from registry.access import PUBLIC, Role
from registry.candidates import service
from registry.proposals.models import Proposal
from registry.proposals.states import ProposalState
from registry.same_person import answers
from registry.same_person.models import LikelyPair
from tests.databases import BACKENDS, Databases
from tests.factories import new_account
from tests.registry.candidates.people import registration


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("is_erased", [False, True])
def test_old_reasons_go_to_the_pair(databases: Databases, backend: str, is_erased: bool) -> None:
    with databases.migrated(backend) as database:
        with database.session(write=True) as session:
            for _twice in range(2):
                service.register(session, PUBLIC, registration(dpi="2508347660115"))
            pair = session.scalars(select(LikelyPair)).one()
            officer, chief = new_account(session, Role.OFFICER), new_account(session, Role.SUPERVISOR)
            # As it was before: in clear in the proposal, and joined in the pair.
            old = Proposal(
                kind=answers.KIND, subject_type="likely_pair", subject_id=pair.public_id, content={},
                content_hash="", reason="Vino.", proposed_by_id=officer.id, proposed_at=clock.now(),
            )  # fmt: skip
            session.add(old)
            session.flush()
            old.state, old.decided_by_id, old.decided_at = ProposalState.REJECTED, chief.id, clock.now()
            old.decided_reason = "Falta."
            pair.reason = None if is_erased else "Vino.\n\nSuena igual."
            session.flush()
            session.execute(text("UPDATE alembic_version SET version_num = '0048'"))
            names = officer.name, chief.name
            session.commit()
        migrations.upgrade(database)
        with database.session(write=False) as session:
            assert session.execute(text("SELECT reason, decided_reason FROM proposal")).all() == [("", None)]
            found = answers.said(session.scalars(select(LikelyPair)).one())
            told = [(names[1], "Falta."), (names[0], "Vino."), (None, "Suena igual.")]
            assert [(one.by, one.text) for one in found] == ([] if is_erased else told)
            assert all(one.at is not None and one.at.tzinfo for one in found if one.by)
