"""One person's time at a kiosk: what begins it, what must be gone when it is over.

Without a visit no page but /kiosco answers. So whoever presses Back after a reset comes to the start, whatever stood in
the addresses before (trust.md T10), and going further back means passing /kiosco, which ends the visit anew.
"""

from __future__ import annotations

from fastapi import Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.candidate.notebook import REGISTRATION, cookie_name
from app.deps import database_of, settings_of
from app.public.report import visit as reports
from app.security import LANGUAGE_COOKIE, host_cookie, kiosk_cookie_names, leave_nothing
from registry.candidates import drafts
from registry.complaints import visits


def end(request: Request, session: Session, response: Response) -> None:
    """Delete what the visit left on the server, and tell the browser to forget.

    `session`: that of a page that only reads; what it was reading ends.
    """
    settings = settings_of(request)
    draft, report = cookie_name(settings, REGISTRATION), reports.cookie_name(settings)
    kept = {name: request.cookies[name] for name in (draft, report) if name in request.cookies}
    if kept:
        session.rollback()
        with database_of(request).session(write=True) as writing:
            if draft in kept:
                drafts.let_go(writing, kept[draft])
            found = visits.find(writing, kept[report]) if report in kept else None
            if found is not None:
                visits.end(writing, settings.data_dir, found)
            writing.commit()
    _kiosk, *of_visit = kiosk_cookie_names(settings)
    for name in (*of_visit, draft, report, host_cookie(LANGUAGE_COOKIE, settings)):
        if name in request.cookies:
            response.delete_cookie(name, path="/", secure=settings.is_https, httponly=True)
    leave_nothing(request, response)
