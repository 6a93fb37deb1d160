"""One record out of two, by two people, and two again as they were."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import PUBLIC, Role
from registry.accounts import sessions
from registry.accounts.models import Account
from registry.candidates import entry, identity, queries, safety
from registry.candidates.code import grouped
from registry.candidates.consents import How, Purpose
from registry.candidates.models import Candidate
from registry.candidates.registration import Job, KnownSkill, SpokenLanguage, answer
from registry.candidates.service import (
    correct,
    facts_held,
    give_consent,
    register,
    withdraw,
    withdraw_consent,
)
from registry.errors import Invalid, NotPossible
from registry.holdings import erasing
from registry.messages import calls, incoming, optin, outbox, reconfirm
from registry.messages.catalogue import Channel
from registry.messages.models import Outgoing, Reconfirmation
from registry.models import Base
from registry.placements import queries as placements
from registry.placements.states import ReferralState
from registry.plans import companions
from registry.proposals import service as proposing
from registry.same_person import answers, finding, merging, stored
from registry.same_person import queries as pairs
from registry.same_person.keys import hashes, told_of
from registry.same_person.models import CandidateKey, CandidateMerge, LikelyPair
from tests.factories import new_account
from tests.registry.candidates.people import registration
from tests.registry.messages.saying import happened
from tests.registry.placements.market import new_market, new_person

DPI = "2508347660115"


@pytest.fixture
def officer(session: Session) -> Account:
    return new_account(session, Role.OFFICER)


@pytest.fixture
def supervisor(session: Session) -> Account:
    return new_account(session, Role.SUPERVISOR)


def twice(session: Session, **second: Any) -> tuple[Candidate, Candidate, LikelyPair]:
    """The same person at two counters."""
    first, _code = register(session, PUBLIC, registration(dpi=DPI, municipality=None))
    changes = {
        "surnames": "Pop Cal", "phone": "5151 2222", "dpi": DPI, "places_to_avoid": ["US-FL"],
        "work": [Job(words="corté café", occupation="occ:coffee-picker"), Job(words="vendí", country="GT")],
        "skills": [KnownSkill(words="machete", skill="skill:machete"), KnownSkill(words="cocino")],
        "languages": [SpokenLanguage(language="es", level=5), SpokenLanguage(language="en", level=1)],
    }  # fmt: skip
    other, _code = register(session, PUBLIC, registration(**(changes | second)))
    return first, other, session.scalars(select(LikelyPair)).one()


def merge(session: Session, pair: LikelyPair, officer: Account, supervisor: Account) -> None:
    proposal = answers.say_same(session, officer.actor(), pair, reason="Vino con su DPI.")
    proposing.approve(session, supervisor.actor(), proposal, reason="Lo comprobé.")


def tables(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Every byte of every table but the log, and what is kept about the judging itself."""
    session.flush()
    session.expire_all()
    beside = {"event", "likely_pair", "candidate_merge", "proposal", "account"}
    found = {}
    for table in Base.metadata.sorted_tables:
        if table.name not in beside:
            rows = session.execute(text(f"SELECT * FROM {table.name}"))
            found[table.name] = sorted(
                tuple(bytes(value) if isinstance(value, memoryview) else str(value) for value in row)
                for row in rows
            )
    return found


def test_registering_alone_puts_a_pair_on_the_list_and_says_nothing(session: Session) -> None:
    first, other, pair = twice(session)
    assert (pair.first_id, pair.second_id, pair.found_by, pair.state) == (
        first.id,
        other.id,
        "registration",
        "open",
    )
    assert pair.probability > 0.9
    assert (first.state, other.state) == ("registered", "registered"), "nothing merges by itself"
    told = [one.data for one in events.of_record(session, "candidate", other.public_id)]
    assert first.public_id not in str(told)


