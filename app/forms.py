"""Forms: what was typed, what is wrong with it in words, and the checked data.

A form is a Pydantic model. `bind` never raises: the page is shown again with everything as typed and each error
beside its field. `attempt` runs a service and turns its refusals into errors of the form, undoing what it had begun.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError
from sqlalchemy.orm import Session
from starlette.datastructures import FormData, UploadFile

from app import words
from app.collisions import SEEN, collide
from registry.errors import Invalid, NotPossible

Model = TypeVar("Model", bound="FormModel")


class FormModel(BaseModel):
    """Base of every form: unknown fields are ignored by `bind`, texts are trimmed."""

    model_config = ConfigDict(str_strip_whitespace=True, extra="forbid")


class Nothing(FormModel):
    """A button and nothing to type: a refusal still has a form to stand in."""


class Reason(FormModel):
    """One act, and why."""

    reason: Annotated[str, StringConstraints(min_length=3, max_length=500)]


class Bound(Generic[Model]):
    """A form between browser and service. `data` is set when nothing is wrong."""

    def __init__(self, values: Mapping[str, Any] | None = None) -> None:
        self.values: dict[str, Any] = dict(values or {})
        self.errors: dict[str, str] = {}
        self.data: Model | None = None
        # What stood in the form when it was opened, and what somebody else saved meanwhile (app/collisions.py).
        self.seen = ""
        self.theirs: dict[str, Any] = {}

    def value(self, name: str) -> Any:
        return self.values.get(name, "")

    def error(self, name: str) -> str | None:
        return self.errors.get(name)

    def saved(self, name: str) -> Any:
        """What somebody else saved in this field since the form was opened; None where there is nothing to compare."""
        parts = [self.theirs.get(f"{name}_{part}") for part in ("day", "month", "year")]
        if any(parts):
            return "/".join(str(part or "") for part in parts)
        value = self.theirs.get(name)
        if value is True:
            return "1"
        return "" if name in self.theirs and value in (None, False, []) else value

    @property
    def has_errors(self) -> bool:
        return bool(self.errors)

    @property
    def error_list(self) -> list[tuple[str, str]]:
        return list(self.errors.items())

    def add(self, field: str, message: str) -> None:
        self.errors.setdefault(field, message)

    @property
    def checked(self) -> Model:
        if self.data is None:
            raise RuntimeError("the form has errors")
        return self.data


def clean(text: str) -> str:
    """One spelling per text: NFC, no NUL and no control characters but line breaks (trust.md habit 9)."""
    normal = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(char for char in normal if char in "\n\t" or unicodedata.category(char) != "Cc")


def typed(form: FormData, model: type[BaseModel]) -> dict[str, Any]:
    """The model's fields as sent. A field annotated as list or tuple keeps every value, others the first."""
    values: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        if name not in form:
            continue
        items = [clean(item) if isinstance(item, str) else item for item in form.getlist(name)]
        many = getattr(field.annotation, "__origin__", None) in (list, tuple, set, frozenset)
        values[name] = items if many else items[0]
    return values


def bind(model: type[Model], form: FormData, **more: Any) -> Bound[Model]:
    """Check a sent form. `more` adds values that do not come from the browser."""
    values = typed(form, model) | more
    bound: Bound[Model] = Bound({k: v for k, v in values.items() if not isinstance(v, UploadFile)})
    bound.seen = clean(str(form.get(SEEN, "")))[:40]
    _join_dates(model, form, values, bound)
    try:
        # An empty box is "not answered", not an empty text.
        bound.data = model.model_validate({k: v for k, v in values.items() if v != ""})
    except ValidationError as problems:
        for problem in problems.errors():
            field = str(problem["loc"][0]) if problem["loc"] else ""
            bound.add(field, words.form_error(problem["type"], problem.get("ctx") or {}))
    if bound.errors:
        # A date of which a part is missing leaves the model valid, yet it is an error.
        bound.data = None
    # Errors are read in the order of the fields on the page.
    order = list(model.model_fields)
    bound.errors = dict(
        sorted(bound.errors.items(), key=lambda item: order.index(item[0]) if item[0] in order else 0)
    )
    return bound


def _join_dates(model: type[BaseModel], form: FormData, values: dict[str, Any], bound: Bound[Any]) -> None:
    """A date field may come as three boxes (name_day, name_month, name_year): one value, or an error if incomplete."""
    for name in model.model_fields:
        boxes = {part: form.get(f"{name}_{part}") for part in ("year", "month", "day")}
        if not any(isinstance(value, str) for value in boxes.values()):
            continue
        parts = {part: clean(str(value or "")).strip() for part, value in boxes.items()}
        bound.values.update({f"{name}_{part}": value for part, value in parts.items()})
        if all(parts.values()):
            values[name] = "-".join(value.zfill(4 if part == "year" else 2) for part, value in parts.items())
        elif any(parts.values()):
            bound.add(name, words.form_error("date_incomplete", {}))


@contextmanager
def attempt(session: Session, bound: Bound[Any]) -> Iterator[None]:
    """Run a service; its Invalid or NotPossible becomes an error of the form and its changes are undone."""
    try:
        with session.begin_nested():
            yield
    except Invalid as error:
        bound.add(error.field or "", words.problem(error))
    except NotPossible as error:
        bound.add("", words.problem(error))


def carry_out(
    session: Session,
    model: type[Model],
    form: FormData,
    act: Callable[[Model], object],
    *,
    stored: Mapping[str, Any] | None = None,
) -> Bound[Model]:
    """Bind a sent form and do the act it asks for, if nothing is wrong with it. The caller shows the page again when
    the result has errors, and redirects when it has none. `stored`: see app.collisions.collide."""
    bound = bind(model, form)
    if stored is not None:
        collide(bound, stored)
    if bound.data is not None:
        with attempt(session, bound):
            act(bound.data)
    return bound
