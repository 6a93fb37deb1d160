"""Passkeys (WebAuthn, level 2): registered, listed, removed, and asked at sign-in and before weighty acts.

A challenge is made without writing anything: time, randomness, and a signature over both, over what it is for and over
the browser it was made for. It counts for five minutes, in that browser, once (`UsedChallenge`).
Source: W3C WebAuthn 2 sections 7.1 and 7.2, checked by the library `webauthn`; user verification always required.
"""

from __future__ import annotations

import json
import re
import secrets
from binascii import Error as NotBase64
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

import webauthn
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from registry import clock, crypto, events
from registry.access import Actor
from registry.accounts.models import Account, Passkey, UsedChallenge
from registry.errors import Invalid, NotFound

MOST_KEYS = 10
_LIVES = 300
_LONGEST_ANSWER = 20_000
_ID = re.compile(r"[A-Za-z0-9_-]{1,1400}")
# What hostile bytes make of the parsers below.
_UNREADABLE = (
    WebAuthnException, NotBase64, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError,
    NotImplementedError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Site:
    """For whom keys are made: the host (`rp_id`) and the origin that browsers must say."""

    rp_id: str
    origin: str


def site_of(public_url: str) -> Site:
    """A key belongs to a name. The demo on a loopback address goes by "localhost", the one name that needs no TLS."""
    parts = urlsplit(public_url)
    host = parts.hostname or "localhost"
    try:
        if ip_address(host).is_loopback:
            return Site("localhost", f"{parts.scheme}://localhost{f':{parts.port}' if parts.port else ''}")
    except ValueError:
        pass
    return Site(host, f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a browser answered (JSON text) to a challenge that was bound to `binding`."""

    text: str
    site: Site
    binding: str


def _challenge(purpose: str, binding: str) -> bytes:
    head = int(clock.now().timestamp()).to_bytes(8, "big") + secrets.token_bytes(16)
    return head + _seal(purpose, binding, head)


def _seal(purpose: str, binding: str, head: bytes) -> bytes:
    return bytes.fromhex(crypto.keyed_hash("passkey_challenge", f"{purpose}:{binding}:{head.hex()}"))


def sign_in_options(site: Site, binding: str, keys: list[Passkey] | None = None) -> str:
    """JSON for the browser. Without `keys` the browser offers those it has: nobody learns whether an account exists."""
    options = webauthn.generate_authentication_options(
        rp_id=site.rp_id,
        challenge=_challenge("give", binding),
        allow_credentials=[_descriptor(one) for one in keys or []],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def registration_options(session: Session, actor: Actor, site: Site, binding: str) -> str:
    """JSON for the browser that is to make a new key for the actor's own account."""
    account = session.get_one(Account, actor.account_id)
    options = webauthn.generate_registration_options(
        rp_id=site.rp_id,
        rp_name="Sendero",
        user_id=account.public_id.encode(),
        user_name=account.email,
        user_display_name=account.name,
        challenge=_challenge("register", binding),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[_descriptor(one) for one in of_account(session, account.id)],
    )
    return options_to_json(options)


def _descriptor(key: Passkey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.credential_id))


def of_account(session: Session, account_id: int) -> list[Passkey]:
    return list(session.scalars(select(Passkey).where(Passkey.account_id == account_id).order_by(Passkey.id)))


def register(session: Session, actor: Actor, answer: Answer, *, name: str) -> Passkey:
    """Keep a new key of the actor's own. Raises Invalid("passkey_refused", "passkey_enough", "passkey_known")."""
    account = session.get_one(Account, actor.account_id, with_for_update=True)
    if len(of_account(session, account.id)) >= MOST_KEYS:
        raise Invalid("passkey_enough")
    challenge = _take_challenge(session, "register", answer)
    if challenge is None:
        raise Invalid("passkey_refused")
    try:
        made = webauthn.verify_registration_response(
            credential=json.loads(answer.text),
            expected_challenge=challenge,
            expected_rp_id=answer.site.rp_id,
            expected_origin=answer.site.origin,
            require_user_verification=True,
        )
    except _UNREADABLE as error:
        raise Invalid("passkey_refused") from error
    credential_id = bytes_to_base64url(made.credential_id)
    if len(credential_id) > 1400:
        raise Invalid("passkey_refused")
    if session.scalar(select(Passkey.id).where(Passkey.credential_id == credential_id)) is not None:
        raise Invalid("passkey_known")
    key = Passkey(
        account_id=account.id,
        name=name,
        credential_id=credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        created_at=clock.now(),
    )
    session.add(key)
    session.flush()
    events.record(session, actor, "account", account.public_id, "add_passkey", data={"key": key.public_id})
    return key


def remove(session: Session, actor: Actor, public_id: str) -> None:
    """Take away one's own key. Raises NotFound."""
    key = session.scalar(select(Passkey).where(Passkey.public_id == public_id))
    if key is None or key.account_id != actor.account_id:
        raise NotFound()
    session.delete(key)
    session.flush()
    events.record(session, actor, "account", actor.public_id, "remove_passkey", data={"key": public_id})


def named(session: Session, answer: Answer) -> Account | None:
    """The account of the key that this answer names, signed or not."""
    try:
        found = _ID.fullmatch(json.loads(answer.text[:_LONGEST_ANSWER])["id"])
    except _UNREADABLE:
        return None
    if found is None:
        return None
    query = select(Account).join(Passkey, Passkey.account_id == Account.id)
    return session.scalar(query.where(Passkey.credential_id == found[0]))


def who_answered(session: Session, answer: Answer) -> Account | None:
    """The account whose key signed this challenge, with its row locked; None for anything else: another challenge,
    browser, site or purpose, an answer given before, a count that went back, a person not verified."""
    challenge = _take_challenge(session, "give", answer)
    if challenge is None:
        return None
    try:
        sent = json.loads(answer.text)
        named = _ID.fullmatch(sent["id"])
        key = _by_id(session, named[0]) if named else None
        account = session.get(Account, key.account_id, with_for_update=True) if key is not None else None
        if key is None or account is None or not _is_named(sent, account):
            return None
        given = webauthn.verify_authentication_response(
            credential=sent,
            expected_challenge=challenge,
            expected_rp_id=answer.site.rp_id,
            expected_origin=answer.site.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except _UNREADABLE:
        return None
    key.sign_count, key.last_used_at = given.new_sign_count, clock.now()
    session.flush()
    return account


def _by_id(session: Session, credential_id: str) -> Passkey | None:
    return session.scalar(select(Passkey).where(Passkey.credential_id == credential_id).with_for_update())


def _is_named(sent: dict[str, dict[str, str | None]], account: Account) -> bool:
    """A key that says whose it is must say this account."""
    handle = sent["response"].get("userHandle")
    return not handle or base64url_to_bytes(handle) == account.public_id.encode()


def _take_challenge(session: Session, purpose: str, answer: Answer) -> bytes | None:
    """The challenge that this answers, used up from now on; None when it is none of ours, too old, another browser's,
    or was answered before."""
    if not answer.binding or len(answer.text) > _LONGEST_ANSWER:
        return None
    try:
        client = json.loads(base64url_to_bytes(json.loads(answer.text)["response"]["clientDataJSON"]))
        challenge = base64url_to_bytes(client["challenge"])
    except _UNREADABLE:
        return None
    head, seal = challenge[:24], challenge[24:]
    age = clock.now().timestamp() - int.from_bytes(head[:8], "big")
    is_ours = secrets.compare_digest(seal, _seal(purpose, answer.binding, head))
    if not is_ours or not -1 <= age <= _LIVES:
        return None
    try:
        with session.begin_nested():
            session.add(UsedChallenge(challenge_hash=crypto.token_hash(challenge.hex()), used_at=clock.now()))
    except IntegrityError:
        return None
    return challenge
