"""Every table, so that migrations and tests see them all. Import this, then `Base.metadata` is complete."""

from registry.accounts import models as accounts
from registry.candidates import models as candidates
from registry.db import Base
from registry.events import Event
from registry.files import models as files
from registry.messages import models as messages
from registry.organisations import models as organisations
from registry.placements import models as placements
from registry.shortlists import models as shortlists
from registry.vacancies import models as vacancies
from registry.vetting import models as vetting

__all__ = [
    "Base",
    "Event",
    "accounts",
    "candidates",
    "files",
    "messages",
    "organisations",
    "placements",
    "shortlists",
    "vacancies",
    "vetting",
]
