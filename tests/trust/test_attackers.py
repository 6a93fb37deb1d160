"""The tools of strangers against the running demo: schemathesis, wapiti and sqlmap; and bandit over the code.

Each has its time; what it finds fails the test, unless it stands below with the reason why it is nothing. The tools
stay on this machine: what they would ask of others outside goes to the demo, which answers 404.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import ROOT, Server
from tests.trust.conftest import CookieOf

pytestmark = pytest.mark.trust

TOOLS = ROOT / ".venv" / "trust" / "bin"
Property = Callable[[str, object], None]


def run(command: list[str], *, seconds: int, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=seconds, stdin=subprocess.DEVNULL
    )


# ---------------------------------------------------------------- bandit


def test_bandit_finds_nothing(record_property: Property, tmp_path: Path) -> None:
    report = tmp_path / "bandit.json"
    command = [str(TOOLS / "bandit"), "-q", "-r", "-c", "pyproject.toml", "-f", "json", "-o", str(report)]
    run([*command, "app", "registry", "matching"], seconds=600, folder=ROOT)
    told = json.loads(report.read_text())
    found = [f"{one['filename']}:{one['line_number']} {one['test_id']}" for one in told["results"]]
    lines, silenced = told["metrics"]["_totals"]["loc"], told["metrics"]["_totals"]["skipped_tests"]
    record_property(
        "figure", f"bandit: {len(found)} findings in {lines} lines, {silenced} answered at the line"
    )
    assert found == []
    assert told["errors"] == []
    assert lines > 50_000


# ---------------------------------------------------------------- schemathesis

CASES = 1000


@pytest.mark.parametrize("who", ["nobody", "officer"])
def test_schemathesis_meets_no_failure(
    who: str, attacked: Server, record_property: Property, tmp_path: Path
) -> None:
    command = [
        str(TOOLS / "schemathesis"), "--config-file", str(ROOT / "tests/trust/schemathesis.toml"), "run",
        f"{attacked.url}/api/v1/openapi.json", "--checks", "all", "--no-shrink", "--request-timeout", "60",
        "--phases", "coverage,fuzzing", "--max-examples", "40", "--max-time", "240", "--continue-on-failure",
    ]  # fmt: skip
    if who == "officer":
        key = attacked.run(
            "token", attacked.logins["officer"]["email"], "--scope", "candidates:read", "--scope",
            "candidates:write", "--scope", "vacancies:write", "--scope", "shortlists:read",
        )  # fmt: skip
        command += ["--header", f"Authorization: Bearer {key.strip()}"]
    done = run(command, seconds=600, folder=tmp_path)
    asked = re.search(r"(\d[\d,]*) generated", done.stdout)
    cases = int(asked[1].replace(",", "")) if asked else 0
    record_property("figure", f"schemathesis as {who}: {cases} cases, exit {done.returncode}")
    assert done.returncode == 0, done.stdout[-6000:]
    assert cases >= CASES


# ---------------------------------------------------------------- wapiti

MODULES = (
    "backup,cookieflags,crlf,csp,csrf,exec,file,http_headers,log4shell,methods,permanentxss,redirect,shellshock,sql,"
    "ssrf,timesql,upload,xss,xxe"
)
# What wapiti says of pages that are as they should be, by its own words, and why.
EXPLAINED = {
    "Strict-Transport-Security is not set": "over https only, and the demo is plain http on loopback",
    "X-Frame-Options is not set": "frame-ancestors 'none' of the policy says it, on every answer",
    "Secure flag is not set in the cookie": "Secure, with __Host-, over https only; browsers refuse it on plain http",
    "Lack of anti CSRF token": "Sec-Fetch-Site and Origin are checked at every route, without a token",
}
VISITORS = ["nobody", "officer", "agency", "employer", "candidate", "supervisor"]


@pytest.mark.parametrize("who", VISITORS)
def test_wapiti_finds_nothing(
    who: str, attacked: Server, cookie_of: CookieOf, record_property: Property, tmp_path: Path
) -> None:
    report = tmp_path / "wapiti.json"
    here = f"{attacked.url}/"
    command = [
        str(TOOLS / "wapiti"), "-u", here, "--scope", "domain", "-m", MODULES, "--max-scan-time", "40",
        "--max-attack-time", "12", "--max-links-per-page", "30", "--depth", "4", "--tasks", "2", "-x",
        f"{here}salir", "--endpoint", here, "--no-bugreport", "--flush-session", "--store-session", str(tmp_path),
        "-f", "json", "-o", str(report), "-v", "0",
    ]  # fmt: skip
    if who != "nobody":
        command += ["-H", f"Cookie: sendero={cookie_of(attacked, who)}"]
    done = run(command, seconds=900, folder=tmp_path)
    assert report.exists(), done.stdout[-3000:] + done.stderr[-3000:]
    told = json.loads(report.read_text())
    found = _findings(told)
    pages = told["infos"].get("crawled_pages_nbr", 0)
    unexplained = [one for one in found if not any(words in one[2] for words in EXPLAINED)]
    record_property(
        "figure",
        f"wapiti as {who}: {pages} pages, {len(found)} findings, {len(unexplained)} of them not explained",
    )
    assert unexplained == []
    assert pages >= 10


def _findings(told: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Kind, address and what wapiti says, of vulnerabilities and of anomalies (answers of 500 and time-outs)."""
    return [
        (kind, f"{one['method']} {one['path']}", str(one["info"]))
        for part in ("vulnerabilities", "anomalies")
        for kind, all_of_it in told[part].items()
        for one in all_of_it
    ]


