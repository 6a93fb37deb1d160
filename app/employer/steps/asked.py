"""Requirements: what is asked of the person."""

from __future__ import annotations

from app.employer.steps.fields import LanguageCode, Months, Pounds
from app.employer.steps.parts import Group, Rows
from app.employer.steps.question import among, number, one_of, prose, select, yes_no
from app.i18n import N_
from registry.seeds.reference import languages

_NONE_NEEDED = N_("Ponga 0 si no hace falta.")
_LIFT = number(
    "lift_lb", N_("¿Cuántas libras hay que levantar?"), N_("El peso más grande. Ponga 0 si no se levanta nada."),
    takes=Pounds,
)  # fmt: skip
_EXPERIENCE = (
    number("experience_months", N_("Meses de experiencia"), _NONE_NEEDED, takes=Months),
    number("training_months", N_("Meses de formación"), _NONE_NEEDED, takes=Months),
    one_of("education_min", N_("Estudios que pide"), "education_min",
           ("none", "secondary", "technical", "associate", "bachelor")),
)  # fmt: skip
_PAPERS = (
    yes_no("req_licence", N_("¿Pide licencia de conducir?")),
    yes_no("req_certificate", N_("¿Pide algún certificado?")),
)
_CHECKS = (
    yes_no("req_background", N_("¿Pide antecedentes?")),
    yes_no("req_drug", N_("¿Pide prueba de drogas?")),
)
ASKED = Group(*_EXPERIENCE, _LIFT, *_PAPERS, *_CHECKS)
# Where people weigh in kilos.
ASKED_IN_KILOS = Group(
    *_EXPERIENCE,
    _LIFT.but(hint=N_("El peso más grande: un kilo son 2.2 libras. Ponga 0 si no se levanta nada.")),
    *_PAPERS,
    *_CHECKS,
)

LANGUAGES = Rows(
    "language_required", "language", N_("Idioma %(number)s que el trabajo exige"),
    select("lang", N_("Idioma"), lambda: [(code, one.own_name) for code, one in languages().items()], LanguageCode,
           N_("Solo si sin él no se puede trabajar."), is_optional=True),
    among("level", N_("¿Qué tanto?"), "level", ("1", "2", "3", "4", "5"), is_optional=True).but(read=str, write=int),
    keys=("lang",), most=2, unnamed="language_unnamed", add=N_("Agregar otro idioma"), blank=[],
)  # fmt: skip
LANGUAGE_REASON = Group(
    prose("language_reason", N_("¿Por qué hace falta ese idioma?"),
          N_("Canadá pide la razón cuando no es inglés ni francés."), rows=2),
    title=N_("Solo si el idioma no es inglés ni francés"),
    is_folded=True,
)  # fmt: skip
OTHER = Group(
    prose("extra_requirements", N_("Otros requisitos"),
          N_("Déjelo vacío si no hay. No pida edad, sexo, estado civil, embarazo ni apariencia."), blank=""),
)  # fmt: skip
