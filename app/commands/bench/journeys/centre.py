"""Journeys 9 and 8: the adviser of a centre acts for a person with their consent; somebody may be there twice."""

from __future__ import annotations

from app.commands.bench.journeys.staff import SignIns
from app.commands.bench.journeys.visit import Visit


def act_for_somebody(her: Visit, sign_ins: SignIns) -> None:
    """A man is registered and gets his slip; a woman's record is opened with a reason and her telephone corrected."""
    sign_ins.sign_in(her, "counsellor")
    her.opens("/centro")
    her.follows(her.page.get_by_role("main").get_by_role("link", name="Registrar persona"))
    _types(her, "Shicará Tzul", "5555 0161")
    her.presses("Revisar")
    her.sees("Revisar y guardar")
    her.presses("Registrar")
    her.sees("Registro guardado")
    her.taps("Imprimir hoja A6")
    her.sees("Este trámite es gratuito. No pague a nadie.")

    her.opens("/centro/personas")
    her.fills(q=her.portal.login("candidate")["code"])
    her.presses("Buscar")
    her.taps("María E. T.")
    if her.page.get_by_role("button", name="Ver los datos").count():
        her.fills(reason="Está aquí y cambió de teléfono")
        her.presses("Ver los datos")
    her.sees("Último contacto")
    her.taps("Corregir datos")
    her.fills(phone="5555 0178")
    her.presses("Revisar")
    her.presses("Guardar cambios")
    her.sees("5555 0178")


def compare_doubles(her: Visit, sign_ins: SignIns) -> None:
    """The same man at another window, his name as it is heard there: the likeness is shown before he is saved."""
    sign_ins.sign_in(her, "counsellor")
    for surnames in ("Xicará Sul", "Jicara Sul"):
        her.opens("/centro/personas/nueva")
        _types(her, surnames, "5555 0177")
        her.presses("Revisar")
        if surnames.startswith("J"):
            her.sees("Personas parecidas")
            her.sees("Coincide")
            return
        her.presses("Registrar")
        her.sees("Registro guardado")


def _types(her: Visit, surnames: str, phone: str) -> None:
    her.page.get_by_label("La persona dice que sí").check()
    her.page.locator("#consent_share_profile").check()
    her.page.locator("#consent_messages-2").check()
    her.fills(
        given_names="Tomás",
        surnames=surnames,
        birth_date="3",
        birth_date_month="febrero",
        birth_date_year="1990",
        phone=phone,
        municipality="Quetzaltenango",
        language_1="Kʼicheʼ",
        work_1_words="corté café",
        work_1_amount="4",
        skill_words="machete",
    )
    her.page.locator("#level_1").select_option("5")
    her.page.locator("#work_1_unit").select_option("seasons")
