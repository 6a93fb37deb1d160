"""Invented facts of vacancies of every scheme, said or not, for the property tests: plausible ones and wild ones."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from registry.schemes.facts import (
    Authorisation,
    Circumstances,
    Cover,
    Deduction,
    EmployerRecord,
    ExtraTerm,
    Fee,
    Housing,
    LanguageNeed,
    Meals,
    Recruiter,
    Segment,
    Transport,
    Worksite,
)


def maybe(strategy):
    return st.none() | strategy


def _languages(codes):
    return tuple(LanguageNeed(lang=code) for code in codes)


def money(low, high):
    return st.decimals(low, high, places=2, allow_nan=False)


PAYERS = st.sampled_from(["employer", "worker", "agency"])
DAYS = st.dates(date(2023, 1, 1), date(2027, 12, 31))
TEXTS = st.sampled_from(
    ["", "Solo hombres.", "Drug test required", "Guardará su pasaporte", "Pick apples", "ñandú ¿?"]
)

HOUSING = st.builds(
    Housing,
    provided=maybe(st.booleans()),
    kind=maybe(st.sampled_from(["employer", "rental_public", "none"])),
    capacity=maybe(st.integers(0, 50)),
    compliance=maybe(st.sampled_from([(), ("state",)])),
    cost_worker=maybe(money(0, 50)),
    cost_period=maybe(st.sampled_from(["week", "month", "season"])),
    kitchen=maybe(st.booleans()),
    area_sq_ft=maybe(st.integers(0, 3000)),
    cooks_where_sleeps=maybe(st.booleans()),
)
TRANSPORT = st.builds(
    Transport,
    paid_by=maybe(PAYERS),
    mode=maybe(st.sampled_from(["advance", "direct", "reimburse"])),
    refund_when=maybe(st.sampled_from(["first_week", "half_contract", "end_of_contract", "never"])),
)
FEE = st.builds(
    Fee,
    name=st.sampled_from(["visa", "pasaporte", "trámite"]),
    amount=maybe(money(0, 500)),
    payer=maybe(PAYERS),
    code=maybe(st.sampled_from(["F1", "C7", "X2", "passport"])),
)
RECRUITER = st.builds(
    Recruiter,
    name=st.just("Puente"),
    country=maybe(st.sampled_from(["GT", "US"])),
    registration_no=maybe(st.sampled_from(["R-1", "R-2"])),
    contract_forbids_fees=maybe(st.booleans()),
)
CIRCUMSTANCES = st.builds(
    Circumstances,
    agency_standing=maybe(st.sampled_from(["good", "not_good", "none"])),
    recruiters=maybe(st.just({"R-1": Authorisation(since=date(2024, 1, 1), until=date(2026, 6, 30))})),
    official_ref_unique=maybe(st.booleans()),
    debarred=st.sampled_from(["yes", "no", "unknown"]),
    is_historical=st.booleans(),
)
COMMON = {
    "official_ref": maybe(st.sampled_from(["H-300-25309-377594", "H-400-25309-377594", "x"])),
    "official_status": maybe(st.sampled_from(["Acceptance Issued", "Determination Issued - Certification"])),
    "agency_id": maybe(st.just("A1")),
    "recruiter_chain": maybe(st.lists(RECRUITER, max_size=2).map(tuple)),
    "title": maybe(TEXTS),
    "duties": maybe(TEXTS),
    "extra_requirements": maybe(TEXTS),
    "extra_terms": maybe(st.lists(TEXTS.map(lambda text: ExtraTerm(text=text)), max_size=2).map(tuple)),
    "start_date": maybe(DAYS),
    "end_date": maybe(DAYS),
    "hours_week": maybe(st.sampled_from([Decimal(n) for n in (0, 20, 34, 35, 40, 48, 84, 90, 168)])),
    "hours_by_day": maybe(st.lists(st.integers(0, 24), min_size=7, max_size=7).map(tuple)),
    "shift_start": maybe(st.times()),
    "shift_end": maybe(st.times()),
    "wage": maybe(money(0, 5000) | money(6, 20)),
    "wage_unit": maybe(st.sampled_from(["hour", "day", "week", "biweek", "month", "year", "piece"])),
    "overtime_available": maybe(st.booleans()),
    "overtime_rate": maybe(money(0, 60)),
    "pay_frequency": maybe(st.sampled_from(["weekly", "biweekly", "semimonthly", "monthly"])),
    "deductions": maybe(st.sampled_from([(), (Deduction(name="otros"),)])),
    "fees_worker": maybe(st.lists(FEE, max_size=2).map(tuple)),
    "contract_languages": maybe(st.sampled_from([("es",), ("en",), ()])),
    "lift_lb": maybe(st.integers(0, 150)),
    "age_min": maybe(st.integers(10, 40)),
}
AMERICAN = COMMON | {
    "scheme": st.sampled_from(["H2A", "H2B"]),
    "currency": maybe(st.just("USD")),
    "employer_kind": maybe(st.sampled_from(["individual", "labour_contractor"])),
    "surety_bond": maybe(money(0, 80000)),
    "mspa_number": maybe(st.sampled_from(["", "C-1"])),
    "nature_of_need": maybe(st.sampled_from(["seasonal", "one_time"])),
    "occupation_code": maybe(st.sampled_from(["45-2092.00", "53-3032", "?"])),
    "workers_total": maybe(st.integers(1, 200)),
    "workers_foreign": maybe(st.integers(0, 200)),
    "worksites": maybe(
        st.lists(st.sampled_from(["GA", "CA", "FL", "TX", "zz", None]), max_size=2).map(
            lambda regions: tuple(Worksite(region=region) for region in regions)
        )
    ),
    "wage_foreign_worker": maybe(money(6, 20)),
    "skill_level": maybe(st.sampled_from(["I", "II"])),
    "prevailing_wage": maybe(st.sampled_from([Decimal(0), Decimal("14.50")])),
    "agreement_wage": maybe(st.sampled_from([Decimal(0), Decimal("15.00")])),
    "piece_rate": maybe(money(0, 3)),
    "piece_hourly_estimate": maybe(money(5, 20)),
    "guarantee_fraction": maybe(st.sampled_from([Decimal("0.5"), Decimal("0.75"), Decimal(1)])),
    "experience_months": maybe(st.integers(0, 36)),
    "education_min": maybe(st.sampled_from(["none", "bachelor"])),
    "req_background": maybe(st.booleans()),
    "req_drug": maybe(st.booleans()),
    "housing": maybe(HOUSING),
    "meals": maybe(
        st.builds(
            Meals,
            mode=maybe(st.sampled_from(["kitchen_free", "three_meals", "cash", "none"])),
            charge_day=maybe(money(0, 20)),
        )
    ),
    "transport_in": maybe(TRANSPORT),
    "transport_out": maybe(TRANSPORT),
    "transport_daily": maybe(TRANSPORT),
    "subsistence_min": maybe(money(10, 20)),
    "subsistence_max": maybe(money(50, 80)),
    "tools_paid_by": maybe(PAYERS),
    "workers_comp": maybe(st.builds(Cover, covered=maybe(st.booleans()), paid_by=maybe(PAYERS))),
    "no_strike": maybe(st.booleans()),
    "no_layoff": maybe(st.booleans()),
    "main_occupation_share": maybe(st.sampled_from([Decimal("0.5"), Decimal("0.8")])),
    "cap_open": maybe(st.booleans()),
    "productivity_standard": maybe(TEXTS),
}
GUATEMALAN = COMMON | {
    "scheme": st.just("GT_SNE"),
    "currency": maybe(st.just("GTQ")),
    "department": maybe(st.sampled_from(["Guatemala", "Escuintla", "GUATEMALA "])),
    "circumscription": maybe(st.sampled_from(["CE1", "CE2"])),
    "activity_class": maybe(st.sampled_from(["agricola", "no_agricola", "exportadora_maquila"])),
    "bonus_incentive": maybe(money(0, 500)),
    "benefits": maybe(st.sampled_from([(), ("igss",), ("aguinaldo", "bono14", "igss", "vacaciones")])),
}
CANADIAN_HOUSING = st.builds(
    Housing,
    provided=maybe(st.booleans()),
    on_farm=maybe(st.booleans()),
    capacity=maybe(st.integers(0, 50)),
    inspected_on=maybe(DAYS),
    cost_worker=maybe(money(0, 300)),
    cost_period=maybe(st.sampled_from(["hour", "day", "week", "biweek", "month", "season", "once"])),
    utilities=maybe(money(0, 50)),
)
CANADIAN_FEE = st.builds(
    Fee,
    name=st.sampled_from(["work permit", "LMIA", "biometría"]),
    amount=maybe(money(0, 1000)),
    payer=maybe(PAYERS),
    code=maybe(st.sampled_from(["F1", "permit"])),
)
INSURANCE = st.builds(Cover, covered=maybe(st.booleans()), paid_by=maybe(PAYERS), to=maybe(DAYS))
CANADIAN = COMMON | {
    "scheme": st.sampled_from(["CA_AG", "CA_LOW"]),
    "currency": maybe(st.just("CAD")),
    "occupation_code": maybe(st.sampled_from(["85101", "63200", "?", ""])),
    "occupation_system": maybe(st.sampled_from(["NOC2021", "SOC2018"])),
    "worksites": maybe(
        st.lists(st.sampled_from(["ON", "QC", "AB", "zz", None]), max_size=2).map(
            lambda regions: tuple(Worksite(region=region) for region in regions)
        )
    ),
    "commodity": maybe(st.sampled_from(["fruits_vegetables", "dairy", "", "tomates"])),
    "farm_nursery_greenhouse": maybe(st.booleans()),
    "excluded_activity": maybe(st.sampled_from(["none", "hunting"])),
    "prevailing_wage": maybe(st.sampled_from([Decimal(0), Decimal("17.50")])),
    "wage_of_residents": maybe(st.sampled_from([Decimal(0), Decimal("18.00")])),
    "agreement_wage": maybe(st.sampled_from([Decimal(0), Decimal("15.00")])),
    "piece_hourly_estimate": maybe(money(5, 40)),
    "cma": maybe(st.sampled_from(["", "Windsor"])),
    "low_wage_sector": maybe(
        st.sampled_from(["none", "construction", "care", "primary_agriculture", "short"])
    ),
    "workforce_share": maybe(st.sampled_from([Decimal("0.05"), Decimal("0.15"), Decimal("0.30")])),
    "lmia_received_on": maybe(DAYS),
    "workers_total": maybe(st.integers(1, 50)),
    "workers_foreign": maybe(st.integers(0, 50)),
    "housing": maybe(CANADIAN_HOUSING),
    "transport_in": maybe(TRANSPORT),
    "transport_out": maybe(TRANSPORT),
    "transport_daily": maybe(TRANSPORT),
    "health_insurance": maybe(INSURANCE),
    "workers_comp": maybe(INSURANCE),
    "deductions": maybe(
        st.sampled_from(["Pasaje", "LMIA", "health insurance"]).map(
            lambda name: (Deduction(name=name, amount=3),)
        )
    ),
    "fees_worker": maybe(st.lists(CANADIAN_FEE, max_size=2).map(tuple)),
    "language_required": maybe(st.lists(st.sampled_from(["es", "en"]), max_size=1).map(_languages)),
    "language_reason": maybe(st.just("El equipo habla español.")),
    "contract_languages": maybe(st.sampled_from([("es",), ("en", "es"), ()])),
    "contract_copy_by": maybe(st.sampled_from(["first_day", "later"])),
    "contract_signed_by_both": maybe(st.booleans()),
    "contract_language_by_choice": maybe(st.booleans()),
    "contract_same_as_offer": maybe(st.booleans()),
    "employer_compliant": maybe(st.booleans()),
    "quebec_acceptance": maybe(st.booleans()),
}
SPANISH_HOUSING = st.builds(
    Housing,
    provided=maybe(st.booleans()),
    all_season=maybe(st.booleans()),
    cost_worker=maybe(st.sampled_from([Decimal(0), Decimal("90.00"), Decimal("90.01"), Decimal(200)])),
    utilities=maybe(st.sampled_from([Decimal(0), Decimal("42.00"), Decimal(60)])),
    cost_period=maybe(st.sampled_from(["week", "month", "season"])),
    deducted_from_pay=maybe(st.booleans()),
)
SEGMENT = st.builds(Segment, employer=st.just("Otra"), start=DAYS, end=DAYS)
RECORD = st.builds(
    EmployerRecord,
    taxes_paid=maybe(st.booleans()),
    social_security_paid=maybe(st.just(True)),
    has_means=maybe(st.just(True)),
    sanctioned_last_year=maybe(st.booleans()),
    broke_commitments_last_two_years=maybe(st.just(False)),
    convicted=maybe(st.just(False)),
    suspended_these_posts=maybe(st.just(False)),
)
SPANISH = COMMON | {
    "scheme": st.just("ES_GECCO"),
    "currency": maybe(st.just("EUR")),
    "wage": maybe(money(30, 70) | money(1100, 1500) | money(13000, 20000)),
    "payments_per_year": maybe(st.sampled_from([12, 14])),
    "pay_in_kind": maybe(st.sampled_from([Decimal(0), Decimal(150)])),
    "agreement_wage": maybe(st.sampled_from([Decimal(0), Decimal(60), Decimal(1250)])),
    "offer_kind": maybe(st.sampled_from(["generica", "nominativa"])),
    "only_returners": maybe(st.booleans()),
    "contract_type": maybe(st.sampled_from(["fijo_discontinuo", "temporal"])),
    "contract_signed_before_entry": maybe(st.booleans()),
    "worksites": maybe(
        st.lists(st.sampled_from(["Andalucía", "Aragón", None]), max_size=2).map(
            lambda regions: tuple(Worksite(region=region) for region in regions)
        )
    ),
    "workers_total": maybe(st.integers(1, 20)),
    "posts_pooled": maybe(st.integers(0, 20)),
    "chain": maybe(st.lists(SEGMENT, max_size=2).map(tuple)),
    "permit_until": maybe(DAYS),
    "temporary_agency": maybe(st.booleans()),
    "housing": maybe(SPANISH_HOUSING),
    "transport_in": maybe(TRANSPORT),
    "transport_out": maybe(TRANSPORT),
    "journeys_by_commitment": maybe(st.booleans()),
    "transfers_paid_by": maybe(PAYERS),
    "health_insurance": maybe(
        st.builds(Cover, covered=maybe(st.booleans()), paid_by=maybe(PAYERS), from_=maybe(DAYS))
    ),
    "application_filed_on": maybe(DAYS),
    "application_route": maybe(st.sampled_from(["first_year", "call", "individual"])),
    "training_free": maybe(st.booleans()),
    "return_commitment": maybe(st.booleans()),
    "employer_record": maybe(RECORD),
    "equality_protocol": maybe(st.booleans()),
    "activity_listed": maybe(st.booleans()),
}
FACTS = st.one_of(*(st.fixed_dictionaries(scheme) for scheme in (AMERICAN, CANADIAN, SPANISH, GUATEMALAN)))

# Any amount and any day that a vacancy can hold at all, whatever its scheme says of them.
ANY_MONEY = st.decimals(0, 10_000_000, allow_nan=False, allow_infinity=False)
ANY_DAY = st.dates(date(1990, 1, 1), date(2099, 12, 31))
ANY_HOURS = st.decimals(0, 168, allow_nan=False, allow_infinity=False)
WILD = st.fixed_dictionaries(
    {name: maybe(ANY_MONEY) for name in (
        "wage", "wage_foreign_worker", "prevailing_wage", "agreement_wage", "piece_rate", "piece_hourly_estimate",
        "overtime_rate", "wage_of_residents", "bonus_incentive", "pay_in_kind", "subsistence_min",
        "subsistence_max", "surety_bond",
    )}
    | {name: maybe(ANY_DAY) for name in (
        "start_date", "end_date", "lmia_received_on", "permit_until", "application_filed_on",
    )}
    | {"hours_week": maybe(ANY_HOURS)}
)  # fmt: skip
WILD_HOUSING = st.builds(
    Housing,
    provided=st.just(True),
    kind=maybe(st.just("rental_public")),
    on_farm=maybe(st.booleans()),
    capacity=maybe(st.integers(0, 1_000_000)),
    area_sq_ft=maybe(st.decimals(0, 1_000_000, allow_nan=False, allow_infinity=False)),
    cost_worker=maybe(ANY_MONEY),
    utilities=maybe(ANY_MONEY),
    cost_period=maybe(st.sampled_from(["hour", "day", "week", "biweek", "month", "season", "once"])),
    inspected_on=maybe(ANY_DAY),
)
