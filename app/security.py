"""Headers, cross-site refusal, language, request id, rate limits and the session cookie: first day, every answer."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import cache
from time import perf_counter
from typing import Any
from urllib.parse import parse_qs, urlsplit

import structlog
from fastapi import Depends, Request
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import i18n, metrics
from app.config import Settings

log = structlog.get_logger("sendero.request")

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "media-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "manifest-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
LANGUAGE_COOKIE = "idioma"
CONTENT_TOO_LARGE = 413
_FAIR_SECONDS = 60 * 24 * 3600


# Whoever reports leaves no line in the log: its second, or its place between two others, could be compared with who
# was seen at a telephone (trust.md T8).
# What is listened to on those pages says as much.
_OF_REPORTERS = ("/denuncia", "/api/v1/complaints", "/voz/")


def is_of_reporters(path: str) -> bool:
    return path.startswith(_OF_REPORTERS)


class TooMany(Exception):
    """A limit was reached; try again later."""


class CrossSite(Exception):
    """A form was sent from another site."""


def host_cookie(name: str, settings: Settings) -> str:
    """The name as browsers keep it for this host alone. The __Host- prefix needs Secure, which a browser refuses on
    plain http (the demo on loopback)."""
    return f"__Host-{name}" if settings.is_https else name


def session_cookie_name(settings: Settings) -> str:
    return host_cookie("sendero", settings)


def clear_session_cookie(request: Request, response: Response) -> None:
    settings: Settings = request.app.state.settings
    response.delete_cookie(session_cookie_name(settings), path="/", secure=settings.is_https, httponly=True)
    leave_nothing(request, response)


def leave_nothing(request: Request, response: Response) -> None:
    """The next person at this device finds nothing (trust.md T9, T10).

    A device in fair mode keeps its storage: people who were registered without a connection lie there, sealed, until
    they are delivered. The only thing that may ask a browser to delete storage is this function.
    """
    is_fair = cookie_name_at_fair(request) in request.cookies
    response.headers["Clear-Site-Data"] = '"cache"' if is_fair else '"cache", "storage"'


def kiosk_cookie_names(settings: Settings) -> tuple[str, str, str]:
    """The kiosk's token; the mark of a visit that has begun; the sealed code whose stage the visitor looks at."""
    return tuple(host_cookie(name, settings) for name in ("kiosco", "visita", "consulta"))  # type: ignore[return-value]


def cookie_name_at_fair(request: Request) -> str:
    return host_cookie("feria", request.app.state.settings)


def keep_storage(request: Request, response: Response) -> None:
    """From now on this browser's storage holds a queue of fair mode (see `leave_nothing`). It lasts longer than one."""
    is_https = request.app.state.settings.is_https
    response.set_cookie(
        cookie_name_at_fair(request),
        "1",
        max_age=_FAIR_SECONDS,
        secure=is_https,
        httponly=True,
        samesite="lax",
    )


class Frame:
    """ASGI middleware around every request: id, language, cross-site check, security headers, one log line."""

    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        on_error: Callable[[Request, Exception], Response],
        on_too_large: Callable[[Request], Response],
    ) -> None:
        self.app = app
        self.settings = settings
        self.on_error = on_error
        self.on_too_large = on_too_large

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = secrets.token_hex(6)
        scope.setdefault("state", {})["request_id"] = request_id
        headers = Headers(scope=scope)
        chosen = _language(scope, headers, host_cookie(LANGUAGE_COOKIE, self.settings))
        i18n.use_language(chosen)
        status, has_started, began = 500, False, perf_counter()
        is_too_large = False

        async def send_with_headers(message: Message) -> None:
            nonlocal status, has_started
            if message["type"] == "http.response.start":
                has_started = True
                status = message["status"]
                self._add_headers(scope, MutableHeaders(scope=message), request_id, chosen, status)
            await send(message)

        async def send_in_words(message: Message) -> None:
            """The framework refuses a large body with three English words, whatever a handler made of it."""
            nonlocal is_too_large
            if message["type"] == "http.response.start" and message["status"] == CONTENT_TOO_LARGE:
                is_too_large = Headers(scope=message).get("content-type", "").startswith("text/plain")
            if not is_too_large:
                await send_with_headers(message)

        scope["state"]["is_cross_site"] = is_cross_site(scope["method"], headers)
        try:
            await self.app(scope, receive, send_in_words)
            if is_too_large:
                refusal = await run_in_threadpool(self.on_too_large, Request(scope, receive))
                await refusal(scope, receive, send_with_headers)
        except Exception as error:
            if has_started:
                raise
            # The page of an unexpected error carries the same headers and the same line in the log as any other.
            failure = await run_in_threadpool(self.on_error, Request(scope, receive), error)
            await failure(scope, receive, send_with_headers)
        # Neither query nor body nor address: they may hold what a person typed (trust.md habit 13).
        if not is_of_reporters(scope["path"]):
            route = _template(scope)
            metrics.count_request(scope["method"], route, status, perf_counter() - began)
            log.info(
                "request",
                request_id=request_id,
                account=_account(scope),
                method=scope["method"],
                route=route,
                status=status,
            )

    def _add_headers(
        self, scope: Scope, headers: MutableHeaders, request_id: str, chosen: str, status: int
    ) -> None:
        is_sound = scope["path"].startswith("/voz/") and status < 300
        headers["X-Request-Id"] = request_id
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        # A download brings its own, stricter one.
        headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        # A page that records brings its own.
        headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if self.settings.is_https:
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if scope["path"].startswith("/static/dist/") or is_sound:
            # Built files and recordings carry their digest in the name: a changed one has another address.
            headers["Cache-Control"] = "public, max-age=31536000, immutable"
        elif not scope["path"].startswith("/static/"):
            headers["Cache-Control"] = "no-store"
            headers.add_vary_header("HX-Request, Cookie")
        if b"lang=" in scope["query_string"]:
            flags = "; Secure" if self.settings.is_https else ""
            name = host_cookie(LANGUAGE_COOKIE, self.settings)
            headers.append(
                "Set-Cookie",
                f"{name}={chosen}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly{flags}",
            )


