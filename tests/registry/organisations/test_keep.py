"""What an agency keeps about itself, and when it may not."""

from __future__ import annotations

import contextlib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from registry import clock, events
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.organisations import identifiers, keeping, lookup, papers, queries, register, service
from registry.organisations.models import AgencyContact, AgencyParty, Recruiter
from tests.registry.vetting.agencies import applied, decided, person_of, submitted


def test_company_data(session: Session) -> None:
    agency, _case, actor = applied(session)
    service.keep(session, actor, agency, data={"nit": "0001234-7", "founded_on": date(2020, 1, 2)})
    assert (agency.nit, agency.founded_on) == ("12347", date(2020, 1, 2))
    noted = events.of_record(session, "agency", agency.public_id)[-1]
    assert noted.data == {"fields": ["founded_on", "nit"]}
    with pytest.raises(Invalid, match="nit_unreadable"):
        service.keep(session, actor, agency, data={"nit": "no tengo"})


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ("phone", "12", "phone_unreadable"),
        ("whatsapp", "llámenme", "phone_unreadable"),
        ("email", "rosa@", "email_unreadable"),
        ("web", "no tengo", "web_unreadable"),
        ("web", "javascript:alert(1)", "web_unreadable"),
        ("phone", "(502) 2232 01 01", "contact_twice"),
    ],
)
def test_contacts_are_read_before_they_are_kept(session: Session, kind: str, value: str, code: str) -> None:
    agency, _case, actor = applied(session)
    with pytest.raises(Invalid) as refusal:
        service.add_contact(session, actor, agency, kind=kind, value=value)
    assert (refusal.value.code, refusal.value.field) == (code, "value")


def test_a_list_has_an_end(session: Session) -> None:
    agency, _case, actor = applied(session)
    for n in range(38):
        service.add_contact(session, actor, agency, kind="phone", value=f"5555 1{n:03d}")
    with pytest.raises(Invalid, match="list_full"):
        service.add_contact(session, actor, agency, kind="phone", value="5555 2000")


def test_people_are_kept_with_their_number_encrypted(session: Session) -> None:
    agency, _case, actor = applied(session)
    service.add_party(session, actor, agency, name="Ana Pop", role="owner", dpi="2456 78901 0101")
    stored = session.execute(text("SELECT dpi FROM agency_party")).scalar_one()
    assert b"245678901" not in bytes(stored)
    with pytest.raises(Invalid, match="person_twice"):
        service.add_party(session, actor, agency, name="ANA POP", role="owner")
    with pytest.raises(Invalid, match="dpi_unreadable"):
        service.add_party(session, actor, agency, name="Otra", role="owner", dpi="123")


def test_nobody_touches_another_agency(session: Session) -> None:
    agency, _case, actor = applied(session)
    other, _case, stranger = applied(session, email="b@b.example", nit="1234-7")
    with pytest.raises(NotAllowed):
        service.add_recruiter(session, stranger, agency, name="Intruso")
    mine = service.add_recruiter(session, actor, agency, name="Marta Ical")
    with pytest.raises(NotFound):
        keeping.remove(session, stranger, other, Recruiter, mine.id)
    with pytest.raises(NotFound):
        queries.load_agency(session, stranger, agency.public_id)
    keeping.remove(session, actor, agency, Recruiter, mine.id)
    assert session.scalars(select(Recruiter)).all() == []


def test_data_are_closed_while_they_are_read(session: Session, tmp_path: Path) -> None:
    agency, _case, actor = submitted(session, tmp_path)
    party = session.scalars(select(AgencyParty)).first()
    assert party is not None
    for act in (
        lambda: service.keep(session, actor, agency, data={"legal_name": "Otra"}),
        lambda: service.add_contact(session, actor, agency, kind="phone", value="5555 0000"),
        lambda: keeping.remove(session, actor, agency, AgencyParty, party.id),
        lambda: papers.add_branch(session, actor, agency, municipality="0101", address="7 avenida 1-10"),
        lambda: keeping.add_account(session, actor, agency, bank="Banco Ficticio", number="1234567890"),
    ):
        with pytest.raises(NotPossible, match="agency_data_closed"):
            act()


def test_in_the_register_lists_go_on_and_lines_end(session: Session, tmp_path: Path) -> None:
    """The name on show is closed; people who come and go are kept at once, with the day, and nothing is deleted."""
    agency, _case, _officer = decided(session, tmp_path)
    actor = person_of(session, agency)
    with pytest.raises(NotPossible, match="agency_data_closed"):
        service.keep(session, actor, agency, data={"legal_name": "Otra"})
    recruiter = service.add_recruiter(session, actor, agency, name="Nuevo Reclutador")
    assert (recruiter.card_no, recruiter.valid_to) == ("RC-0002", agency.valid_to)
    keeping.remove(session, actor, agency, Recruiter, recruiter.id)
    assert (recruiter.until, recruiter.is_current) == (clock.today(), False)
    entry = register.entry(session, agency.registry_no or "")
    assert [card.name for card in entry.recruiters] == ["Marta Ical"]
    found = lookup.verify(session, "RC-0002")
    assert found.card is not None
    assert not found.card.card.is_good
    phone = session.scalars(select(AgencyContact).where(AgencyContact.kind == "phone")).one()
    keeping.remove(session, actor, agency, AgencyContact, phone.id)
    assert register.entry(session, agency.registry_no or "").phones == ()
    assert [one.verb for one in events.of_record(session, "agency", agency.public_id)][-3:] == [
        "add_recruiter", "remove", "remove",
    ]  # fmt: skip


