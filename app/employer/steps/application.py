"""The employer and its application abroad: what the authority of Canada or Spain asks of the company itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.employer.steps.fields import Percent, Region
from app.employer.steps.parts import Group, Rows
from app.employer.steps.places import regions_of
from app.employer.steps.question import NONE, among, day, number, one_of, select, text, yes_no
from app.i18n import N_

# ---------------------------------------------------------------- Canada: the LMIA

COMMODITIES = (
    "fruits_vegetables", "nursery_greenhouse", "mushrooms", "flowers", "tobacco", "grains", "oil_seeds",
    "canola_seed", "seed_corn", "maple_syrup", "sod", "apiary", "bovine", "dairy", "duck", "horse", "mink", "poultry",
    "sheep", "swine",
)  # fmt: skip
FARM = Group(
    yes_no("farm_nursery_greenhouse", N_("¿Es una finca, un vivero o un invernadero?")),
    among("commodity", N_("Producto de la lista nacional (NCL)"), "commodity", (*COMMODITIES, NONE),
          N_("De él depende el salario. La vía agrícola es solo para los productos de la lista."))
    .but(read=lambda code: code or NONE, write=lambda code: "" if code == NONE else code),
    one_of("excluded_activity", N_("¿El trabajo es de alguno de estos tipos?"), "excluded_activity",
           ("none", "agronomy_economics", "landscape_architecture", "fibre_preparation", "hunting", "veterinary"),
           N_("No entran en la vía agrícola.")),
)  # fmt: skip
SECTOR = Group(
    among("low_wage_sector", N_("Sector"), "low_wage_sector",
          ("none", "construction", "food_manufacturing", "hospitals", "care", "primary_agriculture", "short"),
          N_("Algunos sectores tienen otro tope de personas extranjeras.")),
)  # fmt: skip
WORKFORCE = Group(
    number("workforce_share", N_("De cada 100 personas en ese lugar, ¿cuántas son extranjeras con salario bajo?"),
           N_("Cuente también a las que pide ahora. Ponga 0 si no hay."), takes=Percent, decimal=True, suffix="%")
    .but(read=lambda share: share * 100, write=lambda share: share / 100),
    title=N_("Su empresa"),
)  # fmt: skip
_RECEIVED = day("lmia_received_on", N_("Día en que Canadá recibió la solicitud"))
_VALID = day("lmia_valid_to", N_("El LMIA vale hasta"), N_("Déjelo vacío mientras no lo tenga."))
_COMPLIANT = yes_no(
    "employer_compliant", N_("¿La empresa cumplió con sus contratos anteriores y no está en la lista de sancionadas?"),
    N_("Si es su primera vez, responda sí cuando no esté en la lista."),
)  # fmt: skip
LMIA = Group(_RECEIVED, _VALID, _COMPLIANT)

# ---------------------------------------------------------------- Spain: the offer and the application

OFFER = Group(
    one_of("offer_kind", N_("Tipo de oferta"), "offer_kind", ("generica", "nominativa"),
           N_("Genérica: se selecciona en Guatemala. Nominativa: usted dice los nombres.")),
    yes_no("only_returners", N_("Si es nominativa: ¿todas ya tuvieron permiso de temporada y probaron su regreso?")),
)  # fmt: skip
POOLED = Group(
    number("posts_pooled", N_("¿Cuántos puestos suman con otras empresas?"),
           N_("La solicitud pide al menos 10 puestos, solos o juntos. Ponga 0 si va sola.")),
    yes_no("activity_listed", N_("¿La actividad está en la lista de la Orden de este año?"),
           N_("Si no está, hace falta comprobar que nadie en España quiere el puesto.")),
)  # fmt: skip


class _Chain(Rows):
    """Other employers of the same season, each from a day to a day."""

    def problems(self, sent: Any) -> Iterator[tuple[str, str]]:
        yield from super().problems(sent)
        for place in range(1, self.most + 1):
            given = self.given(sent, place)
            if {"start", "end"} <= given.keys() and given["end"] < given["start"]:
                yield f"{self.prefix}{place}_end", "dates_reversed"


CHAIN = _Chain(
    "chain", "segment", N_("Otra empresa %(number)s"),
    text("employer", N_("Empresa")),
    day("start", N_("Empieza ahí")),
    day("end", N_("Termina ahí")),
    select("region", N_("Comunidad autónoma"), regions_of("ES"), Region, is_optional=True),
    keys=("employer", "start", "end"), most=3, unnamed="segment_unnamed", unsaid="segment_unnamed",
    asks=yes_no("chained", N_("¿La misma persona trabaja antes o después con otra empresa, sin volver a Guatemala?"),
                N_("Todo junto no puede pasar de 9 meses al año.")),
)  # fmt: skip
FILING = Group(
    one_of("application_route", N_("¿Qué solicitud es?"), "application_route", ("first_year", "call", "individual")),
    day("application_filed_on", N_("Día en que la presentó o la va a presentar"),
        N_("La primera vez y los llamamientos van 3 meses antes del inicio.")),
    day("permit_until", N_("El permiso de las personas vale hasta"), N_("Solo si ya lo tienen, por otra temporada.")),
    title=N_("Solicitud"),
)  # fmt: skip
RECORD = Group(
    yes_no("temporary_agency", N_("¿La empresa es de trabajo temporal (ETT)?")),
    yes_no("employer_record.taxes_paid", N_("¿Está al día con Hacienda?")),
    yes_no("employer_record.social_security_paid", N_("¿Está al día con la Seguridad Social?")),
    yes_no("employer_record.has_means", N_("¿Tiene medios para pagar los salarios?")),
    yes_no("employer_record.sanctioned_last_year", N_("¿Recibió una sanción grave en los últimos 12 meses?")),
    yes_no("employer_record.broke_commitments_last_two_years",
           N_("¿Incumplió compromisos con personas de temporada en los últimos 2 años?")),
    yes_no("employer_record.convicted", N_("¿Hay condenas por trata o por delitos contra las personas trabajadoras?")),
    yes_no("employer_record.suspended_these_posts", N_("¿Tiene a personas en ERTE en estos puestos?")),
    title=N_("Su empresa"),
)  # fmt: skip
