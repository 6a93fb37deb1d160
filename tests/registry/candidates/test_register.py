"""One way in for everybody; what is stored, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from matching.types import CandidateFacts
from registry import events
from registry.access import PUBLIC, SYSTEM, Actor, Role
from registry.candidates import queries
from registry.candidates.code import code_hash, grouped
from registry.candidates.consents import Purpose, in_force
from registry.candidates.facts import facts_between, facts_by_ids, facts_of, spans
from registry.candidates.models import Candidate
from registry.candidates.registration import Job, KnownSkill, SpokenLanguage
from registry.candidates.service import facts_held, pause, register
from registry.errors import Invalid, NotAllowed
from tests.factories import new_account
from tests.registry.candidates.people import registration


def all_facts(session: Session) -> list[CandidateFacts]:
    return [facts for span in spans(session) for facts in facts_between(session, span)]


def test_alone(session: Session, frozen_now: datetime) -> None:
    candidate, code = register(session, PUBLIC, registration())

    held = queries.load(session, candidate.actor(), candidate.public_id)
    assert facts_held(held) == registration(consents=[])
    assert held.registered_at == frozen_now
    assert held.helper_id is None
    assert queries.by_code(session, grouped(code).lower()) is held
    [entry] = events.of_record(session, "candidate", candidate.public_id)
    assert (entry.verb, entry.actor) == ("register", f"candidate:{candidate.public_id}")
    assert entry.data["helped"] is False


def test_with_help_at_a_centre(session: Session) -> None:
    helper = new_account(session, Role.COUNSELLOR, centre="CAPMiR Quetzaltenango").actor()
    candidate, _code = register(session, helper, registration())

    assert (candidate.helper_id, candidate.centre) == (helper.account_id, "CAPMiR Quetzaltenango")
    assert {consent.helper_id for consent in candidate.consents} == {helper.account_id}


def test_each_consent_is_kept_with_its_words(session: Session) -> None:
    candidate, _code = register(session, PUBLIC, registration(agrees_to=(Purpose.REGISTER,)))

    kept = {consent.purpose: consent for consent in queries.standing_consents(session, candidate.id)}
    assert kept["register"].is_given and not kept["messages"].is_given
    assert kept["messages"].text == in_force()[Purpose.MESSAGES].text_es
    assert kept["messages"].text_version == in_force()[Purpose.MESSAGES].version
    assert not queries.has_consented(session, candidate.id, Purpose.MESSAGES)


def test_with_nothing_but_names_and_the_one_consent(session: Session) -> None:
    """Refusing everything optional costs nothing (trust.md L2)."""
    bare = registration(
        agrees_to=(Purpose.REGISTER,), sex=None, birth_date=None, phone=None, municipality=None, languages=[],
        work=[], skills=[], countries=[],
    )  # fmt: skip
    candidate, code = register(session, PUBLIC, bare)
    assert queries.by_code(session, code) is candidate
    assert [facts.id for facts in all_facts(session)] == [candidate.public_id]


def test_the_same_person_twice_is_never_told(session: Session) -> None:
    first, first_code = register(session, PUBLIC, registration())
    second, second_code = register(session, PUBLIC, registration())
    assert first.id != second.id
    assert first_code != second_code


def test_nothing_readable_lies_in_the_file(session: Session) -> None:
    candidate, code = register(session, PUBLIC, registration(dpi="2508347660115", places_to_avoid=["US-FL"]))
    row = session.execute(
        text("SELECT code, dpi, phone, places_to_avoid, code_hash, dpi_hash, phone_hash FROM candidate")
    ).one()
    stored = b" ".join(bytes(value) if not isinstance(value, str) else value.encode() for value in row)
    for secret in (code, "2508347660115", "5555", "US-FL"):
        assert secret.encode() not in stored
    assert candidate.code_hash == code_hash(code)


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"given_names": "  "}, "given_names", "name_missing"),
        ({"surnames": "1234"}, "surnames", "name_missing"),
        ({"birth_date": date(2010, 1, 1)}, "birth_date", "under_age"),
        ({"birth_date": date(1890, 1, 1)}, "birth_date", "birth_too_old"),
        ({"birth_date": date(2027, 1, 1)}, "birth_date", "birth_future"),
        ({"phone": "123"}, "phone", "phone_short"),
        ({"municipality": "9999"}, "municipality", "code_unknown"),
        ({"countries": ["XX"]}, "countries", "code_unknown"),
        ({"places_to_avoid": ["US-ZZ"]}, "places_to_avoid", "code_unknown"),
        ({"work": [Job(words="x", occupation="occ:none")]}, "work", "code_unknown"),
        ({"work": [Job(words=" ")]}, "work", "work_words_missing"),
        ({"work": [Job(words="x", months=9999)]}, "work", "months_impossible"),
        ({"skills": [KnownSkill(words="x", skill="skill:none")]}, "skills", "code_unknown"),
        ({"languages": [SpokenLanguage(language="es", level=9)]}, "languages", "level_unknown"),
        (
            {"available_from": date(2026, 5, 1), "available_to": date(2026, 4, 1)},
            "available_to",
            "dates_reversed",
        ),
        ({"agrees_to": ()}, "consents", "consent_missing"),
    ],
)
def test_what_cannot_be_registered(session: Session, frozen_now, changes, field: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        register(session, PUBLIC, registration(**changes))
    assert (refused.value.code, refused.value.field) == (code, field)
    assert session.scalar(select(Candidate.id)) is None


@pytest.mark.parametrize("dpi", ["2508347620115", "no sé, empieza con 25", "0", "2508 34766 0115"])
def test_a_strange_dpi_never_stops_anybody(session: Session, dpi: str) -> None:
    candidate, _code = register(session, PUBLIC, registration(dpi=dpi))
    assert candidate.dpi_check in ("ok", "warn", "fail")
    assert candidate.dpi


def test_who_may_not_register_others(session: Session) -> None:
    with pytest.raises(NotAllowed):
        register(session, Actor(Role.EMPLOYER, account_id=None), registration())


def test_the_birthday_itself_counts(session: Session, frozen_now) -> None:
    candidate, _code = register(session, PUBLIC, registration(birth_date=date(2008, 3, 2)))
    assert facts_of(candidate).adult_on == date(2026, 3, 2)


def test_born_on_29_february_is_of_age_on_1_march(session: Session) -> None:
    candidate, _code = register(session, PUBLIC, registration(birth_date=date(1996, 2, 29)))
    assert facts_of(candidate).adult_on == date(2014, 3, 1)


def test_the_ranking_sees_abilities_and_wishes_only(session: Session) -> None:
    candidate, _code = register(
        session,
        SYSTEM,
        registration(places_to_avoid=["US-FL", "ES"], licences_answered=True),
        is_fictitious=True,
    )
    [facts] = all_facts(session)
    assert facts == facts_of(queries.load(session, candidate.actor(), candidate.public_id))
    assert facts.avoid == {"US-FL", "ES"}
    assert facts.languages == (("kek", 5), ("es", 3))
    assert [(one.occupation, one.months) for one in facts.work] == [("occ:coffee-picker", 60)]
    assert [one.code for one in facts.skills] == ["skill:machete"]
    assert facts.licences_answered
    assert "Caal" not in repr(facts) and "5555" not in repr(facts)


def test_a_paused_person_is_not_ranked(session: Session) -> None:
    candidate, _code = register(session, PUBLIC, registration())
    pause(session, candidate.actor(), candidate)
    assert list(all_facts(session)) == []
    assert list(facts_by_ids(session, [candidate.id])) == []


def test_many_people_are_read_in_few_questions(session: Session, query_budget) -> None:
    for number in range(30):
        register(session, SYSTEM, registration(given_names=f"Ana {'x' * (number + 1)}"))
    session.expire_all()
    with query_budget(6):
        assert len(list(all_facts(session))) == 30


def test_invented_people_keep_their_ids(session: Session) -> None:
    then = datetime(2025, 5, 5, tzinfo=UTC)
    candidate, _code = register(
        session,
        SYSTEM,
        registration(),
        is_fictitious=True,
        public_id="abcdefghjk23456789mn",
        registered_at=then,
    )
    assert (candidate.public_id, candidate.registered_at, candidate.is_fictitious) == (
        "abcdefghjk23456789mn", then, True,
    )  # fmt: skip
