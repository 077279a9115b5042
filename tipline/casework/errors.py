"""What casework can refuse beyond what a tip does."""

from tipline.tips.errors import TipError


class UnitNotThere(TipError):
    """The unit is not another one of this department that can take the tip now, or was asked already."""


class ReleaseNotThere(TipError):
    """There is no open proposal to release the tip that this officer could decide or take back."""


class ReleaseRefused(TipError):
    """The tip is not one of oversight, or its release is proposed already."""


class OfficerNotThere(TipError):
    """The officer is not a member of a unit that holds the tip."""


class TagNotThere(TipError):
    """The tag is not in the department's vocabulary, or not on the tip."""


class EscalationNotThere(TipError):
    """There is no escalation of that id that waits and is the officer's to acknowledge or to withdraw."""


class EscalationWaits(TipError):
    """The tip cannot be closed while an escalation of it waits: that unit would never hear of it."""


class OutcomeRefused(TipError):
    """A tip that nobody could read ends as spam or for want of information, and in no other way."""
