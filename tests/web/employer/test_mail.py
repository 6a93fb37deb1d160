"""What an employer is written: verified, published, returned with the reason; in its own language."""

from __future__ import annotations

from email import message_from_bytes, policy
from pathlib import Path

import pytest
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app import mail
from app.config import Settings
from registry.accounts.models import Account
from registry.organisations.models import Employer
from registry.vacancies import service
from tests.databases import OneConnection
from tests.registry.vacancies.offers import answer_all, draft, officer, verified

pytestmark = pytest.mark.usefixtures("frozen_now")


@pytest.mark.parametrize(
    ("language", "subjects"),
    [
        (
            "es",
            ["Su empresa está verificada", "Su vacante necesita correcciones", "Su vacante está publicada"],
        ),
        ("en", ["Your company is verified", "Your vacancy needs corrections", "Your vacancy is published"]),
    ],
)
def test_an_employer_is_told(
    session: Session,
    settings: Settings,
    connection: Connection,
    tmp_path: Path,
    language: str,
    subjects: list[str],
) -> None:
    vacancy, actor = draft(session)
    session.get_one(Account, actor.account_id).language = language
    by = officer(session)
    verified(session, by, session.get_one(Employer, vacancy.employer_id))
    service.submit(session, actor, vacancy)
    service.send_back(session, by, vacancy, reason="Falta el municipio")
    service.submit(session, actor, vacancy)
    answer_all(session, by, vacancy)
    service.publish(session, by, vacancy)
    address = session.get_one(Account, actor.account_id).email
    session.commit()
    mail.deliver(settings.model_copy(update={"data_dir": tmp_path}), OneConnection(connection))
    sent = [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in (tmp_path / "mail").glob("*.eml")
    ]
    mine = {one["Subject"]: one.get_content() for one in sent if one["To"] == address}
    assert set(subjects) <= mine.keys()
    assert "Falta el municipio" in mine[subjects[1]]
    assert f"/empleador/vacantes/{vacancy.public_id}" in mine[subjects[2]]
