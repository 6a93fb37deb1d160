"""/mi/ofertas/ID/pasos - who does what by when, once the person said yes; they tick their own steps."""

from __future__ import annotations

from app.checklists import Frame, find_placement, screens

_FRAME = Frame(
    path="/mi/ofertas/{id}/pasos",
    back="/mi/ofertas/{id}",
    list_page="candidate/steps/list.html",
    step_page="candidate/steps/step.html",
)
router = screens("/mi/ofertas/{public_id}/pasos", _FRAME, find_placement)
