"""What a vacancy says, in the words of the law: the canonical fields of all schemes, and what surrounds them.

`VacancyFacts` is a value: frozen, every field optional but the scheme, money in Decimal, refused when a
figure cannot be true (a 200-hour week). It goes to JSON and back without loss:
`VacancyFacts.model_validate(facts.model_dump(mode="json"))`.
`None` means "not said"; an empty tuple means "said: none". The two are never the same to a rule.

Field names follow the forms ETA-790A and ETA-9142B and the registry of job orders.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

MODELLED_SCHEMES = ("H2A", "H2B", "CA_AG", "CA_LOW", "ES_GECCO", "GT_SNE")

Line = Annotated[str, Field(max_length=300)]
Prose = Annotated[str, Field(max_length=20_000)]
Money = Annotated[Decimal, Field(ge=0, le=10_000_000)]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
Months = Annotated[int, Field(ge=0, le=36)]
DayHours = Annotated[Decimal, Field(ge=0, le=24)]
WeekHours = Annotated[Decimal, Field(ge=0, le=168)]
# A date outside this span is a typing error in every feed seen so far (contracts "until" the year 3025).
Day = Annotated[date, Field(ge=date(1990, 1, 1), le=date(2099, 12, 31))]

WageUnit = Literal["hour", "day", "week", "biweek", "month", "year", "piece"]
Currency = Literal["USD", "CAD", "EUR", "GTQ", "MXN"]
Payer = Literal["employer", "worker", "agency", "government"]
Period = Literal["hour", "day", "week", "biweek", "month", "season", "once"]


class Fact(BaseModel):
    """A frozen value that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, allow_inf_nan=False)


class Recruiter(Fact):
    """One link of the chain between worker and employer. `country` is ISO 3166 ("GT")."""

    name: Line
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")] | None = None
    registration_no: Line | None = None
    contract_forbids_fees: bool | None = None


class Crop(Fact):
    """One crop or activity of a job order with its own pay."""

    crop: Line
    activity: Line | None = None
    wage: Money | None = None
    unit: WageUnit | None = None
    piece_unit: Line | None = None


class Worksite(Fact):
    """A place of work. `region`: USPS code, province code or Guatemalan department; `country`: ISO 3166."""

    name: Line | None = None
    addr: Line | None = None
    city: Line | None = None
    region: Line | None = None
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")] | None = None
    start: Day | None = None
    end: Day | None = None
    workers: Count | None = None


class Housing(Fact):
    """Lodging. `capacity` in persons; `cost_worker` and `utilities` per `cost_period`, in the vacancy's currency.

    `area_sq_ft`: floor area for sleeping, all rooms together.
    """

    provided: bool | None = None
    kind: Literal["employer", "rental_public", "none"] | None = None
    addr: Line | None = None
    units: Count | None = None
    capacity: Count | None = None
    compliance: tuple[Literal["local", "state", "federal", "swa"], ...] | None = None
    cost_worker: Money | None = None
    cost_period: Period | None = None
    utilities: Money | None = None
    kitchen: bool | None = None
    inspected_on: Day | None = None
    area_sq_ft: Annotated[Decimal, Field(ge=0, le=1_000_000)] | None = None
    cooks_where_sleeps: bool | None = None
    on_farm: bool | None = None
    all_season: bool | None = None
    deducted_from_pay: bool | None = None


class Meals(Fact):
    """How workers eat. `charge_day`: what a worker pays per day for three meals."""

    mode: Literal["kitchen_free", "three_meals", "cash", "none"] | None = None
    charge_day: Money | None = None


class Transport(Fact):
    """Who pays one journey, and when money advanced by the worker comes back."""

    paid_by: Payer | None = None
    mode: Literal["advance", "direct", "reimburse"] | None = None
    refund_when: Literal["first_week", "half_contract", "end_of_contract", "never"] | None = None


class Deduction(Fact):
    """Money taken from the pay. `legal_basis`: the law or written consent it rests on."""

    name: Line
    amount: Money | None = None
    period: Period | None = None
    legal_basis: Line | None = None
    disclosed: bool | None = None


