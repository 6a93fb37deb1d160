"""The brakes: strangers are slowed, the owner is not, and known looks like unknown.

Promise 6.1.1 as a state machine: whatever strangers do from whatever addresses, the owner on a device the account knows
gets in with password and code; and no place tries more than ten passwords on one account in a quarter of an hour.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from pwdlib import PasswordHash
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access import Role
from registry.accounts import brakes, devices, entry, factors, passwords, resets, service, sessions
from registry.accounts.entry import Attempt, Opened, Proved
from registry.accounts.factors import Given
from registry.accounts.models import Account, PasswordRequest
from registry.errors import Invalid, NotPossible
from registry.events import Event
from tests.factories import new_account

PASSWORD = "un camino de piedra"
WRONG = "adivino largo 1"
PLACES = ["10.0.0.1", "10.0.0.2", "2001:db8::1", "2001:db8::2"]


@pytest.fixture
def moving() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-03-02T15:00:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def rosa(session: Session, moving: time_machine.Traveller) -> Account:
    account = new_account(session, Role.OFFICER)
    moving.shift(timedelta(minutes=2))
    return account


def code_of(account: Account) -> str:
    return passwords.current_code(str(account.totp_secret))


def enter(session: Session, account: Account, **other: Any) -> Opened | None:
    sent: dict[str, Any] = {
        "email": account.email, "password": PASSWORD, "given": Given(code_of(account)), "device": "tests",
        "address": PLACES[0], "marks": "",
    } | other  # fmt: skip
    attempt = Attempt(**sent)
    return entry.sign_in(session, attempt, entry.prove(session, attempt))


def change_password(session: Session, account: Account) -> None:
    change = resets.prepare_change(account, current=PASSWORD, password="otro camino largo")
    resets.change_password(session, account.actor(), change)


def test_strangers_never_keep_the_owner_out(
    session: Session, rosa: Account, moving: time_machine.Traveller
) -> None:
    first = enter(session, rosa)
    assert first is not None
    own_marks = first.marks

    class Siege(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.tried: Counter[tuple[str, str]] = Counter()
            moving.shift(timedelta(minutes=20))

        @rule(place=st.sampled_from(PLACES), known=st.booleans(), times=st.integers(1, 15))
        def strangers_guess_passwords(self, place: str, known: bool, times: int) -> None:
            email = rosa.email if known else "nadie@example.org"
            for _ in range(times):
                with contextlib.suppress(NotPossible):
                    assert enter(session, rosa, email=email, password=WRONG, address=place) is None
                    self.tried[email, brakes.source(place)] += 1

        @rule(place=st.sampled_from(PLACES), times=st.integers(1, 30))
        def a_thief_of_the_password_guesses_codes(self, place: str, times: int) -> None:
            for _ in range(times):
                with contextlib.suppress(NotPossible):
                    assert enter(session, rosa, given=Given("000000"), address=place) is None
                    self.tried[rosa.email, brakes.source(place)] += 1

        @rule(place=st.sampled_from(PLACES))
        def strangers_invent_marks(self, place: str) -> None:
            mark = own_marks.partition(".")[0] + "." + "0" * 32
            with contextlib.suppress(NotPossible):
                assert enter(session, rosa, password=WRONG, address=place, marks=mark) is None
                self.tried[rosa.email, brakes.source(place)] += 1

        @rule(place=st.sampled_from(PLACES))
        def the_owner_comes(self, place: str) -> None:
            moving.shift(timedelta(seconds=31))
            assert enter(session, rosa, address=place, marks=own_marks) is not None

        @invariant()
        def no_place_tries_more_than_ten(self) -> None:
            assert all(count <= brakes.OF_ONE_PLACE for count in self.tried.values())

    # Fewer seconds than the brake's window pass in one run.
    run_state_machine_as_test(
        Siege,
        settings=settings(
            max_examples=8,
            stateful_step_count=10,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )


def test_who_guesses_on_the_owners_device_is_slowed_too(session: Session, rosa: Account) -> None:
    first = enter(session, rosa)
    assert first is not None
    for _ in range(brakes.OF_ONE_PLACE):
        assert enter(session, rosa, password=WRONG, marks=first.marks) is None
    with pytest.raises(NotPossible, match="sign_in_slowed"):
        enter(session, rosa, marks=first.marks)


def test_codes_are_not_guessed_from_a_thousand_addresses(session: Session, rosa: Account) -> None:
    """With the password in hand. The owner hears of it once, and the right code does not help a stranger then."""
    for number in range(brakes.OF_THE_CODE + 5):
        assert enter(session, rosa, given=Given("000000"), address=f"10.1.{number}.1") is None
    assert enter(session, rosa, address="10.2.0.1") is None
    told = session.scalars(select(Event).where(Event.verb == "code_guessed")).all()
    assert [one.record_id for one in told] == [rosa.public_id]


def test_codes_guessed_on_known_devices_are_told_and_keep_nobody_out(
    session: Session, rosa: Account, moving: time_machine.Traveller
) -> None:
    """Each earlier sign-in of a shared computer left a mark, and each mark has a count of its own."""
    marks = []
    for _ in range(3):
        opened = enter(session, rosa)
        assert opened is not None
        marks.append(opened.marks)
        moving.shift(timedelta(seconds=31))
    told = select(Event.record_id).where(Event.verb == "code_guessed")
    for number in range(brakes.OF_THE_CODE_KNOWN + 3):
        assert enter(session, rosa, given=Given("000000"), marks=marks[number % 3]) is None
        assert bool(session.scalars(told).all()) == (number + 1 >= brakes.OF_THE_CODE_KNOWN)
    assert session.scalars(told).all() == [rosa.public_id], "once"
    assert enter(session, rosa, marks=marks[0]) is not None
    moving.shift(timedelta(seconds=31))
    assert enter(session, rosa) is not None


def test_ending_the_sessions_makes_strangers_of_all_devices(
    session: Session, rosa: Account, moving: time_machine.Traveller
) -> None:
    first = enter(session, rosa)
    assert first is not None
    moving.shift(timedelta(minutes=1))
    admin, other = (new_account(session, Role.ADMIN) for _ in range(2))
    service.end_sessions(session, admin.actor(), other)
    assert devices.known(session, rosa, first.marks) is not None
    service.end_sessions(session, admin.actor(), rosa)
    assert devices.known(session, rosa, first.marks) is None
    moving.shift(timedelta(minutes=1))
    again = enter(session, rosa)
    assert again is not None and devices.known(session, rosa, again.marks) is not None
    moving.shift(timedelta(minutes=1))
    service.disable(session, admin.actor(), rosa, reason="se fue")
    assert devices.known(session, rosa, again.marks) is None


def test_a_place_that_tries_everybody_is_slowed(session: Session, rosa: Account) -> None:
    for number in range(brakes.OF_A_SOURCE):
        assert enter(session, rosa, email=f"p{number}@example.org", password=WRONG) is None
    with pytest.raises(NotPossible, match="sign_in_slowed"):
        enter(session, rosa)
    assert enter(session, rosa, address="10.9.9.9") is not None


def test_a_new_password_makes_strangers_of_all_devices(session: Session, rosa: Account) -> None:
    first = enter(session, rosa)
    assert first is not None and devices.known(session, rosa, first.marks) is not None
    assert devices.known(session, new_account(session, Role.OFFICER), first.marks) is None
    change_password(session, rosa)
    assert devices.known(session, rosa, first.marks) is None


def test_a_new_password_ends_the_links_that_were_mailed(session: Session, rosa: Account) -> None:
    token = resets.new_link(session, rosa)
    change_password(session, rosa)
    with pytest.raises(NotPossible, match="link_used_up"):
        resets.open_link(session, token)


def test_a_device_is_known_for_half_a_year(
    session: Session, rosa: Account, moving: time_machine.Traveller
) -> None:
    first = enter(session, rosa)
    assert first is not None
    moving.shift(timedelta(days=devices.DAYS))
    assert devices.known(session, rosa, first.marks) is not None
    moving.shift(timedelta(days=1))
    assert devices.known(session, rosa, first.marks) is None


@pytest.mark.parametrize("marks", ["", "~~~", ".", "a.b", "9" * 5000, "738000-aa.ñ", "٣-a.b", "\0.\0"])
def test_an_invented_mark_is_a_strangers(session: Session, rosa: Account, marks: str) -> None:
    assert devices.known(session, rosa, marks) is None


class Counted:
    """The real hasher, counting what it is asked."""

    def __init__(self, hasher: PasswordHash) -> None:
        self.hasher = hasher
        self.asked = 0

    def verify(self, *given: Any) -> bool:
        self.asked += 1
        return self.hasher.verify(*given)

    def hash(self, *given: Any, **how: Any) -> str:
        self.asked += 1
        return self.hasher.hash(*given, **how)


@pytest.mark.parametrize("case", ["known", "unknown", "invited", "disabled"])
def test_each_wrong_password_costs_one_slow_hash(
    session: Session, rosa: Account, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    passwords._nobody()
    other = new_account(session, Role.OFFICER)
    other.state = case if case in ("invited", "disabled") else other.state  # type: ignore[assignment]
    session.flush()
    counted = Counted(passwords._hasher)
    monkeypatch.setattr(passwords, "_hasher", counted)
    email = "nadie@example.org" if case == "unknown" else other.email
    assert enter(session, rosa, email=email, password=WRONG) is None
    assert counted.asked == 1


def test_a_forgotten_password_is_the_same_for_known_and_unknown(session: Session, rosa: Account) -> None:
    """The same rows are written; only the clock, later, looks whose mail it is."""
    for email in (rosa.email, "nadie@example.org"):
        resets.ask(session, email=email, address="10.0.0.7")
    assert len(session.scalars(select(PasswordRequest)).all()) == 2
    resets.write_due(session)
    resets.write_due(session)
    told = session.scalars(select(Event).where(Event.verb == "forget_password")).all()
    assert [one.record_id for one in told] == [rosa.public_id]
    assert session.scalars(select(PasswordRequest)).all() == []


def test_a_reset_by_mail_needs_the_second_factor(
    session: Session, rosa: Account, moving: time_machine.Traveller
) -> None:
    opened = enter(session, rosa)
    assert opened is not None
    moving.shift(timedelta(minutes=1))
    token = resets.new_link(session, rosa)
    new = "otro camino largo"

    def choose(password: str, code: str) -> Account | None:
        chosen = resets.prepare(session, token, password=password, given=Given(code))
        return resets.choose_password(session, token, chosen)

    assert not choose(new, "") and not choose(new, "000000")
    with pytest.raises(Invalid, match="password_common"):
        choose("guatemala2026!", code_of(rosa))
    assert choose(new, code_of(rosa))
    session.expire_all()
    assert sessions.holder(session, opened.token) is None
    with pytest.raises(NotPossible, match="link_used_up"):
        resets.open_link(session, token)
    moving.shift(timedelta(minutes=1))
    assert enter(session, rosa) is None
    assert enter(session, rosa, password=new) is not None


def test_a_link_for_a_password_opens_no_account_and_lasts_an_hour(
    session: Session, rosa: Account, moving: time_machine.Traveller
) -> None:
    token = resets.new_link(session, rosa)
    with pytest.raises(NotPossible, match="link_used_up"):
        service.open_invitation(session, token)
    assert resets.open_link(session, token).id == rosa.id
    moving.shift(timedelta(minutes=61))
    with pytest.raises(NotPossible, match="link_used_up"):
        resets.open_link(session, token)


@pytest.mark.parametrize(
    ("password", "is_good"),
    [
        ("un camino de piedra", True), ("ñandú ñandú lejos", True), ("x7$kQ9!vLm2#", True), ("p" * 11, False),
        ("P4ssw0rd!2026", False), ("qwertyuiop12", False), ("officer-1 2026", False), ("123456789012", False),
        ("correcto caballo bateria grapa " * 30, True),
    ],
)  # fmt: skip
def test_length_and_not_composition(password: str, is_good: bool) -> None:
    if is_good:
        passwords.check_new_password(password, "Officer", "officer-1@example.org")
        hashed = passwords.hash_password(password)
        assert passwords.is_password(password, hashed)
        assert not passwords.is_password(password[:-1], hashed), "cut nowhere"
    else:
        with pytest.raises(Invalid):
            passwords.check_new_password(password, "Officer", "officer-1@example.org")


def test_slow_hashes_are_made_before_the_writer_is_taken(
    session: Session, rosa: Account, moving: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = Counted(passwords._hasher)
    codes = factors.draw_recovery_codes(rosa.public_id)
    factors.keep_recovery_codes(session, rosa, codes)
    monkeypatch.setattr(passwords, "_hasher", counted)
    for code, slow in ((code_of(rosa), 1), (next(iter(codes)), 2)):
        counted.asked = 0
        attempt = Attempt(rosa.email, PASSWORD, Given(code), "tests", PLACES[0])
        proved = entry.prove(session, attempt)
        assert counted.asked == slow
        assert entry.sign_in(session, attempt, proved) is not None
        assert counted.asked == slow


def test_a_password_that_was_changed_meanwhile_does_not_open(session: Session, rosa: Account) -> None:
    attempt = Attempt(rosa.email, PASSWORD, Given(code_of(rosa)), "tests", PLACES[0])
    proved = entry.prove(session, attempt)
    change_password(session, rosa)
    assert entry.sign_in(session, attempt, proved) is None
    assert entry.sign_in(session, attempt, Proved()) is None
