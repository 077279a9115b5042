"""What is inside a tip's body before it is sealed."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Final

from tipline.tips.errors import TipDamaged

BODY_VERSION: Final = 1
HEADLINE_BYTES: Final = 252  # 256 bytes fixed, less the four of the length (SPEC.md, padding)


@dataclass(frozen=True, slots=True, repr=False)
class Body:
    """A resident's words. `resident` is the id of the mailbox's public key: a swapped key does not match it."""

    text: str
    place: str
    when: str
    source: str
    danger: bool
    category: str
    language: str
    resident: str

    def to_bytes(self) -> bytes:
        """Return the canonical JSON form, with its version."""
        return json.dumps({"v": BODY_VERSION, **asdict(self)}, sort_keys=True, ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Body:
        """Return the body of that form. Raises TipDamaged on any other: a resident's program may have written it."""
        try:
            fields = json.loads(data)
            if fields.pop("v") != BODY_VERSION:
                raise TipDamaged
            body = cls(**fields)
            body.check()
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise TipDamaged from error
        return body

    def check(self) -> None:
        """Raise TypeError or ValueError unless every field is of its type and can be shown: no lone surrogate."""
        for name, value in asdict(self).items():
            if type(value) is not (bool if name == "danger" else str):
                raise TypeError(name)
            if isinstance(value, str):
                value.encode()

    def headline(self) -> str:
        """Return the first line that has text, cut to what a sealed headline holds."""
        first = next((line.strip() for line in self.text.splitlines() if line.strip()), "")
        return first.encode()[:HEADLINE_BYTES].decode(errors="ignore")
