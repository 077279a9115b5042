"""What figures can refuse."""


class FiguresError(Exception):
    """Base of what this package refuses."""


class NotAllowed(FiguresError):
    """The officer is not an analyst of a department."""


class PeriodUnknown(FiguresError):
    """Not a label such as "2026", "2026-Q3" or "2026-11", or one from before the department's first tip."""


class PeriodNotEnded(FiguresError):
    """The period is not over, or is over for less than the time that its last tips take to be stored."""
