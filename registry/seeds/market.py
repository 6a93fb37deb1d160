"""Invented agencies, employers and vacancies. Most wages are good; about one in eight is below the law."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from matching.types import SkillNeed, VacancyNeeds
from registry.seeds.draw import Choice, code_of, dice_of, invented, phone, public_id_of
from registry.seeds.people import full_name
from registry.seeds.reference import departments, municipalities

FICTITIOUS = "(ficticia)"

# A firm's telephones, apart from those of people.
_AGENCY_PHONES, _EMPLOYER_PHONES = 9_000_000, 9_500_000
_VACANCIES_PER_EMPLOYER = 4
_STATES = Choice([
    ("registered", 45), ("conditional", 12), ("applied", 13), ("expired", 10), ("suspended", 8),
    ("revoked", 6), ("refused", 6),
])  # fmt: skip
_PUBLIC_REASONS = {
    "registered": "Cumple los requisitos.",
    "conditional": "Cumple los requisitos; debe presentar la fianza renovada.",
    "refused": "No presentó los documentos.",
    "suspended": "Hay una denuncia de cobro en investigación.",
    "revoked": "Cobró a personas trabajadoras.",
    "expired": "No renovó su registro.",
}
_LICENCE_DAYS = 3 * 365
# How long an agency had been registered when it came into its present state.
_HELD_DAYS = {"expired": _LICENCE_DAYS, "suspended": 400, "revoked": 700}


@dataclass(frozen=True, slots=True)
class InventedAgency:
    """`number` from 0; `state` of an Agency, held `since`. contacts: (kind, value). parties: (name, role).

    `is_numbered`: it has been registered, so it has a number and its recruiters have cards.
    `public_reason`: what the register says about the last change.
    """

    number: int
    public_id: str
    legal_name: str
    trade_names: tuple[str, ...]
    nit: str
    is_numbered: bool
    municipality: str
    address: str
    corridors: tuple[str, ...]
    founded_on: date
    state: str
    since: date
    valid_from: date | None
    valid_to: date | None
    public_reason: str | None
    contacts: tuple[tuple[str, str], ...]
    parties: tuple[tuple[str, str], ...]
    recruiters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InventedEmployer:
    """`number` from 0. `region`: ISO 3166-2."""

    number: int
    public_id: str
    legal_name: str
    country: str
    region: str | None
    city: str
    activity: str
    contact_name: str
    contact_email: str
    contact_phone: str


@dataclass(frozen=True, slots=True)
class InventedVacancy:
    """`employer`, `agency`: their numbers. `facts`: JSON-safe fields of schemes.facts.VacancyFacts."""

    number: int
    public_id: str
    employer: int
    agency: int | None
    facts: dict[str, Any]
    needs: VacancyNeeds


def market(
    seed: int, vacancies: int, agencies: int, *, as_of: date
) -> Iterator[InventedAgency | InventedEmployer | InventedVacancy]:
    """`agencies` agencies, then the employers of `vacancies` vacancies (four each), then those vacancies."""
    in_good_standing = []
    for number in range(agencies):
        agency = _agency(dice_of(seed, "agency", number), number, as_of)
        if agency.state in ("registered", "conditional"):
            in_good_standing.append(number)
        yield agency
    employers = [
        _employer(dice_of(seed, "employer", number), number)
        for number in range(-(-vacancies // _VACANCIES_PER_EMPLOYER))
    ]
    yield from employers
    for number in range(vacancies):
        dice = dice_of(seed, "vacancy", number)
        employer = employers[number % len(employers)]
        agency_number = dice.choice(in_good_standing) if in_good_standing and dice.random() < 0.4 else None
        yield _vacancy(dice, number, employer, agency_number, as_of)


@cache
def _firm_names(kind: str) -> tuple[str, ...]:
    return tuple(row["word"] for row in invented("firms.csv") if row["kind"] == kind)


def _firm_name(kind: str, number: int) -> str:
    """A name from the list; with a numeral once the list has been used up."""
    names = _firm_names(kind)
    again = number // len(names)
    return names[number % len(names)] + (f" {again + 1}" if again else "")


def _agency(dice: Random, number: int, as_of: date) -> InventedAgency:
    public_id = public_id_of(dice)
    name = _firm_name("agency", number)
    state = _STATES.draw(dice)
    since = as_of - timedelta(days=dice.randint(20, 900))
    is_numbered = state not in ("applied", "refused")
    domain = f"agencia{number}.example"
    valid_from = since - timedelta(days=_HELD_DAYS.get(state, 0)) if is_numbered else None
    return InventedAgency(
        number=number,
        public_id=public_id,
        legal_name=f"{name}, S.A. {FICTITIOUS}",
        trade_names=(name,),
        nit=nit(number),
        is_numbered=is_numbered,
        municipality=dice.choice(("0101", "0901", "1301", "0401", "1601", "1201")),
        address=f"{dice.randint(1, 20)} calle {dice.randint(1, 30)}-{dice.randint(1, 90)}, zona 1",
        corridors=dice.choice((("US",), ("CA",), ("US", "CA"), ("US", "CA", "ES"))),
        founded_on=(valid_from or since) - timedelta(days=dice.randint(200, 6000)),
        state=state,
        since=since,
        valid_from=valid_from,
        valid_to=valid_from + timedelta(days=_LICENCE_DAYS) if valid_from else None,
        public_reason=_PUBLIC_REASONS.get(state),
        contacts=(
            ("phone", phone(_AGENCY_PHONES + 2 * number)),
            ("whatsapp", phone(_AGENCY_PHONES + 2 * number + 1)),
            ("email", f"info@{domain}"),
            ("web", f"https://{domain}"),
        ),
        parties=((full_name(dice), "legal_representative"), (full_name(dice), "owner")),
        recruiters=tuple(full_name(dice) for _ in range(dice.randint(1, 3))),
    )


def nit(number: int) -> str:
    """A NIT of eleven digits and a right check character: longer than any in use."""
    body = f"9999{number:07d}"
    check = -sum(int(digit) * weight for weight, digit in enumerate(reversed(body), start=2)) % 11
    return body + "0123456789K"[check]


@cache
def _jobs() -> Choice[dict[str, str]]:
    return Choice([(row, float(row["weight"])) for row in invented("jobs.csv")])


def _employer(dice: Random, number: int) -> InventedEmployer:
    """Two in three in the United States, the others at home. What they offer follows from where they are."""
    public_id = public_id_of(dice)
    job = _job(dice, "H2A" if number % 3 else "GT_SNE")
    place = dice.choice(job["regions"].split())
    is_abroad = job["scheme"] == "H2A"
    name = _firm_name("farm" if is_abroad else "local", number)
    return InventedEmployer(
        number=number,
        public_id=public_id,
        legal_name=f"{name} Farms LLC {FICTITIOUS}" if is_abroad else f"{name}, S.A. {FICTITIOUS}",
        country="US" if is_abroad else "GT",
        region=place if is_abroad else departments()[place].iso_3166_2,
        city=f"{name.split()[0]} City" if is_abroad else municipalities()[place + "01"].name,
        activity=job["title_es"],
        contact_name=full_name(dice),
        contact_email=f"jobs@employer{number}.example",
        contact_phone=phone(_EMPLOYER_PHONES + number),
    )


def _job(dice: Random, scheme: str, place: str | None = None) -> dict[str, str]:
    """A job of this scheme; of this place, when any is."""
    jobs = [row for row in _jobs().values if row["scheme"] == scheme]
    local = [row for row in jobs if place in row["regions"].split()]
    return Choice([(row, float(row["weight"])) for row in local or jobs]).draw(dice)


def _vacancy(
    dice: Random, number: int, employer: InventedEmployer, agency: int | None, as_of: date
) -> InventedVacancy:
    public_id = public_id_of(dice)
    is_abroad = employer.country == "US"
    place = employer.region if is_abroad else (employer.region or "")[-2:]
    job = _job(dice, "H2A" if is_abroad else "GT_SNE", place)
    start = as_of + timedelta(days=dice.randint(75, 240))
    # At most ten months: 300 days of work, the first and the last one counted.
    end = start + timedelta(days=min(300, int(job["months"]) * 30 + dice.randint(-10, 25)))
    facts = facts_of(dice, job, employer, start, end)
    needs = _needs(public_id, job, employer, facts)
    return InventedVacancy(number, public_id, employer.number, agency, facts, needs)


def facts_of(
    dice: Random, job: dict[str, str], employer: InventedEmployer, start: date, end: date
) -> dict[str, Any]:
    """Fields of schemes.facts.VacancyFacts for a job (a row of jobs.csv) at this employer's."""
    common = _common_facts(dice, job, employer, start, end)
    if employer.country == "US":
        return common | _facts_abroad(dice, employer)
    return common | _facts_at_home(dice, job, (employer.region or "")[-2:])


