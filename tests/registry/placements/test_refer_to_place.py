"""From a shortlist to a placement: who may do what when, and what is seen of a person on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock, events, moves
from registry.access import Actor, Role
from registry.accounts.models import Account
from registry.candidates import identity
from registry.candidates import queries as candidates
from registry.candidates import service as candidate_service
from registry.candidates.consents import How, Purpose
from registry.candidates.models import Candidate, Consent
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.organisations.states import AgencyState
from registry.placements import queries, service
from registry.placements.models import Referral
from registry.placements.states import REFERRAL, ReferralState
from registry.vacancies.models import Vacancy
from registry.vacancies.states import VacancyState
from tests.factories import new_account
from tests.registry.placements.market import Market, new_agency, new_employer, new_market, new_vacancy
from tests.registry.vetting.agencies import out_of_standing


@pytest.fixture
def market(session: Session) -> Market:
    return new_market(session)


def load(session: Session, actor: Actor, referral: Referral) -> Referral:
    """As the next request would load it."""
    public_id = referral.public_id
    session.flush()
    session.expire_all()
    return queries.load(session, actor, public_id)


def consent(session: Session, referral: Referral, person: Candidate) -> None:
    mine = load(session, person.actor(), referral)
    service.consent(session, person.actor(), mine, candidates.own(session, person.actor()), how=How.SCREEN)


def decline(session: Session, referral: Referral, person: Candidate) -> None:
    mine = load(session, person.actor(), referral)
    service.decline(session, person.actor(), mine, candidates.own(session, person.actor()))


def card_of(session: Session, account: Account, market: Market, number: int = 0) -> queries.Card:
    session.flush()
    session.expire_all()
    return queries.cards(session, account.actor(), market.vacancy)[number]


def selected(session: Session, market: Market, person: Candidate) -> Referral:
    (referral,) = market.refer(session, person, reason="prueba")
    consent(session, referral, person)
    service.change(session, market.buyer.actor(), referral, "select")
    return referral


class TestReferring:
    def test_in_the_order_of_the_list(self, session: Session, market: Market) -> None:
        made = market.refer(session, market.people[0], market.people[1])
        assert [referral.state for referral in made] == [ReferralState.OFFERED] * 2
        assert [referral.departure_reason for referral in made] == [None, None]

    def test_a_departure_from_the_order_needs_a_reason(self, session: Session, market: Market) -> None:
        with pytest.raises(Invalid, match="departure_reason_missing") as refused:
            market.refer(session, market.people[2])
        assert refused.value.field == "departure_reason"
        with pytest.raises(Invalid):
            market.refer(session, market.people[2], reason="   ")
        (made,) = market.refer(session, market.people[2], reason="La primera no contesta.")
        assert made.departure_reason == "La primera no contesta."
        told = events.of_record(session, "referral", made.public_id)[0]
        assert (told.verb, told.reason, told.data["departs"]) == ("refer", "La primera no contesta.", True)

    def test_who_was_referred_before_is_nobody_passed_over(self, session: Session, market: Market) -> None:
        market.refer(session, market.people[0])
        assert market.refer(session, market.people[1])[0].departure_reason is None

    def test_who_left_meanwhile_is_neither_passed_over_nor_referred(
        self, session: Session, market: Market
    ) -> None:
        shortlist = market.ranked(session)
        first = candidates.own(session, market.people[0].actor())
        candidate_service.pause(session, first.actor(), first)
        officer = market.officer.actor()
        with pytest.raises(Invalid, match="not_looking"):
            service.refer(session, officer, shortlist, [first.public_id])
        assert service.refer(session, officer, shortlist, [market.people[1].public_id])

    def test_nobody_twice_and_somebody_at_all(self, session: Session, market: Market) -> None:
        market.refer(session, market.people[0])
        with pytest.raises(Invalid, match="already_referred"):
            market.refer(session, market.people[0])
        with pytest.raises(Invalid, match="nobody_chosen"):
            market.refer(session)

    def test_only_from_the_newest_list(self, session: Session, market: Market) -> None:
        old = market.ranked(session)
        market.ranked(session)
        with pytest.raises(NotPossible, match="list_not_newest"):
            service.refer(session, market.officer.actor(), old, [market.people[0].public_id])

    def test_only_people_of_the_list(self, session: Session, market: Market) -> None:
        shortlist = market.ranked(session)
        with pytest.raises(Invalid, match="nobody_chosen"):
            service.refer(session, market.officer.actor(), shortlist, ["x" * 20])

    def test_not_when_the_agency_has_lost_its_standing_since(self, session: Session) -> None:
        agency = new_agency(session)
        market = new_market(session, agency=agency)
        shortlist = market.ranked(session)
        out_of_standing(session, agency)
        with pytest.raises(NotPossible, match="vacancy_not_open"):
            service.refer(session, market.officer.actor(), shortlist, [market.people[0].public_id])
        assert agency.state == AgencyState.SUSPENDED

    @pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.EMPLOYER, Role.AGENCY, Role.COUNSELLOR])
    def test_only_by_an_officer(self, session: Session, market: Market, role: Role) -> None:
        shortlist = market.ranked(session)
        with pytest.raises(NotAllowed):
            service.refer(session, Actor(role, account_id=1), shortlist, [market.people[0].public_id])


class TestConsent:
    def test_the_words_shown_are_the_words_kept(self, session: Session, market: Market) -> None:
        person = market.people[0]
        (referral,) = market.refer(session, person)
        shown = service.consent_text(load(session, person.actor(), referral), "es")
        assert "Rancho Verde" in shown and "Corte de café" in shown
        consent(session, referral, person)
        kept = session.scalars(select(Consent).where(Consent.vacancy_id == market.vacancy.id)).one()
        assert (kept.text, kept.purpose, kept.how, kept.is_given) == (
            shown,
            "share_with_employer",
            "screen",
            True,
        )

    def test_an_agency_that_will_see_the_name_is_named(self, session: Session) -> None:
        market = new_market(session, agency=new_agency(session))
        (referral,) = market.refer(session, market.people[0])
        text = service.consent_text(load(session, market.people[0].actor(), referral), "es")
        assert "Agencia Sol" in text and "Rancho Verde" in text

    def test_nobody_consents_for_another(self, session: Session, market: Market) -> None:
        (referral,) = market.refer(session, market.people[0])
        with pytest.raises(NotFound):
            load(session, market.people[1].actor(), referral)

    def test_identity_is_seen_after_consent_only_and_gone_when_it_is_taken_back(
        self, session: Session, market: Market
    ) -> None:
        person, buyer = market.people[0], market.buyer
        (referral,) = market.refer(session, person)
        with pytest.raises(NotFound):
            service.disclose(session, buyer.actor(), referral)
        assert card_of(session, buyer, market).contact is None
        consent(session, referral, person)
        assert card_of(session, buyer, market).contact is None, "reading it is an act of its own"
        service.disclose(session, buyer.actor(), load(session, buyer.actor(), referral))
        found = card_of(session, buyer, market).contact
        assert found is not None and (found.name, found.phone) == ("Primera Ficticia Prueba", "5555 0199")
        decline(session, referral, person)
        gone = card_of(session, buyer, market)
        assert gone.contact is None and not gone.has_consent and gone.work == [] and gone.reasons == []
        with pytest.raises(NotFound):
            service.disclose(session, buyer.actor(), load(session, buyer.actor(), referral))

    def test_leaving_the_registry_closes_what_was_open(self, session: Session, market: Market) -> None:
        person, buyer = market.people[0], market.buyer
        (referral,) = market.refer(session, person)
        consent(session, referral, person)
        service.disclose(session, buyer.actor(), load(session, buyer.actor(), referral))
        mine = candidates.own(session, person.actor())
        candidate_service.withdraw(session, person.actor(), mine)
        assert card_of(session, buyer, market).contact is None

    def test_a_reading_is_logged_once_for_its_time_and_the_person_finds_it(
        self, session: Session, market: Market
    ) -> None:
        person, buyer = market.people[0], market.buyer
        (referral,) = market.refer(session, person)
        consent(session, referral, person)
        with time_machine.travel(clock.now(), tick=False) as now:
            for _ in range(3):
                service.disclose(session, buyer.actor(), load(session, buyer.actor(), referral))
            assert [one.verb for one in events.of_record(session, "referral", referral.public_id)].count(
                "disclose"
            ) == 1
            now.shift(queries.OPEN_FOR)
            assert card_of(session, buyer, market).contact is None
            service.disclose(session, buyer.actor(), load(session, buyer.actor(), referral))
            now.shift(timedelta(minutes=1))
            assert card_of(session, buyer, market).contact is not None
        mine = candidates.own(session, person.actor())
        assert [one.role for one in identity.readings(session, mine) if one.verb == "disclose"] == [
            "employer"
        ] * 2

    def test_one_account_s_reading_opens_nothing_to_another(self, session: Session, market: Market) -> None:
        person = market.people[0]
        (referral,) = market.refer(session, person)
        consent(session, referral, person)
        service.disclose(session, market.buyer.actor(), load(session, market.buyer.actor(), referral))
        colleague = new_account(session, Role.EMPLOYER, employer_id=market.employer.id)
        assert card_of(session, colleague, market).contact is None
        assert card_of(session, market.buyer, market).contact is not None


class TestTheCard:
    def test_it_shows_work_and_no_wishes_score_or_place(self, session: Session, market: Market) -> None:
        market.refer(session, market.people[0])
        card = card_of(session, market.buyer, market)
        assert card.work == [["occ:coffee-picker", 36]]
        assert {reason["code"].split(".")[0] for reason in card.reasons} <= {
            "skill",
            "occupation",
            "experience",
        }
        assert not hasattr(card, "score") and not hasattr(card, "department")

    def test_who_does_not_show_their_experience_shows_it_with_their_consent(
        self, session: Session, market: Market
    ) -> None:
        shy = market.people[1]
        _first, referral = market.refer(session, market.people[0], shy)
        assert card_of(session, market.buyer, market, 1).work == []
        consent(session, referral, shy)
        assert card_of(session, market.buyer, market, 1).work != []

    @pytest.mark.parametrize("role", [Role.EMPLOYER, Role.AGENCY])
    def test_others_vacancies_have_no_cards(self, session: Session, market: Market, role: Role) -> None:
        market.refer(session, market.people[0])
        stranger = Actor(role, account_id=1, employer_id=new_employer(session, "Otra").id)
        with pytest.raises(NotFound):
            queries.cards(session, stranger, market.vacancy)

    def test_an_employer_whose_agency_acts_sees_the_same(self, session: Session) -> None:
        agency = new_agency(session)
        market = new_market(session, agency=agency)
        market.refer(session, market.people[0])
        assistant = new_account(session, Role.AGENCY, agency_id=agency.id)
        assert len(queries.cards(session, assistant.actor(), market.vacancy)) == 1
        assert len(queries.cards(session, market.buyer.actor(), market.vacancy)) == 1


class TestPlacing:
    def test_a_seat_is_taken_and_the_last_one_fills_the_vacancy(
        self, session: Session, market: Market
    ) -> None:
        officer = market.officer.actor()
        vacancy = market.vacancy
        for number, person in enumerate(market.people[:2], start=1):
            referral = selected(session, market, person)
            service.place(session, officer, load(session, officer, referral))
            assert vacancy.seats_filled == number
        assert vacancy.state == VacancyState.FILLED
        assert [
            one.actor for one in events.of_record(session, "vacancy", vacancy.public_id) if one.verb == "fill"
        ] == ["system"]

    def test_a_second_click_places_nobody_twice(self, session: Session, market: Market) -> None:
        officer = market.officer.actor()
        referral = selected(session, market, market.people[0])
        service.place(session, officer, load(session, officer, referral))
        with pytest.raises(NotPossible, match="wrong_state"):
            service.place(session, officer, load(session, officer, referral))
        assert session.get_one(Vacancy, market.vacancy.id).seats_filled == 1

    def test_nobody_is_placed_after_the_last_seat(self, session: Session) -> None:
        market = new_market(session, seats=1)
        officer = market.officer.actor()
        first, second = (selected(session, market, person) for person in market.people[:2])
        service.place(session, officer, load(session, officer, first))
        with pytest.raises(NotPossible, match="no_seat_left"):
            service.place(session, officer, load(session, officer, second))

    def test_not_without_a_consent_that_stands(self, session: Session, market: Market) -> None:
        person = market.people[0]
        referral = selected(session, market, person)
        mine = candidates.own(session, person.actor())
        candidate_service.withdraw_consent(
            session, person.actor(), mine, Purpose.SHARE_WITH_EMPLOYER, vacancy_id=market.vacancy.id
        )
        with pytest.raises(NotPossible, match="no_consent"):
            service.place(session, market.officer.actor(), load(session, market.officer.actor(), referral))
        assert "place" not in moves.available(session, market.officer.actor(), referral)

    def test_the_employer_does_not_place(self, session: Session, market: Market) -> None:
        referral = selected(session, market, market.people[0])
        with pytest.raises(NotAllowed):
            service.place(session, market.buyer.actor(), load(session, market.buyer.actor(), referral))


# Who presses what, row by row of the state table: verb, from, to, who. Written by hand; the machine must say the same.
WALK = [
    ("consent", "offered", "consented", "candidate"),
    ("decline", "offered", "declined", "candidate"),
    ("decline", "consented", "declined", "candidate"),
    ("decline", "interview", "declined", "candidate"),
    ("decline", "selected", "declined", "candidate"),
    ("interview", "consented", "interview", "employer"),
    ("select", "consented", "selected", "employer"),
    ("select", "interview", "selected", "employer"),
    ("reject", "consented", "not_selected", "employer"),
    ("reject", "interview", "not_selected", "employer"),
    ("reject", "selected", "not_selected", "employer"),
    ("place", "selected", "placed", "officer"),
    ("withdraw", "offered", "withdrawn", "officer"),
    ("withdraw", "consented", "withdrawn", "officer"),
    ("withdraw", "interview", "withdrawn", "officer"),
    ("withdraw", "selected", "withdrawn", "officer"),
]
TO_REACH = {
    "offered": [],
    "consented": ["consent"],
    "declined": ["decline"],
    "interview": ["consent", "interview"],
    "selected": ["consent", "select"],
    "not_selected": ["consent", "reject"],
    "placed": ["consent", "select", "place"],
    "withdrawn": ["withdraw"],
}


class TestTheWalk:
    def press(self, session: Session, market: Market, referral: Referral, verb: str, who: str) -> None:
        person = market.people[0]
        if verb == "consent" and who == "candidate":
            consent(session, referral, person)
        elif verb == "decline" and who == "candidate":
            decline(session, referral, person)
        elif verb == "place":
            service.place(session, self.actors(market)[who], load(session, market.officer.actor(), referral))
        else:
            found = load(session, market.officer.actor(), referral)
            service.change(session, self.actors(market)[who], found, verb, reason="prueba")

    def actors(self, market: Market) -> dict[str, Actor]:
        return {
            "candidate": market.people[0].actor(),
            "employer": market.buyer.actor(),
            "officer": market.officer.actor(),
            "other employer": Actor(Role.EMPLOYER, account_id=1, employer_id=market.employer.id + 1),
            "other candidate": market.people[1].actor(),
            "supervisor": Actor(Role.SUPERVISOR, account_id=1),
        }

    def reached(self, session: Session, market: Market, state: str) -> Referral:
        (referral,) = market.refer(session, market.people[0])
        for verb in TO_REACH[state]:
            self.press(session, market, referral, verb, next(row[3] for row in WALK if row[0] == verb))
        assert load(session, market.officer.actor(), referral).state == state
        return referral

    def test_the_table_is_the_machine_s(self) -> None:
        rows = {(row.verb, source, str(row.target)) for row in REFERRAL.transitions for source in row.sources}
        assert rows == {(verb, source, target) for verb, source, target, _who in WALK}

    @pytest.mark.parametrize("state", TO_REACH)
    def test_from_each_state_exactly_these_verbs(self, session: Session, market: Market, state: str) -> None:
        referral = self.reached(session, market, state)
        for who, actor in self.actors(market).items():
            expected = {verb for verb, source, _target, by in WALK if source == state and by == who}
            found = load(session, market.officer.actor(), referral)
            assert set(moves.available(session, actor, found)) == expected, who

    @pytest.mark.parametrize("row", WALK, ids=lambda row: f"{row[0]} from {row[1]}")
    def test_each_move_by_its_holder_and_by_nobody_else(
        self, session: Session, market: Market, row: tuple[str, str, str, str]
    ) -> None:
        verb, source, target, by = row
        referral = self.reached(session, market, source)
        for who, actor in self.actors(market).items():
            if who != by:
                found = load(session, market.officer.actor(), referral)
                with pytest.raises(NotAllowed):
                    moves.move(session, actor, found, verb, reason="prueba")
        self.press(session, market, referral, verb, by)
        assert load(session, market.officer.actor(), referral).state == target
        assert events.of_record(session, "referral", referral.public_id)[-1].verb == verb

    @pytest.mark.parametrize("verb", ["reject", "withdraw"])
    def test_a_no_needs_a_reason(self, session: Session, market: Market, verb: str) -> None:
        referral = self.reached(session, market, "consented")
        actor = market.buyer.actor() if verb == "reject" else market.officer.actor()
        with pytest.raises(Invalid, match="reason_missing"):
            service.change(session, actor, load(session, market.officer.actor(), referral), verb, reason=" ")


def test_everybody_finds_their_own_referrals_only(session: Session, market: Market) -> None:
    market.refer(session, market.people[0], market.people[1])
    other = new_vacancy(session, new_employer(session, "Otra"))
    assert len(queries.visible_to(session, market.buyer.actor())) == 2
    assert len(queries.visible_to(session, market.people[0].actor())) == 1
    stranger = Actor(Role.EMPLOYER, account_id=1, employer_id=other.employer_id)
    assert queries.visible_to(session, stranger) == []
    assert queries.visible_to(session, Actor(Role.COUNSELLOR, account_id=1)) == []
    assert queries.counts_by_state(session, market.officer.actor()).get("offered", 0) >= 2
