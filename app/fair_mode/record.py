"""What a record of fair mode holds: the centre's form, fewer rows, and where the person confirmed it."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

from pydantic import create_model

from app.centre import forms
from app.forms import FormModel
from matching.taxonomy import lexicon
from matching.text import fold
from registry.candidates.consents import AT_REGISTRATION, in_force
from registry.candidates.registration import Registration
from registry.errors import Invalid

ROWS = 3


def consent_versions() -> str:
    """Which texts the page shows: a record typed under another text asks the person again."""
    return " ".join(in_force()[purpose].version for purpose in AT_REGISTRATION)


class _Confirmed(FormModel):
    confirmed_on: Literal["screen", "paper"]
    consent_versions: str = ""


@cache
def record_form() -> type[Any]:
    """The whole record as one form."""
    return create_model("FairRecord", __base__=(_Confirmed, forms.form_of(ROWS, with_consents=True)))


def facts_of(sent: Any) -> Registration:
    """The registration that a checked record tells of. Raises Invalid."""
    if sent.consent_versions != consent_versions():
        raise Invalid("consent_text_changed", field="consent_register")
    facts = forms.answers_from(sent, ROWS).facts
    for job in facts.work:
        # Picked from the list, word for word: the person chose it.
        job.occupation = job.occupation or _by_name().get(fold(job.words))
    return facts


def occupation_names() -> list[str]:
    """What the page offers while a job is typed."""
    found = lexicon().occupations.values()
    return sorted({name for one in found for name in (one.es, one.es_feminine) if name}, key=fold)


@cache
def _by_name() -> dict[str, str]:
    found = lexicon().occupations.values()
    return {fold(name): one.code for one in found for name in (one.es, one.es_feminine) if name}
