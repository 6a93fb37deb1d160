"""Passkeys against hostile answers: every lie a browser, a site or a thief could tell is refused, the truth beside it
is let in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy.orm import Session

from registry.access import Role
from registry.accounts import entry, factors, passkeys, service
from registry.accounts.entry import Attempt
from registry.accounts.factors import Factor, Given
from registry.accounts.models import Account, Passkey
from registry.accounts.passkeys import Answer, Site, site_of
from registry.errors import Invalid, NotFound
from tests.factories import new_account
from tests.registry.accounts.authenticator import PRESENT, Authenticator

SITE = Site("sendero.example", "https://sendero.example")
BROWSER = "browser:one"
PASSWORD = "un camino de piedra"


@pytest.fixture
def moving() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-03-02T15:00:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def rosa(session: Session, moving: time_machine.Traveller) -> Account:
    return new_account(session, Role.OFFICER)


@pytest.fixture
def device() -> Authenticator:
    return Authenticator(SITE)


def register(session: Session, account: Account, device: Authenticator, **lies: Any) -> Passkey:
    binding = f"session:{account.public_id}"
    options = passkeys.registration_options(session, account.actor(), SITE, binding)
    answer = Answer(device.make(options, **lies), SITE, binding)
    return passkeys.register(session, account.actor(), answer, name="Teléfono")


def sign_in(
    session: Session, answer: str, *, binding: str = BROWSER, email: str = "", password: str = ""
) -> Any:
    given = Given(answer=Answer(answer, SITE, binding))
    attempt = Attempt(email, password, given, "tests", "10.0.0.1")
    opened = entry.sign_in(session, attempt, entry.prove(session, attempt))
    return opened.account.id if opened else None


def challenge(binding: str = BROWSER) -> str:
    return passkeys.sign_in_options(SITE, binding)


def test_a_key_alone_and_with_the_password(session: Session, rosa: Account, device: Authenticator) -> None:
    register(session, rosa, device)
    assert sign_in(session, device.give(challenge(), user=rosa.public_id)) == rosa.id
    both = {"email": rosa.email, "password": PASSWORD}
    assert sign_in(session, device.give(challenge()), **both) == rosa.id
    assert sign_in(session, device.give(challenge()), email=rosa.email, password="otra cosa larga") is None


@pytest.mark.parametrize(
    "lies",
    [
        {"origin": "https://sendero.example.evil.example"},
        {"origin": "http://sendero.example"},
        {"rp_id": "evil.example"},
        {"challenge": "AAAA"},
        {"kind": "webauthn.create"},
        {"flags": PRESENT},
        {"flags": 0},
        {"signed_by": ec.generate_private_key(ec.SECP256R1())},
        {"user": "another-account"},
    ],
    ids=lambda lies: "-".join(lies),
)
def test_a_lie_is_refused_and_the_truth_is_not(
    session: Session, rosa: Account, device: Authenticator, lies: dict[str, Any]
) -> None:
    register(session, rosa, device)
    assert sign_in(session, device.give(challenge(), **lies)) is None
    assert sign_in(session, device.give(challenge())) == rosa.id


def test_an_answer_counts_once_in_its_browser_for_five_minutes(
    session: Session, rosa: Account, device: Authenticator, moving: time_machine.Traveller
) -> None:
    register(session, rosa, device)
    asked = challenge()
    answer = device.give(asked)
    assert sign_in(session, answer, binding="browser:another") is None
    assert sign_in(session, answer, binding="") is None
    assert sign_in(session, answer) == rosa.id
    assert sign_in(session, answer) is None, "a replay"
    assert sign_in(session, device.give(asked)) is None, "a new signature over a challenge that was used"
    old = challenge()
    moving.shift(timedelta(minutes=6))
    assert sign_in(session, device.give(old)) is None
    assert sign_in(session, device.give(challenge())) == rosa.id


def test_a_count_that_goes_back_is_a_copied_key(
    session: Session, rosa: Account, device: Authenticator
) -> None:
    register(session, rosa, device)
    assert sign_in(session, device.give(challenge(), count=9)) == rosa.id
    for behind in (9, 3, 0):
        assert sign_in(session, device.give(challenge(), count=behind)) is None
    assert sign_in(session, device.give(challenge(), count=10)) == rosa.id


def test_another_persons_key_is_no_second_factor(
    session: Session, rosa: Account, device: Authenticator
) -> None:
    other, theirs = new_account(session, Role.OFFICER), Authenticator(SITE)
    register(session, rosa, device)
    register(session, other, theirs)
    mine = {"email": rosa.email, "password": PASSWORD}
    assert sign_in(session, theirs.give(challenge()), **mine) is None
    assert sign_in(session, device.give(challenge()), **mine) == rosa.id
    asked = Given(answer=Answer(theirs.give(challenge()), SITE, BROWSER))
    assert factors.check(session, rosa, asked) is None
    asked = Given(answer=Answer(device.give(challenge()), SITE, BROWSER))
    assert factors.check(session, rosa, asked) is Factor.PASSKEY


@pytest.mark.parametrize(
    "lies",
    [
        {"origin": "https://evil.example"},
        {"rp_id": "evil.example"},
        {"challenge": "AA"},
        {"kind": "webauthn.get"},
        {"flags": 0x41},
    ],
    ids=lambda lies: "-".join(lies),
)
def test_no_key_is_made_from_a_lie(
    session: Session, rosa: Account, device: Authenticator, lies: dict[str, Any]
) -> None:
    with pytest.raises(Invalid, match="passkey_refused"):
        register(session, rosa, device, **lies)
    assert register(session, rosa, device).sign_count == 0


def test_a_sign_in_challenge_makes_no_key_and_a_key_is_of_one_account(
    session: Session, rosa: Account, device: Authenticator
) -> None:
    binding = f"session:{rosa.public_id}"
    answer = Answer(device.make(passkeys.sign_in_options(SITE, binding)), SITE, binding)
    with pytest.raises(Invalid, match="passkey_refused"):
        passkeys.register(session, rosa.actor(), answer, name="Llave")
    register(session, rosa, device)
    with pytest.raises(Invalid, match="passkey_known"):
        register(session, new_account(session, Role.OFFICER), device)


@pytest.mark.parametrize(
    "answer",
    ["", "null", "[]", "{}", '{"response": 1}', '{"response": {"clientDataJSON": "%%%"}}', "[" * 9000, "9" * 19_000,
     '{"id": "\\u0000", "response": {"clientDataJSON": "e30"}}'],
)  # fmt: skip
def test_rubbish_is_refused_plainly(session: Session, rosa: Account, answer: str) -> None:
    assert sign_in(session, answer) is None
    assert sign_in(session, answer, email=rosa.email, password=PASSWORD) is None


@pytest.mark.parametrize("named", ["\0", "a" * 1401, "no such key", 7, None, {"a": 1}])
def test_a_key_with_an_impossible_name_is_nobodys(
    session: Session, rosa: Account, device: Authenticator, named: Any
) -> None:
    register(session, rosa, device)
    sent = json.loads(device.give(challenge())) | {"id": named}
    assert sign_in(session, json.dumps(sent)) is None


def test_only_ones_own_key_is_removed_and_then_it_opens_nothing(
    session: Session, rosa: Account, device: Authenticator
) -> None:
    key = register(session, rosa, device)
    with pytest.raises(NotFound):
        passkeys.remove(session, new_account(session, Role.ADMIN).actor(), key.public_id)
    passkeys.remove(session, rosa.actor(), key.public_id)
    assert sign_in(session, device.give(challenge())) is None


def test_a_disabled_accounts_key_opens_nothing(
    session: Session, rosa: Account, device: Authenticator
) -> None:
    register(session, rosa, device)
    assert sign_in(session, device.give(challenge())) == rosa.id
    service.disable(session, new_account(session, Role.ADMIN).actor(), rosa, reason="Se fue.")
    assert sign_in(session, device.give(challenge())) is None


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("https://sendero.example", Site("sendero.example", "https://sendero.example")),
        ("https://sendero.example:8443/", Site("sendero.example", "https://sendero.example:8443")),
        ("http://127.0.0.1:8000", Site("localhost", "http://localhost:8000")),
    ],
)
def test_keys_belong_to_the_address_in_the_settings(address: str, site: Site) -> None:
    assert site_of(address) == site
