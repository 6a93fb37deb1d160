"""The list of what was revoked: one bit a certificate, served as a signed credential (W3C Bitstring Status List 1.0).

131,072 bits, the smallest list allowed, so that whoever asks for it tells nobody which certificate they look at.
"""

from __future__ import annotations

import gzip
import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry import clock
from registry.certificates import jose
from registry.certificates.badge import list_address
from registry.certificates.keys import Issuer, encoded
from registry.certificates.models import SkillCertificate
from registry.certificates.states import CertificateState
from registry.errors import NotFound

BITS = 131_072
# A list is filled to the half, so that a free place is found at the second draw or so.
_USED = BITS // 2
# More than Guatemala has people; what is asked beyond it is no list, and no number for the database.
_MOST_LISTS = 9999
# For how long a verifier may go on without asking again.
_TTL = timedelta(hours=1)


def free_place(session: Session) -> tuple[int, int]:
    """A list and a free place in it, drawn at random: neighbours in the list have nothing in common."""
    number = (session.scalar(select(func.count(SkillCertificate.id))) or 0) // _USED + 1
    used = set(
        session.scalars(select(SkillCertificate.status_index).where(SkillCertificate.status_list == number))
    )
    while True:
        place = secrets.randbelow(BITS)
        if place not in used:
            return number, place


def bits(session: Session, number: int) -> bytes:
    """The list, uncompressed: index 0 is the leftmost bit; a 1 says revoked."""
    revoked = select(SkillCertificate.status_index).where(
        SkillCertificate.status_list == number, SkillCertificate.state == CertificateState.REVOKED
    )
    found = bytearray(BITS // 8)
    for place in session.scalars(revoked):
        found[place // 8] |= 0x80 >> place % 8
    return bytes(found)


def credential(session: Session, who: Issuer, number: int) -> str:
    """The signed list as it stands now. Raises NotFound for a list that no certificate is in; list 1 always is."""
    if not 1 <= number <= _MOST_LISTS:
        raise NotFound()
    in_list = select(SkillCertificate.id).where(SkillCertificate.status_list == number).limit(1)
    if number != 1 and session.scalar(in_list) is None:
        raise NotFound()
    now = clock.now().replace(minute=0, second=0, microsecond=0)
    address = list_address(who, number)
    # No time of packing in it: the same bits give the same text.
    packed = gzip.compress(bits(session, number), mtime=0)
    content: dict[str, Any] = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": who.did,
        "validFrom": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": "u" + encoded(packed),
            "ttl": int(_TTL.total_seconds() * 1000),
        },
    }
    return jose.sign(who, content, typ="vc+jwt")
