"""R3, R4: the same form sixty times at once is one act; two people at one record never overwrite one another unseen.

SENDERO_RACES=200 SENDERO_DOUBLES=60 pytest -m trust tests/trust/test_races.py
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import func, select

from app.config import Settings
from registry import clock
from registry.access import Role
from registry.accounts import sessions
from registry.candidates.consents import How, Purpose
from registry.candidates.models import Candidate, RegistrationDraft
from registry.candidates.registration import answer
from registry.complaints.models import Complaint
from registry.db import Database
from registry.organisations.models import Employer
from registry.schemes.facts import VacancyFacts
from registry.vacancies import service as vacancies
from tests.databases import BACKENDS, Databases
from tests.factories import new_account
from tests.registry.vetting.agencies import applied
from tests.trust.portals import (
    PERSON,
    Answer,
    Portal,
    Property,
    ask,
    call,
    key_of_a_centre,
    new_token,
    post,
    running,
    say,
)

pytestmark = pytest.mark.trust
RACES = int(os.environ.get("SENDERO_RACES", "200"))
DOUBLES = int(os.environ.get("SENDERO_DOUBLES", "60"))
COOKIE = "sendero"


def at_once(count: int, send: Callable[[int], Answer]) -> list[Answer]:
    """So many requests that leave together."""
    barrier = Barrier(count)

    def go(number: int) -> Answer:
        barrier.wait()
        return send(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(go, range(count)))


@pytest.mark.parametrize("backend", BACKENDS)
def test_doubles(
    backend: str, databases: Databases, settings: Settings, tmp_path: Path, record_property: Property
) -> None:
    with databases.migrated(backend) as database:
        key = key_of_a_centre(database)
        database.dispose()
        with running(
            Portal(settings, database.url.render_as_string(hide_password=False), tmp_path / "data")
        ) as portal:
            token, report = new_token(), new_token()
            begun = post(portal.port, "/registro", {}, seconds=120).cookies
            consent = answer(Purpose.REGISTER, is_given=True, how=How.READ_ALOUD).model_dump(mode="json")
            person = PERSON | {"given_names": "María", "consents": [consent]}
            headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": new_token()}
            sends: tuple[Callable[[int], Answer], ...] = (
                lambda _n: post(
                    portal.port,
                    "/registro/nombres",
                    {"form_token": token, "given_names": "María"},
                    cookies=begun,
                    seconds=120,
                ),
                lambda _n: call(portal.port, "/api/v1/candidates", person, headers, seconds=120),
                lambda _n: call(
                    portal.port,
                    "/api/v1/complaints",
                    {"kinds": ["fee"]},
                    {"Idempotency-Key": report},
                    seconds=120,
                ),
            )
            said, others = [], Counter[tuple[int, str]]()
            for send in sends:
                got = [*at_once(DOUBLES, send), send(0)]
                first = {(one.status, one.text, one.headers.get("location")) for one in got}
                said.append(len(first))
                if len(first) > 1:
                    others.update((one.status, one.text[:300]) for one in got)
        stored = _count(Database(portal.address))
    extra = sum(stored) - 3
    say(
        record_property,
        f"R3 {backend}: {DOUBLES} doubles at once of 3 forms, and one retry each: {extra} extra, answers {said}",
    )
    assert stored == [1, 1, 1]
    assert said == [1, 1, 1], f"every retry gets the first answer, not {others}"


def _count(database: Database) -> list[int]:
    with database.session(write=False) as session:
        found = [
            session.scalar(select(func.count(noun.id))) or 0
            for noun in (RegistrationDraft, Candidate, Complaint)
        ]
    database.dispose()
    return found


# ---------------------------------------------------------------- two people, one record


@pytest.mark.parametrize("backend", BACKENDS)
def test_races(
    backend: str, databases: Databases, settings: Settings, tmp_path: Path, record_property: Property
) -> None:
    """Two people open the form of one record, type different texts and send them at the same moment."""
    with databases.migrated(backend) as database:
        places = _records(database)
        database.dispose()
        with running(
            Portal(settings, database.url.render_as_string(hide_password=False), tmp_path / "data")
        ) as portal:
            outcomes: Counter[str] = Counter()
            for race in range(RACES):
                page, sends_to, box, cookies = places[race % len(places)]
                outcomes[_race(portal.port, page, sends_to, box, cookies, race)] += 1
    told = ", ".join(f"{name} {count}" for name, count in sorted(outcomes.items()))
    say(
        record_property,
        f"R4 {backend}: {RACES} races of two people on a firm, an agency and a vacancy: {told}",
    )
    assert set(outcomes) == {"one saved, one shown both texts"}, outcomes


def _race(port: int, page: str, sends_to: str, box: str, cookies: list[str], race: int) -> str:
    texts = [f"Texto {who} de la carrera {race}" for who in ("uno", "dos")]
    forms = [_form(ask(port, "GET", page, headers={"Cookie": cookie}).text, sends_to) for cookie in cookies]

    def send(who: int) -> Answer:
        name, value = cookies[who].split("=", 1)
        return post(port, sends_to, forms[who] | {box: texts[who]}, cookies={name: value}, seconds=120)

    got = at_once(2, send)
    if sorted(one.status for one in got) != [303, 409]:
        return f"answered {sorted(one.status for one in got)}"
    saved, refused = (0, 1) if got[0].status == 303 else (1, 0)
    now = ask(port, "GET", page, headers={"Cookie": cookies[0]}).text
    if texts[saved] not in now or texts[refused] in now:
        return "silent overwrite"
    if not all(text in got[refused].text for text in texts):
        return "a text was lost"
    again = _form(got[refused].text, sends_to)
    name, value = cookies[refused].split("=", 1)
    went_on = post(port, sends_to, again, cookies={name: value}).status
    return "one saved, one shown both texts" if went_on == 303 else f"no way to go on: {went_on}"


def _form(page: str, sends_to: str) -> dict[str, str | list[str]]:
    """What a browser would send of the form with this action, or of the one that is sent to its own page."""
    found = re.search(rf'<form action="(?:{re.escape(sends_to)})?" method="post".*?</form>', page, re.DOTALL)
    assert found is not None, page[:2000]
    fields: dict[str, str | list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", found.group()):
        name, value = (re.search(rf' {word}="([^"]*)"', tag) for word in ("name", "value"))
        kind = re.search(r' type="(\w+)"', tag)
        if name is None or (kind and kind.group(1) in {"radio", "checkbox"} and " checked" not in tag):
            continue
        held = fields.get(name.group(1))
        text = _plain(value.group(1)) if value else ""
        fields[name.group(1)] = text if held is None else [*([held] if isinstance(held, str) else held), text]
    for name_, options in re.findall(
        r'<select[^>]* name="(\w+)"[^>]*>(.*?)</select>', found.group(), re.DOTALL
    ):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        fields[name_] = chosen.group(1) if chosen else ""
    for name_, text in re.findall(
        r'<textarea[^>]* name="(\w+)"[^>]*>\n?(.*?)</textarea>', found.group(), re.DOTALL
    ):
        fields[name_] = _plain(text)
    return fields


def _plain(text: str) -> str:
    for sign, char in (("&lt;", "<"), ("&gt;", ">"), ("&#34;", '"'), ("&#39;", "'"), ("&amp;", "&")):
        text = text.replace(sign, char)
    return text


def _records(database: Database) -> list[tuple[str, str, str, list[str]]]:
    """A firm, an agency and a vacancy, each with two people: page, where its form goes, a box, their cookies."""
    with database.session(write=True) as session:
        firm = Employer(
            legal_name="Peach Hollow LLC", country="US", official_id="58-1234567", city="Vidalia", activity="Durazno",
            contact_name="Ann Peach", contact_email="ann@example.org", contact_phone="+1 912 555 0199",
            applied_at=clock.now(),
        )  # fmt: skip
        agency, _case, _actor = applied(session)
        agency.municipality, agency.address = "0101", "1a calle 2-33 zona 1"
        agency.corridors = ["US"]
        session.add(firm)
        session.flush()
        employers = [new_account(session, Role.EMPLOYER, employer_id=firm.id) for _ in range(2)]
        keepers = [new_account(session, Role.AGENCY, agency_id=agency.id) for _ in range(2)]
        vacancy = vacancies.start(session, employers[0].actor(), firm, VacancyFacts(scheme="GT_SNE"))
        firms = [f"{COOKIE}={sessions.open_for_account(session, one, 'harness')}" for one in employers]
        agencies = [f"{COOKIE}={sessions.open_for_account(session, one, 'harness')}" for one in keepers]
        step = f"/empleador/vacantes/{vacancy.public_id}"
        session.commit()
    return [
        ("/empleador/empresa", "/empleador/empresa/keep", "city", firms),
        ("/agencia/datos", "/agencia/datos", "address", agencies),
        (f"{step}/puesto", f"{step}/puesto/write", "title", firms),
    ]
