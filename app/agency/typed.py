"""A form of the agency keeps what was typed when it is left for later or sent with something wrong in it."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from app.collisions import SEEN
from app.forms import Bound, FormModel
from registry.access import Actor
from registry.organisations import half_typed
from registry.organisations.models import Agency

# Never kept half typed: whoever comes back types them again.
_SECRET = ("dpi", "account")
LATER = "later"


def wants_later(form: FormData) -> bool:
    """The button "save and go on later" was pressed: nothing is checked."""
    return form.get(LATER) is not None


def remember(session: Session, actor: Actor, agency: Agency, request: Request, bound: Bound[Any]) -> None:
    typed: half_typed.Typed = {}
    for name, value in bound.values.items():
        if name in _SECRET or value in ("", [], None):
            continue
        typed[name] = [str(one) for one in value] if isinstance(value, list) else str(value)
    if typed:
        typed[SEEN] = bound.seen
        half_typed.keep(session, actor, agency, request.url.path, typed)


def recall(session: Session, agency: Agency, request: Request) -> Bound[FormModel] | None:
    """The form as it was left, without complaints; None when nothing is waiting."""
    typed = half_typed.find(session, agency, request.url.path)
    if typed is None:
        return None
    bound: Bound[FormModel] = Bound(typed)
    # What was saved since then is shown when this is sent, not overwritten.
    bound.seen = str(bound.values.pop(SEEN, ""))
    return bound


def forget(session: Session, agency: Agency, request: Request) -> None:
    half_typed.forget(session, agency, request.url.path)
