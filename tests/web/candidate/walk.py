"""Walking through the registration without a screen: each page is read, each form is sent as a browser sends it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

ANSWERS: list[tuple[str, dict[str, Any]]] = [
    ("/registro/nombres", {"given_names": "María Elena"}),
    ("/registro/apellidos", {"surnames": "Caal Pop"}),
    ("/registro/sexo", {"sex": "F"}),
    ("/registro/nacimiento", {"birth_date_day": "17", "birth_date_month": "8", "birth_date_year": "1994"}),
    ("/registro/dpi", {"none": "1"}),
    ("/registro/telefono", {"owner": "shared", "phone": "5555 0101"}),
    ("/registro/departamento", {"department": "16"}),
    ("/registro/municipio", {"municipality": "1601"}),
    ("/registro/idiomas", {"languages": ["es", "kek"]}),
    ("/registro/niveles", {"level_es": "3", "level_kek": "5"}),
    ("/registro/trabajos", {}),
    ("/registro/habilidades", {"skill_words": "usar machete, cuidar niños"}),
    ("/registro/elegir", {"skills": ["skill:machete"]}),
    ("/registro/licencias", {}),
    ("/registro/paises", {"countries": ["CA", "US"]}),
    ("/registro/deseos", {"kinds": ["field"]}),
    ("/registro/desde", {"when": "now"}),
    ("/registro/tiempo", {"months": "6"}),
    ("/registro/evitar", {"add": "US-FL"}),
    ("/registro/permiso-perfil", {"is_given": "yes"}),
    ("/registro/permiso-mensajes", {"is_given": "no"}),
]


def send(
    client: TestClient, path: str, data: dict[str, Any] | None = None, *, to: str | None = None
) -> Response:
    """Send the form of a page, with the token that stood in it; `to`: where the form goes, if not to the page."""
    shown = client.get(path)
    assert shown.status_code < 500, path
    return client.post(to or path, data={**(data or {}), "form_token": token_in(shown.text)})


def token_in(html: str) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', html)
    return found.group(1) if found else ""


def walk(client: TestClient, *, until: str | None = None) -> None:
    """Answer every question in order; `until`: stop before this page."""
    assert send(client, "/registro").headers["location"] == "/registro/nombres"
    for path, data in ANSWERS:
        if path == until:
            return
        response = send(client, path, data)
        assert response.status_code == 303, (path, words_of(response.text))


def register(client: TestClient) -> str:
    """Answer everything, register, and return the code on the slip."""
    walk(client)
    return register_here(client)


def register_here(client: TestClient) -> str:
    """Send the answered registration; the code on the slip."""
    response = send(client, "/registro/revisar", to="/registro/register")
    assert response.headers["location"] == "/registro/listo", words_of(response.text)
    found = re.search(r'class="sd-code" translate="no">([^<]+)<', client.get("/registro/listo").text)
    assert found is not None
    return found.group(1)


def words_of(html: str) -> str:
    """What a page says, without its markup."""
    main = html[html.find("<main") :]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)))
