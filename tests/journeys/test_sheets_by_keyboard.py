"""A pile of sheets typed on the counsellor's form, with keys alone: no mouse, no address typed in between.

Four, to be quick; SENDERO_SHEETS=20 types the pile that a fair brings and is timed.
"""

from __future__ import annotations

import os
import time
from statistics import median

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NewPage

SHEETS = int(os.environ.get("SENDERO_SHEETS", "4"))
_NAMES = ("Ixchel", "Tomás", "Rosa", "Mateo", "Juana", "Diego", "Marta", "Pedro", "Lucía", "Andrés")
_SURNAMES = ("Xol Caal", "Tzul Batz", "Pop Choc", "Cuc Tiul")
_MOST_TABS = 120


@pytest.mark.parametrize("javascript", [True], ids=["javascript"], indirect=True)
def test_a_pile_of_sheets_is_typed_with_keys_alone(new_page: NewPage) -> None:
    source = "Feria inventada"
    page = new_page("counsellor", width=1280)
    page.goto("/centro/lotes")
    _reach(page, "source")
    page.keyboard.type(source)
    _reach(page, "sheets")
    page.keyboard.type(str(SHEETS))
    page.keyboard.press("Enter")
    pile = page.get_by_role("row").filter(has_text=source)
    expect(pile).to_contain_text("Escribir la hoja 1")
    pile.get_by_role("link", name="Escribir la hoja 1").focus()
    page.keyboard.press("Enter")
    seconds = []
    for sheet in range(SHEETS):
        expect(page.locator("h1")).to_contain_text(f"hoja {sheet + 1} de {SHEETS}")
        began = time.perf_counter()
        _type_sheet(page, sheet)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Revisar y guardar")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Hoja guardada")).to_be_visible()
        seconds.append(time.perf_counter() - began)
    expect(pile).to_contain_text("Lote terminado")
    print(  # noqa: T201 - the figure that is asked for
        f"{SHEETS} registrations, keys alone: {sum(seconds):.0f} s,"
        f" each {min(seconds):.1f} to {max(seconds):.1f} s, half of them under {median(seconds):.1f} s"
    )


def _type_sheet(page: Page, sheet: int) -> None:
    """What stands on most sheets, in the order of the form."""
    dpi = f"{2500 + sheet} {10000 + 137 * sheet} 0115"
    _reach(page, "consent_register")
    page.keyboard.press("Space")
    for name in ("consent_share_profile", "consent_messages"):
        _reach(page, name)
        page.keyboard.press("Space")
    for name, text in (
        ("given_names", _NAMES[sheet % 10]),
        ("surnames", f"{_SURNAMES[sheet % 4]} {chr(65 + sheet)}ic"),
        ("sex", "m"),
        ("birth_date", str(1 + sheet % SHEETS)),
        ("birth_date_month", "ma"),
        ("birth_date_year", str(1975 + sheet % SHEETS)),
        ("dpi", dpi),
        ("dpi_again", dpi),
        ("phone", f"5555 {1000 + sheet}"),
        ("municipality", "Qu"),
        ("language_1", "K"),
        ("level_1", "M"),
        ("work_1_words", "corté café"),
        ("work_1_amount", "3"),
        ("skill_words", "machete"),
    ):
        _reach(page, name)
        page.keyboard.type(text)
    # Enter in a long text is a new line: on to the next box, from where it checks the form.
    page.keyboard.press("Tab")


def _reach(page: Page, name: str) -> None:
    """Press Tab until the field has the keys."""
    for _press in range(_MOST_TABS):
        if page.evaluate("document.activeElement.id") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {name}")
