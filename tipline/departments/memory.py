"""What a process remembers of the departments ends with every change that it makes to one of them."""

from __future__ import annotations


class _Changes:
    """How many changes this process made."""

    count: int = 0


def changes() -> int:
    """Return a number that is another one after each change: what was remembered by an older one is out of date."""
    return _Changes.count


def forget_configuration() -> None:
    """Have the next request read the departments anew. In other processes they are out of date for half a minute."""
    _Changes.count += 1
