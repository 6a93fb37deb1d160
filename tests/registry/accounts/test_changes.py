"""What gives a right: two people, a day, and anybody who watches may stop it. What takes one away: at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from registry import crypto, events
from registry.access import SYSTEM, Actor, Role
from registry.accounts import changes, passwords, queries, service, sessions
from registry.accounts.models import Account, AccountChange, Passkey, RecoveryCode
from registry.accounts.queries import holder_of_key
from registry.accounts.states import ChangeKind
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.messages import service as mail
from registry.messages.models import Message
from registry.moves import move
from tests.factories import new_account

DAY = timedelta(days=1)
WHY = "Lo pide el servicio."


def act_due(session: Session) -> int:
    """What the clock does, each change apart."""
    found = changes.due(session)
    for one in found:
        changes.act(session, one)
    return len(found)


@pytest.fixture
def moving() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-03-02T15:00:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def one(session: Session, moving: time_machine.Traveller) -> Actor:
    return new_account(session, Role.ADMIN).actor()


@pytest.fixture
def two(session: Session, moving: time_machine.Traveller) -> Actor:
    return new_account(session, Role.ADMIN).actor()


def new_officer(session: Session, one: Actor) -> AccountChange:
    return changes.propose_account(
        session, one, email="Eva@Example.org", name="Eva", role=Role.OFFICER, centre=None, reason=WHY
    )


def by_mail(session: Session, email: str) -> Account | None:
    return session.scalar(select(Account).where(Account.email == email))


def written_to(session: Session) -> list[tuple[str, str]]:
    """Everybody who is written to from now: (mail, template)."""
    mail.write_new(session, lambda event, recipient: ("s", event.token or "-"), lambda noun, verb: True)
    rows = session.scalars(select(Message).order_by(Message.id))
    return [(one.recipient, one.template) for one in rows]


def test_a_new_account_takes_two_people_and_a_day(
    session: Session, one: Actor, two: Actor, moving: time_machine.Traveller
) -> None:
    change = new_officer(session, one)
    with pytest.raises(NotPossible, match="same_person"):
        changes.approve(session, one, change)
    moving.shift(3 * DAY)
    assert act_due(session) == 0, "nobody approved"
    changes.approve(session, two, change)
    moving.shift(DAY - timedelta(seconds=1))
    assert act_due(session) == 0 and by_mail(session, "eva@example.org") is None
    moving.shift(timedelta(seconds=1))
    assert act_due(session) == 1 and act_due(session) == 0
    made = by_mail(session, "eva@example.org")
    assert made is not None and (made.role, made.state, made.password_hash) == ("officer", "invited", None)
    assert change.email is None and change.name is None
    assert ("eva@example.org", "account/invite") in written_to(session)


def test_a_role_changes_a_day_after_the_second_person(
    session: Session, one: Actor, two: Actor, moving: time_machine.Traveller
) -> None:
    rosa = new_account(session, Role.OFFICER)
    token = sessions.open_for_account(session, rosa, "tests")
    change = changes.propose_role(session, one, rosa, Role.SUPERVISOR, reason=WHY)
    changes.approve(session, two, change)
    assert rosa.role == Role.OFFICER and sessions.holder(session, token) is not None
    moving.shift(DAY)
    act_due(session)
    session.expire_all()
    assert str(rosa.role) == "supervisor"
    assert sessions.holder(session, token) is None


@pytest.mark.parametrize("is_approved", [False, True])
@pytest.mark.parametrize("who", [Role.SUPERVISOR, Role.ADMIN])
def test_who_watches_stops_it_before_it_happens(
    session: Session, one: Actor, two: Actor, moving: time_machine.Traveller, who: Role, is_approved: bool
) -> None:
    change = new_officer(session, one)
    if is_approved:
        changes.approve(session, two, change)
    for stranger in (Role.OFFICER, Role.AUDITOR, Role.DIRECTOR):
        with pytest.raises(NotAllowed):
            changes.stop(session, new_account(session, stranger).actor(), change, reason=WHY)
    changes.stop(session, new_account(session, who).actor(), change, reason=WHY)
    moving.shift(2 * DAY)
    assert act_due(session) == 0 and by_mail(session, "eva@example.org") is None
    with pytest.raises(NotPossible, match="wrong_state"):
        changes.approve(session, two, change)


def test_nobody_decides_about_themselves(session: Session, one: Actor, two: Actor) -> None:
    own = session.get_one(Account, one.account_id)
    with pytest.raises(NotPossible, match="same_person"):
        changes.propose_role(session, one, own, Role.AUDITOR, reason=WHY)
    with pytest.raises(NotPossible, match="same_person"):
        changes.propose_renewal(session, one, own, reason=WHY)
    about_two = changes.propose_role(
        session, one, session.get_one(Account, two.account_id), Role.AUDITOR, reason=WHY
    )
    with pytest.raises(NotPossible, match="same_person"):
        changes.approve(session, two, about_two)


@pytest.mark.parametrize("role", [Role.EMPLOYER, Role.AGENCY, Role.CANDIDATE, Role.SYSTEM, Role.PUBLIC])
def test_only_roles_of_the_staff(session: Session, one: Actor, role: Role) -> None:
    with pytest.raises(Invalid, match="role_not_staff"):
        changes.propose_account(
            session, one, email="e@example.org", name="E", role=role, centre=None, reason=WHY
        )
    with pytest.raises(Invalid, match="role_not_staff"):
        changes.propose_role(session, one, new_account(session, Role.OFFICER), role, reason=WHY)


def test_others_propose_nothing(session: Session, one: Actor) -> None:
    officer, target = new_account(session, Role.OFFICER).actor(), new_account(session, Role.COUNSELLOR)
    with pytest.raises(NotAllowed):
        changes.propose_role(session, officer, target, Role.ADMIN, reason=WHY)
    with pytest.raises(NotAllowed):
        changes.propose_renewal(session, officer, target, reason=WHY)
    with pytest.raises(NotAllowed):
        new_officer(session, new_account(session, Role.SUPERVISOR).actor())
    with pytest.raises(NotAllowed):
        service.invite(session, one, email="e@example.org", name="E", role=Role.COUNSELLOR)
    assert new_officer(session, one).state == "proposed"


def test_a_lost_second_factor_takes_two_people_a_day_and_a_word_to_the_owner(
    session: Session, one: Actor, two: Actor, moving: time_machine.Traveller
) -> None:
    rosa = new_account(session, Role.OFFICER)
    session.add(
        Passkey(
            account_id=rosa.id, name="Llave", credential_id="x", public_key=b"", sign_count=0,
            created_at=rosa.created_at,
        )
    )  # fmt: skip
    key = service.new_api_key(session, rosa, name="k", scopes=[])
    supervisor = new_account(session, Role.SUPERVISOR).actor()
    change = changes.propose_renewal(session, supervisor, rosa, reason=WHY)
    assert (rosa.email, "account/ask_renewal") in written_to(session)
    changes.approve(session, two, change)
    moving.shift(DAY - timedelta(seconds=1))
    act_due(session)
    assert rosa.state == "active" and rosa.totp_secret
    moving.shift(timedelta(seconds=1))
    act_due(session)
    session.expire_all()
    assert str(rosa.state) == "invited" and not rosa.password_hash and not rosa.totp_secret
    assert session.scalars(select(Passkey)).all() == []
    assert session.scalars(select(RecoveryCode).where(RecoveryCode.account_id == rosa.id)).all() == []
    assert holder_of_key(session, crypto.token_hash(key)) is None
    assert (rosa.email, "account/enable") in written_to(session)
    token = session.scalars(select(Message).where(Message.template == "account/enable")).one().body
    secret = passwords.new_totp_secret()
    code = passwords.current_code(secret)
    chosen = service.prepare(session, token, password="otro camino largo", secret=secret, code=code)
    service.activate(session, token, chosen)
    assert rosa.state == "active"


def test_the_owner_who_lost_nothing_stops_it(
    session: Session, one: Actor, two: Actor, moving: time_machine.Traveller
) -> None:
    rosa = new_account(session, Role.OFFICER)
    change = changes.propose_renewal(session, one, rosa, reason=WHY)
    changes.approve(session, two, change)
    with pytest.raises(NotAllowed):
        changes.stop(session, new_account(session, Role.OFFICER).actor(), change, reason=WHY)
    changes.stop(session, rosa.actor(), change, reason="")
    moving.shift(2 * DAY)
    assert act_due(session) == 0 and rosa.state == "active"


def test_the_owner_stops_no_change_of_role(session: Session, one: Actor) -> None:
    """Only what is said in their own name."""
    rosa = new_account(session, Role.OFFICER)
    change = changes.propose_role(session, one, rosa, Role.COUNSELLOR, reason=WHY)
    with pytest.raises(NotAllowed):
        changes.stop(session, rosa.actor(), change, reason=WHY)


def test_a_disabled_account_comes_back_by_the_same_way(
    session: Session, one: Actor, two: Actor, moving: time_machine.Traveller
) -> None:
    rosa = new_account(session, Role.OFFICER)
    service.disable(session, one, rosa, reason=WHY)
    assert rosa.state == "disabled", "one person, at once"
    change = changes.propose_renewal(session, one, rosa, reason=WHY)
    changes.approve(session, two, change)
    moving.shift(DAY)
    act_due(session)
    assert rosa.state == "invited"


@pytest.mark.parametrize("caught", ["owner", "proposed", "approved"])
def test_what_waits_falls_with_the_account_of_any_of_them(
    session: Session, one: Actor, two: Actor, moving: time_machine.Traveller, caught: str
) -> None:
    rosa, three = new_account(session, Role.OFFICER), new_account(session, Role.ADMIN).actor()
    changes.propose_account(
        session, three, email="otra@example.org", name="O", role=Role.OFFICER, centre=None, reason=WHY
    )
    change = changes.propose_renewal(session, one, rosa, reason=WHY)
    changes.approve(session, two, change)
    fallen = {"owner": rosa.id, "proposed": one.account_id, "approved": two.account_id}[caught]
    service.disable(session, three, session.get_one(Account, fallen), reason=WHY)
    moving.shift(2 * DAY)
    assert act_due(session) == 0 and change.state == "stopped"
    assert rosa.state == ("disabled" if caught == "owner" else "active")
    last = events.of_record(session, "account_change", change.public_id)[-1]
    assert (last.verb, last.data["because"]) == ("stop_change", "disabled")
    assert [one.name for one in queries.open_changes(session)] == ["O"], (
        "of nobody who was disabled: it waits on"
    )


def test_the_console_waits_a_day_too_and_is_stopped_on_the_web(
    session: Session, one: Actor, moving: time_machine.Traveller
) -> None:
    own = session.get_one(Account, one.account_id)
    change = changes.renew_from_console(session, own, reason=WHY)
    assert act_due(session) == 0
    changes.stop(session, one, change, reason="")
    again = changes.renew_from_console(session, own, reason=WHY)
    moving.shift(DAY)
    assert act_due(session) == 1 and again.state == "done" and own.state == "invited"


@pytest.mark.parametrize(
    "change", ["approved_by_id = NULL", "approved_by_id = proposed_by_id", "acts_at = NULL"]
)
def test_the_database_refuses_one_person_and_no_day(
    session: Session, one: Actor, two: Actor, change: str
) -> None:
    proposed = changes.propose_role(
        session, one, new_account(session, Role.OFFICER), Role.SUPERVISOR, reason=WHY
    )
    changes.approve(session, two, proposed)
    session.flush()
    with pytest.raises(DatabaseError), session.begin_nested():
        session.execute(text(f"UPDATE account_change SET {change}"))
    assert session.scalars(select(AccountChange)).one().kind == ChangeKind.ROLE


@pytest.mark.parametrize("is_approved", [False, True])
@pytest.mark.parametrize("what", ["email", "name"])
def test_another_mail_than_was_proposed_is_never_invited(
    session: Session, one: Actor, two: Actor, moving: time_machine.Traveller, what: str, is_approved: bool
) -> None:
    """Sealed as it is, a mail can be copied from another row by whoever reaches the table."""
    changes.propose_account(
        session, one, email="ladron@example.org", name="L", role=Role.ADMIN, centre=None, reason=WHY
    )
    change = new_officer(session, one)
    if is_approved:
        changes.approve(session, two, change)
    session.flush()
    session.execute(
        text(
            f"UPDATE account_change SET {what} = (SELECT o.{what} FROM account_change o WHERE o.id <> :id)"
            " WHERE id = :id"
        ),
        {"id": change.id},
    )
    session.refresh(change)
    if not is_approved:
        with pytest.raises(NotPossible, match="change_altered"):
            changes.approve(session, two, change)
        return
    moving.shift(DAY)
    assert not changes.holds_altered(session)
    with capture_logs() as said:
        assert act_due(session) == 1
    assert [(one["event"], one["log_level"]) for one in said] == [("change_altered", "error")]
    assert changes.holds_altered(session)
    assert (change.state, by_mail(session, "eva@example.org")) == ("cooling", None)
    assert changes.altered(session, two) == {change.public_id}
    with capture_logs() as said:
        assert act_due(session) == 0, "the log says it once"
    assert said == []
    told = [one.verb for one in events.of_record(session, "account_change", change.public_id)]
    assert told == ["propose", "approve", "found_altered"]
    change.email, change.name = "eva@example.org", "Eva"
    assert changes.altered(session, two) == {change.public_id}, "put back, it stays what somebody altered"
    changes.stop(session, one, change, reason=WHY)
    assert changes.altered(session, two) == set() and not changes.holds_altered(session)


def test_a_row_that_nobody_proposed_is_not_carried_out(
    session: Session, one: Actor, two: Actor, moving: time_machine.Traveller
) -> None:
    rosa = new_account(session, Role.OFFICER)
    session.add(
        AccountChange(
            kind=ChangeKind.ROLE, role=Role.ADMIN, account_id=rosa.id, reason=WHY, proposed_by_id=one.account_id,
            proposed_at=rosa.created_at,
        )
    )  # fmt: skip
    session.flush()
    with pytest.raises(NotPossible, match="change_altered"):
        changes.approve(session, two, session.scalars(select(AccountChange)).one())


def test_sealed_anew_it_is_what_was_proposed(
    session: Session, one: Actor, two: Actor, moving: time_machine.Traveller
) -> None:
    change = new_officer(session, one)
    changes.approve(session, two, change)
    session.execute(update(AccountChange).values(email=change.email, name=change.name))
    moving.shift(DAY)
    assert act_due(session) == 1 and by_mail(session, "eva@example.org") is not None


def test_the_clock_alone_carries_it_out(session: Session, one: Actor, two: Actor) -> None:
    change = new_officer(session, one)
    changes.approve(session, two, change)
    for who, problem in [(one, NotAllowed), (SYSTEM, NotPossible)]:
        with pytest.raises(problem):
            move(session, who, change, "carry_out")
    with pytest.raises(NotPossible, match="same_person"):
        move(session, SYSTEM, new_officer_2(session, one), "begin")


def new_officer_2(session: Session, one: Actor) -> AccountChange:
    return changes.propose_account(
        session, one, email="ana@example.org", name="Ana", role=Role.OFFICER, centre=None, reason=WHY
    )
