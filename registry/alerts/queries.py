"""Every question about warnings: what the public reads, what the verify box finds, what staff write."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.text import fold, tokens
from registry.access import Actor, Permission, may
from registry.alerts.models import OperatorAlert
from registry.alerts.states import AlertState
from registry.errors import NotFound
from registry.offers.names import index_of
from registry.organisations.verification import AlertFound

# Under this likeness a name in a text is another name: a warning must not fall on somebody else.
_SAME_BRAND = 0.92


def published(session: Session) -> list[OperatorAlert]:
    """What stands in public, the newest first."""
    query = select(OperatorAlert).where(OperatorAlert.state == AlertState.PUBLISHED)
    return list(session.scalars(query.order_by(OperatorAlert.published_at.desc(), OperatorAlert.id.desc())))


def found(
    session: Session, *, phones: Iterable[str], hosts: Iterable[str], text: str
) -> tuple[AlertFound, ...]:
    """The published warnings with one of these telephones or hosts, or with a brand that `text` names."""
    every = published(session)
    if not every:
        return ()
    telephones, pages = set(phones), set(hosts)
    names = index_of(tuple((alert.id, alert.brand) for alert in every))
    hits = (
        names.inside(text, len(every))
        if len(tokens(text)) > 1
        else names.alone(text, len(every))
        if text
        else []
    )
    named = {hit.key for hit in hits if hit.score >= _SAME_BRAND}
    return tuple(
        AlertFound(alert.public_id, alert.brand, alert.method, alert.since)
        for alert in every
        if telephones & set(alert.phones) or pages & set(alert.hosts) or alert.id in named
    )


def written(session: Session, actor: Actor) -> list[OperatorAlert]:
    """Every warning, for staff; drafts first. Raises NotFound for who may not."""
    if not may(actor, Permission.ALERT_READ):
        raise NotFound()
    every = list(session.scalars(select(OperatorAlert).order_by(OperatorAlert.id.desc())))
    return sorted(every, key=lambda alert: list(AlertState).index(alert.state))


def load(session: Session, actor: Actor, public_id: str) -> OperatorAlert:
    """Raises NotFound for absent and forbidden."""
    query = select(OperatorAlert).where(OperatorAlert.public_id == public_id)
    alert = session.scalar(query) if may(actor, Permission.ALERT_READ) else None
    if alert is None:
        raise NotFound()
    return alert


def same_brand(session: Session, brand: str) -> OperatorAlert | None:
    """A warning that is being written or stands already about this brand."""
    living = select(OperatorAlert).where(OperatorAlert.state != AlertState.WITHDRAWN)
    return next((alert for alert in session.scalars(living) if fold(alert.brand) == fold(brand)), None)
