"""Papers, certificates and the sheet of skills on a person's own pages, and what a centre sees of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import jwt
import pytest
from PIL import Image
from sqlalchemy.orm import Session

from app.config import Settings
from app.downloads import files_folder
from registry import events
from registry.access import PUBLIC, Role
from registry.candidates import identity, queries
from registry.candidates.models import Candidate
from registry.candidates.registration import Job
from registry.candidates.service import register
from registry.certificates import queries as certificates
from registry.files.ahead import Checked
from registry.papers import service as papers
from registry.papers.models import PaperKind
from registry.proposals import queries as proposals
from tests.registry.candidates.people import registration
from tests.registry.certificates import tested
from tests.registry.files.test_legible import drawn
from tests.web.candidate.walk import send, token_in, words_of


@pytest.fixture
def candidate(session: Session) -> Candidate:
    work = [
        Job(words="corté café diez años", occupation="occ:coffee-picker", country="GT", months=60),
        Job(words="fui albañil en Houston", occupation="occ:mason", country="US", months=24, language="en"),
    ]
    return register(session, PUBLIC, registration(work=work, dpi="1234567890101"))[0]


@pytest.fixture
def own(as_role, candidate: Candidate):
    return as_role(Role.CANDIDATE, candidate=candidate)


def photo(shade: int = 30) -> bytes:
    written = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Casa de la persona"
    drawn(ink=shade).save(written, "JPEG", exif=exif)
    return written.getvalue()


def upload(browser, data: bytes, **fields: str):
    form = {"kind": "intecap", "words": "Curso de soldadura", **fields}
    token = token_in(browser.get("/mi/papeles").text)
    return browser.post(
        "/mi/papeles",
        data={**form, "form_token": token},
        files={"file": ("Diploma de Maria.jpg", data, "image/jpeg")},
    )


def test_a_photo_is_kept_sealed_and_without_what_was_hidden_in_it(
    own, candidate: Candidate, session: Session, settings: Settings
) -> None:
    assert upload(own, photo()).status_code == 303
    (paper,) = papers.of_person(session, candidate.actor(), candidate)
    here = f"/mi/papeles/{paper.public_id}"
    kept = files_folder(settings) / papers.FOLDER / paper.public_id
    lying = kept.read_bytes()
    assert not lying.startswith(b"\xff\xd8") and b"Casa" not in lying
    got = own.get(here)
    assert got.content.startswith(b"\xff\xd8") and b"Casa" not in got.content
    assert got.headers["content-disposition"].startswith("attachment") and "Maria" not in str(got.headers)
    assert "Diploma de INTECAP" in words_of(own.get("/mi/papeles").text)
    assert "remove_paper" not in own.get("/mi/papeles").text, "one tap does not delete a diploma"
    asked = words_of(own.get(f"{here}/borrar").text)
    assert "¿Borrar este papel?" in asked and "Diploma de INTECAP" in asked
    send(own, f"{here}/borrar", to=f"{here}/remove_paper")
    assert own.get(f"{here}/borrar").status_code == 404
    assert not kept.exists()
    assert papers.of_person(session, candidate.actor(), candidate) == []


def test_refusals_say_what_is_wrong(own, session: Session) -> None:
    dark = BytesIO()
    Image.new("L", (800, 900), 12).save(dark, "JPEG")
    for data, said in (
        (b"GIF89a...", "PDF"),
        (b"", "vacío"),
        (b"\xff\xd8\xff\xe0 not a picture", ""),
    ):
        answer = upload(own, data)
        assert answer.status_code == 422 and "Hay un problema" in answer.text and said in answer.text
    unreadable = upload(own, dark.getvalue())
    assert unreadable.status_code == 422 and "is_sure" in unreadable.text
    assert upload(own, dark.getvalue(), is_sure="1").status_code == 303
    assert "ya lo envió" in upload(own, dark.getvalue(), is_sure="1").text
    assert upload(own, photo(), kind="passport").status_code == 422


def test_a_picture_is_made_small_while_others_write(own, app, monkeypatch: pytest.MonkeyPatch) -> None:
    open_sessions: list[bool] = []
    during: list[list[bool]] = []
    session_of, look = app.state.database.session, papers.look

    @contextmanager
    def noted(*, write: bool) -> Iterator[Session]:
        with session_of(write=write) as session:
            open_sessions.append(write)
            yield session
            open_sessions.remove(write)

    def looking(data: bytes, *, is_sure: bool = False) -> Checked:
        during.append(list(open_sessions))
        return look(data, is_sure=is_sure)

    monkeypatch.setattr(app.state.database, "session", noted)
    monkeypatch.setattr(papers, "look", looking)
    assert upload(own, photo()).status_code == 303
    assert during == [[False]], "looked at once, with no writer taken"


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(own) -> None:
    def plain(side: int) -> bytes:
        written = BytesIO()
        Image.new("L", (side, 6000), 200).save(written, "PNG")
        return written.getvalue()

    refused = upload(own, plain(4001), is_sure="1")
    assert refused.status_code == 422 and "24" in words_of(refused.text)
    assert upload(own, plain(3999), is_sure="1").status_code == 303


def test_twenty_pictures_an_hour_and_nobody_else_is_slowed_down(own, as_role, session: Session) -> None:
    for _ in range(20):
        assert upload(own, b"GIF89a...").status_code == 422
    assert upload(own, photo()).status_code == 429
    assert upload(as_role(Role.CANDIDATE, candidate=tested.person(session)), photo()).status_code == 303


def test_no_more_papers_than_agreed(own, session: Session, candidate: Candidate, settings: Settings) -> None:
    for shade in range(papers.MOST_PAPERS):
        papers.add(
            session,
            candidate.actor(),
            candidate,
            files_folder(settings),
            photo(20 + shade),
            kind=PaperKind.OTHER,
            is_sure=True,
        )
    assert "Borre uno" in own.get("/mi/papeles").text
    answer = own.post(
        "/mi/papeles", data={"kind": "other", "form_token": "x" * 20}, files={"file": ("a.jpg", photo(99))}
    )
    assert answer.status_code == 422 and "Borre uno" in answer.text


def test_a_centre_opens_a_paper_with_a_reason_and_the_person_sees_it(
    as_role, own, candidate: Candidate, session: Session
) -> None:
    upload(own, photo())
    (paper,) = papers.of_person(session, candidate.actor(), candidate)
    counsellor = as_role(Role.COUNSELLOR, centre="Centro")
    here = f"/centro/personas/{candidate.public_id}"
    assert counsellor.get(f"{here}/papeles").status_code == 404
    send(counsellor, here, {"reason": "Trae su diploma."}, to=f"{here}/identify")
    opened = send(counsellor, f"{here}/papeles", to=f"{here}/papeles/{paper.public_id}/read_paper")
    assert opened.content.startswith(b"\xff\xd8")
    assert "Abrió un papel suyo" in own.get("/mi/datos").text
    for role in (Role.EMPLOYER, Role.AGENCY, Role.ADMIN):
        assert as_role(role).get(f"{here}/papeles").status_code == 404


def test_another_person_has_nothing_of_it(as_role, own, candidate: Candidate, session: Session) -> None:
    upload(own, photo())
    (paper,) = papers.of_person(session, candidate.actor(), candidate)
    certificate = tested.issued(session, candidate)
    other = as_role(Role.CANDIDATE, candidate=tested.person(session))
    for path in (f"/mi/papeles/{paper.public_id}", f"/mi/certificados/{certificate.public_id}/archivo"):
        assert own.get(path).status_code == 200
        assert other.get(path).status_code == 404


def test_a_counsellor_writes_down_a_test_and_the_person_gets_paper_and_file(
    as_role, own, candidate: Candidate, session: Session
) -> None:
    counsellor = as_role(Role.COUNSELLOR, centre="Centro")
    here = f"/centro/personas/{candidate.public_id}"
    send(counsellor, here, {"reason": "Viene a su prueba."}, to=f"{here}/identify")
    told = {
        "achievement": "welding-basic", "training_centre": "ministry", "tested_on_day": "27", "tested_on_month": "2",
        "tested_on_year": "2026", "evaluators": "Ana Tzul\nLuis Pérez", "reason": "Se vio la prueba.",
        "met": ["prepare", "bead"],
    }  # fmt: skip
    page = f"{here}/pruebas?prueba=welding-basic"
    refused = send(counsellor, page, told, to=f"{here}/pruebas")
    assert refused.status_code == 422 and "todos los criterios" in refused.text and "Ana Tzul" in refused.text
    assert send(counsellor, page, {**told, "achievement": "magia"}, to=f"{here}/pruebas").status_code == 422
    assert (
        send(counsellor, page, {**told, "training_centre": "nada"}, to=f"{here}/pruebas").status_code == 404
    )
    told["met"] = ["prepare", "bead", "bend", "safety"]
    assert send(counsellor, page, told, to=f"{here}/pruebas").status_code == 303
    assert "Espera a otra persona" in own.get("/mi/certificados").text
    (certificate,) = certificates.of_person(session, candidate.id)
    assert own.get(f"/mi/certificados/{certificate.public_id}/hoja").status_code == 404, "not issued yet"
    supervisor = as_role(Role.SUPERVISOR)
    proposal = proposals.open_about(session, certificate, "certificate_issue")
    assert proposal is not None
    there = f"/ministerio/aprobaciones/{proposal.public_id}"
    assert certificate.number in supervisor.get(there).text
    assert send(supervisor, there, {"reason": "Está completo."}, to=f"{there}/approve").status_code == 303
    sheet = words_of(own.get(f"/mi/certificados/{certificate.public_id}/hoja").text)
    assert "María Elena Caal Pop" in sheet and certificate.number in sheet and "Stick welding" in sheet
    assert "Tzul" not in sheet and "1234567890101" not in sheet
    file = own.get(f"/mi/certificados/{certificate.public_id}/archivo")
    assert file.headers["content-type"].startswith("application/vc+jwt")
    assert jwt.get_unverified_header(file.text)["alg"] == "EdDSA"


def test_the_sheet_of_skills_says_no_more_than_they_choose(
    own, candidate: Candidate, session: Session
) -> None:
    tested.issued(session, candidate)
    choose = own.get("/mi/perfil").text
    assert "Sí, que se vea dónde trabajé" in choose
    plain = words_of(own.get("/mi/perfil/hoja?trabajo=1&trabajo=2").text)
    assert "Albañil" in plain and "ISCO-08 7112" in plain and "2 años" in plain and "corté café" in plain
    assert "Estados Unidos" not in plain and "Houston" not in plain, "where it was is theirs to tell"
    assert (
        "1234567890101" not in plain and "5555" not in plain and "Cobán" not in plain and "1994" not in plain
    )
    assert "probado" in plain
    told = words_of(own.get("/mi/perfil/hoja?trabajo=2&paises=1").text)
    assert "Estados Unidos" in told and "Houston" in told and "corté café" not in told
    english = own.get("/mi/perfil/hoja?trabajo=2&idioma=en").text
    assert "Bricklayer" in english or "mason" in english.lower()
    assert 'lang="en"' in english and "Houston" not in english
    assert own.get("/mi/perfil/hoja?trabajo=abc").status_code in (404, 422)


def test_reading_ones_own_is_not_in_the_log(own, candidate: Candidate, session: Session) -> None:
    before = events.head(session)[0]
    own.get("/mi/perfil/hoja?trabajo=1")
    own.get("/mi/certificados")
    assert events.head(session)[0] == before
    assert identity.readings(session, queries.own(session, candidate.actor())) == []
