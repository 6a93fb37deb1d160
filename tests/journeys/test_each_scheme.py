"""An employer who knows no law posts a vacancy of each scheme from abroad that is newer here: is stopped once with the
source, corrects it where the finding leads, and sends it. `--durations=0` shows what each took."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.employer.steps import steps_of
from tests.journeys.conftest import NewPage, axe
from tests.web.employer.filled import FILLED

TODAY = date.today()
# In eight months, for five: whatever the day, within one calendar year's nine months and after every deadline.
START = TODAY + timedelta(days=240)
END = START + timedelta(days=150)


def boxes(**days: date) -> dict[str, str]:
    return {
        f"{name}_{part}": str(getattr(day, part))
        for name, day in days.items()
        for part in ("day", "month", "year")
    }


SEASON = boxes(start_date=START, end_date=END)
# What carries a date moves with today; the rest is what the tests of the pages type.
DATED: dict[str, dict[str, dict[str, str]]] = {
    "H2B": {"lugares": SEASON},
    "CA_AG": {
        "lugares": SEASON,
        "vivienda": boxes(housing_inspected_on=TODAY - timedelta(days=60)),
        "solicitud": boxes(lmia_received_on=TODAY - timedelta(days=20), lmia_valid_to=START),
    },
    "CA_LOW": {"lugares": SEASON},
    "ES_GECCO": {
        "lugares": SEASON
        | {"chained": "false", "segment1_employer": "", "segment1_region": ""}
        | {f"segment1_{end}_{part}": "" for end in ("start", "end") for part in ("day", "month", "year")},
        "vivienda": boxes(health_insurance_from=START),
        "solicitud": boxes(application_filed_on=TODAY - timedelta(days=5))
        | {f"permit_until_{part}": "" for part in ("day", "month", "year")},
    },
}
# Scheme -> the step, the box, what is typed, and the words that say what is wrong, by how much, on what ground.
WRONG: dict[str, tuple[str, dict[str, str], str, str, str]] = {
    "H2B": (
        "salario",
        {"wage": "18.00"},
        "H2B-01",
        "19.02 USD por hora. Faltan 1.02 USD",
        "20 CFR 655.20(a)",
    ),
    "CA_AG": ("salario", {"wage": "17.00"}, "CA-01", "17.95 CAD por hora", "CAD por hora"),
    "CA_LOW": ("vivienda", {"transport_out_paid_by": "worker"}, "CA-08", "regreso", "canada.ca"),
    "ES_GECCO": ("puesto", {"posts_pooled": "0"}, "ES-10", "10", "121.4"),
}


def answer(page: Page, name: str, value: str) -> None:
    """Answer a box of whatever kind; one that is folded away is opened first, one of a further place asked for."""
    box = page.locator(f"[name='{name}']")
    if not box.count():
        prefix = re.match("[a-z]+", name)
        assert prefix is not None
        page.locator(f"button[value='more-{prefix[0]}']").click()
        page.wait_for_url(re.compile(f"mas={prefix[0]}$"))
    fold = page.locator("details:not([open])", has=box)
    if fold.count():
        fold.locator("summary").click()
    kind = box.first.get_attribute("type")
    if kind in ("radio", "checkbox"):
        page.locator(f"[name='{name}'][value='{value}']").check()
    elif page.locator(f"select[name='{name}']").count():
        box.select_option(value)
    else:
        box.fill(value)


def answers_of(scheme: str, slug: str) -> list[tuple[str, str]]:
    given: dict[str, Any] = FILLED[scheme][slug] | DATED[scheme].get(slug, {})
    return [
        (name, one)
        for name, value in given.items()
        if value
        for one in (value if isinstance(value, list) else [value])
    ]


# Each told once, with and without programs by turns: the steps are the same pages.
@pytest.mark.parametrize(
    "scheme, javascript",
    [
        pytest.param(scheme, is_even, id=f"{scheme}-{'javascript' if is_even else 'plain'}")
        for scheme, is_even in zip(sorted(WRONG), (True, False) * 4, strict=False)
    ],
    indirect=["javascript"],
)
def test_who_knows_no_law_posts_a_lawful_vacancy(new_page: NewPage, javascript: bool, scheme: str) -> None:
    page = new_page(role="employer")
    wrong_step, wrong, rule, said, source = WRONG[scheme]
    page.goto("/empleador/vacantes/nueva")
    page.check(f"[name=scheme][value={scheme}]")
    page.get_by_role("button", name="Empezar").click()
    for step in steps_of(scheme):
        page.wait_for_url(re.compile(f"/{step.slug}$"))
        for name, value in answers_of(scheme, step.slug):
            # The same case told twice, with and without a script, would be refused.
            if name != "official_ref":
                answer(page, name, wrong.get(name, value) if step.slug == wrong_step else value)
        if step.slug == wrong_step:
            _is_stopped(page, javascript, rule, said, source)
        page.get_by_role("button", name="Guardar y seguir").click()
    page.wait_for_url(re.compile("/destrezas$"))
    page.locator("[name=occupation]").first.check()
    page.get_by_role("button", name="Confirmar y revisar").click()
    _corrects_and_sends(page, scheme, rule)


def _is_stopped(page: Page, javascript: bool, rule: str, said: str, source: str) -> None:
    """Beside the form: with a script by itself, without one at the press of a button."""
    if not javascript:
        page.get_by_role("button", name="Revisar ahora").click()
    finding = page.locator("#findings .sd-finding", has_text=rule)
    expect(finding).to_contain_text(said)
    expect(finding.locator(".sd-finding__source")).to_contain_text(source)
    assert axe(page) == []


def _corrects_and_sends(page: Page, scheme: str, rule: str) -> None:
    wrong_step, wrong, *_rest = WRONG[scheme]
    expect(page.get_by_role("heading", name="1 regla impide publicarla")).to_be_visible()
    expect(page.get_by_role("button", name="Enviar a revisión")).to_have_count(0)
    page.locator(".sd-finding", has_text=rule).first.get_by_role("link", name="Corregir en").click()
    page.wait_for_url(re.compile(f"/{wrong_step}$"))
    for name in wrong:
        answer(page, name, str(FILLED[scheme][wrong_step][name]))
    page.get_by_role("button", name="Guardar y salir").click()
    page.get_by_role("link", name="Revisar y enviar").or_(
        page.get_by_role("button", name="Revisar y enviar")
    ).click()
    page.get_by_role("button", name="Enviar a revisión").click()
    expect(page.get_by_text("La recibimos el")).to_be_visible()
    expect(page.get_by_text("En revisión").first).to_be_visible()
