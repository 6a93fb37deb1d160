"""A whole case with six people: registered with conditions, reported, looked into, suspended, lifted, expired, renewed.

Run with -s, it prints for each step who did it, how many clicks and fields it took, and how long the browser was busy.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from registry import clock
from tests.journeys import casework
from tests.journeys.conftest import NewPage, Server, moment_of, serving_later
from tests.journeys.test_agency_registers import another, apply, hand_in, put_date, upload
from tests.registry.vetting.agencies import PDF, picture

NAME, PHONE, ADDRESS = "Sendas de Liquidámbar, S.A.", "2266 3399", "9 avenida 14-22, zona 3"
WEAKNESS = "En la oficina no hay un aviso de que el trabajo es gratis."
CONDITION = "Mandar cada tres meses la lista de personas colocadas."
# Every press of a finger or of the mouse, and every field that was typed in, chosen from or given a file.
COUNT = """
document.addEventListener("pointerdown", (press) => press.isTrusted && tally("clicks"), true);
document.addEventListener("change", ({target}) => {
    if (!target.matches("[type=radio], [type=checkbox]")) tally("fields");
}, true);
"""
# Where pictures of the main pages go, for whoever wants to look at them; none are taken without it.
PICTURES = os.environ.get("SENDERO_JOURNEY_PICTURES")


@dataclass
class Step:
    person: str
    title: str
    clicks: int = 0
    fields: int = 0
    seconds: float = 0.0


@dataclass
class Ledger:
    """What each step of the story took."""

    steps: list[Step] = field(default_factory=list)
    is_counting: bool = False

    def watch(self, page: Page) -> Page:
        page.context.expose_binding("tally", lambda _source, what: self._count(what))
        page.context.add_init_script(COUNT)
        return page

    def _count(self, what: str) -> None:
        if self.is_counting:
            setattr(self.steps[-1], what, getattr(self.steps[-1], what) + 1)

    @contextmanager
    def step(self, person: str, title: str, page: Page) -> Iterator[None]:
        self.steps.append(Step(person, title))
        self.is_counting, begun = True, time.monotonic()
        yield
        self.is_counting, self.steps[-1].seconds = False, time.monotonic() - begun
        if PICTURES:
            take_pictures(page, Path(PICTURES), f"{len(self.steps):02}")

    def show(self) -> str:
        heading = f"{'person':<12}{'step':<60}{'clicks':>7}{'fields':>7}{'seconds':>9}"
        rows = [
            f"{one.person:<12}{one.title:<60}{one.clicks:>7}{one.fields:>7}{one.seconds:>9.1f}"
            for one in self.steps
        ]
        return "\n".join(["", heading, *rows, ""])


def take_pictures(page: Page, folder: Path, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    was = page.viewport_size
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
    if was is not None:
        page.set_viewport_size(was)


@pytest.fixture
def papers(tmp_path: Path) -> dict[str, Path]:
    found = {"pdf": tmp_path / "papel.pdf", "photo": tmp_path / "foto.jpg"}
    found["pdf"].write_bytes(PDF)
    found["photo"].write_bytes(picture())
    return found


@pytest.mark.parametrize("javascript", [True], ids=["javascript"], indirect=True)
def test_a_whole_case(
    new_page: NewPage, server: Server, browser: Browser, papers: dict[str, Path], tmp_path: Path
) -> None:
    ledger = Ledger()
    agency = ledger.watch(new_page())
    officer, supervisor, inspector, director = (
        ledger.watch(new_page(role=role, width=width))
        for role, width in (("officer", 1280), ("supervisor", 1280), ("inspector", 360), ("director", 1280))
    )
    worker = ledger.watch(new_page())
    secret = registers(ledger, agency, papers)
    is_reviewed(ledger, officer, supervisor, inspector)
    is_corrected(ledger, agency, officer, papers)
    is_decided(ledger, officer, supervisor, agency)
    number = is_reported(ledger, worker, supervisor, inspector)
    is_looked_into(ledger, inspector, officer)
    is_suspended(ledger, director, supervisor, worker, number)
    second = ledger.watch(new_page(width=1280))
    another_officer(server, second)
    is_lifted(ledger, second, supervisor, worker, number)
    ends_on = datetime.combine(clock.today(), datetime.min.time(), UTC).replace(hour=15) + timedelta(
        days=3 * 366
    )
    with serving_later(server, ends_on, tmp_path / "later") as later:
        expires_and_renews(ledger, later, browser, secret, number, papers)
    sys.stdout.write(ledger.show())


# ---------------------------------------------------------------- into the register


def registers(ledger: Ledger, page: Page, papers: dict[str, Path]) -> str:
    with ledger.step("agency", "asks for an account and opens it", page):
        secret = apply(page, NAME, PHONE, address=ADDRESS, person="Elvira Batz")
    with ledger.step("agency", "looks at itself, 24 criteria", page):
        page.get_by_role("link", name="Hacer la autoevaluación").click()
        page.get_by_role("button", name="Empezar").click()
        while "/criterios/" in page.url:
            page.get_by_label("Sí, y puede probarlo").check()
            page.get_by_role("button", name="Guardar y seguir").click()
        page.get_by_role("button", name="Terminar y ver qué preparar").click()
        expect(page.get_by_text("Según sus respuestas cumple todo.")).to_be_visible()
    with ledger.step("agency", "names its people", page):
        page.get_by_role("link", name="Ir a su expediente").click()
        page.get_by_role("link", name="Personas detrás de la agencia").click()
        for person, role in (("Elvira Batz", "Dueña o dueño"), ("Jacinto Sierra", "Representante legal")):
            page.get_by_label("Nombre completo").fill(person)
            page.get_by_label("Función").select_option(label=role)
            page.get_by_role("button", name="Agregar").click()
            expect(page.get_by_role("cell", name=person, exact=True)).to_be_visible()
    with ledger.step("agency", "gives every paper and declaration", page):
        page.get_by_role("link", name="Atrás").click()
        give_papers(page, papers)
    with ledger.step("agency", "hands its file in", page):
        hand_in(page)
    return secret


def give_papers(page: Page, papers: dict[str, Path], today: date | None = None) -> None:
    """What the list says is not given yet, one task after another; on another day, with other papers."""
    rows = page.locator(".govuk-task-list__item").filter(has=page.locator("a[href^='/agencia/requisitos/']"))
    left = rows.filter(has_not_text="Listo")
    while left.count():
        task = left.first.get_by_role("link").get_attribute("href") or ""
        left.first.get_by_role("link").click()
        if page.get_by_label("Lo declaro").count():
            page.get_by_label("Lo declaro").check()
            page.get_by_label("Nombre completo de quien declara").fill("Elvira Batz")
            page.get_by_role("button", name="Guardar", exact=True).click()
        else:
            put_date(page, today)
            upload(page, another(papers["pdf"], f"{task}-{today or ''}"))
        expect(page.get_by_role("heading", name=NAME)).to_be_visible()


def is_reviewed(ledger: Ledger, officer: Page, supervisor: Page, inspector: Page) -> None:
    with ledger.step("supervisor", "declares no conflict and draws an officer", supervisor):
        casework.open_case(supervisor, NAME)
        supervisor.get_by_role("button", name="Sortear").click()
        expect(supervisor.get_by_role("button", name="Sortear")).to_have_count(0)
        give_to(supervisor, "Rosa Oficial Ficticia")
    with ledger.step("officer", "declares no conflict, reads and takes 15 answers", officer):
        casework.open_case(officer, NAME)
        casework.accept_answers(officer)
        casework.begin_fieldwork(officer)
    with ledger.step("inspector", "visits the office and says why nobody was heard", inspector):
        casework.open_case(inspector, NAME)
        casework.visit(inspector, ADDRESS, clock.today())
        casework.explain_interviews(inspector)
    with ledger.step("officer", "assesses the critical criteria", officer):
        assert casework.assess(officer) > 10
    with ledger.step("officer", "raises a finding and sends it to the agency", officer):
        casework.raise_finding(officer, "1.1", WEAKNESS, casework.in_days(30))
        casework.open_case(officer, NAME)
        officer.get_by_role("button", name="Enviar los hallazgos").click()
        expect(officer.get_by_text("Hallazgos con la agencia")).to_be_visible()


def give_to(page: Page, officer: str) -> None:
    """The lot falls on any officer; the story goes on with the one that the demonstration can be."""
    if page.get_by_text(f"Oficial: {officer}.").count():
        return
    page.get_by_text("Dar el expediente a otra persona").click()
    whom = page.get_by_label("A quién")
    whom.select_option(whom.locator("option", has_text=officer).get_attribute("value"))
    page.get_by_label("Por qué").fill("La persona sorteada sale de vacaciones.")
    page.get_by_role("button", name="Cambiar de oficial").click()
    expect(page.get_by_text(f"Oficial: {officer}.")).to_be_visible()


def is_corrected(ledger: Ledger, agency: Page, officer: Page, papers: dict[str, Path]) -> None:
    with ledger.step("agency", "answers the finding with a plan", agency):
        agency.goto("/agencia")
        agency.get_by_role("link", name="Ver los hallazgos").click()
        agency.get_by_role("link", name=WEAKNESS).click()
        agency.get_by_label("¿Qué va a hacer?").fill(
            "Pondremos el aviso en la entrada y en la sala de espera."
        )
        done_by = agency.get_by_role("group", name="¿Para qué día estará hecho?")
        casework.fill_date(done_by, casework.in_days(10))
        agency.get_by_role("button", name="Mandar el plan").click()
        expect(agency.get_by_text("Plan enviado")).to_be_visible()
    with ledger.step("officer", "accepts the plan", officer):
        casework.open_finding(officer, NAME, WEAKNESS)
        officer.get_by_role("button", name="Aceptar el plan").click()
        expect(officer.get_by_text("Plan aceptado")).to_be_visible()
    with ledger.step("agency", "sends the proof", agency):
        agency.reload()
        agency.get_by_label("¿Qué se hizo?").fill("El aviso está en la entrada desde hoy.")
        agency.locator("input[type=file]").set_input_files(papers["photo"])
        agency.get_by_role("button", name="Mandar la prueba").click()
        expect(agency.get_by_text("Prueba enviada")).to_be_visible()
    with ledger.step("officer", "verifies the proof", officer):
        casework.open_finding(officer, NAME, WEAKNESS)
        officer.get_by_role("button", name="La prueba lo muestra").click()
        expect(officer.get_by_text("Comprobado")).to_be_visible()


def is_decided(ledger: Ledger, officer: Page, supervisor: Page, agency: Page) -> None:
    with ledger.step("officer", "recommends, with a condition", officer):
        officer.get_by_role("navigation", name="Dónde está").get_by_role("link").first.click()
        casework.recommend(officer, "Inscribir con condiciones", conditions=CONDITION)
    with ledger.step("supervisor", "decides", supervisor):
        casework.decide(supervisor, NAME, "Cumple los requisitos, con una condición.")
    agency.goto("/agencia")
    expect(agency.get_by_text("Inscrita con condiciones").first).to_be_visible()
    expect(agency.get_by_text(CONDITION)).to_be_visible()


# ---------------------------------------------------------------- reported, looked into, suspended, lifted


def is_reported(ledger: Ledger, worker: Page, supervisor: Page, inspector: Page) -> str:
    with ledger.step("worker", "finds the agency by its telephone", worker):
        worker.goto("/verificar")
        worker.get_by_label("¿Qué le dieron?").fill(PHONE)
        worker.get_by_role("button", name="Verificar").click()
        expect(worker.get_by_role("heading", name="Inscrita con condiciones")).to_be_visible()
        worker.get_by_role("link", name="Ver teléfonos, reclutadores y vacantes").click()
        number = worker.url.rpartition("/")[2]
    with ledger.step("worker", "reports a charge and types the receipt back", worker):
        report(worker)
    with ledger.step("supervisor", "gives the report to a handler", supervisor):
        casework_row(supervisor, "/ministerio/denuncias")
        expect(supervisor.get_by_text("antes del viaje")).to_have_count(0)
        handler = supervisor.get_by_label("Encargársela a")
        handler.select_option(handler.locator("option", has_text="Alma Inspectora").get_attribute("value"))
        supervisor.get_by_role("button", name="Encargar", exact=True).click()
        expect(supervisor.get_by_text("Alma Inspectora Ficticia (")).to_be_visible()
    with ledger.step("inspector", "opens it with a reason and reads it for the first time", inspector):
        casework_row(inspector, "/ministerio/denuncias")
        inspector.get_by_label("Para qué lo lee").fill("Primera lectura")
        inspector.get_by_role("button", name="Leer ahora").click()
        expect(inspector.get_by_text("antes del viaje")).to_be_visible()
        inspector.get_by_role("group", name="¿Es creíble?").get_by_label("Sí", exact=True).check()
        inspector.get_by_label("Qué tan fuerte es la prueba").select_option("document")
        inspector.get_by_label("En qué se basa").fill(
            "Dice lugar, monto y motivo, y mostró el recibo en un centro."
        )
        inspector.get_by_role("button", name="Guardar", exact=True).click()
        expect(inspector.get_by_role("heading", name="Primera lectura")).to_be_visible()
        shows_in_time(inspector, "Se abrió un expediente y se detuvieron pedidos nuevos")
    return number


def shows_in_time(page: Page, words: str) -> None:
    """What a report sets off follows when the clock of the server has compared it with the others, every few seconds;
    whoever waits for it reads the page again."""
    said = page.get_by_text(words)
    for _again in range(60):
        if said.count():
            break
        page.wait_for_timeout(1_000)
        page.reload()
    expect(said).to_be_visible()


def casework_row(page: Page, path: str) -> None:
    page.goto(path)
    page.get_by_role("row", name=NAME).get_by_role("link").first.click()


def report(page: Page) -> None:
    """From the agency's page; nobody is asked who they are."""

    def go_on() -> None:
        page.get_by_role("button", name="Seguir", exact=True).click()

    page.get_by_role("link", name="Denuncie un cobro").first.click()
    page.get_by_role("button", name="Empezar").click()
    page.get_by_label("No", exact=True).check()
    go_on()
    page.get_by_label("Me pidieron dinero").check()
    go_on()
    expect(page.get_by_label("¿Quién fue?")).to_have_value(NAME)
    go_on()
    page.get_by_label("Cuánto", exact=True).fill("3,500")
    page.get_by_text("Para entrar o conseguir el trabajo").click()
    page.get_by_label("Inscripción, trámite o cuota").check()
    go_on()
    page.get_by_label("A la agencia").check()
    go_on()
    expect(page.get_by_text("Q3,500")).to_be_visible()
    go_on()
    page.get_by_label("Cuente qué pasó").fill("Me pidieron el dinero antes del viaje y lo di en la oficina.")
    go_on()
    page.get_by_label("¿En qué municipio").fill("Cobán")
    page.get_by_label("Canadá").check()
    go_on()
    page.get_by_label("Que me devuelvan mi dinero").check()
    go_on()
    page.get_by_label("No, gracias").check()
    go_on()
    page.get_by_role("button", name="Enviar", exact=True).click()
    receipt = page.locator(".sd-receipt").inner_text()
    page.get_by_role("link", name="Ya lo copié").click()
    page.get_by_label("Escriba el número que copió").fill(" ".join(receipt.split()))
    go_on()
    expect(page.get_by_role("heading", name="Listo. Gracias por contarlo.")).to_be_visible()