def test_families_stay_apart(session: Session) -> None:
    """A twin with the next document number may be looked at, with a warning; nobody is merged by that."""
    register(session, PUBLIC, registration(dpi=DPI))
    twin = registration(given_names="Rosa Lucía", dpi="2508347740115", is_phone_shared=True)
    daughter = registration(birth_date=date(2006, 1, 3), surnames="Caal Choc", dpi="3604512021601")
    for one in (twin, daughter):
        register(session, PUBLIC, one)
    assert {one.levels["kin"] for one in session.scalars(select(LikelyPair))} <= {"twins"}
    assert set(session.scalars(select(Candidate.state))) == {"registered"}


def test_it_takes_two_people_and_a_reason(session: Session, officer: Account, supervisor: Account) -> None:
    _first, other, pair = twice(session)
    with pytest.raises(Invalid):
        answers.say_same(session, officer.actor(), pair, reason=" ")
    proposal = answers.say_same(session, officer.actor(), pair, reason="Vino con su DPI.")
    with pytest.raises(NotPossible):
        proposing.approve(session, officer.actor(), proposal, reason="Yo mismo.")
    assert other.state == "registered"
    proposing.reject(session, supervisor.actor(), proposal, reason="Falta mirar.")
    assert pair.state == "open"
    answers.say_unsure(session, officer.actor(), pair, reason="Falta su DPI.")
    assert pairs.listed(session, officer.actor()).waiting == 1
    answers.say_two(session, officer.actor(), pair, reason="Son primas.")
    assert pair.state == "two_people"
    told = [(one.by, one.text) for one in answers.said(pair)]
    mine, theirs = officer.name, supervisor.name
    assert told == [
        (mine, "Son primas."), (mine, "Falta su DPI."), (theirs, "Falta mirar."), (mine, "Vino con su DPI."),
    ], "every answer of both stays, sealed"  # fmt: skip


def test_an_answer_given_meanwhile_stays(session: Session, officer: Account) -> None:
    """Each is written before the ones of the locked row, not before those that were read with the page."""
    _first, _other, pair = twice(session)
    assert pair.reason is None
    other = '[{"by": "Otra", "at": null, "text": "Suenan igual."}]'
    session.execute(
        update(LikelyPair).values(reason=other).execution_options(synchronize_session=False),
    )
    answers.say_two(session, officer.actor(), pair, reason="Son\n\nprimas.")
    assert [one.text for one in answers.said(pair)] == ["Son\n\nprimas.", "Suenan igual."]


def test_no_reason_about_two_people_stands_in_the_log_or_in_the_proposal(
    session: Session, officer: Account, supervisor: Account
) -> None:
    _first, _other, pair = twice(session)
    merge(session, pair, officer, supervisor)
    answers.separate(session, officer.actor(), pair, reason="Era su hermana.")
    told = session.scalars(select(events.Event).order_by(events.Event.id)).all()
    assert {"say_same", "propose", "approve", "separate", "give_back"} <= {one.verb for one in told}
    reasons = ("Vino con su DPI.", "Lo comprobé.", "Era su hermana.")
    for one in told:
        assert not any(reason in f"{one.reason} {one.data}" for reason in reasons)
    rows = session.execute(text("SELECT * FROM proposal")).all()
    assert rows and not any(reason in str(row) for row in rows for reason in reasons)
    assert [one.text for one in answers.said(pair)] == list(reversed(reasons))


def test_what_was_said_of_a_pair_ends_with_either_person(
    session: Session, officer: Account, supervisor: Account, tmp_path: Path
) -> None:
    _first, other, pair = twice(session)
    proposal = answers.say_same(session, officer.actor(), pair, reason="Vino con su DPI.")
    proposing.reject(session, supervisor.actor(), proposal, reason="Es su hermana.")
    erasing.ask(session, other.actor(), other)
    erasing.erase(session, other, tmp_path)
    session.refresh(pair)
    assert answers.said(pair) == []


def test_what_was_said_of_a_pair_is_not_asked_again(session: Session, officer: Account) -> None:
    first, other, pair = twice(session)
    answers.say_two(session, officer.actor(), pair, reason="Son primas.")
    finding.keep_likely(session, other)
    assert pairs.listed(session, officer.actor()).pairs == []
    assert [one.id for one in pairs.listed(session, officer.actor(), answered=True).pairs] == [pair.id]
    assert first.state == "registered"


