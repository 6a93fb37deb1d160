"""Finding people: by code, by name as it sounds, as a possible double; reading who they are; coming in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from registry.access import PUBLIC, Role
from registry.candidates import drafts, entry, identity, queries, safety
from registry.candidates.code import grouped, new_code
from registry.candidates.drafts import Answers
from registry.candidates.service import correct, facts_held, register, withdraw
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.same_person import finding
from tests.conftest import NOW
from tests.factories import new_account
from tests.registry.candidates.people import registration


@pytest.fixture
def counsellor(session: Session):
    return new_account(session, Role.COUNSELLOR, centre="CAPMiR Cobán").actor()


def names(found) -> list[str]:
    return [f"{one.given_names} {one.surnames}" for one in found[0]]


@pytest.mark.parametrize("typed", ["Caal", "CAL", "maría kaal", "Maria Pop", "elena caal pop"])
def test_a_name_is_found_as_it_sounds(session: Session, counsellor, typed: str) -> None:
    register(session, PUBLIC, registration())
    register(session, PUBLIC, registration(given_names="José", surnames="Xicará"))
    assert names(queries.search(session, counsellor, typed)) == ["María Elena Caal Pop"]


@pytest.mark.parametrize("typed", ["Zzz", "%", "_", "!!!", "1234"])
def test_nobody_is_found_by_nonsense(session: Session, counsellor, typed: str) -> None:
    register(session, PUBLIC, registration())
    assert names(queries.search(session, counsellor, typed)) == []


def test_the_code_finds_one_person(session: Session, counsellor) -> None:
    _first, code = register(session, PUBLIC, registration())
    register(session, PUBLIC, registration(given_names="Otra"))
    assert names(queries.search(session, counsellor, grouped(code).lower())) == ["María Elena Caal Pop"]


def test_ones_own_centre_comes_first(session: Session, counsellor) -> None:
    register(session, counsellor, registration(given_names="Aquí"))
    register(session, PUBLIC, registration(given_names="Sola"))
    elsewhere = new_account(session, Role.COUNSELLOR, centre="CAPMiR Huehuetenango").actor()
    register(session, elsewhere, registration(given_names="Lejos"))
    assert names(queries.search(session, counsellor, "Caal"))[0] == "Aquí Caal Pop"


def test_a_long_list_has_another_page(session: Session, counsellor) -> None:
    for number in range(queries.LIST_SIZE + 1):
        register(session, PUBLIC, registration(given_names=f"Ana {'e' * number}"))
    people, has_more = queries.search(session, counsellor, "")
    assert (len(people), has_more) == (queries.LIST_SIZE, True)
    assert len(queries.search(session, counsellor, "", page=2)[0]) == 1


def test_an_employer_finds_nobody(session: Session) -> None:
    candidate, _code = register(session, PUBLIC, registration())
    employer = new_account(session, Role.EMPLOYER).actor()
    assert names(queries.search(session, employer, "Caal")) == []
    with pytest.raises(NotFound):
        queries.load(session, employer, candidate.public_id)


DPI = "2508 34766 0115"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"dpi": "2508347660115", "given_names": "Otra", "birth_date": date(1980, 1, 1), "phone": None},
         {"document": "same", "phone": "missing", "given_names": "different", "birth_date": "different"}),
        ({"surnames": "Cal Pop", "phone": None},
         {"document": "missing", "phone": "missing", "surnames": "sound", "birth_date": "same"}),
        ({"surnames": "Pop Caal", "birth_date": None, "phone": "+502 5555-0101"},
         {"document": "missing", "phone": "same", "surnames": "turned", "birth_date": "missing"}),
    ],
)  # fmt: skip
def test_a_possible_double(session: Session, counsellor, changes, expected) -> None:
    first, _code = register(session, PUBLIC, registration(dpi=DPI))
    [found] = finding.likely(session, counsellor, registration(**changes))
    assert found.candidate.id == first.id
    assert {name: found.levels[name] for name in expected} == expected


def test_a_family_that_shares_a_telephone_is_no_double(session: Session, counsellor) -> None:
    register(session, PUBLIC, registration(is_phone_shared=True))
    child = registration(given_names="Rosa", birth_date=date(2001, 1, 1), is_phone_shared=True)
    assert finding.likely(session, counsellor, child) == []


def test_the_public_is_told_nothing(session: Session) -> None:
    candidate, _code = register(session, PUBLIC, registration(dpi=DPI))
    assert finding.likely(session, PUBLIC, registration(dpi=DPI)) == []
    assert finding.likely(session, candidate.actor(), registration(dpi=DPI)) == []


def test_who_somebody_is_opens_with_a_reason_for_half_an_hour(session: Session) -> None:
    officer = new_account(session, Role.OFFICER).actor()
    other = new_account(session, Role.OFFICER).actor()
    with time_machine.travel(NOW, tick=False) as clock:
        candidate, _code = register(session, PUBLIC, registration())
        assert not identity.may_read_identity(session, officer, candidate)
        identity.identify(session, officer, candidate, reason="Llamada de entrevista")
        assert identity.may_read_identity(session, officer, candidate)
        assert not identity.may_read_identity(session, other, candidate)
        clock.shift(identity.OPEN_FOR + timedelta(seconds=1))
        assert not identity.may_read_identity(session, officer, candidate)
    [reading] = identity.readings(session, candidate)
    assert (reading.role, reading.reason) == ("officer", "Llamada de entrevista")


def test_no_reason_opens_nothing(session: Session, counsellor) -> None:
    candidate, _code = register(session, PUBLIC, registration())
    with pytest.raises(Invalid):
        identity.identify(session, counsellor, candidate, reason="  ")
    assert not identity.may_read_identity(session, counsellor, candidate)


@pytest.mark.parametrize("role", [Role.EMPLOYER, Role.AGENCY, Role.AUDITOR, Role.ADMIN])
def test_who_may_never_read_it(session: Session, role: Role) -> None:
    candidate, _code = register(session, PUBLIC, registration())
    actor = new_account(session, role).actor()
    with pytest.raises(NotAllowed):
        identity.identify(session, actor, candidate, reason="curiosidad")
    assert not identity.may_read_identity(session, actor, candidate)


def test_the_helper_has_just_seen_it(session: Session, counsellor) -> None:
    candidate, _code = register(session, counsellor, registration())
    assert identity.may_read_identity(session, counsellor, candidate)
    loaded = queries.load(session, counsellor, candidate.public_id)
    facts = facts_held(loaded)
    facts.phone = "4444 4444"
    correct(session, counsellor, loaded, facts)
    assert [one.verb for one in identity.readings(session, candidate)] == ["correct", "register"]
    assert identity.readings(session, candidate)[0].centre == "CAPMiR Cobán"


def test_code_and_telephone_open_the_own_pages(session: Session) -> None:
    _candidate, code = register(session, PUBLIC, registration())
    assert entry.sign_in(
        session, code=grouped(code).lower(), phone="+502 5555-0101", device="tests", address="10.0.0.1"
    )
    assert entry.sign_in(session, code=code, phone="5555 0102", device="tests", address="10.0.0.1") is None
    assert (
        entry.sign_in(session, code=new_code(), phone="5555 0101", device="tests", address="10.0.0.1") is None
    )


def test_without_a_telephone_the_code_alone_opens_nothing(session: Session) -> None:
    _candidate, code = register(session, PUBLIC, registration(phone=None))
    for typed in ("", "0", "5555 0101"):
        assert entry.sign_in(session, code=code, phone=typed, device="tests", address="10.0.0.1") is None


def test_guessing_telephones_is_braked(session: Session) -> None:
    _candidate, code = register(session, PUBLIC, registration())
    for number in range(10):
        assert (
            entry.sign_in(
                session, code=code, phone=f"5555 10{number:02d}", device="tests", address="10.0.0.1"
            )
            is None
        )
    with pytest.raises(NotPossible) as slowed:
        entry.sign_in(session, code=code, phone="5555 0101", device="tests", address="10.0.0.1")
    assert slowed.value.code == "code_slowed"
    elsewhere = {"phone": "5555 0101", "device": "tests", "address": "10.0.0.2"}
    assert entry.sign_in(session, code=code, **elsewhere), "who saw the code keeps nobody out"
    _other, other_code = register(session, PUBLIC, registration(given_names="Otra"))
    assert entry.sign_in(session, code=other_code, phone="5555 0101", device="tests", address="10.0.0.1")


def test_guessing_from_many_places_is_braked(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    _candidate, code = register(session, PUBLIC, registration())
    monkeypatch.setattr(entry, "OF_A_CODE", 30)

    def enter(place: int, phone: str) -> str | None:
        return entry.sign_in(
            session, code=code, phone=phone, device="tests", address=f"2001:db8:0:{place}::7"
        )

    for number in range(30):
        assert enter(number % 10, "5555 9999") is None
    with pytest.raises(NotPossible, match="code_slowed"):
        enter(99, "5555 0101")


def test_a_secret_word_is_not_tried_out_from_many_places(session: Session) -> None:
    person, code = register(session, PUBLIC, registration())
    word_hash = safety.hashed("volcán")
    safety.keep(session, person.actor(), person, is_quiet=False, contact=None, word_hash=word_hash)

    def enter(place: int, word: str) -> str | None:
        here = {"code": code, "address": f"10.0.0.{place}"}
        proved = entry.prove_word(session, word=word, **here)
        return entry.sign_in(session, phone="5555 0101", device="tests", proved=proved, **here)

    for number in range(entry.OF_THE_WORD):
        assert enter(number % 9, "ceiba") is None
    assert enter(50, "volcan") is None, "and nothing tells that code and telephone were right"


def test_guessing_codes_is_braked_and_slips_of_the_pen_are_not(session: Session) -> None:
    _candidate, code = register(session, PUBLIC, registration())
    for _number in range(30):
        entry.count_unknown_code(session, "7777-8888-K", address="10.0.0.1")
    assert entry.find_by_code(session, code, address="10.0.0.1") is not None
    for _number in range(10):
        entry.count_unknown_code(session, new_code(), address="10.0.0.1")
    with pytest.raises(NotPossible):
        entry.find_by_code(session, new_code(), address="10.0.0.1")
    assert entry.find_by_code(session, code, address="10.0.0.1") is not None, "a right code always opens"
    assert entry.find_by_code(session, new_code(), address="10.0.0.2") is None


def test_who_left_is_not_found_by_code(session: Session) -> None:
    candidate, code = register(session, PUBLIC, registration())
    withdraw(session, candidate.actor(), candidate)
    assert entry.find_by_code(session, code, address="-") is None
    assert entry.sign_in(session, code=code, phone="5555 0101", device="tests", address="10.0.0.1") is None


def test_a_draft_is_found_by_its_token_until_it_is_old(session: Session) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        draft, token = drafts.start(session, Answers(facts=registration()))
        assert drafts.answers_of(drafts.open_draft(session, token)).facts == registration()
        assert b"Caal" not in bytes(str(draft.token_hash), "utf-8")
        clock.shift(drafts.KEPT_FOR)
        assert drafts.find(session, token) is None
        drafts.forget_old(session)
        clock.shift(-drafts.KEPT_FOR)
        assert drafts.find(session, token) is None


def test_after_sending_the_draft_holds_no_answers(session: Session) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        draft, token = drafts.start(session, Answers(facts=registration()))
        candidate, _code = register(session, PUBLIC, drafts.answers_of(draft).facts)
        drafts.finish(session, draft, candidate)
        assert drafts.answers_of(draft) == Answers()
        assert drafts.slip_of(session, token) is candidate
        with pytest.raises(NotFound):
            drafts.open_draft(session, token)
        clock.shift(drafts.SLIP_SHOWN_FOR + timedelta(seconds=1))
        assert drafts.slip_of(session, token) is None
