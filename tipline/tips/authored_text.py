"""What is inside a message, a note and a reason: the words, and whose they are (SPEC section 19.2).

Who wrote them stands in the clear row as well. There anybody who writes the database can change it; inside they cannot.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from tipline.envelope import Header, seal_content
from tipline.tips.errors import TipDamaged
from tipline.tips.sealing import open_bytes

AUTHORED_TEXT_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Authorship:
    """Whose words they are: an officer's, or the resident's without one. `kind`: of note or reason."""

    author: UUID | None
    from_resident: bool
    kind: str = ""

    def members(self) -> dict[str, Any]:
        """Return what is sealed beside the words."""
        by = "resident" if self.from_resident else "officer"
        author = self.author.hex if self.author else ""
        return {"v": AUTHORED_TEXT_VERSION, "by": by, "author": author} | (
            {"kind": str(self.kind)} if self.kind else {}
        )


def by_officer(author: UUID, kind: str = "") -> Authorship:
    """Return that an officer wrote it."""
    return Authorship(author=author, from_resident=False, kind=kind)


BY_RESIDENT: Final = Authorship(author=None, from_resident=True)


def seal_authored_text(key: bytes, text: str, header: Header, authorship: Authorship) -> bytes:
    """Seal the words together with whose they are."""
    members = {**authorship.members(), "text": text}
    return seal_content(key, json.dumps(members, sort_keys=True, ensure_ascii=False).encode(), header)


def open_authored_text(key: bytes, envelope: bytes | memoryview | None, header: Header, authorship: Authorship) -> str:
    """Open words that the clear row says are these people's. Raises TipDamaged where they are not, or do not open."""
    try:
        found = dict(json.loads(open_bytes(key, envelope, header)))
        text: str = found["text"]
        text.encode()  # An unpaired surrogate could not be shown.
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise TipDamaged from error
    if any(
        found.get(name) != value or type(found[name]) is not type(value) for name, value in authorship.members().items()
    ):
        raise TipDamaged
    return text


def authored_text_or_none(
    key: bytes | None, envelope: bytes | memoryview | None, header: Header, authorship: Authorship
) -> str | None:
    """Open words that stand beside others, None where anything about them does not fit or there is no key for them."""
    try:
        return None if key is None else open_authored_text(key, envelope, header, authorship)
    except TipDamaged:
        return None
