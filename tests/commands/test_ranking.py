"""`sendero rank` and `sendero link` as scripts use them: shapes, sums, the same answer twice, clear refusals."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.commands.process import sendero


class Installation:
    """A folder with its own embedded database of invented people."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        settings = {
            "SENDERO_ENV": "demo",
            "SENDERO_DATA_DIR": str(self.folder),
            "SENDERO_DATABASE_URL": f"sqlite:///{self.folder / 'sendero.db'}",
        }
        return sendero(*words, env=settings)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    installation = Installation(tmp_path_factory.mktemp("ranked"))
    assert installation.run("migrate").returncode == 0
    seeded = installation.run("seed", "--candidates", "200", "--vacancies", "8", "--seed", "3")
    assert seeded.returncode == 0, seeded.stderr
    return installation


@pytest.fixture(scope="module")
def vacancy(installed: Installation) -> str:
    listed = json.loads(installed.run("list", "vacancies", "--json").stdout)
    return str(next(one["number"] for one in listed if one["status"] == "published"))


def test_a_list_reads_the_file_of_the_index_and_leaves_one(installed: Installation, vacancy: str) -> None:
    kept = installed.folder / "index" / "candidates.index"
    kept.unlink(missing_ok=True)
    first = json.loads(installed.run("rank", vacancy, "--json").stdout)
    made = kept.stat()
    again = json.loads(installed.run("rank", vacancy, "--json").stdout)
    assert again == first
    assert kept.stat().st_mtime_ns == made.st_mtime_ns  # read, not written once more
    # What stands in the file is what is ranked: damaged, it is passed over and written anew.
    kept.write_bytes(b"nothing")
    assert json.loads(installed.run("assign", "--json").stdout)["people"]
    assert kept.stat().st_size == made.st_size
    assert json.loads(installed.run("rank", vacancy, "--json").stdout) == first


def test_all_open_vacancies_are_filled_at_once_the_same_way_each_time(installed: Installation) -> None:
    first, again = (installed.run("assign", "--json") for _ in range(2))
    assert first.returncode == 0, first.stderr
    found, repeated = json.loads(first.stdout), json.loads(again.stdout)
    assert found["people"] == repeated["people"] and len(found["people"]) == found["plan"]["placed"]
    assert found["plan"]["points"] >= found["greedy"]["points"] * 0.999
    assert 0 <= found["gap"] <= 0.001
    nowhere = installed.run("assign", "--country", "ZZ")
    assert nowhere.returncode == 1 and "no open vacancy" in nowhere.stderr


def test_learning_from_too_few_outcomes_is_refused_with_the_number(installed: Installation) -> None:
    done = installed.run("learn")
    assert done.returncode == 1
    assert "400 are needed" in done.stderr


def test_a_ranking_has_the_promised_shape_and_adds_up(installed: Installation, vacancy: str) -> None:
    done = installed.run("rank", vacancy, "--top", "20", "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert list(answer) == ["vacancy", "model", "ruleset", "mode", "counts", "fairness", "candidates"]
    assert 0 < len(answer["candidates"]) <= 20
    assert sum(answer["counts"][name] for name in ("eligible", "unknown", "not_eligible")) == 200
    for place, one in enumerate(answer["candidates"], start=1):
        assert list(one) == ["candidate", "rank", "score", "parts", "reasons", "missing"]
        assert one["rank"] == place
        assert all(list(part) == ["name", "weight", "value", "points"] for part in one["parts"])
        assert round(sum(part["points"] for part in one["parts"]), 4) == one["score"]
    scores = [one["score"] for one in answer["candidates"]]
    assert scores == sorted(scores, reverse=True)
    assert " ms" in done.stderr


def test_the_same_list_twice(installed: Installation, vacancy: str) -> None:
    first, second = (installed.run("rank", vacancy, "--json").stdout for _ in range(2))
    assert first and first == second


def test_a_table_for_people(installed: Installation, vacancy: str) -> None:
    done = installed.run("rank", vacancy, "--top", "3")
    assert done.returncode == 0 and "score" in done.stdout and "counts: all 200" in done.stdout


def test_the_vacancies_of_a_person_show_the_same_score(installed: Installation, vacancy: str) -> None:
    first = json.loads(installed.run("rank", vacancy, "--json").stdout)
    person = first["candidates"][0]
    found = json.loads(installed.run("rank", "--candidate", person["candidate"], "--json").stdout)
    same = next(one for one in found["vacancies"] if one["vacancy"] == first["vacancy"])
    assert same["score"] == person["score"] and same["parts"] == person["parts"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("rank", "V-1999-00001"), 1, "there is no vacancy"),
        (("rank", "--candidate", "nobody"), 1, "there is no candidate"),
        (("rank",), 2, "give a vacancy"),
        (("rank", "x", "--candidate", "y"), 2, "give a vacancy"),
        (("rank", "x", "--asof", "yesterday"), 2, "asof"),
        (("link", "--queries", "no-such-file.tsv", "--taxonomy", "skills"), 2, "queries"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    installed: Installation, words: tuple[str, ...], code: int, said: str
) -> None:
    refused = installed.run(*words)
    assert refused.returncode == code and said in refused.stderr and "Traceback" not in refused.stderr


def test_linking_ranks_given_targets(installed: Installation, tmp_path: Path) -> None:
    (tmp_path / "t.tsv").write_text("id\ttext\na\tcortador de caña\na\tcañero\nb\tconductor de tractor\n")
    (tmp_path / "q.tsv").write_text("1\tcañeros\n\n2\ttractorista\n")
    out = tmp_path / "out.tsv"
    done = installed.run(
        "link", "--targets", str(tmp_path / "t.tsv"), "--queries", str(tmp_path / "q.tsv"), "--top", "1",
        "--out", str(out), "--lang", "es",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    rows = [line.split("\t") for line in out.read_text().splitlines()]
    assert rows[0] == ["query_id", "rank", "target_id", "score"]
    assert [row[:3] for row in rows[1:]] == [["1", "1", "a"], ["2", "1", "b"]]


def test_linking_against_the_taxonomy_gives_isco_codes(installed: Installation, tmp_path: Path) -> None:
    (tmp_path / "q.tsv").write_text("x\talbañil\n")
    done = installed.run(
        "link", "--taxonomy", "occupations", "--queries", str(tmp_path / "q.tsv"), "--top", "1"
    )
    assert done.stdout.splitlines()[1].split("\t")[:3] == ["x", "1", "7112"]


def test_a_line_without_a_tab_is_named(installed: Installation, tmp_path: Path) -> None:
    (tmp_path / "q.tsv").write_text("1\tcañero\ncañero\n")
    refused = installed.run("link", "--taxonomy", "skills", "--queries", str(tmp_path / "q.tsv"))
    assert refused.returncode == 1 and "q.tsv line 2" in refused.stderr
