"""Readings of lists: the same file says so, a new one takes the place of the old, and the old one stays."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry import events
from registry.access import SYSTEM, Role
from registry.errors import Invalid, NotAllowed, NotFound
from registry.lists import queries, service
from registry.lists.kinds import ListKind
from registry.lists.models import ListedParty, OfficialList
from tests.conftest import NOW
from tests.factories import new_account
from tests.registry.lists.files import DEBARRED, load

pytestmark = pytest.mark.usefixtures("frozen_now")
KIND = ListKind.US_DEBARRED


def test_a_file_is_kept_whole_under_its_day(session: Session) -> None:
    loaded = load(session, KIND)
    official = loaded.official
    assert (loaded.outcome, official.row_count, official.read_on) == ("loaded", 3, date(2026, 2, 1))
    assert len(official.sha256) == 64 and official.file_name == "us-debarred.csv"
    assert [one.row for one in queries.parties(session, official)] == [1, 2, 3]
    assert [one.name for one in queries.parties(session, official, name="MELONS")] == [
        "Fictional Farms Inc. d/b/a Make-Believe Melons"
    ]
    [event] = events.of_record(session, "official_list", official.public_id)
    assert (event.verb, event.data["rows"]) == ("import", 3)


def test_the_same_file_twice_says_so(session: Session) -> None:
    first = load(session, KIND)
    again = load(session, KIND)
    assert (again.outcome, again.official.id) == ("same", first.official.id)
    assert {outcome for _row, outcome, _notes in service.report(session, again)} == {"duplicate"}
    assert len(session.scalars(select(ListedParty.id)).all()) == 3


def test_the_same_content_on_a_later_day_only_moves_the_day(session: Session) -> None:
    first = load(session, KIND)
    later = load(session, KIND, read_on=date(2026, 3, 1))
    assert (later.outcome, later.official.id) == ("confirmed", first.official.id)
    assert (first.official.read_on, first.official.seen_on) == (date(2026, 2, 1), date(2026, 3, 1))
    assert load(session, KIND, read_on=date(2026, 2, 15)).outcome == "same"


def test_a_new_reading_replaces_the_old_one_which_stays(session: Session) -> None:
    old = load(session, KIND).official
    new = load(session, KIND, DEBARRED.replace("Nowhere", "Somewhere"), read_on=date(2026, 3, 1)).official
    assert queries.in_force(session, KIND) is new
    assert len(queries.parties(session, old)) == 3
    late = load(session, KIND, DEBARRED + "H-2A,Late Farm,Lyons,GA,,\n", read_on=date(2026, 1, 1)).official
    assert queries.of_kind(session, KIND) == [new, old, late], "an older file does not take its place"


def test_a_wrong_file_is_put_right_by_loading_the_right_one_again(session: Session) -> None:
    right = load(session, KIND, read_on=date(2026, 3, 2)).official
    wrong = load(session, KIND, DEBARRED.replace("Invented", "Other"), read_on=date(2026, 3, 2)).official
    assert queries.in_force(session, KIND) is wrong
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        assert load(session, KIND, read_on=date(2026, 3, 2)).outcome == "confirmed"
    assert queries.in_force(session, KIND) is right


def test_a_list_that_clears_everybody_is_refused(session: Session) -> None:
    old = load(session, KIND).official
    for content, code in {
        "Program,Entity Debarred,Start Date\nH-2A,,2025-01-01\n": "list_without_rows",
        "Colour,Shape\nred,round\n": "list_without_names",
    }.items():
        with pytest.raises(Invalid) as refused:
            load(session, KIND, content)
        assert refused.value.code == code
    with pytest.raises(Invalid) as refused:
        load(session, KIND, DEBARRED + "\n", read_on=date(2026, 3, 3))
    assert refused.value.code == "read_in_future"
    assert queries.in_force(session, KIND) is old


def test_the_report_has_a_line_for_every_row(session: Session) -> None:
    loaded = load(session, KIND, DEBARRED + "H-2A,A Farm,Lyons,GA,Monday,\n")
    told = service.report(session, loaded)
    assert [(row, outcome) for row, outcome, _notes in told] == [
        (1, "imported"),
        (2, "imported"),
        (3, "imported"),
        (4, "refused"),
    ]
    assert told[3][2][0].code == "list_bad_day"


def test_officers_load_and_supervisors_read(session: Session) -> None:
    official = load(session, KIND).official
    officer, supervisor, employer = (
        new_account(session, role).actor() for role in (Role.OFFICER, Role.SUPERVISOR, Role.COUNSELLOR)
    )
    day = date(2026, 3, 1)
    assert (
        service.load(session, officer, KIND, "x.csv", DEBARRED.encode(), read_on=day).outcome == "confirmed"
    )
    with pytest.raises(NotAllowed):
        service.load(session, supervisor, KIND, "x.csv", DEBARRED.encode(), read_on=day)
    assert queries.load(session, supervisor, official.public_id) is official
    with pytest.raises(NotFound):
        queries.load(session, employer, official.public_id)
    assert len(session.scalars(select(OfficialList.id)).all()) == 1


def test_two_long_names_and_a_strange_column_are_kept(session: Session) -> None:
    """PostgreSQL keeps lengths and refuses NUL, SQLite does neither."""
    row = {
        "Business Operating Name": "Invented " * 30,
        "Business Legal Name": "Imaginary " * 28,
        "Status": "Eligible",
        "Odd\x00column": "x",
    }
    data = json.dumps([row]).encode()
    loaded = service.load(session, SYSTEM, ListKind.CA_INELIGIBLE, "a.json", data, read_on=date(2026, 2, 1))
    [party] = queries.parties(session, loaded.official)
    assert len(party.name) == 300
    assert (party.name_key[:9], (party.other_key or "")[:8]) == ("imaginary", "invented")
    assert loaded.official.unknown_columns == ["Odd column"]


def test_a_strange_file_name_is_cleaned(session: Session) -> None:
    data = DEBARRED.encode()
    loaded = service.load(session, SYSTEM, KIND, "li\x00s\nta.csv", data, read_on=date(2026, 2, 1))
    assert loaded.official.file_name == "lista.csv"
