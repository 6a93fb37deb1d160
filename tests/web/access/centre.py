"""What hangs on one person at a centre: a pile, an appointment, a referral to a service, a sealed note, a fair."""

from __future__ import annotations

from datetime import time

from sqlalchemy.orm import Session

from registry import clock
from registry.access import Role
from registry.appointments import service as appointments
from registry.appointments.models import AppointmentKind
from registry.batches import service as batches
from registry.candidates import identity
from registry.candidates.consents import How
from registry.candidates.models import Candidate
from registry.fairs import interviews, queries
from registry.fairs import service as fairs
from registry.protection import service as protection
from registry.support import directory
from registry.support import service as support
from registry.support.models import ServiceKind
from registry.vacancies.models import Vacancy
from tests.factories import new_account

WHY = "Está aquí conmigo."


def of(session: Session, centre: str, candidate: Candidate, vacancy: Vacancy) -> dict[str, str]:
    """Public ids by name, made by somebody of the centre who asks for nothing else."""
    actor = new_account(session, Role.COUNSELLOR, centre=centre).actor()
    supervisor = new_account(session, Role.SUPERVISOR).actor()
    identity.identify(session, actor, candidate, reason=WHY)
    batch = batches.open_batch(session, actor, source="Feria de Sololá", sheets=5)
    visit = appointments.book(
        session, actor, candidate, kind=AppointmentKind.TEST, on=clock.today(), at_time=time(9), place=centre
    )
    facts = directory.Facts(ServiceKind.TRAINING, f"Taller de {centre}")
    place = directory.keep(session, actor, None, facts)
    office = directory.Facts(ServiceKind.MINISTRY_CENTRE, f"Oficina de {centre}")
    public_place = directory.keep(session, supervisor, None, office)
    sent = support.refer(session, actor, candidate, place, how=How.PAPER)
    note = protection.note(session, actor, candidate, words=WHY, has_consent=True, how=How.PAPER)
    trusted = new_account(session, Role.COUNSELLOR, centre=centre)
    focal = protection.propose_focal(session, supervisor, trusted, reason=WHY)
    fair = fairs.plan(
        session,
        actor,
        title="Feria",
        municipality="0701",
        place="Salón municipal",
        starts_on=clock.today(),
        starts_at_time=time(0, 5),
        ends_at_time=time(23, 55),
        minutes_each=30,
    )
    stand = fairs.invite_vacancy(session, actor, fair, vacancy)
    fairs.answer_stand(session, actor, fair, stand, is_coming=True)
    fairs.change(session, actor, fair, "publish")
    fairs.arrive(session, actor, fair, candidate)
    talk = interviews.book(session, actor, fair, stand, candidate, queries.times(fair)[0])
    return {
        "batch": batch.public_id,
        "appointment": visit.public_id,
        "service": place.public_id,
        "public_place": public_place.public_id,
        "support_referral": sent.public_id,
        "note": note.public_id,
        "focal": focal.public_id,
        "fair": fair.public_id,
        "stand": stand.public_id,
        "interview": talk.public_id,
    }
