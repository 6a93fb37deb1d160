"""What agencies and officers do with a file: apply, answer, submit, review, return, recommend, decide."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select

from registry import clock
from registry.access import PUBLIC
from registry.organisations import papers
from registry.organisations import service as organisations
from registry.organisations.models import Agency, Bond
from registry.seeds.draw import document
from registry.seeds.story import flags
from registry.seeds.story import papers as drawn
from registry.seeds.story.firms import BY_KEY
from registry.seeds.story.world import World
from registry.standard import queries as standards
from registry.standard import service as assessing
from registry.vetting import decide as decision
from registry.vetting import desk, fieldwork, requirements, service, steps
from registry.vetting.apply import apply
from registry.vetting.models import Case
from registry.vetting.requirements import Requirement

# Document numbers of people behind agencies, apart from those of candidates.
_DOCUMENTS = 20_000
# Quetzales: enough for every job order of an agency of the story.
_BOND = Decimal(4_000_000)

# ---------------------------------------------------------------- what an agency does


def ask(world: World, key: str) -> None:
    """The application, the account, and the people behind the agency."""
    firm = BY_KEY[key]
    token = apply(world.session, PUBLIC, firm.application())
    actor = world.open_account(token, firm.email)
    world.at_agency[key] = actor
    agency = world.session.get_one(Agency, actor.agency_id)
    world.agencies[key] = agency
    world.cases[key] = world.session.scalars(select(Case).where(Case.agency_id == agency.id)).one()
    roles = ("owner", "legal_representative")
    founded_on = clock.today() - timedelta(days=900 + 137 * firm.number)
    organisations.keep(world.session, actor, agency, data={"founded_on": founded_on})
    for role, name in zip(roles, firm.people, strict=True):
        dpi = document(_DOCUMENTS + firm.number * 10 + firm.people.index(name), firm.municipality)
        organisations.add_party(world.session, actor, agency, name=name, role=role, dpi=dpi, since=founded_on)
    for name in firm.recruiters:
        organisations.add_recruiter(world.session, actor, agency, name=name)
    web = firm.email.partition("@")[2]
    if web != "demo.example":
        organisations.add_contact(world.session, actor, agency, kind="web", value=f"https://{web}")


def ask_again(world: World, key: str) -> None:
    """A new file of an agency that has one behind it."""
    world.cases[key] = service.open_case(world.session, world.at_agency[key], world.agencies[key])


def answer(world: World, key: str, *, leave_out: frozenset[str] = frozenset()) -> None:
    """Every mandatory requirement answered, but those left out."""
    for one in requirements.of_case(world.session, world.cases[key]):
        if one.is_mandatory and one.code not in leave_out:
            _answer(world, key, one)


def _answer(world: World, key: str, one: Requirement) -> None:
    agency, case, actor = world.agencies[key], world.cases[key], world.at_agency[key]
    representative = BY_KEY[key].people[1]
    if "document" not in one.accepts:
        service.give_statement(world.session, actor, case, one.code, representative)
    elif one.code == "staff":
        words = f"Trabajan en la oficina {representative} y los reclutadores que nombramos. No usamos otros agentes."
        service.give_statement(world.session, actor, case, one.code, words)
    else:
        is_picture = one.code == "office"
        data = (
            drawn.front_door(agency.trade_names[0], agency.address or "")
            if is_picture
            else drawn.page(
                one.title["es"], agency.legal_name, f"NIT {agency.nit}", f"{clock.today():%d/%m/%Y}"
            )
        )
        name = f"{one.title['es']}.{'png' if is_picture else 'pdf'}"
        service.give_document(
            world.session, actor, case, one.code, data, name=name, folder=world.files, dated_on=_dated(one)
        )


def _dated(one: Requirement) -> date | None:
    if one.dated == "no":
        return None
    return clock.today() + timedelta(days=400 if one.dated == "expires" else -25)


def submit(world: World, key: str) -> None:
    service.submit(world.session, world.at_agency[key], world.cases[key])


def insure(world: World, key: str, *, days: int) -> None:
    """The bond of an agency that counts: in force from today for so many days."""
    today = clock.today()
    terms = papers.BondTerms(
        issuer="Afianzadora Ensayo (ficticia)",
        number=f"DEMO-{BY_KEY[key].number + 1:03d}",
        amount=_BOND,
        currency="GTQ",
        valid_from=today,
        valid_to=today + timedelta(days=days),
        scope="Regreso de las personas y reclamos de pago.",
    )
    papers.add_bond(world.session, world.at_agency[key], world.agencies[key], terms)


# ---------------------------------------------------------------- what an officer does


def ask_issuer(world: World, key: str) -> None:
    """The officer calls whoever gave the bonds of this agency, who confirms them."""
    agency = world.agencies[key]
    for bond in world.session.scalars(select(Bond).where(Bond.agency_id == agency.id)):
        papers.verify_bond(world.session, world.staff["officer"], agency, bond.id, on=clock.today())


def review(
    world: World,
    key: str,
    *,
    doubts: dict[str, str] | None = None,
    by: str = "officer",
    all_read: bool = True,
) -> None:
    """The officer takes the file and judges the answers: `doubts` are questioned, the others are accepted.

    Not `all_read`: half of the answers still wait.
    """
    case, officer = world.cases[key], world.staff[by]
    clear(world, key, by)
    service.review(world.session, officer, case)
    codes = requirements.not_reviewed(world.session, case)
    for code in codes if all_read else codes[: len(codes) // 2]:
        note = (doubts or {}).get(code)
        if note:
            service.question(world.session, officer, case, code, note=note)
        else:
            service.accept(world.session, officer, case, code)


def clear(world: World, key: str, by: str) -> None:
    """Nothing links this person to the agency: they say so before they open its case."""
    case, actor = world.cases[key], world.staff[by]
    if actor.account_id is not None and desk.own(world.session, actor.account_id) is None:
        desk.declare_own(world.session, actor, surnames=" ".join(actor.name.split()[1:]))
    desk.declare(world.session, actor, case, answers=dict.fromkeys(desk.TOPICS, False))


def look_around(world: World, key: str, *, by: str = "officer") -> None:
    """Visit and interviews could not be had, every criterion is met, and the agency is told that nothing was found."""
    case, officer = world.cases[key], world.staff[by]
    flags.answer(world, key, by=by)
    steps.begin_fieldwork(world.session, officer, case)
    reason = "Agencia nueva: todavía no ha colocado a nadie."
    fieldwork.explain(world.session, officer, case, what="interviews", why="no_placements", reason=reason)
    reason = "Camino cortado por derrumbe; se citó a la agencia en la oficina."
    fieldwork.explain(world.session, officer, case, what="visit", why="not_reached", reason=reason)
    for one in standards.of_case(world.session, case).criteria_for(world.agencies[key].kind):
        assessing.add_evidence(
            world.session,
            officer,
            case,
            criterion=one.code,
            element="POL",
            kind="document",
            text="Política escrita y vigente, con la firma de quien representa a la agencia.",
            strength=2,
        )
        assessing.set_result(world.session, officer, case, criterion=one.code, result="met")
    steps.send_findings(world.session, officer, case)


def send_return(world: World, key: str, reason: str, *, by: str = "officer") -> None:
    service.send_return(world.session, world.staff[by], world.cases[key], reason=reason)


def recommend(world: World, key: str, outcome: str, reason: str, *, conditions: str | None = None) -> None:
    look_around(world, key)
    decision.recommend(
        world.session,
        world.staff["officer"],
        world.cases[key],
        outcome=outcome,
        reason=reason,
        conditions=conditions,
    )


def decide(world: World, key: str, reason: str, public_reason: str) -> None:
    clear(world, key, "supervisor")
    decision.decide(
        world.session, world.staff["supervisor"], world.cases[key], reason=reason, public_reason=public_reason
    )
