"""What the keyring can refuse. `str()` of an error is in the reader's language and may be shown to an officer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class KeyringError(Exception):
    """Base of what this package refuses."""

    words: ClassVar[str | Promise] = _("That could not be done.")

    def __str__(self) -> str:
        return str(self.words)


class KeyLogBroken(KeyringError):
    """The department's key log or its root does not verify: nothing is sealed or granted. `reason` is fixed words."""

    words = _("The department’s key log does not verify. Nothing was done. Tell whoever runs this service at once.")

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotEnrolled(KeyringError):
    """The officer has no key, or may not sign in."""

    words = _("There is no key yet. Create one first.")


class AlreadyEnrolled(KeyringError):
    """The officer has a key."""

    words = _("There is already a key.")


class WrongPassphrase(KeyringError):
    """The passphrase does not open the officer's key."""

    words = _("The passphrase is wrong.")


class TooManyTries(KeyringError):
    """Too many wrong passphrases; `retry_after` is in seconds."""

    words = _("Too many wrong passphrases. Wait a moment, then try again.")

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


class WeakPassphrase(KeyringError):
    """The passphrase would be easy to guess; `str()` says what is wrong with it."""

    def __init__(self, why: str | Promise) -> None:
        super().__init__(why)
        self.why = why

    def __str__(self) -> str:
        return str(self.why)


class NoGrant(KeyringError):
    """No grant of the unit's key opens with the officer's key."""

    words = _("Your key does not open this unit.")


class NotSupervisor(KeyringError):
    """The key log does not let the officer admit to the unit."""

    words = _("Only a supervisor of this unit can do that.")


class NotAdmissible(KeyringError):
    """The newcomer cannot be a member: another department, an administrator, not active, without a key, or oneself."""

    words = _("This person cannot be a member of the unit.")


class AdmissionCodeWrong(KeyringError):
    """The typed admission code is not that of the newcomer's stored key."""

    words = _("The admission code does not match this person’s key. Ask them to read it to you again, in person.")


class AdmissionCodeMistyped(AdmissionCodeWrong):
    """What was typed is no admission code; `str()` says how many characters are there, or that one is wrong."""

    def __init__(self, typed: int, wanted: int) -> None:
        super().__init__(typed, wanted)
        self.typed, self.wanted = typed, wanted

    def __str__(self) -> str:
        if self.typed == self.wanted:
            return gettext("A character of the admission code is wrong. Compare each group with the newcomer.")
        return gettext("An admission code has %(wanted)s characters. You entered %(typed)s.") % {
            "wanted": self.wanted,
            "typed": self.typed,
        }


class EnrolmentUnproven(KeyringError):
    """Whoever made the key did not show that they can sign with it: somebody put it together."""

    words = _(
        "This key does not prove whose it is. Ask the person to create another, and tell whoever runs this service."
    )


class AlreadyMember(KeyringError):
    """There is nothing left to grant."""

    words = _("This person is already a member.")


class UnitHasKey(KeyringError):
    """The unit's first key was made before."""

    words = _("This unit already has a key.")


class WrongKit(KeyringError):
    """The secret is of no kit of this department, or of the kit that the unit does not belong to."""

    words = _("This recovery secret is not the one for that unit.")


class ReasonMissing(KeyringError):
    """The action asks for a reason in words, and none was given."""

    words = _("Give a reason.")


class Indispensable(KeyringError):
    """Units depend on this officer alone. `stuck`: which, and how."""

    words = _("Some units depend on this person alone.")

    def __init__(self, stuck: Sequence[object]) -> None:
        super().__init__(len(stuck))
        self.stuck = list(stuck)


class ServiceKeyMissing(KeyringError):
    """There is no readable service key in the folder of keys."""

    words = _("The service key is missing.")
