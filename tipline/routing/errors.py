"""What this package refuses. `str()` of an error is translated and may be shown to an officer."""

from __future__ import annotations

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class RoutingError(Exception):
    """Base of this package's errors."""

    words: ClassVar[str | Promise] = _("That could not be done.")

    def __str__(self) -> str:
        return str(self.words)


class NotEntitled(RoutingError):
    """The officer is no supervisor of this department, or the key log does not let their key confirm."""

    words = _("Only a supervisor whose key can admit others may decide this.")


class OversightRequired(NotEntitled):
    """The change touches oversight, and the key may not admit to an oversight unit."""

    words = _("This affects oversight: only a supervisor of an oversight unit may decide it.")


class SamePerson(RoutingError):
    """The officer who proposed it may not decide it."""

    words = _("A second person must decide this.")


class AlreadyDecided(RoutingError):
    words = _("Someone else has already decided this.")


class ProposalChanged(RoutingError):
    """What would be signed is not what the page showed."""

    words = _("This changed while you were reading it. Read it again.")


class InvalidChange(RoutingError):
    """The key log cannot hold this; `str()` says why."""

    def __init__(self, why: str | Promise) -> None:
        super().__init__(why)
        self.why = why

    def __str__(self) -> str:
        return str(self.why)
