"""What acting on a tip can refuse."""

from __future__ import annotations

from collections.abc import Sequence

from tipline.tips.models import History


class TipError(Exception):
    """Base of what this package and those above it refuse."""


class TipNotFound(TipError):
    """There is no such tip, or none that this officer's keys open: the two are never told apart."""


class TipDamaged(TipError):
    """A wrap or an envelope of the tip does not open: it was changed behind the system's back."""


class OversightOnly(TipError):
    """The tip is one of oversight: only oversight units may hold it until two of their members release it."""


class TipUnopenable(TipDamaged):
    """The tip does not open, and came so: nobody here changed it, whoever sent it sealed something else."""


class TransitionRefused(TipError):
    """The workflow has no such step from where the tip is."""


class ReasonMissing(TipError):
    """The step asks for a reason or a disposition, and none was given."""


class TextRefused(TipError):
    """The text is empty or too long."""


class StaleTip(TipError):
    """Somebody changed the tip after the form was drawn."""

    def __init__(self, changes: Sequence[History], current_version: int) -> None:
        super().__init__("the tip was changed meanwhile")
        self.changes = list(changes)
        self.current_version = current_version