def test_everything_moves_to_the_first_record(
    session: Session, officer: Account, supervisor: Account
) -> None:
    first, other, pair = twice(session)
    market = new_market(session)
    [referral] = market.refer(session, market.people[0], reason="Prueba.")
    referral.candidate_id = other.id
    give_consent(session, other.actor(), other, answer(Purpose.SHARE_PROFILE, is_given=False, how=How.SCREEN))
    session.flush()
    merge(session, pair, officer, supervisor)
    kept = queries.load(session, officer.actor(), other.public_id)
    assert kept.id == first.id, "the old address leads to the record that was kept"
    assert {one.skill for one in kept.skills if one.skill} == {"skill:machete"}, "each once"
    assert {one.language for one in kept.languages} == {"kek", "es", "en"}
    assert [one.words for one in kept.work if one.occupation is None] == ["cuidé a mis hermanos", "vendí"]
    assert (kept.municipality, kept.places_to_avoid, kept.phone) == ("1601", "US-FL", "5555 0101")
    assert [one.id for one in placements.visible_to(session, officer.actor(), candidate=kept)] == [
        referral.id
    ]
    assert not queries.has_consented(session, kept.id, Purpose.SHARE_PROFILE), "the newest answer counts"
    assert other.state == "merged"
    assert queries.search(session, officer.actor(), "Pop Cal")[0] == [kept]


def test_both_codes_and_both_telephones_open_the_one_record(
    session: Session, officer: Account, supervisor: Account
) -> None:
    first, other, pair = twice(session)
    codes = [grouped(one.code) for one in (first, other)]
    merge(session, pair, officer, supervisor)
    for code in codes:
        assert queries.by_code(session, code) is first
        for phone in ("5555 0101", "5151 2222"):
            assert entry.sign_in(session, code=code, phone=phone, device="", address="10.0.0.1") is not None
        assert entry.sign_in(session, code=code, phone="5999 9999", device="", address="10.0.0.1") is None
    answers.separate(session, officer.actor(), pair, reason="Eran dos.")
    assert queries.by_code(session, codes[1]) is other


def test_undone_it_is_as_it_was_to_the_byte(session: Session, officer: Account, supervisor: Account) -> None:
    _first, other, pair = twice(session)
    market = new_market(session)
    [referral] = market.refer(session, market.people[0], reason="Prueba.")
    referral.candidate_id = other.id
    before = tables(session)
    merge(session, pair, officer, supervisor)
    assert tables(session) != before
    answers.separate(session, officer.actor(), pair, reason="Eran dos.")
    after = tables(session)
    assert {name for name in before if before[name] != after[name]} == set()
    assert pair.state == "two_people"
    assert session.scalars(select(CandidateMerge.moved)).one() is None


def test_what_happened_since_stays_with_the_record_that_was_kept(
    session: Session, officer: Account, supervisor: Account
) -> None:
    first, other, pair = twice(session)
    told_before = facts_held(queries.load(session, officer.actor(), other.public_id))
    merge(session, pair, officer, supervisor)
    kept = queries.load(session, officer.actor(), first.public_id)
    facts = facts_held(kept).model_copy(
        update={"municipality": "0101", "skills": [KnownSkill(words="pintura")]}
    )
    correct(session, kept.actor(), kept, facts)
    answers.separate(session, officer.actor(), pair, reason="Eran dos.")
    session.expire_all()
    assert queries.load(session, officer.actor(), first.public_id).municipality == "0101"
    assert facts_held(queries.load(session, officer.actor(), other.public_id)) == told_before


