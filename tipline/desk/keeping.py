"""What an officer typed into a form that arrived after locking: carried in the page, stored nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse

PREFIX = "kept-"
NOT_KEPT = frozenset({"csrfmiddlewaretoken", "passphrase", "next"})
WRITTEN = frozenset({"text", "reason", "rationale"})


@dataclass(frozen=True, slots=True, repr=False)
class Kept:
    """The fields of a form of a tip's page, with the deed and the tip it was for."""

    act: str
    tip: UUID
    fields: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, act: str, tip: UUID, posted: QueryDict) -> Kept:
        """Keep the fields of a form that came too late."""
        return cls(act, tip, tuple((name, str(value)) for name, value in posted.items() if name not in NOT_KEPT))

    @classmethod
    def carried(cls, posted: QueryDict) -> Kept | None:
        """Read back what the unlock page carried; None when there was nothing or it makes no sense."""
        from tipline.desk.views.acts import ACTS

        act = posted.get("act", "")
        try:
            tip = UUID(posted.get("tip", ""))
        except ValueError:
            return None
        if act not in {*ACTS, "contact"}:
            return None
        carried = [name for name in posted if name.startswith(PREFIX)]
        return cls(act, tip, tuple((name.removeprefix(PREFIX), str(posted[name])) for name in carried))

    @property
    def url(self) -> str:
        """Return the address that the form is for."""
        return reverse(f"desk:{self.act}", args=[self.tip])

    @property
    def written(self) -> list[tuple[str, str]]:
        """Return the fields that hold what somebody wrote."""
        return [(name, value) for name, value in self.fields if name in WRITTEN and value.strip()]

    @property
    def other(self) -> list[tuple[str, str]]:
        """Return the fields that hold choices."""
        written = {name for name, _ in self.written}
        return [(name, value) for name, value in self.fields if name not in written]
