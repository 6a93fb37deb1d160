"""Skill certificates on their way out: who signs them here, the sheet with its QR, the file to download."""

from __future__ import annotations

from typing import Any

import segno
from fastapi import Request
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from app import i18n
from app.config import Settings
from app.deps import settings_of
from app.pages import page
from registry.certificates import achievements, badge, jose, keys
from registry.certificates.models import SkillCertificate
from registry.certificates.states import CertificateState
from registry.errors import NotFound

MEDIA_TYPE = "application/vc+jwt"


def issuer_of(settings: Settings) -> keys.Issuer:
    """The issuer of this installation, read anew: a key that was changed counts at once. Raises BadKey."""
    return keys.issuer(settings.public_url, settings.credential_keys, settings.data_dir)


def row(certificate: SkillCertificate) -> dict[str, Any]:
    """A certificate as lists show it, in the reader's language."""
    told = achievements.find(certificate.achievement)
    language = i18n.language()
    return {
        "one": certificate,
        "name": told.name(language),
        "description": told.description(language),
        "criteria": [one.en if language == "en" else one.es for one in told.criteria],
        "is_valid": certificate.state == CertificateState.ISSUED,
        "tested_by": certificate.training_centre.name if certificate.training_centre else None,
    }


def sheet(request: Request, certificate: SkillCertificate, back: str) -> HTMLResponse:
    """The paper, A4, in two languages. Raises NotFound for a certificate that does not count."""
    if certificate.state != CertificateState.ISSUED:
        raise NotFound()
    address = f"{settings_of(request).public_url}/verificar/{certificate.number}"
    drawn = segno.make(address, error="q", boost_error=False).svg_inline(
        scale=4, dark="#000", light="#fff", omitsize=True
    )
    return page(
        request,
        "candidate/certificates/sheet.html",
        certificate=certificate,
        achievement=achievements.find(certificate.achievement),
        issuer=badge.ISSUER_NAME,
        qr_svg=Markup(drawn),  # noqa: S704 - drawn by segno from our own address # nosec B704
        address=address.removeprefix("https://").removeprefix("http://"),
        back=back,
    )


def download(request: Request, certificate: SkillCertificate) -> Response:
    """The signed file, as an attachment. Raises NotFound for a certificate that does not count."""
    if certificate.state != CertificateState.ISSUED:
        raise NotFound()
    return Response(
        badge.file(issuer_of(settings_of(request)), certificate),
        media_type=MEDIA_TYPE,
        headers={
            "Content-Disposition": f'attachment; filename="{certificate.number}.jwt"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def read_file(request: Request, text: str) -> str:
    """The id of the credential in a file that one of our keys signed. Raises Invalid on the field "file"."""
    return str(jose.read(issuer_of(settings_of(request)), text).get("id"))
