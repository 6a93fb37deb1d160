"""Journey 2: somebody who came back registers alone, looks their answers over, corrects one, and asks by their code."""

from __future__ import annotations

from collections.abc import Callable

from app.commands.bench.journeys.visit import NotFinished, Visit

# By the end of the address: a question that is added is met with "Seguir" alone, or stops the journey.
_ANSWERS: dict[str, Callable[[Visit], None]] = {
    "nombres": lambda her: her.fills(given_names="María Elena"),
    "apellidos": lambda her: her.fills(surnames="Caal"),
    "sexo": lambda her: her.checks("Mujer"),
    "nacimiento": lambda her: her.fills(birth_date="17", birth_date_month="agosto", birth_date_year="1994"),
    "dpi": lambda her: her.fills(dpi="2508 34762 0115"),
    "telefono": lambda her: _telephone(her),
    "departamento": lambda her: her.fills(department="Alta Verapaz"),
    "municipio": lambda her: her.fills(municipality="Cobán"),
    "idiomas": lambda her: her.checks("Español", "Qʼeqchiʼ"),
    "niveles": lambda her: _levels(her),
    "trabajos": lambda her: her.fills(words="limpié cuartos de hotel en Atlanta"),
    "trabajos/1/oficio": lambda her: her.page.locator("main form [type=radio]").first.check(),
    "trabajos/1/tiempo": lambda her: _time(her),
    "habilidades": lambda her: her.fills(skill_words="limpiar, cuidar niños, cocinar"),
    "paises": lambda her: her.checks("Canadá", "España"),
    "deseos": lambda her: her.checks("Limpieza y cuidado"),
    "desde": lambda her: her.checks("Ya puedo"),
    "tiempo": lambda her: her.checks("Hasta 6 meses"),
    "permiso-perfil": lambda her: her.checks("Sí"),
    "permiso-mensajes": lambda her: her.checks("Sí, por mensaje de texto"),
}
_MOST_PAGES = 45


def register_alone(her: Visit) -> None:
    her.opens("/")
    her.taps("Registrarme para trabajar")
    her.presses("Sí, doy mi permiso")
    _answer(her)
    her.sees("Revise sus respuestas")
    her.taps("Cambiar Apellidos")
    her.fills(surnames="Caal Pop")
    her.presses("Seguir")
    her.sees("Caal Pop")
    her.presses("Todo está bien, registrarme")
    her.sees("Ya está en el registro")
    code = her.page.locator(".govuk-panel .sd-code").inner_text()
    her.taps("Ver la hoja para imprimir")
    her.sees("Este trámite es gratuito. No pague a nadie.")
    her.opens("/estado")
    her.fills(code=code.lower().replace("-", " "))
    her.presses("Ver mi estado")
    her.sees("Registrado")
    her.does_not_see("María")


def _answer(her: Visit) -> None:
    """One question after the other, whatever their order, until the page where all are looked over."""
    for _page in range(_MOST_PAGES):
        question = her.path.removeprefix("/registro/")
        if question == "revisar":
            return
        if question == "dpi/revise":
            her.taps("Está bien, seguir")
        elif her.page.get_by_role("button", name="No, seguir").count():
            her.presses("No, seguir")
        else:
            _answer_one(her, question)
    raise NotFinished(f"{her.path}: no end of questions")


def _answer_one(her: Visit, question: str) -> None:
    if question in _ANSWERS:
        _ANSWERS[question](her)
    her.presses("Seguir")
    if her.path == f"/registro/{question}":
        raise NotFinished(f"{question}: {her.page.get_by_role('alert').first.inner_text()}")


def _levels(her: Visit) -> None:
    her.page.locator("#level_es-3").check()
    her.page.locator("#level_kek-5").check()


def _time(her: Visit) -> None:
    her.fills(amount="3", country="Estados Unidos")
    her.checks("Años", "Sí")


def _telephone(her: Visit) -> None:
    her.checks("Uso el de mi familia")
    her.fills(phone="5555 0142")