def test_shares_are_of_owners_and_no_more_than_the_whole(session: Session) -> None:
    agency, _case, actor = applied(session)
    service.add_party(session, actor, agency, name="Rosa Xol", role="owner", percent=Decimal("60.5"))
    with pytest.raises(Invalid, match="percent_wrong"):
        service.add_party(session, actor, agency, name="Tomás Cuc", role="manager", percent=Decimal(10))
    with pytest.raises(Invalid, match="percent_over"):
        service.add_party(session, actor, agency, name="Ana Pop", role="shareholder", percent=Decimal(40))
    service.add_party(session, actor, agency, name="Ana Pop", role="shareholder", percent=Decimal("39.5"))


@given(st.lists(st.decimals(min_value="0.01", max_value=100, places=2), min_size=1, max_size=8))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_series_of_shares_passes_the_whole(session: Session, shares: list[Decimal]) -> None:
    with session.begin_nested() as tried:
        agency, _case, actor = applied(session, email="s@s.example", nit="1234-7")
        for number, share in enumerate(shares):
            with contextlib.suppress(Invalid):
                service.add_party(
                    session, actor, agency, name=f"Socio {number}", role="shareholder", percent=share
                )
        kept = session.scalars(select(AgencyParty.percent).where(AgencyParty.agency_id == agency.id)).all()
        assert sum(one or 0 for one in kept) <= 100
        tried.rollback()


def test_of_a_sub_agent_more_is_asked(session: Session) -> None:
    agency, _case, actor = applied(session)
    with pytest.raises(Invalid, match="sub_agent_dpi_missing"):
        service.add_recruiter(session, actor, agency, name="Juan Caal", kind="sub_agent", pay_terms="Sueldo")
    with pytest.raises(Invalid, match="pay_terms_missing"):
        service.add_recruiter(
            session, actor, agency, name="Juan Caal", kind="sub_agent", dpi="2456 78901 0101"
        )
    agent = service.add_recruiter(
        session, actor, agency, name="Juan Caal", kind="sub_agent", dpi="2456 78901 0101", pay_terms="Sueldo"
    )
    owner = service.add_party(session, actor, agency, name="Juan Caal", role="owner", dpi="2456789010101")
    assert agent.dpi_hash == owner.dpi_hash
    stored = session.execute(text("SELECT dpi FROM recruiter")).scalar_one()
    assert b"245678901" not in bytes(stored)


def test_of_a_bank_account_only_four_digits_stay(session: Session) -> None:
    agency, _case, actor = applied(session)
    account = keeping.add_account(session, actor, agency, bank="Banco Ficticio", number="3-445-00789-12")
    assert account.value == "Banco Ficticio ···8912"
    assert account.normalised == keeping.account_hash("34450078912")
    session.flush()
    rows = session.execute(text("SELECT value, normalised FROM agency_contact")).all()
    noted = [one.data for one in events.of_record(session, "agency", agency.public_id)]
    assert "34450078912" not in f"{rows} {noted}".replace("-", "")
    with pytest.raises(Invalid, match="contact_twice"):
        keeping.add_account(session, actor, agency, bank="Otro", number="344 5007 8912")
    with pytest.raises(Invalid, match="account_unreadable"):
        keeping.add_account(session, actor, agency, bank="Otro", number="mi cuenta")
    assert register.entries(session) == []


@pytest.mark.parametrize(
    ("typed", "read", "holds"),
    [
        ("576937-K", "576937K", True),
        ("7108-0", "71080", True),
        ("8977112-0", "89771120", False),
        ("00 7108 0", "71080", True),
        ("CF", None, None),
        ("K", None, None),
        ("", None, None),
        ("12345678901234", None, None),
    ],
)
def test_nit(typed: str, read: str | None, holds: bool | None) -> None:
    assert identifiers.read_nit(typed) == read
    if read is not None:
        assert identifiers.nit_holds(read) is holds


def test_alike(session: Session) -> None:
    """Same NIT, same telephone, same name without legal form: what an officer sees first."""
    agency, _case, _actor = applied(session)
    for n, changes in enumerate(
        (
            {"legal_name": "Otra", "nit": "576937-K", "phone": "5555 0001"},
            {"legal_name": "Nada que ver", "nit": "111-1", "phone": "+502 22320101"},
            {
                "legal_name": "Servicios Laborales Camínos del Norte, Ltda.",
                "nit": "222-2",
                "phone": "5555 0002",
            },
            {"legal_name": "Rumbo Sur", "nit": "333-3", "phone": "5555 0003"},
        )
    ):
        applied(session, email=f"a{n}@a.example", **changes)
    assert [one.shared for one in queries.alike(session, agency)] == [("nit",), ("phone",), ("name",)]


def test_contacts_are_stored_as_they_are_searched(session: Session) -> None:
    agency, _case, actor = applied(session)
    service.add_contact(session, actor, agency, kind="web", value="https://WWW.Caminos.example/x")
    kept = session.scalars(select(AgencyContact).where(AgencyContact.kind == "web")).one()
    assert (kept.value, kept.normalised) == ("https://WWW.Caminos.example/x", "caminos.example")
