"""Interviews under a pseudonym, visits with photographs, and when the fieldwork of a case is done."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from PIL import Image
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registry import clock, events
from registry.access import Actor, Role
from registry.accounts.models import Account
from registry.accounts.states import AccountState
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.files import service as files
from registry.organisations.models import Agency
from registry.placements.models import Referral
from registry.placements.states import ReferralState
from registry.vetting import asked, desk, fieldwork, interviews, queries, visits
from registry.vetting.interviews import Told
from registry.vetting.models import Case
from registry.vetting.staff_records import Interview, InterviewSample, Visit
from registry.vetting.visits import Seen
from tests.registry.placements.market import new_employer, new_person, new_vacancy
from tests.registry.vetting.agencies import PDF, declares, person_of, picture, recommended, reviewed, staff


@pytest.fixture
def world(session: Session, tmp_path: Path) -> tuple[Case, Actor]:
    """A case in review and the officer who holds it."""
    _agency, case, officer = reviewed(session, tmp_path)
    return case, officer


def inspector(session: Session, case: Case) -> Actor:
    actor = staff(session, Role.INSPECTOR)
    session.get_one(Account, actor.account_id).state = AccountState.ACTIVE
    declares(session, actor, case)
    return actor


def place(session: Session, agency_id: int, count: int, *, days_ago: int = 30) -> None:
    """So many people placed by the agency."""
    vacancy = new_vacancy(session, new_employer(session, f"Rancho {days_ago}"), seats=count)
    vacancy.agency_id = agency_id
    then = clock.now() - timedelta(days=days_ago)
    for n in range(count):
        person = new_person(session, f"Persona {n}", phone=f"5555 {n:04d}")
        session.add(
            Referral(
                vacancy_id=vacancy.id,
                candidate_id=person.id,
                state=ReferralState.PLACED,
                referred_at=then,
                consented_at=then,
                placed_at=then,
            )
        )
    session.flush()


def told(session: Session, case: Case, **changes: object) -> Told:
    facts: dict[str, object] = {
        "pseudonym": interviews.free_pseudonyms(session, case)[0],
        "language": "mam",
        "place": "1206",
        "month": clock.today().replace(day=1),
        "answers": {"paid_anything": "yes", "contract_copy": "yes", "nonsense": "yes", "could_leave": "x"},
        "consent": True,
        "remarks": "Pagó al que lo llevó al bus.",
    }
    return Told(**(facts | changes))  # type: ignore[arg-type]


# ---------------------------------------------------------------- the sample


def test_the_sample_is_drawn_and_can_be_repeated(session: Session, world: tuple[Case, Actor]) -> None:
    case, officer = world
    place(session, case.agency_id, 12)
    place(session, case.agency_id, 2, days_ago=400)
    people = interviews.placed(session, case)
    assert len(people) == 12, "those of the year before are not counted"
    sample = interviews.draw_sample(session, officer, case)
    assert (sample.population, sample.size) == (12, 5)
    chosen = interviews.people_to_hear(session, officer, case)
    assert chosen == interviews.drawn(sample.seed, people, 5)
    assert set(chosen) <= set(people)
    logged = events.of_record(session, "case", case.public_id)[-1]
    assert logged.data == {
        "population": 12,
        "size": 5,
        "seed_hash": hashlib.sha256(sample.seed.encode()).hexdigest(),
    }
    with pytest.raises(NotPossible, match="sample_drawn"):
        interviews.draw_sample(session, officer, case)
    raw = session.execute(text("SELECT people FROM interview_sample")).scalar_one()
    assert all(one.encode() not in bytes(raw) for one in chosen)


def test_the_agency_sees_nothing_of_it(session: Session, world: tuple[Case, Actor]) -> None:
    case, officer = world
    interviews.draw_sample(session, officer, case)
    interviews.record(session, officer, case, told(session, case))
    agency = person_of(session, session.get_one(Agency, case.agency_id))
    assert interviews.people_to_hear(session, agency, case) == []
    for actor in (agency, staff(session, Role.AUDITOR), staff(session, Role.ADMIN)):
        with pytest.raises(NotAllowed):
            interviews.of_case(session, actor, case)
        with pytest.raises(NotAllowed):
            visits.of_case(session, actor, case)
        with pytest.raises(NotAllowed):
            interviews.record(session, actor, case, told(session, case))
    verbs = {one.verb for one in events.of_record(session, "case", case.public_id)}
    assert "hear_worker" in verbs
    assert not {"hear_worker", "draw_sample"} & {one.verb for one in queries.history(session, agency, case)}


# ---------------------------------------------------------------- interviews


def test_an_interview_keeps_a_pseudonym_and_nothing_in_clear(
    session: Session, world: tuple[Case, Actor]
) -> None:
    case, officer = world
    made = interviews.record(session, officer, case, told(session, case, month=date.today().replace(day=1)))
    assert made.month.day == 1
    heard = interviews.of_case(session, officer, case)[0]
    assert heard.answers["paid_anything"] == "yes"
    assert heard.answers["could_leave"] == "unknown"
    assert "nonsense" not in heard.answers
    assert set(heard.worries) == {"paid_anything"}
    assert interviews.against_by_question([heard])["paid_anything"] == 1
    row = session.execute(text("SELECT answers, remarks FROM interview")).one()
    assert b"paid_anything" not in bytes(row[0])
    assert b"bus" not in bytes(row[1])
    logged = events.of_record(session, "case", case.public_id)[-1]
    assert logged.data == {"source": "screen"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"consent": False}, "interview_consent_missing"),
        ({"pseudonym": "Rosa Xol"}, "pseudonym_taken"),
        ({"language": "xx"}, "language_unknown"),
        ({"place": "9999"}, "interview_place_unknown"),
        ({"place": ""}, "interview_place_unknown"),
        ({"month": date(2999, 1, 1)}, "month_wrong"),
        ({"month": date(2001, 1, 1)}, "month_wrong"),
        ({"remarks": "Llame al 5555 1234."}, "remarks_identify"),
        ({"remarks": "DPI 2345-67890-1301"}, "remarks_identify"),
        ({"remarks": "x" * 5000}, "remarks_long"),
        ({"held_by_id": 0}, "interviewer_unknown"),
    ],
)
def test_what_cannot_be_an_interview(
    session: Session, world: tuple[Case, Actor], changes: dict[str, object], code: str
) -> None:
    case, officer = world
    with pytest.raises(Invalid) as refused:
        interviews.record(session, officer, case, told(session, case, **changes))
    assert refused.value.code == code
    assert session.scalar(select(Interview.id)) is None


def test_a_pseudonym_is_used_once_and_consent_stands_in_the_table(
    session: Session, world: tuple[Case, Actor]
) -> None:
    case, officer = world
    first = told(session, case)
    made = interviews.record(session, officer, case, first)
    with pytest.raises(Invalid, match="pseudonym_taken"):
        interviews.record(session, officer, case, first)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text("UPDATE interview SET consent = :no"), {"no": False})
    session.refresh(made)


def test_an_inspector_enters_what_was_written_on_paper(session: Session, world: tuple[Case, Actor]) -> None:
    case, _officer = world
    someone, second = inspector(session, case), inspector(session, case)
    interviews.record(
        session, someone, case, told(session, case, source="paper", held_by_id=second.account_id)
    )
    assert fieldwork.evidence_authors(session, case) == {someone.account_id, second.account_id}
    desk.declare_own(session, second, surnames="Ajcip Sicán", phones="2232 0101")
    with pytest.raises(Invalid, match="interviewer_linked"):
        interviews.record(session, someone, case, told(session, case, held_by_id=second.account_id))


def test_who_may_not_add_evidence(session: Session, world: tuple[Case, Actor]) -> None:
    case, _officer = world
    other = staff(session, Role.OFFICER)
    with pytest.raises(NotPossible, match="case_of_another_officer"):
        interviews.record(session, other, case, told(session, case))
    undeclared = staff(session, Role.INSPECTOR)
    with pytest.raises(NotPossible, match="not_declared"):
        interviews.record(session, undeclared, case, told(session, case))
    for role in (Role.SUPERVISOR, Role.DIRECTOR):
        with pytest.raises(NotAllowed):
            interviews.record(session, staff(session, role), case, told(session, case))


def test_nothing_is_added_once_it_is_recommended(session: Session, tmp_path: Path) -> None:
    _agency, case, officer = recommended(session, tmp_path)
    for act in (
        lambda: interviews.record(session, officer, case, told(session, case)),
        lambda: visits.plan(session, officer, case, place="zona 1", planned_on=clock.today()),
        lambda: fieldwork.explain(session, officer, case, what="visit", why="other", reason="No."),
    ):
        with pytest.raises(NotPossible, match="evidence_closed"):
            act()


def test_lists_and_remarks_are_forgotten(session: Session, tmp_path: Path) -> None:
    _agency, case, officer = reviewed(session, tmp_path)
    place(session, case.agency_id, 3)
    interviews.draw_sample(session, officer, case)
    interviews.record(session, officer, case, told(session, case))
    interviews.record(session, officer, case, told(session, case, place="US"))
    assert interviews.forget_due(session) == 0
    with time_machine.travel(clock.now() + timedelta(days=366)):
        assert interviews.forget_due(session) == 2
        assert interviews.forget_due(session) == 0
    kept = session.execute(select(Interview.remarks, Interview.place).order_by(Interview.id)).all()
    assert [tuple(one) for one in kept] == [(None, "12"), (None, "US")]
    case.state = "lapsed"  # type: ignore[assignment]
    session.flush()
    assert interviews.forget_due(session) == 1
    assert session.execute(select(InterviewSample.people, InterviewSample.seed)).one() == (None, "")


# ---------------------------------------------------------------- visits


def seen(**changes: object) -> Seen:
    facts: dict[str, object] = {
        "result": "done",
        "happened_on": clock.today(),
        "answers": {"office_is_there": "yes", "passports_kept": "yes", "x": "yes"},
        "text": "Dos escritorios y un archivo.",
    }
    return Seen(**(facts | changes))  # type: ignore[arg-type]


def planned(session: Session, actor: Actor, case: Case, how: str = "visit") -> Visit:
    return visits.plan(session, actor, case, place="6 avenida 10-20", planned_on=clock.today(), how=how)


def test_a_visit_is_planned_and_made(session: Session, world: tuple[Case, Actor], tmp_path: Path) -> None:
    case, officer = world
    visit = planned(session, officer, case)
    assert not fieldwork.visit_made(session, case)
    with pytest.raises(NotPossible, match="visit_not_made"):
        visits.add_photos(session, officer, visit, [("a.jpg", picture())], folder=tmp_path)
    visits.record(session, officer, visit, seen())
    assert fieldwork.visit_made(session, case)
    made = visits.of_case(session, officer, case)[0]
    assert made.visit.answers["office_is_there"] == "yes"
    assert "x" not in made.visit.answers
    assert made.worries == ("passports_kept",)
    with pytest.raises(NotPossible, match="visit_is_over"):
        visits.record(session, officer, visit, seen())
    assert fieldwork.evidence_authors(session, case) == {officer.account_id}


def test_photographs_lose_place_time_and_device(
    session: Session, world: tuple[Case, Actor], tmp_path: Path
) -> None:
    case, officer = world
    visit = planned(session, officer, case)
    visits.record(session, officer, visit, seen())
    exif = Image.Exif()
    exif[0x010F] = "Cámara de Juan"
    exif[0x0132] = "2026:01:02 03:04:05"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (14.0, 38.0, 2.0)
    visits.add_photos(
        session, officer, visit, [("juan perez.jpg", picture(exif=exif.tobytes()))], folder=tmp_path
    )
    session.expire_all()
    stored = visits.of_case(session, officer, case)[0].visit.photos[0].file
    assert stored.agency_id is None
    data = files.read(tmp_path, stored)
    assert len(Image.open(BytesIO(data)).getexif()) == 0
    assert b"Juan" not in data
    assert visits.photo(session, officer, case, stored.public_id) is stored
    for actor in (
        person_of(session, session.get_one(Agency, case.agency_id)),
        staff(session, Role.AUDITOR),
        staff(session, Role.OFFICER),
    ):
        with pytest.raises(NotFound):
            visits.photo(session, actor, case, stored.public_id)


@pytest.mark.parametrize(
    ("uploads", "code"),
    [
        ([], "upload_missing"),
        ([("a.pdf", PDF)], "photo_wanted"),
        ([("a.jpg", b"GIF89a")], "upload_type"),
        ([("a.jpg", b"")], "upload_empty"),
        ([("a.jpg", b"x")] * 21, "too_many_photos"),
    ],
)
def test_what_is_no_photograph(
    session: Session,
    world: tuple[Case, Actor],
    tmp_path: Path,
    uploads: list[tuple[str, bytes]],
    code: str,
) -> None:
    case, officer = world
    visit = planned(session, officer, case)
    visits.record(session, officer, visit, seen())
    with pytest.raises(Invalid) as refused:
        visits.add_photos(session, officer, visit, uploads, folder=tmp_path)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"result": "great"}, "result_unknown"),
        ({"happened_on": date(2999, 1, 1)}, "day_wrong"),
        ({"text": " "}, "seen_missing"),
        ({"text": "x" * 5000}, "seen_long"),
        ({"visitor_id": 0}, "visitor_unknown"),
    ],
)
def test_what_cannot_be_a_visit(
    session: Session, world: tuple[Case, Actor], changes: dict[str, object], code: str
) -> None:
    case, officer = world
    visit = planned(session, officer, case)
    with pytest.raises(Invalid) as refused:
        visits.record(session, officer, visit, seen(**changes))
    assert refused.value.code == code
    assert visit.state == "planned"


def test_a_visit_can_be_taken_off_the_calendar(session: Session, world: tuple[Case, Actor]) -> None:
    case, officer = world
    visit = planned(session, officer, case)
    with pytest.raises(Invalid, match="reason_missing"):
        visits.cancel(session, officer, visit, reason=" ")
    visits.cancel(session, officer, visit, reason="Llovió.")
    assert visit.state == "cancelled"
    assert not fieldwork.visit_made(session, case)
    other = planned(session, officer, case)
    assert visits.load(session, officer, case, other.public_id) is other
    with pytest.raises(NotFound):
        visits.load(session, staff(session, Role.OFFICER), case, other.public_id)


def test_closed_doors_and_calls_in_vain(session: Session, world: tuple[Case, Actor]) -> None:
    case, officer = world
    since = clock.today() - timedelta(days=60)

    def make(how: str, result: str) -> None:
        visits.record(session, officer, planned(session, officer, case, how), seen(result=result))

    for n in range(3):
        assert fieldwork.not_found_at(session, case.agency_id, since) == [], n
        make("call", "unreachable")
    assert len(fieldwork.not_found_at(session, case.agency_id, since)) == 3
    make("visit", "closed")
    assert len(fieldwork.not_found_at(session, case.agency_id, since)) == 4
    assert fieldwork.visit_made(session, case), "a closed door is a visit that was made"
    make("visit", "done")
    assert fieldwork.not_found_at(session, case.agency_id, since) == []


# ---------------------------------------------------------------- done


def test_when_the_fieldwork_is_done(session: Session, world: tuple[Case, Actor]) -> None:
    case, officer = world
    place(session, case.agency_id, 2)
    assert fieldwork.missing(session, case) == ["visit", "interviews"]
    interviews.draw_sample(session, officer, case)
    assert fieldwork.interviews_left(session, case) == 2
    interviews.record(session, officer, case, told(session, case))
    with pytest.raises(NotPossible, match="there_are_placements"):
        fieldwork.explain(session, officer, case, what="interviews", why="no_placements", reason="Es nueva.")
    with pytest.raises(NotPossible, match="gap_not_for_visit"):
        fieldwork.explain(session, officer, case, what="visit", why="no_placements", reason="Es nueva.")
    interviews.record(session, officer, case, told(session, case))
    assert fieldwork.missing(session, case) == ["visit"]
    assert not fieldwork.done(session, case)
    visits.record(session, officer, planned(session, officer, case), seen())
    assert fieldwork.done(session, case)


def test_a_new_agency_has_nobody_to_hear(session: Session, world: tuple[Case, Actor]) -> None:
    case, officer = world
    for what, why in (("interviews", "no_placements"), ("visit", "not_reached")):
        with pytest.raises(Invalid, match="reason_missing"):
            fieldwork.explain(session, officer, case, what=what, why=why, reason=" ")
        fieldwork.explain(session, officer, case, what=what, why=why, reason="Primera vez.")
        fieldwork.explain(session, officer, case, what=what, why=why, reason="Primera vez, otra vez.")
    assert len(fieldwork.gaps(session, case)) == 2
    assert fieldwork.done(session, case)
    with pytest.raises(Invalid, match="gap_unknown"):
        fieldwork.explain(session, officer, case, what="lunch", why="other", reason="No hubo.")


def test_what_is_asked_names_criteria_and_enough_pseudonyms() -> None:
    questions = asked.newest()
    assert len(questions.pseudonyms) >= 30
    assert json.dumps(questions.pseudonyms)
    assert all(set(one.title) == {"es", "en"} for one in (*questions.interview, *questions.visit))
    assert asked.checked(questions.visit, {}) == {one.code: "unknown" for one in questions.visit}
    with pytest.raises(KeyError):
        asked.of_version("../1")
