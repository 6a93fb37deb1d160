"""What the person can do: skills in their own words, what we understood, licences. Jobs have their own pages."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

from pydantic import StringConstraints

from app import i18n
from app.candidate.questions.question import Question, always
from app.forms import FormModel
from app.i18n import N_
from app.i18n import gettext as _
from matching.taxonomy import lexicon
from registry.candidates.drafts import Answers
from registry.candidates.kinds import skills_offered
from registry.candidates.registration import KnownSkill
from registry.errors import Invalid

# What a person carries in their pocket for work. School, passport and police papers are documents: asked for the
# scheme that needs them, after a match (schemes.md section 4, sensitivity).
LICENCES = (
    "skill:licence-motorcycle", "skill:licence-c", "skill:licence-b", "skill:licence-a", "skill:licence-e",
    "skill:heavy-truck-licence", "skill:licence-forklift", "skill:licence-pesticide", "skill:licence-electrician",
    "skill:licence-welder", "skill:licence-first-aid", "skill:licence-food",
)  # fmt: skip


class SkillWords(FormModel):
    skill_words: Annotated[str, StringConstraints(max_length=2000)] | None = None


class SkillChoice(FormModel):
    skills: list[str] = []


class Licences(FormModel):
    licences: list[str] = []


@cache
def _licence_codes() -> frozenset[str]:
    return frozenset(code for code, skill in lexicon().skills.items() if skill.kind == "licence")


def label(code: str) -> str:
    """The name of a skill or an occupation in the language of the page."""
    entry = lexicon().entry(code)
    return capitalised(entry.en) if i18n.language() == "en" else entry.es


def capitalised(text: str) -> str:
    """English names of the lexicon are written small, as inside a sentence."""
    return text[:1].upper() + text[1:]


def _offered(answers: Answers) -> dict[str, KnownSkill]:
    """What to tick, by code: found in the words, brought by the jobs, or ticked before."""
    said = answers.skill_words or _words_held(answers)
    found = {one.skill: one for one in skills_offered(said, answers.facts.work) if one.skill}
    for held in answers.facts.skills:
        if held.skill and held.skill not in _licence_codes():
            found.setdefault(held.skill, held)
    return {code: one for code, one in found.items() if code not in _licence_codes()}


def _found_in_words(answers: Answers) -> list[tuple[str, str]]:
    """What was read in the person's own words: (words, code)."""
    found = skills_offered(answers.skill_words or _words_held(answers), [])
    return [(one.words, one.skill) for one in found if one.skill and one.skill not in _licence_codes()]


def _offers(answers: Answers) -> dict[str, Any]:
    return {"offers": [(code, label(code)) for code in _offered(answers)]}


def _ticked(answers: Answers) -> list[str]:
    """Ticked before, also about a job; the first time, too, what the person said, not what their jobs usually bring."""
    held = [one.skill for one in answers.facts.skills if one.skill]
    if "elegir" in answers.answered:
        return held
    said = [one.skill for one in skills_offered(answers.skill_words, []) if one.skill]
    return list(dict.fromkeys(held + said))


def _store_words(answers: Answers, sent: SkillWords) -> None:
    said = sent.skill_words or ""
    if said != answers.skill_words and "elegir" in answers.answered:
        answers.answered.remove("elegir")
    answers.skill_words = said
    # The words themselves are kept, so that a counsellor can read what was not understood.
    pieces = [piece.strip()[:200] for piece in said.replace("\n", ",").split(",")]
    own_words = [KnownSkill(words=piece) for piece in pieces if piece][:20]
    answers.facts.skills = [one for one in answers.facts.skills if one.skill] + own_words


def _store_choice(answers: Answers, sent: SkillChoice) -> None:
    offered = _offered(answers)
    if not set(sent.skills) <= set(offered):
        raise Invalid("code_unknown", field="skills")
    kept = [one for one in answers.facts.skills if one.skill is None or one.skill in _licence_codes()]
    answers.facts.skills = [offered[code] for code in dict.fromkeys(sent.skills)] + kept


def _store_licences(answers: Answers, sent: Licences) -> None:
    if not set(sent.licences) <= set(LICENCES):
        raise Invalid("code_unknown", field="licences")
    others = [one for one in answers.facts.skills if one.skill not in LICENCES]
    answers.facts.skills = others + [KnownSkill(words=label(code), skill=code) for code in sent.licences]
    answers.facts.licences_answered = True


def _said_skills(answers: Answers) -> list[str] | str:
    named = [label(one.skill) for one in answers.facts.skills if one.skill and one.skill not in LICENCES]
    return named or _("Ninguna")


def _said_licences(answers: Answers) -> list[str] | str:
    if not answers.facts.licences_answered:
        return ""
    return _held_labels(answers) or _("Ninguna")


def _held_labels(answers: Answers) -> list[str]:
    return [label(code) for code in _held(answers)]


def _held(answers: Answers) -> list[str]:
    return [one.skill for one in answers.facts.skills if one.skill in LICENCES]


QUESTIONS = (
    Question(
        "habilidades", "work", N_("Lo que sabe, en sus palabras"), "candidate/questions/habilidades.html",
        always(SkillWords),
        values=lambda a: {"skill_words": a.skill_words or _words_held(a)},
        store=_store_words,
        said=lambda a: a.skill_words or _words_held(a),
        follow=lambda a: "elegir" if "elegir" not in a.answered and _offered(a) else None,
    ),
    Question(
        "elegir", "work", N_("Lo que entendimos"), "candidate/questions/elegir.html", always(SkillChoice),
        values=lambda a: {"skills": _ticked(a)},
        store=_store_choice,
        said=_said_skills,
        more=_offers,
        applies=lambda a: bool(_offered(a)),
        found=_found_in_words,
    ),
    Question(
        "licencias", "work", N_("Licencias y carnés"), "candidate/questions/licencias.html", always(Licences),
        values=lambda a: {"licences": _held(a)},
        store=_store_licences,
        said=_said_licences,
        more=lambda _a: {"licences": [(code, label(code)) for code in LICENCES]},
    ),
)  # fmt: skip


def _words_held(answers: Answers) -> str:
    return ", ".join(one.words for one in answers.facts.skills if one.skill is None)