def test_who_leaves_leaves_with_both_records(session: Session, officer: Account, supervisor: Account) -> None:
    first, other, pair = twice(session)
    codes = [grouped(one.code) for one in (first, other)]
    merge(session, pair, officer, supervisor)
    kept = queries.load(session, officer.actor(), first.public_id)
    withdraw(session, kept.actor(), kept)
    session.expire_all()
    assert (first.state, other.state) == ("withdrawn", "withdrawn")
    assert [queries.by_code(session, code) for code in codes] == [None, None]
    assert session.scalars(select(CandidateKey)).all() == []
    assert session.scalars(select(CandidateMerge.moved)).one() is None
    with pytest.raises(NotPossible):
        answers.separate(session, officer.actor(), pair, reason="Eran dos.")


def test_three_records_of_one_person(session: Session, officer: Account, supervisor: Account) -> None:
    first, other, pair = twice(session)
    merge(session, pair, officer, supervisor)
    third, _code = register(session, PUBLIC, registration(dpi=DPI, given_names="Elena"))
    [late] = session.scalars(select(LikelyPair).where(LikelyPair.second_id == third.id))
    assert late.first_id == first.id
    merge(session, late, officer, supervisor)
    assert {one.id for one in merging.folded_into(session, first)} == {other.id, third.id}
    answers.separate(session, officer.actor(), pair, reason="Eran dos.")
    session.expire_all()
    assert (other.state, third.state) == ("registered", "merged")


def test_two_open_offers_of_one_vacancy_stand_in_the_way(
    session: Session, officer: Account, supervisor: Account
) -> None:
    first, other, pair = twice(session)
    market = new_market(session)
    referrals = market.refer(session, *market.people[:2], reason="Prueba.")
    for referral, one in zip(referrals, (first, other), strict=True):
        referral.candidate_id = one.id
    session.flush()
    proposal = answers.say_same(session, officer.actor(), pair, reason="Vino con su DPI.")
    with pytest.raises(NotPossible, match="both_referred"):
        proposing.approve(session, supervisor.actor(), proposal, reason="Lo comprobé.")


@pytest.mark.parametrize("of_vacancy", [False, True])
@pytest.mark.parametrize("taken_back_by", [0, 1])
def test_a_permission_that_was_taken_back_stays_taken_back(
    session: Session, officer: Account, supervisor: Account, taken_back_by: int, of_vacancy: bool
) -> None:
    both, pair = (found := twice(session))[:2], found[2]
    vacancy = new_market(session).vacancy.id if of_vacancy else None
    purpose = Purpose.SHARE_WITH_EMPLOYER if of_vacancy else Purpose.SHARE_PROFILE
    for one in both:
        give_consent(
            session, one.actor(), one, answer(purpose, is_given=True, how=How.SCREEN), vacancy_id=vacancy
        )
    withdraw_consent(session, both[taken_back_by].actor(), both[taken_back_by], purpose, vacancy_id=vacancy)

    def stands(one: Candidate) -> bool:
        if vacancy is None:
            return queries.has_consented(session, one.id, purpose)
        return queries.has_consented_to_vacancy(session, one.id, vacancy)

    before = tables(session)
    merge(session, pair, officer, supervisor)
    assert not stands(both[0])
    answers.separate(session, officer.actor(), pair, reason="Eran dos.")
    assert [stands(one) for one in both] == [taken_back_by == 1, taken_back_by == 0]
    assert tables(session) == before


def test_a_yes_after_a_no_stands(session: Session, officer: Account, supervisor: Account) -> None:
    first, other, pair = twice(session)
    for one, is_given in ((other, False), (first, False), (first, True)):
        yes_or_no = answer(Purpose.SHARE_PROFILE, is_given=is_given, how=How.SCREEN)
        give_consent(session, one.actor(), one, yes_or_no)
    merge(session, pair, officer, supervisor)
    assert queries.has_consented(session, first.id, Purpose.SHARE_PROFILE)


