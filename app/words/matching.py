"""Words of ranking and of referrals: reasons, parts, what is missing, requirements, states, refusals.

A reason is a sentence part that stands on its own; codes in it are replaced by their names in the reader's language.
What a candidate reads of these stays at INFLESZ 70 and 15 words a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app import i18n
from app.i18n import N_, ngettext
from app.i18n import gettext as _
from matching.taxonomy import lexicon
from registry.seeds.reference import countries, departments, languages

WORDS: dict[str, str] = {
    # Parts of the score.
    "part.skills_required": N_("Habilidades necesarias"),
    "part.skills_desired": N_("Habilidades que ayudan"),
    "part.occupation": N_("Mismo trabajo"),
    "part.experience": N_("Tiempo trabajado"),
    "part.languages": N_("Idiomas"),
    "part.wishes": N_("Lo que la persona quiere"),
    # What the law and the vacancy ask of everybody: for "why is this list short".
    "requirement.adult": N_("Tener 18 años al empezar"),
    "requirement.availability": N_("Estar libre en las fechas del trabajo"),
    "requirement.country": N_("Querer trabajar en ese país"),
    "requirement.place": N_("Que no sea un lugar que la persona evita"),
    "requirement.licence": N_("Tener: %(licence)s"),
    "requirement.language": N_("Hablar %(language)s"),
    "requirement.agency": N_("Que la agencia de la vacante esté autorizada"),
    # Groups of the fairness figures.
    "trait.sex": N_("Sexo"),
    "trait.department": N_("Departamento"),
    "trait.language": N_("Idioma"),
    "trait.returnee": N_("Trabajo en otro país"),
    "group.F": N_("Mujeres"),
    "group.M": N_("Hombres"),
    "group.not_said": N_("No dijo"),
    "group.returned": N_("Regresó de trabajar fuera"),
    "group.stayed": N_("Solo ha trabajado aquí"),
    "referral.state.offered": N_("Ofrecida a la persona"),
    "referral.state.consented": N_("La persona aceptó"),
    "referral.state.declined": N_("La persona no quiso"),
    "referral.state.interview": N_("En entrevista"),
    "referral.state.selected": N_("Seleccionada"),
    "referral.state.not_selected": N_("No seleccionada"),
    "referral.state.placed": N_("Colocada"),
    "referral.state.withdrawn": N_("Retirada por el Ministerio"),
    # What has to happen next, and who does it.
    "referral.next.offered": N_("La persona contesta"),
    "referral.next.consented": N_("La empresa llama o entrevista"),
    "referral.next.declined": N_("Nada más"),
    "referral.next.interview": N_("La empresa decide"),
    "referral.next.selected": N_("El Ministerio confirma la colocación"),
    "referral.next.not_selected": N_("Nada más"),
    "referral.next.placed": N_("Nada más"),
    "referral.next.withdrawn": N_("Nada más"),
    # The same for the person, in a worker's words.
    "offer.state.offered": N_("Diga si quiere o no"),
    "offer.state.consented": N_("Usted dijo que sí"),
    "offer.state.declined": N_("Usted dijo que no"),
    "offer.state.interview": N_("Quieren hablar con usted"),
    "offer.state.selected": N_("Lo eligieron a usted"),
    "offer.state.not_selected": N_("No seguimos esta vez"),
    "offer.state.placed": N_("Tiene el lugar"),
    "offer.state.withdrawn": N_("La oferta ya no sigue"),
    "offer.next.offered": N_("Lea la oferta. Diga sí o no. Usted decide."),
    "offer.next.consented": N_("La empresa ya ve su nombre y su teléfono. Puede llamarlo en estos días."),
    "offer.next.declined": N_("La empresa ya no ve sus datos. Su registro vale para otros trabajos."),
    "offer.next.interview": N_("La empresa quiere hablar con usted. La empresa le llama."),
    "offer.next.interview_day": N_("La empresa quiere hablar con usted. El día y la hora están abajo."),
    "offer.next.interview_past": N_("El día de su entrevista ya pasó. Ahora decide la empresa."),
    "offer.next.selected": N_("El Ministerio confirma su lugar. No pague a nadie."),
    "offer.next.not_selected": N_("Su registro vale para otros trabajos. Seguimos buscando."),
    "offer.next.placed": N_("Ahora siguen sus papeles. El Ministerio le dice cada paso."),
    "offer.next.withdrawn": N_("El Ministerio la retiró. Seguimos buscando para usted."),
    "referral.verb.refer": N_("Proponer"),
    "referral.verb.consent": N_("Aceptar"),
    "referral.verb.decline": N_("No aceptar"),
    "referral.verb.disclose": N_("Ver nombre y teléfono"),
    "referral.verb.interview": N_("Pasar a entrevista"),
    "referral.verb.select": N_("Seleccionar"),
    "referral.verb.reject": N_("No seleccionar"),
    "referral.verb.place": N_("Confirmar la colocación"),
    "referral.verb.withdraw": N_("Retirar la propuesta"),
    # What happened, in histories.
    "referral.did.refer": N_("Propuesta a la persona"),
    "referral.did.consent": N_("La persona aceptó"),
    "referral.did.decline": N_("La persona dijo que no"),
    "referral.did.disclose": N_("La empresa o la agencia vio nombre y teléfono"),
    "referral.did.interview": N_("Pasó a entrevista"),
    "referral.did.select": N_("Seleccionada"),
    "referral.did.reject": N_("No seleccionada"),
    "referral.did.place": N_("Colocada"),
    "referral.did.withdraw": N_("Propuesta retirada"),
    # Answers that open vacancies wait for.
    "opening.answer.birth_date": N_("Diga su fecha de nacimiento"),
    "opening.answer.available_from": N_("Diga desde qué día puede"),
    "opening.answer.licences": N_("Diga qué licencias tiene"),
    "opening.answer.languages": N_("Diga qué idiomas habla"),
    "opening.answer.work": N_("Cuente en qué ha trabajado"),
    "vacancy.event.rank": N_("Lista de personas hecha"),
    # What a job gives and costs, for the person.
    "offer.currency.USD": N_("dólares"),
    "offer.currency.CAD": N_("dólares de Canadá"),
    "offer.currency.EUR": N_("euros"),
    "offer.currency.GTQ": N_("quetzales"),
    "offer.currency.MXN": N_("pesos de México"),
    "offer.payer.employer": N_("Lo paga la empresa"),
    "offer.payer.worker": N_("Lo paga usted"),
    "offer.payer.agency": N_("Lo paga la agencia"),
    "offer.payer.government": N_("Lo paga el gobierno"),
    "offer.meals.kitchen_free": N_("Hay cocina gratis. Usted compra su comida."),
    "offer.meals.three_meals": N_("La empresa da tres comidas"),
    "offer.meals.cash": N_("La empresa le da dinero para comer"),
    "offer.meals.none": N_("La paga usted"),
}

PROBLEMS: dict[str, str] = {
    "contacts_enough": N_(
        "Su empresa ya abrió hoy los datos de %(most)s personas. Mañana puede abrir más. Si no puede esperar, hable "
        "con el Ministerio."
    ),
    "copies_enough": N_(
        "Usted ya sacó hoy %(most)s copias de lo que guardamos de una persona. Mañana puede sacar más. Si no puede "
        "esperar, hable con su supervisor."
    ),
    "readings_enough": N_(
        "Usted ya abrió hoy los datos de %(most)s personas. Mañana puede abrir más. Si no puede esperar, hable con su "
        "supervisor."
    ),
    "parties_do_not_stand": N_(
        "Hoy su empresa o la agencia no puede llamar a nadie por Sendero. Pregunte al Ministerio por qué."
    ),
    "interview_said_enough": N_(
        "Hoy ya cambió muchas veces esta entrevista. La persona tiene lo último que usted guardó. Mañana puede "
        "cambiarla otra vez."
    ),
    "place_with_contact": N_(
        "Escriba solo el lugar, sin teléfono, correo ni página de internet. El mensaje sale a nombre de Sendero."
    ),
    "nobody_chosen": N_("Marque por lo menos a una persona de la lista."),
    "already_referred": N_(
        "Las personas marcadas ya tienen una propuesta para esta vacante. Marque a otras."
    ),
    "departure_reason_missing": N_(
        "Dejó atrás a alguien que va más arriba en la lista. Escriba por qué; queda guardado."
    ),
    "not_looking": N_("Una persona marcada ya no busca trabajo. Haga la lista de nuevo."),
    "list_not_newest": N_("Hay una lista más nueva de esta vacante. Abra la última y elija ahí."),
    "no_consent": N_(
        "La persona no ha dado permiso para esta vacante, o lo quitó. Sin su permiso no se sigue."
    ),
    "agency_gets_no_list": N_(
        "La agencia de esta vacante no está autorizada hoy. Para ella no se hacen listas ni propuestas."
    ),
}

REASONS: dict[str, str] = {
    "skill.has": N_("sabe: %(skill)s%(length)s"),
    "skill.related": N_("sabe algo parecido a %(skill)s: %(through)s"),
    "skill.missing": N_("no contó si sabe: %(skill)s"),
    "licence.has": N_("tiene: %(licence)s"),
    "licence.missing": N_("no tiene: %(licence)s"),
    "licence.unknown": N_("no contó si tiene: %(licence)s"),
    "occupation.same": N_("ya trabajó en esto: %(occupation)s"),
    "occupation.near": N_("trabajó en algo parecido: %(through)s"),
    "occupation.other": N_("trabajó en otras cosas"),
    "occupation.unknown": N_("no contó en qué trabajó"),
    "experience.covers": N_("cumple el tiempo que se pide: %(asked)s"),
    "experience.gap": N_("tiene %(have)s; se piden %(asked)s"),
    "language.has": N_("habla %(language)s"),
    "language.unknown": N_("no contó si habla %(language)s"),
    "wish.any_work": N_("acepta cualquier trabajo"),
    "wish.work": N_("quiere este trabajo: %(occupation)s"),
    "wish.other_work": N_("prefiere otro trabajo"),
    "wish.length_fits": N_("el tiempo fuera le queda bien"),
    "wish.length_longer": N_("quiere estar fuera %(wished)s; esto dura más"),
    "adult.unknown": N_("falta su fecha de nacimiento"),
    "availability.unknown": N_("falta desde cuándo puede"),
}

_ENTRIES = ("skill", "licence", "occupation", "through")


def readable(code: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a reason with codes replaced by names and months by words, in the reader's language."""
    found = dict(arguments)
    for name in _ENTRIES:
        if name in found:
            found[name] = entry_name(str(found[name]))
    if "language" in found:
        found["language"] = language_name(str(found["language"]))
    if code == "skill.has":
        known = arguments.get("have")
        found["length"] = f" ({months(float(known))})" if known else ""
    elif code.startswith("experience."):
        found |= {name: months(float(arguments[name])) for name in ("have", "asked")}
    elif code == "wish.length_longer":
        found["wished"] = months(float(arguments["wished_months"]))
    return found


