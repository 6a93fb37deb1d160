"""The first look: by whom, by when, and what it writes down."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Role
from registry.accounts.models import Account
from registry.accounts.states import AccountState
from registry.complaints import assigning, desk, reading, service, sources, triage
from registry.complaints.handling import Triage
from registry.complaints.kinds import MessageKind
from registry.complaints.models import Complaint, ComplaintMessage, FeeReport
from registry.complaints.told import Payment, Told, Who
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.vetting import desk as vetting_desk
from registry.vetting import service as vetting
from tests.registry.complaints.reports import (
    STORIES,
    agency_named,
    given,
    judged,
    judged_by_two,
    person,
    sent,
)
from tests.registry.vetting import agencies as filing


@pytest.fixture(autouse=True)
def _time_stands_still(frozen_now: object) -> None:
    """Monday, 2 March 2026."""


@pytest.fixture
def officer(session: Session) -> Actor:
    return person(session, Role.OFFICER)


def test_a_report_is_due_in_two_working_days_and_over_in_forty_five(session: Session, officer: Actor) -> None:
    complaint = sent(session)
    assert desk.due_on(session, complaint) == date(2026, 3, 4)
    judged(session, complaint, officer, None)
    # Holy Week and Labour Day lie between.
    assert desk.due_on(session, complaint) == date(2026, 5, 7)


def test_a_same_day_report_is_due_today(session: Session) -> None:
    assert desk.due_on(session, sent(session, kinds=("papers_held",))) == clock.today()


def test_the_list_marks_what_is_late_and_puts_same_day_first(session: Session) -> None:
    supervisor = person(session, Role.SUPERVISOR)
    late, urgent = sent(session), sent(session, kinds=("minor",), text=STORIES[1])
    late.day, late.triage_due_on = date(2026, 2, 23), date(2026, 2, 25)
    session.flush()
    rows = desk.listed(session, supervisor)
    assert [row.complaint.id for row in rows] == [urgent.id, late.id]
    assert [row.days_left for row in rows] == [0, -3]
    assert desk.counts(session, supervisor).late == 1


def test_a_flood_hides_no_older_report(session: Session, officer: Actor) -> None:
    """Brakes mark what floods in; the child's report of yesterday stands first, and every page is there."""
    supervisor = person(session, Role.SUPERVISOR)
    child, read = sent(session, kinds=("minor",)), sent(session, text=STORIES[1])
    judged(session, read, officer, None)
    child.day = read.day = date(2026, 3, 1)
    for number in range(6):
        sent(session, text=f"{number}").is_queued = number > 0
    session.flush()
    pages = [desk.listed(session, supervisor, number=number, most=3) for number in (1, 2, 3, 4)]
    assert [len(rows) for rows in pages] == [3, 3, 2, 0]
    assert pages[0][0].complaint.id == child.id
    assert pages[0][2].complaint.id == read.id, "before the queued ones, though due later"
    assert all(row.complaint.is_queued for row in [*pages[1], *pages[2]])


def test_the_first_look_links_the_agency_and_each_payment(session: Session, officer: Actor) -> None:
    agency = agency_named(session)
    complaint = sent(session, payments=(Payment(cost_code="F1", amount="5000"),))
    judged(session, complaint, officer, agency, evidence="document")
    assert complaint.state == "triaged"
    assert complaint.agency_id == agency.id
    assert session.scalars(select(FeeReport.agency_id)).one() == agency.id
    row = session.get_one(Triage, complaint.id)
    assert (row.criterion, row.is_critical, row.evidence) == ("1.1", True, "document")


def test_the_reporter_is_told_and_the_log_holds_no_word_of_it(session: Session, officer: Actor) -> None:
    complaint = sent(session)
    judged(session, complaint, officer, None, note="Doña Petrona lo confirma.")
    told = session.scalars(select(ComplaintMessage)).one()
    assert (told.kind, told.text, told.day) == (MessageKind.STATUS, "triaged", clock.today())
    written = [str(one.data) + (one.reason or "") for one in session.scalars(select(events.Event))]
    assert not any("Petrona" in line or "quetzales" in line for line in written)


