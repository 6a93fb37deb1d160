"""import agencies, as an operator types it: an application each, whatever standing the file claims."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.commands.test_vacancies import Operator

NORTH: dict[str, Any] = {
    "id": "A-1",
    "kind": "company",
    "legal_name": "Caminos del Norte, S.A.",
    "trade_names": ["Caminos"],
    "nit": "576937-K",
    "registry_no": "MT-77",
    "status": "registered",
    "status_since": "2024-05-02",
    "founded_on": "2019-01-01",
    "declared_fee_policy": "zero",
    "parties": [{"name": "Rosa Xol", "nit": "1234-7", "role": "owner", "from": "2019-01-01"}],
    "contacts": [
        {"type": "phone", "value": "2232 0101"},
        {"type": "address", "value": "6 avenida 10-20, zona 1", "municipality": "0101"},
        {"type": "bank_account", "value": "30-4455-6677"},
        {"type": "email", "value": "nobody"},
    ],
    "recruiters": [{"name": "Marta Ical", "card_no": "RC-0001", "valid_to": "2030-01-01"}],
    "corridors": ["US", "CA"],
}
ROWS: list[Any] = [
    NORTH,
    NORTH | {"id": "A-2", "legal_name": "Otro nombre, S.A.", "nit": "576937K"},
    {"legal_name": "Sur Seguro, S.A.", "status": "revoked"},
    {"legal_name": "sur seguro, s.a."},
    {"legal_name": "Este", "nit": "no"},
    {"nit": "1234-7"},
    {"legal_name": "Oeste", "status": "trusted"},
    "no agency",
]


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation before its first row: made once, copied for each test."""
    made = Operator(tmp_path_factory.mktemp("migrated"))
    made.told("migrate")
    return made.folder


@pytest.fixture
def operator(migrated: Path, tmp_path: Path) -> Operator:
    return Operator(Path(shutil.copytree(migrated, tmp_path / "operator")))


def written(operator: Operator, rows: Any) -> str:
    path = operator.folder / "agencies.json"
    path.write_text(json.dumps(rows), encoding="utf-8")
    return str(path)


def asked(operator: Operator, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(operator.folder / "record.db") as database:
        return database.execute(query).fetchall()


def test_import_twice_with_a_report(operator: Operator) -> None:
    file, report = written(operator, ROWS), operator.folder / "out.csv"
    told = operator.told("import", "agencies", file, "--report", str(report))
    assert "8 rows: 2 imported, 2 duplicate, 4 refused" in told
    lines = list(csv.DictReader(report.read_text(encoding="utf-8").splitlines()))
    assert [one["outcome"] for one in lines] == [
        "imported", "duplicate", "imported", "duplicate", "refused", "refused", "refused", "refused",
    ]  # fmt: skip
    assert [one["row"] for one in lines] == [str(number) for number in range(1, 9)]
    assert all(one["reason"] for one in lines)
    assert "«registered»" in lines[0]["reason"] and "email" in lines[0]["reason"]
    again = operator.told("import", "agencies", file)
    assert "8 rows: 0 imported, 4 duplicate, 4 refused" in again
    assert len(json.loads(operator.told("list", "agencies", "--json"))) == 2


def test_no_file_puts_anybody_in_the_register(operator: Operator) -> None:
    operator.told("import", "agencies", written(operator, ROWS))
    assert set(asked(operator, "SELECT state, registry_no, valid_to FROM agency")) == {
        ("applied", None, None)
    }
    assert asked(operator, "SELECT * FROM standing") == []
    assert asked(operator, "SELECT card_no FROM recruiter") == [(None,)]
    (data,) = asked(operator, "SELECT data FROM event WHERE noun = 'agency' ORDER BY id LIMIT 1")
    claim = json.loads(data[0])
    assert (claim["status"], claim["registry_no"], claim["row_id"]) == ("registered", "MT-77", "A-1")
    assert "Rosa" not in data[0]
    operator.told("verify-log")


def test_what_is_kept_of_an_agency(operator: Operator) -> None:
    operator.told("import", "agencies", written(operator, [NORTH]))
    facts = asked(operator, "SELECT nit, municipality, address, founded_on, declared_fee_policy FROM agency")
    assert facts == [("576937K", "0101", "6 avenida 10-20, zona 1", "2019-01-01", "zero")]
    contacts = dict(asked(operator, "SELECT kind, value FROM agency_contact"))
    assert contacts == {"phone": "2232 0101", "bank_account": "···6677"}
    assert b"30445566" not in (operator.folder / "record.db").read_bytes()
    assert asked(operator, "SELECT name, role, since FROM agency_party") == [
        ("Rosa Xol", "owner", "2019-01-01")
    ]


@pytest.mark.parametrize("text", ["{}", "no json", ""])
def test_what_is_no_list_is_one_clear_line(operator: Operator, text: str) -> None:
    path = operator.folder / "wrong.json"
    path.write_text(text, encoding="utf-8")
    done = operator.run("import", "agencies", str(path))
    assert done.returncode == 1 and done.stderr.startswith("sendero: ") and "Traceback" not in done.stderr
