"""The verifiable file: an Open Badges 3.0 credential on the W3C data model 2.0, signed as a JWT (VC-JOSE).

It names the achievement, its criteria, who assessed it, and a place in the list of what was revoked. Of the person it
holds a number drawn for this file alone and a salted hash of the printed name: whoever is told the name can check it,
whoever finds the file learns no name. The same certificate always gives the same payload.
Sources: Open Badges 3.0, sections 8.2 (JWT: iss, jti, nbf, sub beside the members of the credential) and B (classes);
W3C VC Data Model 2.0; W3C Securing Verifiable Credentials using JOSE and COSE. The contexts are written, never fetched.
"""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import UTC, datetime
from typing import Any

from registry.certificates import achievements, jose
from registry.certificates.achievements import Achievement
from registry.certificates.keys import Issuer
from registry.certificates.models import SkillCertificate

CONTEXTS = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]
ISSUER_NAME = "Ministerio de Trabajo y Previsión Social de Guatemala"


def payload(who: Issuer, certificate: SkillCertificate) -> dict[str, Any]:
    """The credential with the claims of its JWT. The training centre must be loaded; the certificate is issued."""
    if certificate.issued_at is None:
        raise ValueError("a certificate that is not issued has no file")
    issued = certificate.issued_at.astimezone(UTC).replace(microsecond=0)
    achievement = achievements.find(certificate.achievement)
    subject: dict[str, Any] = {
        "id": certificate.subject_urn,
        "type": ["AchievementSubject"],
        "identifier": [_hashed_name(certificate)],
        "activityEndDate": f"{certificate.tested_on.isoformat()}T00:00:00Z",
        "achievement": _achievement(who, achievement),
    }
    if certificate.training_centre is not None:
        # Who assessed on the issuer's behalf (AchievementSubject.source).
        centre = certificate.training_centre
        subject["source"] = {"id": centre.urn, "type": ["Profile"], "name": centre.name}
    return {
        "@context": CONTEXTS,
        "id": certificate.credential_urn,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": achievement.name("es"),
        "issuer": {"id": who.did, "type": ["Profile"], "name": ISSUER_NAME, "url": who.address},
        "validFrom": _instant(issued),
        "credentialSubject": subject,
        "credentialStatus": _status(who, certificate),
        "iss": who.did,
        "jti": certificate.credential_urn,
        "sub": certificate.subject_urn,
        "nbf": int(issued.timestamp()),
    }


def file(who: Issuer, certificate: SkillCertificate) -> str:
    """The signed file, by today's key."""
    return jose.sign(who, payload(who, certificate), typ="JWT")


def _achievement(who: Issuer, achievement: Achievement) -> dict[str, Any]:
    return {
        "id": f"{who.address}/credenciales/logros/{achievement.id}",
        "type": ["Achievement"],
        "achievementType": "Competency",
        "name": achievement.name("es"),
        "description": f"{achievement.description('es')} / {achievement.description('en')}",
        "version": achievement.version,
        "criteria": {"narrative": _narrative(achievement)},
        "alignment": [
            {
                "type": ["Alignment"],
                "targetType": "ext:ISCO08",
                "targetFramework": "ISCO-08",
                "targetCode": achievement.isco,
                "targetName": achievement.name("en"),
                "targetUrl": f"http://data.europa.eu/esco/isco/C{achievement.isco}",
            }
        ],
    }


def _narrative(achievement: Achievement) -> str:
    seen = "\n".join(f"- {one.es} / {one.en}" for one in achievement.criteria)
    return f"Prueba práctica ante dos personas que evalúan. / Practical test before two evaluators.\n\n{seen}"


def _hashed_name(certificate: SkillCertificate) -> dict[str, Any]:
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": name_hash(certificate.holder_name, certificate.name_salt),
        "identityType": "name",
        "salt": certificate.name_salt,
    }


def name_hash(name: str, salt: str) -> str:
    """`sha256$` and the digest of the name as printed (NFC) followed by the salt (Open Badges 3.0, IdentityHash)."""
    written = unicodedata.normalize("NFC", name) + salt
    return "sha256$" + hashlib.sha256(written.encode()).hexdigest()


def _status(who: Issuer, certificate: SkillCertificate) -> dict[str, Any]:
    address = list_address(who, certificate.status_list)
    return {
        "id": f"{address}#{certificate.status_index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(certificate.status_index),
        "statusListCredential": address,
    }


def list_address(who: Issuer, number: int) -> str:
    return f"{who.address}/credenciales/estado/{number}"


def _instant(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