def test_what_a_handler_notes_is_unreadable_in_the_table(session: Session, officer: Actor) -> None:
    judged(session, sent(session), officer, None, note="Doña Petrona lo confirma.")
    stored = session.execute(text("SELECT note FROM complaint_triage")).scalar_one()
    assert b"Petrona" not in bytes(stored)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "weather"}, "kind_unknown"),
        ({"evidence": "hearsay"}, "evidence_unknown"),
        ({"note": " "}, "note_missing"),
        ({"signs": ("ghosts",)}, "sign_unknown"),
        ({"agency": "R-9999"}, "agency_unknown"),
        ({"vacancy": "V-2026-9999"}, "vacancy_unknown"),
    ],
)
def test_what_cannot_be_written_down(
    session: Session, officer: Actor, changes: dict[str, object], code: str
) -> None:
    complaint = sent(session)
    with pytest.raises(Invalid) as refused:
        judged(session, complaint, officer, None, **changes)
    assert refused.value.code == code


def test_looking_again_changes_what_was_said_and_not_the_state(session: Session, officer: Actor) -> None:
    complaint = sent(session)
    judged(session, complaint, officer, None, is_credible=False)
    judged(session, complaint, officer, None, kind="false_job")
    assert complaint.state == "triaged"
    assert session.get_one(Triage, complaint.id).is_credible is True
    assert complaint.kind == "false_job"


# ---------------------------------------------------------------- sealed to who handles it


def test_only_the_handler_judges_a_report(session: Session, officer: Actor) -> None:
    complaint = sent(session)
    given(session, complaint, officer)
    other = person(session, Role.OFFICER)
    judgement = triage.Judgement(is_credible=True, kind="fee", evidence="word", note="Se entiende.")
    for actor in (other, person(session, Role.INSPECTOR), person(session, Role.SUPERVISOR)):
        with pytest.raises(NotAllowed):
            triage.triage(session, actor, complaint, judgement)


@pytest.mark.parametrize(
    "role",
    [Role.OFFICER, Role.INSPECTOR, Role.DIRECTOR, Role.AUDITOR, Role.ADMIN, Role.AGENCY, Role.EMPLOYER],
)
def test_a_report_of_somebody_else_is_not_found(session: Session, officer: Actor, role: Role) -> None:
    complaint = sent(session)
    given(session, complaint, officer)
    with pytest.raises(NotFound):
        desk.load(session, person(session, role), complaint.public_id)


def test_what_was_taken_away_is_not_found_any_more(session: Session, officer: Actor) -> None:
    complaint = sent(session)
    supervisor = given(session, complaint, officer)
    assert desk.load(session, officer, complaint.public_id).id == complaint.id
    assigning.take_away(session, supervisor, complaint, officer.public_id, reason="Cambia de oficina.")
    with pytest.raises(NotFound):
        desk.load(session, officer, complaint.public_id)
    assert desk.listed(session, officer) == []


def test_counts_under_five_are_not_told_to_who_only_counts(session: Session) -> None:
    for story in STORIES[:4]:
        sent(session, text=story)
    auditor, supervisor = person(session, Role.AUDITOR), person(session, Role.SUPERVISOR)
    assert desk.counts(session, auditor).by_state["received"] is None
    assert desk.counts(session, supervisor).by_state["received"] == 4
    sent(session, text=STORIES[4])
    assert desk.counts(session, auditor).by_state["received"] == 5
    with pytest.raises(NotFound):
        desk.counts(session, person(session, Role.ADMIN))


# ---------------------------------------------------------------- who may handle it


def test_who_vets_the_agency_does_not_handle_what_is_told_of_it(session: Session, officer: Actor) -> None:
    agency = agency_named(session)
    supervisor = person(session, Role.SUPERVISOR)
    case = vetting.begin_official(session, supervisor, agency, "surveillance", reason="Revisión anual.")
    case.officer_id = officer.account_id
    session.flush()
    complaint = sent(session, agency)
    other = person(session, Role.INSPECTOR)
    with pytest.raises(NotPossible) as refused:
        assigning.assign(session, supervisor, complaint, officer.public_id)
    assert refused.value.code == "handler_has_stake"
    assert [one.has_conflict for one in assigning.possible(session, complaint)] == [False, True]
    assigning.assign(session, supervisor, complaint, other.public_id)
    assert complaint.is_own(other)


def test_with_nobody_else_the_officer_of_the_agency_handles_it(session: Session, officer: Actor) -> None:
    agency = agency_named(session)
    supervisor = person(session, Role.SUPERVISOR)
    case = vetting.begin_official(session, supervisor, agency, "surveillance", reason="Revisión anual.")
    case.officer_id = officer.account_id
    session.flush()
    complaint = sent(session, agency)
    assigning.assign(session, supervisor, complaint, officer.public_id)
    assert complaint.is_own(officer)
    assert desk.listed(session, supervisor)[0].has_stake


