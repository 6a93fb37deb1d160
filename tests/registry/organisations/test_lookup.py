"""The verify box: whatever somebody holds in their hand leads to the right agency; a name never to a green light."""

from __future__ import annotations

import time
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import clock
from registry.organisations import sanctions
from registry.organisations.lookup import verify
from registry.organisations.models import Agency, AgencyContact, Employer
from registry.seeds.draw import invented
from registry.vacancies.models import Vacancy
from registry.vacancies.states import VacancyState
from tests.registry.vetting.agencies import applied, decided, out_of_standing, submitted, two_people


@pytest.fixture
def agency(session: Session, tmp_path: Path) -> Agency:
    """Caminos del Norte, S.A., registered as R-0001, with everything published that can be typed."""
    found, _case, _actor = decided(session, tmp_path)
    for kind, value, normalised in (
        ("whatsapp", "+502 5555-0199", "55550199"),
        ("phone", "+1 305 555 0188", "55550188"),
        ("web", "https://www.caminos.example/contacto", "caminos.example"),
        ("email", "Info@Caminos.example", "info@caminos.example"),
    ):
        session.add(AgencyContact(agency_id=found.id, kind=kind, value=value, normalised=normalised))
    session.flush()
    session.expire_all()
    return found


@pytest.mark.parametrize(
    ("typed", "by"),
    [
        ("R-0001", "registry_no"),
        ("r 1", "registry_no"),
        ("r-0001 ", "registry_no"),
        ("576937-K", "nit"),
        ("576937k", "nit"),
        ("2232-0101", "phone"),
        ("+502 2232 0101", "phone"),
        ("50222320101", "phone"),
        ("(502) 5555 0199", "phone"),
        ("+1 (305) 555-0188", "phone"),
        ("RC-0001", "card"),
        ("rc1", "card"),
        ("www.caminos.example", "web"),
        ("INFO@caminos.example", "email"),
    ],
)
def test_an_exact_identifier_gives_the_status(session: Session, agency: Agency, typed: str, by: str) -> None:
    found = verify(session, typed)
    assert (found.by, [one.registry_no for one in found.agencies]) == (by, ["R-0001"])
    assert found.agencies[0].status == "registered"


@pytest.mark.parametrize(
    "typed",
    [
        "Caminos del Norte, S.A.",
        "caminos del norte",
        "norte caminos",
        "Camínos del Norte sociedad anonima",
        "Caminoz del Nort",
        "kaminos del norte",
        "Caminos",
    ],
)
def test_a_name_gives_look_alikes_and_no_status(session: Session, agency: Agency, typed: str) -> None:
    found = verify(session, typed)
    assert (found.by, found.agencies) == ("name", ())
    assert [one.registry_no for one in found.similar] == ["R-0001"]


@pytest.mark.parametrize(
    "typed",
    [
        "R-0002",
        "RC-0099",
        "5555 7777",
        "12345-6",
        "rosa@caminos.example",
        "Zapatería Luna",
        "x' OR 1=1 --",
        "%",
        "___",
    ],
)
def test_what_is_not_in_the_register_is_not_confirmed(session: Session, agency: Agency, typed: str) -> None:
    found = verify(session, typed)
    assert found.by in ("unknown", "nothing")
    assert (found.agencies, found.similar) == ((), ())


@pytest.mark.parametrize("typed", ["", "  ", "ab", "--", "\t\n", "\x00\x00\x00\x00"])
def test_too_little_is_no_question(session: Session, typed: str) -> None:
    assert verify(session, typed).by == "nothing"


def test_the_same_eight_digits_abroad_are_another_telephone(session: Session, agency: Agency) -> None:
    found = verify(session, "+1 202 232 0101")
    assert found.agencies == ()
    assert verify(session, "5555-0188").agencies == ()


def test_an_application_that_was_never_handed_in_is_not_in_the_register(
    session: Session, tmp_path: Path
) -> None:
    applied(session)
    assert verify(session, "576937-K").by == "unknown"
    assert verify(session, "Caminos del Norte").by == "unknown"
    _agency, _case, _actor = submitted(
        session, tmp_path, email="b@b.example", nit="1234-7", legal_name="Sur, S.A."
    )
    assert verify(session, "1234-7").agencies[0].status == "in_process"


