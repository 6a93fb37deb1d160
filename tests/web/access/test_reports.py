"""Who sees what of a report: every page each role can open is read for the words, the contact and the number of one.

The row "anonymous complaint" of the matrix. The reporter is a stranger to everybody but who handles the report, and to
them only in the answer to a reading with a reason.
"""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import Connection, inspect, text

from registry.access import Role
from tests.web.access import told
from tests.web.access.conftest import AsVisitor, Visitor
from tests.web.access.table import ROLES, expected, fillings
from tests.web.access.world import WHY, World

SEALED = ("Ambrosio", "mercado viejo", told.CONTACT, told.CONTACT.replace(" ", ""))
HANDLERS = (Role.OFFICER, Role.INSPECTOR)
_MARKUP = re.compile(r"<[^>]*>")


def words_of(body: str) -> str:
    return unescape(body + " " + _MARKUP.sub(" ", body))


def pages_with(browser: Visitor, role: Role, world: World, needles: tuple[str, ...]) -> set[str]:
    """Addresses whose answer to this role holds one of the needles; forms sent empty come back as pages too."""
    found = set()
    opened = 0
    for row in expected():
        if row.cells[role] in ("no", "door"):
            continue
        for side in ("own", "other") if row.objects != "-" else ("own",):
            answer = browser.ask(row.method, row.address(fillings(world, side, role)[row.objects]))
            opened += answer.status_code == 200
            if any(needle in words_of(answer.text) for needle in needles):
                found.add(f"{row.path} ({side})")
    assert opened >= 10, f"{role} opened {opened} pages only"
    return found


@pytest.mark.parametrize("role", ROLES)
def test_no_page_shows_a_word_of_a_report(role: Role, visitor: AsVisitor, world: World) -> None:
    """Not even to who handles it: without a reason, nothing."""
    assert pages_with(visitor(role), role, world, SEALED) == set()


@pytest.mark.parametrize("role", [Role.PUBLIC, Role.EMPLOYER, Role.AGENCY, Role.DIRECTOR, Role.ADMIN])
def test_those_outside_do_not_even_learn_its_number(
    role: Role, visitor: AsVisitor, world: World, connection: Connection
) -> None:
    numbers = tuple(connection.execute(text("SELECT number FROM complaint")).scalars())
    ids = tuple(world.complaints.values())
    assert pages_with(visitor(role), role, world, numbers + ids) == set()


@pytest.mark.parametrize("role", HANDLERS)
def test_a_handler_reads_their_own_with_a_reason_and_no_other(
    role: Role, visitor: AsVisitor, world: World
) -> None:
    browser = visitor(role)
    own, other = (f"/ministerio/denuncias/{world.complaints[side]}/open-sealed" for side in ("own", "other"))
    answer = browser.ask("POST", own, data={"reason": WHY})
    assert all(needle in words_of(answer.text) for needle in ("Ambrosio", told.CONTACT))
    assert browser.ask("POST", own, data={"reason": " "}).status_code == 422
    assert browser.ask("POST", other, data={"reason": WHY}).status_code == 404


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.DIRECTOR, Role.AUDITOR, Role.ADMIN, Role.AGENCY])
def test_a_reason_opens_nothing_for_who_does_not_handle_it(
    role: Role, visitor: AsVisitor, world: World
) -> None:
    for side in ("own", "other"):
        address = f"/ministerio/denuncias/{world.complaints[side]}/open-sealed"
        assert visitor(role).ask("POST", address, data={"reason": WHY}).status_code == 404


def test_the_agency_sees_its_question_and_the_month(visitor: AsVisitor, world: World) -> None:
    page = words_of(visitor(Role.AGENCY).ask("GET", "/agencia/preguntas").text)
    assert told.QUESTION in page
    assert "marzo 2026" in page
    assert "2 de marzo" not in page


def test_nothing_of_a_report_is_readable_in_the_database(connection: Connection) -> None:
    """Every column of every table is read as it lies there."""
    for table in inspect(connection).get_table_names():
        for row in connection.execute(text(f'SELECT * FROM "{table}"')):
            lying = " ".join(
                bytes(one).decode("latin-1") if isinstance(one, bytes) else str(one) for one in row
            )
            assert not any(needle in lying for needle in SEALED), table
