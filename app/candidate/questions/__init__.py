"""The questions of the registration, in order, each with its form, its storing and its words.

The same questions correct a person's data on their own pages. Holds no routes: ../question_pages.py asks them, and
../work_pages.py asks about jobs, which repeat. Start at question.py.
"""

from __future__ import annotations

from app.candidate.questions import abilities, person, wishes
from app.candidate.questions.question import Question
from app.i18n import N_
from registry.candidates.drafts import Answers

BY_SLUG: dict[str, Question] = {
    question.slug: question for part in (person, abilities, wishes) for question in part.QUESTIONS
}
# Jobs come before skills: what somebody did says much of what they can do.
WORK = "trabajos"
_BEFORE_WORK = [question.slug for question in person.QUESTIONS]
_AFTER_WORK = [question.slug for part in (abilities, wishes) for question in part.QUESTIONS]
ORDER = [*_BEFORE_WORK, WORK, *_AFTER_WORK]

SECTIONS = {
    "person": N_("Usted"),
    "contact": N_("Su contacto"),
    "languages": N_("Sus idiomas"),
    "work": N_("Su trabajo"),
    "wishes": N_("Lo que busca"),
    "permissions": N_("Sus permisos"),
}


def section_of(slug: str) -> str:
    return "work" if slug == WORK else BY_SLUG[slug].section


def asked(answers: Answers) -> list[str]:
    """The addresses of the questions this person is asked, in order."""
    return [slug for slug in ORDER if slug == WORK or BY_SLUG[slug].applies(answers)]


def next_slug(answers: Answers, slug: str) -> str | None:
    """The question after this one; None after the last."""
    later = asked(answers)
    later = later[later.index(slug) + 1 :] if slug in later else later[-1:]
    return later[0] if later else None


def previous_slug(answers: Answers, slug: str) -> str | None:
    earlier = asked(answers)
    place = earlier.index(slug) if slug in earlier else 0
    return earlier[place - 1] if place else None


def first_open(answers: Answers) -> str | None:
    """Where to go on: the first question without an answer; None when all have one."""
    return next((slug for slug in asked(answers) if slug not in answers.answered), None)