# ---------------------------------------------------------------- sqlmap

# Address with its parameters; what is sent; who asks. Every search of the portal, and one form of each kind.
TARGETS: list[tuple[str, str, str]] = [
    ("nobody", "/verificar?q=puente", ""),
    ("nobody", "/vacantes?q=manzana&pais=US", ""),
    ("nobody", "/api/v1/verify?q=puente", ""),
    ("nobody", "/api/v1/agencies?limit=2&cursor=1", ""),
    ("nobody", "/api/v1/vacancies?limit=2&cursor=1", ""),
    ("nobody", "/entrar", "email=a@example.org&password=x&code=123456&next="),
    ("nobody", "/mi/entrar", "code=ABCD-EFGH&phone=55550101"),
    ("nobody", "/estado", "code=ABCD-EFGH"),
    ("officer", "/ministerio/expedientes?q=puente&state=submitted", ""),
    ("supervisor", "/ministerio/duplicados?state=open", ""),
    ("auditor", "/ministerio/registro-de-actos?verb=publish", ""),
    ("counsellor", "/centro/personas?q=maria", ""),
]


def test_sqlmap_finds_nothing_to_inject(
    attacked: Server, cookie_of: CookieOf, record_property: Property, tmp_path: Path
) -> None:
    cookies = {who: cookie_of(attacked, who) for who in {one[0] for one in TARGETS} - {"nobody"}}
    injectable: list[str] = []
    tried = 0
    for number, (who, address, body) in enumerate(TARGETS):
        command = [
            str(TOOLS / "sqlmap"), "--batch", "--disable-coloring", "-u", f"{attacked.url}{address}", "--level", "2",
            "--risk", "1", "--technique", "BEU", "--threads", "2", "--dbms", "SQLite", "--ignore-code", "401,404,422",
            "--output-dir", str(tmp_path / str(number)), "--flush-session", "--timeout", "30",
        ]  # fmt: skip
        command += ["--data", body] if body else []
        command += ["--cookie", f"sendero={cookies[who]}", "--skip", "Cookie"] if who in cookies else []
        done = run(command, seconds=240, folder=tmp_path)
        tried += len(set(re.findall(r"testing if \w+ parameter '([^']+)'", done.stdout)))
        # What it takes back itself ("false positive or unexploitable") is none.
        if re.search(r"is vulnerable|identified the following injection", done.stdout):
            injectable.append(f"{who} {address}\n{done.stdout[-2000:]}")
    record_property(
        "figure", f"sqlmap: {len(TARGETS)} addresses, {tried} parameters, {len(injectable)} injectable"
    )
    assert injectable == []
    assert tried >= len(TARGETS)
