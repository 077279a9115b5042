"""What this package can refuse. `str()` of an error is in the reader's language and may be shown to an officer."""

from __future__ import annotations

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class RoutingError(Exception):
    """Base of what this package refuses."""

    words: ClassVar[str | Promise] = _("That could not be done.")

    def __str__(self) -> str:
        return str(self.words)


class NotEntitled(RoutingError):
    """No supervisor of this department with a role and a key that the key log lets confirm this change."""

    words = _("Only a supervisor whose key can admit others may decide this.")


class OversightDecides(NotEntitled):
    """The change touches oversight, and the key may not admit to an oversight unit."""

    words = _("This affects oversight: only a supervisor of an oversight unit may decide it.")


class SamePerson(RoutingError):
    """A second person has to decide what the first one proposed."""

    words = _("A second person must decide this.")


class AlreadyDecided(RoutingError):
    """The proposal was confirmed or rejected before."""

    words = _("Someone else has already decided this.")


class ShownOtherwise(RoutingError):
    """What would be signed is not what the page showed: it changed meanwhile."""

    words = _("This changed while you were reading it. Read it again.")


class Impossible(RoutingError):
    """The key log could not hold this; `str()` says why."""

    def __init__(self, why: str | Promise) -> None:
        super().__init__(why)
        self.why = why

    def __str__(self) -> str:
        return str(self.why)
