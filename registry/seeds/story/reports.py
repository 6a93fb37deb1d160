"""What people reported of the agency that was suspended, and what its handlers did with it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from registry.complaints import asking, assigning, service, sources, triage, triggers
from registry.complaints.kinds import Kind
from registry.complaints.models import Complaint
from registry.complaints.told import Payment, Told, Who
from registry.complaints.triage import Judgement
from registry.seeds.story.world import World

# (days ago, amount in quetzales, first pay in quetzales, what was told)
_STORIES = (
    (31, "4500", "3200", "Persona ficticia: pagué para estar en la lista de una finca. Nunca me llamaron."),
    (
        9,
        "5200",
        "3400",
        "Relato inventado: el encargado pidió un depósito en el banco antes de la entrevista.",
    ),
    (8, "3800", "3300", "Historia de ejemplo: cobraron un curso que decían obligatorio y no hubo curso."),
    (
        7,
        "6000",
        "3500",
        "Denuncia de prueba: prometieron la visa en tres semanas y pidieron todo en efectivo.",
    ),
    (3, "5200", "3100", "Caso imaginado: mi hermana entregó dinero en un sobre afuera de un hotel."),
    (2, "4100", "3300", "Ejemplo ficticio: todavía cobran por mensaje aunque la agencia está suspendida."),
)
_QUESTION = (
    "¿Qué reglas tiene su agencia para que nadie cobre a los trabajadores, y quién vigila que se cumplan?"
)
_ANSWER = (
    "Tenemos un reglamento que lo prohíbe. Estamos revisando los recibos de las personas que nos ayudan."
)


def come(world: World) -> None:
    """The first was told two weeks before the suspension; the last two nobody has read yet."""
    kept: dict[int, Complaint] = {}
    for number, (days_ago, *_rest) in enumerate(_STORIES):
        world.timeline.on(days_ago, _send, world, kept, number, hour=11)
        if days_ago > 3:
            world.timeline.on(days_ago - 1, _read, world, kept, number, hour=10)
    world.timeline.on(26, _ask, world, kept, hour=15)
    world.timeline.on(22, _answer, world, hour=15)


def _send(world: World, kept: dict[int, Complaint], number: int) -> None:
    _days_ago, amount, pay, text = _STORIES[number]
    payment = Payment(cost_code="F1", amount=Decimal(amount), paid_on=date(world.timeline.today.year, 1, 1))
    told = Told(
        kinds=[Kind.FEE],
        who=Who(agency=world.agencies["beacon"].registry_no),
        payments=[payment],
        first_pay=Decimal(pay),
        first_pay_currency="GTQ",
        text=text,
        municipality="1301",
        corridor="CA",
    )
    kept[number], _receipt = service.send(world.session, told, language="es", channel="web")


def _read(world: World, kept: dict[int, Complaint], number: int) -> None:
    """Given to the inspector, who finds it credible; the second one, when it came, opened a case about the agency."""
    complaint, inspector = kept[number], world.staff["inspector"]
    assigning.assign(world.session, world.staff["supervisor"], complaint, inspector.public_id)
    judged = Judgement(
        is_credible=True,
        kind=Kind.FEE,
        evidence="detail",
        note="Coincide con lo que se vio en la visita (ficticio).",
        agency=world.agencies["beacon"].registry_no or "",
    )
    while found := sources.look(world.session):
        triggers.compare(world.session, found)
    triage.triage(world.session, inspector, complaint, judged)


def _ask(world: World, kept: dict[int, Complaint]) -> None:
    asking.ask(world.session, world.staff["inspector"], kept[0], _QUESTION, codes=[Kind.FEE])


def _answer(world: World) -> None:
    actor = world.at_agency["beacon"]
    (question,) = asking.of_agency(world.session, actor)
    asking.answer(world.session, actor, question, _ANSWER)
