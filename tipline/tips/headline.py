"""The first line of a tip, cut for the queue. Its rules are those of SPEC section 19.4, the same in every language."""

from __future__ import annotations

import re
from typing import Final

HEADLINE_BYTES: Final = 252  # 256 bytes fixed, less the four of the length (SPEC section 7)

_ENDS: Final = "\n-\r\x1c-\x1e\x85\u2028\u2029"
# With the line ends: what Python's strip and JavaScript's trim take off, together.
_SPACES: Final = (
    "\t\x1f \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\ufeff"
)
_BLANK: Final = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufffc"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_LINE_END: Final = re.compile(f"[{_ENDS}]")
_SEEN: Final = re.compile(f"[^{_ENDS}{_SPACES}{_BLANK}]")


def headline(text: str) -> str:
    """Return the first line in which something is seen, trimmed and cut; nothing where no line has it."""
    first = next((line for line in _LINE_END.split(text) if _SEEN.search(line)), "")
    return first.strip(_SPACES).encode()[:HEADLINE_BYTES].decode(errors="ignore")
