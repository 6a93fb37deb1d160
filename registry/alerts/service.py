"""The verbs of warnings: write, change, propose to publish or to withdraw; a second person carries it out."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from matching.text import phone_key
from registry import clock, events
from registry.access import Actor, Permission, may
from registry.alerts import queries
from registry.alerts.models import OperatorAlert
from registry.alerts.states import AlertState
from registry.db import new_public_id
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.moves import move
from registry.organisations import register
from registry.organisations.identifiers import PHONES, read_phone, web_host
from registry.proposals import queries as proposals
from registry.proposals import service as proposing
from registry.proposals.kinds import kind
from registry.proposals.models import Proposal

_MOST = 20


def write(
    session: Session,
    actor: Actor,
    *,
    brand: str,
    phones: list[str],
    pages: list[str],
    method: str,
    since: date,
) -> OperatorAlert:
    """A draft, which nobody outside reads. Raises NotAllowed, Invalid (see `_checked`)."""
    if not may(actor, Permission.ALERT_WRITE) or actor.account_id is None:
        raise NotAllowed()
    if queries.same_brand(session, brand) is not None:
        raise Invalid("alert_brand_twice", field="brand")
    alert = OperatorAlert(
        public_id=new_public_id(),
        state=AlertState.DRAFT,
        written_by_id=actor.account_id,
        written_at=clock.now(),
    )
    _fill(session, alert, brand=brand, phones=phones, pages=pages, method=method, since=since)
    session.add(alert)
    session.flush()
    events.record(session, actor, "operator_alert", alert.public_id, "write")
    return alert


def change(
    session: Session, actor: Actor, alert: OperatorAlert, *, brand: str, phones: list[str], pages: list[str],
    method: str, since: date,
) -> None:  # fmt: skip
    """What stands in public is not changed: it is withdrawn, or written again. A proposal that is open then finds other
    words than were proposed and can no longer be approved."""
    if not may(actor, Permission.ALERT_WRITE):
        raise NotAllowed()
    if alert.state == AlertState.PUBLISHED:
        raise NotPossible("alert_is_public")
    other = queries.same_brand(session, brand)
    if other is not None and other.id != alert.id:
        raise Invalid("alert_brand_twice", field="brand")
    _fill(session, alert, brand=brand, phones=phones, pages=pages, method=method, since=since)
    session.flush()
    events.record(session, actor, "operator_alert", alert.public_id, "change")


def _fill(
    session: Session,
    alert: OperatorAlert,
    *,
    brand: str,
    phones: list[str],
    pages: list[str],
    method: str,
    since: date,
) -> None:
    numbers = _read(phones, read_phone, "phones", "phone_unreadable")
    hosts = _read(pages, web_host, "pages", "web_unreadable")
    if since > clock.today():
        raise Invalid("date_future", field="since")
    for number in numbers:
        contacts = register.public_contacts(session, PHONES, [phone_key(number)])
        if any(read_phone(one.value) == number for one in contacts):
            raise Invalid("alert_phone_registered", field="phones", phone=number)
    alert.brand, alert.method, alert.since = " ".join(brand.split()), method.strip(), since
    alert.phones, alert.hosts = numbers, hosts


def _read(written: list[str], read: Any, field: str, code: str) -> list[str]:
    """Each in the form that is compared; Invalid when one cannot be read."""
    lines = [line.strip() for line in written if line.strip()]
    found = [read(line) for line in lines]
    if None in found or len(found) > _MOST:
        raise Invalid(code, field=field)
    return list(dict.fromkeys(found))


def propose(
    session: Session, actor: Actor, alert: OperatorAlert, *, reason: str, no_person: bool
) -> Proposal:
    """Put its publication before the legal review. `no_person`: who proposes says that it names nobody who is not
    charged. Raises Invalid("alert_person"), NotPossible("alert_is_public")."""
    if not no_person:
        raise Invalid("alert_person", field="no_person")
    if alert.state == AlertState.PUBLISHED:
        raise NotPossible("alert_is_public")
    return proposing.propose(session, actor, "alert_publish", alert, content=_content(alert), reason=reason)


def propose_withdrawal(session: Session, actor: Actor, alert: OperatorAlert, *, reason: str) -> Proposal:
    """Put taking it back before the legal review. Raises NotPossible("alert_not_public")."""
    if alert.state != AlertState.PUBLISHED:
        raise NotPossible("alert_not_public")
    return proposing.propose(session, actor, "alert_withdraw", alert, content=_content(alert), reason=reason)


def _content(alert: OperatorAlert) -> dict[str, Any]:
    return {
        "brand": alert.brand, "phones": alert.phones, "hosts": alert.hosts, "method": alert.method,
        "known_since": alert.since.isoformat(),
    }  # fmt: skip


@kind("alert_publish", propose=Permission.ALERT_WRITE, approve=Permission.ALERT_APPROVE, content_of=_content)
def _publish(session: Session, actor: Actor, proposal: Proposal) -> None:
    alert = proposals.subject_of(session, proposal)
    move(
        session,
        actor,
        alert,
        "publish",
        reason=proposal.decided_reason,
        data={"proposal": proposal.public_id},
    )


@kind("alert_withdraw", propose=Permission.ALERT_WRITE, approve=Permission.ALERT_APPROVE, content_of=_content)
def _withdraw(session: Session, actor: Actor, proposal: Proposal) -> None:
    alert = proposals.subject_of(session, proposal)
    move(
        session,
        actor,
        alert,
        "withdraw",
        reason=proposal.decided_reason,
        data={"proposal": proposal.public_id},
    )
