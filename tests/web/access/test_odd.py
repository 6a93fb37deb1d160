"""Odd values in every field of a role's forms at once, each box another one: no server error, nothing reflected.

The quick part of tests/trust/test_odd_input.py, which sends each of the 59 values in each field alone.
"""

from __future__ import annotations

import pytest

from registry.access import Role
from tests.trust import odd
from tests.trust.odd_walk import Walk
from tests.web.access.conftest import AsVisitor, Undone
from tests.web.access.world import World

_STRINGS = [value for value in odd.VALUES.values() if not isinstance(value, odd.Many) and len(value) < 1000]
_TURNS = 4


@pytest.mark.parametrize("role", [Role.PUBLIC, Role.EMPLOYER])
def test_odd_values_in_all_fields_at_once(
    role: Role, visitor: AsVisitor, world: World, undone: Undone
) -> None:
    walk = Walk(role, visitor(role), world, undone)
    for form in walk.forms():
        names = [one.name for one in form.fields.values() if one.name != "form_token" and one.kind != "file"]
        for turn in range(_TURNS):
            answers = {
                name: _STRINGS[(turn * len(_STRINGS) // _TURNS + place * 5) % len(_STRINGS)]
                for place, name in enumerate(names)
            }
            kind, body = odd.multipart(answers) if form.is_multipart else odd.encoded(answers)
            label = f"{form.action} turn {turn}"
            if form.method == "GET":
                walk.ask("GET", f"{form.action.split('?')[0]}?{body.decode('latin-1')}", None, label)
            else:
                walk.ask("POST", form.action, None, label, kind=kind, body=body)
    assert walk.asked > 40
    assert not walk.wrong, "\n".join(f"{what} ({where})" for what, where in walk.wrong.items())
