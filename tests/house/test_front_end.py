"""The front end: exact versions, no host named, small enough for a prepaid phone, every picture there."""

from __future__ import annotations

import gzip
import json
import re

import pytest

from app import assets

# Kilobytes gzipped (1 KB = 1,024 bytes) that the shared files may weigh on a first visit to a worker page; with the
# page itself (4 to 8) the sum stays under 45 KB.
BUDGET = {
    "public.css": 11.6,
    "staff.css": 12,
    "htmx.js": 14,
    "sendero.js": 1,
    "record.js": 1,
    "kiosk.js": 1,
    # A page for staff, kept by the browser after the first visit.
    "fair.js": 3.5,
    "fair-form.js": 2,
    "fair-list.js": 1.5,
    "fair-lock.js": 1.5,
    "fair-queue.js": 1.5,
    "fair-rules.js": 1,
    "fair-seal.js": 1.5,
    "fair-send.js": 1,
    "fair-store.js": 2,
    "fair-words.js": 0.5,
    "fair-worker.js": 1,
    "passkey.js": 1,
    "icons.svg": 4.5,
    # The pictures of trades, on the pages that ask for work done before; kept after the first of them.
    "work-icons.svg": 6.5,
    "favicon.svg": 0.5,
}


@pytest.fixture(scope="module")
def built() -> dict[str, bytes]:
    """Built file by plain name; builds what is out of date."""
    assets.build()
    return {name: (assets.DIST / path).read_bytes() for name, path in assets.manifest().items()}


def test_versions_are_exact_and_no_host_is_named():
    package = json.loads((assets.ROOT / "package.json").read_text())
    versions = package["dependencies"] | package["devDependencies"]
    assert {"htmx.org", "govuk-frontend", "sass"} <= versions.keys()
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions.values())
    lock = json.loads((assets.ROOT / "package-lock.json").read_text())
    fetched = {path: entry for path, entry in lock["packages"].items() if path}
    assert all(entry["integrity"].startswith("sha512-") for entry in fetched.values())
    assert not re.search(r"https?://", (assets.ROOT / "package-lock.json").read_text())
    for name, version in versions.items():
        assert fetched[f"node_modules/{name}"]["version"] == version


def test_every_file_is_within_its_budget(built):
    assert built.keys() == BUDGET.keys()
    weights = {name: len(gzip.compress(content, 9)) / 1024 for name, content in built.items()}
    assert {name: weight for name, weight in weights.items() if weight > BUDGET[name]} == {}


def test_styles_fetch_nothing(built):
    """No fonts, no pictures, no other sheets: a page is itself, one sheet, two scripts and the sprite."""
    for name in ("public.css", "staff.css"):
        assert b"govuk-button" in built[name]
        assert not re.search(rb"url\(|@import|@font-face", built[name])


def test_every_picture_a_template_names_is_in_the_sprite(built):
    drawn = set(re.findall(r'<symbol id="([^"]+)"', built["icons.svg"].decode()))
    named = set()
    for path in [*(assets.ROOT / "templates").rglob("*.html"), *(assets.ROOT / "app").rglob("*.py")]:
        source = path.read_text()
        named |= set(re.findall(r'\bicon\("([a-z0-9-]+)"', source))
        named |= set(re.findall(r'\bicon(?:_name)?"?\s*[:=]\s*"([a-z0-9-]+)"', source))
        named |= set(re.findall(r'\bcard\(.*"([a-z0-9-]+)"\)', source))
    assert "arrow-right" in named
    assert named - drawn == set()


def test_names_carry_the_digest_and_a_second_build_changes_nothing(built):
    for name, path in assets.manifest().items():
        stem, _, ending = name.rpartition(".")
        assert re.fullmatch(rf"{stem}\.[0-9a-f]{{10}}\.{ending}", path)
    before = {path: path.stat().st_mtime_ns for path in assets.DIST.iterdir()}
    steps = []
    assets.build(progress=lambda words, done, total: steps.append(words))
    assert steps == ["front end up to date"]
    assert before == {path: path.stat().st_mtime_ns for path in assets.DIST.iterdir()}
