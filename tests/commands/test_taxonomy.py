"""sendero taxonomy import: reads, trains, credits; a bad file changes nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.commands.running import CommandFailed
from app.commands.taxonomy import import_taxonomy, show
from matching.taxonomy import installed
from tests.matching.taxonomies import downloaded, tidy


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("SENDERO_DATA_DIR", str(tmp_path / "var"))
    yield tmp_path
    installed.use(None)


def test_an_import_says_what_it_read_and_credits_esco(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    show()
    assert "No taxonomy is imported" in capsys.readouterr().out
    import_taxonomy(downloaded(data / "esco"), steps=3, seed=1)
    caught = capsys.readouterr()
    said, told = caught.out, caught.err.splitlines()
    assert "occupations_es.csv: 10 rows" in said and "10 occupations, 2 skills" in said
    assert "This service uses the ESCO classification of the European Commission." in said
    # No terminal here: lines that stay, one for each file and for each part of the training.
    assert any(line.endswith("reading occupations_es.csv") for line in told)
    assert "training: step 3 of 3, loss" in told[-1]
    show()
    assert "checksum: " in capsys.readouterr().out


def test_a_bad_file_is_named_and_what_was_there_stays(data: Path) -> None:
    import_taxonomy(tidy(data / "esco"), steps=3, seed=1)
    installed.use(data / "var" / "taxonomy")
    before = installed.installed()
    bad = data / "esco" / "esco_occupations.csv"
    bad.write_text(bad.read_text(encoding="utf-8").replace("5120", "51"), encoding="utf-8")
    with pytest.raises(
        CommandFailed, match=r"nothing was imported: esco_occupations\.csv line 3: isco08 '51'"
    ):
        import_taxonomy(data / "esco", steps=3, seed=1)
    assert before is not None and installed.installed() is before