def test_only_officers_and_inspectors_are_given_reports(session: Session) -> None:
    supervisor, complaint = person(session, Role.SUPERVISOR), sent(session)
    for role in (Role.SUPERVISOR, Role.DIRECTOR, Role.AUDITOR, Role.ADMIN, Role.COUNSELLOR):
        with pytest.raises(NotFound):
            assigning.assign(session, supervisor, complaint, person(session, role).public_id)


def test_an_officer_gives_nothing_to_anybody(session: Session, officer: Actor) -> None:
    with pytest.raises(NotAllowed):
        assigning.assign(session, officer, sent(session), officer.public_id)


# ---------------------------------------------------------------- one source


def test_copies_are_one_source_as_they_arrive(session: Session) -> None:
    agency = agency_named(session)
    first = sent(session, agency, text=STORIES[0])
    copies = [sent(session, agency, text=f"{STORIES[0]} {number}") for number in (1, 2)]
    other = sent(session, agency, text=STORIES[1])
    found = sources.of(session, [first.id, other.id, *(one.id for one in copies)])
    assert len(set(found.values())) == 2
    assert found[other.id] == other.id


def test_a_report_is_stored_before_it_is_compared(session: Session) -> None:
    """A flood of long texts stops nobody: the clock compares a few at a time."""
    agency = agency_named(session)
    told = Told(kinds=["fee"], who=Who(agency=agency.registry_no), text=STORIES[0])
    keys = [service.send(session, told, language="es", channel="web")[0].id for _ in range(25)]
    assert len(set(sources.of(session, keys).values())) == 25
    while found := sources.look(session):
        assert len(found.twins) <= sources.AT_ONCE
        assert len(sources.keep(session, found)) == len(found.twins)
    assert len(set(sources.of(session, keys).values())) == 1


def test_what_was_joined_to_a_report_that_moves_stays_joined(session: Session, officer: Actor) -> None:
    agency, other = agency_named(session), agency_named(session, "Rutas del Sur, S.A.", "R-0902")
    keys = [sent(session, agency, text=f"{STORIES[0]} {number}").id for number in range(4)]
    first = sources.of(session, keys)[keys[-1]]
    judged_by_two(session, session.get_one(Complaint, first), officer, other)
    found = sources.of(session, keys)
    assert found[first] == first
    assert len({found[key] for key in keys if key != first}) == 1


def test_a_link_tells_no_minute_of_the_reporter(session: Session) -> None:
    agency = agency_named(session)
    sent(session, agency)
    sent(session, agency)
    moment = session.execute(text("SELECT linked_at FROM complaint_link")).scalar_one()
    assert "06:00:00" in str(moment) or "00:00:00" in str(moment)


def test_the_same_words_about_another_agency_are_another_matter(session: Session) -> None:
    one = sent(session, agency_named(session))
    other = sent(session, agency_named(session, "Rutas del Sur, S.A.", "R-0902"))
    assert len(set(sources.of(session, [one.id, other.id]).values())) == 2


def test_a_burst_is_marked_in_the_list(session: Session) -> None:
    agency = agency_named(session)
    for story in STORIES[:5]:
        sent(session, agency, text=story)
    quiet: Complaint = sent(session, agency_named(session, "Rutas del Sur, S.A.", "R-0902"))
    rows = desk.listed(session, person(session, Role.SUPERVISOR))
    assert {row.complaint.id for row in rows if not row.in_burst} == {quiet.id}
    assert quiet.day - timedelta(days=0) == clock.today()


def test_a_stake_found_later_shuts_the_handler_out(session: Session, tmp_path: Path) -> None:
    agency, case, _actor = filing.decided(session, tmp_path)
    handler = person(session, Role.OFFICER)
    report = sent(session, agency)
    judged(session, report, handler, agency)
    assert reading.open_sealed(session, handler, report, reason="Atender el caso").text
    vetting_desk.declare_own(session, handler, surnames="Xol Choc")
    vetting_desk.declare(
        session, handler, case, answers=dict.fromkeys(vetting_desk.TOPICS, True), explanation="Es mi hermana"
    )
    with pytest.raises(NotPossible, match="handler_shut_out"):
        reading.open_sealed(session, handler, report, reason="Atender el caso")
    with pytest.raises(NotPossible, match="handler_shut_out"):
        judged(session, report, handler, agency)
    # Given to somebody when everybody had a stake, it can be opened: nobody else is left.
    for account in session.scalars(select(Account).where(Account.role.in_(assigning.HANDLERS))):
        account.state = AccountState.DISABLED
    session.get_one(Account, handler.account_id).state = AccountState.ACTIVE
    later = sent(session, agency, text=STORIES[1])
    given(session, later, handler)
    assert reading.open_sealed(session, handler, later, reason="Nadie más puede").text