def test_sessions_of_both_end_with_the_merge_and_with_its_end(
    session: Session, officer: Account, supervisor: Account
) -> None:
    first, other, pair = twice(session)
    codes = [grouped(one.code) for one in (first, other)]
    phones = ("5555 0101", "5151 2222")

    def signed_in() -> list[str]:
        found = [
            entry.sign_in(session, code=code, phone=phone, device="", address="10.0.0.1")
            for code, phone in zip(codes, phones, strict=True)
        ]
        return [token for token in found if token is not None]

    before = signed_in()
    merge(session, pair, officer, supervisor)
    assert [sessions.holder(session, token) for token in before] == [None, None]
    during = signed_in()
    assert len(during) == 2 and all(sessions.holder(session, token) for token in during)
    answers.separate(session, officer.actor(), pair, reason="Eran dos.")
    assert [sessions.holder(session, token) for token in before + during] == [None] * 4


def test_two_records_that_name_each_other_are_one_person_all_the_same(
    session: Session, officer: Account, supervisor: Account
) -> None:
    first, other, pair = twice(session)
    companions.name(session, first.actor(), first, grouped(other.code))
    companions.name(session, other.actor(), other, grouped(first.code))
    before = tables(session)
    merge(session, pair, officer, supervisor)
    assert companions.word_of(session, first) is None
    answers.separate(session, officer.actor(), pair, reason="Eran dos.")
    assert tables(session) == before
    assert companions.word_of(session, first) is True


@pytest.mark.parametrize("is_kept_open", [True, False])
def test_an_open_offer_is_not_left_behind_an_ended_one(
    session: Session, officer: Account, supervisor: Account, is_kept_open: bool
) -> None:
    first, other, pair = twice(session)
    market = new_market(session)
    held, folded = market.refer(session, *market.people[:2], reason="Prueba.")
    held.candidate_id, folded.candidate_id = first.id, other.id
    (folded if is_kept_open else held).state = ReferralState.DECLINED
    session.flush()
    proposal = answers.say_same(session, officer.actor(), pair, reason="Vino con su DPI.")
    if is_kept_open:
        proposing.approve(session, supervisor.actor(), proposal, reason="Lo comprobé.")
        assert placements.visible_to(session, officer.actor(), candidate=first) == [held]
    else:
        with pytest.raises(NotPossible, match="both_referred"):
            proposing.approve(session, supervisor.actor(), proposal, reason="Lo comprobé.")


def test_an_old_telephone_opens_nothing_once_the_person_told_a_new_one(
    session: Session, officer: Account, supervisor: Account
) -> None:
    first, other, pair = twice(session)
    code, other_code = grouped(first.code), grouped(other.code)
    merge(session, pair, officer, supervisor)
    kept = queries.load(session, officer.actor(), first.public_id)
    correct(session, kept.actor(), kept, facts_held(kept).model_copy(update={"phone": "4040 1010"}))

    def opens(code: str, phone: str) -> bool:
        return entry.sign_in(session, code=code, phone=phone, device="", address="10.0.0.1") is not None

    assert [opens(code, phone) for phone in ("4040 1010", "5151 2222", "5555 0101")] == [True, False, False]
    answers.separate(session, officer.actor(), pair, reason="Eran dos.")
    assert opens(other_code, "5151 2222") and not opens(other_code, "4040 1010")


def test_the_person_sees_who_read_either_record(
    session: Session, officer: Account, supervisor: Account
) -> None:
    first, other, pair = twice(session)
    answers.open_identities(session, officer.actor(), pair, reason="Comparar dos registros.")
    merge(session, pair, officer, supervisor)
    kept = queries.load(session, officer.actor(), first.public_id)
    read = [one for one in identity.readings(session, kept) if one.verb == "identify"]
    assert [one.reason for one in read] == ["Comparar dos registros."] * 2
    assert other.state == "merged"


def test_keys_follow_every_change(session: Session, officer: Account) -> None:
    person = new_person(session, "Juana", dpi=DPI)

    def kept() -> set[int]:
        return set(session.scalars(select(CandidateKey.key).where(CandidateKey.candidate_id == person.id)))

    assert kept() == set(hashes(told_of(person)))
    held = queries.load(session, officer.actor(), person.public_id)
    counsellor = new_account(session, Role.COUNSELLOR, centre="Centro")
    correct(session, counsellor.actor(), held, facts_held(held).model_copy(update={"surnames": "Choc Tiul"}))
    assert kept() == set(hashes(told_of(person)))
    withdraw(session, person.actor(), person)
    assert kept() == set()


