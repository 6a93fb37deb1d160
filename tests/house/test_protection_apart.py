"""What people tell so that somebody protects them, and where they were sent, is read by no ranking, list, employer or
agency, and by nobody who is no focal point."""

from __future__ import annotations

from pathlib import Path

from app.config import ROOT
from registry.db import EncryptedText
from registry.protection.models import ProtectionNote
from registry.support.models import SupportReferral
from tests.house.test_pathways_apart import imported, sources

# Who may name the notes at all: the page at a centre, the list of focal points, the clock that ends their task,
# the merge that moves them unread, and the auditor's question whose notes somebody opened.
MAY_NAME_NOTES = {
    "app/centre/protection.py",
    "app/jobs.py",
    "app/ministry/focal_points.py",
    "registry/audit/opened.py",
    "registry/models.py",
    "registry/same_person/merging.py",
}
# The same of referrals, with the end of their period; and the directory of places, which is public.
MAY_NAME_REFERRALS = {
    "app/centre/services.py",
    "app/ministry/places.py",
    "app/public/centres.py",
    "registry/audit/opened.py",
    "registry/models.py",
    "registry/retention/acts.py",
    "registry/same_person/merging.py",
}
# The person's own pages may show what is theirs: from /mi, and nowhere else.
OWN_PAGES = "app/candidate/"


def _naming(package: str) -> set[str]:
    own = package.replace(".", "/") + "/"
    return {
        name
        for name, path in sources()
        if not name.startswith((own, OWN_PAGES)) and any(one.startswith(package) for one in imported(path))
    }


def test_only_these_files_know_of_protection_notes() -> None:
    assert _naming("registry.protection") == MAY_NAME_NOTES


def test_only_these_files_know_of_referrals_to_services() -> None:
    assert _naming("registry.support") == MAY_NAME_REFERRALS


def test_what_was_told_is_encrypted_whole() -> None:
    assert isinstance(ProtectionNote.__table__.c.content.type, EncryptedText)
    open_columns = {column.name for column in ProtectionNote.__table__.columns} - {"content"}
    assert open_columns == {"id", "public_id", "candidate_id", "centre", "noted_by_id", "noted_at"}
    for name in ("asks", "answer", "consent_text"):
        assert isinstance(SupportReferral.__table__.c[name].type, EncryptedText)


def test_the_bridge_to_the_ranking_and_the_index_read_none_of_it() -> None:
    looked_at = [ROOT / "registry/candidates/facts.py", *_python("registry/shortlists"), *_python("matching")]
    assert len(looked_at) > 30
    for path in looked_at:
        text = path.read_text(encoding="utf-8")
        for word in ("protection_note", "ProtectionNote", "support_referral", "focal_point"):
            assert word not in text, (path, word)


def test_no_screen_of_others_leads_there() -> None:
    for folder in ("employer", "agency", "public", "admin"):
        for path in sorted((ROOT / "templates" / folder).rglob("*.html")):
            text = path.read_text(encoding="utf-8")
            assert "/reserva" not in text and "/remisiones" not in text, path


def _python(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))
