from __future__ import annotations


class TrailBroken(Exception):
    """The trail in the database does not continue what the file of heads says. `reason`: words and public ids."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class HeadsBroken(TrailBroken):
    """The file of heads is missing, cut or edited."""
