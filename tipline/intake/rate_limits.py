"""How often one client may do something, the same through a page and through a program: bucket and rate."""

from typing import Final

SUBMISSIONS: Final = ("submission", "6/10m")
VISITS: Final = ("mailbox", "20/10m")
