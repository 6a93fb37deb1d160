"""/ - what Sendero is for, in four doors."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from app import menu
from app.deps import CurrentActor
from app.guards import allow
from app.pages import page
from registry.access import Permission

router = APIRouter()


@router.get("/", dependencies=[allow(Permission.PUBLIC_READ)])
def home(request: Request, actor: CurrentActor) -> HTMLResponse:
    return page(request, "public/home.html", own_home=menu.home_of(actor) if actor.is_signed_in else None)