def test_a_card_dies_with_the_licence(session: Session, agency: Agency) -> None:
    two_people(
        session, agency, sanctions.propose_suspension, reason="Denuncia.", public_reason="Hay una denuncia."
    )
    session.expire_all()
    found = verify(session, "RC-0001")
    assert found.card is not None
    assert not found.card.card.is_good
    assert found.agencies[0].status == "suspended"


def test_a_vacancy_is_open_only_through_an_agency_that_may_recruit(session: Session, agency: Agency) -> None:
    employer = Employer(legal_name="Big Farm LLC", country="US", applied_at=clock.now(), state="verified")
    session.add(employer)
    session.flush()
    vacancy = Vacancy(
        number="V-2026-0007", scheme="H2A", employer_id=employer.id, agency_id=agency.id, title="Cosecha de manzana",
        country="US", facts={}, seats_total=10, state=VacancyState.PUBLISHED, created_at=clock.now(),
        official_ref="H-300-26001-000001",
    )  # fmt: skip
    session.add(vacancy)
    session.flush()
    for typed in ("v-2026-0007", "V-2026-0007", "H-300-26001-000001"):
        found = verify(session, typed)
        assert found.vacancy is not None
        assert (found.by, found.vacancy.is_open, found.vacancy.employer) == ("vacancy", True, "Big Farm LLC")
    out_of_standing(session, agency)
    after = verify(session, "V-2026-0007").vacancy
    assert after is not None
    assert not after.is_open
    vacancy.state = VacancyState.DRAFT
    session.flush()
    assert verify(session, "V-2026-0007").vacancy is None


def test_an_individual_s_nit_is_found_but_not_shown(session: Session, tmp_path: Path) -> None:
    decided(session, tmp_path, kind="individual", legal_name="Rosa Xol Caal")
    found = verify(session, "576937-K")
    assert found.agencies[0].nit is None
    assert session.scalars(select(Agency.nit)).one() == "576937K"


@pytest.fixture
def many(session: Session) -> list[str]:
    """Five hundred agencies straight into the table: a name of the shipped list each, then two of them together."""
    words = list(dict.fromkeys(row["word"] for row in invented("firms.csv") if row["kind"] == "agency"))
    names = [f"{first}, S.A." for first in words]
    names += [f"{first} {second}, Ltda." for first in words for second in words if first < second]
    for number, name in enumerate(names[:500]):
        session.add(
            Agency(
                legal_name=name,
                state="registered",
                registry_no=f"R-{number:04d}",
                applied_at=clock.now(),
                is_fictitious=True,
            )
        )
    session.flush()
    return names[: len(words)]


def one_slip(name: str, dice: Random) -> str:
    """A letter left out, doubled, changed or two of them exchanged, never the first."""
    place = dice.randrange(1, len(name) - 2)
    before, after = name[:place], name[place + 1 :]
    return dice.choice((before + after, before + name[place] + name[place:], before + "x" + after,
                        before + after[0] + name[place] + after[1:]))  # fmt: skip


def test_with_one_slip_the_right_agency_is_among_the_first_three(session: Session, many: list[str]) -> None:
    dice = Random(7)
    asked = [(name, one_slip(name.removesuffix(", S.A."), dice)) for name in many for _ in range(4)]
    found = [name in [one.legal_name for one in verify(session, typed).similar[:3]] for name, typed in asked]
    assert len(found) > 40
    assert sum(found) >= 0.98 * len(found), [a for a, hit in zip(asked, found, strict=True) if not hit]


@pytest.mark.benchmark
def test_an_answer_takes_less_than_300_ms_with_500_agencies(session: Session, many: list[str]) -> None:
    dice, taken = Random(8), []
    for _ in range(60):
        typed = one_slip(dice.choice(many), dice)
        began = time.perf_counter()
        verify(session, typed)
        taken.append(time.perf_counter() - began)
    assert sorted(taken)[int(0.95 * len(taken))] < 0.3
