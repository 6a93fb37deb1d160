"""Keys change while the portal runs and the command is killed: nothing is lost, and the old key can go (T20, T21)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from app.config import Settings, prepare
from registry.candidates.models import Candidate
from registry.db import Database

SENDERO = [sys.executable, "-m", "app.cli"]
PEOPLE = 600
KILLS = 3


@pytest.fixture
def place(tmp_path: Path) -> dict[str, str]:
    made = {
        "SENDERO_ENV": "demo",
        "SENDERO_DATA_DIR": str(tmp_path),
        "SENDERO_DATABASE_URL": f"sqlite:///{tmp_path}/sendero.db",
        "SENDERO_LOG_LEVEL": "ERROR",
        "PYTHONUNBUFFERED": "1",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SENDERO_")}
    return kept | made


def run(place: dict[str, str], *words: str) -> str:
    done = subprocess.run([*SENDERO, *words], env=place, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def kill_in_the_middle(place: dict[str, str]) -> None:
    """Ends the command hard, as soon as it has named its key and begun."""
    with subprocess.Popen(
        [*SENDERO, "keys", "rotate"], env=place, stdout=subprocess.PIPE, text=True
    ) as command:
        assert command.stdout is not None
        command.stdout.readline()
        try:
            command.wait(timeout=2.3)
        except subprocess.TimeoutExpired:
            os.kill(command.pid, signal.SIGKILL)


@pytest.mark.trust
def test_every_value_is_there_after_three_kills_and_the_old_key_goes(
    place: dict[str, str], settings: Settings
) -> None:
    run(place, "migrate")
    run(place, "seed", "--candidates", str(PEOPLE))
    old = run(place, "keys", "status").split()[1].rstrip(":")
    for _kill in range(KILLS):
        kill_in_the_middle(place)
    run(place, "keys", "rotate")
    run(place, "keys", "remove", old)
    assert old not in run(place, "keys", "status")
    run(place, "verify-log")
    try:
        prepare(Settings(env="demo", data_dir=Path(place["SENDERO_DATA_DIR"])))
        database = Database(place["SENDERO_DATABASE_URL"])
        with database.session(write=False) as session:
            names = session.scalars(select(Candidate.given_names)).all()
        database.dispose()
        assert len(names) == PEOPLE and all(names)
    finally:
        prepare(settings)
