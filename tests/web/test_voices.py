"""Sound and languages of the workers' pages: what is heard, what the page says where words are missing, who uploads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app import assets, i18n, voices, words
from app.config import ROOT, Settings
from app.locale import source_texts
from registry.access import Role
from registry.candidates.consents import in_force
from registry.voices import service, texts
from registry.voices.models import Recording
from tests.factories import new_account
from tests.registry.placements.market import new_market
from tests.registry.voices.spoken import wav
from tests.web.candidate.walk import token_in, walk
from tests.web.public.reporting import report

MAYAN = ["quc", "kek", "cak", "mam"]
QUESTION = texts.every()["dpi.pregunta"]
# What people type for the glottal mark instead of U+02BC.
OTHER_MARKS = re.compile(r"(?<=\w)['’‘´`ꞌ](?=\w|\b|$)")


@pytest.fixture
def approved(session: Session, settings: Settings):
    """`approved("quc")`: the question about the DPI, spoken in this language and approved."""

    def make(language: str, text=QUESTION) -> Recording:
        folder = voices.folder(settings)
        uploader, other = (new_account(session, Role.OFFICER).actor() for _ in range(2))
        recording = service.upload(
            session, uploader, text, wav(1.0, rate=8000 + 8 * len(language + text.id)), folder=folder,
            language=language, speaker="Ana Xiloj", shown=voices.shown(text, language),
        )  # fmt: skip
        service.approve(session, other, recording, current=voices.fingerprint(text, language))
        return recording

    return make


def players(html: str) -> list[str]:
    return re.findall(r'<audio controls preload="none" src="([^"]+)"', html)


def question(client: TestClient, language: str = "es") -> str:
    client.get(f"/?lang={language}")
    walk(client, until="/registro/dpi")
    return client.get("/registro/dpi").text


# ---------------------------------------------------------------- sound


def test_a_question_is_heard_in_the_readers_language(client: TestClient, approved) -> None:
    own, spanish = approved("quc"), approved("es")
    assert own.sha256 != spanish.sha256
    html = question(client, "quc")
    assert players(html) == [f"/voz/{own.file_name}"]
    assert "La voz está en español" not in html


def test_without_one_it_is_heard_in_spanish_and_the_page_says_so(client: TestClient, approved) -> None:
    spanish = approved("es")
    html = question(client, "mam")
    assert players(html) == [f"/voz/{spanish.file_name}"]
    assert "La voz está en español." in html


def test_words_that_changed_fall_back_to_spanish_and_then_to_silence(
    client: TestClient, session: Session, approved
) -> None:
    own, spanish = approved("quc"), approved("es")
    own.fingerprint = "0" * 64
    assert players(question(client, "quc")) == [f"/voz/{spanish.file_name}"]
    spanish.fingerprint = "0" * 64
    assert players(client.get("/registro/dpi").text) == []


def test_a_sound_is_sent_in_parts_and_kept_by_the_telephone(client: TestClient, approved) -> None:
    recording = approved("es")
    answer = client.get(f"/voz/{recording.file_name}", headers={"Range": "bytes=0-9"})
    assert (answer.status_code, len(answer.content)) == (206, 10)
    assert answer.headers["content-type"] == "audio/wav"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "media-src 'self'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    "name", ["x.wav", "m-1.wav", f"{'0' * 64}.wav", f"{'0' * 64}.html", "..%2Fdemo-keys", f"m-{'0' * 32}.wav"]
)
def test_no_other_file_is_sent(client: TestClient, name: str) -> None:
    answer = client.get(f"/voz/{name}")
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")


def test_a_machine_is_called_one_and_gives_way_to_a_person(
    client: TestClient, approved, settings: Settings
) -> None:
    provisional = voices.folder(settings) / f"{voices.machine_stem(QUESTION)}.wav"
    provisional.parent.mkdir(exist_ok=True)
    provisional.write_bytes(wav(0.6))
    try:
        html = question(client)
        assert players(html) == [f"/voz/{provisional.name}"]
        assert "Voz de máquina, provisional." in html
        assert client.get(f"/voz/{provisional.name}").status_code == 200
        person = approved("es")
        html = client.get("/registro/dpi").text
        assert players(html) == [f"/voz/{person.file_name}"]
        assert "máquina" not in html
    finally:
        provisional.unlink()


def test_an_offer_is_heard_up_to_what_a_yes_and_a_no_do(as_role, session: Session, approved) -> None:
    market = new_market(session)
    (referral,) = market.refer(session, market.people[0])
    heard = ["oferta.espera", "oferta.no-pague", "oferta.si", "oferta.no"]
    sounds = [f"/voz/{approved('es', texts.every()[name]).file_name}" for name in heard]
    person = as_role(Role.CANDIDATE, candidate=market.people[0])
    assert players(person.get(f"/mi/ofertas/{referral.public_id}").text) == sounds


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/informacion/enganos", "enganos.pregunte"),
        ("/informacion/derechos", "derechos.todos"),
        ("/ferias", "ferias.inicio"),
        ("/centros", "centros.inicio"),
        ("/privacidad", "privacidad.derechos"),
        ("/registro", "permiso.guardar"),
        ("/mi/entrar", "entrar.codigo"),
    ],
)
def test_what_people_read_before_a_risk_is_heard(client: TestClient, approved, path: str, name: str) -> None:
    recording = approved("es", texts.every()[name])
    assert players(client.get(path).text) == [f"/voz/{recording.file_name}"]


@pytest.mark.parametrize("path", ["/estado", "/mi/entrar", "/mi/entrar/volver", "/registro/seguir"])
def test_the_example_of_a_code_stays_on_one_line(client: TestClient, path: str) -> None:
    whole = '<span class="sd-code" translate="no">7K2P-9XQ4-M</span>'
    assert f"Por ejemplo: {whole}.</div>" in client.get(path).text
    style = (assets.DIST / assets.manifest()["public.css"]).read_text(encoding="utf-8")
    assert re.search(r"\.sd-code\{[^}]*white-space:nowrap", style)


def test_what_a_payment_was_for_is_heard_before_its_group_is_opened(client: TestClient, approved) -> None:
    named = {one.parts[0]: one for one in texts.every().values() if one.page == "/denuncia/pagos/1"}
    report(client, kinds=("fee",))
    page = client.get("/denuncia/pagos/1").text
    groups = re.findall(r"</svg> ([^<]+)</span></summary>", page)
    answers = re.findall(r'<label class="govuk-label govuk-radios__label"[^>]*>([^<]+)</label>', page)
    assert len(groups) >= 5 and len(answers) >= 17
    sounds = {words: f"/voz/{approved('es', named[words]).file_name}" for words in [*groups, *answers]}
    page = client.get("/denuncia/pagos/1").text
    closed = re.sub(r"(</summary>).*?(</details>)", r"\1\2", page, flags=re.DOTALL)
    assert players(closed) == [sounds[words] for words in groups]
    assert sorted(players(page)) == sorted(sounds.values())


def test_staff_pages_are_silent(as_role, approved) -> None:
    approved("es")
    assert players(as_role(Role.COUNSELLOR, centre="Centro").get("/verificar").text) == []


def test_the_list_of_what_can_be_heard_says_what_the_pages_say() -> None:
    shown = {entry.text for entry in source_texts()}
    # What is asked about jobs is data: it cannot differ. Its hint stands in the template.
    assert texts.GUIDE_HINT in shown
    # What is agreed to is data as well, and read from there.
    shown |= {one.text("es") for one in in_force().values()}
    shown |= {part for one in texts.every().values() if one.page == texts.GUIDE_PAGE for part in one.parts}
    assert [(one.id, part) for one in texts.every().values() for part in one.parts if part not in shown] == []
    assert all(re.fullmatch(r"[a-z0-9.-]{3,80}", name) for name in texts.every())


def test_every_page_that_is_heard_has_a_name_for_who_records() -> None:
    for one in texts.every().values():
        assert not words.word(one.page, "voice.page").startswith("/"), one.page


def test_every_question_of_the_registration_can_be_heard() -> None:
    """A new question comes with its entry in registry/voices/texts.yaml."""
    heading = re.compile(r'\w+\(bound, "\w+", _\("([^"]+)"\).*?heading=True', re.DOTALL)
    spoken = {part for one in texts.every().values() for part in one.parts}
    silent = []
    for path in sorted((ROOT / "templates/candidate").glob("*/*.html")):
        silent += [found for found in heading.findall(path.read_text()) if found not in spoken]
    assert silent == []


# ---------------------------------------------------------------- languages


@pytest.mark.parametrize("code", MAYAN)
def test_a_language_without_translator_is_spanish_and_says_so(client: TestClient, code: str) -> None:
    html = client.get(f"/?lang={code}").text
    assert '<html class="govuk-template" lang="es">' in html
    assert "Parte de esta página está en español." in html
    own_name = i18n.known()[code].own_name
    assert f'aria-current="true" lang="{code}">{own_name}</span>' in html
    assert "Parte de esta página" not in client.get("/?lang=en").text
    assert "Parte de esta página" not in client.get("/?lang=es").text


def test_no_catalogue_is_read_that_nobody_answers_for() -> None:
    for code in MAYAN:
        assert (i18n.LOCALE_DIR / code / "worker.po").exists()
        assert i18n.known()[code].is_answered_for or not i18n.sources(code)


def test_dates_and_money_of_a_mayan_language_are_those_of_guatemala() -> None:
    for code in MAYAN:
        i18n.use_language(code)
        assert i18n.format_date("2026-11-21") == "21 de noviembre de 2026"
        assert i18n.format_money(3723.5, "GTQ") == "Q3,723.50"


@pytest.fixture
def answered_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """K'iche' with a named translator and reviewer, and two invented words that are no K'iche' at all."""
    folder = tmp_path / "locale"
    (folder / "quc").mkdir(parents=True)
    entries = yaml.safe_load((i18n.LOCALE_DIR / "languages.yaml").read_text())
    for entry in entries:
        if entry["code"] == "quc":
            entry.update(translator="Persona A", reviewer="Persona B")
    (folder / "languages.yaml").write_text(yaml.safe_dump(entries, allow_unicode=True))
    (folder / "quc" / "worker.po").write_text(
        'msgid ""\nmsgstr ""\n"Language: quc\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "¿Qué quiere hacer?"\nmsgstr "XXʼ XX"\n\n'
        'msgid "Ir al contenido"\nmsgstr "YY & YY"\n'
    )
    monkeypatch.setattr(i18n, "LOCALE_DIR", folder)
    for cached in (i18n.known, i18n.catalogue, i18n.sources, i18n._patterns):
        cached.cache_clear()
    yield
    monkeypatch.undo()
    for cached in (i18n.known, i18n.catalogue, i18n.sources, i18n._patterns):
        cached.cache_clear()


def test_each_translated_part_carries_its_language(client: TestClient, answered_for) -> None:
    html = client.get("/?lang=quc").text
    assert '<html class="govuk-template" lang="es">' in html
    assert '<h1 class="govuk-heading-xl"><span lang="quc">XXʼ XX</span></h1>' in html
    assert '<span lang="quc">YY & YY</span>' in html
    assert 'lang="quc">Registrarme' not in html


def test_a_translation_that_changed_silences_the_recording_of_the_old_one(
    client: TestClient, approved, answered_for
) -> None:
    home = texts.every()["inicio.pregunta"]
    recording = approved("quc", home)
    assert f"/voz/{recording.file_name}" in players(client.get("/?lang=quc").text)
    recording.fingerprint = texts.fingerprint(home)
    assert players(client.get("/?lang=quc").text) == []


def test_our_own_mayan_words_have_one_glottal_mark() -> None:
    """U+02BC, a letter, as CLDR writes it; what people type themselves is kept as they type it."""
    assert OTHER_MARKS.search("K'iche'")
    assert not OTHER_MARKS.search("Kʼicheʼ")
    named = [one.own_name for one in i18n.known().values()]
    written = [text for code in MAYAN for text in i18n.sources(code)]
    catalogues = [path.read_text() for code in MAYAN for path in (i18n.LOCALE_DIR / code).glob("*.po")]
    assert [text for text in [*named, *written, *catalogues] if OTHER_MARKS.search(text)] == []


def test_the_public_figure_counts_what_people_spoke(client: TestClient, approved) -> None:
    approved("kek")
    html = client.get("/idiomas").text
    rows = dict(re.findall(r'translate="no">([^<]+)</span></th>\s*<td[^>]*>(\d+) de \d+', html))
    assert rows["Qʼeqchiʼ"] == "1"
    assert rows["Mam"] == "0"
    assert "Nadie todavía" in html


# ---------------------------------------------------------------- staff


def send(browser: TestClient, **fields):
    page = f"/ministerio/voces/{QUESTION.id}"
    sound = fields.pop("sound", wav(1.0))
    data = {"language": "cak", "speaker": "Ana Xiloj", "is_agreed": "1", **fields}
    data["form_token"] = token_in(browser.get(page).text)
    return browser.post(page, data=data, files={"file": ("voz.wav", sound, "audio/wav")})


def test_from_upload_to_the_ear(as_role, client: TestClient, session: Session) -> None:
    uploader, other = as_role(Role.OFFICER), as_role(Role.OFFICER)
    assert send(uploader).status_code == 303
    page = uploader.get(f"/ministerio/voces/{QUESTION.id}")
    assert page.headers["permissions-policy"].count("microphone=(self)") == 1
    public_id = session.query(Recording.public_id).scalar()
    assert "/approve" not in page.text
    here = f"/ministerio/voces/grabaciones/{public_id}"
    heard = other.get(f"{here}/sonido")
    assert (heard.status_code, heard.headers["content-type"]) == (200, "audio/wav")
    token = token_in(other.get(f"/ministerio/voces/{QUESTION.id}").text)
    assert other.post(f"{here}/approve", data={"form_token": token}).status_code == 303
    assert len(players(question(client, "cak"))) == 1
    report = as_role(Role.DIRECTOR).get("/ministerio/voces?idioma=cak").text
    assert "Ana Xiloj" in report
    assert re.search(r'sd-figure__value">1</span>\s*<span class="sd-figure__label">Voz de persona', report)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"sound": b"no sound"}, "attachment"),
        ({"sound": wav(11.0)}, "más de 10 segundos"),
        ({"language": "xx"}, ""),
        ({"speaker": ""}, ""),
        ({"is_agreed": ""}, "marque la casilla"),
    ],
)
def test_what_cannot_be_kept_is_said(as_role, session: Session, fields, words: str) -> None:
    answer = send(as_role(Role.OFFICER), **fields)
    assert answer.status_code == 422
    assert words == "attachment" or words in answer.text
    assert session.query(Recording).count() == 0


def test_nobody_else_uploads(as_role) -> None:
    assert send(as_role(Role.SUPERVISOR)).status_code == 404
    assert as_role(Role.INSPECTOR).get("/ministerio/voces").status_code == 404
