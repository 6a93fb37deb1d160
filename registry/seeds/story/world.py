"""Who and what the story has met so far, by the short names it gives them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.orm import Session

from registry.access import Actor
from registry.accounts import passwords, service
from registry.candidates.models import Candidate
from registry.organisations.models import Agency, Employer
from registry.placements.models import Referral
from registry.seeds.story.sign_ins import login_of
from registry.seeds.story.timeline import Timeline
from registry.vacancies.models import Vacancy
from registry.vetting.models import Case

SEED = 2026


@dataclass
class World:
    """`staff`: by role, or role and number. `at_agency`, `at_employer`: who works there. `cases`: the newest one."""

    session: Session
    files: Path
    timeline: Timeline = field(default_factory=Timeline)
    staff: dict[str, Actor] = field(default_factory=dict)
    candidates: dict[str, Candidate] = field(default_factory=dict)
    agencies: dict[str, Agency] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    at_agency: dict[str, Actor] = field(default_factory=dict)
    employers: dict[str, Employer] = field(default_factory=dict)
    at_employer: dict[str, Actor] = field(default_factory=dict)
    vacancies: dict[str, Vacancy] = field(default_factory=dict)
    referrals: dict[tuple[str, int], Referral] = field(default_factory=dict)

    def open_account(self, token: str | None, email: str) -> Actor:
        """Follow the link of an invitation, with the printed password or one that nobody knows."""
        assert token is not None, f"{email} has an account already"
        login = login_of(email)
        secret = login.totp_secret if login else passwords.new_totp_secret()
        chosen = service.prepare(
            self.session,
            token,
            password=login.password if login else secrets.token_urlsafe(24),
            secret=secret,
            code=passwords.current_code(secret),
        )
        account, _codes = service.activate(self.session, token, chosen)
        return account.actor()