class Fee(Fact):
    """One cost of getting the job. `code`: F1-F4, C1-C7, X1-X6 of the 2019 ILO definition, "passport", or "permit"
    (work permit and biometrics of Canada).
    """

    name: Line
    amount: Money | None = None
    currency: Currency | None = None
    payer: Payer | None = None
    code: Line | None = None
    refunded_in_first_week: bool | None = None


class Cover(Fact):
    """An insurance of the worker."""

    covered: bool | None = None
    insurer: Line | None = None
    paid_by: Payer | None = None
    from_: Annotated[Day | None, Field(alias="from")] = None
    to: Day | None = None

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, validate_by_name=True, serialize_by_alias=True
    )


class LanguageNeed(Fact):
    """A language the job asks for: ISO 639 code and level 0-5."""

    lang: Annotated[str, Field(min_length=2, max_length=8)]
    level: Annotated[int, Field(ge=0, le=5)] | None = None


class ApplyChannel(Fact):
    """Where the employer takes applications. Never shown to candidates before they consent."""

    phone: Line | None = None
    email: Line | None = None
    url: Annotated[str, Field(max_length=1000)] | None = None


class ExtraTerm(Fact):
    """A further clause of the job order (Addendum C)."""

    section: Line | None = None
    name: Line | None = None
    text: Prose | None = None


class Segment(Fact):
    """One stretch of a Spanish chain: the same worker with another employer of the same season."""

    employer: Line
    start: Day
    end: Day
    region: Line | None = None


class EmployerRecord(Fact):
    """What a Spanish employer declares of itself (RD 1155/2024 arts. 74, 78, 104.2)."""

    taxes_paid: bool | None = None
    social_security_paid: bool | None = None
    has_means: bool | None = None
    sanctioned_last_year: bool | None = None
    broke_commitments_last_two_years: bool | None = None
    convicted: bool | None = None
    suspended_these_posts: bool | None = None