def is_looked_into(ledger: Ledger, inspector: Page, officer: Page) -> None:
    with ledger.step("inspector", "goes on with the report", inspector):
        inspector.get_by_role("button", name="Seguir investigando").click()
        expect(inspector.get_by_text("Se investiga")).to_be_visible()
    with ledger.step("officer", "takes the case that the report opened", officer):
        casework.open_case(officer, NAME, "/ministerio")
        expect(officer.get_by_text("Investigación por denuncia").first).to_be_visible()
        officer.get_by_role("button", name="Tomar este expediente").click()
        casework.begin_fieldwork(officer)


def is_suspended(ledger: Ledger, director: Page, supervisor: Page, anybody: Page, number: str) -> None:
    with ledger.step("director", "suspends in an emergency", director):
        director.goto("/ministerio/agencias")
        director.get_by_role("link", name=NAME).click()
        director.get_by_role("link", name="Suspender de emergencia").click()
        director.get_by_label("Motivo", exact=True).fill("Una denuncia creíble de un cobro, con prueba.")
        director.get_by_label("En el registro público").fill("Se investiga un cobro a trabajadores.")
        director.get_by_role("button", name="Suspender de emergencia").click()
        expect(director.get_by_text("Cae sola si nadie la ratifica")).to_be_visible()
    with ledger.step("supervisor", "ratifies it", supervisor):
        approve(supervisor, "Suspensión de emergencia")
    anybody.goto(f"/verificar/{number}")
    expect(anybody.get_by_text("Hoy no puede reclutar.")).to_be_visible()


