"""Two people at one form: the second sees both texts, loses nothing, and decides (trust.md R4)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from registry import clock
from registry.access import Role
from registry.organisations.models import Employer
from tests.web.conftest import AsRole

pytestmark = pytest.mark.usefixtures("frozen_now")
HERE = "/empleador/empresa"


@pytest.fixture
def employer(session: Session) -> Employer:
    made = Employer(
        legal_name="Peach Hollow LLC", country="US", official_id="58-1234567", city="Vidalia", activity="Durazno",
        contact_name="Ann Peach", contact_email="ann@example.org", contact_phone="+1 912 555 0199",
        applied_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def opened(browser: TestClient) -> dict[str, str]:
    """The form as the page hands it out."""
    return sent_by(browser.get(HERE).text)


def sent_by(page: str) -> dict[str, str]:
    form = page.split(f'action="{HERE}/keep"')[1].split("</form>")[0]
    fields = dict(re.findall(r'<input[^>]*? name="(\w+)"[^>]*? value="([^"]*)"', form))
    country = re.search(r'<option value="(\w+)" selected', form)
    return fields | {"country": country.group(1) if country else ""}


def keep(browser: TestClient, fields: dict[str, Any]) -> Any:
    return browser.post(f"{HERE}/keep", data=fields)


def test_the_second_sees_both_texts_and_decides(employer: Employer, as_role: AsRole) -> None:
    first, second = (as_role(Role.EMPLOYER, employer_id=employer.id) for _ in range(2))
    hers, his = opened(first), opened(second)
    assert keep(first, hers | {"city": "Tifton", "activity": "Durazno y pacana"}).status_code == 303
    clash = keep(second, his | {"city": "Moultrie", "contact_name": "Bo Peach"})
    assert clash.status_code == 409
    assert employer.city == "Tifton", "nothing of the first is overwritten"
    assert "Otra persona guardó antes que usted" in clash.text
    assert "Tifton" in clash.text and "Durazno y pacana" in clash.text, "theirs"
    again = sent_by(clash.text)
    assert (again["city"], again["contact_name"]) == ("Moultrie", "Bo Peach"), "nothing typed is lost"
    # Sending it once more is a decision: both texts were seen.
    assert keep(second, again).status_code == 303
    assert (employer.city, employer.contact_name, employer.activity) == ("Moultrie", "Bo Peach", "Durazno")


def test_a_third_change_is_shown_too(employer: Employer, as_role: AsRole) -> None:
    first, second = (as_role(Role.EMPLOYER, employer_id=employer.id) for _ in range(2))
    his = opened(second)
    keep(first, opened(first) | {"city": "Tifton"})
    again = sent_by(keep(second, his | {"city": "Moultrie"}).text)
    keep(first, opened(first) | {"city": "Albany"})
    clash = keep(second, again)
    assert clash.status_code == 409 and "Albany" in clash.text
    assert employer.city == "Albany"


def test_who_typed_the_same_or_nothing_new_is_not_stopped(employer: Employer, as_role: AsRole) -> None:
    first, second = (as_role(Role.EMPLOYER, employer_id=employer.id) for _ in range(2))
    hers, his = opened(first), opened(second)
    assert keep(first, hers | {"city": "Tifton"}).status_code == 303
    assert keep(second, his | {"city": "Tifton"}).status_code == 303, "both typed the same"
    assert keep(first, opened(first) | {"city": "Albany"}).status_code == 303, "nobody saved meanwhile"


def test_a_mistake_beside_a_clash_shows_both(employer: Employer, as_role: AsRole) -> None:
    first, second = (as_role(Role.EMPLOYER, employer_id=employer.id) for _ in range(2))
    his = opened(second)
    keep(first, opened(first) | {"city": "Tifton"})
    clash = keep(second, his | {"legal_name": "", "city": "Moultrie"})
    assert clash.status_code == 409
    assert (
        "Escriba o elija una respuesta." in clash.text and "Tifton" in clash.text and "Moultrie" in clash.text
    )
    assert employer.legal_name == "Peach Hollow LLC"
