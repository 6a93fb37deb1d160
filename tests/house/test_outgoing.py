"""Nothing that somebody typed makes Sendero call another machine, start a program, build a template or unpickle."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from app.config import ROOT

# Who may open a connection, and to where.
_NETWORK = {
    "app/mail.py": "the mail server of the settings",
    "app/texting.py": "the mail server's errors",
    "app/gateway.py": "the gateway of the settings, whose host is on the settings' list",
    "app/commands/drills.py": "the portal itself, on loopback",
    "app/commands/throw_away.py": "a PostgreSQL of its own, on loopback",
}
_CALLS = {
    "socket",
    "ssl",
    "smtplib",
    "ftplib",
    "http.client",
    "urllib.request",
    "httpx",
    "httpx2",
    "requests",
    "aiohttp",
}
_PROGRAMS = {"subprocess", "pty", "pexpect"}
# Who may all the same: the arguments are fixed, what was sent goes in as content.
_ALLOWED = {
    "registry/backups/copying.py": {"subprocess"},
    "registry/voices/sounds.py": {"subprocess"},
    "matching/everybody.py": {"pickle"},
}
_PARSERS = {"xml.sax", "xml.dom", "xml.dom.minidom", "lxml", "pickle", "marshal", "shelve", "dill"}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{one.name}" for one in node.names)


def files(*folders: str) -> Iterator[tuple[str, Path]]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), path


def test_only_these_files_open_a_connection() -> None:
    found = {
        name
        for name, path in files("app", "registry", "matching")
        if not name.startswith("app/commands/bench/") and _CALLS & set(imported(path))
    }
    assert found <= set(_NETWORK), (
        "an address that somebody typed must never be called: say here where this one calls"
    )
    assert found >= {"app/mail.py"}


def test_no_page_starts_a_program_or_unpickles() -> None:
    """Commands of the operator may; what answers requests and what it rests on may not."""
    for name, path in files("app", "registry", "matching"):
        if not name.startswith(("app/commands/", "app/cli.py", "app/assets.py", "app/locale/")):
            assert (_PROGRAMS | _PARSERS) & set(imported(path)) <= _ALLOWED.get(name, set()), name


def test_nothing_typed_becomes_code_or_a_template() -> None:
    forbidden = {
        "eval",
        "exec",
        "compile",
        "__import__",
        "from_string",
        "render_template_string",
        "system",
        "popen",
    }
    for name, path in files("app", "registry", "matching"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = node.func.id if isinstance(node.func, ast.Name) else ""
                method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
                owner = (
                    node.func.value.id
                    if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name)
                    else ""
                )
                assert called not in forbidden, f"{name}: {called}"
                assert (owner, method) not in {("os", "system"), ("os", "popen"), ("env", "from_string")}, (
                    name
                )
