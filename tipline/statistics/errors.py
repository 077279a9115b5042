"""What this package refuses."""


class FiguresError(Exception):
    """Base of this package's errors."""


class NotAllowed(FiguresError):
    """The officer is not an analyst of a department."""


class PeriodUnknown(FiguresError):
    """Not a label such as "2026", "2026-Q3" or "2026-11", or one from before the department's first tip."""


class PeriodNotEnded(FiguresError):
    """The period is not over, or so shortly that its last tips may not be stored yet."""