def _common_facts(
    dice: Random, job: dict[str, str], employer: InventedEmployer, start: date, end: date
) -> dict[str, Any]:
    workers = dice.choice((2, 4, 6, 8, 10, 12, 15, 20, 30, 45))
    worksite = {"name": employer.legal_name, "city": employer.city, "country": employer.country}
    if employer.country == "US":
        worksite["region"] = (employer.region or "")[-2:]
    return {
        "scheme": job["scheme"],
        "employer_kind": "individual",
        "nature_of_need": "seasonal",
        "occupation_code": job["soc2018"],
        "occupation_system": "SOC2018",
        "title": job["title_es"],
        "duties": f"{job['duties_es']} Vacante ficticia.",
        "crops": [{"crop": crop.replace("-", " ")} for crop in job["crops"].split()],
        "workers_total": workers,
        "workers_foreign": workers if employer.country == "US" else 0,
        "start_date": start.isoformat(),
        "end_date": end.isoformat(),
        "on_call": False,
        "experience_months": int(job["experience_months"]),
        "training_months": 0,
        "education_min": "none",
        "recruiter_chain": [],
        "deductions": [],
        "fees_worker": [],
        "contract_languages": ["es"],
        "extra_requirements": "",
        "extra_terms": [],
        "lift_lb": str(dice.choice((30, 40, 50, 60))),
        "worksites": [worksite],
    }


