"""A year goes by, day after day: every lapse, warning, pause and holiday falls on its day, each once.

Begins on Monday, the second of March 2026. The days were counted by hand on a calendar of Guatemala: Holy Thursday is
the second of April, Good Friday the third, Labour Day the first of May; the Army's day, the thirtieth of June, is kept
on Monday the twenty-ninth.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Role
from registry.accounts.models import Account
from registry.accounts.states import AccountState
from registry.events import Event
from registry.organisations import sanctions
from registry.organisations.holds import open_holds
from registry.organisations.models import Agency, Bond
from registry.organisations.standing import Act, allows
from registry.standard import service as assessing
from registry.standard.models import Condition, Finding
from registry.vetting import clocks, mine, pace, requirements, service
from registry.vetting.models import Answer, Case
from tests.registry.vetting.agencies import (
    answer,
    decided,
    declares,
    person_of,
    reviewed,
    staff,
    submitted,
)

START = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
Line = tuple[str, str, str]


class Year:
    """Days go by; `did` holds what the clock did, as (day, what, to whom)."""

    def __init__(self, session: Session, travel: time_machine.Traveller) -> None:
        self.session = session
        self.travel = travel
        self.names: dict[str, str] = {}
        self.did: list[Line] = []

    def name(self, name: str, agency: Agency, *cases: Case) -> None:
        self.names |= {one.public_id: name for one in (agency, *cases)}

    def until(self, day: date) -> None:
        """Let every day go by up to and with `day`, at nine in the morning."""
        while clock.today() < day:
            self.travel.shift(timedelta(days=1))
            last = events.head(self.session)[0]
            clocks.run(self.session)
            clocks.warn_due(self.session)
            again = events.head(self.session)[0]
            if again > last:
                # A second round on the same day does nothing.
                clocks.run(self.session)
                assert clocks.warn_due(self.session) == 0
                assert events.head(self.session)[0] == again
            for event in self.session.scalars(select(Event).where(Event.id > last).order_by(Event.id)):
                what = (
                    f"{event.verb} {event.data['about']} {event.data['days']}"
                    if event.verb == "warn"
                    else event.verb
                )
                self.did.append((clock.today().isoformat(), what, self.names.get(event.record_id, "-")))

    def of(self, name: str) -> list[tuple[str, str]]:
        return [(day, what) for day, what, who in self.did if who == name]


@pytest.fixture
def year(session: Session) -> Iterator[Year]:
    with time_machine.travel(START, tick=False) as travel:
        yield Year(session, travel)


def firm(year: Year, folder: Path, name: str, outcome: str = "register", *, is_bonded: bool = True) -> Agency:
    """Registered today; papers that last all year, so that only what a test is about is warned of."""
    number = len(year.names) + 1
    agency, case, _actor = decided(
        year.session,
        folder,
        outcome,
        email=f"a{number}@a.example",
        nit=f"{number}2345-{number}",
        legal_name=name,
    )
    year.session.execute(
        Answer.__table__.update().where(Answer.case_id == case.id).values(expires_on=None)  # type: ignore[attr-defined]
    )
    year.name(name, agency, case)
    if is_bonded:
        bond(year, agency, "B", date(2026, 3, 1), date(2029, 2, 28))
    return agency


def ends_on(year: Year, agency: Agency, day: date) -> None:
    """A licence may be made shorter by hand, never longer."""
    agency.valid_to = day
    year.session.flush()


def test_a_licence_is_warned_of_four_times_and_ends(year: Year, tmp_path: Path) -> None:
    agency = firm(year, tmp_path, "Norte")
    ends_on(year, agency, date(2026, 9, 15))
    year.until(date(2027, 3, 2))
    assert year.of("Norte") == [
        ("2026-05-18", "warn licence 120"),
        ("2026-07-17", "warn licence 60"),
        ("2026-08-16", "warn licence 30"),
        ("2026-09-08", "warn licence 7"),
        ("2026-09-16", "expire"),
    ]
    assert agency.state == "expired"
    assert list(events.breaks(year.session)) == []


@pytest.mark.parametrize(
    ("filed_on", "state"), [(date(2026, 7, 17), "registered"), (date(2026, 7, 18), "expired")]
)
def test_a_renewal_filed_sixty_days_before_keeps_the_licence(
    year: Year, tmp_path: Path, filed_on: date, state: str
) -> None:
    agency = firm(year, tmp_path, "Sur")
    ends_on(year, agency, date(2026, 9, 15))
    year.until(filed_on)
    person = person_of(year.session, agency)
    case = service.open_case(year.session, person, agency)
    for code in {
        one.requirement for one in year.session.scalars(select(Answer).where(Answer.case_id == case.id))
    }:
        assert code
    hand_in(year, case, tmp_path)
    assert case.filed_on == filed_on
    year.until(date(2026, 9, 20))
    assert agency.state == state


def hand_in(year: Year, case: Case, folder: Path) -> None:
    actor = person_of(year.session, year.session.get_one(Agency, case.agency_id))
    for one in requirements.of_case(year.session, case):
        if one.is_mandatory:
            answer(year.session, actor, case, one, folder)
    service.submit(year.session, actor, case)


def test_a_renewal_is_offered_from_the_first_warning_on(year: Year, tmp_path: Path) -> None:
    agency = firm(year, tmp_path, "Sur")
    ends_on(year, agency, date(2026, 9, 15))
    person = person_of(year.session, agency)
    assert service.renewal_from(year.session, agency) == date(2026, 5, 18)
    for day, is_offered in ((date(2026, 5, 17), False), (date(2026, 5, 18), True)):
        year.until(day)
        assert service.may_open(year.session, person, agency) is is_offered
    year.until(date(2026, 9, 17))
    assert agency.state == "expired"
    assert service.may_open(year.session, person, agency), "who has no licence may always apply"


def test_what_is_left_of_a_decided_case_goes_to_every_officer_when_its_own_is_gone(
    year: Year, tmp_path: Path
) -> None:
    agency = firm(year, tmp_path, "Condiciones", "condition")
    case = year.session.scalars(select(Case).where(Case.agency_id == agency.id)).one()
    finding = Finding(
        case_id=case.id, criterion="3.1", grade="minor", statement="Falta una copia.", state="open",
        raised_by_id=case.recommended_by_id, raised_at=clock.now(), due_on=date(2026, 4, 1),
    )  # fmt: skip
    year.session.add(finding)
    year.session.flush()
    other, holder = staff(year.session, Role.OFFICER), year.session.get_one(Account, case.officer_id)
    holder.state = AccountState.ACTIVE
    year.until(date(2026, 4, 10))
    assert [one.kind for one in mine.waiting_for(year.session, other)] == []
    holder.state = AccountState.DISABLED
    year.session.flush()
    assert [(one.kind, one.case.id) for one in mine.waiting_for(year.session, other)] == [
        ("overdue", case.id)
    ]


def test_a_returned_case_lapses_after_sixty_days(year: Year, tmp_path: Path) -> None:
    agency, case, officer = reviewed(year.session, tmp_path)
    year.name("Este", agency, case)
    service.send_return(year.session, officer, case, reason="Falta una firma.")
    assert (case.paused_on, case.answer_by) == (date(2026, 3, 2), date(2026, 5, 1))
    year.until(date(2026, 5, 1))
    assert case.state == "returned"
    year.until(date(2026, 6, 1))
    assert year.of("Este") == [("2026-05-02", "lapse")]


def test_working_days_holidays_and_the_pause(year: Year, tmp_path: Path) -> None:
    """Thirty working days over Holy Week; eight of them lie with the agency, Holy Week among them."""
    agency, case, _actor = submitted(year.session, tmp_path)
    year.name("Oeste", agency, case)
    assert case.due_on == date(2026, 4, 15)
    assert pace.step_due_on(year.session, case) == date(2026, 3, 9)
    officer = take(year, case)
    assert pace.step_due_on(year.session, case) == date(2026, 3, 23)
    year.until(date(2026, 3, 27))
    service.send_return(year.session, officer, case, reason="Falta una firma.")
    assert pace.step_due_on(year.session, case) is None
    # Monday to Wednesday of Holy Week, then Monday to Wednesday after it: six working days.
    year.until(date(2026, 4, 8))
    service.submit(year.session, person_of(year.session, agency), case)
    assert (case.due_on, case.paused_on, case.answer_by) == (date(2026, 4, 23), None, None)
    assert year.of("Oeste") == []


def take(year: Year, case: Case) -> Actor:
    """An officer takes the case and accepts every answer."""
    officer = staff(year.session, Role.OFFICER)
    declares(year.session, officer, case)
    service.review(year.session, officer, case)
    for code in requirements.not_reviewed(year.session, case):
        service.accept(year.session, officer, case, code)
    return officer


def test_a_bond_that_ends_holds_new_orders_the_next_day(year: Year, tmp_path: Path) -> None:
    agency = firm(year, tmp_path, "Fianza", is_bonded=False)
    bond(year, agency, "A-1", date(2026, 3, 1), date(2026, 6, 30))
    year.until(date(2026, 7, 10))
    bond(year, agency, "A-2", date(2026, 7, 15), date(2027, 7, 14))
    year.until(date(2027, 3, 2))
    assert year.of("Fianza") == [
        # 119 days left on the first day: told at once, as the warning of 120.
        ("2026-03-03", "warn bond 119"),
        ("2026-05-01", "warn bond 60"),
        ("2026-05-31", "warn bond 30"),
        ("2026-06-23", "warn bond 7"),
        ("2026-07-01", "hold"),
        ("2026-07-15", "lift_hold"),
    ]


def test_without_a_confirmed_bond_there_are_no_new_orders(year: Year, tmp_path: Path) -> None:
    """One that nobody confirmed with its issuer covers nothing."""
    agency = firm(year, tmp_path, "Sin fianza", is_bonded=False)
    bond(year, agency, "A-1", date(2026, 3, 1), date(2029, 2, 28))
    year.session.execute(Bond.__table__.update().values(verified_with_issuer_on=None))  # type: ignore[attr-defined]
    year.session.expire_all()
    year.until(date(2026, 3, 5))
    assert allows(year.session, agency.id, Act.SUBMIT) is not None
    assert allows(year.session, agency.id, Act.OFFER) is None
    year.session.execute(Bond.__table__.update().values(verified_with_issuer_on=clock.today()))  # type: ignore[attr-defined]
    year.session.expire_all()
    year.until(date(2026, 3, 6))
    assert year.of("Sin fianza") == [("2026-03-03", "hold"), ("2026-03-06", "lift_hold")]
    assert allows(year.session, agency.id, Act.SUBMIT) is None


def bond(year: Year, agency: Agency, number: str, start: date, end: date) -> None:
    year.session.add(
        Bond(
            agency_id=agency.id, issuer="Fianzas (ficticia)", number=number, amount=Decimal(100_000),
            currency="GTQ", valid_from=start, valid_to=end, verified_with_issuer_on=clock.today(),
            given_at=clock.now(),
        )
    )  # fmt: skip
    year.session.flush()


def test_an_emergency_falls_by_itself(year: Year, tmp_path: Path) -> None:
    agency = firm(year, tmp_path, "Urgente")
    year.until(date(2026, 3, 30))
    director = staff(year.session, Role.DIRECTOR)
    proposal = sanctions.stop(
        year.session, director, agency, reason="Peligro.", public_reason="Se investiga."
    )
    assert proposal.falls_on == date(2026, 4, 4)
    year.until(date(2026, 4, 10))
    assert year.of("Urgente") == [("2026-04-05", "end_emergency")]
    line = sanctions.newest_line(year.session, agency)
    assert line is not None
    assert "no la confirmó en su plazo" in (line.public_reason or "")
    assert agency.state == "registered"


def test_a_condition_that_is_missed_opens_a_surveillance(year: Year, tmp_path: Path) -> None:
    agency = firm(year, tmp_path, "Condiciones", "condition")
    case = year.session.scalars(select(Case).where(Case.agency_id == agency.id)).one()
    year.session.add(
        Condition(
            case_id=case.id, text="Entregar la lista de agentes.", due_on=date(2026, 6, 1),
            consequence="surveillance", set_by_id=case.recommended_by_id, set_at=clock.now(),
        )
    )  # fmt: skip
    year.session.flush()
    year.until(date(2027, 3, 2))
    assert year.of("Condiciones") == [("2026-06-02", "miss_condition")]
    opened = year.session.scalars(select(Case).where(Case.kind == "surveillance")).one()
    assert (opened.agency_id, opened.state, opened.filed_on) == (agency.id, "submitted", date(2026, 6, 2))


def test_a_condition_that_is_missed_holds_new_orders_and_nothing_else(year: Year, tmp_path: Path) -> None:
    agency = firm(year, tmp_path, "Condiciones", "condition")
    case = year.session.scalars(select(Case).where(Case.agency_id == agency.id)).one()
    condition = Condition(
        case_id=case.id, text="Entregar la lista de agentes.", due_on=date(2026, 6, 1),
        consequence="hold_job_orders", set_by_id=case.recommended_by_id, set_at=clock.now(),
    )  # fmt: skip
    year.session.add(condition)
    year.session.flush()
    year.until(date(2026, 6, 3))
    assert [one.cause for one in open_holds(year.session, agency.id)] == ["condition"]
    assert [str(act) for act in Act if allows(year.session, agency.id, act) is None] == ["offer"]
    # Met late, it is free again.
    assessing.meet_condition(year.session, staff(year.session, Role.OFFICER), case, condition)
    assert open_holds(year.session, agency.id) == []
