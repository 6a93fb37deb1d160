"""The lives of the eight agencies: one in every standing, and files in every state."""

from __future__ import annotations

from datetime import timedelta

from registry import clock
from registry.organisations import sanctions
from registry.proposals import service as proposing
from registry.seeds.story import filing
from registry.seeds.story.world import World
from registry.vetting import service as vetting

_MEETS = "Cumple los requisitos."
_CONFIRMED = "De acuerdo con lo recomendado: revisé las respuestas y los documentos."
_COMPLETE = "Las respuestas están completas y los documentos se leen bien."


def come(world: World) -> None:
    for life in (_bridge, _seed, _route, _beacon, _wings, _harbour, _horizon, _craft):
        life(world)


def _registered(world: World, key: str, days_ago: int) -> None:
    """From the application to the registration, six weeks; decided `days_ago`."""
    world.timeline.on(days_ago + 42, filing.ask, world, key)
    world.timeline.on(days_ago + 33, filing.answer, world, key)
    world.timeline.on(days_ago + 32, filing.submit, world, key)
    world.timeline.on(days_ago + 20, filing.review, world, key)
    world.timeline.on(days_ago + 9, filing.recommend, world, key, "register", _COMPLETE)
    world.timeline.on(days_ago, filing.decide, world, key, _CONFIRMED, _MEETS)


def _bridge(world: World) -> None:
    """In good standing for nearly two years: the printed sign-in of an agency."""
    _registered(world, "bridge", 660)
    # Before its first vacancy; the bond of its first two years was one of the papers of its file.
    world.timeline.on(160, filing.insure, world, "bridge", days=500)
    world.timeline.on(158, filing.ask_issuer, world, "bridge")


def _seed(world: World) -> None:
    """Its first file came back with two questions: the second printed sign-in."""
    key = "seed"
    doubts = {
        "police_record": "La constancia de Nora Prueba no se lee. Envíela otra vez, escaneada por los dos lados.",
        "bond": "Falta la hoja con el monto y la vigencia de la fianza.",
    }
    world.timeline.on(48, filing.ask, world, key)
    world.timeline.on(40, filing.answer, world, key)
    world.timeline.on(39, filing.submit, world, key)
    world.timeline.on(22, filing.review, world, key, doubts=doubts)
    world.timeline.on(
        14, filing.send_return, world, key, "Faltan dos documentos. Vea las notas y envíe de nuevo."
    )


def _route(world: World) -> None:
    """Registered with conditions; its renewal waits for the second person."""
    key = "route"
    bond = "La fianza vence en cuatro meses; pedir la renovada."
    world.timeline.on(420, filing.ask, world, key)
    world.timeline.on(411, filing.answer, world, key)
    world.timeline.on(410, filing.submit, world, key)
    world.timeline.on(400, filing.review, world, key, doubts={"bond": bond})
    conditions = "Presentar la fianza renovada y la lista de sus agentes en Huehuetenango."
    world.timeline.on(395, filing.recommend, world, key, "condition", bond, conditions=conditions)
    world.timeline.on(
        388,
        filing.decide,
        world,
        key,
        _CONFIRMED,
        "Cumple los requisitos; debe presentar la fianza renovada.",
    )
    world.timeline.on(33, filing.ask_again, world, key)
    # It ends in a little more than three weeks: the agency and its officer are warned.
    world.timeline.on(150, filing.insure, world, key, days=174)
    world.timeline.on(148, filing.ask_issuer, world, key)
    world.timeline.on(27, filing.answer, world, key)
    world.timeline.on(26, filing.submit, world, key)
    world.timeline.on(13, filing.review, world, key)
    world.timeline.on(
        3, filing.recommend, world, key, "register", "Presentó la fianza renovada y la lista de agentes."
    )


def _beacon(world: World) -> None:
    """Suspended while a report of a charge is looked into."""
    _registered(world, "beacon", 425)
    world.timeline.on(18, _suspend, world, "beacon", "Hay una denuncia de cobro en investigación.")


def _wings(world: World) -> None:
    """Suspended, then out of the register."""
    _registered(world, "wings", 600)
    world.timeline.on(150, _suspend, world, "wings", "Hay denuncias de cobro en investigación.")
    world.timeline.on(121, _revoke, world, "wings", "Cobró a personas trabajadoras por el trámite.")


def _harbour(world: World) -> None:
    """Let its three years run out; a renewal is half written."""
    _registered(world, "harbour", 1210)
    world.timeline.on(100, sanctions.expire_due, world.session)
    world.timeline.on(9, filing.ask_again, world, "harbour")
    missing = frozenset({"bond", "police_record", "tax_registration", "zero_fee"})
    world.timeline.on(7, filing.answer, world, "harbour", leave_out=missing)


def _horizon(world: World) -> None:
    """One file lapsed without an answer, one was refused, a third is on an officer's desk and late."""
    key = "horizon"
    doubts = {"worker_contract": "El contrato dice que el trabajador paga el pasaje de regreso."}
    world.timeline.on(640, filing.ask, world, key)
    world.timeline.on(622, filing.answer, world, key)
    world.timeline.on(621, filing.submit, world, key)
    world.timeline.on(605, filing.review, world, key, doubts=doubts)
    world.timeline.on(
        600, filing.send_return, world, key, "Corrija el contrato: el regreso lo paga la empresa."
    )
    world.timeline.on(525, vetting.lapse_due, world.session)
    world.timeline.on(310, filing.ask_again, world, key)
    world.timeline.on(304, filing.answer, world, key)
    world.timeline.on(303, filing.submit, world, key)
    world.timeline.on(290, filing.review, world, key, doubts=doubts)
    world.timeline.on(
        284,
        filing.recommend,
        world,
        key,
        "refuse",
        "El contrato sigue cargando costos a la persona trabajadora.",
    )
    world.timeline.on(
        276, filing.decide, world, key, _CONFIRMED, "Su contrato cargaba costos a la persona trabajadora."
    )
    world.timeline.on(74, filing.ask_again, world, key)
    world.timeline.on(69, filing.answer, world, key)
    world.timeline.on(68, filing.submit, world, key)
    world.timeline.on(15, filing.review, world, key, by="officer 2", all_read=False)


def _craft(world: World) -> None:
    """New: its file waits for an officer."""
    world.timeline.on(16, filing.ask, world, "craft")
    world.timeline.on(8, filing.answer, world, "craft")
    world.timeline.on(5, filing.submit, world, "craft")


def _suspend(world: World, key: str, public_reason: str) -> None:
    """An officer proposes it, the supervisor approves."""
    reason = "Denuncia con recibo de pago; se investiga antes de que siga reclutando."
    proposal = sanctions.propose_suspension(
        world.session, world.staff["officer"], world.agencies[key], reason=reason, public_reason=public_reason
    )
    proposing.approve(world.session, world.staff["supervisor"], proposal, reason="Consta el recibo.")


def _revoke(world: World, key: str, public_reason: str) -> None:
    reason = "La audiencia confirmó los cobros; consta en el expediente."
    proposal = sanctions.propose_revocation(
        world.session,
        world.staff["officer"],
        world.agencies[key],
        reason=reason,
        public_reason=public_reason,
        heard_on=clock.today() - timedelta(days=3),
    )
    proposing.approve(world.session, world.staff["supervisor"], proposal, reason="Se escuchó a la agencia.")