class VacancyFacts(Fact):
    """The facts of one vacancy. Only `scheme` is needed; a rule whose fact is missing answers "unknown"."""

    scheme: Annotated[str, Field(pattern="^[A-Z0-9_]{2,20}$")]

    # who
    official_ref: Line | None = None
    official_status: Line | None = None
    employer_id: Line | None = None
    agency_id: Line | None = None
    employer_kind: (
        Literal["individual", "association_joint", "association_agent", "labour_contractor", "joint"] | None
    ) = None
    recruiter_chain: tuple[Recruiter, ...] | None = None

    # what
    nature_of_need: (
        Literal["seasonal", "temporary_other", "one_time", "peakload", "intermittent", "permanent"] | None
    ) = None
    occupation_code: Line | None = None
    occupation_system: Literal["SOC2018", "NOC2021", "CNO11", "ISCO08"] | None = None
    title: Line | None = None
    duties: Prose | None = None
    crops: tuple[Crop, ...] | None = None
    range_herding: bool | None = None
    workers_total: Annotated[int, Field(ge=1, le=100_000)] | None = None
    workers_foreign: Annotated[int, Field(ge=0, le=100_000)] | None = None

    # when: first and last day of work, both worked
    start_date: Day | None = None
    end_date: Day | None = None
    on_call: bool | None = None
    hours_week: WeekHours | None = None
    hours_by_day: tuple[DayHours, DayHours, DayHours, DayHours, DayHours, DayHours, DayHours] | None = None
    shift_start: time | None = None
    shift_end: time | None = None

    # pay
    wage: Money | None = None
    wage_unit: WageUnit | None = None
    currency: Currency | None = None
    wage_foreign_worker: Money | None = None
    skill_level: Literal["I", "II"] | None = None
    prevailing_wage: Money | None = None
    agreement_wage: Money | None = None
    piece_rate: Money | None = None
    piece_unit: Line | None = None
    piece_hourly_estimate: Money | None = None
    overtime_available: bool | None = None
    overtime_rate: Money | None = None
    pay_frequency: Literal["weekly", "biweekly", "semimonthly", "monthly"] | None = None
    deductions: tuple[Deduction, ...] | None = None
    productivity_standard: Prose | None = None
    guarantee_fraction: Annotated[Decimal, Field(ge=0, le=1)] | None = None

    # what is asked of the worker
    education_min: Literal["none", "secondary", "technical", "associate", "bachelor", "master"] | None = None
    experience_months: Months | None = None
    training_months: Months | None = None
    req_certificate: bool | None = None
    req_licence: bool | None = None
    req_background: bool | None = None
    req_drug: bool | None = None
    lift_lb: Annotated[Decimal, Field(ge=0, le=500)] | None = None
    exposure: tuple[Literal["temperature", "pushing", "sitting", "bending", "repetitive"], ...] | None = None
    supervises: Count | None = None
    age_min: Annotated[int, Field(ge=0, le=99)] | None = None
    language_required: tuple[LanguageNeed, ...] | None = None
    extra_requirements: Prose | None = None

    # where, and what the employer gives
    worksites: tuple[Worksite, ...] | None = None
    housing: Housing | None = None
    meals: Meals | None = None
    transport_in: Transport | None = None
    transport_out: Transport | None = None
    transport_daily: Transport | None = None
    subsistence_min: Money | None = None
    subsistence_max: Money | None = None
    tools_paid_by: Payer | None = None
    workers_comp: Cover | None = None
    health_insurance: Cover | None = None

    # promises
    fees_worker: tuple[Fee, ...] | None = None
    contract_languages: tuple[Annotated[str, Field(min_length=2, max_length=12)], ...] | None = None
    no_strike: bool | None = None
    no_layoff: bool | None = None
    surety_bond: Money | None = None
    mspa_number: Line | None = None
    # `main_occupation_share`: part of the workdays given to the work of `occupation_code` (H-2A, mixed duties).
    # `cap_open`: whether visas are left for these workers in the half-year of the start (H-2B).
    main_occupation_share: Annotated[Decimal, Field(ge=0, le=1)] | None = None
    cap_open: bool | None = None
    apply_channel: ApplyChannel | None = None
    extra_terms: tuple[ExtraTerm, ...] | None = None

    # Canada (the province is the region of the worksites; the LMIA number is official_ref)
    # `cma`: census metropolitan area, "" outside all of them; `commodity`: group of the National Commodity List, ""
    # when it is on none; `wage_of_residents`: what Canadians earn in the same job there, zero when none do.
    cma: Line | None = None
    commodity: Line | None = None
    farm_nursery_greenhouse: bool | None = None
    excluded_activity: (
        Literal[
            "none",
            "agronomy_economics",
            "landscape_architecture",
            "fibre_preparation",
            "hunting",
            "veterinary",
        ]
        | None
    ) = None
    low_wage_sector: (
        Literal[
            "none", "construction", "food_manufacturing", "hospitals", "care", "primary_agriculture", "short"
        ]
        | None
    ) = None
    workforce_share: Annotated[Decimal, Field(ge=0, le=1)] | None = None
    wage_of_residents: Money | None = None
    lmia_received_on: Day | None = None
    lmia_valid_to: Day | None = None
    contract_copy_by: Literal["before_departure", "first_day", "later"] | None = None
    contract_same_as_offer: bool | None = None
    contract_signed_by_both: bool | None = None
    contract_language_by_choice: bool | None = None
    language_reason: Prose | None = None
    employer_compliant: bool | None = None
    quebec_acceptance: bool | None = None

    # Spain (the autonomous community is the region of the worksites; the wage of the agreement is agreement_wage,
    # per the same period as the wage, zero when there is none)
    # `pay_in_kind`: the part of `wage` that is not money, per the same period; `posts_pooled`: posts of all pooled
    # offers together; `chain`: the stretches with other employers, this offer's own dates apart;
    # `permit_until`: last day of the permit already held; `journeys_by_commitment`: the signed commitment leaves a
    # journey to somebody else than the employer; `transfers_paid_by`: from the point of entry, and to work;
    # `only_returners`: all named workers held a season permit and proved their return.
    offer_kind: Literal["generica", "nominativa"] | None = None
    only_returners: bool | None = None
    collective_agreement: Line | None = None
    contract_type: Literal["fijo_discontinuo", "fijo", "temporal"] | None = None
    contract_signed_before_entry: bool | None = None
    payments_per_year: Literal[12, 14] | None = None
    pay_in_kind: Money | None = None
    posts_pooled: Count | None = None
    chain: tuple[Segment, ...] | None = None
    permit_until: Day | None = None
    temporary_agency: bool | None = None
    journeys_by_commitment: bool | None = None
    transfers_paid_by: Payer | None = None
    application_filed_on: Day | None = None
    application_route: Literal["first_year", "call", "individual"] | None = None
    training_free: bool | None = None
    return_commitment: bool | None = None
    employer_record: EmployerRecord | None = None
    equality_protocol: bool | None = None
    activity_listed: bool | None = None

    # Guatemala
    department: Line | None = None
    municipality: Line | None = None
    circumscription: Literal["CE1", "CE2"] | None = None
    activity_class: Literal["agricola", "no_agricola", "exportadora_maquila"] | None = None
    bonus_incentive: Money | None = None
    benefits: tuple[Literal["aguinaldo", "bono14", "igss", "vacaciones"], ...] | None = None