def entry_name(code: str) -> str:
    """The name of an occupation, skill, crop or licence; the code itself when the lexicon has lost it."""
    known = lexicon()
    entry = known.occupations.get(code) or known.skills.get(code)
    if entry is None:
        return code.partition(":")[2].replace("-", " ")
    return entry.en if i18n.language() == "en" else entry.es


def language_name(code: str) -> str:
    entry = languages().get(code)
    if entry is None:
        return code
    return entry.en if i18n.language() == "en" else entry.es


def work(jobs: Iterable[Any]) -> list[str]:
    """[occupation, months] pairs as "Cortador de caña, 2 años", the longest first."""
    ordered = sorted(jobs, key=lambda job: -job[1])
    return [entry_name(code) + (f", {months(number)}" if number else "") for code, number in ordered]


def spoken(known: Iterable[Any]) -> list[str]:
    """[language, level] pairs as names, the best spoken first."""
    return [language_name(code) for code, level in sorted(known, key=lambda one: -one[1]) if level]


def country_name(code: str) -> str:
    entry = countries().get(code)
    if entry is None:
        return code
    return entry.en if i18n.language() == "en" else entry.es


def group_name(trait: str, group: str) -> str:
    """The name of a group of the fairness figures."""
    if trait == "department" and group in departments():
        return departments()[group].name
    if trait == "language" and group in languages():
        return language_name(group)
    return _(WORDS[f"group.{group}"])


def requirement(name: str) -> str:
    """A hard requirement in words: "adult", "licence:skill:..." or "language:en"."""
    kind, _colon, code = name.partition(":")
    text = _(WORDS[f"requirement.{kind}"])
    if not code:
        return text
    return text % {kind: language_name(code) if kind == "language" else entry_name(code)}


def months(number: float) -> str:
    """ "8 meses", "2 años y medio" rounded to what people say: half years from two years on."""
    if number < 24:
        whole = round(number)
        return ngettext("%(num)s mes", "%(num)s meses", whole) % {"num": whole}
    halves = int(number / 6)
    years, half = divmod(halves, 2)
    text = ngettext("%(num)s año", "%(num)s años", years) % {"num": years}
    return _("%(years)s y medio") % {"years": text} if half else text
