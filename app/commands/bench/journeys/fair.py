"""Journey 1: a woman at a fair without signal, on a centre's device. Only a script can keep what is typed there."""

from __future__ import annotations

from app.commands.bench.journeys.staff import SignIns
from app.commands.bench.journeys.visit import NotFinished, Visit

_PIN = "20481632"


def register_at_a_fair(her: Visit, sign_ins: SignIns) -> None:
    sign_ins.sign_in(her, "counsellor")
    her.opens("/feria")
    her.fills(new_pin=_PIN, new_pin_again=_PIN)
    page = her.page
    page.get_by_role("button", name="Preparar este aparato").click()
    page.locator("#home").wait_for()
    page.wait_for_selector("body[data-offline=ready]")
    her.takes_picture("preparado")
    her.context.set_offline(True)
    her.opens("/feria")
    her.fills(pin=_PIN)
    page.get_by_role("button", name="Abrir", exact=True).click()
    number = _types_her(her)
    her.context.set_offline(False)
    her.slow_down()
    page.click("#send")
    page.get_by_text("Sin enviar: 0").wait_for()
    her.takes_picture("enviado")
    her.opens("/feria/hojas")
    arrived = page.locator("tbody tr").filter(has_text=number).count()
    if arrived != 1:
        raise NotFinished(f"{number} arrived {arrived} times")
    her.follows(page.locator("main a[href='/feria/hojas/imprimir']"))
    her.sees("Este trámite es gratuito. No pague a nadie.")


def _types_her(her: Visit) -> str:
    """The number of the provisional slip. She has no mail, and her telephone is her family's."""
    page = her.page
    page.click("#new")
    page.locator("#typing").wait_for()
    page.check("#consent_register")
    page.check("#consent_share_profile")
    page.check("#consent_messages-2")
    her.fills(given_names="Catarina", surnames="Chaj Ixcoy", phone="5555 0119", language_1="Kʼicheʼ")
    page.check("#is_phone_shared")
    page.locator("#level_1").select_option("5")
    her.takes_picture("escribir")
    page.click("#person .govuk-button-group button:first-child")
    page.locator("#check").wait_for()
    her.takes_picture("revisar")
    page.check("#confirmed_on")
    page.click("#check-form button:first-child")
    page.locator("#ticket").wait_for()
    her.takes_picture("comprobante")
    number: str = page.locator("#ticket-number").inner_text()
    page.click("#ticket-done")
    page.get_by_text("Sin enviar: 1").wait_for()
    her.takes_picture("sin-enviar")
    return number
