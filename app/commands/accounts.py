"""user add, user renew, token: accounts and API keys from the command line.

There are no default accounts: the first two administrators are made here. Once two of them have signed in, new staff
takes two people on the web, and the console only starts what waits a day and can be stopped there.
"""

from __future__ import annotations

import json
import secrets
from typing import Annotated

import typer
from sqlalchemy import select

from app.commands.running import CommandFailed, opened, ready_settings
from registry.access import STAFF, SYSTEM, Role
from registry.accounts import changes, passwords, queries, service
from registry.accounts.models import SCOPES
from registry.accounts.states import AccountState
from registry.errors import DomainError
from registry.organisations.models import Agency, Employer

user_app = typer.Typer(no_args_is_help=True, help="Accounts of staff, employers and agencies.")
ADMINISTRATORS = 2


def add_to(app: typer.Typer) -> None:
    app.add_typer(user_app, name="user")
    app.command()(token)


@user_app.command("add")
def add_user(
    email: Annotated[str, typer.Argument()],
    role: Annotated[
        Role, typer.Option(help="counsellor, employer, agency, officer, supervisor, admin or auditor.")
    ],
    name: Annotated[str, typer.Option(help="The person's name.")] = "",
    organisation: Annotated[str, typer.Option(help="Id of the employer or agency.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Activate at once and print the secrets.")] = False,
) -> None:
    """Make an account with a one-time link; with --json also a first password and the TOTP secret.

    Of the staff only until two administrators have signed in: from then on they do it, two people and a day.
    """
    if role in {Role.PUBLIC, Role.CANDIDATE, Role.SYSTEM}:
        raise CommandFailed(f"{role} is not a role for an account.")
    settings = ready_settings()
    with opened(write=True) as session:
        is_settled = not settings.is_demo and queries.administrators_at_work(session) >= ADMINISTRATORS
        if role in STAFF and is_settled:
            raise CommandFailed(
                "two administrators are at work: one proposes new staff at /admin/cuentas, the other approves."
            )
        employer_id = session.scalar(select(Employer.id).where(Employer.public_id == organisation))
        agency_id = session.scalar(select(Agency.id).where(Agency.public_id == organisation))
        if role in {Role.EMPLOYER, Role.AGENCY} and employer_id is None and agency_id is None:
            raise CommandFailed(
                "--organisation must name an employer or agency (see: sendero list agencies)."
            )
        try:
            account, link = service.invite(
                session, SYSTEM, email=email, name=name or email, role=role, employer_id=employer_id,
                agency_id=agency_id,
            )  # fmt: skip
        except DomainError as error:
            raise CommandFailed(error.code) from error
        answer = {"id": account.public_id, "email": account.email, "role": str(role)}
        answer["link"] = f"{settings.public_url}/invitacion/{link}"
        if as_json:
            password, secret = secrets.token_urlsafe(12), passwords.new_totp_secret()
            code = passwords.current_code(secret)
            chosen = service.prepare(session, link, password=password, secret=secret, code=code)
            service.activate(session, link, chosen)
            answer |= {"password": password, "totp_secret": secret}
            # The code just used for activation must not block the first sign-in of a script.
            account.totp_last_step = None
            del answer["link"]
    print(json.dumps(answer, indent=2) if as_json else answer["link"])


@user_app.command("renew")
def renew_user(
    email: Annotated[str, typer.Argument()],
    reason: Annotated[str, typer.Option(help="Why; it stands in the log.")],
) -> None:
    """For a lost second factor when no administrator can sign in. It happens after a day, the holder is told at once,
    and the holder or any administrator or supervisor can stop it on the web. Whoever did not open their account in time
    gets another link at once."""
    with opened(write=True) as session:
        account = queries.by_email(session, email)
        if account is None:
            raise CommandFailed(f"there is no account {email}")
        if account.state == AccountState.INVITED:
            service.invite_again(session, SYSTEM, account)
            print(f"Another link goes to {email}. The one before opens nothing any more.")
            return
        try:
            change = changes.renew_from_console(session, account, reason=reason)
        except DomainError as error:
            raise CommandFailed(error.code) from error
        happens = change.acts_at
    print(f"The link goes to {email} after {happens:%Y-%m-%d %H:%M} UTC, unless it is stopped before.")


def token(
    email: Annotated[str, typer.Argument()],
    scope: Annotated[
        list[str], typer.Option(help="For example vacancies:write; may be given several times.")
    ],
    name: Annotated[str, typer.Option(help="What the key is for.")] = "api",
) -> None:
    """An API key for an account, shown once."""
    unknown = [one for one in scope if one not in SCOPES]
    if unknown:
        raise CommandFailed(f"there is no scope {', '.join(unknown)}; there are: {', '.join(SCOPES)}")
    with opened(write=True) as session:
        account = queries.by_email(session, email)
        if account is None:
            raise CommandFailed(f"there is no account {email}")
        key = service.new_api_key(session, account, name=name, scopes=list(scope))
    print(key)