def approve(page: Page, kind: str) -> None:
    page.goto("/ministerio/aprobaciones")
    page.get_by_role("row", name=NAME).get_by_role("link", name=kind).click()
    page.get_by_label("Motivo", exact=True).fill("Conforme: las pruebas lo muestran.")
    page.get_by_role("button", name="Aprobar").click()
    expect(page.get_by_text("Aprobada", exact=True)).to_be_visible()


def another_officer(server: Server, page: Page) -> None:
    """Whoever gathered the evidence has no part in letting the agency back in."""
    email = "oficial4@demo.example"
    made = json.loads(
        server.run("user", "add", email, "--role", "officer", "--name", "Inés Oficial Ficticia", "--json")
    )
    enter(server, page, email, made["password"], made["totp_secret"])


def is_lifted(ledger: Ledger, officer: Page, supervisor: Page, anybody: Page, number: str) -> None:
    with ledger.step("officer 2", "proposes to lift the suspension", officer):
        officer.goto("/ministerio/agencias")
        officer.get_by_role("link", name=NAME).click()
        officer.get_by_role("link", name="Levantar la suspensión").click()
        officer.get_by_label("Motivo", exact=True).fill(
            "La agencia devolvió el dinero y despidió a quien lo cobró."
        )
        officer.get_by_label("En el registro público").fill("La agencia devolvió lo que se cobró.")
        officer.get_by_role("button", name="Proponer").click()
        expect(officer.get_by_text("Espera a otra persona")).to_be_visible()
    with ledger.step("supervisor", "lifts it", supervisor):
        approve(supervisor, "Levantar la suspensión")
    anybody.goto(f"/verificar/{number}")
    expect(anybody.get_by_text("Inscrita con condiciones").first).to_be_visible()


