"""A person registers alone, question by question, with nothing but forms."""

from __future__ import annotations

from tests.web.candidate.walk import register, send, walk, words_of


def test_from_the_first_page_to_the_slip(client, session) -> None:
    code = register(client)
    slip = client.get("/registro/hoja?papel=a4").text
    assert code in slip and "María Elena Caal Pop" in slip and "<svg" in slip
    assert "5555" not in slip and "Cobán" not in slip
    status = client.get(f"/estado/{code}").text
    assert "Registrado" in status and "María" not in words_of(status)
