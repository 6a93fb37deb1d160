"""An employer's browser and its vacancy."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from registry.access import Role
from registry.organisations.models import Employer
from tests.registry.vacancies.offers import employer_of
from tests.web.conftest import AsRole


@pytest.fixture
def employer(session: Session) -> Employer:
    return employer_of(session)[0]


@pytest.fixture
def browser(as_role: AsRole, employer: Employer) -> TestClient:
    return as_role(Role.EMPLOYER, employer_id=employer.id)
