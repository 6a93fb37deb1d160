"""The main job, told by four people: the officer ranks and proposes, the person agrees, the employer chooses, the
officer confirms. The name is nowhere on the employer's pages before the person said yes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

from playwright.sync_api import Page, expect

from registry.candidates.consents import AT_REGISTRATION, in_force
from tests.journeys.conftest import NewPage, Server, axe

PHONE = "+50200009555"


def newcomer(server: Server, page: Page, name: str) -> dict[str, Any]:
    """Somebody who fits blueberry work, registered over the API by the demo's centre; their id and code."""
    key = command(
        server, "token", server.logins["counsellor"]["email"], "--scope", "candidates:write"
    ).strip()
    texts = [in_force()[purpose] for purpose in AT_REGISTRATION]
    answer = page.request.post(
        "/api/v1/candidates",
        headers={"Authorization": f"Bearer {key}"},
        data={
            "given_names": name,
            "surnames": "Muestra Ficticia",
            "birth_date": "1995-05-02",
            "phone": PHONE,
            "municipality": "1301",
            "languages": [{"language": "mam", "level": 5}, {"language": "es", "level": 4}],
            "work": [
                {"words": "corté arándano", "occupation": "occ:berry-picker", "country": "US", "months": 30}
            ],
            "skills": [{"words": "arándano", "skill": "skill:blueberry", "months": 30}],
            "countries": ["US"],
            "available_from": date.today().isoformat(),
            "consents": [
                {
                    "purpose": text.purpose,
                    "is_given": True,
                    "text": text.text("es"),
                    "text_version": text.version,
                }
                for text in texts
            ],
        },
    )
    assert answer.status == 201, answer.text()
    return dict(answer.json())


def command(server: Server, *words: str) -> str:
    """Output of a `sendero` command on the demo's own database."""
    data = server.environment["SENDERO_DATA_DIR"]
    address = {"SENDERO_DATABASE_URL": f"sqlite:///{data}/demo.db"}
    return replace(server, environment=server.environment | address).run(*words)


def open_vacancy(server: Server, buyer: Page) -> str:
    """The berry vacancy of the employer who can be signed in as that begins last."""
    buyer.goto("/empleador/vacantes")
    own = buyer.locator("main a[href^='/empleador/vacantes/']").evaluate_all(
        "all => all.map(one => one.pathname)"
    )
    found = [
        one
        for one in json.loads(command(server, "list", "vacancies", "--json"))
        if one["title"] == "Cosecha de arándano" and one["status"] == "published"
        if f"/empleador/vacantes/{one['id']}" in own
    ]
    return str(max(found, key=lambda one: one["starts_on"])["id"])


def check(page: Page) -> None:
    """What every page of the story must be: nothing sideways, nothing axe complains about."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, page.url
    assert axe(page) == [], page.url


def test_from_the_list_to_the_placement(server: Server, new_page: NewPage, javascript: bool) -> None:
    officer, buyer = new_page("officer"), new_page("employer")
    vacancy = open_vacancy(server, buyer)
    name = "Ixchel" if javascript else "Itzel"
    person = newcomer(server, new_page(), name)
    people = f"/empleador/vacantes/{vacancy}/personas"
    proposal = _propose(officer, vacancy, person["id"])

    buyer.goto(people)
    check(buyer)
    expect(buyer.locator("main")).not_to_contain_text(name)
    assert name not in buyer.content()

    worker = _agree(new_page(), person["code"])
    buyer.goto(people)
    assert name not in buyer.content(), "reading the name is an act of its own"
    card = buyer.locator(f"#persona-{proposal}")
    card.get_by_role("button", name="Ver nombre y teléfono").click()
    expect(card).to_contain_text(f"{name} Muestra Ficticia")
    expect(card).to_contain_text("+502 0000 9555")
    check(buyer)
    card.get_by_role("button", name="Pasar a entrevista").click()
    expect(card).to_contain_text("En entrevista")
    card.get_by_role("button", name="Seleccionar", exact=True).click()
    expect(card).to_contain_text("El Ministerio confirma la colocación")

    _place(officer, proposal)
    worker.goto("/mi/ofertas")
    expect(worker.locator("main")).to_contain_text("Tiene el lugar")
    worker.goto("/mi/datos")
    expect(worker.locator("main")).to_contain_text("Vio sus datos con su permiso")


def _propose(officer: Page, vacancy: str, person: str) -> str:
    """Rank, look, replay, propose this one person; returns the id of the proposal."""
    officer.goto(f"/ministerio/vacantes/{vacancy}/lista")
    again = officer.locator("summary", has_text="Hacer la lista de nuevo")
    if again.count():
        again.click()
    officer.get_by_role("button", name="Hacer l").click()
    expect(officer.locator(".sd-person").first).to_contain_text("Persona 1")
    check(officer)
    officer.get_by_role("link", name="Repetir esta lista y comparar").click()
    expect(officer.get_by_role("alert")).to_contain_text("la lista sale igual")
    officer.goto(f"/ministerio/vacantes/{vacancy}/lista")
    mine = officer.locator(f'.sd-person:has(input[value="{person}"])')
    expect(mine).to_contain_text("100.0 de 100")
    mine.get_by_role("checkbox").check()
    officer.get_by_role("button", name="Proponer", exact=True).click()
    if officer.locator("#error-summary").count():
        expect(officer.locator("#error-summary")).to_contain_text("Dejó atrás a alguien")
        expect(mine.get_by_role("checkbox")).to_be_checked()
        check(officer)
        officer.fill("#departure_reason", "La persona de arriba ya viaja con otra empresa.")
        officer.get_by_role("button", name="Proponer", exact=True).click()
    link = officer.locator(
        f'.sd-person:has(a[href$="/personas/{person}"]) a[href^="/ministerio/propuestas/"]'
    )
    return str(link.get_attribute("href")).rsplit("/", 1)[1]


def _agree(worker: Page, code: str) -> Page:
    """The person comes with the code of their slip, reads the offer and says yes."""
    worker.goto("/mi/entrar")
    worker.fill("[name=code]", code)
    worker.fill("[name=phone]", PHONE)
    worker.get_by_role("button", name="Entrar", exact=True).click()
    worker.goto("/mi/vacantes")
    check(worker)
    worker.goto("/mi/ofertas")
    check(worker)
    worker.get_by_role("link", name="Cosecha de arándano").click()
    expect(worker.locator("main")).to_contain_text("No pague a nadie por este trabajo")
    expect(worker.locator("main")).to_contain_text("Cedar Hollow")
    check(worker)
    worker.get_by_role("button", name="Sí, acepto que vean mis datos").click()
    expect(worker.locator("main")).to_contain_text("Usted dijo que sí")
    check(worker)
    return worker


def _place(officer: Page, proposal: str) -> None:
    officer.goto(f"/ministerio/propuestas/{proposal}")
    check(officer)
    free = int(
        officer.locator("main").inner_text().split(" lugares libres")[0].split("\n")[-1].split(" de ")[0]
    )
    officer.get_by_role("button", name="Confirmar la colocación").click()
    expect(officer.locator("main")).to_contain_text("Colocada")
    expect(officer.locator("main")).to_contain_text(f"{free - 1} de ")
