"""The trained encoder: the same twice, blind to gender, steady under slips, bilingual; linking with and without it."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.taxonomy import installed, lexicon, link, rank_targets, rank_taxonomy, training
from matching.taxonomy.encoder import Encoder, text_keys
from matching.taxonomy.official import read_folder
from tests.matching.taxonomies import OCCUPATIONS, tidy

STEPS = 150


@cache
def trained(folder: Path) -> Encoder:
    return training.train(training.lessons_of(read_folder(folder)), steps=STEPS, dimensions=24, seed=4)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tidy(tmp_path_factory.mktemp("esco"))


@pytest.fixture
def imported(folder: Path, tmp_path: Path) -> Iterator[Path]:
    """An installation with the small taxonomy; nothing of it is left afterwards."""
    kept = tmp_path / "taxonomy"
    installed.keep(
        kept, read_folder(folder), trained(folder), version="1", trained_on="2026-11-22", steps=STEPS, seed=4
    )
    installed.use(kept)
    yield kept
    installed.use(None)


def test_the_same_files_and_seed_give_the_same_numbers(folder: Path) -> None:
    lessons = training.lessons_of(read_folder(folder))
    losses: list[float] = []
    again = training.train(
        lessons, steps=STEPS, dimensions=24, seed=4, progress=lambda _step, loss: losses.append(loss)
    )
    assert again.vocabulary == trained(folder).vocabulary
    assert np.array_equal(again.weights, trained(folder).weights)
    assert np.mean(losses[-10:]) < np.mean(losses[:10]) / 2
    other = training.train(lessons, steps=3, dimensions=24, seed=5)
    assert not np.array_equal(other.weights, trained(folder).weights)


def test_a_step_computes_in_single_precision() -> None:
    """In double, an import of all of ESCO takes twice as long."""
    chance = np.random.default_rng(1)
    summed = chance.standard_normal((8, 4)).astype(np.float32)
    assert training._contrast(summed)[1].dtype == np.float32
    texts = training._Texts()
    places = [texts.place(text) for text in ("cortador de caña", "cortadora de café", "plomero")]
    texts.matrices()
    assert texts.counts(np.array(places)).dtype == np.float32


def test_women_and_men_are_the_same_to_it(folder: Path) -> None:
    pairs = [
        (o.es, o.es_feminine) for o in lexicon().occupations.values() if o.es_feminine and " " not in o.es
    ]
    assert len(pairs) > 20
    same = [text_keys(man) == text_keys(woman) for man, woman in pairs]
    assert sum(same) >= 0.98 * len(same), [p for p, s in zip(pairs, same, strict=True) if not s]
    his, hers = trained(folder).encode(["cocinero de hospital", "COCINERAS DE HOSPITALES"])
    assert np.array_equal(his, hers)


def test_it_learned_both_languages_and_holds_under_a_slip(folder: Path) -> None:
    encoder = trained(folder)
    english = encoder.encode([en for _, _, _, en, _, _ in OCCUPATIONS])
    chance = Random(2)
    for i, (_, _, spanish, *_) in enumerate(OCCUPATIONS):
        name = spanish.split("/")[0]
        assert (encoder.encode([name]) @ english.T).argmax() == i
        right, slipped = encoder.encode([name, training.mistyped(name, chance)])
        assert right @ slipped > 0.4


@given(st.text(max_size=60))
def test_any_text_is_one_unit_long_or_nothing(text: str) -> None:
    vocabulary = {"<co": 0, "coc": 1, "oci": 2}
    [vector] = Encoder(vocabulary, np.eye(3, dtype=np.float32)).encode([text])
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5) or not vector.any()
    assert text_keys(text) == text_keys(f"  {text} ")


def test_with_an_import_other_names_of_a_concept_lead_to_a_target(imported: Path) -> None:
    targets = [(ident, en) for ident, _, _, en, _, _ in OCCUPATIONS]
    queries = [(ident, spanish.split("/")[-1]) for ident, _, spanish, *_ in OCCUPATIONS]
    first = {query: target for query, place, target, _ in rank_targets(queries, targets, 3) if place == 1}
    assert first == {ident: ident for ident, *_ in OCCUPATIONS}
    assert rank_targets(queries, targets, 3) == rank_targets(queries, targets, 3)
    assert [row[:3] for row in rank_taxonomy([("q", "fontanera")], "occupation", 1)] == [("q", 1, "7126")]
    assert imported.is_dir()


def test_the_very_words_come_first_with_full_score_and_nothing_else_reaches_it(imported: Path) -> None:
    assert imported.is_dir()
    targets = [(ident, es.split("/")[0]) for ident, _, es, *_ in OCCUPATIONS]
    for ident, text in targets:
        rows = rank_targets([("q", text)], targets, len(targets))
        assert rows[0][2:] == (ident, 1.0)
        assert all(score < 1 for *_, score in rows[1:])


def test_without_or_with_a_damaged_import_the_lexicon_goes_on(
    imported: Path, caplog: pytest.LogCaptureFixture
) -> None:
    current = imported / (imported / "current").read_text()
    whole = (current / "encoder.npz").read_bytes()
    (current / "encoder.npz").write_bytes(whole[: len(whole) // 2])
    installed._opened.cache_clear()
    assert link("albañil")[0].code == "occ:mason"
    assert "cannot be used" in caplog.text
    installed.use(imported / "nowhere")
    assert installed.installed() is None
    assert link("plomero")[0].code == "occ:plumber"
    assert rank_taxonomy([("q", "plomero")], "occupation", 1)[0][2] == "7126"


def test_a_new_import_counts_at_once_and_the_old_one_goes(imported: Path, folder: Path) -> None:
    before = installed.installed()
    other = training.train(training.lessons_of(read_folder(folder)), steps=2, dimensions=24, seed=9)
    card = installed.keep(
        imported, read_folder(folder), other, version="1", trained_on="2026-11-23", steps=2, seed=9
    )
    now = installed.installed()
    assert before and now and now.card == card != before.card
    assert sum(path.is_dir() for path in imported.iterdir()) == 1
