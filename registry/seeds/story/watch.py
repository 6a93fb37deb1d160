"""Cases of the Ministry about agencies in the register, each stopped at another step of the way."""

from __future__ import annotations

from datetime import timedelta

from registry import clock
from registry.seeds.story import filing, flags
from registry.seeds.story.world import World
from registry.standard import queries as standards
from registry.standard import service as assessing
from registry.vetting import fieldwork, service, steps
from registry.vetting.states import CaseKind

_WHY = "Vigilancia del año: se revisa cómo recluta y cómo responde a las quejas."


def come(world: World) -> None:
    """One is being visited, one has its findings before the agency, one is being put right."""
    for key, agency, begun in (("visited", "bridge", 12), ("told", "beacon", 16), ("righted", "route", 24)):
        world.timeline.on(begun, _begin, world, key, agency, hour=15)
        world.timeline.on(begun - 2, _look, world, key, hour=15)
    world.timeline.on(12, _find, world, "told", "5.1", "No lleva registro de las quejas que recibe.")
    world.timeline.on(
        20, _find, world, "righted", "3.4", "No hay constancia de la orientación antes de viajar."
    )
    world.timeline.on(17, _promise, world, "righted", "route")


def _begin(world: World, key: str, agency: str) -> None:
    world.agencies[key], world.at_agency[key] = world.agencies[agency], world.at_agency[agency]
    world.cases[key] = service.begin_official(
        world.session, world.staff["supervisor"], world.agencies[agency], CaseKind.SURVEILLANCE, reason=_WHY
    )


def _look(world: World, key: str) -> None:
    filing.review(world, key, by="officer 2")
    flags.answer(world, key, by="officer 2")
    steps.begin_fieldwork(world.session, world.staff["officer 2"], world.cases[key])


def _find(world: World, key: str, criterion: str, statement: str) -> None:
    """What was heard and seen comes to one finding; the agency is asked."""
    session, officer, case = world.session, world.staff["officer 2"], world.cases[key]
    reason = "Se revisó en la oficina del Ministerio, con los papeles que trajo la agencia."
    for what, why in (("interviews", "no_placements"), ("visit", "not_reached")):
        fieldwork.explain(session, officer, case, what=what, why=why, reason=reason)
    seen = assessing.add_evidence(
        session,
        officer,
        case,
        criterion=criterion,
        element="MON",
        kind="document",
        text=statement,
        strength=2,
    )
    assessing.set_result(session, officer, case, criterion=criterion, result="not_met", note=statement)
    assessing.raise_finding(
        session,
        officer,
        case,
        criterion=criterion,
        grade="major",
        statement=statement,
        evidence=[seen.public_id],
        due_on=clock.today() + timedelta(days=60),
    )
    steps.send_findings(session, officer, case)


def _promise(world: World, key: str, agency: str) -> None:
    """The agency says what it will do, and the officer agrees."""
    session, case = world.session, world.cases[key]
    (finding,) = standards.findings(session, case)
    plan = "Desde hoy se da una charla antes de viajar y cada persona firma que la recibió."
    due_on = clock.today() + timedelta(days=40)
    action = assessing.answer(session, world.at_agency[agency], case, finding, plan=plan, due_on=due_on)
    assessing.accept_plan(session, world.staff["officer 2"], action)
