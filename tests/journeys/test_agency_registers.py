"""An agency asks to be registered, answers over days and is corrected once; what follows is test_whole_case.py."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Page, expect

from registry import clock
from tests.journeys import casework
from tests.journeys.conftest import NewPage, axe
from tests.registry.vetting.agencies import PDF, picture


@pytest.fixture
def papers(tmp_path: Path) -> dict[str, Path]:
    """A PDF, a photograph and something that is neither."""
    found = {"pdf": tmp_path / "papel.pdf", "photo": tmp_path / "foto.jpg", "wrong": tmp_path / "papel.docx"}
    for name, data in (("pdf", PDF), ("photo", picture()), ("wrong", b"PK\x03\x04 not a document of ours")):
        found[name].write_bytes(data)
    return found


def test_an_agency_registers(new_page: NewPage, papers: dict[str, Path], javascript: bool) -> None:
    name, phone = (
        ("Puente de Caobas, S.A.", "2233 7711") if javascript else ("Loma de Ceibas, S.A.", "2244 8822")
    )
    agency = new_page()
    apply(agency, name, phone)
    answer_everything(agency, papers)
    hand_in(agency)
    officer = new_page(role="officer", width=1280)
    take_and_return(officer, name)
    correct(agency, papers)
    casework.open_case(officer, name)
    casework.accept_answers(officer)
    clean(officer)


def clean(page: Page) -> None:
    """Nothing to complain of for who cannot see, and no need to scroll sideways."""
    assert axe(page) == []


def apply(
    page: Page, name: str, phone: str, *, address: str = "4 calle 5-60, zona 2", person: str = "Rosa Xol"
) -> str:
    """From the first page to the agency's own; returns the secret of its codes."""
    page.goto("/agencias/solicitud")
    expect(page.get_by_text("30 días hábiles")).to_be_visible()
    clean(page)
    page.get_by_role("link", name="Empezar").click()
    page.get_by_role("button", name="Enviar la solicitud").click()
    expect(page.get_by_role("heading", name="Hay un problema")).to_be_visible()
    clean(page)
    page.get_by_label("Nombre legal").fill(name)
    page.get_by_label("NIT").fill(f"{phone.replace(' ', '')}-1")
    page.get_by_label("Municipio de la oficina").select_option(label="Cobán")
    page.get_by_label("Dirección de la oficina").fill(address)
    page.get_by_label("Canadá").check()
    page.get_by_label("Sociedad o empresa").check()
    page.get_by_label("Nombre completo").fill(person)
    page.get_by_label("Correo").fill(f"rosa@{phone.split()[1]}.example")
    page.get_by_label("Teléfono de la agencia").fill(phone)
    page.get_by_role("button", name="Enviar la solicitud").click()
    expect(page.get_by_role("heading", name="Recibimos su solicitud")).to_be_visible()
    page.get_by_role("link", name="Abrir mi cuenta").click()
    secret = page.locator(".sd-code").first.inner_text()
    page.get_by_label("Contraseña nueva").fill("cuatro palabras juntas sirven")
    page.get_by_label("Escríbala otra vez").fill("cuatro palabras juntas sirven")
    page.get_by_label("Código que muestra la aplicación").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Activar").click()
    recovery = page.locator("main .sd-code, main li").first.inner_text().strip()
    page.goto("/entrar?next=/agencia")
    page.locator("[name=email]").fill(f"rosa@{phone.split()[1]}.example")
    page.locator("[name=password]").fill("cuatro palabras juntas sirven")
    page.locator("[name=code]").fill(recovery)
    page.locator("main form button").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    return secret


