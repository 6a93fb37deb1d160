"""Every table, so that migrations and tests see them all. Import this, then `Base.metadata` is complete."""

from registry.accounts import models as accounts
from registry.alerts import models as alerts
from registry.appointments import models as appointments
from registry.batches import models as batches
from registry.candidates import models as candidates
from registry.certificates import models as certificates
from registry.complaints import handling as complaints_handling
from registry.complaints import models as complaints
from registry.db import Base
from registry.deliveries import models as deliveries
from registry.drives import models as drives
from registry.employer_files import models as employer_files
from registry.events import Event
from registry.fairness import models as fairness
from registry.fairs import models as fairs
from registry.files import models as files
from registry.flags import models as flags
from registry.kiosks import models as kiosks
from registry.law import models as law
from registry.learning import models as learning
from registry.legal_requests import models as legal_requests
from registry.lists import models as lists
from registry.messages import models as messages
from registry.opendata import models as opendata
from registry.organisations import corrections, holds
from registry.organisations import models as organisations
from registry.packets import models as packets
from registry.pairs import models as pairs
from registry.papers import models as papers
from registry.pathways import models as pathways
from registry.placements import models as placements
from registry.plans import companions
from registry.plans import models as plans
from registry.proposals import models as proposals
from registry.protection import models as protection
from registry.same_person import models as same_person
from registry.selfcheck import models as selfcheck
from registry.shortlists import models as shortlists
from registry.standard import models as standard
from registry.support import models as support
from registry.timelines import models as timelines
from registry.trainings import models as trainings
from registry.vacancies import models as vacancies
from registry.vetting import models as vetting
from registry.vetting import staff_records as vetting_staff_records
from registry.voices import models as voices

__all__ = [
    "Base",
    "Event",
    "accounts",
    "alerts",
    "appointments",
    "batches",
    "candidates",
    "certificates",
    "companions",
    "complaints",
    "complaints_handling",
    "corrections",
    "deliveries",
    "drives",
    "employer_files",
    "fairness",
    "fairs",
    "files",
    "flags",
    "holds",
    "kiosks",
    "law",
    "learning",
    "legal_requests",
    "lists",
    "messages",
    "opendata",
    "organisations",
    "packets",
    "pairs",
    "papers",
    "pathways",
    "placements",
    "plans",
    "proposals",
    "protection",
    "same_person",
    "selfcheck",
    "shortlists",
    "standard",
    "support",
    "timelines",
    "trainings",
    "vacancies",
    "vetting",
    "vetting_staff_records",
    "voices",
]