# ---------------------------------------------------------------- three years later


def expires_and_renews(
    ledger: Ledger, later: Server, browser: Browser, secret: str, number: str, papers: dict[str, Path]
) -> None:
    """On a copy of the portal whose clock stands three years on: the others who use this one are not moved."""
    context = browser.new_context(base_url=later.url, locale="es-GT")
    context.set_default_timeout(15_000)
    agency = ledger.watch(context.new_page())
    with ledger.step("(the clock)", "the licence ends by itself", agency):
        wait_until_expired(agency, number)
    with ledger.step("agency", "opens its renewal and finds it filled in", agency):
        enter(later, agency, f"rosa@{PHONE.split()[1]}.example", "cuatro palabras juntas sirven", secret)
        agency.goto("/agencia")
        agency.get_by_role("button", name="Abrir expediente").click()
        expect(agency.get_by_text("Ya lo dio antes y todavía sirve. Revíselo.").first).to_be_visible()
    with ledger.step("agency", "gives what ran out and hands it in", agency):
        give_papers(agency, papers, moment_of(later).date())
        hand_in(agency)
    context.close()


def enter(server: Server, page: Page, email: str, password: str, secret: str) -> None:
    page.goto("/entrar")
    page.fill("[name=email]", email)
    page.fill("[name=password]", password)
    page.fill("[name=code]", pyotp.TOTP(secret).at(moment_of(server)))
    page.click("main form button")
    page.wait_for_url(lambda url: "/entrar" not in url)


def wait_until_expired(page: Page, number: str) -> None:
    """Its own clock ticks every few seconds."""
    deadline = time.monotonic() + 30
    page.goto(f"/verificar/{number}")
    while not page.get_by_text("Vencida").count() and time.monotonic() < deadline:
        page.wait_for_timeout(500)
        page.reload()
    expect(page.get_by_text("Vencida").first).to_be_visible()
