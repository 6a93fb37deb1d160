"""/empleador/ferias - the job fairs an employer is invited to: yes or no, the own table, and when who comes.

No name stands here: who agreed to be named is under the people of the vacancy, where each reading is logged.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.deps import CurrentActor, DbSession, SentForm
from app.forms import Bound, Nothing, carry_out
from app.guards import allow
from app.pages import page, redirect
from registry import clock, moves
from registry.access import Actor, Permission
from registry.errors import NotFound
from registry.fairs import queries
from registry.seeds.reference import municipalities

router = APIRouter(prefix="/ferias")
_ANSWER = [allow(Permission.FAIR_ANSWER)]
_VERBS = ("accept", "turn_down")


@router.get("", dependencies=_ANSWER)
def list_fairs(request: Request, session: DbSession, actor: CurrentActor) -> Response:
    return _page(request, session, actor, None)


@router.post("/{public_id}/{verb}", dependencies=_ANSWER)
def answer(
    request: Request, session: DbSession, actor: CurrentActor, form: SentForm, public_id: str, verb: str
) -> Response:
    stand = queries.own_stand(session, actor, public_id)
    if verb not in _VERBS:
        raise NotFound()
    data = {"fair": stand.fair.public_id}
    bound = carry_out(
        session, Nothing, form, lambda _sent: moves.move(session, actor, stand, verb, data=data)
    )
    if bound.has_errors:
        return _page(request, session, actor, bound)
    return redirect(request, session, "/empleador/ferias")


def _page(request: Request, session: Session, actor: Actor, bound: Bound[Any] | None) -> Response:
    return page(
        request,
        "employer/fairs.html",
        bound=bound,
        stands=[
            {
                "one": stand,
                "times": [
                    at.astimezone(clock.GUATEMALA).strftime("%H:%M")
                    for at in queries.times_of_stand(session, stand)
                ],
                "verbs": [verb for verb in moves.available(session, actor, stand) if verb in _VERBS],
            }
            for stand in queries.of_employer(session, actor)
        ],
        places=municipalities(),
    )
