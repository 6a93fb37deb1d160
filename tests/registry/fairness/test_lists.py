"""Lists under a policy: the order, both places of everybody, the repetition to the byte, other weights, the year."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from matching.fair_order import METHOD, METHODS, FairOrder, Short, minimums
from matching.levels import Vocabulary
from matching.weights import load_weights, parse_weights
from registry import clock
from registry.access import Actor, Role
from registry.errors import Invalid, NotFound, NotPossible
from registry.fairness import export, queries, service
from registry.fairness.policy import from_json, to_json
from registry.placements import service as referrals
from registry.proposals import service as proposals
from registry.shortlists import archive, replay
from registry.shortlists import service as lists
from registry.shortlists.models import ArchivedModel, Entry, Shortlist
from registry.shortlists.pool import Pool
from tests.factories import new_account
from tests.registry.placements.market import Market, new_employer, new_market, new_person, new_vacancy


def in_force(session: Session, **changes: Any) -> None:
    """A policy for H-2A that two people decided: a woman's whole share, unless changed."""
    asked: dict[str, Any] = {"mode": "order", "traits": ["sex"], "share": "1", "alpha": "0.5"} | changes
    _made, proposal = service.propose(
        session,
        new_account(session, Role.OFFICER).actor(),
        "H2A",
        **asked,
        starts_on=clock.today(),
        reason="Las listas dejan atrás a las mujeres.",
    )
    proposals.approve(session, new_account(session, Role.SUPERVISOR).actor(), proposal, reason="De acuerdo.")


@pytest.fixture
def market(session: Session) -> Market:
    """Six men who fit best, then six women."""
    employer, officer = new_employer(session), new_account(session, Role.OFFICER)
    people = [new_person(session, f"Hombre {at}", sex="M", months=40 - at) for at in range(6)]
    people += [new_person(session, f"Mujer {at}", sex="F", months=20 - at) for at in range(6)]
    buyer = new_account(session, Role.EMPLOYER, employer_id=employer.id)
    vacancy = new_vacancy(session, employer, experience_months=48)
    return Market(officer, employer, buyer, vacancy, people, Pool())


def names(shortlist: Shortlist) -> list[str]:
    return [entry.candidate.given_names for entry in shortlist.entries]


def test_without_a_policy_nobody_moves_and_the_panel_is_there(session: Session, market: Market) -> None:
    shortlist = market.ranked(session)
    assert names(shortlist) == [person.given_names for person in market.people]
    assert [entry.plain_rank for entry in shortlist.entries] == list(range(1, 13))
    assert from_json(shortlist.policy or {}).version == 0 and shortlist.pools is None
    assert all(entry.groups is None for entry in shortlist.entries), "no group is kept that nothing read"
    assert set(shortlist.fairness) == {"sex", "department", "language", "returnee"}


@pytest.mark.parametrize("mode", ["off", "report"])
def test_a_policy_that_is_no_order_moves_nobody(session: Session, market: Market, mode: str) -> None:
    in_force(session, mode="order")
    before = names(market.ranked(session))
    in_force(session, mode=mode)
    after = market.ranked(session)
    assert before != names(after) == [person.given_names for person in market.people]
    assert from_json(after.policy or {}).mode == mode


def test_the_order_keeps_the_minimum_at_every_prefix_and_both_places(
    session: Session, market: Market
) -> None:
    in_force(session)
    shortlist = market.ranked(session)
    followed = from_json(shortlist.policy or {})
    assert (followed.version, followed.share, shortlist.pools) == (1, "1", {"sex": {"F": 6, "M": 6}})
    assert followed.fair is not None
    least = minimums({"F": 6, "M": 6}, followed.fair, 12)
    women = [name.startswith("Mujer") for name in names(shortlist)]
    assert all(sum(women[:k]) >= least["F"][k] for k in range(13))
    assert sum(women[:4]) >= 1
    by_place = {
        entry.plain_rank: entry.candidate.given_names
        for entry in shortlist.entries
        if entry.plain_rank is not None
    }
    assert [by_place[place] for place in sorted(by_place)] == [person.given_names for person in market.people]
    men = [name for name in names(shortlist) if name.startswith("Hombre")]
    assert men == sorted(men), "inside a group the order stands"


def test_the_points_are_the_same_with_and_without(session: Session, market: Market) -> None:
    plain = {entry.candidate_id: (entry.score, entry.parts) for entry in market.ranked(session).entries}
    in_force(session)
    assert {
        entry.candidate_id: (entry.score, entry.parts) for entry in market.ranked(session).entries
    } == plain


def test_swapping_everybodys_sex_swaps_who_moves_and_no_score(session: Session, market: Market) -> None:
    in_force(session)
    before = [(one.candidate_id, one.score) for one in market.ranked(session).entries]
    for person in market.people:
        person.sex = {"F": "M", "M": "F"}[person.sex or ""]
    session.flush()
    market.pool = Pool()
    after = market.ranked(session)
    assert [(one.candidate_id, one.score) for one in after.entries] == before


