"""Journeys 3 and 4: an offer in hand is looked up; a charge is reported without a name, and the office asks."""

from __future__ import annotations

from app.commands.bench.journeys.staff import Desk
from app.commands.bench.journeys.visit import NotFinished, Visit

_QUESTION = "¿En qué mes pagó?"


def check_an_offer(him: Visit) -> None:
    """What is on the paper: a name, a telephone and the number of the vacancy, one after another."""
    him.opens("/")
    him.taps("Revisar una oferta o una agencia")
    him.fills(q="puente nuebo")
    him.presses("Verificar")
    him.sees("Puente Nuevo Ejemplo")
    him.taps("Puente Nuevo Ejemplo", exact=False)
    him.sees("Inscrita")
    phone = him.page.locator("main").get_by_text("+502").first.inner_text()
    him.opens("/verificar")
    him.fills(q=phone)
    him.presses("Verificar")
    him.sees("Puente Nuevo Ejemplo")
    him.opens("/vacantes")
    number = him.page.locator("main a[href^='/vacantes/V-']").first.get_attribute("href") or ""
    him.opens("/verificar")
    him.fills(q=number.rpartition("/")[2])
    him.presses("Verificar")
    him.sees("Esta vacante está publicada.")
    him.opens("/verificar")
    him.fills(q="5555 9876")
    him.presses("Verificar")
    him.sees("no está en el registro.")


def report_and_answer(her: Visit, desk: Desk) -> None:
    known = desk.reports()
    receipt = _reports(her)
    desk.asks(known, _QUESTION)
    her.opens("/denuncia")
    her.taps("Tengo mi número")
    her.fills(receipt=" ".join(receipt.split()))
    her.presses("Abrir")
    her.sees(_QUESTION)
    her.fills(text="En marzo. Lo di en dos pagos.")
    her.presses("Mandar")
    her.sees("En marzo. Lo di en dos pagos.")
    her.presses("Cerrar")
    her.page.goto("/denuncia/hilo")
    her.does_not_see(_QUESTION)
    if not desk.has_answer("En marzo. Lo di en dos pagos."):
        raise NotFinished("the answer did not reach the desk")


def _reports(her: Visit) -> str:
    """The number of the report, typed back once."""
    her.opens("/")
    her.taps("Denuncie un cobro o un engaño")
    her.presses("Empezar")
    her.checks("No")
    her.presses("Seguir")
    her.checks("Me pidieron dinero")
    her.presses("Seguir")
    her.fills(words="Un señor que dice que es de una agencia")
    her.presses("Seguir")
    _pays(her)
    her.fills(text="Me pidieron el dinero antes del viaje y lo di en la terminal.")
    her.presses("Seguir")
    her.fills(municipality="Jacaltenango")
    her.checks("Canadá")
    her.presses("Seguir")
    her.checks("Que me devuelvan mi dinero")
    her.presses("Seguir")
    her.checks("No, gracias")
    her.presses("Seguir")
    her.presses("Enviar")
    receipt: str = her.page.locator(".sd-receipt").inner_text()
    her.taps("Ya lo copié")
    her.fills(receipt=" ".join(receipt.split()))
    her.presses("Seguir")
    her.sees("Listo. Gracias por contarlo.")
    her.presses("Cerrar y borrar de aquí")
    return receipt


def _pays(her: Visit) -> None:
    her.fills(amount="3,500")
    her.unfolds("Para entrar o conseguir el trabajo")
    her.checks("Inscripción, trámite o cuota")
    her.presses("Seguir")
    her.checks("A la agencia")
    her.presses("Seguir")
    her.sees("Q3,500")
    her.presses("Seguir")
