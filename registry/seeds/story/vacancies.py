"""Forty vacancies of two schemes in every state a posted one can have; abroad.py has those of the others.
Wages follow the law of the day on which they are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Any, Protocol

from registry import clock
from registry.moves import move
from registry.organisations.models import Agency
from registry.proposals import service as proposals
from registry.schemes.evaluate import evaluate
from registry.schemes.facts import VacancyFacts
from registry.schemes.loader import ruleset
from registry.seeds.draw import code_of, dice_of, invented
from registry.seeds.market import facts_of
from registry.seeds.story import employers
from registry.seeds.story.world import SEED, World
from registry.vacancies import checks, needs, programme, service
from registry.vacancies.states import recruited_by_the_ministry

_WAGE_RULES = {"H2A": "H2A-01", "GT_SNE": "GT-01"}
# What is offered when the law of the day has no figure for the place.
_WITHOUT_FIGURE = {"H2A": Decimal("15.50"), "GT_SNE": Decimal(4200)}
_STEP = {"H2A": Decimal("0.05"), "GT_SNE": Decimal(25)}
_BELOW_EVERY_FLOOR = Decimal("7.00")

_NOTES = {
    "ALL-10": "Confirmé el número del caso en la página oficial.",
    "ALL-11": "Confirmé el estado del caso en la página oficial.",
    "ALL-12": "Consulté las listas de sanciones de los dos países: la empresa no aparece.",
}
_NOTE = "La tarifa nueva no está cargada; comparé con la última publicada y la empresa ofrece más."


class Told(Protocol):
    """A vacancy of the story: the short names of itself and of its employer."""

    @property
    def key(self) -> str: ...
    @property
    def firm(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Posting:
    """One vacancy. `job`: a title of invented/jobs.csv. `opens`: days until work starts. `told`: when it was
    written, days ago. `life`: the state it ends in; "filled" is reached by the referrals."""

    key: str
    firm: str
    job: str
    opens: int
    workers: int
    told: int
    life: str = "published"
    region: str | None = None
    is_below_floor: bool = False


P = Posting
POSTINGS = (
    P("berries", "cedar", "Cosecha de arándano", 95, 12, 72),
    P("melon", "cedar", "Cosecha de melón y sandía", 130, 20, 48),
    P("berries NJ", "cedar", "Cosecha de arándano", 120, 8, 36, region="US-NJ"),
    P("leaves AZ", "cedar", "Hortalizas de hoja", 60, 2, 88, "filled", region="US-AZ"),
    P("pine", "cedar", "Siembra de pino", 85, 10, 6, "in_review"),
    P("berries NC", "cedar", "Cosecha de arándano", 140, 15, 20, "returned", region="US-NC"),
    P("leaves", "cedar", "Hortalizas de hoja", 150, 6, 3, "draft", region="US-GA", is_below_floor=True),
    P("apples", "gate", "Cosecha de manzana", 160, 30, 44),
    P("apples NY", "gate", "Cosecha de manzana", 165, 15, 41, region="US-NY"),
    P("apples MI", "gate", "Cosecha de manzana", 170, 12, 22, region="US-MI"),
    P("plants OR", "gate", "Vivero de plantas", 90, 9, 5, "in_review", region="US-OR"),
    P("apples VA", "gate", "Cosecha de manzana", 150, 10, 66, "closed", region="US-VA"),
    P("tobacco", "mill", "Tabaco y camote", 110, 24, 58),
    P("tobacco KY", "mill", "Tabaco y camote", 115, 10, 30, region="US-KY"),
    P("plants", "mill", "Vivero de plantas", 100, 6, 27, region="US-TN"),
    P("tobacco VA", "mill", "Tabaco y camote", 118, 8, 8, "in_review", region="US-VA"),
    P("tobacco TN", "mill", "Tabaco y camote", 120, 8, 17, "returned", region="US-TN"),
    P("potato", "mill", "Tabaco y camote", 125, 14, 2, "draft"),
    P("citrus", "ridge", "Corte de naranja", 92, 18, 34),
    P("strawberry", "ridge", "Cosecha de fresa", 88, 22, 31),
    P("strawberry CA", "ridge", "Cosecha de fresa", 97, 16, 7, "in_review", region="US-CA"),
    P("citrus CA", "ridge", "Corte de naranja", 105, 12, 4, "draft", region="US-CA"),
    P("cattle", "silo", "Ganado y pastura", 80, 6, 52, "suspended"),
    P("melon TX", "silo", "Cosecha de melón y sandía", 112, 14, 50, "suspended"),
    P("hay", "silo", "Ganado y pastura", 100, 4, 60, "closed", region="US-CO"),
    P("berries MI", "creeks", "Cosecha de arándano", 135, 25, 55),
    P("apples MI 2", "creeks", "Cosecha de manzana", 155, 10, 24, "in_review"),
    P("cane", "sugar", "Corte de caña", 28, 40, 56),
    P("driver", "sugar", "Conductor de camión", 25, 3, 33),
    P("cane 2", "sugar", "Corte de caña", 12, 3, 78, "filled"),
    P("cane 3", "sugar", "Corte de caña", 40, 30, 64, "closed"),
    P("mason", "block", "Albañil", 24, 20, 43),
    P("mason 2", "block", "Albañil", 45, 10, 16, region="GT-09"),
    P("warehouse", "block", "Bodeguero", 30, 4, 29),
    P("mason 3", "block", "Albañil", 10, 2, 74, "filled", region="GT-05"),
    P("kitchen", "river", "Ayudante de cocina", 26, 5, 38),
    P("rooms", "river", "Camarera de hotel", 22, 6, 25),
    P("kitchen 2", "river", "Ayudante de cocina", 35, 2, 18, "returned", region="GT-01"),
    P("flowers", "river", "Vivero y flores", 50, 5, 1, "draft"),
    P("kitchen 3", "river", "Ayudante de cocina", 14, 2, 70, "filled"),
)


def come(world: World) -> None:
    for number, posting in enumerate(POSTINGS):
        day = posting.told
        world.timeline.on(day, _write, world, posting, number, hour=10)
        if posting.life == "draft":
            continue
        world.timeline.on(day - 1, submit, world, posting, hour=9)
        if posting.life == "in_review":
            continue
        if posting.life == "returned":
            world.timeline.on(day - 5, _return, world, posting, hour=11)
            continue
        world.timeline.on(day - 6, publish, world, posting, hour=11)
        if posting.life == "closed":
            world.timeline.on(day - 30, _close, world, posting, hour=12)
        if posting.life == "suspended":
            world.timeline.on(9, _suspend, world, posting, hour=11)


# ---------------------------------------------------------------- acts


def _write(world: World, posting: Posting, number: int) -> None:
    """A draft of the scheme, then everything it says, with the occupation and skills that somebody confirmed."""
    actor, employer = world.at_employer[posting.firm], world.employers[posting.firm]
    job = _job(posting)
    facts = _facts(world, posting, job, number)
    vacancy = service.start(world.session, actor, employer, VacancyFacts(scheme=facts.scheme))
    vacancy.is_fictitious = True
    skills = [code_of("skill", name) for name in job["skills"].split("|") if name]
    asked = needs.needs_of(
        vacancy.public_id, facts, code_of("occupation", job["occupation"]), [code for code in skills if code]
    )
    service.write(world.session, actor, vacancy, facts, asked=asked)
    world.vacancies[posting.key] = vacancy


def submit(world: World, posting: Told) -> None:
    service.submit(world.session, world.at_employer[posting.firm], world.vacancies[posting.key])


def publish(world: World, posting: Told) -> None:
    """The officer first answers what no rule could."""
    vacancy, officer = world.vacancies[posting.key], world.staff["officer"]
    check = checks.latest(world.session, vacancy)
    for outcome in checks.unread_unknown(check) if check else ():
        note = _NOTES.get(outcome.rule, _NOTE)
        service.answer_unknown(world.session, officer, vacancy, outcome.rule, note=note)
    if not recruited_by_the_ministry(vacancy):
        service.publish(world.session, officer, vacancy)
        return
    reason = "La empresa y la orden se revisaron; recluta el programa del Ministerio."
    proposal = programme.propose(world.session, officer, vacancy, reason=reason)
    agreed = "La Inspección revisó la empresa, la orden y quién paga cada costo."
    proposals.approve(world.session, world.staff["inspector"], proposal, reason=agreed)


def _return(world: World, posting: Posting) -> None:
    reason = "Falta decir cuántas personas duermen en cada cuarto y quién paga el transporte diario."
    if posting.firm == "river":
        reason = "El horario suma más de ocho horas en un día; corrija o explique las horas extra."
    move(world.session, world.staff["officer"], world.vacancies[posting.key], "return", reason=reason)


def _close(world: World, posting: Posting) -> None:
    reason = "La empresa ya no necesita personal para esta temporada."
    move(world.session, world.at_employer[posting.firm], world.vacancies[posting.key], "close", reason=reason)


def _suspend(world: World, posting: Posting) -> None:
    reason = "La vivienda no pasó la inspección."
    move(world.session, world.staff["officer"], world.vacancies[posting.key], "suspend", reason=reason)


# ---------------------------------------------------------------- facts


def _job(posting: Posting) -> dict[str, str]:
    return next(row for row in invented("jobs.csv") if row["title_es"] == posting.job)


def _facts(world: World, posting: Posting, job: dict[str, str], number: int) -> VacancyFacts:
    firm = employers.BY_KEY[posting.firm].as_invented(posting.region)
    start = clock.today() + timedelta(days=posting.told + posting.opens)
    end = start + timedelta(days=min(300, int(job["months"]) * 30))
    said: dict[str, Any] = facts_of(dice_of(SEED, "posting", number), job, firm, start, end)
    is_abroad = firm.country == "US"
    said |= {"workers_total": posting.workers, "workers_foreign": posting.workers if is_abroad else 0}
    if is_abroad and posting.life != "in_review":
        year = f"{clock.today():%y}"
        said |= {
            "official_ref": f"H-300-{year}000-9{number:05d}",
            "official_status": "Determination Issued - Certification",
        }
    through = employers.BY_KEY[posting.firm].agency
    if through is not None:
        said["recruiter_chain"] = [_recruiter(world.agencies[through])]
    facts = VacancyFacts.model_validate(said)
    return facts.model_copy(update={"wage": _wage(posting, facts)})


def _recruiter(agency: Agency) -> dict[str, Any]:
    return {
        "name": agency.legal_name,
        "country": "GT",
        "registration_no": agency.registry_no,
        "contract_forbids_fees": True,
    }


def _wage(posting: Posting, facts: VacancyFacts) -> Decimal:
    """A little above the highest floor of the day for this work and place."""
    if posting.is_below_floor:
        return _BELOW_EVERY_FLOOR
    floor = _floor(facts, clock.today())
    wage = floor * Decimal("1.03") if floor else _WITHOUT_FIGURE[facts.scheme]
    step = _STEP[facts.scheme]
    return (wage / step).to_integral_value(ROUND_CEILING) * step


def _floor(facts: VacancyFacts, day: date) -> Decimal | None:
    """What the law names when next to nothing is offered; None when it has no figure."""
    poor = facts.model_copy(update={"wage": Decimal(8) if facts.scheme == "H2A" else Decimal(1000)})
    outcome = next(one for one in evaluate(ruleset(), poor, day) if one.rule == _WAGE_RULES[facts.scheme])
    return Decimal(outcome.value) if isinstance(outcome.value, str) else None
