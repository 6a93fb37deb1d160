"""The forms themselves, for all schemes: what is typed becomes facts and comes back, "none" can be said, and every fact
that a rule reads is asked for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.datastructures import FormData

from app.employer.steps import FORMS, step_of_fact
from app.employer.steps.parts import Group, Rows, value_at
from app.employer.steps.question import Question
from app.employer.steps.step import Step
from app.words import facts as fact_words
from registry.schemes.facts import VacancyFacts
from registry.schemes.loader import ruleset
from tests.web.employer.filled import FILLED

SCHEMES = sorted(FORMS)
# Facts of rules that no employer is asked for in that scheme, and why.
NOT_ASKED = {
    "ALL": {"scheme": "chosen first", "agency_id": "whoever writes it", "currency": "set with the wage"},
    "H2B": {"range_herding": "farm work only"},
    "CA_AG": {
        "low_wage_sector": "the other stream only",
        "wage_of_residents": "the other stream only",
        "language_reason": "farm work needs none",
    },
    "CA_LOW": {
        "piece_hourly_estimate": "paid by time only",
        "commodity": "the other stream only",
    },
    "GT_SNE": {
        "official_ref": "there is no official case",
        "official_status": "there is no official case",
        "circumscription": "follows from the municipality",
        "age_min": "18 for everybody",
    },
}


def questions_of(step: Step) -> list[Question]:
    """Every question of a step with the name of its box."""
    found: list[Question] = []
    for part in step.parts:
        if isinstance(part, Rows):
            found += [part.asks] if part.asks else []
            found += [question for number in range(1, part.most + 1) for question in part.named(number)]
        elif isinstance(part, Group):
            found += part.questions
    return found


def answer(question: Question, turn: int) -> Any:
    """Something lawful to type into a box; `turn` picks among choices."""
    if question.kind in ("radios", "select", "several"):
        codes = [
            code
            for item in question.choices()
            for code, _label in (item[1] if isinstance(item[1], list) else [item])
        ]
        chosen = codes[turn % len(codes)]
        return [chosen] if question.kind == "several" else chosen
    if question.look.get("type") == "time":
        return f"0{6 + turn}:30"
    plain = {"text": f"Texto {turn}", "prose": f"Una línea.\nOtra {turn}.", "number": "7", "money": "12.50"}
    return plain[question.kind]


def typed(step: Step, turn: int) -> FormData:
    """A whole step, every box filled in."""
    pairs: list[tuple[str, Any]] = []
    for question in questions_of(step):
        if question.kind == "date":
            day = {"day": str(1 + turn), "month": "6", "year": str(2027 + ("end" in question.name))}
            pairs += [(f"{question.name}_{part}", value) for part, value in day.items()]
        else:
            given = answer(question, turn)
            pairs += [(question.name, one) for one in (given if isinstance(given, list) else [given])]
    others = set(step.model.model_fields) - {question.name for question in questions_of(step)}
    by_prefix = {"hours_": "6", "cost_": "3.20", "costs": "some"}
    for name in sorted(others):
        pairs.append((name, next(value for prefix, value in by_prefix.items() if name.startswith(prefix))))
    return FormData(pairs)


def as_form(values: dict[str, Any]) -> FormData:
    """What a browser sends of a page that shows these values."""
    pairs: list[tuple[str, Any]] = [
        (name, str(one))
        for name, value in values.items()
        for one in (value if isinstance(value, list) else [value])
    ]
    return FormData(pairs)


def sent(step: Step, facts: VacancyFacts, form: FormData) -> VacancyFacts:
    bound = step.bind(facts, form)
    assert bound.errors == {}
    return step.apply(bound.checked, facts)


@pytest.mark.parametrize("turn", range(4))
@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_box_becomes_a_fact_and_comes_back(scheme: str, turn: int) -> None:
    facts = VacancyFacts(scheme=scheme)
    for step in FORMS[scheme]:
        given = sent(step, facts, typed(step, turn))
        assert sent(step, given, as_form(step.bind(given).values)) == given, step.slug
        facts = given
    assert VacancyFacts.model_validate(facts.model_dump(mode="json")) == facts


@pytest.mark.parametrize("scheme", SCHEMES)
def test_an_empty_form_says_nothing_but_the_lists_it_leaves_empty(scheme: str) -> None:
    """Nothing said, nothing known; an empty box that means "none" says so, and stays so."""
    facts = VacancyFacts(scheme=scheme, title="Puesto")
    for step in FORMS[scheme]:
        given = sent(step, facts, FormData([("title", "Puesto")]))
        assert sent(step, given, as_form({"title": "Puesto"} | step.bind(given).values)) == given
        facts = given
    said = facts.model_dump(exclude_none=True)
    nothing = {
        name: value
        for name, value in said.items()
        if name not in ("scheme", "title", "currency", "occupation_code", "occupation_system")
    }
    assert set(nothing) <= {"crops", "deductions", "language_required", "extra_requirements", "extra_terms"}
    assert all(not value for value in nothing.values())


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_lawful_form_answers_every_question_that_blocks(scheme: str) -> None:
    """What `filled` types is complete: no step is left to do."""
    facts = VacancyFacts(scheme=scheme)
    for step in FORMS[scheme]:
        facts = sent(step, facts, as_form(FILLED[scheme][step.slug]))
    assert {step.slug: step.state(facts) for step in FORMS[scheme]} == dict.fromkeys(FILLED[scheme], "done")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_fact_of_a_rule_is_asked(scheme: str) -> None:
    asked = {name for step in FORMS[scheme] for name in step.fact_names}
    known = NOT_ASKED["ALL"].keys() | NOT_ASKED.get(scheme, {}).keys()
    unasked = {
        f"{rule.id}: {path}"
        for rule in ruleset().rules(scheme)
        if rule.run is not None
        for path in rule.facts
        if not path.startswith("circumstances.") and path.partition(".")[0] not in asked | known
    }
    assert unasked == set()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_question_makes_a_fact_that_exists(scheme: str) -> None:
    for step in FORMS[scheme]:
        for path in step.facts:
            value_at(VacancyFacts(scheme=scheme), path)
            assert path.partition(".")[0] in VacancyFacts.model_fields
            assert step_of_fact(scheme, path) == step
        assert set(step.needed) <= {*step.facts, *step.fact_names}


def test_none_is_said_with_a_zero_a_no_or_a_choice() -> None:
    def of(scheme: str, slug: str, **boxes: str) -> VacancyFacts:
        step = next(step for step in FORMS[scheme] if step.slug == slug)
        return sent(step, VacancyFacts(scheme=scheme), as_form({"title": "Puesto"} | boxes))

    assert of("H2A", "promesas", recruits="false").recruiter_chain == ()
    assert of("H2A", "promesas").recruiter_chain is None
    compliance = of("H2A", "vivienda", housing_provided="true", housing_compliance="none").housing
    assert compliance is not None and compliance.compliance == ()
    assert of("CA_LOW", "lugares", in_metro="false").cma == ""
    assert of("CA_LOW", "lugares").cma is None
    assert of("CA_AG", "puesto", commodity="none").commodity == ""
    assert of("ES_GECCO", "lugares", chained="false").chain == ()
    assert of("ES_GECCO", "lugares").chain is None
    assert of("ES_GECCO", "puesto", posts_pooled="0").posts_pooled == 0
    assert of("GT_SNE", "salario", benefits="none").benefits == ()


def test_what_the_form_does_not_ask_stays() -> None:
    """An imported order keeps what no box shows, and rows beyond the boxes."""
    facts = VacancyFacts.model_validate(
        {
            "scheme": "H2B",
            "housing": {"provided": True, "kitchen": True},
            "worksites": [
                {"region": "GA", "country": "US", "workers": number, "start": "2026-06-01"}
                for number in range(8)
            ],
        }
    )
    for step in FORMS["H2B"]:
        form = as_form({"title": "Puesto"} | step.bind(facts).values)
        facts = sent(step, facts, form)
    assert facts.housing is not None and facts.housing.kitchen is True
    assert [site.workers for site in facts.worksites or ()] == list(range(8))


# What people and programs type where something else was meant.
ODD = (
    "", " ", "0", "-1", "1e9", "NaN", "999999999999", "12,5", "Q 3,700.50", "true", "none", "employer", "31", "13",
    "2027", "\x00", "ñ" * 301, "línea\notra", "<b>", "GA", "[]", "07:61", "٣",
)  # fmt: skip
STEPS = [(scheme, number) for scheme in SCHEMES for number in range(len(FORMS[scheme]))]


@settings(deadline=None)
@given(place=st.sampled_from(STEPS), data=st.data())
def test_nothing_typed_breaks_a_step(place: tuple[str, int], data: st.DataObject) -> None:
    """Whatever is sent, the page says what is wrong or the facts hold; the check beside it reads what it can."""
    scheme, number = place
    step = FORMS[scheme][number]
    names = [
        box
        for name in step.model.model_fields
        for box in (name, f"{name}_day", f"{name}_month", f"{name}_year")
    ]
    sent_boxes = data.draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(ODD)), max_size=12))
    form = FormData([("title", "Puesto"), *sent_boxes])
    facts = VacancyFacts(scheme=scheme)
    bound = step.bind(facts, form)
    assert (bound.data is None) == bool(bound.errors)
    if bound.data is not None:
        step.apply(bound.data, facts)
    step.apply_readable(form, facts)


def test_every_unit_of_the_law_has_words() -> None:
    law = ruleset()
    units = {
        parameter.unit
        for scheme in SCHEMES
        for rule in law.rules(scheme)
        for parameter in rule.parameters.values()
    }
    assert len(units) > 10
    assert all(fact_words.unit(unit) for unit in units)
