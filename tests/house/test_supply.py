"""What comes from outside is pinned to the byte and names no place; what is secret is in no file of the repository."""

from __future__ import annotations

import json
import math
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from app.config import ROOT

LOCKS = sorted(ROOT.glob("requirements*.lock"))
_PIN = re.compile(r"^[A-Za-z0-9_.-]+==[^\s;\\]+( ; [^\\]+)? \\$")
_HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")
_PLACE = re.compile(r"://|^\s*--(index|extra|find|trusted)|^\s*\S*(/|@ )")


def unpinned(lock: str) -> list[str]:
    """Lines of a lock that are neither a package of one version with its hashes nor a comment."""
    wrong, is_hashed = [], True
    for line in [*lock.splitlines(), "#"]:
        if _HASH.match(line):
            is_hashed = True
            continue
        if not is_hashed:
            wrong.append(f"no hash before: {line}")
        is_hashed = True
        if _PLACE.search(line):
            wrong.append(line)
        elif _PIN.match(line):
            is_hashed = False
        elif line.strip() and not line.lstrip().startswith("#"):
            wrong.append(line)
    return wrong


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: str(path.name))
def test_every_package_is_pinned_by_hash_and_names_no_host(path: Path) -> None:
    lock = path.read_text(encoding="utf-8")
    assert unpinned(lock) == []
    assert lock.count("--hash=sha256:") >= lock.count("==") >= 1


def test_a_lock_that_is_not_whole_is_seen() -> None:
    whole = f"anyio==4.1 \\\n    --hash=sha256:{'a' * 64}\n"
    assert unpinned(whole) == []
    for broken in (
        "anyio==4.1 \\\n", "anyio>=4.1\n", "--index-url https://example.org\n", f"{whole}b @ https://example.org/b.whl\n",
        "-e /home/somebody/b\n", whole.replace("sha256", "md5"),
    ):  # fmt: skip
        assert unpinned(broken), broken


def test_every_environment_is_installed_with_its_hashes_checked() -> None:
    installs = [line for line in (ROOT / "Makefile").read_text().splitlines() if " -r requirements" in line]
    assert len(installs) >= 5
    assert all("--require-hashes --no-deps" in line for line in installs)


def test_every_front_end_package_has_its_digest_and_an_exact_version() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert all(one["integrity"].startswith("sha512-") for place, one in packages.items() if place)
    wanted = json.loads((ROOT / "package.json").read_text())
    versions = [*wanted["dependencies"].values(), *wanted["devDependencies"].values()]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions)


# ---------------------------------------------------------------- secrets

SECRETS = {
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{16}"),
    "a key of a cloud": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a token of a service": re.compile(
        r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|glpat-[\w-]{20}|xox[abprs]-[\w-]{10,}|sk-[A-Za-z0-9]{32,})"
    ),
    "a signed token": re.compile(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}"),
    # Not the words of a manual: user:password@, name:PASSWORD@, name:...@, {name}:{password}@.
    "a password in an address": re.compile(
        r"://(?!user:password@)[^\s/:@{}$\"'<>]+:(?!(?:[A-Z_]+|\.\.\.)@)[^\s/@{}$\"'<>]{3,}@(?!host\b)[\w.-]+"
    ),
    "a Fernet key": re.compile(r"(?<![\w+/-])[A-Za-z0-9_-]{43}=(?![\w=])"),
}  # fmt: skip
# A long random text given to a name that says what it is.
_ASSIGNED = re.compile(
    r"(?i)(?:secret|password|passwd|token|api_?key|private_?key|field_?keys?)\w*[\"']?\s*[:=]\s*[\"']([A-Za-z0-9+/=_-]{20,})[\"']"
)
_MOST_BITS = 3.8
# Files of fingerprints and other people's digests, and the demo's own sign-ins, which are printed at every start.
_PUBLIC = re.compile(r"(\.lock|package-lock\.json|\.png|\.woff2?|\.ogg|\.csv)$")
PRINTED = {"registry/seeds/story/sign_ins.py": "the demo's sign-ins, on the screen of whoever starts it"}


def bits(text: str) -> float:
    """Entropy of a text per character."""
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values())


def secrets_in(text: str) -> list[str]:
    found = [what for what, pattern in SECRETS.items() if pattern.search(text)]
    return found + [f"assigned {one[:6]}..." for one in _ASSIGNED.findall(text) if bits(one) > _MOST_BITS]


def repository() -> list[str]:
    """Everything that is or would be committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True, text=True,
    )  # fmt: skip
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_secret_is_in_the_repository() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("no repository here")
    names = repository()
    assert len(names) > 500
    # In two halves, so that this file does not find itself.
    forbidden = re.compile(
        r"(^|/)(\.env(\..+)?|id_(rsa|ed25519)|.+\.(pem|key|p12|pfx|kdbx|sqlite3?|db|dump))$"
    )
    assert [name for name in names if forbidden.search(name)] == []
    found = {
        name: what
        for name in names
        if not _PUBLIC.search(name) and name not in PRINTED
        for what in [secrets_in((ROOT / name).read_text(encoding="utf-8", errors="replace"))]
        if what
    }
    assert found == {}


def test_a_secret_would_be_seen() -> None:
    planted = {
        "-----BEGIN " + "PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0B": "a private key",
        "AKIA" + "IOSFODNN7EXAMPLE": "a key of a cloud",
        "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a": "a token of a service",
        "postgresql://sendero:" + "hunter22@db.example.org/x": "a password in an address",
        "SENDERO_FIELD_KEYS=" + "pJ3xT0m5vXo2bq7nZk1uYh" + "8sRw4cLd6eFg9iKjMlNoQ=": "a Fernet key",
    }
    for text, what in planted.items():
        assert what in secrets_in(text), text
    assert secrets_in('webhook_secret = "' + 'q8Zr2Lk0vW5xTn7YbJ4mHd6s"')
    for harmless in (
        "smtp://user:password@host:port",
        "password=password",
        f"sha256:{'0123456789abcdef' * 4}",
    ):
        assert secrets_in(harmless) == [], harmless
