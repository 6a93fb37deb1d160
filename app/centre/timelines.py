"""/centro/colocaciones/ID/pasos - the steps of one person's placement, ticked with the person at the counter."""

from __future__ import annotations

from app.checklists import Frame, find_placement, screens

_FRAME = Frame(path="/centro/colocaciones/{id}/pasos", back="/centro/personas/{person}")
router = screens("/centro/colocaciones/{public_id}/pasos", _FRAME, find_placement)
