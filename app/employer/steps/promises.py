"""Costos y promesas: who pays for what, who recruits, and what the employer declares."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from app.employer.steps.fields import Line, Money, Payer, Prose, said
from app.forms import FormModel
from app.i18n import N_
from registry.schemes.facts import VacancyFacts

# Item -> (code of the 2019 ILO definition, or "passport"; its name). The order is that of the form.
COSTS: dict[str, tuple[str, str]] = {
    "recruitment": ("F1", N_("Reclutamiento o colocación")),
    "medical": ("C1", N_("Exámenes médicos y vacunas")),
    "tests": ("C3", N_("Pruebas y licencias")),
    "training": ("C4", N_("Capacitación y orientación")),
    "equipment": ("C5", N_("Equipo, uniforme y protección")),
    "travel": ("C6", N_("Viaje, hospedaje y comida durante el trámite")),
    "papers": ("C7", N_("Visa, contrato y otros documentos")),
    "passport": ("passport", N_("Pasaporte")),
}
AT_HOME = ("recruitment", "medical", "tests", "training", "equipment", "travel", "papers")
MAX_RECRUITERS = 2
_TAG = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]


class Promises(FormModel):
    costs: Literal["employer", "some"] | None = None
    cost_recruitment: Money | None = None
    cost_medical: Money | None = None
    cost_tests: Money | None = None
    cost_training: Money | None = None
    cost_equipment: Money | None = None
    cost_travel: Money | None = None
    cost_papers: Money | None = None
    cost_passport: Money | None = None
    recruits: bool | None = None
    recruiter1_name: Line | None = None
    recruiter1_no: Line | None = None
    recruiter1_forbids: bool | None = None
    recruiter2_name: Line | None = None
    recruiter2_no: Line | None = None
    recruiter2_forbids: bool | None = None
    tools_paid_by: Payer | None = None
    contract_languages: list[_TAG] = []
    other_terms: Prose | None = None
    apply_phone: Line | None = None
    apply_email: Line | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.costs == "some" and not any(amounts(self).values()):
            raise PydanticCustomError("costs_unsaid", "costs_unsaid")
        if self.recruits and not (self.recruiter1_name or self.recruiter2_name):
            raise PydanticCustomError("recruiter_unnamed", "recruiter_unnamed")
        return self


class PromisesAbroad(Promises):
    comp_covered: bool | None = None
    comp_paid_by: Payer | None = None
    comp_insurer: Line | None = None
    guarantee: bool | None = None
    no_strike: bool | None = None
    no_layoff: bool | None = None
    surety_bond: Money | None = None
    mspa_number: Line | None = None


def amounts(sent: Promises) -> dict[str, Decimal | None]:
    """What the worker would pay, by item."""
    return {item: getattr(sent, f"cost_{item}") for item in COSTS}


def items_of(scheme: str) -> list[tuple[str, str]]:
    """(item, name) of the costs asked about."""
    return [(item, COSTS[item][1]) for item in (AT_HOME if scheme == "GT_SNE" else COSTS)]


def shown(facts: VacancyFacts) -> dict[str, Any]:
    values: dict[str, Any] = {
        "costs": _who_pays(facts),
        "recruits": None if facts.recruiter_chain is None else bool(facts.recruiter_chain),
        "tools_paid_by": facts.tools_paid_by,
        "contract_languages": list(facts.contract_languages or ()),
        "other_terms": "\n\n".join(term.text for term in facts.extra_terms or () if term.text),
        "apply_phone": facts.apply_channel.phone if facts.apply_channel else None,
        "apply_email": facts.apply_channel.email if facts.apply_channel else None,
        "comp_covered": facts.workers_comp.covered if facts.workers_comp else None,
        "comp_paid_by": facts.workers_comp.paid_by if facts.workers_comp else None,
        "comp_insurer": facts.workers_comp.insurer if facts.workers_comp else None,
        "guarantee": None
        if facts.guarantee_fraction is None
        else facts.guarantee_fraction >= Decimal("0.75"),
        "no_strike": facts.no_strike,
        "no_layoff": facts.no_layoff,
        "surety_bond": facts.surety_bond,
        "mspa_number": facts.mspa_number,
    }
    by_code = {code: item for item, (code, _name) in COSTS.items()}
    for fee in facts.fees_worker or ():
        if fee.payer == "worker" and fee.code in by_code:
            values[f"cost_{by_code[fee.code]}"] = fee.amount
    for number, recruiter in enumerate((facts.recruiter_chain or ())[:MAX_RECRUITERS], start=1):
        values |= {
            f"recruiter{number}_name": recruiter.name,
            f"recruiter{number}_no": recruiter.registration_no,
            f"recruiter{number}_forbids": recruiter.contract_forbids_fees,
        }
    return values


def _who_pays(facts: VacancyFacts) -> str | None:
    if facts.fees_worker is None:
        return None
    return "some" if any(fee.payer == "worker" for fee in facts.fees_worker) else "employer"


def changes(sent: Promises, facts: VacancyFacts) -> dict[str, Any]:
    terms = sent.other_terms
    changed: dict[str, Any] = {
        "fees_worker": _fees(sent, facts.scheme),
        "recruiter_chain": _recruiters(sent),
        "tools_paid_by": sent.tools_paid_by,
        "contract_languages": sent.contract_languages or None,
        "extra_terms": [{"section": "other", "text": terms}] if terms else [],
        "apply_channel": said(phone=sent.apply_phone, email=sent.apply_email),
    }
    if isinstance(sent, PromisesAbroad):
        fraction = {None: None, True: Decimal("0.75"), False: Decimal(0)}[sent.guarantee]
        changed |= {
            "workers_comp": said(
                covered=sent.comp_covered, paid_by=sent.comp_paid_by, insurer=sent.comp_insurer
            ),
            "guarantee_fraction": fraction,
            "no_strike": sent.no_strike,
            "no_layoff": sent.no_layoff,
            "surety_bond": sent.surety_bond,
            "mspa_number": sent.mspa_number,
        }
    return changed


def _fees(sent: Promises, scheme: str) -> list[dict[str, Any]] | None:
    """Every item with who pays it: the worker where an amount was typed, else the employer."""
    if sent.costs is None:
        return None
    paid = amounts(sent) if sent.costs == "some" else {}
    fees = []
    for item, name in items_of(scheme):
        amount = paid.get(item)
        fee: dict[str, Any] = {
            "name": name,
            "code": COSTS[item][0],
            "payer": "worker" if amount else "employer",
        }
        if amount:
            fee |= {"amount": amount, "currency": "GTQ" if scheme == "GT_SNE" else "USD"}
        fees.append(fee)
    return fees


def _recruiters(sent: Promises) -> list[dict[str, Any]] | None:
    if sent.recruits is None:
        return None
    chain = []
    for number in range(1, MAX_RECRUITERS + 1 if sent.recruits else 1):
        name = getattr(sent, f"recruiter{number}_name")
        if name:
            more = said(
                registration_no=getattr(sent, f"recruiter{number}_no"),
                contract_forbids_fees=getattr(sent, f"recruiter{number}_forbids"),
            )
            chain.append({"name": name, "country": "GT"} | (more or {}))
    return chain
