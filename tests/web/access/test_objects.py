"""One's own record opens; another's, one in the wrong place, or one nobody may see yet does not exist.

The walk asks every address for a whole record of either side. Here: records mixed from both sides in one address,
records in a state that hides them, ids in the body of a form, and rights that change while somebody is signed in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from app.candidate.notebook import CORRECTION, REGISTRATION, cookie_name
from app.config import Settings
from registry.access import STAFF, SYSTEM, Role
from registry.accounts import service as accounts
from registry.accounts.models import Account
from registry.candidates import drafts
from registry.candidates.drafts import Answers
from registry.organisations.models import Employer
from registry.vacancies.models import Vacancy
from tests.databases import joined_session
from tests.web.access.conftest import AsVisitor, Undone, Visitor
from tests.web.access.table import ABSENT
from tests.web.access.test_walk import faceless
from tests.web.access.world import World


def is_absent(browser: Visitor, method: str, address: str, **sent: Any) -> bool:
    """Whether the answer is the one for an address that does not exist."""
    nowhere = "/api/v1/nowhere" if address.startswith("/api/") else "/nowhere"
    return faceless(browser.ask(method, address, **sent)) == faceless(browser.ask(method, nowhere))


MIXED: list[tuple[Role, str, str]] = [
    (Role.OFFICER, "GET", "/ministerio/expedientes/{own.case}/archivos/{other.file}"),
    (Role.OFFICER, "GET", "/ministerio/expedientes/{own.case}/archivos/{own.file_of_draft}"),
    (Role.OFFICER, "GET", "/ministerio/vacantes/{own.vacancies[published]}/lista/{other.shortlist}"),
    (Role.OFFICER, "GET", "/ministerio/vacantes/{own.vacancies[published]}/lista/{other.shortlist}/replay"),
    (Role.OFFICER, "POST", "/ministerio/vacantes/{own.vacancies[published]}/lista/{other.shortlist}/refer"),
    (
        Role.EMPLOYER,
        "POST",
        "/empleador/vacantes/{own.vacancies[published]}/personas/{other.referral}/disclose",
    ),
    (
        Role.EMPLOYER,
        "POST",
        "/empleador/vacantes/{other.vacancies[published]}/personas/{own.referral}/disclose",
    ),
    (Role.EMPLOYER, "POST", "/empleador/vacantes/{own.vacancies[in_review]}/personas/{own.referral}/select"),
    (Role.AGENCY, "POST", "/empleador/vacantes/{own.vacancies[published]}/personas/{other.referral}/select"),
    (Role.AGENCY, "POST", "/agencia/contactos/{own.recruiter}00/remove"),
]


@pytest.mark.parametrize(("role", "method", "address"), MIXED)
def test_a_record_under_another_s_address_does_not_exist(
    role: Role, method: str, address: str, visitor: AsVisitor, world: World
) -> None:
    assert is_absent(visitor(role), method, address.format(**world.sides))


HIDDEN: list[tuple[Role, str]] = [
    (Role.OFFICER, "/ministerio/expedientes/{own.draft_case}"),
    (Role.SUPERVISOR, "/ministerio/expedientes/{own.draft_case}/archivos/{own.file_of_draft}"),
    (Role.AUDITOR, "/ministerio/expedientes/{own.draft_case}"),
    (Role.OFFICER, "/ministerio/vacantes/{own.vacancies[draft]}"),
    (Role.AUDITOR, "/ministerio/vacantes/{own.vacancies[draft]}"),
    (Role.OFFICER, "/ministerio/vacantes/{own.vacancies[draft]}/lista"),
    *[
        (role, "/vacantes/{own." + key + "[" + state + "]}")
        for role in (Role.PUBLIC, Role.CANDIDATE, Role.EMPLOYER, Role.ADMIN)
        for key in ("vacancies", "numbers")
        for state in ("draft", "in_review")
    ],
    (Role.PUBLIC, "/api/v1/vacancies/{own.vacancies[draft]}"),
    (Role.PUBLIC, "/api/v1/vacancies/{own.numbers[in_review]}"),
    (Role.OFFICER, "/api/v1/vacancies/{own.vacancies[draft]}/shortlist"),
]


@pytest.mark.parametrize(("role", "address"), HIDDEN)
def test_what_is_not_handed_in_or_not_published_does_not_exist(
    role: Role, address: str, visitor: AsVisitor, world: World
) -> None:
    assert is_absent(visitor(role), "GET", address.format(**world.sides))


def test_what_is_published_does_exist(visitor: AsVisitor, world: World) -> None:
    """The pair of the refusals above, in the same world."""
    mine = world.sides["own"]
    for address in (mine.vacancies["published"], mine.numbers["published"]):
        assert visitor(Role.PUBLIC).ask("GET", f"/vacantes/{address}").status_code == 200
        assert visitor(Role.PUBLIC).ask("GET", f"/api/v1/vacancies/{address}").status_code == 200
    assert visitor(Role.OFFICER).ask("GET", f"/ministerio/expedientes/{mine.case}").status_code == 200


@pytest.mark.parametrize("role", [Role.EMPLOYER, Role.AGENCY])
def test_a_vacancy_is_written_in_the_name_of_one_s_own_employer_only(
    role: Role, visitor: AsVisitor, world: World, connection: Connection, undone: Undone
) -> None:
    """The employer's id comes from the form: another's must not work, and the same form with one's own does."""

    def written_for(side: str) -> int:
        employer = world.sides[side].employer
        with undone():
            browser = visitor(role)
            browser.send("POST", "/empleador/vacantes/start", data={"employer": employer, "scheme": "GT_SNE"})
            with joined_session(connection) as session:
                query = (
                    select(func.count())
                    .select_from(Vacancy)
                    .join(Employer, Employer.id == Vacancy.employer_id)
                )
                return session.scalar(query.where(Employer.public_id == employer)) or 0

    already = len(world.sides["own"].vacancies)
    assert written_for("own") == already + 1
    assert written_for("other") == already


