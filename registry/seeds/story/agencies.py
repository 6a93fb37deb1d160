"""The lives of the eight agencies: one in every standing, and files in every state."""

from __future__ import annotations

from collections.abc import Callable

from registry.organisations import service as organisations
from registry.seeds.story import filing
from registry.seeds.story.world import World
from registry.vetting import service as vetting

_MEETS = "Cumple los requisitos."
_CONFIRMED = "De acuerdo con lo recomendado: revisé las respuestas y los documentos."
_COMPLETE = "Las respuestas están completas y los documentos se leen bien."


def come(world: World) -> None:
    for life in (_bridge, _seed, _route, _beacon, _wings, _harbour, _horizon, _craft):
        life(world)


def _on(world: World, days_ago: int, act: Callable[..., None], key: str, *words: str, **more: object) -> None:
    world.timeline.on(days_ago, lambda: act(world, key, *words, **more))


def _registered(world: World, key: str, days_ago: int) -> None:
    """From the application to the registration, six weeks; decided `days_ago`."""
    _on(world, days_ago + 42, filing.ask, key)
    _on(world, days_ago + 33, filing.answer, key)
    _on(world, days_ago + 32, filing.submit, key)
    _on(world, days_ago + 20, filing.review, key)
    _on(world, days_ago + 9, filing.recommend, key, "register", _COMPLETE)
    _on(world, days_ago, filing.decide, key, _CONFIRMED, _MEETS)


def _bridge(world: World) -> None:
    """In good standing for nearly two years: the printed sign-in of an agency."""
    _registered(world, "bridge", 660)


def _seed(world: World) -> None:
    """Its first file came back with two questions: the second printed sign-in."""
    key = "seed"
    doubts = {
        "police_record": "La constancia de Nora Prueba no se lee. Envíela otra vez, escaneada por los dos lados.",
        "bond": "Falta la hoja con el monto y la vigencia de la fianza.",
    }
    _on(world, 48, filing.ask, key)
    _on(world, 40, filing.answer, key)
    _on(world, 39, filing.submit, key)
    _on(world, 22, filing.review, key, doubts=doubts)
    _on(world, 14, filing.send_return, key, "Faltan dos documentos. Vea las notas y envíe de nuevo.")


def _route(world: World) -> None:
    """Registered with conditions; its renewal waits for the second person."""
    key = "route"
    bond = "La fianza vence en cuatro meses; pedir la renovada."
    _on(world, 420, filing.ask, key)
    _on(world, 411, filing.answer, key)
    _on(world, 410, filing.submit, key)
    _on(world, 400, filing.review, key, doubts={"bond": bond})
    conditions = "Presentar la fianza renovada y la lista de sus agentes en Huehuetenango."
    _on(world, 395, filing.recommend, key, "condition", bond, conditions=conditions)
    _on(
        world,
        388,
        filing.decide,
        key,
        _CONFIRMED,
        "Cumple los requisitos; debe presentar la fianza renovada.",
    )
    _on(world, 33, filing.ask_again, key)
    _on(world, 27, filing.answer, key)
    _on(world, 26, filing.submit, key)
    _on(world, 13, filing.review, key)
    _on(world, 3, filing.recommend, key, "register", "Presentó la fianza renovada y la lista de agentes.")


def _beacon(world: World) -> None:
    """Suspended while a report of a charge is looked into."""
    _registered(world, "beacon", 425)
    world.timeline.on(18, lambda: _suspend(world, "beacon", "Hay una denuncia de cobro en investigación."))


def _wings(world: World) -> None:
    """Suspended, then out of the register."""
    _registered(world, "wings", 600)
    world.timeline.on(150, lambda: _suspend(world, "wings", "Hay denuncias de cobro en investigación."))
    world.timeline.on(121, lambda: _revoke(world, "wings", "Cobró a personas trabajadoras por el trámite."))


def _harbour(world: World) -> None:
    """Let its three years run out; a renewal is half written."""
    _registered(world, "harbour", 1210)
    world.timeline.on(100, lambda: organisations.expire_due(world.session))
    _on(world, 9, filing.ask_again, "harbour")
    missing = frozenset({"bond", "police_record", "tax_registration", "zero_fee"})
    _on(world, 7, filing.answer, "harbour", leave_out=missing)


def _horizon(world: World) -> None:
    """One file lapsed without an answer, one was refused, a third is on an officer's desk."""
    key = "horizon"
    doubts = {"worker_contract": "El contrato dice que el trabajador paga el pasaje de regreso."}
    _on(world, 640, filing.ask, key)
    _on(world, 622, filing.answer, key)
    _on(world, 621, filing.submit, key)
    _on(world, 605, filing.review, key, doubts=doubts)
    _on(world, 600, filing.send_return, key, "Corrija el contrato: el regreso lo paga la empresa.")
    world.timeline.on(525, lambda: vetting.lapse_due(world.session))
    _on(world, 310, filing.ask_again, key)
    _on(world, 304, filing.answer, key)
    _on(world, 303, filing.submit, key)
    _on(world, 290, filing.review, key, doubts=doubts)
    _on(
        world,
        284,
        filing.recommend,
        key,
        "refuse",
        "El contrato sigue cargando costos a la persona trabajadora.",
    )
    _on(world, 276, filing.decide, key, _CONFIRMED, "Su contrato cargaba costos a la persona trabajadora.")
    _on(world, 24, filing.ask_again, key)
    _on(world, 18, filing.answer, key)
    _on(world, 17, filing.submit, key)
    _on(world, 6, filing.review, key, by="officer 2", all_read=False)


def _craft(world: World) -> None:
    """New: its file waits for an officer."""
    _on(world, 16, filing.ask, "craft")
    _on(world, 8, filing.answer, "craft")
    _on(world, 5, filing.submit, "craft")


def _suspend(world: World, key: str, public_reason: str) -> None:
    reason = "Denuncia con recibo de pago; se investiga antes de que siga reclutando."
    organisations.suspend(
        world.session,
        world.staff["supervisor"],
        world.agencies[key],
        reason=reason,
        public_reason=public_reason,
    )


def _revoke(world: World, key: str, public_reason: str) -> None:
    reason = "La audiencia confirmó los cobros; consta en el expediente."
    organisations.revoke(
        world.session,
        world.staff["supervisor"],
        world.agencies[key],
        reason=reason,
        public_reason=public_reason,
    )