def _facts_abroad(dice: Random, employer: InventedEmployer) -> dict[str, Any]:
    """What an H-2A order must promise, kept; but one wage in eight is below every floor."""
    wage = 9.25 if dice.random() < 0.12 else 20 + dice.randint(0, 8) * 0.25
    days = dice.choice(((0, 8, 8, 8, 8, 8, 0), (0, 7, 7, 7, 7, 7, 5), (0, 9, 9, 9, 9, 9, 5)))
    paid = {"paid_by": "employer", "mode": "advance", "refund_when": "first_week"}
    return {
        "hours_week": str(sum(days)),
        "hours_by_day": [str(hours) for hours in days],
        "shift_start": "07:00:00",
        "shift_end": "16:30:00",
        "wage": f"{wage:.2f}",
        "wage_unit": "hour",
        "currency": "USD",
        "overtime_available": False,
        "pay_frequency": dice.choice(("weekly", "biweekly")),
        "guarantee_fraction": "0.75",
        "housing": {
            "provided": True, "kind": "employer", "units": 6, "capacity": 60,
            "compliance": ["state", "federal"], "cost_worker": "0", "kitchen": True,
        },
        "meals": {"mode": "kitchen_free"},
        "transport_in": paid,
        "transport_out": {"paid_by": "employer", "mode": "direct"},
        "transport_daily": {"paid_by": "employer", "mode": "direct"},
        "subsistence_min": "16.28",
        "subsistence_max": "68.00",
        "tools_paid_by": "employer",
        "workers_comp": {"covered": True, "insurer": f"Seguro {FICTITIOUS}", "paid_by": "employer"},
        "req_background": False,
        "req_drug": False,
        "no_strike": True,
        "no_layoff": True,
    }  # fmt: skip


def _facts_at_home(dice: Random, job: dict[str, str], department: str) -> dict[str, Any]:
    is_farm = job["soc2018"].startswith("45-")
    is_export = job["soc2018"].startswith("51-")
    wage = 2900 if dice.random() < 0.12 else 4050 + dice.randint(0, 12) * 100
    return {
        "hours_week": "48",
        "hours_by_day": ["0", "8", "8", "8", "8", "8", "8"],
        "shift_start": "07:00:00",
        "shift_end": "16:00:00",
        "wage": f"{wage}.00",
        "wage_unit": "month",
        "currency": "GTQ",
        "pay_frequency": "semimonthly",
        "overtime_available": False,
        "nature_of_need": "temporary_other",
        "department": departments()[department].name,
        "municipality": municipalities()[department + "01"].name,
        "circumscription": "CE1" if department == "01" else "CE2",
        "activity_class": "agricola" if is_farm else "exportadora_maquila" if is_export else "no_agricola",
        "bonus_incentive": "250.00",
        "benefits": ["aguinaldo", "bono14", "igss", "vacaciones"],
        "tools_paid_by": "employer",
    }


def _needs(
    public_id: str, job: dict[str, str], employer: InventedEmployer, facts: dict[str, Any]
) -> VacancyNeeds:
    """What the job asks, linked to the lexicon. A skill the lexicon does not know is left out."""
    codes = [code_of("skill", name) for name in job["skills"].split("|") if name]
    return VacancyNeeds(
        id=public_id,
        scheme=job["scheme"],
        occupation=code_of("occupation", job["occupation"]),
        country=employer.country,
        region=employer.region if employer.country == "US" else None,
        start_on=date.fromisoformat(facts["start_date"]),
        end_on=date.fromisoformat(facts["end_date"]),
        experience_months=facts["experience_months"],
        skills=tuple(SkillNeed(code, required=n == 0) for n, code in enumerate(codes) if code),
    )
