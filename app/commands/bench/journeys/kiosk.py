"""Journey 10: somebody registers half-way at a kiosk, looks at a stage and leaves; the next one finds nothing."""

from __future__ import annotations

from app.commands.bench.journeys.staff import SignIns
from app.commands.bench.journeys.visit import NotFinished, Visit

_GIVEN = "Yolotzintla"


def leave_nothing_behind(them: Visit, sign_ins: SignIns) -> None:
    sign_ins.sign_in(them, "counsellor")
    them.opens("/centro/kioscos")
    them.fills(name="Mesa norte")
    them.presses("Encender el kiosco en este aparato")
    # Whoever turned it on is signed out of it.
    sign_ins.forget("counsellor")
    code = them.portal.login("candidate")["code"]
    them.presses("Registrarme para trabajar")
    them.presses("Sí, doy mi permiso")
    them.fills(given_names=_GIVEN)
    them.presses("Seguir")
    them.sees(_GIVEN)
    them.opens("/estado")
    them.fills(code=code)
    them.presses("Ver mi estado")
    them.sees(code)
    before = them.page.evaluate("history.length")
    them.taps("Terminar")
    _look_for_traces(them, code, before)
    them.opens("/kiosco")
    them.presses("Registrarme para trabajar")
    them.does_not_see(_GIVEN)
    them.presses("Sí, doy mi permiso")
    them.does_not_see(_GIVEN)


def _look_for_traces(them: Visit, code: str, pages: int) -> None:
    kept = {cookie["name"] for cookie in them.context.cookies()}
    if kept != {"kiosco"}:
        raise NotFinished(f"cookies stayed: {sorted(kept)}")
    if them.page.evaluate("localStorage.length + sessionStorage.length"):
        raise NotFinished("the browser stored something")
    for _press in range(min(pages, 8)):
        them.page.go_back(wait_until="load")
        them.does_not_see(_GIVEN)
        them.does_not_see(code)
