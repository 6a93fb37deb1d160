"""Whoever is shown a certificate checks it by its number or its file; what they learn is what the paper says."""

from __future__ import annotations

import base64
import json

import jwt
import pytest
from sqlalchemy.orm import Session

from app.config import Settings
from app.credentials import issuer_of
from registry.certificates import badge, jose
from registry.certificates.models import SkillCertificate
from tests.registry.certificates import tested
from tests.web.candidate.walk import words_of


@pytest.fixture
def certificate(session: Session) -> SkillCertificate:
    return tested.issued(session, tested.person(session))


@pytest.fixture
def token(certificate: SkillCertificate, settings: Settings) -> str:
    return badge.file(issuer_of(settings), certificate)


def test_by_the_number_on_the_paper(client, certificate: SkillCertificate, session: Session) -> None:
    for address in (f"/verificar/{certificate.number}", f"/verificar?q={certificate.number.lower()}"):
        said = words_of(client.get(address).text)
        assert "Este certificado vale" in said and "Levantar pared de block" in said and "la letra M" in said
        assert "Caal" not in said and "María" not in said
    assert "Este certificado vale" in client.post("/verificar", data={"q": certificate.number}).text
    tested.revoke(session, certificate)
    said = words_of(client.get(f"/verificar/{certificate.number}").text)
    assert "ya no vale" in said and "Este certificado vale" not in said


def test_a_number_that_was_never_issued_is_not_registered(client, session: Session) -> None:
    waiting = tested.recorded(session, tested.person(session))
    for number in (waiting.number, "CH-0000-0000-A", "CH-%00"):
        assert "Este certificado" not in client.get(f"/verificar/{number}").text


def test_by_the_file_pasted_or_sent(
    client, token: str, certificate: SkillCertificate, session: Session
) -> None:
    here = "/verificar/certificado"
    assert client.get(here).status_code == 200
    pasted = words_of(client.post(here, data={"text": f" {token[:50]}\n{token[50:]} "}).text)
    assert "Este certificado vale" in pasted and "Lo firmó el Ministerio" in pasted
    sent = client.post(
        here, files={"file": (f"{certificate.number}.jwt", token.encode(), "application/vc+jwt")}
    )
    assert "Este certificado vale" in sent.text
    assert "Este certificado vale" in client.post("/verificar", data={"q": token}).text
    tested.revoke(session, certificate)
    assert "ya no vale" in client.post(here, data={"text": token}).text


def test_what_is_not_ours_is_refused_in_words(
    client, token: str, certificate: SkillCertificate, settings
) -> None:
    here = "/verificar/certificado"
    head, body, signature = token.split(".")
    changed = json.loads(base64.urlsafe_b64decode(body + "=="))
    changed["credentialSubject"]["id"] = "urn:uuid:0"
    forged = base64.urlsafe_b64encode(json.dumps(changed).encode()).decode().rstrip("=")
    unknown = jose.sign(
        issuer_of(settings), {"id": "urn:uuid:00000000-0000-0000-0000-000000000000"}, typ="JWT"
    )
    for text, said in (
        ("", "Elija el archivo"),
        ("hola", "no es un certificado"),
        ("a.b.c", "no es un certificado"),
        (f"{head}.{forged}.{signature}", "Alguien cambió este archivo"),
        (
            jwt.encode({"id": certificate.credential_urn}, "k" * 32, algorithm="HS256"),
            "no lo firmó el Ministerio",
        ),
        (unknown, "no lo firmó el Ministerio"),
        ("x" * 30_000, "no es un certificado"),
    ):
        answer = client.post(here, data={"text": text})
        assert answer.status_code == 422 and said in words_of(answer.text), said
        assert f"{text}</textarea>" in answer.text, "what was pasted stays"


def test_a_stranger_needs_only_what_is_public(client, token: str, session: Session, certificate) -> None:
    """The whole walk of a verifier: did:web document, key, signature, status list; PyJWT does the checking."""
    document = client.get("/.well-known/did.json").json()
    header, unchecked = (
        jwt.get_unverified_header(token),
        jwt.decode(token, options={"verify_signature": False}),
    )
    assert unchecked["iss"] == document["id"] == "did:web:127.0.0.1%3A8000"
    (method,) = [one for one in document["verificationMethod"] if one["id"] == header["kid"]]
    key = jwt.PyJWK.from_dict(method["publicKeyJwk"])
    told = jwt.decode(token, key, algorithms=["EdDSA"], options={"verify_nbf": False})
    status = told["credentialStatus"]
    listed = client.get(status["statusListCredential"].removeprefix("http://127.0.0.1:8000"))
    assert listed.headers["content-type"].startswith("application/vc+jwt")
    assert jwt.decode(listed.text, key, algorithms=["EdDSA"])["issuer"] == document["id"]
    for number in ("2", "0", "-1", "1" + "0" * 20):
        assert client.get(f"/credenciales/estado/{number}").status_code == 404
    assert client.get("/credenciales/estado/x").status_code in (404, 422)
    achievement = told["credentialSubject"]["achievement"]["id"].removeprefix("http://127.0.0.1:8000")
    assert "plomo" in client.get(achievement).text
    assert client.get("/credenciales/logros/nada").status_code == 404


def test_of_who_had_their_data_deleted_not_even_a_letter_is_shown(
    client, certificate: SkillCertificate, session: Session
) -> None:
    certificate.holder_name = "—"
    session.flush()
    said = words_of(client.get(f"/verificar/{certificate.number}").text)
    assert "Este certificado vale" in said and "la letra" not in said
