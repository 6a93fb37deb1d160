"""Confirmed pairs: counted, without anybody in them."""

from datetime import date

import pytest
import time_machine
from sqlalchemy import select

from registry.pairs import queries
from registry.pairs.models import ConfirmedPair
from registry.pairs.service import is_keepable, remember, remember_ticks

OFFERED = ["occ:mason", "occ:mason-helper"]


def test_equal_choices_are_one_row_with_a_count(session) -> None:
    with time_machine.travel("2026-11-02T15:00:00Z", tick=False):
        remember(session, "occupation", "fui  albañil", OFFERED, "occ:mason")
        remember(session, "occupation", "fui albañil", OFFERED, None)
    with time_machine.travel("2026-11-09T15:00:00Z", tick=False):
        remember(session, "occupation", "fui albañil", OFFERED[:1], "occ:mason")
    chosen, none = session.scalars(select(ConfirmedPair).order_by(ConfirmedPair.times.desc())).all()
    assert (chosen.words, chosen.code, chosen.times, chosen.lang) == ("fui albañil", "occ:mason", 2, "es")
    assert (chosen.offered, chosen.first_on, chosen.last_on) == (
        OFFERED[:1],
        date(2026, 11, 2),
        date(2026, 11, 9),
    )
    assert (none.code, none.times) == (None, 1)
    assert [pair.code for pair in queries.confirmed(session, at_least=2)] == ["occ:mason"]


def test_the_language_of_the_words_is_kept(session) -> None:
    remember(
        session, "occupation", "Farmworker for the apple harvest", ["occ:apple-picker"], "occ:apple-picker"
    )
    remember(session, "occupation", "Récolte de fraises et désherbage", ["occ:berry-picker"], None)
    assert {pair.lang for pair in queries.confirmed(session)} == {"en", "fr"}


@pytest.mark.parametrize(
    "words",
    [
        "albañil, llame al 5512 3456",
        "DPI 2514 12345 0101",
        "2514123450101",
        "tel. 5.5.1.2",
        "escriba a ana@ejemplo.gt",
        "vea www.ejemplo.gt",
        "trabajé con mi hermana Xoquic",
        "  ",
        "x" * 121,
    ],
)
def test_words_that_may_point_at_somebody_are_not_kept(session, words: str) -> None:
    names = ("María Ixchel", "Xoquic Cuá")
    assert not is_keepable(words, names)
    remember(session, "occupation", words, OFFERED, "occ:mason", names)
    assert not list(queries.confirmed(session))


def test_a_length_is_no_number_of_somebody() -> None:
    assert is_keepable("corté caña 3 zafras y 10 meses")


@pytest.mark.parametrize(
    "words",
    [
        "cuidé a don Mario Xol en la finca Santa Rosa",
        "trabajé sin papeles en una pollera en Alabama hasta que me deportaron",
        "albañil en casa de los Caal",
    ],
)
def test_a_sentence_about_somebody_is_not_kept(words: str) -> None:
    assert not is_keepable(words)


def test_own_names_of_two_letters_count_and_particles_do_not() -> None:
    known = "conductor de autobús ex albañil"
    assert is_keepable(known, ["Ana de la Cruz"])
    assert not is_keepable(known, ["Ana Ex"])


def test_where_nothing_was_offered_nothing_was_chosen(session) -> None:
    remember(session, "skill", "algo", [], None)
    assert not list(queries.confirmed(session))


def test_ticks_say_which_findings_were_true(session) -> None:
    remember_ticks(session, [("podar", "skill:prune"), ("moto", "skill:drive-motorcycle")], ["skill:prune"])
    assert {(pair.words, pair.code) for pair in queries.confirmed(session)} == {
        ("podar", "skill:prune"), ("moto", None),
    }  # fmt: skip


def test_a_pair_has_no_column_for_a_person() -> None:
    assert set(ConfirmedPair.__table__.columns.keys()) == {
        "id", "kind", "lang", "words", "code", "offered", "times", "first_on", "last_on",
    }  # fmt: skip
