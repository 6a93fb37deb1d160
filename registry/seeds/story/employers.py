"""Sixteen employers: thirteen that came on their own and three that an agency brought with their permission.

Two of those from Canada and Spain wait for an officer to look at who they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from registry import clock
from registry.access import PUBLIC
from registry.employer_files import service as employer_files
from registry.organisations import employers
from registry.organisations.models import Employer
from registry.seeds.draw import phone
from registry.seeds.market import InventedEmployer
from registry.seeds.story.sign_ins import EMPLOYER
from registry.seeds.story.world import World

# Guatemalan telephones start with 0, American ones lie in the block 555-01xx, kept for stories.
_PHONES = 9_700_000


@dataclass(frozen=True, slots=True)
class Firm:
    """`agency`: who introduced it. `came`: how many days ago. `region`: ISO 3166-2, a department for Guatemala."""

    key: str
    legal_name: str
    country: str
    region: str
    city: str
    activity: str
    contact: str
    email: str
    came: int
    agency: str | None = None
    outcome: str = "verify"

    @property
    def number(self) -> int:
        return FIRMS.index(self)

    def data(self) -> dict[str, Any]:
        """What the application asks."""
        return {
            "legal_name": self.legal_name,
            "country": self.country,
            "region": self.region,
            "city": self.city,
            "address": f"{100 + self.number} Example Road"
            if self.country in ("US", "CA")
            else "Calle Ejemplo 1",
            "official_id": f"00-00000{self.number:02d}",
            "contact_name": self.contact,
            "contact_email": self.email,
            "contact_phone": _telephone(self),
            "activity": self.activity,
        }

    def as_invented(self, region: str | None = None) -> InventedEmployer:
        """The same firm as the invented market knows it, with work in another region if need be."""
        return InventedEmployer(
            number=self.number,
            public_id="",
            legal_name=self.legal_name,
            country=self.country,
            region=region or self.region,
            city=self.city if region is None else "Example City",
            activity=self.activity,
            contact_name=self.contact,
            contact_email=self.email,
            contact_phone=_telephone(self),
        )


def _telephone(firm: Firm) -> str:
    if firm.country in ("US", "CA"):
        return f"+1 555 555 01{firm.number:02d}"
    return "+34 000 000 012" if firm.country == "ES" else phone(_PHONES + firm.number)


FIRMS = (
    Firm("cedar", "Cedar Hollow Example Farms LLC (ficticia)", "US", "US-GA", "Example Springs", "Berries and melons",
         "Ann Example", EMPLOYER, 210),
    Firm("gate", "Red Gate Demo Orchards Inc. (ficticia)", "US", "US-WA", "Sample Valley", "Apples",
         "Bob Sample", "jobs@redgate.example", 180),
    Firm("mill", "Old Mill Demo Farms LLC (ficticia)", "US", "US-NC", "Mockville", "Tobacco and sweet potatoes",
         "Carl Mock", "jobs@oldmill.example", 150, agency="bridge"),
    Firm("ridge", "Sunny Ridge Demo Groves LLC (ficticia)", "US", "US-FL", "Sampleton", "Citrus and strawberries",
         "Dina Sample", "jobs@sunnyridge.example", 120, agency="route"),
    Firm("silo", "Blue Silo Demo Ranch LLC (ficticia)", "US", "US-TX", "Demo Plains", "Cattle and melons",
         "Earl Demo", "jobs@bluesilo.example", 170),
    Firm("creeks", "Three Creeks Demo Farms LLC (ficticia)", "US", "US-MI", "Mock Lake", "Blueberries and apples",
         "Faye Mock", "jobs@threecreeks.example", 140, agency="beacon"),
    Firm("green", "Green Promise Demo LLC (ficticia)", "US", "US-OH", "Nowhere", "Landscaping",
         "Gary Nobody", "jobs@greenpromise.example", 46, outcome="refuse"),
    Firm("sugar", "Ingenio Monte Inventado, S.A. (ficticia)", "GT", "GT-05", "Escuintla", "Caña de azúcar",
         "Hilda Ejemplo", "empleo@monteinventado.example", 200),
    Firm("block", "Constructora El Ejemplo, S.A. (ficticia)", "GT", "GT-01", "Guatemala", "Construcción",
         "Iris Prueba", "empleo@elejemplo.example", 160),
    Firm("river", "Hoteles Río de Muestra, S.A. (ficticia)", "GT", "GT-03", "Antigua Guatemala", "Hoteles",
         "Jorge Muestra", "empleo@riodemuestra.example", 130),
    Firm("maple", "Maple Example Greenhouses Inc. (ficticia)", "CA", "CA-ON", "Sampleburg", "Tomatoes",
         "Kate Example", "jobs@mapleexample.example", 11, outcome=""),
    Firm("orchard", "Huertas de Prueba, S.L. (ficticia)", "ES", "ES-AN", "Villaejemplo", "Fresa",
         "Lucía Prueba", "empleo@huertasdeprueba.example", 4, outcome=""),
    Firm("lawns", "Wide Lawn Demo Landscaping LLC (ficticia)", "US", "US-CO", "Example Falls", "Landscaping",
         "Mona Demo", "jobs@widelawn.example", 90),
    Firm("vines", "Two Vines Example Farms Ltd. (ficticia)", "CA", "CA-ON", "Mockington", "Tomatoes",
         "Nina Example", "jobs@twovines.example", 95),
    Firm("shore", "Mock Shore Seafood Inc. (ficticia)", "CA", "CA-NS", "Sample Harbour", "Fish",
         "Owen Mock", "jobs@mockshore.example", 60),
    Firm("fields", "Campos de Muestra, S.L. (ficticia)", "ES", "ES-AN", "Puebla de Muestra", "Fresa",
         "Pilar Muestra", "empleo@camposdemuestra.example", 85),
)  # fmt: skip
BY_KEY = {firm.key: firm for firm in FIRMS}


def come(world: World) -> None:
    """They apply or are introduced; an officer looks at who they are."""
    for firm in FIRMS:
        world.timeline.on(firm.came, _introduce if firm.agency else _apply, world, firm, hour=9)
        if firm.outcome:
            world.timeline.on(firm.came - 6, _judge, world, firm, hour=14)
    world.timeline.on(9, _suspend, world, "silo", hour=10)


def _apply(world: World, firm: Firm) -> None:
    language = "es" if firm.country in ("GT", "ES") else "en"
    token = employers.apply(world.session, PUBLIC, data=firm.data(), language=language)
    actor = world.open_account(token, firm.email)
    world.employers[firm.key] = employers.own(world.session, actor)
    world.at_employer[firm.key] = actor


def _introduce(world: World, firm: Firm) -> None:
    """The agency works for it: whoever writes vacancies and meets people is the agency."""
    actor = world.at_agency[str(firm.agency)]
    world.employers[firm.key] = employers.introduce(
        world.session,
        actor,
        data=firm.data(),
        statement=f"{firm.legal_name} autoriza a la agencia a publicar vacantes y a entrevistar en su nombre.",
        given_by=firm.contact,
        given_on=clock.today() - timedelta(days=12),
    )
    world.at_employer[firm.key] = actor


def _judge(world: World, firm: Firm) -> None:
    employer, officer = world.employers[firm.key], world.staff["officer"]
    if firm.outcome == "verify":
        reason = "Su número oficial consta en el registro de su país y contestó en el teléfono publicado."
        _look(world, employer)
        employers.verify(world.session, officer, employer, reason=reason)
    else:
        reason = "El número oficial no existe en el registro y la dirección no corresponde a una empresa."
        employers.refuse(world.session, officer, employer, reason=reason)


def _look(world: World, employer: Employer) -> None:
    """What the officer wrote down before verifying."""
    found = {
        "identity": "Consta con este número en el registro público de su país.",
        "call": "Contestó la gerencia en el teléfono que publica el registro.",
        "sanctions": "No aparece en la lista de sanciones consultada.",
        "workers_pay_nothing": "La gerencia firmó que la empresa paga todos los costos.",
    }
    for code, note in found.items():
        employer_files.look(world.session, world.staff["officer"], employer, code, outcome="ok", note=note)


def _suspend(world: World, key: str) -> None:
    reason = "La vivienda ofrecida no pasó la inspección; se suspende mientras se corrige."
    employers.suspend(world.session, world.staff["supervisor"], world.employers[key], reason=reason)