class Authorisation(Fact):
    """A recruiter's authorisation in the register; both days count, `until` None when it has no end."""

    since: Day
    until: Day | None = None


class ListedName(Fact):
    """A name of the employer or its agency beside one on an official list. certain: the same name in the same place,
    or an officer said that they are the same; else they are only alike."""

    ours: Line
    listed: Line
    place: Line | None = None
    until: Day | None = None
    certain: bool = False


class ListReading(Fact):
    """An official list that bars employers, as the portal last read it; `read_on` None when it never did. `reading`:
    the public id of the file that was read, which stays for whoever asks later."""

    kind: Line
    read_on: Day | None = None
    reading: Line | None = None
    rows: Count | None = None
    names: tuple[ListedName, ...] = ()


class Circumstances(Fact):
    """What a rule asks that the vacancy itself cannot say. `None` or "unknown" means nobody looked.

    agency_standing: of the agency the vacancy comes through; "none" when no agency acts.
    recruiters: authorisations by registration number, as the register stands on the day asked.
    is_historical: an order imported after its start; checked as of its own dates and never offered.
    debarred: what somebody knows without the lists. lists: the official lists of the country of work that bar
    employers, where the portal looked into them; empty when it can read none of that country.
    """

    agency_standing: Literal["good", "not_good", "none"] | None = None
    recruiters: dict[str, Authorisation] | None = None
    official_ref_unique: bool | None = None
    debarred: Literal["yes", "no", "unknown"] = "unknown"
    lists: tuple[ListReading, ...] | None = None
    is_historical: bool = False


class Misread(Fact):
    """A value left out because it cannot be true: path of the field, pydantic's error code, the value."""

    field: str
    code: str
    value: str


def read_facts(values: Mapping[str, Any]) -> tuple[VacancyFacts, list[Misread]]:
    """Facts from dirty input: each top-level value that cannot be true is left out and reported.

    Raises ValidationError only when the scheme itself is missing or malformed.
    """
    kept = dict(values)
    misread: list[Misread] = []
    while True:
        try:
            return VacancyFacts.model_validate(kept), misread
        except ValidationError as error:
            dropped = {str(problem["loc"][0]) for problem in error.errors()} & kept.keys() - {"scheme"}
            if not dropped:
                raise
            for problem in error.errors():
                path = ".".join(str(part) for part in problem["loc"])
                misread.append(Misread(field=path, code=problem["type"], value=str(problem["input"])[:200]))
            kept = {name: value for name, value in kept.items() if name not in dropped}