def test_a_correction_opens_with_the_person_s_page_and_no_sooner(visitor: AsVisitor, world: World) -> None:
    """Its address alone, kept in a browser's history, shows nothing."""
    browser = visitor(Role.COUNSELLOR)
    token = world.centre_drafts["correction"]
    assert is_absent(browser, "GET", f"/centro/registros/{token}")
    assert is_absent(browser, "POST", f"/centro/registros/{token}/register")
    assert browser.ask("GET", f"/centro/registros/{world.centre_drafts['new']}").status_code == 200


def test_the_cookie_of_a_correction_opens_no_registration_and_nobody_else_s_record(
    visitor: AsVisitor, world: World, settings: Settings, connection: Connection, undone: Undone
) -> None:
    """A telephone goes from hand to hand; what the last person was changing stays theirs."""
    with undone():
        with joined_session(connection) as session:
            answers = Answers(of_candidate=world.sides["other"].candidate)
            answers.facts.given_names = "Nombreajeno"
            _draft, token = drafts.start(session, answers)
            session.commit()
        stranger = visitor(Role.PUBLIC)
        stranger.cookies[cookie_name(settings, REGISTRATION)] = token
        assert "Nombreajeno" not in stranger.ask("GET", "/registro").text
        assert stranger.ask("GET", "/registro/nombres").headers["location"] == "/registro?sin-respuestas=1"
        candidate = visitor(Role.CANDIDATE)
        candidate.cookies[cookie_name(settings, CORRECTION)] = token
        page = candidate.ask("GET", "/mi/datos/nombres")
        assert page.status_code == 200
        assert "Nombreajeno" not in page.text


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.PUBLIC, Role.CANDIDATE, Role.SYSTEM)]
)
def test_a_right_taken_away_ends_at_the_next_click(
    role: Role, visitor: AsVisitor, world: World, connection: Connection, undone: Undone
) -> None:
    browser = visitor(role)
    assert browser.ask("GET", "/cuenta").status_code == 200
    with undone():
        with joined_session(connection) as session:
            _disable(session, world.accounts[role])
            session.commit()
        assert browser.ask("GET", "/cuenta").headers["location"] == "/entrar?next=/cuenta"
        assert browser.ask("GET", "/api/v1/schemes").status_code == 401


def _disable(session: Session, public_id: str) -> None:
    account = session.scalars(select(Account).where(Account.public_id == public_id)).one()
    invited, _token = accounts.invite(session, SYSTEM, email="jefa@example.org", name="Otra", role=Role.ADMIN)
    accounts.disable(session, invited.actor(), account, reason="Se fue.")


@pytest.mark.parametrize("role", ["employer", "agency", "candidate", "system", "public"])
def test_an_administrator_makes_accounts_of_the_staff_only(
    role: str, visitor: AsVisitor, world: World, connection: Connection, undone: Undone
) -> None:
    """An agency's role without an agency would own what belongs to none."""
    admin = visitor(Role.ADMIN)
    change = f"/admin/cuentas/{world.accounts[Role.OFFICER]}/propose-role"
    assert admin.ask("POST", change, data={"role": role, "reason": "Lo pide."}).status_code == 422
    assert admin.ask("POST", change, data={"role": "supervisor", "reason": "Lo pide."}).status_code == 303
    with undone():
        person = {"name": "Persona Nueva", "email": "persona@example.org", "role": role}
        admin.send("POST", "/admin/cuentas/invite", data=person)
        with joined_session(connection) as session:
            made = session.scalars(select(Account).where(Account.email == person["email"])).all()
        assert {one.role for one in made} <= STAFF


def test_the_api_knows_keys_and_no_cookies(visitor: AsVisitor, world: World) -> None:
    officer = visitor(Role.OFFICER)
    address = f"/api/v1/candidates/{world.sides['own'].candidate}"
    assert officer.ask("GET", address).status_code == 200
    officer.key = None
    assert is_absent(officer, "GET", address)


def test_ids_that_are_no_ids_do_not_exist_either(visitor: AsVisitor) -> None:
    """Numbers, long texts and odd characters where an id belongs: never an error, never another answer."""
    odd = ["1", "0", "-1", ABSENT * 20, "%00", "%27%20OR%201=1", "..%2f..%2fetc", "ñ", "null", "{}"]
    asked: list[tuple[Role, Callable[[str], str]]] = [
        (Role.OFFICER, lambda text: f"/ministerio/personas/{text}"),
        (Role.OFFICER, lambda text: f"/ministerio/expedientes/{text}"),
        (Role.EMPLOYER, lambda text: f"/empleador/vacantes/{text}"),
        (Role.CANDIDATE, lambda text: f"/mi/ofertas/{text}"),
        (Role.ADMIN, lambda text: f"/admin/cuentas/{text}"),
        (Role.OFFICER, lambda text: f"/api/v1/candidates/{text}"),
    ]
    for role, address in asked:
        browser = visitor(role)
        for text in odd:
            assert is_absent(browser, "GET", address(text)), (role, address(text))
