"""Every template compiles, is used, has a title, and holds no script or style of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import nodes

from app.config import ROOT
from app.pages import environment

TEMPLATES = sorted(path.relative_to(ROOT / "templates") for path in (ROOT / "templates").rglob("*.*"))
PAGES = [
    path for path in TEMPLATES if path.suffix == ".html" and path.parts[0] not in {"layout", "components"}
]
PYTHON = "\n".join(path.read_text() for path in (ROOT / "app").rglob("*.py"))


def test_there_are_templates() -> None:
    assert len(PAGES) > 40


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_compiles(path: Path) -> None:
    environment().get_template(str(path))


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_has_a_title_or_is_a_part(path: Path) -> None:
    tree = environment().parse((ROOT / "templates" / path).read_text())
    extends = list(tree.find_all(nodes.Extends))
    blocks = {block.name for block in tree.find_all(nodes.Block)}
    if extends:
        parent = extends[0].template
        inherited = isinstance(parent, nodes.Const) and not str(parent.value).startswith("layout/")
        assert "title" in blocks or inherited, f"{path} has no title"
    elif not list(tree.find_all(nodes.Macro)):
        assert path.name.startswith("_"), f"{path} is neither a page nor a part (parts begin with _)"


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.suffix == ".html"], ids=str)
def test_no_inline_script_style_or_outside_host(path: Path) -> None:
    text = (ROOT / "templates" / path).read_text()
    scripts = re.findall(r"<script\b[^>]*>", text)
    for tag in scripts:
        assert "src=" in tag or 'type="application/ld+json"' in tag, f"{path}: {tag}"
    assert not re.search(r"\son[a-z]+=|\bstyle=|<style\b|javascript:|hx-on|hx-vals=['\"]js:", text), path
    loaded = re.findall(r"""(?:src|action|formaction|data)=["'](https?:)?//""", text)
    assert not loaded, f"{path} loads from another host"


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_is_used(path: Path) -> None:
    """Named in app/ or included by another template; mail templates are found by the event's name."""
    name = str(path)
    if path.parts[0] == "errors":
        return
    family = f'f"{path.parent}/{{'  # a page chosen by its question: f"candidate/questions/{name}.html"
    others = "\n".join((ROOT / "templates" / other).read_text() for other in TEMPLATES if other != path)
    named = f'"{name}"'
    assert named in PYTHON or named in others or family in PYTHON, f"nothing shows {name}"


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_every_post_form_carries_its_token(path: Path) -> None:
    text = (ROOT / "templates" / path).read_text()
    for match in re.finditer(r'<form\b[^>]*method="post"[^>]*>(.*?)</form>', text, re.DOTALL | re.IGNORECASE):
        assert "form_token()" in match.group(1), f"{path}: a form without its token"
