"""The eight agencies before they apply: who they say they are."""

from __future__ import annotations

from dataclasses import dataclass

from registry.seeds.draw import phone
from registry.seeds.market import nit
from registry.seeds.story.sign_ins import AGENCY, AGENCY_IN_DOUBT
from registry.vetting.apply import Application

# Apart from those of the invented population: telephones start with 0, NITs are longer than any in use.
_PHONES, _NITS = 9_800_000, 9_000_000


@dataclass(frozen=True, slots=True)
class Firm:
    """An agency before it applies. `people`: owner, then legal representative. `recruiters` get cards later."""

    key: str
    name: str
    municipality: str
    address: str
    corridors: tuple[str, ...]
    email: str
    contact: str
    people: tuple[str, str]
    recruiters: tuple[str, ...]

    @property
    def legal_name(self) -> str:
        return f"{self.name}, S.A. (ficticia)"

    @property
    def number(self) -> int:
        return FIRMS.index(self)

    def application(self) -> Application:
        return Application(
            kind="company",
            legal_name=self.legal_name,
            nit=nit(_NITS + self.number),
            municipality=self.municipality,
            address=self.address,
            corridors=self.corridors,
            contact_name=self.contact,
            email=self.email,
            phone=phone(_PHONES + self.number),
            trade_name=self.name,
        )


FIRMS = (
    Firm("bridge", "Puente Nuevo Ejemplo", "0101", "6 avenida 10-20, zona 1", ("US", "CA"), AGENCY, "Julio Demo",
         ("Julio Demo Ajú", "Silvia Ensayo Morales"), ("Marta Ensayo Cuc", "Tomás Prueba Yat", "Elena Muestra Pop")),
    Firm("seed", "Semilla y Viaje Ejemplo", "0401", "4 calle 3-15, zona 2", ("US",), AGENCY_IN_DOUBT, "Nora Prueba",
         ("Nora Prueba Sicay", "Nora Prueba Sicay"), ("Luis Ensayo Catú",)),
    Firm("route", "Ruta Clara Ejemplo", "0901", "12 avenida 5-40, zona 3", ("US", "ES"), "info@rutaclara.example",
         "Óscar Muestra", ("Óscar Muestra Tax", "Irma Prueba Chaj"), ("Irma Prueba Chaj", "Byron Ensayo Coyoy")),
    Firm("beacon", "Faro del Norte Ejemplo", "1601", "1 calle 2-33, zona 4", ("US",), "info@farodelnorte.example",
         "Edgar Ensayo", ("Edgar Ensayo Caal", "Edgar Ensayo Caal"), ("Rudy Muestra Tiul",)),
    Firm("wings", "Alas de Maíz Ejemplo", "1301", "5 avenida 6-18, zona 1", ("US", "CA"), "info@alasdemaiz.example",
         "Delia Prueba", ("Delia Prueba Matías", "Mario Muestra Ramos"), ("Mario Muestra Ramos",)),
    Firm("harbour", "Buen Destino Ejemplo", "0101", "15 calle 8-61, zona 13", ("CA",), "info@buendestino.example",
         "Carmen Muestra", ("Carmen Muestra Paz", "Carmen Muestra Paz"), ("Iván Ensayo Sosa", "Olga Prueba Marroquín")),
    Firm("horizon", "Horizonte Ficticio", "1201", "3 avenida 1-09, zona 2", ("US", "MX"), "info@horizonte.example",
         "Wilmer Ensayo", ("Wilmer Ensayo Orozco", "Wilmer Ensayo Orozco"), ()),
    # Next door to a firm that lost its registration, with its representative: see the red flags.
    Firm("craft", "Tierra y Oficio Ejemplo", "1301", "5a. Avenida 6-24, Z. 1", ("US", "CA", "ES"),
         "info@tierrayoficio.example", "Paula Muestra", ("Paula Muestra Xicay", "Mario Muestra Ramos"),
         ("Héctor Prueba Tuyuc",)),
)  # fmt: skip

BY_KEY = {firm.key: firm for firm in FIRMS}
