"""What a question is: its address, its form, and how its answer gets into the answers and back onto the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.forms import FormModel
from registry.candidates.drafts import Answers


def _nothing(_answers: Answers) -> Any:
    return None


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the registration; also one correction on a person's own pages.

    form: the model of the page, which may depend on the answers. values: what stands in the fields, by field name.
    store: puts checked data into the answers; raises Invalid. said: the answer in words, for the check page.
    more: further context of the template. applies: whether it is asked at all. follow: a page that must come next.
    """

    slug: str
    section: str
    label: str
    form: Callable[[Answers], type[FormModel]]
    values: Callable[[Answers], dict[str, Any]]
    store: Callable[[Answers, Any], None]
    said: Callable[[Answers], str | list[str]]
    more: Callable[[Answers], dict[str, Any]] = lambda _answers: {}
    applies: Callable[[Answers], bool] = lambda _answers: True
    follow: Callable[[Answers], str | None] = _nothing

    @property
    def template(self) -> str:
        name = "permission" if self.section == "permissions" else self.slug
        return f"candidate/questions/{name}.html"


def always(form: type[FormModel]) -> Callable[[Answers], type[FormModel]]:
    """For a page whose fields are always the same."""
    return lambda _answers: form
