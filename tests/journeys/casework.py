"""What the Ministry's people do with a case, page by page as they do it: shared by the stories of agencies."""

from __future__ import annotations

from datetime import date, timedelta

from playwright.sync_api import Locator, Page, expect

from registry import clock


def open_case(page: Page, name: str, path: str = "/ministerio/expedientes") -> None:
    """From a list to the case of this agency; before it, the declarations of whoever opens it the first time."""
    page.goto(path)
    page.get_by_role("row", name=name).get_by_role("link").first.click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    declare(page)


def declare(page: Page) -> None:
    """Nothing links this person to the agency: asked once a person, and once a case."""
    about_oneself = page.get_by_role("link", name="Hacer mi declaración")
    if about_oneself.count():
        about_oneself.click()
        page.get_by_label("Sus dos apellidos").fill("Ordóñez Ficticio")
        page.get_by_role("button", name="Guardar mi declaración").click()
    send = page.get_by_role("button", name="Declarar y seguir")
    if send.count():
        for topic in page.locator("main form").get_by_role("group").all():
            topic.get_by_label("No", exact=True).check()
        send.click()
        expect(page.get_by_role("navigation", name="Partes del expediente")).to_be_visible()


def section(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Partes del expediente").get_by_role("link", name=name).click()


def accept_answers(page: Page) -> None:
    """Every paper is read and taken."""
    page.get_by_role("button", name="Tomar este expediente").click()
    accept = page.get_by_role("button", name="Aceptar")
    expect(accept.first).to_be_visible()
    for left in range(accept.count(), 0, -1):
        accept.first.click()
        expect(accept).to_have_count(left - 1)
    expect(page.get_by_text("Todas las respuestas están revisadas.")).to_be_visible()


def begin_fieldwork(page: Page) -> None:
    page.get_by_role("button", name="Pasar a visita y entrevistas").click()
    expect(page.get_by_text("En visita y entrevistas").first).to_be_visible()


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


def fill_date(group: Locator, day: date) -> None:
    group.get_by_label("Día").fill(str(day.day))
    group.get_by_label("Mes").select_option(str(day.month))
    group.get_by_label("Año").fill(str(day.year))


def visit(page: Page, address: str, day: date) -> None:
    """Planned without warning, and what was seen written down."""
    section(page, "Entrevistas y visitas")
    page.get_by_text("Planear una visita o una llamada").click()
    page.get_by_label("Dirección o teléfono").fill(address)
    fill_date(page.get_by_role("group", name="Qué día"), day)
    page.get_by_role("button", name="Guardar en el calendario").click()
    page.get_by_role("link", name="Escribir lo que se vio").click()
    page.get_by_label("Se hizo").check()
    page.get_by_role("group", name="¿Hay a la vista un aviso").get_by_label("No", exact=True).check()
    page.get_by_label("Qué se vio").fill("La oficina atiende. En la pared no dice que el trabajo es gratis.")
    page.get_by_role("button", name="Guardar", exact=True).click()
    expect(page.get_by_text("En la pared no dice que el trabajo es gratis.")).to_be_visible()


def explain_interviews(page: Page) -> None:
    """A new agency placed nobody yet: that is written down instead."""
    page.get_by_text("No se puede hacer: decir por qué").click()
    page.get_by_label("Por qué").select_option(label="Agencia nueva: todavía no colocó a nadie")
    page.get_by_label("Explique").fill("Su inscripción está en trámite y nadie ha viajado con ella.")
    page.get_by_role("button", name="Guardar el motivo").click()
    expect(page.get_by_text("Su inscripción está en trámite")).to_be_visible()


def assess(page: Page) -> int:
    """One piece of evidence and a result for each critical criterion, as the pages lead on; returns how many."""
    section(page, "Norma y hallazgos")
    page.get_by_role("link", name="Evaluar criterio por criterio").click()
    page.get_by_text("Críticos sin evaluar:").get_by_role("link").first.click()
    following = page.get_by_role("link", name="Siguiente crítico sin evaluar")
    done = 0
    while True:
        page.get_by_label("Parte de la gestión").select_option("POL")
        page.get_by_label("Qué es").select_option(label="Visita")
        page.get_by_label("Qué muestra").fill("Se leyó la política y en la visita se vio cómo se aplica.")
        page.get_by_label("Fuerza").select_option("2")
        page.get_by_role("button", name="Guardar la prueba").click()
        page.get_by_label("Cumple", exact=True).check()
        page.get_by_role("button", name="Guardar el resultado").click()
        done += 1
        expect(page.get_by_role("heading", name="Resultado")).to_be_visible()
        if not following.count():
            return done
        following.click()


def raise_finding(page: Page, code: str, statement: str, due_on: date) -> None:
    page.get_by_role("link", name="Todos los criterios").click()
    page.get_by_role("link", name=f"{code} ").first.click()
    page.get_by_text("Escribir un hallazgo").click()
    page.get_by_label("Grado y puntos").select_option("minor")
    page.get_by_label("Qué se encontró").fill(statement)
    page.get_by_role("group", name="En qué pruebas se apoya").get_by_role("checkbox").first.check()
    fill_date(page.get_by_role("group", name="Hasta cuándo debe corregirlo"), due_on)
    page.get_by_role("button", name="Guardar el hallazgo").click()
    expect(page.get_by_role("link", name=statement)).to_be_visible()


def open_finding(page: Page, name: str, statement: str) -> None:
    """What the agency sent waits in the inbox of who holds the case."""
    open_case(page, name, "/ministerio")
    page.get_by_role("link", name=statement).click()


def recommend(page: Page, outcome: str, *, conditions: str = "") -> None:
    page.get_by_label(outcome, exact=True).check()
    if conditions:
        page.get_by_label("Condiciones (si las hay)").fill(conditions)
    page.get_by_label("Motivos").fill("Los documentos están completos y lo que se encontró se corrigió.")
    page.get_by_role("button", name="Recomendar").click()
    expect(page.get_by_text(f"Recomendación: {outcome}")).to_be_visible()
    expect(page.get_by_role("button", name="Confirmar y decidir")).to_have_count(0)


def decide(page: Page, name: str, public_reason: str) -> None:
    open_case(page, name)
    page.get_by_label("Motivos de la decisión").fill("Conforme con lo recomendado.")
    page.get_by_label("En el registro público").fill(public_reason)
    page.get_by_role("button", name="Confirmar y decidir").click()
    expect(page.get_by_text("Decidido").first).to_be_visible()
