"""bench pages: every page of workers in Chromium on a slow network: weight, time, words, accessibility, targets.

The demo story is served by a process of its own. Addresses come from the table of routes and from the links of the
pages themselves, so that a new page is measured without being named here; what opens only after a form (a
registration, a report) is opened by sending it. Prints one row a page and fails when one is over a limit
(experience.md 2.4 to 2.7).
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer
from rich.console import Console
from rich.table import Table

from app import routes
from app.candidate.questions import ORDER as OF_REGISTRATION
from app.commands.bench.browsing import PHONE, SLOW, a_browser, a_portal
from app.commands.bench.measure import AsJson
from app.commands.bench.reading import BANNED, EASY, LONGEST_SENTENCE, inflesz, sentences
from app.commands.running import CommandFailed
from app.config import ROOT, Settings
from app.public.report.questions import ORDER as OF_REPORTS

_AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
_LOOK = Path(__file__).parent / "pages.js"
# Pages of firms and of the office are public too: weighed, not held to the words of workers.
_OF_FIRMS = (
    "/agencias",
    "/empleadores",
    "/entrar",
    "/datos",
    "/norma",
    "/invitacion",
    "/verificar/informe",
    "/activar",
)
# Tables of law for who posts and who checks: in the dense frame of staff, where 24 pixels are the measure.
_DENSE = re.compile(r"^/esquemas/[^/]+/(reglas|tablas/.+)$")
_DENSE_TARGET = 24
_NO_PAGES = re.compile(
    r"^/(healthz|voz|static|api|\.well-known|credenciales|fotos)|\.(csv|jsonl?|pem|zip|sig)$|/SHA256SUMS$|/archivo$|/foto$"
)
_EACH_PATTERN = 2
# What one address of a pattern is not enough for: each is another page.
_ALL_OF = re.compile(r"^/(registro|denuncia|mi/datos|mi/caminos|esquemas|informacion|kiosco)/\{")


@dataclass(frozen=True, slots=True)
class Limits:
    first_kb: float = 45
    repeat_kb: float = 12
    seconds: float = 3.0
    target: int = 48


@dataclass(slots=True)
class Measured:
    """One page. Kilobytes as sent, of 1,024 bytes; seconds until it is loaded; the smaller side of the smallest target
    in CSS pixels; `sideways`: how far a page of 360 pixels scrolls."""

    path: str
    first_kb: float
    repeat_kb: float
    seconds: float
    inflesz: float
    long_sentences: list[str]
    axe: list[str]
    target: int
    small_targets: list[str]
    sideways: int
    is_of_firms: bool
    problems: list[str] = field(default_factory=list)


def bench_pages(
    as_json: AsJson = False,
    only: Annotated[str, typer.Option(help="Only addresses that begin like this.")] = "/",
    quick: Annotated[bool, typer.Option(help="Without the slow network: no times.")] = False,
) -> None:
    """Every page of workers in a browser at 360 px: kilobytes, seconds at 400 kbit/s, INFLESZ, axe, targets."""
    with a_portal() as portal, a_browser() as browser:
        walk = _Walk(browser, portal.url, only=only, quick=quick)
        walk.visit_as(portal.login("candidate"))
        rows = sorted(walk.rows, key=lambda row: row.path)
    if as_json:
        print(json.dumps([asdict(row) for row in rows], ensure_ascii=False))
    else:
        _show(rows)
    failing = [row for row in rows if row.problems]
    if failing:
        raise CommandFailed(f"{len(failing)} of {len(rows)} pages are over a limit")


class _Walk:
    """The pages of one portal: first as nobody, with a registration and a report begun, then as a person."""

    def __init__(self, browser: Any, url: str, *, only: str, quick: bool) -> None:
        from playwright.sync_api import Error

        self.fails = Error
        self.browser, self.url, self.only, self.quick = browser, url, only, quick
        self.later: list[str] = []
        self.rows: list[Measured] = []
        self.seen: set[str] = set()
        self.of_pattern: dict[str, int] = {}
        # Here, because to read the web takes seconds and most commands never ask for it.
        from app.main import create_app

        settings = Settings(env="demo", secret_key="-" * 32, field_keys="", database_url="sqlite:///:memory:")
        self.patterns = [
            (row["path"], re.compile(re.sub(r"\{\w+\}", "[^/]+", row["path"]) + "$"))
            for row in routes.table(create_app(settings))
            if row["method"] == "GET"
            and row["audience"] in ("public", "candidate", "registration")
            and not _NO_PAGES.search(row["path"])
        ]
        # An address without a place to fill in stands for itself.
        self.patterns.sort(key=lambda pair: "{" in pair[0])

    def visit_as(self, login: dict[str, str]) -> None:
        nobody = self._context()
        self._begin(nobody)
        self._walk(
            nobody,
            [path for path, _pattern in self.patterns if "{" not in path and not path.startswith("/mi")],
        )
        person = self._context()
        page = person.new_page()
        page.goto("/mi/entrar")
        page.fill("[name=code]", login["code"])
        page.fill("[name=phone]", login["phone"])
        page.click("main form button")
        page.wait_for_url(lambda where: "/entrar" not in where)
        page.close()
        self._walk(
            person, [path for path, _pattern in self.patterns if path.startswith("/mi") and "{" not in path]
        )

    def _context(self) -> Any:
        return self.browser.new_context(
            base_url=self.url, viewport=PHONE, locale="es-GT", timezone_id="America/Guatemala"
        )

    def _begin(self, context: Any) -> None:
        """Open what only a form opens: a registration and a report. Their questions are addresses of one pattern."""
        page = context.new_page()
        for start, slugs in (("/registro", [*OF_REGISTRATION, "trabajos/nuevo"]), ("/denuncia", OF_REPORTS)):
            page.goto(start)
            page.click("main form button")
            if start == "/registro":
                # The other questions open once this one is answered.
                page.fill("#given_names", "Rosa")
                page.click("main form button")
            self.later += [f"{start}/{slug}" for slug in slugs]
        page.close()

    def _walk(self, context: Any, start: list[str]) -> None:
        waiting, self.later = [*start, *self.later], []
        while waiting:
            path = waiting.pop(0)
            if self._is_wanted(path):
                waiting += self._measure(context, path)

    def _is_wanted(self, path: str) -> bool:
        """Once for an address, twice for addresses of one kind, unless each of them is another page."""
        if path in self.seen or not path.startswith(self.only) or _NO_PAGES.search(path):
            return False
        pattern = next((shape for shape, matcher in self.patterns if matcher.match(path)), None)
        if pattern is None or "salir" in path:
            return False
        most = 40 if _ALL_OF.match(pattern) else _EACH_PATTERN
        if "{" in pattern and self.of_pattern.get(pattern, 0) >= most:
            return False
        self.seen.add(path)
        self.of_pattern[pattern] = self.of_pattern.get(pattern, 0) + 1
        return True

    def _measure(self, context: Any, path: str) -> list[str]:
        """Measure one page; the addresses of its links. A page that leads elsewhere is measured there."""
        # Another browser with the same cookies: nothing is kept from the pages before.
        fresh = self.browser.new_context(
            base_url=self.url, viewport=PHONE, locale="es-GT", storage_state=context.storage_state()
        )
        page = fresh.new_page()
        try:
            return self._look(page, path)
        except self.fails as problem:
            self.rows.append(_broken(path, str(problem).splitlines()[0]))
            return []
        finally:
            fresh.close()

    def _look(self, page: Any, path: str) -> list[str]:
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        weight = [0]
        wire.on(
            "Network.loadingFinished",
            lambda event: weight.__setitem__(0, weight[0] + event["encodedDataLength"]),
        )
        if not self.quick:
            wire.send("Network.emulateNetworkConditions", SLOW)
        answer = page.goto(path, wait_until="load")
        arrived = urlsplit(page.url).path
        if "text/html" not in answer.headers.get("content-type", "") or answer.status >= 500:
            return []
        if arrived != path:
            return [arrived]
        seconds = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd / 1000")
        first, weight[0] = weight[0] / 1024, 0
        wire.send(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1},
        )
        html = page.content()
        page.goto(path, wait_until="load")
        found = page.evaluate(_LOOK.read_text(encoding="utf-8"))
        violations = _axe(page)
        said = sentences(html)
        row = Measured(
            path=path,
            first_kb=round(first, 1),
            repeat_kb=round(weight[0] / 1024, 1),
            seconds=0 if self.quick else round(seconds, 2),
            inflesz=round(inflesz(html), 0) if said else 100,
            long_sentences=[" ".join(one) for one in said if len(one) > LONGEST_SENTENCE]
            + [f"«{one.group()}»" for one in BANNED.finditer(" ".join(" ".join(one) for one in said))],
            axe=violations,
            target=found["smallest"],
            small_targets=found["small"],
            sideways=found["sideways"],
            is_of_firms=path.startswith(_OF_FIRMS) or bool(_DENSE.match(path)),
        )
        row.problems = _problems(row, Limits())
        self.rows.append(row)
        return [urlsplit(href).path for href in found["links"]]


def _axe(page: Any) -> list[str]:
    """What axe finds, but for the turning over of the page that warns before a kiosk is cleared: it says when, and one
    button keeps it (WCAG 2.2.1)."""
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    return [
        f"{rule['id']}: {node['target']}"
        for rule in found
        if not (rule["id"] == "meta-refresh" and urlsplit(page.url).path == "/kiosco/aviso")
        for node in rule["nodes"]
    ]


def _problems(row: Measured, limits: Limits) -> list[str]:
    found = {
        "first": row.first_kb > (70 if row.is_of_firms else limits.first_kb),
        "repeat": row.repeat_kb > (20 if row.is_of_firms else limits.repeat_kb),
        "seconds": row.seconds > (4 if row.is_of_firms else limits.seconds),
        "inflesz": row.inflesz < EASY and not row.is_of_firms,
        "sentences": bool(row.long_sentences) and not row.is_of_firms,
        "axe": bool(row.axe),
        "target": row.target < (_DENSE_TARGET if _DENSE.match(row.path) else limits.target),
        "sideways": row.sideways > 0,
    }
    return [name for name, is_over in found.items() if is_over]


def _broken(path: str, problem: str) -> Measured:
    return Measured(path, 0, 0, 0, 0, [], [problem], 0, [], 0, False, ["broken"])


def _show(rows: list[Measured]) -> None:
    table = Table(
        "page", "first KB", "repeat KB", "s", "INFLESZ", "long", "axe", "target px", "over",
        title="pages of workers: 360 px, 400 kbit/s, 400 ms",
    )  # fmt: skip
    for row in rows:
        table.add_row(
            row.path, f"{row.first_kb:.1f}", f"{row.repeat_kb:.1f}", f"{row.seconds:.1f}", f"{row.inflesz:.0f}",
            str(len(row.long_sentences)), str(len(row.axe)), str(row.target), ", ".join(row.problems),
        )  # fmt: skip
    Console(width=140).print(table)
    for row in rows:
        for words in dict.fromkeys(
            [*row.axe, *row.small_targets, *(row.long_sentences if not row.is_of_firms else [])]
        ):
            print(f"{row.path}: {words}")
