"""Paper piles at a centre: counted, typed twice where it matters, and said who typed for whom."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from registry.access import Role
from registry.batches.models import PaperBatch, PaperSheet
from registry.candidates.models import Candidate
from registry.holdings import erasing
from tests.web.candidate.walk import send, words_of
from tests.web.centre.test_people import PERSON

PAGE = "/centro/lotes"
NEW = "/centro/personas/nueva"
DPI = "2508 34766 0115"


@pytest.fixture
def counsellor(as_role):
    return as_role(Role.COUNSELLOR, centre="CAPMiR Quetzaltenango")


def batch_of(session: Session) -> PaperBatch:
    return session.scalars(select(PaperBatch)).one()


def opened(browser, session: Session, sheets: str = "3") -> str:
    sent = {"source": "Feria de Sololá", "sheets": sheets}
    assert send(browser, PAGE, sent, to=f"{PAGE}/open").status_code == 303
    return batch_of(session).public_id


def typed(browser, lot: str, **changes: str) -> str:
    """Type the next sheet of a pile; the address it leads to."""
    address = f"{NEW}?lote={lot}"
    assert f'name="batch" value="{lot}"' in browser.get(address).text
    review = send(browser, address, PERSON | {"batch": lot} | changes, to=NEW).headers["location"]
    return send(browser, review, {}, to=f"{review}/register").headers["location"]


def test_a_pile_is_typed_sheet_by_sheet(counsellor, session: Session) -> None:
    lot = opened(counsellor, session)
    after = typed(counsellor, lot, dpi=DPI, dpi_again=DPI.replace(" ", ""), confirmed_on="paper")
    page = words_of(counsellor.get(after).text)
    assert "Hoja guardada" in page and "hoja 2 de 3, faltan 2" in page
    assert re.search(r"[0-9A-Y]{4}-[0-9A-Y]{4}-[A-Y]", page), "the code of whoever was on the sheet"
    listed = words_of(counsellor.get(PAGE).text)
    assert "Feria de Sololá" in listed and "Escribir la hoja 2" in listed
    send(counsellor, PAGE, {"why": "unreadable"}, to=f"{PAGE}/{lot}/put_aside")
    last = typed(counsellor, lot, given_names="Otra", surnames="Distinta Persona", phone="")
    assert last.startswith(PAGE) and "Era la última de su lote." in words_of(counsellor.get(last).text)
    assert "Lote terminado" in words_of(counsellor.get(PAGE).text)
    sheets = session.scalars(select(PaperSheet).order_by(PaperSheet.number)).all()
    assert [(one.number, one.set_aside) for one in sheets] == [(1, None), (2, "unreadable"), (3, None)]


def test_who_typed_for_whom_and_where_it_was_confirmed_is_kept(counsellor, session: Session) -> None:
    review = send(counsellor, NEW, PERSON | {"confirmed_on": "paper"}).headers["location"]
    assert "para José Luis Xicará Tzul: lo confirmó en papel" in words_of(counsellor.get(review).text)
    address = send(counsellor, review, {}, to=f"{review}/register").headers["location"]
    assert session.scalars(select(Candidate.confirmed_on)).one() == "paper"
    assert "counsellor 1: lo confirmó en papel" in words_of(counsellor.get(address).text)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"how": "paper"}, "Escriba el DPI dos veces"),
        ({"how": "screen", "confirmed_on": "paper"}, "Escriba el DPI dos veces"),
        ({"dpi_again": "2508 34766 0151"}, "no son iguales"),
        ({"how": "screen", "dpi_again": "2508 34766 0151"}, "no son iguales"),
        ({"confirmed_on": "fax"}, "Elija una de las opciones."),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_dpi_from_paper_is_typed_twice(counsellor, session: Session, changes, words: str) -> None:
    refused = send(counsellor, NEW, PERSON | {"dpi": DPI} | changes)
    assert refused.status_code == 422 and words in words_of(refused.text) and DPI in refused.text
    face_to_face = PERSON | {"dpi": DPI, "how": "read_aloud", "confirmed_on": "screen"}
    assert send(counsellor, NEW, face_to_face).status_code == 303, (
        "whoever reads their card aloud says it once"
    )


@pytest.mark.parametrize(
    ("path", "sent", "words"),
    [
        ("open", {"source": "Feria", "sheets": "0"}, "más bajo"),
        ("open", {"source": "Feria", "sheets": "muchas"}, "número entero"),
        ("open", {"source": "", "sheets": "5"}, "Hay un problema"),
        ("{lot}/put_aside", {"why": "pereza"}, "Elija una de las opciones."),
        ("{lot}/recount", {"sheets": "0"}, "más bajo"),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_bad_counts_are_refused(counsellor, session: Session, path: str, sent, words: str) -> None:
    lot = opened(counsellor, session)
    refused = send(counsellor, PAGE, sent, to=f"{PAGE}/{path.format(lot=lot)}")
    assert refused.status_code == 422 and words in words_of(refused.text)


def test_a_pile_is_not_counted_below_what_is_done_and_ends(counsellor, session: Session) -> None:
    lot = opened(counsellor, session, "2")
    for _sheet in range(2):
        send(counsellor, PAGE, {"why": "blank"}, to=f"{PAGE}/{lot}/put_aside")
    over = send(counsellor, PAGE, {"why": "blank"}, to=f"{PAGE}/{lot}/put_aside")
    assert over.status_code == 422 and "ya no queda ninguna hoja" in words_of(over.text)
    below = send(counsellor, PAGE, {"sheets": "1"}, to=f"{PAGE}/{lot}/recount")
    assert below.status_code == 422 and "Ya hay 2 hojas hechas" in words_of(below.text)
    assert send(counsellor, PAGE, {"sheets": "4"}, to=f"{PAGE}/{lot}/recount").status_code == 303
    assert batch_of(session).sheets == 4


def test_another_centre_has_its_own_piles(counsellor, as_role, session: Session) -> None:
    lot = opened(counsellor, session)
    colleague = as_role(Role.COUNSELLOR, centre="CAPMiR Quetzaltenango")
    elsewhere = as_role(Role.COUNSELLOR, centre="CAPMiR Huehuetenango")
    assert "Feria de Sololá" in colleague.get(PAGE).text
    assert colleague.get(f"{NEW}?lote={lot}").status_code == 200
    assert "Feria de Sololá" not in elsewhere.get(PAGE).text
    assert elsewhere.get(f"{NEW}?lote={lot}").status_code == 404
    assert elsewhere.post(f"{PAGE}/{lot}/put_aside", data={"why": "blank"}).status_code == 404


def test_a_pile_goes_on_after_somebody_of_it_had_their_data_deleted(
    counsellor, session: Session, tmp_path: Path
) -> None:
    lot = opened(counsellor, session)
    typed(counsellor, lot)
    typed(counsellor, lot, given_names="Otra", surnames="Distinta Persona", phone="")
    first = session.scalars(select(Candidate).order_by(Candidate.id)).first()
    assert first is not None
    erasing.ask(session, first.actor(), first)
    erasing.erase(session, first, tmp_path)
    session.flush()
    assert session.scalars(select(PaperSheet.number).order_by(PaperSheet.number)).all() == [1, 2]
    # Of those that were deleted before the sheets were kept.
    session.execute(delete(PaperSheet).where(PaperSheet.number == 1))
    last = typed(counsellor, lot, given_names="Tercera", surnames="Persona Distinta", phone="")
    assert "Era la última de su lote." in words_of(counsellor.get(last).text)
    assert session.scalars(select(PaperSheet.number).order_by(PaperSheet.number)).all() == [2, 3]
