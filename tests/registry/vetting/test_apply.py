"""An agency applies: what is made, and what a stranger with somebody else's e-mail learns (nothing)."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry import events
from registry.access import PUBLIC, Role
from registry.accounts import service as accounts
from registry.accounts.models import Account
from registry.errors import Invalid, NotAllowed
from registry.numbering import next_number
from registry.organisations.models import Agency, AgencyContact
from registry.vetting.apply import apply
from tests.factories import new_account
from tests.registry.vetting.agencies import application, applied, staff


def test_an_application_makes_an_agency_a_draft_and_an_account(session: Session) -> None:
    token = apply(session, PUBLIC, application())
    assert token is not None
    _invitation, account = accounts.open_invitation(session, token)
    agency = session.get_one(Agency, account.agency_id)
    assert (account.role, account.name) == (Role.AGENCY, "Rosa Xol")
    assert (agency.state, agency.nit, agency.trade_names) == ("applied", "576937K", ["Caminos"])
    shown = dict(session.execute(select(AgencyContact.kind, AgencyContact.is_public)).all())
    assert shown == {"phone": True, "email": False}
    assert [one.verb for one in events.of_record(session, "agency", agency.public_id)] == ["apply"]


def test_cases_are_numbered_in_order(session: Session) -> None:
    numbers = [
        applied(session, email=f"a{n}@a.example", nit=f"{n}2345-{n}")[1].number.rsplit("-", 1)[1]
        for n in (1, 2, 3)
    ]
    assert numbers == ["0001", "0002", "0003"]


def test_a_known_address_makes_nothing_and_its_holder_is_told(session: Session) -> None:
    known = new_account(session, Role.EMPLOYER)
    assert apply(session, PUBLIC, application(email=known.email.upper())) is None
    assert session.scalar(select(func.count(Agency.id))) == 0
    assert events.of_record(session, "account", known.public_id)[-1].verb == "apply_again"


def test_who_lost_the_link_is_sent_another(session: Session) -> None:
    assert apply(session, PUBLIC, application()) is not None
    assert apply(session, PUBLIC, application()) is None
    account = session.scalars(select(Account)).one()
    assert [one.verb for one in events.of_record(session, "account", account.public_id)] == [
        "invite",
        "invite",
    ]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("nit", "CF", "nit_unreadable"),
        ("nit", "12345678901234", "nit_unreadable"),
        ("phone", "123", "phone_unreadable"),
        ("phone", "no tengo", "phone_unreadable"),
        ("email", "rosa@caminos", "email_unreadable"),
    ],
)
def test_what_cannot_be_read_is_refused_beside_its_field(
    session: Session, field: str, value: str, code: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        apply(session, PUBLIC, application(**{field: value}))
    assert (refusal.value.code, refusal.value.field) == (code, field)


def test_staff_do_not_apply(session: Session) -> None:
    with pytest.raises(NotAllowed):
        apply(session, staff(session, Role.OFFICER), application())


def test_numbers_outgrow_their_digits_and_pass_over_foreign_ones(session: Session) -> None:
    for n, number in enumerate(("R-9998", "R-9999", "R-10000", "R-VIEJA", "R-12-B")):
        agency, _case, _actor = applied(session, email=f"a{n}@a.example", nit=f"{n}2345-{n}")
        agency.registry_no = number
    assert next_number(session, Agency.registry_no, "R-", digits=4) == "R-10001"
