"""Records for tests, made the way people make them: through the services."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.access import SYSTEM, Role
from registry.accounts import passwords, service
from registry.accounts.models import Account


def new_account(session: Session, role: Role, **scope: Any) -> Account:
    """An active account with a second factor, made the way people make theirs."""
    number = (session.scalar(select(func.count(Account.id))) or 0) + 1
    email = f"{role}-{number}@example.org"
    account, token = service.invite(session, SYSTEM, email=email, name=f"{role} {number}", role=role, **scope)
    secret = passwords.new_totp_secret()
    code = passwords.current_code(secret)
    service.activate(session, token, password="un camino de piedra", secret=secret, code=code)
    return account