def answer_everything(page: Page, papers: dict[str, Path]) -> None:
    clean(page)
    page.get_by_role("link", name="Personas detrás de la agencia").click()
    for person, role in (("Rosa Xol", "Dueña o dueño"), ("Tomás Cuc", "Representante legal")):
        page.get_by_label("Nombre completo").fill(person)
        page.get_by_label("Función").select_option(label=role)
        page.get_by_role("button", name="Agregar").click()
        expect(page.get_by_role("cell", name=person, exact=True)).to_be_visible()
    page.goto("/agencia/reclutadores")
    page.get_by_label("Nombre completo").fill("Marta Ical")
    page.get_by_role("button", name="Agregar").click()
    page.goto("/agencia")
    links = page.locator("a[href^='/agencia/requisitos/']").all()
    tasks = [link.get_attribute("href") or "" for link in links]
    assert len(tasks) > 10
    page.goto("/agencia/requisitos/identity")
    upload(page, papers["wrong"])
    expect(page.get_by_text("Los archivos comprimidos no sirven").first).to_be_visible()
    clean(page)
    for task in tasks:
        page.goto(task)
        if page.get_by_label("Lo declaro").count():
            page.get_by_label("Lo declaro").check()
            page.get_by_label("Nombre completo de quien declara").fill("Rosa Xol")
            page.get_by_role("button", name="Guardar", exact=True).click()
        else:
            put_date(page)
            upload(page, papers["photo"] if task.endswith("identity") else another(papers["pdf"], task))
        expect(page).to_have_url(re.compile("/agencia$"))


def another(paper: Path, task: str) -> Path:
    """A paper of its own: the same file given twice is not taken."""
    made = paper.with_name(f"{task.rpartition('/')[2]}.pdf")
    made.write_bytes(paper.read_bytes() + f"\n% {task}\n".encode())
    return made


def put_date(page: Page, today: date | None = None) -> None:
    """Issued last month, or valid for some years, as the page asks. `today`: where it is not the browser's."""
    today = today or clock.today()
    if page.get_by_text("¿Qué día lo extendieron?").count():
        day = today - timedelta(days=30)
    elif page.get_by_text("¿Hasta qué día vale?").count():
        day = today + timedelta(days=700)
    else:
        return
    page.get_by_label("Día").fill(str(day.day))
    page.get_by_label("Mes").select_option(str(day.month))
    page.get_by_label("Año").fill(str(day.year))


def upload(page: Page, path: Path) -> None:
    page.locator("input[name=file]").last.set_input_files(path)
    page.get_by_role("button", name="Guardar", exact=True).click()


def hand_in(page: Page) -> None:
    page.goto("/agencia")
    page.get_by_text("Revisar y enviar").click()
    clean(page)
    page.get_by_role("button", name="Enviar al Ministerio").click()
    expect(page.get_by_text("Solicitud enviada")).to_be_visible()


def take_and_return(page: Page, name: str) -> None:
    page.goto("/ministerio")
    clean(page)
    casework.open_case(page, name)
    page.get_by_role("button", name="Tomar este expediente").click()
    row = page.locator("#respuesta-bond")
    row.locator("summary").click()
    row.get_by_label("Qué falta o qué hay que corregir").fill("Falta la firma del asegurador.")
    row.get_by_role("button", name="Guardar la nota").click()
    expect(page.locator("#respuesta-bond").get_by_text("Falta la firma del asegurador.")).to_be_visible()
    clean(page)
    page.get_by_text("Devolver a la agencia").first.click()
    page.get_by_label("Motivo", exact=True).fill("Corrija la fianza, por favor.")
    page.get_by_role("button", name="Devolver a la agencia").click()
    expect(page).to_have_url(re.compile("/ministerio/expedientes$"))
    expect(page.get_by_role("row", name=name)).to_have_count(0)


def correct(page: Page, papers: dict[str, Path]) -> None:
    page.goto("/agencia")
    expect(page.get_by_text("Corrija la fianza, por favor.")).to_be_visible()
    page.get_by_role("link", name="Fianza o seguro").click()
    expect(page.get_by_text("Falta la firma del asegurador.")).to_be_visible()
    put_date(page)
    upload(page, another(papers["pdf"], "bond-signed"))
    hand_in(page)