def write_twice(session: Session, first: Candidate, other: Candidate) -> None:
    """Each record waits for one message of its own and for the same one; each is asked, and each is to be called."""
    of_both = happened(session, first)
    for one in (first, other):
        outbox.write(session, one, "stage_offered", because=of_both)
        outbox.write(session, one, "stage_offered", because=happened(session, one))
        session.add(Reconfirmation(candidate_id=one.id, phone_hash=one.phone_hash, asked_at=clock.now()))
        yes = {"answer": "yes", "answered_at": clock.now()}
        session.add(Reconfirmation(candidate_id=one.id, asked_at=clock.now(), **yes))
        calls.make(session, one, "unreached")
    calls.make(session, other, "reconfirm")
    optin.keep_email(session, other, "maria@example.org")
    session.flush()


def test_each_message_goes_out_once_to_the_record_that_was_kept(
    session: Session, officer: Account, supervisor: Account
) -> None:
    first, other, pair = twice(session)
    write_twice(session, first, other)
    counsellor = new_account(session, Role.COUNSELLOR, centre="Centro").actor()
    before = tables(session)
    merge(session, pair, officer, supervisor)
    waiting = select(Outgoing.candidate_id).where(Outgoing.delivery == "waiting")
    assert session.scalars(waiting).all() == [first.id] * 3
    assert optin.address(session, first, Channel.EMAIL) == "maria@example.org"
    listed = [(one.candidate_id, one.why) for one in calls.waiting(session, counsellor)]
    assert sorted(listed) == [(first.id, "reconfirm"), (first.id, "unreached")]
    answers.separate(session, officer.actor(), pair, reason="Eran dos.")
    after = tables(session)
    assert {name for name in before if before[name] != after[name]} == set()


def test_a_yes_from_either_telephone_answers_for_the_one_person(
    session: Session, officer: Account, supervisor: Account
) -> None:
    first, other, pair = twice(session)
    write_twice(session, first, other)
    merge(session, pair, officer, supervisor)
    incoming.receive(session, gateway_id="1", sender="5151 2222", text="NO")
    session.refresh(first)
    assert first.state == "paused" and not reconfirm.is_asked(session, first)


def test_an_address_given_since_stays_and_a_message_that_went_out_is_not_sent_again(
    session: Session, officer: Account, supervisor: Account
) -> None:
    first, other, pair = twice(session)
    write_twice(session, first, other)
    merge(session, pair, officer, supervisor)
    optin.keep_email(session, first, "elena@example.org")
    sent = session.scalars(select(Outgoing).where(Outgoing.delivery == "waiting")).all()
    for one in sent:
        one.delivery, one.sent_at = "sent", clock.now()
    session.flush()
    answers.separate(session, officer.actor(), pair, reason="Eran dos.")
    assert optin.address(session, first, Channel.EMAIL) == "elena@example.org"
    assert optin.address(session, other, Channel.EMAIL) == "maria@example.org"
    waiting = session.scalars(select(Outgoing.candidate_id).where(Outgoing.delivery == "waiting")).all()
    assert waiting == [other.id], "what had ended with the merge waits for the other again"


def careful(session: Session, person: Candidate, **said: Any) -> None:
    safety.keep(session, person.actor(), person, **({"is_quiet": False, "contact": None} | said))


def opens(session: Session, person: Candidate, word: str) -> bool:
    return safety.opens(session, person, safety.prove(session, person, word))


