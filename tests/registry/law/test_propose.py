"""Two officers change a value: what they see before, what every check uses after, and what stays as it was."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from registry import events
from registry.access import Role
from registry.errors import Invalid, NotAllowed, NotPossible
from registry.law import effect, queries, rechecks, service
from registry.law.states import ProposalState
from registry.moves import available
from registry.schemes.explain import explain
from registry.schemes.law import Reference
from registry.schemes.loader import amended, ruleset
from registry.vacancies import checks
from registry.vacancies import queries as vacancies
from registry.vacancies.models import ArchivedRuleset, Vacancy, VacancyCheck
from tests.conftest import QueryBudget
from tests.factories import new_account
from tests.registry.law.values import INVENTED, MONTHLY, START, approved, proposed, value
from tests.registry.vacancies.offers import draft, officer, published

pytestmark = pytest.mark.usefixtures("frozen_now")


def last_of(session: Session, vacancy: Vacancy) -> VacancyCheck:
    found = checks.latest(session, vacancy)
    assert found is not None
    return found


def test_the_law_in_force_is_the_files_until_somebody_approves(session: Session):
    assert queries.in_force(session) is ruleset()
    proposal = proposed(session, officer(session))
    assert queries.in_force(session) is ruleset()
    service.approve(session, officer(session), proposal)
    law = queries.in_force(session)
    found = law.parameters[MONTHLY].on(START, "CE2", "agricola")
    assert found is not None and (found.amount, found.reference) == (Decimal("3900.00"), INVENTED)
    assert law.hash != ruleset().hash
    assert law.hash == amended(ruleset(), [value()]).hash, "the same content, the same hash"
    assert (proposal.ruleset_before, proposal.ruleset_after) == (ruleset().hash, law.hash)
    archived = session.get(ArchivedRuleset, law.hash)
    assert archived is not None and INVENTED.title in archived.text


def test_asking_for_the_law_in_force_is_one_small_query(session: Session, query_budget: QueryBudget):
    approved(session)
    first = queries.in_force(session)
    with query_budget(1):
        assert queries.in_force(session) is first


def test_a_later_approval_takes_the_place_of_an_earlier_one(session: Session):
    approved(session)
    approved(session, value("4000.00"))
    found = queries.in_force(session).parameters[MONTHLY].on(START, "CE2", "agricola")
    assert found is not None and found.amount == Decimal("4000.00")


def test_a_series_can_end(session: Session):
    approved(session, value(None))
    assert queries.in_force(session).parameters[MONTHLY].on(START, "CE2", "agricola") is None


def test_nobody_decides_on_their_own_proposal(session: Session):
    first, second = officer(session), officer(session)
    proposal = proposed(session, first)
    assert available(session, first, proposal) == ["withdraw"]
    assert available(session, second, proposal) == ["approve", "refuse"]
    for verb in (
        lambda: service.approve(session, first, proposal),
        lambda: service.refuse(session, first, proposal, reason="No"),
    ):
        with pytest.raises(NotPossible) as refused:
            verb()
        assert refused.value.code == "same_person"
    with pytest.raises(NotPossible) as refused:
        service.withdraw(session, second, proposal)
    assert refused.value.code == "law_of_another_person"
    service.withdraw(session, first, proposal)
    assert proposal.state == ProposalState.WITHDRAWN
    with pytest.raises(NotPossible):
        service.approve(session, second, proposal)
    assert queries.in_force(session) is ruleset()


def test_refusing_needs_a_reason_that_stays(session: Session):
    proposal = proposed(session, officer(session))
    with pytest.raises(Invalid):
        service.refuse(session, officer(session), proposal, reason=" ")
    service.refuse(session, officer(session), proposal, reason="La cifra es de otra zona")
    assert queries.reason(session, proposal) == "La cifra es de otra zona"
    assert [event.verb for event in events.of_record(session, "law", proposal.public_id)] == [
        "propose",
        "refuse",
    ]
    assert list(events.breaks(session)) == []


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMIN, Role.EMPLOYER, Role.COUNSELLOR, Role.SUPERVISOR])
def test_only_officers_propose_and_confirm(session: Session, role: Role):
    actor = new_account(session, role).actor()
    with pytest.raises(NotAllowed):
        proposed(session, actor)
    with pytest.raises(NotAllowed):
        service.confirm(session, actor, ruleset().parameters[MONTHLY], note="Mirado")


def test_a_supervisor_approves_and_an_auditor_does_not(session: Session):
    proposal = proposed(session, officer(session))
    with pytest.raises(NotAllowed):
        service.approve(session, new_account(session, Role.AUDITOR).actor(), proposal)
    service.approve(session, new_account(session, Role.SUPERVISOR).actor(), proposal)
    assert proposal.state == ProposalState.APPROVED


def test_what_the_law_has_already_is_left_out(session: Session):
    there = ruleset().parameters[MONTHLY].series["CE2", "agricola"][-1]
    same = value(
        str(there.amount), starts_on=there.starts_on, confidence=there.confidence, reference=there.reference,
        note=there.note,
    )  # fmt: skip
    with pytest.raises(Invalid) as refused:
        proposed(session, officer(session), same)
    assert refused.value.code == "law_nothing_new"
    proposal = proposed(session, officer(session), same, value())
    assert (len(proposal.values), proposal.unchanged) == (1, 1)


def test_each_value_beside_the_law_in_force():
    there = ruleset().parameters[MONTHLY].series["CE2", "agricola"][-1]
    new, corrected, restated = effect.changes(
        ruleset(),
        [
            value(),
            value(starts_on=there.starts_on),
            value(str(there.amount), starts_on=there.starts_on, reference=Reference("Diario inventado")),
        ],
    )
    assert (new.kind, new.before, new.until) == ("new", there, None)
    assert isinstance(there.amount, Decimal)
    assert new.percent == ((Decimal("3900.00") - there.amount) / there.amount * 100).quantize(Decimal("0.1"))
    assert (corrected.kind, corrected.until) == ("corrected", START), "until the next value of the same key"
    assert restated.kind == "restated"
    assert corrected.is_backdated(date(2026, 3, 2))
    assert not new.is_backdated(date(2026, 3, 2))


def test_the_preview_names_the_vacancies_that_would_fail(session: Session):
    poor, _actor, _by = published(session)
    law = queries.in_force(session)
    seen = effect.effect(session, law, amended(law, [value()]), MONTHLY)
    assert (seen.looked_at, seen.counts) == (1, {"fails": 1})
    (one,) = seen.affected
    assert one.vacancy is poor
    rule = one.rules[0]
    assert rule.before is not None
    assert (rule.after.rule, rule.before.outcome, rule.after.outcome) == ("GT-01", "met", "not_met")
    assert "3900" in rule.after.message_es
    lower = effect.effect(session, law, amended(law, [value("3650.00")]), MONTHLY)
    changed = {change.after.rule for found in lower.affected for change in found.rules}
    assert "GT-01" not in changed, "what still complies is not in the list"
    assert last_of(session, poor).ruleset_hash == law.hash, "a preview stores nothing"


def test_drafts_are_not_previewed(session: Session):
    draft(session)
    law = queries.in_force(session)
    assert effect.effect(session, law, amended(law, [value()]), MONTHLY).looked_at == 0


def test_a_correction_names_the_vacancies_decided_with_the_old_value(session: Session):
    vacancy, _actor, _by = published(session)
    there = ruleset().parameters[MONTHLY].series["CE2", "agricola"][-1]
    found = effect.changes(ruleset(), [value("3640.00", starts_on=there.starts_on), value("3800.00")])
    (used,) = effect.decided_with(session, found)
    assert (used.vacancy, used.key, used.since) == (vacancy, ("CE2", "agricola"), there.starts_on)
    assert effect.decided_with(session, found[1:]) == [], "a value nobody was judged by"


def test_the_next_check_uses_it_and_the_published_one_goes_to_the_desk(session: Session):
    vacancy, _actor, _by = published(session)
    assert vacancies.published_but_blocked(session) == []
    proposal = approved(session)
    assert vacancy.state == "published", "nothing is unpublished silently"
    assert vacancies.published_but_blocked(session) == [vacancy]
    latest = last_of(session, vacancy)
    assert latest.is_blocked and latest.ruleset_hash == queries.in_force(session).hash
    assert rechecks.progress(session, proposal).is_finished
    ((row, found),) = rechecks.found_by(session, proposal)
    assert (found, row.result) == (vacancy, "fails")
    assert row.changes[0] == {"rule": "GT-01", "before": "met", "after": "not_met"}
    assert events.of_record(session, "vacancy", vacancy.public_id)[-1].data["law"] == proposal.public_id


def test_a_decision_taken_before_reads_byte_for_byte_as_it_was(session: Session):
    vacancy, _actor, _by = published(session)
    decision = last_of(session, vacancy)
    before = explain(checks.outcomes_of(decision), "es").encode()
    approved(session)
    approved(session, value("3700.01", starts_on=date(2026, 1, 1)))
    session.expire_all()
    again = checks.all_of(session, vacancy)[
        [one.id for one in checks.all_of(session, vacancy)].index(decision.id)
    ]
    assert explain(checks.outcomes_of(again), "es").encode() == before
    assert again.ruleset_hash == ruleset().hash
    assert session.get_one(ArchivedRuleset, again.ruleset_hash).text == ruleset().text


def test_many_are_left_to_the_clock(session: Session, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rechecks, "AT_ONCE", 0)
    _vacancy, _actor, _by = published(session)
    proposal = approved(session)
    waiting = rechecks.progress(session, proposal)
    assert (waiting.done, waiting.total, waiting.is_finished) == (0, 1, False)
    assert rechecks.work(session, most=5) == 1
    assert rechecks.work(session, most=5) == 0
    assert rechecks.progress(session, proposal).counts == {"fails": 1}


def test_one_that_cannot_be_checked_holds_up_nobody(session: Session, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rechecks, "AT_ONCE", 0)
    broken, _actor, _by = published(session)
    proposal = approved(session)
    broken.facts = broken.facts | {"scheme": "no such scheme"}
    session.flush()
    assert rechecks.work(session, most=5) == 1
    assert rechecks.progress(session, proposal).counts == {"failed": 1}
    assert rechecks.found_by(session, proposal) == []
    assert rechecks.work(session, most=5) == 0, "it is not first again for ever"


def test_a_vacancy_closed_meanwhile_is_let_be(session: Session, monkeypatch: pytest.MonkeyPatch):
    from registry.vacancies import service as offers

    monkeypatch.setattr(rechecks, "AT_ONCE", 0)
    vacancy, actor, _by = published(session)
    proposal = approved(session)
    offers.close(session, actor, vacancy, reason="Ya no hace falta")
    rechecks.work(session, most=5)
    assert rechecks.progress(session, proposal).counts == {"gone": 1}
    assert rechecks.found_by(session, proposal) == []


def test_what_was_checked_under_other_rules_is_checked_again_when_an_officer_asks(session: Session):
    vacancy, _actor, by = published(session)
    law = queries.in_force(session)
    assert vacancies.under_other_rules(session, law.hash) == []
    # A parameter that no rule of this scheme asks: the rules are others, the vacancy is not touched.
    other = value("1.00", parameter="us-federal-minimum", key=())
    proposal = approved(session, other)
    assert rechecks.progress(session, proposal).total == 0
    assert vacancies.under_other_rules(session, queries.in_force(session).hash) == [vacancy]
    assert rechecks.queue_older(session, by) == 1
    assert rechecks.queue_older(session, by) == 0, "asked twice, checked once"
    assert rechecks.progress(session).total == 1
    rechecks.work(session)
    assert vacancies.under_other_rules(session, queries.in_force(session).hash) == []


def test_values_that_a_newer_release_has_no_place_for_are_left_out_and_named(session: Session):
    proposal = approved(session)
    # A release that took the parameter away.
    proposal.rows = [dict(row) | {"key": ["CE2"]} for row in proposal.rows]
    proposal.digest = "0" * 64
    session.flush()
    assert queries.in_force(session).hash == ruleset().hash
    assert queries.unfit(session) == [proposal]


def test_confirmed_unchanged(session: Session):
    parameter = ruleset().parameters[MONTHLY]
    actor = officer(session)
    assert queries.confirmations(session) == {}
    with pytest.raises(Invalid):
        service.confirm(session, actor, parameter, note="")
    service.confirm(session, actor, parameter, note="Mirado en el Diario Oficial")
    found = queries.confirmations(session)[MONTHLY]
    assert (found.checked_on, found.by.name) == (date(2026, 3, 2), actor.name)
    assert queries.checked_on(parameter, found) == max(parameter.checked_on, date(2026, 3, 2))
    assert queries.in_force(session) is ruleset(), "looking changes no rule"
