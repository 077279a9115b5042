"""What a category shows and means, as canonical JSON in a log entry (SPEC section 17)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

MOST_NAME: Final = 80
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
_CONTROL: Final = re.compile("[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Shown:
    """Its own names by language, whether it is offered, and whether its tips are about life and death."""

    names: Mapping[str, str]
    life_safety: bool
    active: bool

    def to_bytes(self) -> bytes:
        """Return the one way in which this is written. Raises ValueError where it could not be read back."""
        members = {"active": self.active, "life_safety": self.life_safety, "names": dict(self.names)}
        data = json.dumps(members, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        if not _fits(members):
            raise ValueError("a category that cannot be written")
        return data


def read_shown(data: bytes) -> Shown:
    """Return what these bytes say. Raises ValueError on a member too many or too few and on another way to write it."""
    members = json.loads(data)
    if not _fits(members):
        raise ValueError("a category of another shape")
    shown = Shown(names=members["names"], life_safety=members["life_safety"], active=members["active"])
    if shown.to_bytes() != data:
        raise ValueError("a category that is not written canonically")
    return shown


def is_name(name: Any) -> bool:
    """Tell whether the log takes this as a name: 1 to 80 characters, none of them a control character."""
    return isinstance(name, str) and 0 < len(name) <= MOST_NAME and not _CONTROL.search(name)


def _fits(members: Any) -> bool:
    if not isinstance(members, dict) or members.keys() != {"active", "life_safety", "names"}:
        return False
    names = members["names"]
    if not isinstance(members["active"], bool) or not isinstance(members["life_safety"], bool):
        return False
    return isinstance(names, dict) and all(_LANGUAGE.fullmatch(key) and is_name(name) for key, name in names.items())