def test_the_stronger_protection_of_both_stands_and_is_taken_apart_again(
    session: Session, officer: Account, supervisor: Account
) -> None:
    first, other, pair = twice(session)
    safety.keep_places(session, first.actor(), first, ["GT-01"])
    safety.keep_places(session, other.actor(), other, ["GT-0101", "GT-16"])
    careful(
        session,
        other,
        is_quiet=True,
        contact="Con su hermana, por la tarde",
        word_hash=safety.hashed("Quetzal"),
    )
    before = tables(session)
    merge(session, pair, officer, supervisor)
    assert safety.is_quiet(session, first.id)
    assert not opens(session, first, "otra") and opens(session, first, "quetzal")
    assert safety.unsafe_places(session, first) == ["GT-01", "GT-0101", "GT-16"]
    held = safety.of(session, first)
    assert held is not None and held.contact == "Con su hermana, por la tarde"
    answers.separate(session, officer.actor(), pair, reason="Eran dos.")
    after = tables(session)
    assert {name for name in before if before[name] != after[name]} == set()
    assert not safety.is_quiet(session, first.id) and safety.is_quiet(session, other.id)


def test_what_the_person_says_of_their_safety_since_stands(
    session: Session, officer: Account, supervisor: Account
) -> None:
    first, other, pair = twice(session)
    careful(session, first)
    careful(session, other, is_quiet=True)
    merge(session, pair, officer, supervisor)
    careful(session, first, is_quiet=True, word_hash=safety.hashed("Ceiba"))
    answers.separate(session, officer.actor(), pair, reason="Eran dos.")
    assert safety.is_quiet(session, first.id) and not opens(session, first, "otra")
    assert safety.is_quiet(session, other.id) and opens(session, other, "otra")


def test_two_secret_words_stand_in_the_way_until_one_is_taken_away(
    session: Session, officer: Account, supervisor: Account
) -> None:
    first, other, pair = twice(session)
    careful(session, first, word_hash=safety.hashed("Quetzal"))
    careful(session, other, word_hash=safety.hashed("Ceiba"))
    proposal = answers.say_same(session, officer.actor(), pair, reason="Vino con su DPI.")
    with pytest.raises(NotPossible, match="both_careful"), session.begin_nested():
        proposing.approve(session, supervisor.actor(), proposal, reason="Lo comprobé.")
    assert other.state == "registered" and opens(session, other, "ceiba")
    careful(session, other, forgets_word=True)
    proposing.approve(session, supervisor.actor(), proposal, reason="Lo comprobé.")
    assert other.state == "merged" and opens(session, first, "quetzal")


@pytest.mark.parametrize(
    "tables_of_that_day", [stored._WITH_SESSIONS, stored._FIRST, stored._WITH_SAFETY, stored._WITH_CENTRES]
)
def test_a_merge_of_an_earlier_version_is_undone_all_the_same(
    session: Session, officer: Account, supervisor: Account, tables_of_that_day: tuple[str, ...]
) -> None:
    """Those wrote down rows by their place in a list of tables, which has grown since, also in the middle."""
    _first, other, pair = twice(session)
    market = new_market(session)
    [referral] = market.refer(session, market.people[0], reason="Prueba.")
    referral.candidate_id = other.id
    before = tables(session)
    merge(session, pair, officer, supervisor)
    made = session.scalars(select(CandidateMerge)).one()
    moved = json.loads(made.moved or "")
    later = {name for name, rows in moved["rows"].items() if rows} - set(tables_of_that_day)
    assert not later, "nothing moved that could not move then"
    moved["rows"] = [moved["rows"].get(name, []) for name in tables_of_that_day]
    for name in ("careful", "letters", *(["ended", "named"] if "web_session" in tables_of_that_day else [])):
        del moved[name]
    made.moved = json.dumps(moved)
    answers.separate(session, officer.actor(), pair, reason="Eran dos.")
    after = tables(session)
    assert {name for name in before if before[name] != after[name]} == set()


def test_every_table_about_people_follows_them_or_stays_for_a_reason() -> None:
    moving = {(one.model.__tablename__, one.column) for one in merging.MOVING}
    pointing = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name == "candidate" and table.name not in merging.STAYING
    }
    assert pointing == moving