def test_groups_of_people_are_unreadable_in_the_file(session: Session, market: Market) -> None:
    in_force(session)
    shortlist = market.ranked(session)
    assert shortlist.entries[0].groups == '{"sex": "M"}'
    raw = session.execute(text("SELECT groups FROM shortlist_entry")).scalars().all()
    assert raw and not any(b"sex" in bytes(one) for one in raw)


def test_passing_over_the_fair_order_needs_a_reason(session: Session, market: Market) -> None:
    in_force(session)
    shortlist = market.ranked(session)
    first_woman = next(entry for entry in shortlist.entries if entry.candidate.sex == "F")
    next_man = next(
        entry for entry in shortlist.entries if entry.rank > first_woman.rank and entry.candidate.sex == "M"
    )
    taken = [one.candidate.public_id for one in shortlist.entries if one.rank < first_woman.rank]
    chosen = [*taken, next_man.candidate.public_id]
    with pytest.raises(Invalid, match="departure_reason_missing"):
        referrals.refer(session, market.officer.actor(), shortlist, chosen)
    made = referrals.refer(
        session, market.officer.actor(), shortlist, chosen, departure_reason="No contesta hace una semana."
    )
    assert {one.departure_reason for one in made} == {"No contesta hace una semana."}


# The same list again.


def test_a_fair_list_comes_out_the_same_to_the_byte(session: Session, market: Market) -> None:
    in_force(session)
    shortlist = market.ranked(session)
    in_force(session, mode="report")
    for person in market.people:
        person.sex = "M"
    session.flush()
    again = replay.replay(session, shortlist)
    assert again.is_same and again.differs == [] and again.digest == shortlist.digest


def test_a_list_is_repeated_by_the_method_of_its_policy(session: Session, market: Market) -> None:
    """What was approved with the first method goes on with it, and a method that nobody knows repeats nothing."""
    in_force(session)
    old = replace(queries.newest(session, "H2A"), method=METHODS[0])
    assert from_json(to_json(old)) == old and old.fair != replace(old, method=METHOD).fair
    shortlist = market.ranked(session)
    assert shortlist.policy is not None and shortlist.policy["order_method"] == METHOD
    shortlist.policy = {**shortlist.policy, "order_method": "fa-star-ir of tomorrow"}
    with session.no_autoflush, pytest.raises(NotPossible, match="order_method_unknown"):
        replay.replay(session, shortlist)


def test_where_a_minimum_could_not_be_kept_the_list_says_so() -> None:
    order = FairOrder((), 0, {}, (Short("language", "mam", 4), Short("department", "13", 9)))
    assert lists._short(order) == {"short": [["language", "mam", 4], ["department", "13", 9]]}
    assert lists._short(None) == {}


def test_an_archive_that_was_changed_repeats_nothing(session: Session, market: Market) -> None:
    in_force(session)
    shortlist = market.ranked(session)
    kept = session.get_one(ArchivedModel, shortlist.weights_hash)
    kept.text = kept.text.replace("1", "2", 1)
    with session.no_autoflush, pytest.raises(NotPossible, match="archive_changed"):
        replay.replay(session, shortlist)


@pytest.mark.parametrize("what", ["score", "groups", "pools", "policy", "digest"])
def test_tampering_shows(session: Session, market: Market, what: str) -> None:
    in_force(session)
    shortlist = market.ranked(session)
    if what == "score":
        shortlist.entries[2].score += 1
    elif what == "groups":
        for entry in shortlist.entries:
            entry.groups = '{"sex": "M"}'
    elif what == "pools":
        shortlist.pools = {"sex": {"M": 12}}
    elif what == "policy":
        shortlist.policy = {**(shortlist.policy or {}), "share": "0.2"}
    else:
        shortlist.digest = "0" * 64
    with session.no_autoflush:
        assert not replay.replay(session, shortlist).is_same


def test_an_old_list_comes_out_with_the_weights_and_words_of_its_day(
    session: Session, market: Market
) -> None:
    """After an upgrade today's files differ; the archive does not."""
    shortlist = market.ranked(session)
    kept = session.get_one(ArchivedModel, shortlist.weights_hash or "")
    assert parse_weights(kept.text) == load_weights()
    words = archive.vocabulary_of(session, shortlist)
    assert words.version == shortlist.vocabulary_version
    assert len(words.occupations) > 100
    newer = Vocabulary("another", {}, {"skill:a": ("skill:b",)}, {"skill:c": {"skill:e", "skill:d"}})
    assert archive.keep_vocabulary(session, newer) != shortlist.vocabulary_hash
    read = archive.read_vocabulary(archive.vocabulary_text(newer))
    assert read.skills_near("skill:c") == newer.skills_near("skill:c")
    assert replay.replay(session, shortlist).is_same
    market.ranked(session)
    assert len(session.scalars(select(ArchivedModel)).all()) == 3, "the same thing is kept once"


