"""import, rules and list, as an operator types them."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tests.commands.process import sendero
from tests.registry.lists.files import DEBARRED
from tests.registry.vacancies.offers import AT_HOME
from tests.registry.vacancies.registry_files import h2a, h2b
from tests.registry.vacancies.test_import import ROW

LINE = {"vacancy", "case_number", "rule", "outcome", "severity", "facts", "value", "reference"}


class Operator:
    """A terminal on an installation of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            "SENDERO_ENV": "demo",
            "SENDERO_DATA_DIR": str(folder),
            "SENDERO_DATABASE_URL": f"sqlite:///{folder}/record.db",
        }

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return sendero(*command, env=self.environment)

    def told(self, *command: str) -> str:
        done = self.run(*command)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation before its first row: made once, copied for each test, whatever the order of the tests."""
    made = Operator(tmp_path_factory.mktemp("migrated"))
    made.told("migrate")
    return made.folder


@pytest.fixture
def operator(migrated: Path, tmp_path: Path) -> Operator:
    return Operator(Path(shutil.copytree(migrated, tmp_path / "operator")))


@pytest.fixture
def orders(operator: Operator) -> Path:
    """Four rows: a good one, the same again, one of a scheme that takes no Guatemalans, one full of nonsense."""
    path = operator.folder / "orders.csv"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(ROW))
        writer.writeheader()
        nonsense = ROW | {
            "case_number": "H-300-25310-000002",
            "begin_date": "?",
            "wage_from": "x",
            "workers": "-1",
        }
        writer.writerows([ROW, ROW, ROW | {"scheme": "SAWP", "case_number": "X"}, nonsense])
    return path


def test_import_twice_with_a_report(operator: Operator, orders: Path) -> None:
    report = operator.folder / "out.csv"
    told = operator.told("import", "vacancies", str(orders), "--report", str(report))
    assert "4 rows: 2 imported, 1 duplicate, 1 refused" in told
    rows = list(csv.DictReader(report.read_text(encoding="utf-8").splitlines()))
    assert [(row["row"], row["outcome"]) for row in rows] == [
        ("1", "imported"), ("2", "duplicate"), ("3", "refused"), ("4", "imported"),
    ]  # fmt: skip
    assert "no recibe a personas de Guatemala" in rows[2]["reason"]
    assert "begin_date" in rows[3]["reason"] and "workers_total" in rows[3]["reason"]
    assert "0 imported, 3 duplicate, 1 refused" in operator.told("import", "vacancies", str(orders))

    listed = json.loads(operator.told("list", "vacancies", "--json"))
    assert {"id", "title"} <= listed[0].keys() and len(listed) == 2
    assert json.loads(operator.told("list", "agencies", "--json")) == []
    assert json.loads(operator.told("list", "candidates", "--json")) == []

    case = ROW["case_number"]
    lines = [json.loads(line) for line in operator.told("rules", "check", case).splitlines()]
    assert all(line.keys() == LINE for line in lines) and {line["case_number"] for line in lines} == {case}
    explained = operator.told("rules", "explain", case)
    assert "H2A-01" in explained and "12.27" in explained
    assert "Minimum hourly wage" in operator.told("rules", "explain", listed[0]["number"], "--lang", "en")


def test_the_pace_of_the_rules_is_told(operator: Operator, orders: Path) -> None:
    told = operator.told("bench", "rules", str(orders))
    assert "vacancies per second on one core" in told and "microseconds per vacancy" in told


def test_rules_check_a_file_as_of_a_day(operator: Operator, orders: Path) -> None:
    lines = [json.loads(line) for line in operator.told("rules", "check", str(orders)).splitlines()]
    assert Counter(line["vacancy"] for line in lines)["V0015"] > 60
    first = next(line for line in lines if line["rule"] == "ALL-02")
    assert first["outcome"] == "met"
    late = operator.told("rules", "check", str(orders), "--asof", "2026-02-01").splitlines()
    assert next(json.loads(line) for line in late if '"ALL-02"' in line)["outcome"] == "not_met"


def test_rules_check_json_facts(operator: Operator) -> None:
    path = operator.folder / "facts.json"
    path.write_text(json.dumps([{"id": "mine", **AT_HOME, "wage": "3600"}, {"wage": 3}, "no"]))
    done = operator.run("rules", "check", str(path), "--asof", "2026-03-02")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    wage = next(line for line in lines if line["rule"] == "GT-01")
    assert (wage["vacancy"], wage["outcome"], wage["severity"], wage["value"]) == (
        "mine", "not_met", "blocks", "3625.89",
    )  # fmt: skip
    assert "item 2" in done.stderr and "item 3" in done.stderr


def test_rules_list_and_stale(operator: Operator) -> None:
    listed = json.loads(operator.told("rules", "list", "--json"))
    assert {"id", "scheme", "severity", "confidence", "citation"} <= listed[0].keys()
    assert {"ALL-01", "H2A-01", "GT-01"} <= {rule["id"] for rule in listed}
    assert "ruleset" in operator.told("rules", "list")
    assert operator.run("rules", "stale", "--days", "1").returncode == 0


@pytest.mark.parametrize(
    "command",
    [
        ("import", "vacancies", "no-such.csv"),
        ("import", "vacancies", "README.md", "--scheme", "SAWP"),
        ("rules", "check", "V-1999-00001"),
        ("rules", "explain", "V-1999-00001"),
    ],
)
def test_wrong_use_is_one_clear_line(operator: Operator, command: tuple[str, ...]) -> None:
    done = operator.run(*command)
    assert done.returncode == 1 and done.stderr.startswith("sendero: ") and "Traceback" not in done.stderr


def test_the_registrys_own_file_is_checked_and_imported(operator: Operator, tmp_path: Path) -> None:
    feed = tmp_path / "2026-01-10_h2a.json"
    feed.write_text(json.dumps([h2a(), h2b(), "no record"]))
    lines = [json.loads(line) for line in operator.told("rules", "check", str(feed)).splitlines()]
    assert {line["case_number"] for line in lines} == {"H-300-26001-111111", "H-400-26001-222222"}
    report = tmp_path / "report.csv"
    told = operator.told("import", "vacancies", str(feed), "--report", str(report))
    assert "3 rows: 2 imported, 0 duplicate, 1 refused" in told and "read as job-orders" in told
    rows = list(csv.DictReader(report.read_text(encoding="utf-8").splitlines()))
    assert [row["outcome"] for row in rows] == ["imported", "imported", "refused"] and all(rows[2].values())


def test_an_official_list_is_loaded_once(operator: Operator, tmp_path: Path) -> None:
    file, report = tmp_path / "debarred.csv", tmp_path / "report.csv"
    file.write_text(DEBARRED + "H-2A,A Farm,Lyons,GA,Monday,\n")
    command = ("import", "list", "us-debarred", str(file), "--read-on", "2026-02-01", "--report", str(report))
    assert "4 rows: 3 imported, 0 duplicate, 1 refused" in operator.told(*command)
    assert [row["outcome"] for row in csv.DictReader(report.read_text(encoding="utf-8").splitlines())][
        3
    ] == "refused"
    again = operator.told(*command)
    assert "0 imported, 3 duplicate, 1 refused" in again and "read on 2026-02-01" in again
    wrong = operator.run("import", "list", "ca-lmia", str(file))
    assert wrong.returncode == 1 and "columnas de esa lista" in wrong.stderr
    assert operator.run("import", "list", "moon", str(file)).returncode == 2