def _template(scope: Scope) -> str:
    """The route's whole address with its gaps, as `sendero routes` prints it; "-" where no route answered."""
    chosen = scope.get("fastapi", {}).get("effective_route_context") or scope.get("route")
    return getattr(chosen, "path_format", None) or getattr(chosen, "path", None) or "-"


def _account(scope: Scope) -> str | None:
    """Role and opaque id of the account that asks; of a person who looks for work nothing."""
    actor = scope["state"].get("actor")
    return None if actor is None or actor.account_id is None else actor.pseudonym


def _language(scope: Scope, headers: Headers, cookie: str) -> str:
    asked: str = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [""])[0]
    if asked in i18n.known():
        return asked
    kept = str(cookie_parser(headers.get("cookie", "")).get(cookie, ""))
    return kept if kept in i18n.known() else "es"


def is_cross_site(method: str, headers: Headers) -> bool:
    """True for a state-changing request that a browser sent from another site.

    Browsers say so in Sec-Fetch-Site; older ones in Origin. A client that sends neither is no browser and holds no
    cookie by accident.
    """
    if method in {"GET", "HEAD", "OPTIONS"}:
        return False
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")


def refuse_cross_site(request: Request) -> None:
    """On every route, so that the refusal is a page like any other."""
    if request.state.is_cross_site:
        raise CrossSite()


@cache
def _limiter() -> SlidingWindowCounterRateLimiter:
    return SlidingWindowCounterRateLimiter(MemoryStorage())


def reset_limits() -> None:
    """Forget all counts (each test starts with none)."""
    _limiter().storage.reset()


def is_crowded(name: str, rate: str, *, counts: bool = True) -> bool:
    """True while more than `rate` ("40/10 minutes") of these came from everybody together: a brake without addresses.

    `counts` False only asks. A crowd is never refused for it: whoever calls this lets each one wait a little.
    """
    parsed, key = parse(rate), "everybody"
    return not (_limiter().hit(parsed, name, key) if counts else _limiter().test(parsed, name, key))


def is_used_up(name: str, rate: str, who: str, *, counts: bool = True) -> bool:
    """True when this account (a pseudonym) did more than `rate` ("120/hour") of these. `counts` False only asks."""
    parsed = parse(rate)
    return not (_limiter().hit(parsed, name, who) if counts else _limiter().test(parsed, name, who))


def address_of(request: Request) -> str:
    """The address the request came from: the client's own, where the proxy before us is a trusted one."""
    return request.client.host if request.client else "-"


def source_of(request: Request) -> str:
    """Who is counted: the kiosk, the account of staff or a firm, else the address."""
    kiosk = getattr(request.state, "kiosk", None)
    if kiosk is not None:
        return f"kiosk:{kiosk.public_id}"
    actor = getattr(request.state, "actor", None)
    if actor is not None and actor.account_id is not None:
        return str(actor.pseudonym)
    return address_of(request)


def device_of(request: Request) -> str:
    """A short name for the list of sessions: the browser and system words of the user agent, no version."""
    agent = request.headers.get("user-agent", "")
    browser = next((name for name in ("Firefox", "Edg", "Chrome", "Safari") if name in agent), "")
    system = next((name for name in ("Android", "iPhone", "Windows", "Mac OS", "Linux") if name in agent), "")
    return " ".join(part for part in (browser.replace("Edg", "Edge"), system) if part)


def limit(name: str, rate: str) -> Any:
    """A dependency that lets `rate` ("20/minute") requests of this name through per source.

    Job fairs put 500 people behind one address: a kiosk and an account are counted by themselves, everybody else by
    address, and only what can be guessed at is limited tightly (trust.md section 5).
    """
    parsed = parse(rate)

    def check(request: Request) -> None:
        if not _limiter().hit(parsed, name, source_of(request)):
            raise TooMany()

    check_limit: Callable[[Request], None] = check
    return Depends(check_limit)


# Answers while somebody types: each costs a few milliseconds, and a whole centre may sit behind one address.
TYPING = limit("typing", "600/minute")
