"""Words that come in: a stage for a right code alone, the verify box by message, BAJA at once, nothing to find out."""

from __future__ import annotations

import json
from datetime import timedelta

import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, events
from registry.candidates import queries, safety, service
from registry.candidates.code import grouped, new_code
from registry.candidates.models import Candidate
from registry.candidates.states import CandidateState
from registry.messages import incoming, optin, outbox
from registry.messages.models import Incoming, Outgoing
from tests.conftest import NOW
from tests.registry.messages.saying import happened, person


class Telephone:
    """Somebody's telephone: what it writes, and the answers it gets."""

    def __init__(self, session: Session, number: str = "+50255550101") -> None:
        self.session, self.number, self.sent = session, number, 0

    def write(self, text: str) -> tuple[str, dict[str, str]] | None:
        self.sent += 1
        before = set(self.session.scalars(select(Outgoing.id)))
        name = f"{self.number}-{self.sent}"
        incoming.receive(self.session, gateway_id=name, sender=self.number, text=text)
        new = [one for one in self.session.scalars(select(Outgoing)) if one.id not in before]
        if not new:
            return None
        assert [one.address for one in new] == [self.number]
        return new[0].code, json.loads(new[0].values)


def test_a_right_code_tells_the_public_word_from_whatever_telephone(session: Session) -> None:
    candidate = person(session)
    phone = Telephone(session, "+50299990000")
    code, values = phone.write(f"estado {grouped(candidate.code)}") or ("", {})
    assert (code, values) == ("answer_status", {"stage": "Registrado"})
    assert candidate.given_names.split()[0] not in json.dumps(values)


def test_wrong_codes_and_codes_of_careful_people_are_answered_alike_and_braked(session: Session) -> None:
    with time_machine.travel(NOW, tick=False) as now:
        quiet = person(session)
        safety.keep(session, quiet.actor(), quiet, is_quiet=True, contact=None)
        phone = Telephone(session)
        asked = ["", "no es un código", grouped(new_code()), grouped(quiet.code)]
        assert [phone.write(f"ESTADO {one}") for one in asked] == [("answer_no_code", {})] * 4
        for _ in range(20):
            now.shift(timedelta(minutes=1))
            phone.write(f"ESTADO {grouped(new_code())}")
        assert phone.write(f"ESTADO {grouped(new_code())}") is None, "so many in an hour are a machine"
        # A right code always opens, however many wrong ones came before.
        now.shift(timedelta(hours=1))
        answered = phone.write(f"ESTADO {grouped(person(session).code)}")
        assert answered == ("answer_status", {"stage": "Registrado"})


def test_the_verify_box_by_message(session: Session) -> None:
    phone = Telephone(session)
    assert phone.write("VERIFICAR") == ("verify_nothing", {})
    assert phone.write("verificar R-9999") == ("verify_unknown", {})
    assert phone.write("verificar 4141 7777") == ("verify_unknown", {})


def test_baja_stops_every_message_at_once_and_again_is_no_error(session: Session) -> None:
    mother, daughter = person(session), person(session, given_names="Ana", is_phone_shared=True)
    waiting = outbox.write(session, mother, "stage_offered", because=happened(session, mother))
    assert waiting is not None
    phone = Telephone(session)
    assert phone.write("Baja!") == ("answer_stop", {})
    session.expire_all()
    assert [optin.agreed(session, one) for one in (mother, daughter)] == [[], []]
    assert waiting.delivery == "cancelled"
    assert [one.state for one in (mother, daughter)] == [CandidateState.REGISTERED] * 2
    assert phone.write("BAJA") == ("answer_stop", {})
    assert Telephone(session, "+50241417777").write("BAJA") == ("answer_stop", {}), "a stranger: the same"
    taken_back = [one.verb for one in events.of_record(session, "candidate", mother.public_id)]
    assert "withdraw_consent" in taken_back


def test_who_was_not_asked_and_what_is_not_understood_get_help(session: Session) -> None:
    candidate = person(session)
    phone = Telephone(session)
    for text in ("SI", "NO", "hola quisiera trabajo", "AYUDA", "🙏"):
        assert phone.write(text) == ("answer_help", {})
    assert candidate.state == CandidateState.REGISTERED


def test_nothing_that_was_typed_is_kept(session: Session) -> None:
    phone = Telephone(session)
    phone.write("me pegan en mi casa ayúdenme 4141 7777")
    (kept,) = session.scalars(select(Incoming))
    assert kept.word == "unknown"
    everything = json.dumps([str(vars(one)) for one in (kept, *session.scalars(select(events.Event)))])
    assert "pegan" not in everything
    assert "4141" not in everything
    assert phone.number not in everything
    with time_machine.travel(clock.now() + timedelta(days=31), tick=False):
        incoming.forget_old(session)
    assert session.scalars(select(Incoming)).all() == []


def test_twice_told_is_once_heard(session: Session) -> None:
    for _ in range(3):
        incoming.receive(session, gateway_id="same", sender="+50255550101", text="AYUDA")
    assert len(session.scalars(select(Outgoing)).all()) == 1


def test_the_code_of_who_left_opens_nothing(session: Session) -> None:
    candidate: Candidate = person(session)
    service.withdraw(session, candidate.actor(), queries.own(session, candidate.actor()))
    assert Telephone(session).write(f"estado {grouped(candidate.code)}") == ("answer_no_code", {})


def test_after_a_day_nobody_knows_who_wrote(session: Session) -> None:
    candidate = person(session)
    kept = outbox.write(session, candidate, "stage_offered", because=happened(session, candidate))
    with time_machine.travel(NOW, tick=False) as now:
        phone = Telephone(session, "+50299990000")
        phone.write(f"ESTADO {grouped(candidate.code)}")
        phone.write("VERIFICAR 4141 7777")
        now.shift(timedelta(hours=23))
        phone.write("AYUDA")
        incoming.forget_old(session)
        answers = select(Outgoing.code).where(Outgoing.address.is_not(None)).order_by(Outgoing.id)
        assert session.scalars(answers).all() == ["answer_status", "verify_unknown", "answer_help"]
        now.shift(timedelta(hours=2))
        incoming.forget_old(session)
        assert session.scalars(answers).all() == ["answer_help"]
        known = session.execute(select(Incoming.word, Incoming.sender_hash).order_by(Incoming.id)).all()
        assert [word for word, _hash in known] == ["status", "verify", "help"], "words are counted for longer"
        assert [bool(number) for _word, number in known] == [False, False, True]
    assert session.scalars(select(Outgoing).where(Outgoing.candidate_id.is_not(None))).all() == [kept]


def test_with_a_person_goes_that_their_telephone_wrote(session: Session) -> None:
    theirs, others = Telephone(session), Telephone(session, "+50299990000")
    for phone in (theirs, others):
        phone.write("AYUDA")
    incoming.forget_sender(session, queries.phone_hash("5555 0101") or "")
    assert session.scalars(select(Outgoing.address)).all() == [others.number]
    assert session.scalars(select(Incoming.sender_hash)).all() == [queries.phone_hash(others.number)]
