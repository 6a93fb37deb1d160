"""From a domain error to an answer: a page for people, problem details (RFC 9457) for the API."""

from __future__ import annotations

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from sqlalchemy.exc import DataError, IntegrityError, OperationalError, TimeoutError
from sqlalchemy.orm.exc import StaleDataError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from app import metrics, refusals, unstored, words
from app.deps import KeyRefused, KioskOnly, know_actor
from app.guards import SignInNeeded
from app.pages import AlreadySent, page, put_cookie
from app.second_factor import FreshNeeded, ask_page
from app.security import CrossSite, TooMany, is_of_reporters
from registry.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, NotPossible

log = structlog.get_logger("sendero.errors")

_STATUS: dict[type[DomainError], int] = {
    NotFound: 404,
    NotAllowed: 404,
    NotPossible: 409,
    Conflict: 409,
    Invalid: 422,
}


def problem(status: int, code: str, detail: str, **more: object) -> JSONResponse:
    """RFC 9457 problem details with our stable `code`."""
    content = {"type": "about:blank", "title": code, "status": status, "code": code, "detail": detail} | more
    return JSONResponse(content, status_code=status, media_type="application/problem+json")


def _is_api(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def answer(request: Request, status: int, code: str, detail: str) -> Response:
    if _is_api(request):
        return problem(status, code, detail)
    know_actor(request)
    template = f"errors/{status}.html" if status in {404, 409, 413, 429, 500} else "errors/400.html"
    return page(request, template, status=status, detail=detail)


def _mark(request: Request) -> dict[str, object]:
    """What a line about a fault carries: the request's number; of a reporter's page the day alone (trust.md T8)."""
    return (
        {"day_only": True} if is_of_reporters(request.url.path) else {"request_id": request.state.request_id}
    )


def domain_error(request: Request, error: DomainError) -> Response:
    # Forbidden looks like absent: the same status, code and words.
    shown = NotFound() if isinstance(error, NotAllowed) else error
    if isinstance(error, NotFound | NotAllowed):
        refusals.note(request)
    return answer(request, _STATUS[type(error)], shown.code, words.problem(shown))


def http_error(request: Request, error: HTTPException) -> Response:
    status = 404 if error.status_code == 405 and not _is_api(request) else error.status_code
    told = answer(request, status, words.http_code(status), words.http_problem(status))
    if status == 405:
        told.headers["Allow"] = ", ".join(sorted(_methods(request)))
    return told


def _methods(request: Request) -> set[str]:
    """Those of every route at this address (RFC 9110, 10.2.1); the framework names those of the first alone."""
    here = [one for one in iter_route_contexts(request.app.routes) if one.path_regex.match(request.url.path)]
    return {method for one in here if one.path == here[0].path for method in one.methods or ()} - {"HEAD"}


def unreadable(request: Request, error: RequestValidationError) -> Response:
    if _is_api(request):
        errors = [
            {"field": ".".join(map(str, item["loc"][1:])), "code": item["type"]} for item in error.errors()
        ]
        return problem(422, "invalid", words.http_problem(422), errors=errors)
    return answer(request, 404, "not_found", words.http_problem(404))


async def not_stored(request: Request, status: int, code: str, detail: str) -> Response:
    """Nothing was stored: why, and what was typed with a button that sends it again."""
    if _is_api(request):
        refusal: Response = problem(status, code, detail)
    else:
        sent = await unstored.typed(request)
        await run_in_threadpool(know_actor, request)
        refusal = page(
            request,
            "errors/not_stored.html",
            status=status,
            detail=detail,
            sent=sent,
            texts=unstored.said(sent),
        )
    if status in (unstored.FULL, unstored.NO_DATABASE):
        refusal.headers["Retry-After"] = "60"
    return refusal


async def changed_meanwhile(request: Request, error: Exception) -> Response:
    return await not_stored(request, 409, "changed_meanwhile", words.problem(Conflict("changed_meanwhile")))


async def refused_by_the_database(request: Request, error: Exception) -> Response:
    """A unique value somebody else took first. Any other constraint is a fault of ours, and is written down."""
    if "unique" not in str(getattr(error, "orig", "")).lower():
        log.error("constraint", **_mark(request), exc_info=error)
    return await changed_meanwhile(request, error)


async def locked_out(request: Request, error: Exception) -> Response:
    """Two people's work met in the database and one had to give way: nothing of theirs was stored. Or there is no room,
    or no database, which is said."""
    if type(getattr(error, "orig", None)).__name__ in {
        "DeadlockDetected",
        "SerializationFailure",
        "LockNotAvailable",
    }:
        return await changed_meanwhile(request, error)
    status = unstored.status_of(error)
    if status is None:
        raise error
    log.error("not_stored", **_mark(request), status=status, kind=type(error).__name__)
    return await not_stored(request, status, words.http_code(status), words.http_problem(status))


def unfit(request: Request, error: Exception) -> Response:
    """What was typed cannot even be compared (a NUL in an address, a number beyond all keys): nothing has that name.

    From a form it is a length nobody checked: our fault, written down.
    """
    if request.method == "POST":
        log.error("unfit", **_mark(request), exc_info=error)
    return answer(request, 404, "not_found", words.http_problem(404))


def too_large(request: Request) -> Response:
    return answer(request, 413, words.http_code(413), words.http_problem(413))


def unexpected(request: Request, error: Exception) -> Response:
    metrics.count_error(type(error).__name__)
    log.error("unexpected", **_mark(request), kind=type(error).__name__, exc_info=error)
    return answer(request, 500, "unexpected", words.http_problem(500))


def install(app: FastAPI) -> None:
    for kind in _STATUS:
        app.add_exception_handler(kind, domain_error)  # type: ignore[arg-type]
    app.add_exception_handler(HTTPException, http_error)  # type: ignore[arg-type]
    app.add_exception_handler(RequestValidationError, unreadable)  # type: ignore[arg-type]
    app.add_exception_handler(FreshNeeded, ask_page)  # type: ignore[arg-type]
    app.add_exception_handler(StaleDataError, changed_meanwhile)
    app.add_exception_handler(DataError, unfit)
    app.add_exception_handler(IntegrityError, refused_by_the_database)
    for failure in (OperationalError, TimeoutError, OSError):
        app.add_exception_handler(failure, locked_out)

    @app.exception_handler(SignInNeeded)
    def sign_in(request: Request, error: SignInNeeded) -> Response:
        if _is_api(request):
            return problem(401, "sign_in", words.http_problem(401))
        door = "/mi/entrar" if error.as_candidate else "/entrar"
        return RedirectResponse(f"{door}?next={error.next_path}", status_code=303)

    @app.exception_handler(KioskOnly)
    def kiosk_only(request: Request, error: KioskOnly) -> Response:
        return RedirectResponse("/kiosco", status_code=303)

    @app.exception_handler(KeyRefused)
    def key_refused(request: Request, error: KeyRefused) -> Response:
        refusal = problem(401, "key_refused", words.text_of("key_refused"))
        refusal.headers["WWW-Authenticate"] = "Bearer"
        return refusal

    @app.exception_handler(AlreadySent)
    def already_sent(request: Request, error: AlreadySent) -> Response:
        response = RedirectResponse(error.location, status_code=303)
        for name, value in error.cookies.items():
            put_cookie(request, response, name, value)
        return response

    @app.exception_handler(TooMany)
    def too_many(request: Request, error: TooMany) -> Response:
        return answer(request, 429, "too_many", words.http_problem(429))

    @app.exception_handler(CrossSite)
    def cross_site(request: Request, error: CrossSite) -> Response:
        return answer(request, 403, "cross_site", words.http_problem(403))
