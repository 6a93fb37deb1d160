"""Texts: they fit into one text message with the longest values, and two people agree on them before they go out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registry.access import Role
from registry.candidates.stages import Stage
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.messages import gsm, texts
from registry.messages.catalogue import Channel, catalogue, fill, fitted, measured, word
from registry.messages.texts import Draft
from registry.organisations.register import PUBLIC_STATUS
from registry.proposals import service as proposing
from tests.factories import new_account
from tests.registry.messages.saying import approve_everything

GOOD = "Sendero: {name}, hay algo nuevo. Es gratis. Ayuda: {complaints}"


def test_every_text_message_of_the_product_fits_with_its_longest_values() -> None:
    lengths = {one.code: measured(one.es.sms).signs for one in catalogue().messages}
    assert len(lengths) > 30
    assert all(signs is not None and signs <= gsm.LONGEST for signs in lengths.values())
    assert {f"stage_{stage}" for stage in Stage} <= lengths.keys(), "one for each public word"


def test_every_public_word_has_one_for_messages_that_fits() -> None:
    for kind, codes in (("stage", list(Stage)), ("status", list(PUBLIC_STATUS.values()))):
        longest = catalogue().placeholders[kind]
        for code in codes:
            signs = gsm.length(word(kind, str(code)))
            assert signs is not None
            assert signs <= longest, (kind, code)


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("ñÑéÉ¿¡", 6),
        ("á", None),
        ("í", None),
        ("ó", None),
        ("ú", None),
        ("Á", None),
        ("€", 2),
        ("[a]", 5),
        ("ç", None),
    ],
)
def test_the_alphabet_of_text_messages(text: str, signs: int | None) -> None:
    assert gsm.length(text) == signs


@given(st.text(max_size=80))
def test_what_was_made_plain_is_in_the_alphabet(text: str) -> None:
    made = gsm.plain(text)
    assert all(char in gsm.BASIC for char in made)
    assert gsm.length(made) == len(made)


@given(st.text(max_size=300), st.text(max_size=300))
def test_whatever_the_values_a_text_stays_within_one_message(name: str, place: str) -> None:
    values = fitted({"name": name, "day": place, "time": name, "place": place}, Channel.SMS)
    signs = gsm.length(fill(catalogue().kind("appointment").es.sms, values))
    assert signs is not None
    assert signs <= gsm.LONGEST


def test_a_value_is_no_template() -> None:
    assert fill("{name} {day}", {"name": "{day}", "day": "hoy"}) == "{day} hoy"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (GOOD.replace("nuevo", "más"), "message_alphabet"),
        (GOOD.replace("nuevo", "n" * 140), "message_text_long"),
        (GOOD.replace("{name}", "María"), "message_placeholders"),
        (GOOD.replace("{name}", "{name.__class__}"), "message_placeholders"),
        (GOOD + " Adios.", "message_placeholders"),
        (GOOD.replace("algo", "{place}"), "message_placeholders"),
        (GOOD.replace("algo nuevo", "respuesta a su denuncia"), "message_never"),
        (GOOD.replace("algo nuevo", "apoyo por su retorno"), "message_never"),
        (GOOD.replace("algo nuevo", "algo en www.sendero.gt"), "message_link"),
    ],
)
def test_what_may_not_be_sent_cannot_be_proposed(session: Session, text: str, problem: str) -> None:
    officer = new_account(session, Role.OFFICER).actor()
    with pytest.raises(Invalid) as refused:
        texts.propose(session, officer, [Draft("news", Channel.SMS, text)], reason="Mejor.")
    assert refused.value.code == problem


def test_two_people_agree_and_the_newest_counts(session: Session) -> None:
    officer, supervisor = (new_account(session, role).actor() for role in (Role.OFFICER, Role.SUPERVISOR))
    with pytest.raises(NotAllowed):
        texts.propose(session, supervisor, [Draft("news", Channel.SMS, GOOD)], reason="Mejor.")
    made, proposal = texts.propose(session, officer, [Draft("news", Channel.SMS, GOOD)], reason="Mejor.")
    assert texts.in_force(session, "news", Channel.SMS) is None
    with pytest.raises(NotPossible):
        proposing.approve(session, officer, proposal, reason="Yo mismo.")
    proposing.approve(session, supervisor, proposal, reason="Leído.")
    found = texts.in_force(session, "news", Channel.SMS)
    assert found is not None
    assert (found.text, found.version) == (GOOD, 1)
    approve_everything(session)
    newest = texts.in_force(session, "news", Channel.SMS)
    assert newest is not None
    assert newest.version == 2
    assert texts.brought_along(session) == []
    made.approved_by_id = made.made_by_id
    with pytest.raises(IntegrityError), session.begin_nested():
        session.flush()


def test_a_text_that_was_changed_after_it_was_proposed_cannot_be_approved(session: Session) -> None:
    officer, supervisor = (new_account(session, role).actor() for role in (Role.OFFICER, Role.SUPERVISOR))
    made, proposal = texts.propose(session, officer, [Draft("news", Channel.SMS, GOOD)], reason="Mejor.")
    made.texts[0].text = GOOD.replace("nuevo", "otro")
    session.flush()
    with pytest.raises(NotPossible) as refused:
        proposing.approve(session, supervisor, proposal, reason="Leído.")
    assert refused.value.code == "changed_since_proposed"


def test_another_language_needs_the_name_of_who_stands_for_it(session: Session) -> None:
    officer = new_account(session, Role.OFFICER).actor()
    with pytest.raises(Invalid) as refused:
        texts.propose(session, officer, [Draft("news", Channel.SMS, GOOD, "quc")], reason="En k'iche'.")
    assert refused.value.code == "translator_missing"
    draft = Draft("news", Channel.SMS, GOOD, "quc", "Nombre de quien tradujo")
    assert texts.propose(session, officer, [draft], reason="En k'iche'.")[0].texts[0].language == "quc"
