"""What the audit trail can refuse."""

from __future__ import annotations


class TrailBroken(Exception):
    """The trail in the database does not go on from what the file of heads says. `reason`: plain words, public ids."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class HeadsBroken(TrailBroken):
    """The file of heads is missing, cut or edited."""
