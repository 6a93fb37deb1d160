"""What the readers of the containers share."""

from __future__ import annotations


class NotClean(Exception):
    """It cannot be written anew. `code`: voice_is_video or voice_unreadable."""

    def __init__(self, code: str = "voice_unreadable") -> None:
        super().__init__(code)
        self.code = code


def need(condition: object) -> None:
    if not condition:
        raise NotClean()
