"""app -> registry -> matching, never back: the contracts of pyproject.toml hold, see the code, and can fail."""

from __future__ import annotations

from copy import deepcopy

import pytest
from importlinter import configuration
from importlinter.application.ports.reporting import Report
from importlinter.application.use_cases import _register_contract_types, create_report, read_user_options


@pytest.fixture(scope="module")
def report() -> Report:
    configuration.configure()
    options = read_user_options("pyproject.toml")
    _register_contract_types(options)
    return create_report(options, cache_dir=None)


def test_every_contract_is_kept(report: Report) -> None:
    assert not report.could_not_run
    assert [contract.name for contract, check in report.get_contracts_and_checks() if not check.kept] == []


def test_they_looked_at_the_code(report: Report) -> None:
    assert report.module_count > 100
    assert report.import_count > 500
    for package in ("app", "registry", "matching"):
        assert len(report.graph.find_descendants(package)) > 8, package


@pytest.mark.parametrize(
    ("importer", "imported", "contract"),
    [
        ("matching.text", "registry.db", "app -> registry -> matching, never back"),
        ("registry.moves", "app.main", "app -> registry -> matching, never back"),
        ("registry.moves", "fastapi", "The record knows nothing of the web"),
        ("matching.text", "sqlalchemy", "Matching knows neither database nor web"),
    ],
)
def test_a_wrong_import_is_seen(report: Report, importer: str, imported: str, contract: str) -> None:
    graph = deepcopy(report.graph)
    graph.add_import(importer=importer, imported=imported)
    (found,) = (one for one in report.contracts if one.name == contract)
    assert not found.check(graph, verbose=False).kept
