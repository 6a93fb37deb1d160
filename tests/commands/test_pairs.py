"""`sendero taxonomy pairs` as a training script reads it."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from app import logs
from app.commands.all import app
from app.config import Settings, prepare
from registry.pairs.models import ConfirmedPair


@pytest.fixture
def pairs_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[None]:
    """An installation whose database holds three pairs and nothing else."""
    url = f"sqlite:///{tmp_path / 'sendero.db'}"
    monkeypatch.setenv("SENDERO_ENV", "demo")
    monkeypatch.setenv("SENDERO_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SENDERO_DATABASE_URL", url)
    engine = create_engine(url)
    ConfirmedPair.metadata.create_all(engine, tables=[ConfirmedPair.metadata.tables["confirmed_pair"]])
    first, last = date(2026, 11, 2), date(2026, 11, 9)
    with Session(engine) as session:
        session.add(ConfirmedPair(kind="occupation", lang="es", words="fui albañil", code="occ:mason", times=3,
                                  offered=["occ:mason", "occ:mason-helper"], first_on=first, last_on=last))  # fmt: skip
        session.add(ConfirmedPair(kind="skill", lang="es", words="algo, otro", code=None, times=1,
                                  offered=["skill:prune"], first_on=first, last_on=first))  # fmt: skip
        session.add(ConfirmedPair(kind="skill", lang="es", words='=HYPERLINK("x")', code=None, times=5,
                                  offered=["skill:prune"], first_on=first, last_on=first))  # fmt: skip
        session.commit()
    engine.dispose()
    yield
    # The command runs in this process and installs keys of its own.
    prepare(settings)
    logs.configure(settings)


@pytest.mark.usefixtures("pairs_kept")
def test_confirmed_pairs_come_out_as_csv(tmp_path: Path) -> None:
    printed = CliRunner().invoke(app, ["taxonomy", "pairs", "--at-least", "1"])
    assert printed.exit_code == 0, printed.output
    rows = list(csv.DictReader(io.StringIO(printed.stdout)))
    assert rows[0] == {
        "kind": "occupation", "lang": "es", "words": "fui albañil", "code": "occ:mason",
        "offered": "occ:mason|occ:mason-helper", "times": "3", "first_on": "2026-11-02", "last_on": "2026-11-09",
    }  # fmt: skip
    assert (rows[1]["words"], rows[1]["code"]) == ('\'=HYPERLINK("x")', ""), "no formula of a spreadsheet"
    assert (rows[2]["words"], rows[2]["code"]) == ("algo, otro", "")
    assert len(CliRunner().invoke(app, ["taxonomy", "pairs"]).stdout.splitlines()) == 2, "five times or more"
    kept = tmp_path / "pairs.csv"
    assert (
        CliRunner().invoke(app, ["taxonomy", "pairs", "--out", str(kept), "--at-least", "2"]).exit_code == 0
    )
    assert len(kept.read_text(encoding="utf-8").splitlines()) == 3
