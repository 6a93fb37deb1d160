"""The file, checked by PyJWT and by openssl, which know nothing of our code; and the list of what was revoked."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from registry.certificates import badge, jose, keys, status_list
from registry.certificates.models import SkillCertificate
from registry.errors import Invalid, NotFound
from registry.opendata.signing import BadKey, new_key
from tests.registry.certificates import tested


@pytest.fixture
def certificate(session: Session) -> SkillCertificate:
    return tested.issued(session, tested.person(session))


def by_pyjwt(token: str, document: dict[str, Any]) -> dict[str, Any]:
    """As a stranger checks it: the key named by the token, found in the did:web document, nothing else."""
    kid = jwt.get_unverified_header(token)["kid"]
    (method,) = [one for one in document["verificationMethod"] if one["id"] == kid]
    assert kid in document["assertionMethod"]
    key = jwt.PyJWK.from_dict(method["publicKeyJwk"], algorithm="EdDSA")
    found: dict[str, Any] = jwt.decode(
        token, key, algorithms=["EdDSA"], options={"verify_nbf": False, "verify_iat": False}
    )
    return found


def test_pyjwt_accepts_the_file_and_refuses_a_changed_one(
    certificate: SkillCertificate, tmp_path: Path
) -> None:
    who = tested.issuer(tmp_path)
    token, document = badge.file(who, certificate), keys.did_document(who)
    assert by_pyjwt(token, document) == badge.payload(who, certificate)
    head, body, signature = token.split(".")
    forged = json.loads(base64.urlsafe_b64decode(body + "=="))
    forged["credentialSubject"]["achievement"]["name"] = "Cirugía"
    changed = base64.urlsafe_b64encode(json.dumps(forged).encode()).decode().rstrip("=")
    with pytest.raises(jwt.InvalidSignatureError):
        by_pyjwt(f"{head}.{changed}.{signature}", document)
    with pytest.raises(Invalid, match="credential_changed"):
        jose.read(who, f"{head}.{changed}.{signature}")


def test_openssl_accepts_the_signature(certificate: SkillCertificate, tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    if not openssl:
        pytest.skip("openssl is not installed")
    who = tested.issuer(tmp_path)
    head, body, signature = badge.file(who, certificate).split(".")
    (tmp_path / "signed").write_text(f"{head}.{body}")
    (tmp_path / "signature").write_bytes(base64.urlsafe_b64decode(signature + "=="))
    pem = who.keys[who.kid].public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "key.pem").write_bytes(pem)
    line = "pkeyutl -verify -pubin -inkey key.pem -rawin -in signed -sigfile signature"
    subprocess.run([openssl, *line.split()], cwd=tmp_path, check=True, capture_output=True)


def test_the_shape_is_an_open_badge_of_the_data_model_2(
    certificate: SkillCertificate, tmp_path: Path
) -> None:
    """What the schema of Open Badges 3.0 and the specification of its JWT require of each class."""
    who = tested.issuer(tmp_path)
    told = badge.payload(who, certificate)
    assert told["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert told["@context"][1] == "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
    assert told["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    subject, achievement = told["credentialSubject"], told["credentialSubject"]["achievement"]
    assert subject["type"] == ["AchievementSubject"] and achievement["type"] == ["Achievement"]
    assert {"id", "type", "name", "description", "criteria"} <= set(achievement) and achievement["criteria"][
        "narrative"
    ]
    assert {"type", "targetName", "targetUrl"} <= set(achievement["alignment"][0])
    assert (told["iss"], told["jti"], told["sub"]) == (told["issuer"]["id"], told["id"], subject["id"])
    assert told["validFrom"].endswith("Z") and isinstance(told["nbf"], int)
    status = told["credentialStatus"]
    assert status["type"] == "BitstringStatusListEntry" and status["statusListIndex"].isdecimal()
    header = jwt.get_unverified_header(badge.file(who, certificate))
    assert header == {"alg": "EdDSA", "kid": who.kid, "typ": "JWT"}, (
        "the specification allows no other members"
    )


def test_the_file_holds_no_name_and_proves_it_to_who_is_told(
    certificate: SkillCertificate, tmp_path: Path
) -> None:
    told = badge.payload(tested.issuer(tmp_path), certificate)
    text = json.dumps(told, ensure_ascii=False)
    assert "María" not in text and "Caal" not in text and "Tzul" not in text
    (identity,) = told["credentialSubject"]["identifier"]
    digest = hashlib.sha256(("María Elena Caal Pop" + identity["salt"]).encode()).hexdigest()
    assert identity["identityHash"] == f"sha256${digest}"
    assert identity["identityHash"] != badge.name_hash("Otra Persona", identity["salt"])


def test_a_rotated_key_still_checks_what_it_signed(certificate: SkillCertificate, tmp_path: Path) -> None:
    before = tested.issuer(tmp_path)
    old = badge.file(before, certificate)
    keys.rotate(tmp_path)
    after = tested.issuer(tmp_path)
    new = badge.file(after, certificate)
    document = keys.did_document(after)
    assert before.kid != after.kid and len(document["verificationMethod"]) == 2
    assert by_pyjwt(old, document) == by_pyjwt(new, document) == jose.read(after, old)
    kept = (tmp_path / keys.FILE).read_text().splitlines()
    assert kept[1].startswith("pub:"), "the private half of a retired key is gone"
    assert "d" not in document["verificationMethod"][0]["publicKeyJwk"]


def test_keys_of_the_settings_and_bad_ones(tmp_path: Path) -> None:
    newest, older = new_key(), new_key()
    who = keys.issuer("http://127.0.0.1:8000", f"{newest}, {keys.retired(older)}", tmp_path)
    assert who.did == "did:web:127.0.0.1%3A8000" and len(who.keys) == 2
    assert not (tmp_path / keys.FILE).exists()
    for bad in ("abc", f"{keys.retired(older)},{newest}", f"{newest},pub:abc"):
        with pytest.raises(BadKey):
            keys.issuer(tested.ADDRESS, bad, tmp_path)


def revoked_bit(token: str, who: keys.Issuer, index: str) -> bool:
    """As a stranger reads the list: PyJWT for the signature, then the bit, counted from the left."""
    told = by_pyjwt(token, keys.did_document(who))
    packed = told["credentialSubject"]["encodedList"]
    assert packed[0] == "u", "multibase: base64url without padding"
    raw = gzip.decompress(base64.urlsafe_b64decode(packed[1:] + "=" * (-len(packed[1:]) % 4)))
    assert len(raw) >= 16_384
    return bool(int.from_bytes(raw) >> (len(raw) * 8 - 1 - int(index)) & 1)


def test_the_status_list_says_what_was_revoked_and_nothing_else(
    session: Session, certificate: SkillCertificate, tmp_path: Path
) -> None:
    who = tested.issuer(tmp_path)
    other = tested.issued(session, tested.person(session))
    place, other_place = (
        badge.payload(who, one)["credentialStatus"]["statusListIndex"] for one in (certificate, other)
    )
    before = status_list.credential(session, who, 1)
    assert not revoked_bit(before, who, place) and not revoked_bit(before, who, other_place)
    tested.revoke(session, certificate)
    after = status_list.credential(session, who, 1)
    assert revoked_bit(after, who, place) and not revoked_bit(after, who, other_place)
    assert jwt.get_unverified_header(after)["typ"] == "vc+jwt"
    with pytest.raises(NotFound):
        status_list.credential(session, who, 2)


_ISSUER = keys.issuer(tested.ADDRESS, new_key(), Path("/nonexistent"))


@given(st.text(alphabet="eyJhbGciOi.-_=\n áñ", max_size=300) | st.text(max_size=120))
def test_whatever_is_pasted_is_refused_in_words(text: str) -> None:
    with pytest.raises(Invalid):
        jose.read(_ISSUER, text)


def test_tokens_of_others_and_without_a_signature_are_refused(
    certificate: SkillCertificate, tmp_path: Path
) -> None:
    who = tested.issuer(tmp_path)
    payload = badge.payload(who, certificate)
    stranger = jose.sign(_ISSUER, payload, typ="JWT")
    unsigned = jwt.encode(payload, "", algorithm="none", headers={"kid": who.kid})
    shared = jwt.encode(payload, "s" * 64, algorithm="HS256", headers={"kid": who.kid})
    for token in (stranger, unsigned, shared):
        with pytest.raises(Invalid, match="credential_foreign"):
            jose.read(who, token)
    assert jose.read(who, f"  {badge.file(who, certificate)}\n") == payload
