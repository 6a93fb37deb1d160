"""One officer loads a wage table and sees whom it would stop; another person approves it. A published vacancy that paid
the old minimum is listed as failing and waits at the desk, and what was decided about it before reads as it did."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from playwright.sync_api import FilePayload, Page, expect

from tests.journeys.conftest import NewPage, Server, axe

PAGE = "/ministerio/leyes/gt-monthly-minimum"
SOURCE = "Acuerdo inventado para esta prueba (ficticio)"
# Each telling of the story raises another series, above what the demo's employers pay. No figure here is law.
RAISED = {True: ("CE2", "agricola", "3990,00"), False: ("CE1", "no_agricola", "4390,00")}


def table(zone: str, activity: str, amount: str) -> bytes:
    """As a spreadsheet of Guatemala saves it."""
    start = date.today() + timedelta(days=2)
    header = "zone;activity;starts_on;value;confidence;reference;href;note"
    row = f"{zone};{activity};{start.isoformat()};{amount};verified;{SOURCE};;"
    return "\r\n".join((header, row, "")).encode("utf-8-sig")


def command(server: Server, *words: str) -> str:
    """Output of a `sendero` command on the demo's own database."""
    data = server.environment["SENDERO_DATA_DIR"]
    address = {"SENDERO_DATABASE_URL": f"sqlite:///{data}/demo.db"}
    return replace(server, environment=server.environment | address).run(*words)


def test_the_law_changes(new_page: NewPage, server: Server, javascript: bool) -> None:
    first, second, reader = (new_page(role=role) for role in ("officer", "supervisor", "auditor"))
    address = _preview(first, table(*RAISED[javascript]))
    number, decision, read_before = _last_decision(reader, address)
    explained = command(server, "rules", "explain", number)

    first.get_by_role("button", name="Proponer a otra persona").click()
    expect(first.get_by_text("La aprueba otra persona.")).to_be_visible()
    expect(first.get_by_role("button", name="Aprobar")).to_have_count(0)
    _approve(second, first.url, number)
    today = date.today().isoformat()
    asked_elsewhere = command(server, "rules", "explain", number, "--asof", today)
    assert SOURCE in asked_elsewhere, "another process asks the new law at once"

    first.goto("/ministerio/vacantes?state=blocked")
    first.get_by_role("link", name=re.compile(number)).click()
    expect(first.get_by_text("Está publicada y ya no cumple")).to_be_visible()
    expect(first.locator("textarea[name=reason]").first).to_have_value(re.compile("GT-01"))

    reader.goto(decision)
    assert reader.locator("main").inner_text() == read_before
    which = decision.rsplit("/", 1)[1]
    assert SOURCE not in explained
    assert command(server, "rules", "explain", number, "--check", which) == explained


def _preview(officer: Page, content: bytes) -> str:
    """Load the table and look at its effect; the address of a published vacancy that it would stop."""
    officer.goto(PAGE)
    assert axe(officer) == []
    officer.get_by_role("link", name="Cargar una tabla (CSV)").click()
    officer.fill("[name=why]", "Salió un acuerdo nuevo (inventado)")
    officer.get_by_role("button", name="Ver el efecto").click()
    expect(officer.get_by_role("heading", name="Hay un problema")).to_be_visible()
    file = FilePayload(name="salarios.csv", mimeType="text/csv", buffer=content)
    officer.set_input_files("[name=file]", files=file)
    officer.get_by_role("button", name="Ver el efecto").click()
    expect(officer.get_by_text(re.compile(r"\d+ de \d+ vacantes pasarían? a no cumplir"))).to_be_visible()
    expect(officer.get_by_text("1 valor nuevo, 0 corregidos, 0 sin cambio.")).to_be_visible()
    assert axe(officer) == []
    stopped = officer.locator("main tr", has_text="Publicada").filter(has_text="GT-01").first
    return str(stopped.get_by_role("link").get_attribute("href"))


def _last_decision(reader: Page, address: str) -> tuple[str, str, str]:
    """Number of the vacancy; address and words of its last stored check."""
    reader.goto(address)
    number = re.search(r"V-\d{4}-\d{5}", reader.locator("h1").inner_text())
    assert number is not None
    reader.locator("a[href*='/revisiones/']").first.click()
    expect(reader.get_by_role("heading", name="como se guardó")).to_be_visible()
    return number[0], reader.url, reader.locator("main").inner_text()


def _approve(supervisor: Page, address: str, number: str) -> None:
    supervisor.goto(address)
    expect(supervisor.get_by_text(re.compile(r"pasarían? a no cumplir"))).to_be_visible()
    supervisor.get_by_role("button", name="Aprobar").click()
    expect(supervisor.get_by_text(re.compile(r"pas(ó|aron) a no cumplir"))).to_be_visible()
    expect(supervisor.get_by_role("link", name=re.compile(number))).to_be_visible()
