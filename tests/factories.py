"""Records for tests, made the way people make them: through the services."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry import clock
from registry.access import SYSTEM, Role
from registry.accounts import passwords, service
from registry.accounts.models import Account
from registry.organisations.models import Agency, Employer


def new_account(session: Session, role: Role, **scope: Any) -> Account:
    """An active account with a second factor, made the way people make theirs.

    An employer's or agency's account belongs to a firm: the one named in `scope`, else a new one.
    """
    if role is Role.EMPLOYER and "employer_id" not in scope:
        scope["employer_id"] = _saved(session, Employer(legal_name="Empresa (ficticia)", country="US"))
    if role is Role.AGENCY and "agency_id" not in scope:
        scope["agency_id"] = _saved(session, Agency(legal_name="Agencia (ficticia)"))
    number = (session.scalar(select(func.count(Account.id))) or 0) + 1
    email = f"{role}-{number}@example.org"
    account, token = service.invite(session, SYSTEM, email=email, name=f"{role} {number}", role=role, **scope)
    secret = passwords.new_totp_secret()
    code = passwords.current_code(secret)
    chosen = service.prepare(session, token, password="un camino de piedra", secret=secret, code=code)
    service.activate(session, token, chosen)
    return account


def _saved(session: Session, firm: Employer | Agency) -> int:
    firm.applied_at = clock.now()
    session.add(firm)
    session.flush()
    return firm.id
