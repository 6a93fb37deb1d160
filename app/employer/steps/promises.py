"""Costs and promises: who pays for what, who recruits, what the contract says and the employer declares."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Literal

from app.employer.steps.fields import Money
from app.employer.steps.parts import Group, Part, Rows
from app.employer.steps.question import Question, money, one_of, payer, prose, several, text, yes_no
from app.i18n import N_
from app.i18n import gettext as _
from app.words import facts as words
from app.words.facts import CURRENCIES
from registry.schemes.facts import Fee, VacancyFacts

# Item -> (code of the 2019 ILO definition, "passport" or "permit"; its name). The order is that of the form.
COSTS: dict[str, tuple[str, str]] = {
    "recruitment": ("F1", N_("Reclutamiento o colocación")),
    "lmia": ("C7", N_("Tarifa del LMIA")),
    "authorisation": ("C7", N_("Tasa de la autorización de trabajo")),
    "visa": ("C7", N_("Visa y trámite en el consulado")),
    "permit": ("permit", N_("Permiso de trabajo y datos biométricos")),
    "nie": ("C7", N_("NIE y tarjeta de extranjero (TIE)")),
    "medical": ("C1", N_("Exámenes médicos y vacunas")),
    "insurance": ("C2", N_("Seguros")),
    "tests": ("C3", N_("Pruebas y licencias")),
    "training": ("C4", N_("Capacitación y orientación")),
    "equipment": ("C5", N_("Equipo, uniforme y protección")),
    "travel": ("C6", N_("Viaje, hospedaje y comida durante el trámite")),
    "papers": ("C7", N_("Contrato, traducciones, antecedentes y otros documentos")),
    "passport": ("passport", N_("Pasaporte")),
}
_ITEMS = {name: item for item, (_code, name) in COSTS.items()}
US_COSTS = (
    "recruitment", "visa", "medical", "insurance", "tests", "training", "equipment", "travel", "papers", "passport",
)  # fmt: skip
CANADA_COSTS = ("recruitment", "lmia", "permit", *US_COSTS[2:])
SPAIN_COSTS = ("recruitment", "authorisation", "visa", "nie", *US_COSTS[2:])
HOME_COSTS = ("recruitment", "medical", "tests", "training", "equipment", "travel", "papers")


class _Costs(Part):
    """Who pays each cost of hiring: the employer all of them, or the worker what is typed."""

    template = "employer/vacancies/parts/_costs.html"
    facts = ("fees_worker",)
    who = Question(
        "costs", "radios", N_("¿Quién paga los costos de contratar?"), "", Literal["employer", "some"],
        lambda: [("employer", _("La empresa los paga todos")), ("some", _("La persona trabajadora paga alguno"))],
    )  # fmt: skip

    def __init__(self, *items: str) -> None:
        self.items = items

    def amounts(self) -> list[tuple[str, str]]:
        """(box, name of the cost)."""
        return [(f"cost_{item}", COSTS[item][1]) for item in self.items]

    def model_fields(self) -> dict[str, tuple[Any, Any]]:
        return {"costs": self.who.model_field} | {
            name: (Money | None, None) for name, _item in self.amounts()
        }

    def shown(self, facts: VacancyFacts) -> dict[str, Any]:
        if facts.fees_worker is None:
            return {}
        carried = [fee for fee in facts.fees_worker if fee.payer == "worker"]
        shown: dict[str, Any] = {"costs": "some" if carried else "employer"}
        return shown | {f"cost_{item}": fee.amount for fee in carried if (item := self._item(fee))}

    def _item(self, fee: Fee) -> str | None:
        """By its name; a cost somebody else named, by its code."""
        known = _ITEMS.get(fee.name)
        return known or next((item for item in self.items if COSTS[item][0] == fee.code), None)

    def changes(self, sent: Any, facts: VacancyFacts) -> dict[str, Any]:
        """Every item with who pays it: the worker where an amount was typed, else the employer."""
        if sent.costs is None:
            return {"fees_worker": None}
        fees = []
        for item in self.items:
            amount = getattr(sent, f"cost_{item}") if sent.costs == "some" else None
            code, name = COSTS[item]
            fee: dict[str, Any] = {"name": name, "code": code, "payer": "worker" if amount else "employer"}
            fees.append(fee | ({"amount": amount, "currency": CURRENCIES[facts.scheme]} if amount else {}))
        return {"fees_worker": fees}

    def problems(self, sent: Any) -> Iterator[tuple[str, str]]:
        if sent.costs == "some" and not any(getattr(sent, name) for name, _item in self.amounts()):
            yield "costs", "costs_unsaid"


US, CANADA, SPAIN, HOME = (_Costs(*items) for items in (US_COSTS, CANADA_COSTS, SPAIN_COSTS, HOME_COSTS))
TOOLS = Group(payer("tools_paid_by", N_("¿Quién paga las herramientas?")))

RECRUITERS = Rows(
    "recruiter_chain", "recruiter", N_("Reclutador %(number)s"),
    text("name", N_("Nombre de la agencia o persona")),
    text("registration_no", N_("Número en el registro"), N_("Por ejemplo R-0044."), width=10),
    yes_no("contract_forbids_fees", N_("¿El contrato con él prohíbe cobrar a la gente?")),
    keys=("name",), most=2, unnamed="recruiter_unnamed", fixed={"country": "GT"},
    asks=yes_no("recruits", N_("¿Alguien recluta por usted en Guatemala?")), unsaid="recruiter_unnamed",
)  # fmt: skip

_THREE_QUARTERS = Decimal("0.75")
_GUARANTEE = yes_no(
    "guarantee_fraction", N_("¿Garantiza tres cuartas partes de las horas del contrato?")
).but(
    read=lambda fraction: fraction >= _THREE_QUARTERS,
    write=lambda promised: _THREE_QUARTERS if promised else Decimal(0),
)
_ACCIDENTS = (
    yes_no("workers_comp.covered", N_("¿Hay seguro de accidentes de trabajo?")),
    payer("workers_comp.paid_by", N_("¿Quién paga ese seguro?")),
    text("workers_comp.insurer", N_("Compañía de seguro"), is_optional=True),
)
_NO_STRIKE = yes_no("no_strike", N_("¿Declara que no hay huelga ni paro en el lugar?"))
_NO_LAYOFF = yes_no("no_layoff", N_("¿Declara que no despidió a nadie para contratar así?"))
_PROMISES = N_("Lo que promete")

PROMISES_US_FARM = Group(_GUARANTEE, *_ACCIDENTS, _NO_STRIKE, _NO_LAYOFF, title=_PROMISES)
PROMISES_US = Group(_GUARANTEE, _NO_STRIKE, _NO_LAYOFF, title=_PROMISES)
PROMISES_CANADA = Group(
    _ACCIDENTS[0].but(hint=N_("El registro de la provincia, como WSIB.")),
    *_ACCIDENTS[1:],
    title=_PROMISES,
)
PROMISES_SPAIN = Group(
    yes_no("training_free", N_("¿La selección y la formación son gratis para la persona?")),
    yes_no("return_commitment", N_("¿La persona firma el compromiso de regresar?"),
           N_("El anexo VI de la Orden. Sin él no hay autorización.")),
    yes_no("equality_protocol", N_("¿Tiene un protocolo de igualdad y contra el acoso?")),
    title=_PROMISES,
)  # fmt: skip
CONTRACTOR = Group(
    money("surety_bond", N_("Monto de la fianza")),
    text("mspa_number", N_("Registro MSPA"), width=20),
    title=N_("Solo contratistas de mano de obra"),
    is_folded=True,
)

# Spanish, English and the four Mayan languages most spoken; French where the law asks for it.
_MAYAN = ("quc", "kek", "cak", "mam")


def contract_languages(*official: str) -> Question:
    codes = ("es", *official, *_MAYAN)
    return several(
        "contract_languages", N_("¿En qué idiomas da el contrato?"), "language", codes, none=None
    ).but(choices=lambda: [(code, words.language_name(code)) for code in codes])


CONTRACT = Group(contract_languages("en"))
CONTRACT_CANADA = Group(
    contract_languages("en", "fr"),
    yes_no("contract_language_by_choice", N_("¿La persona elige si firma en inglés o en francés?")),
    yes_no("contract_signed_by_both", N_("¿Lo firman la empresa y la persona?")),
    one_of("contract_copy_by", N_("¿Cuándo recibe su copia?"), "contract_copy_by",
           ("before_departure", "first_day", "later")),
    yes_no("contract_same_as_offer", N_("¿Dice el mismo puesto, salario y condiciones que la oferta?")),
    title=N_("Contrato"),
)  # fmt: skip
CONTRACT_SPAIN = Group(
    one_of("contract_type", N_("Tipo de contrato"), "contract_type", ("fijo_discontinuo", "fijo", "temporal"),
           N_("En GECCO es fijo-discontinuo: la misma persona vuelve cada temporada.")),
    yes_no("contract_signed_before_entry", N_("¿Se firma por escrito antes de viajar?"),
           N_("Con el salario, el lugar, las horas, el inicio y la duración de la temporada.")),
    contract_languages(),
    title=N_("Contrato"),
)  # fmt: skip


TERMS = Group(
    prose("extra_terms", N_("Otras condiciones del contrato"),
          N_("Déjelo vacío si no hay. Nadie puede guardar el pasaporte de la gente ni pedir depósitos."), blank=[])
    .but(
        read=lambda terms: "\n\n".join(term.text for term in terms if term.text),
        write=lambda written: [{"section": "other", "text": written}],
    ),
)  # fmt: skip
CONTACT = Group(
    text("apply_channel.phone", N_("Teléfono"), is_optional=True, type="tel", inputmode="tel", width=20),
    text("apply_channel.email", N_("Correo"), is_optional=True, type="email", inputmode="email", width=20),
    title=N_("Contacto para esta vacante"),
    hint=N_("La persona lo ve solo cuando acepta la propuesta."),
)
