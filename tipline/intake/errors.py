"""What a submission can be refused for. None of it loses what was typed: the page shows it again."""


class IntakeError(Exception):
    """Base of what this package refuses."""


class NotAccepting(IntakeError):
    """The department takes no tips now: switched off, or a unit that would read them has no key yet."""


class OverBudget(IntakeError):
    """The department's hourly budget is spent. `retry_after`: seconds until the next hour."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("the hour's budget is spent")
        self.retry_after = retry_after


class FormRefused(IntakeError):
    """The form cannot be taken as it is; a new one is issued, with what was typed."""


class FormExpired(FormRefused):
    """The form was issued more than 24 hours ago."""


class FormForged(FormRefused):
    """The form was not issued by this server for this department."""


class SealedRefused(IntakeError):
    """A part of a tip that was sealed elsewhere is not of the form that SPEC.md gives. `field`: which, as a path."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class IdTaken(IntakeError):
    """The id or the receipt of a tip that was sealed elsewhere belongs to a tip that is here already."""
