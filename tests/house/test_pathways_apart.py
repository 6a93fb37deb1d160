"""Migration history, papers and earlier seasons are read by no ranking, no import, no employer and no agency.

The ranking reads candidates through registry/candidates/facts.py and matching/ alone; what people tell for a pathway,
and what they tell an adviser under seal, lies in tables of its own that only these modules may name.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from app.config import ROOT
from matching.types import CandidateFacts, VacancyNeeds
from registry.candidates.models import Candidate
from registry.db import EncryptedText
from registry.pathways.models import PathwayFacts, SealedAnswer
from registry.schemes.person import PersonFacts, Told

# Who may import registry.pathways at all. Nothing under app/employer, app/agency, app/api, registry/shortlists,
# registry/vacancies, registry/seeds or matching stands here, and nothing that imports files.
MAY_NAME = {
    "app/candidate/offers.py",
    "app/candidate/pathway_questions.py",
    "app/candidate/pathways.py",
    "app/candidate/registration.py",
    "app/centre/pathways.py",
    "app/jobs.py",
    "app/ministry/referrals.py",
    "registry/models.py",
    "registry/placements/service.py",
    "registry/same_person/merging.py",
}
# Who may name the sealed answer: its own module, the adviser's page, the person's own deletion, the clock, and the
# merge of two records of one person, which moves the row unread.
MAY_OPEN = {
    "app/candidate/pathways.py",
    "app/centre/pathways.py",
    "app/jobs.py",
    "registry/pathways/models.py",
    "registry/pathways/queries.py",
    "registry/pathways/sealed.py",
    "registry/same_person/merging.py",
}
_TOLD = {*PersonFacts.model_fields} - {"available_from", "available_to"}


def sources() -> Iterator[tuple[str, Path]]:
    for package in ("app", "registry", "matching"):
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), path


def imported(path: Path) -> set[str]:
    """Every module and name a file imports, also inside functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {str(node.module), *(f"{node.module}.{one.name}" for one in node.names)}
    return found


def test_only_these_files_know_of_pathways() -> None:
    found = {
        name
        for name, path in sources()
        if not name.startswith("registry/pathways/")
        and any(one.startswith("registry.pathways") for one in imported(path))
    }
    assert found == MAY_NAME


def test_only_these_files_know_of_the_sealed_answer() -> None:
    names = ("SealedAnswer", "answer_to_adviser", "sealed_row")
    found = {
        name
        for name, path in sources()
        if any(one in path.read_text(encoding="utf-8") for one in names)
        or "registry.pathways.sealed" in imported(path)
    }
    assert found == MAY_OPEN


def test_the_bridge_to_the_ranking_reads_none_of_it() -> None:
    for name in (
        "registry/candidates/facts.py",
        "registry/shortlists/pool.py",
        "registry/shortlists/stored.py",
    ):
        text = (ROOT / name).read_text(encoding="utf-8")
        for word in ("pathway", "sealed", "passport", "h2_stays", "adviser", "biometrics", "PersonFacts"):
            assert word not in text, (name, word)
    for path in sorted((ROOT / "matching").rglob("*.py")):
        assert not any("registry" in one for one in imported(path)), path


def test_no_field_of_it_exists_where_people_are_ranked_or_shown() -> None:
    names = {field.name for cls in (CandidateFacts, VacancyNeeds) for field in fields(cls)}
    assert not names & _TOLD
    assert not {column.name for column in Candidate.__table__.columns} & ({*Told.model_fields} | {"adviser"})


def test_what_was_said_is_encrypted_whole() -> None:
    assert isinstance(SealedAnswer.__table__.c.content.type, EncryptedText)
    assert isinstance(PathwayFacts.__table__.c.told.type, EncryptedText)
    open_columns = {column.name for column in SealedAnswer.__table__.columns} - {"content"}
    assert open_columns == {"id", "candidate_id", "scheme", "asked_by_id", "asked_at", "keep_until"}


def test_no_screen_of_employers_agencies_or_lists_names_it() -> None:
    looked_at = 0
    for folder in ("employer", "agency", "public", "admin"):
        for path in sorted((ROOT / "templates" / folder).rglob("*.html")):
            looked_at += 1
            text = path.read_text(encoding="utf-8")
            assert "sealed" not in text
            assert "/caminos" not in text
    assert looked_at > 20
