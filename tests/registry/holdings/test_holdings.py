"""What is held on one person: the file they get, and its end."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import PUBLIC, Actor, Role
from registry.candidates import entry, identity, queries, safety, service
from registry.candidates.consents import How, Purpose
from registry.candidates.models import Candidate, Consent, Erasure, RegistrationDraft, Safety, WorkHistory
from registry.candidates.registration import answer
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.files.models import StoredFile
from registry.holdings import dossier, erasing
from registry.holdings.people_tables import pointing_at
from registry.pathways.models import PathwayFacts
from registry.placements import service as placements
from registry.placements.models import Referral
from registry.protection import service as protection
from registry.same_person.models import CandidateKey
from registry.shortlists.models import Entry
from tests.factories import new_account
from tests.registry.candidates.people import registration
from tests.registry.placements.market import Market, new_market

YES = answer(Purpose.REGISTER, is_given=True, how=How.SCREEN)
PHONE = "5555 0199"


@pytest.fixture
def market(session: Session) -> Market:
    return new_market(session)


@pytest.fixture
def person(session: Session, market: Market, tmp_path: Path) -> Candidate:
    """Somebody with an offer they said yes to, a paper, something told, and a safe contact."""
    found = market.people[0]
    (referral,) = market.refer(session, found)
    placements.consent(session, found.actor(), referral, found, how=How.SCREEN)
    session.add(
        StoredFile(
            public_id="paper", sha256="0" * 64, media_type="image/png", size_bytes=1, shown_name="dpi.png",
            candidate_id=found.id, stored_at=clock.now(),
        )
    )  # fmt: skip
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "paper").write_bytes(b"x")
    session.add(PathwayFacts(candidate_id=found.id, told=json.dumps({"x": 1}), changed_at=clock.now()))
    safety.keep(session, found.actor(), found, is_quiet=False, contact="Llame a Ana")
    identity.identify(session, market.officer.actor(), found, reason="Para llamarle")
    session.flush()
    return queries.own(session, found.actor())


def later(days: int) -> time_machine.travel:
    return time_machine.travel(clock.now() + timedelta(days=days), tick=False)


def test_the_file_holds_every_table_that_tells_of_the_person(session: Session, person: Candidate) -> None:
    held = dossier.file_of(session, person.actor(), person)
    text = json.dumps(held, ensure_ascii=False)
    assert {"consent", "referral", "shortlist_entry", "work_history", "stored_file", "safety"} <= set(
        held["tables"]
    )
    for said in ("Primera", PHONE, "Llame a Ana", "corté café", "Rancho Verde", "Para llamarle", "dpi.png"):
        assert said in text, said
    filled = {
        table.name
        for table, column in pointing_at("candidate")
        if session.scalar(select(func.count()).select_from(table).where(column == person.id))
    }
    assert filled - set(dossier.LEFT_OUT) - {"candidate"} == set(held["tables"])


def test_nobodys_file_tells_what_is_sealed_nor_that_it_is_there(
    session: Session, person: Candidate, market: Market
) -> None:
    counsellor = new_account(session, Role.COUNSELLOR, centre="Centro Norte").actor()
    identity.identify(session, counsellor, person, reason="Pide su archivo")
    for actor in (person.actor(), counsellor):
        before = dossier.file_of(session, actor, person)
        note = protection.note(
            session, counsellor, person, words="La espera un hombre", has_consent=True, how=How.READ_ALOUD
        )
        after = dossier.file_of(session, actor, person)
        assert before["at_a_centre"] == after["at_a_centre"] == list(dossier.AT_A_CENTRE)
        assert after["tables"] == before["tables"] and not set(dossier.AT_A_CENTRE) & set(after["tables"])
        text = json.dumps(after, ensure_ascii=False)
        assert "La espera" not in text and note.public_id not in text
        assert "Rancho Verde" in text, "the rest is there"
        session.delete(note)
        session.flush()


def test_the_file_names_no_officer_and_nobody_else(
    session: Session, person: Candidate, market: Market
) -> None:
    text = json.dumps(dossier.file_of(session, person.actor(), person), ensure_ascii=False)
    assert market.officer.name not in text and "Segunda" not in text and "_hash" not in text


def test_staff_hand_the_file_over_with_a_reason_and_the_person_sees_it(
    session: Session, person: Candidate
) -> None:
    counsellor = new_account(session, Role.COUNSELLOR, centre="Centro Norte").actor()
    with pytest.raises(NotAllowed):
        dossier.file_of(session, counsellor, person)
    identity.identify(session, counsellor, person, reason="Pide su archivo")
    held = dossier.file_of(session, counsellor, person)
    assert held["readers"][0]["verb"] == "hand_over" and held["readers"][0]["centre"] == "Centro Norte"
    with pytest.raises(NotAllowed):
        dossier.file_of(session, Actor(Role.CANDIDATE, candidate_id=person.id + 1), person)


def test_who_saw_my_data_names_the_firm(session: Session, person: Candidate, market: Market) -> None:
    referral = session.scalars(select(Referral).where(Referral.candidate_id == person.id)).one()
    placements.disclose(session, market.buyer.actor(), referral)
    newest = identity.readings(session, person)[0]
    assert (newest.role, newest.verb, newest.firm) == ("employer", "disclose", market.employer.legal_name)


def test_who_asks_is_gone_at_once_from_lists_searches_and_readers(
    session: Session, person: Candidate, market: Market
) -> None:
    public_id, officer = person.public_id, market.officer.actor()
    assert public_id in market.pool.index(session)
    assert person in queries.search(session, officer, "Primera")[0]
    erasing.ask(session, person.actor(), person)
    assert public_id not in market.pool.index(session)
    assert queries.search(session, officer, "Primera")[0] == []
    assert queries.by_code(session, person.code) is None
    with pytest.raises(NotFound):
        queries.load(session, officer, public_id)
    assert not identity.may_read_identity(session, officer, person)
    with pytest.raises(NotAllowed):
        identity.identify(session, officer, person, reason="Para saber más")
    assert not queries.has_consented_to_vacancy(session, person.id, market.vacancy.id)
    keys = select(func.count()).select_from(CandidateKey).where(CandidateKey.candidate_id == person.id)
    assert session.scalar(keys) == 0


def test_within_the_days_they_come_back_whole(session: Session, person: Candidate, tmp_path: Path) -> None:
    erasing.ask(session, person.actor(), person)
    with later(erasing.DAYS_TO_COME_BACK - 1):
        assert erasing.due(session) == []
        opened = {"device": "test", "address": "10.0.0.1"}
        assert erasing.come_back(session, YES, code=person.code, phone="4444 4444", **opened) is None
        assert erasing.come_back(session, YES, code=person.code, phone=PHONE, **opened) is not None
        back = queries.own(session, person.actor())
        assert back.state == "registered" and back.withdrawn_at is None and back.given_names == "Primera"
        assert queries.has_consented(session, back.id, Purpose.REGISTER)
        assert erasing.come_back(session, YES, code=person.code, phone=PHONE, **opened) is None
    with later(erasing.DAYS_TO_COME_BACK + 1):
        assert erasing.due(session) == []
        assert queries.own(session, person.actor()).given_names == "Primera"


def test_who_only_left_cannot_come_back_this_way(session: Session) -> None:
    person, code = service.register(session, PUBLIC, registration())
    service.withdraw(session, person.actor(), person)
    found = erasing.come_back(session, YES, code=code, phone="5555 0101", device="test", address="10.0.0.1")
    assert found is None and person.state == "withdrawn"


def test_after_the_days_nothing_tells_who_it_was_and_the_acts_stay(
    session: Session, person: Candidate, tmp_path: Path
) -> None:
    number, public_id = person.id, person.public_id
    code = person.code
    erasing.ask(session, person.actor(), person)
    with later(erasing.DAYS_TO_COME_BACK):
        (asked,) = erasing.due(session)
        erasing.erase_due(session, asked, tmp_path)
        assert erasing.due(session) == []
        assert erasing.come_back(session, YES, code=code, phone=PHONE, device="t", address="10.0.0.1") is None
    session.expire_all()
    left = session.get_one(Candidate, number)
    assert (left.given_names, left.surnames, left.name_key) == ("—", "—", "")
    told = (left.birth_date, left.phone, left.phone_hash, left.dpi, left.municipality, left.sex)
    assert told == (None,) * 6

    def rows(model: Any) -> int:
        held = select(func.count()).select_from(model).where(model.candidate_id == number)
        return session.scalars(held).one()

    for gone in (WorkHistory, StoredFile, PathwayFacts, Safety, RegistrationDraft):
        assert rows(gone) == 0
    assert not (tmp_path / "files" / "paper").exists()
    for kept in (Consent, Referral, Entry, Erasure):
        assert rows(kept) >= 1
    verbs = [one.verb for one in events.of_record(session, "candidate", public_id)]
    assert verbs[-1] == "erase" and "register" in verbs
    assert list(events.breaks(session)) == []


def test_nobody_else_asks_for_it(session: Session, person: Candidate, market: Market) -> None:
    for actor in (market.people[1].actor(), market.officer.actor(), market.buyer.actor()):
        with pytest.raises(NotAllowed):
            erasing.ask(session, actor, person)
    with pytest.raises(NotPossible):
        erasing.erase(session, person, Path("absent"))
    assert queries.own(session, person.actor()).state == "registered"


def test_the_brake_holds_for_coming_back_too(session: Session, person: Candidate) -> None:
    erasing.ask(session, person.actor(), person)
    for _number in range(10):
        erasing.come_back(session, YES, code=person.code, phone="4444 4444", device="t", address="10.0.0.1")
    with pytest.raises(NotPossible, match="code_slowed"):
        erasing.come_back(session, YES, code=person.code, phone=PHONE, device="t", address="10.0.0.1")


def test_a_secret_word_closes_the_pages_and_opens_them(session: Session, person: Candidate) -> None:
    safety.keep(
        session,
        person.actor(),
        person,
        is_quiet=True,
        contact=None,
        word_hash=safety.hashed(" Volcán  Tacaná"),
    )
    opened = {"code": person.code, "phone": PHONE, "device": "t", "address": "10.0.0.1"}
    assert entry.sign_in(session, **opened) is None
    for word, is_right in (("volcan", False), ("volcan tacana", True)):
        proved = entry.prove_word(session, code=person.code, word=word, address="10.0.0.1")
        assert (entry.sign_in(session, **opened, proved=proved) is not None) == is_right
    assert "olc" not in (safety.of(session, person).word_hash or "")  # type: ignore[union-attr]
    safety.keep(session, person.actor(), person, is_quiet=True, contact=None, forgets_word=True)
    assert entry.sign_in(session, **opened) is not None


def test_a_quiet_person_looks_like_an_unknown_code(session: Session, person: Candidate) -> None:
    assert entry.find_by_code(session, person.code, address="a") is person
    safety.keep(session, person.actor(), person, is_quiet=True, contact=None)
    assert entry.find_by_code(session, person.code, address="a") is None
    assert safety.is_quiet(session, person.id) and not safety.is_quiet(session, person.id + 1)


@pytest.mark.parametrize(
    ("word", "contact", "code"), [("a b", None, "word_short"), (None, "x" * 501, "words_long")]
)
def test_words_that_do_not_do(
    session: Session, person: Candidate, word: str | None, contact: str | None, code: str
) -> None:
    with pytest.raises(Invalid, match=code):
        safety.keep(
            session, person.actor(), person, is_quiet=False, contact=contact,
            word_hash=safety.hashed(word) if word else None,
        )  # fmt: skip


def test_only_the_person_and_a_counsellor_set_it(session: Session, person: Candidate, market: Market) -> None:
    for actor in (market.people[1].actor(), market.buyer.actor(), market.officer.actor()):
        with pytest.raises(NotAllowed):
            safety.keep(session, actor, person, is_quiet=True, contact=None)
    counsellor = new_account(session, Role.COUNSELLOR).actor()
    safety.keep(session, counsellor, person, is_quiet=True, contact="En el centro")
    assert safety.is_quiet(session, person.id)
