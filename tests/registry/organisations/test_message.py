"""Messages in the verify box: what they name, what in them warns, and never a green light for a borrowed number."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.commands.bench.verify import judge
from registry.access import Role
from registry.alerts import service as alerts
from registry.errors import Invalid, NotPossible
from registry.organisations import sanctions
from registry.organisations.lookup import verify
from registry.organisations.models import Agency
from registry.proposals import service as proposals
from registry.seeds.questions import questions, register_of
from tests.registry.vetting.agencies import decided, staff

SWINDLE = "te ofrezco trabajo en Canadá, deposite Q1,500 al 5555 1234 Agencia Rioverde"


@pytest.fixture
def agency(session: Session, tmp_path: Path) -> Agency:
    found, _case, _actor = decided(session, tmp_path)
    session.expire_all()
    return found


def signs_of(session: Session, text: str) -> set[str]:
    return {sign.code for sign in verify(session, text).signs}


def test_the_message_of_a_swindler(session: Session, agency: Agency) -> None:
    found = verify(session, SWINDLE)
    assert (found.by, found.is_confirmed, found.agencies) == ("message", False, ())
    assert [sign.code for sign in found.signs] == ["unknown_agency", "asks_money", "unknown_phone"]
    assert {sign.code: sign.about for sign in found.signs}["asks_money"] == "Q1,500"


@pytest.mark.parametrize(
    "text",
    [
        "Somos Caminos del Norte R-0001, deposite Q500 al 5555 1234",
        "Caminos del Norte, registro 1, informes al 5555 1234",
        "Carné RC-0001 de Caminos del Norte. Aparte su cupo con Q200",
        "Agencia Caminos del Norte R-0001 visa garantizada",
        "R-0001 Agencia Flores del Sur",
    ],
)
def test_a_borrowed_number_gives_no_green_light(session: Session, agency: Agency, text: str) -> None:
    found = verify(session, text)
    assert not found.is_confirmed
    assert [one.registry_no for one in found.agencies] in (["R-0001"], [])


def test_what_all_belongs_together_is_confirmed(session: Session, agency: Agency) -> None:
    found = verify(
        session, "Hola, somos Caminos del Norte, registro R-0001. El trámite es gratis. Tel 2232-0101"
    )
    assert (found.signs, found.is_confirmed) == ((), True)
    assert [(one.kind, one.outcome) for one in found.mentions] == [
        ("registry_no", "known"),
        ("phone", "known"),
    ]


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("Trabajo en Canadá con buena paga, gana $9 la hora en la finca", "below_floor"),
        ("Empiece mañana en la finca. Nos quedamos con su pasaporte hasta el final", "papers_kept"),
        ("Trabajo en USA. Visa garantizada sin entrevista, escriba ya por favor", "visa_promised"),
        ("Le conseguimos trabajo afuera, no le diga a nadie por favor", "secret"),
        ("Tenemos trabajo en la fresa, últimos cupos, apúrese a llamar", "hurry"),
        ("Depocite Q300 para el trabajo en la finca de manzana", "asks_money"),
        ("Deposite Q900 en Banrural a nombre de la encargada para el trabajo", "private_account"),
        ("Vacante V-2026-09999 para cortar fruta, venga a la oficina", "unknown_vacancy"),
        ("Soy el licenciado Ramiro Fuentes y recluto para Canadá en abril", "unknown_recruiter"),
    ],
)
def test_each_warning_sign(session: Session, agency: Agency, text: str, sign: str) -> None:
    assert sign in signs_of(session, text)


@pytest.mark.parametrize(
    "text",
    [
        "El trámite es gratuito. No pague a nadie. Nadie puede cobrarle por el trabajo.",
        "No entregue su pasaporte a nadie. Guarde sus papeles en su casa siempre.",
        "Pagan 20 dólares la hora y dan vivienda. Sin costo para usted ni su familia.",
    ],
)
def test_good_advice_warns_of_nothing(session: Session, agency: Agency, text: str) -> None:
    assert signs_of(session, text) == set()


def test_an_agency_that_may_not_recruit_is_named_so(session: Session, agency: Agency) -> None:
    proposal = sanctions.propose_suspension(
        session, staff(session, Role.OFFICER), agency, reason="Denuncia.", public_reason="Hay una denuncia."
    )
    proposals.approve(session, staff(session, Role.SUPERVISOR), proposal, reason="Conforme.")
    session.expire_all()
    assert "agency_not_good" in signs_of(session, "Caminos del Norte R-0001 le ofrece trabajo en la fresa")


def test_a_telephone_with_one_wrong_digit_is_only_like_it(session: Session, agency: Agency) -> None:
    found = verify(session, "2232 0102")
    assert (found.by, found.agencies, [one.registry_no for one in found.similar]) == ("near", (), ["R-0001"])


def test_a_warning_stands_only_after_another_persons_review(session: Session, agency: Agency) -> None:
    officer, director = staff(session, Role.OFFICER), staff(session, Role.DIRECTOR)
    method = "Pide un depósito por una cita que no existe."
    alert = alerts.write(
        session, officer, brand="Agencia Rioverde", method=method,
        phones=["5555 1234"], pages=["visasya.example"], since=date(2026, 1, 5),
    )  # fmt: skip
    with pytest.raises(Invalid, match="alert_person"):
        alerts.propose(session, officer, alert, reason="Tres denuncias.", no_person=False)
    proposal = alerts.propose(session, officer, alert, reason="Tres denuncias.", no_person=True)
    assert verify(session, SWINDLE).alerts == ()
    with pytest.raises(NotPossible):
        proposals.approve(session, officer, proposal, reason="Yo mismo.")
    proposals.approve(session, director, proposal, reason="Revisado.")
    found = verify(session, SWINDLE)
    assert [one.brand for one in found.alerts] == ["Agencia Rioverde"]
    assert found.signs[0].code == "alert"
    assert verify(session, "5555-1234").alerts
    assert verify(session, "agencia rioverde").alerts
    back = alerts.propose_withdrawal(session, officer, alert, reason="Cerró.")
    proposals.approve(session, director, back, reason="Conforme.")
    assert verify(session, SWINDLE).alerts == ()


def test_no_warning_about_a_telephone_of_the_register(session: Session, agency: Agency) -> None:
    officer = staff(session, Role.OFFICER)
    with pytest.raises(Invalid, match="alert_phone_registered"):
        alerts.write(
            session, officer, brand="X Visas", phones=["2232 0101"], pages=[], method="Pide dinero por citas falsas.",
            since=date(2026, 1, 5),
        )  # fmt: skip


def test_three_hundred_questions_on_five_hundred_agencies(session: Session) -> None:
    known = register_of(session, 500, seed=1)
    found, wrong = judge(session, known, questions(known, 300, seed=1), 1)
    assert found.meant > 200
    assert found.right >= 0.98 * found.meant, wrong
    assert found.false_green == 0
    assert found.warned == found.swindles
