"""The two candidates whose code and telephone are printed, so that anybody can see the portal as a candidate does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.candidates.code import grouped
from registry.candidates.consents import AT_REGISTRATION, How
from registry.candidates.models import Candidate
from registry.candidates.registration import Job, KnownSkill, Registration, SpokenLanguage, answer
from registry.seeds.draw import dice_of, document, phone, public_id_of
from registry.seeds.story.sign_ins import CandidateLogin
from registry.seeds.story.world import SEED

BERRIES, CANE = "berries", "cane"
PUBLIC_IDS = {key: public_id_of(dice_of(SEED, key, 0)) for key in (BERRIES, CANE)}
# Beyond those of the invented population.
_NUMBERS = {BERRIES: 9_991, CANE: 9_993}


def candidate_logins(session: Session) -> list[CandidateLogin]:
    """Code and telephone of both, as they are held; empty before the story is told."""
    people = session.scalars(select(Candidate).where(Candidate.public_id.in_(PUBLIC_IDS.values())))
    found = {one.public_id: one for one in people}
    return [
        CandidateLogin(f"{one.given_names} {one.surnames}", grouped(one.code), one.phone or "")
        for one in (found[public_id] for public_id in PUBLIC_IDS.values() if public_id in found)
    ]


def berry_picker(today: date) -> Registration:
    """Two seasons of strawberries in Florida; an employer would like to know her."""
    return Registration(
        given_names="María",
        surnames="Ejemplo Tzoc",
        sex="F",
        birth_date=today - timedelta(days=29 * 365),
        municipality="0801",
        dpi=document(_NUMBERS[BERRIES], "0801"),
        phone=phone(_NUMBERS[BERRIES]),
        languages=[SpokenLanguage(language="quc", level=5), SpokenLanguage(language="es", level=4),
                   SpokenLanguage(language="en", level=1)],
        work=[
            Job(words="piqué fresa y arándano en Florida 2 temporadas", occupation="occ:berry-picker", country="US",
                months=11),
            Job(words="siembro maíz y frijol con mi familia, 8 años", occupation="occ:own-farmer", months=96,
                is_paid=False),
        ],
        skills=[
            KnownSkill(words="arándano", skill="skill:blueberry", months=11),
            KnownSkill(words="fresa", skill="skill:strawberry", months=11),
            KnownSkill(words="cosecha de arándano", skill="skill:pick-berries", months=11),
        ],
        licences_answered=True,
        countries=["US", "CA"],
        available_from=today - timedelta(days=60),
        available_to=today + timedelta(days=720),
        max_months_away=9,
        consents=[answer(purpose, is_given=True, how=How.READ_ALOUD) for purpose in AT_REGISTRATION],
    )  # fmt: skip


def cane_cutter(today: date) -> Registration:
    """Five harvests of cane on the south coast; registered alone, on his own telephone."""
    return Registration(
        given_names="Mateo",
        surnames="Muestra Coc",
        sex="M",
        birth_date=today - timedelta(days=34 * 365),
        municipality="0501",
        dpi=document(_NUMBERS[CANE], "0501"),
        phone=phone(_NUMBERS[CANE]),
        languages=[SpokenLanguage(language="es", level=5)],
        work=[Job(words="corté caña 5 zafras en Escuintla", occupation="occ:cane-cutter", months=30)],
        skills=[
            KnownSkill(words="corte de caña", skill="skill:cut-cane", months=30),
            KnownSkill(words="caña", skill="skill:sugarcane", months=30),
            KnownSkill(words="machete", skill="skill:machete", months=30),
        ],
        licences_answered=True,
        countries=["GT", "US"],
        available_from=today - timedelta(days=60),
        available_to=today + timedelta(days=720),
        max_months_away=9,
        consents=[answer(purpose, is_given=True, how=How.SCREEN) for purpose in AT_REGISTRATION],
    )


TELL: dict[str, Callable[[date], Registration]] = {BERRIES: berry_picker, CANE: cane_cutter}
