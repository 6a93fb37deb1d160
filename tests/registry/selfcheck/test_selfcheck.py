"""The agency looks at itself: over days, against one frozen version, for nobody else's eyes."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from registry import events
from registry.access import Role
from registry.errors import Invalid, NotAllowed, NotFound, NotPossible
from registry.selfcheck import queries, service
from registry.selfcheck.models import SelfCheck
from registry.standard import queries as standards
from registry.standard.models import Evidence
from tests.registry.vetting.agencies import applied, staff


def _newest(session: Session, actor: object) -> SelfCheck:
    session.expire_all()
    check = queries.newest(session, actor)  # type: ignore[arg-type]
    assert check is not None
    return check


def test_every_criterion_is_asked_once_and_can_be_changed(session: Session) -> None:
    agency, _case, actor = applied(session)
    check = service.begin(session, actor, agency)
    assert service.begin(session, actor, agency).id == check.id, "one under way, however often it is begun"
    standard = standards.in_force(session)
    lines = queries.lines(session, check)
    assert [line.criterion.code for line in lines] == [one.code for one in standard.criteria_for(agency.kind)]
    assert len(lines) == 24
    with pytest.raises(NotPossible, match="self_check_open"):
        service.finish(session, actor, check)
    for line in lines:
        service.answer(session, actor, check, line.criterion.code, answer="yes")
    service.answer(
        session, actor, check, "B.3", answer="partly", lacking="Falta el contrato de dos subagentes."
    )
    check = _newest(session, actor)
    service.finish(session, actor, check)
    gaps = [line for line in queries.lines(session, _newest(session, actor)) if line.is_gap]
    assert [(one.criterion.code, one.answer and one.answer.lacking) for one in gaps] == [
        ("B.3", "Falta el contrato de dos subagentes.")
    ]
    assert service.begin(session, actor, agency).id != check.id


def test_bad_answers_are_refused(session: Session) -> None:
    agency, _case, actor = applied(session)
    check = service.begin(session, actor, agency)
    with pytest.raises(NotFound):
        service.answer(session, actor, check, "Z.9", answer="yes")
    with pytest.raises(Invalid, match="answer_unknown"):
        service.answer(session, actor, check, "A.1", answer="maybe")
    with pytest.raises(Invalid, match="statement_long"):
        service.answer(session, actor, check, "A.1", answer="no", lacking="x" * 1001)


def test_nobody_else_reads_or_writes_it_and_it_is_no_evidence(session: Session) -> None:
    agency, _case, actor = applied(session)
    _other, _case, stranger = applied(session, email="b@b.example", nit="1234-7")
    officer = staff(session, Role.OFFICER)
    check = service.begin(session, actor, agency)
    service.answer(session, actor, check, "1.1", answer="no", lacking="Cobramos el trámite.")
    for person in (stranger, officer):
        assert queries.newest(session, person) is None
        with pytest.raises(NotAllowed):
            service.answer(session, person, check, "1.1", answer="yes")
        with pytest.raises(NotAllowed):
            service.begin(session, person, agency)
    assert session.query(Evidence).count() == 0
    said = [f"{one.data} {one.reason}" for one in events.of_record(session, "self_check", check.public_id)]
    assert said
    assert "Cobramos" not in " ".join(said)
    assert "1.1" not in " ".join(said)
