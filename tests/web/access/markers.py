"""Two people whose every personal fact is unmistakable, so that a page that shows it gives itself away."""

from __future__ import annotations

from registry.candidates.registration import Job, Registration
from registry.seeds.reference import municipalities, regions
from tests.registry.candidates.people import registration

FIRST_NAME = "Zenobia"
GIVEN = "Yolotzintla"
SURNAME = "Quetzalmarca"
SECOND_SURNAME = "Xicotenca"
DPI = "2987654310917"
PHONE = "5913 7746"
MUNICIPALITY = "1326"
MUNICIPALITY_NAME = municipalities()[MUNICIPALITY].name
AVOIDED = "US-ND"
AVOIDED_NAME = regions()[AVOIDED].es
WORDS = "palabrapropia"


def person() -> Registration:
    return registration(
        given_names=f"{FIRST_NAME} {GIVEN}",
        surnames=f"{SURNAME} {SECOND_SURNAME}",
        dpi=DPI,
        phone=PHONE,
        municipality=MUNICIPALITY,
        places_to_avoid=[AVOIDED],
        countries=[],
        work=[Job(words=f"corté café en {WORDS}", occupation="occ:coffee-picker", country="GT", months=60)],
    )


def neighbour() -> Registration:
    return registration(given_names="Otra", surnames="Persona Distinta", phone="5555 0202", countries=[])