# With other weights.


def test_other_weights_say_who_moves_and_why_and_store_nothing(session: Session) -> None:
    market = new_market(session)
    shortlist = market.ranked(session)
    points = dict.fromkeys(load_weights().points, 0.0) | {"skills_required": 100.0}
    weights = replay.other_weights(archive.weights_of(session, shortlist), points)
    moved = replay.with_other_weights(session, shortlist, weights)
    assert [one.after for one in moved] == [1, 2, 3, 4]
    assert {one.candidate for one in moved} == {entry.candidate.public_id for entry in shortlist.entries}
    third = next(one for one in moved if one.before == 3)
    assert third.score_after == 100.0, "asked for a machete alone, having one is everything"
    assert list(third.parts) and all(before != after for before, after in third.parts.values())
    assert not session.dirty and not session.new
    same = replay.with_other_weights(session, shortlist, archive.weights_of(session, shortlist))
    assert [(one.before, one.parts) for one in same] == [(one.after, {}) for one in same]


def test_other_weights_keep_the_policy_of_the_list(session: Session, market: Market) -> None:
    in_force(session)
    shortlist = market.ranked(session)
    points = {**dict.fromkeys(load_weights().points, 0.0), "experience": 100.0}
    moved = replay.with_other_weights(session, shortlist, replay.other_weights(load_weights(), points))
    sex = {entry.candidate.public_id: entry.candidate.sex for entry in shortlist.entries}
    assert any(sex[one.candidate] == "F" for one in moved[:4])


@pytest.mark.parametrize(
    ("points", "code"), [({"experience": -1.0}, "weights_range"), ({"wishes": 7.0}, "weights_sum")]
)
def test_weights_that_cannot_be_are_refused(points: dict[str, float], code: str) -> None:
    shipped = {name: units / 10_000 for name, units in load_weights().points.items()}
    with pytest.raises(Invalid, match=code):
        replay.other_weights(load_weights(), shipped | points)


# The year.


def test_the_audit_of_a_year_adds_up_the_newest_list_of_each_vacancy(
    session: Session, market: Market
) -> None:
    market.ranked(session)
    in_force(session)
    market.ranked(session)
    auditor = Actor(Role.AUDITOR)
    rows = export.rows(session, auditor, clock.today().year)
    sex = {row.group: row for row in rows if row.trait == "sex"}
    assert {group: (row.lists, row.pool, row.shown) for group, row in sex.items()} == {
        "F": (1, 6, 6), "M": (1, 6, 6),
    }  # fmt: skip
    assert sex["F"].impact_ratio == 1.0 and sex["F"].expected == 6.0 and sex["F"].lists_ordered == 1
    assert {(row.scheme, row.seats) for row in rows} == {("H2A", "1-4")}
    assert export.rows(session, auditor, 2001) == []
    read = list(csv.DictReader(io.StringIO(export.csv_of(rows, lambda _trait, group: group))))
    assert {row["group_name"] for row in read if row["trait"] == "sex"} == {"F", "M"}


def test_nothing_of_fewer_than_five_is_in_the_audit(session: Session, market: Market) -> None:
    new_person(session, "Una", sex="F", municipality="0101", months=12)
    market.ranked(session)
    rows = export.rows(session, Actor(Role.DIRECTOR), clock.today().year)
    assert rows and all(row.pool >= 5 for row in rows)
    departments = [row for row in rows if row.trait == "department"]
    assert sum(row.pool for row in departments) != 13, "one person of a department cannot be worked out"


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR, Role.EMPLOYER, Role.AGENCY, Role.ADMIN])
def test_only_auditor_and_director_export(session: Session, role: Role) -> None:
    with pytest.raises(NotFound):
        export.rows(session, Actor(role), 2026)


def test_the_panel_over_all_lists_names_the_group_that_comes_off_worst(
    session: Session, market: Market
) -> None:
    employer = new_employer(session)
    for at in range(60):
        new_person(session, f"Otro {at}", sex="M", months=30)
    for at in range(60):
        new_person(session, f"Otra {at}", sex="F", machete=False)
    order = new_vacancy(session, employer, experience_months=48)
    Market(market.officer, employer, market.buyer, order, [], market.pool).ranked(session)
    (found,) = queries.watched(session, Actor(Role.AUDITOR))
    group, ratio, is_adverse, is_unlikely = found.worst["sex"]
    assert (group, is_adverse, is_unlikely) == ("F", True, True) and ratio < 0.8
    assert found.asks
    assert queries.watched(session, Actor(Role.DIRECTOR), scheme="GT_SNE") == []
    with pytest.raises(NotFound):
        queries.watched(session, Actor(Role.EMPLOYER))
    assert session.scalars(select(Entry)).all(), "only the list was read"
