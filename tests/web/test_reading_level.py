"""What workers read is easy to read: INFLESZ 70 or more on every page, no sentence over 15 words, no office words.

INFLESZ = 206.835 - 62.3 x syllables / words - words / sentences (experience.md 2.5). Syllables by pyphen. Only the
page itself is measured: names of places in a list, codes and numbers are not prose.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.commands.bench.reading import BANNED, EASY, LONGEST_SENTENCE, inflesz, sentences
from registry.access import PUBLIC, Role
from registry.candidates.service import register
from tests.registry.candidates.people import registration
from tests.web.candidate.walk import ANSWERS, register_here, send, walk


def test_the_measure_itself() -> None:
    """The two examples of experience.md 2.5: a plain page and an ordinance."""
    plain = "<main><p>Escriba su nombre. Ponga los dos apellidos. Revise la hoja.</p></main>"
    office = (
        "<main><p>Los solicitantes deberán consignar la documentación requerida mediante la presentación de las "
        "certificaciones correspondientes ante las autoridades administrativas competentes</p></main>"
    )
    assert inflesz(plain) > 80
    assert inflesz(office) < 40
    assert BANNED.search(office)


def _registration_pages(client: TestClient) -> Iterator[tuple[str, str]]:
    yield "/registro", client.get("/registro").text
    walk(client, until="/registro/nombres")
    for path, answer in ANSWERS:
        yield path, client.get(path).text
        yield f"{path} (error)", client.post(path, data={"form_token": "", "languages": "x"}).text
        if path == "/registro/nacimiento":
            send(client, path, {"birth_date_day": "1", "birth_date_month": "1", "birth_date_year": "2015"})
            yield "/registro/menor", client.get("/registro/menor").text
        if path == "/registro/dpi":
            send(client, path, {"dpi": "123"})
            yield "/registro/dpi/revise", client.get("/registro/dpi/revise").text
        if path == "/registro/trabajos":
            send(client, "/registro/trabajos/nuevo", {"words": "corté caña"})
            for page in ("/1", "/1/oficio", "/1/tiempo", "/1/guia/1", "/1/guia/2", "/1/idioma", "", "/nuevo"):
                yield path + page, client.get(path + page).text
        send(client, path, answer)
    for path in ("/registro/revisar", "/registro", "/registro/otro-telefono", "/registro/seguir"):
        yield path, client.get(path).text
    code = register_here(client)
    for path in (
        "/registro/listo",
        "/registro/hoja",
        "/registro/caminos",
        f"/estado/{code}",
        "/estado",
        "/estado/7777-8888-K",
        "/mi/entrar",
    ):
        yield path, client.get(path).text


def _own_pages(client: TestClient) -> Iterator[tuple[str, str]]:
    for path in (
        "/mi",
        "/mi/citas",
        "/mi/mas",
        "/mi/datos",
        "/mi/consentimientos",
        "/mi/retirarme",
        "/mi/datos/telefono",
        "/mi/hoja",
        "/mi/mi-archivo",
        "/mi/seguridad",
        "/mi/borrar",
        "/mi/borrar/seguro",
        "/mi/en-guatemala",
        "/mi/en-guatemala/lugares",
        "/mi/entrar/volver",
        "/mi/perfil",
        "/mi/perfil/hoja?trabajo=1",
        "/mi/certificados",
        "/mi/papeles",
    ):
        yield path, client.get(path).text


def _pathway_pages(client: TestClient) -> Iterator[tuple[str, str]]:
    """The honest answer with nothing told, then with everything that can put a country off, and its questions."""
    yield "/mi/caminos", client.get("/mi/caminos").text
    for path in ("pasaporte", "h2", "espana", "h2/nueva", "espana/nueva", "papeles"):
        yield f"/mi/caminos/{path}", client.get(f"/mi/caminos/{path}").text
        yield f"/mi/caminos/{path} (error)", client.post(f"/mi/caminos/{path}", data={}).text
    until = {"has": "yes", "until_day": "1", "until_month": "1", "until_year": "2026"}
    send(client, "/mi/caminos/pasaporte", until)
    stay = {
        "arrived_day": "1",
        "arrived_month": "1",
        "arrived_year": "2024",
        "is_there": "1",
        "appeared": "no",
    }
    for part in ("h2", "espana"):
        send(client, f"/mi/caminos/{part}/nueva", stay)
        yield f"/mi/caminos/{part} (told)", client.get(f"/mi/caminos/{part}").text
    yield "/mi/caminos (told)", client.get("/mi/caminos").text


def _public_pages(client: TestClient) -> Iterator[tuple[str, str]]:
    for path in (
        "/",
        "/verificar",
        "/denuncia",
        "/centros",
        "/verificar/certificado",
        "/credenciales/logros/block-laying",
        "/privacidad",
    ):
        yield path, client.get(path).text


def _complaints(pages: Iterator[tuple[str, str]]) -> tuple[int, list[str]]:
    looked_at, complaints = 0, []
    for path, html in pages:
        said = sentences(html)
        if not said:
            continue
        looked_at += 1
        level = inflesz(html)
        if level < EASY:
            complaints.append(f"{path}: INFLESZ {level:.0f}")
        complaints += [
            f"{path}: {len(one)} words: {' '.join(one)}" for one in said if len(one) > LONGEST_SENTENCE
        ]
        complaints += [
            f"{path}: «{found.group()}»" for found in BANNED.finditer(" ".join(" ".join(one) for one in said))
        ]
    return looked_at, complaints


# Words are the same on both engines.
on_one_engine = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@on_one_engine
def test_the_registration(client: TestClient) -> None:
    looked_at, complaints = _complaints(_registration_pages(client))
    assert looked_at > 50
    assert not complaints, "\n".join(complaints)


@on_one_engine
def test_a_persons_own_pages(as_role, session: Session) -> None:
    candidate, _code = register(session, PUBLIC, registration())
    looked_at, complaints = _complaints(_own_pages(as_role(Role.CANDIDATE, candidate=candidate)))
    assert looked_at == 19
    assert not complaints, "\n".join(complaints)


@on_one_engine
def test_the_pathway_answer_and_its_questions(as_role, session: Session) -> None:
    candidate, _code = register(session, PUBLIC, registration())
    looked_at, complaints = _complaints(_pathway_pages(as_role(Role.CANDIDATE, candidate=candidate)))
    assert looked_at >= 14
    assert not complaints, "\n".join(complaints)


@on_one_engine
def test_the_public_pages(client: TestClient) -> None:
    looked_at, complaints = _complaints(_public_pages(client))
    assert looked_at == 7
    assert not complaints, "\n".join(complaints)
