"""What a tip's page knows: its sections show it, its actions choose from it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

from tipline.casework.queries import Casework, OpenedEscalation, UnitsAround, members_among
from tipline.departments.models import Officer
from tipline.departments.roles import CUSTODIAN, has_role
from tipline.tips.actions import OpenedTip
from tipline.tips.models import Handling, Status, Tip
from tipline.tips.workflow import manual_statuses


@dataclass(frozen=True)
class TipPage:
    """An opened tip before an officer. `escalation`: the one that an action is about, where it is about one."""

    officer: Officer
    opened: OpenedTip
    casework: Casework
    units: UnitsAround
    escalation: OpenedEscalation | None = field(default=None, repr=False)

    def about(self, escalation: OpenedEscalation) -> TipPage:
        """Return the page as it stands to one of the tip's escalations."""
        return replace(self, escalation=escalation)

    @property
    def tip(self) -> Tip:
        """The tip's row."""
        return self.opened.tip

    @property
    def handling(self) -> Handling:
        """What the officer's department does with it."""
        return self.opened.handling

    @property
    def closed(self) -> bool:
        """Tell whether nothing can be asked, and a change of status reopens."""
        return self.handling.status == Status.CLOSED

    @property
    def statuses(self) -> list[Status]:
        """The statuses that the tip can get by hand, closing apart."""
        return [step for step in manual_statuses(self.handling.status) if step != Status.CLOSED]

    @property
    def can_close(self) -> bool:
        """Tell whether closing is a step from here."""
        return Status.CLOSED in manual_statuses(self.handling.status)

    @cached_property
    def members(self) -> list[Officer]:
        """Those who can open the tip, and so can be assigned to it."""
        return members_among(self.opened.people.values(), self.handling.department_id)

    @property
    def shows_contact(self) -> bool:
        """Tell whether the officer is a custodian, and there are contact details."""
        return self.tip.has_contact and has_role(self.officer, CUSTODIAN)

    @property
    def can_propose_release(self) -> bool:
        """Tell whether it stays with oversight, and nobody proposed otherwise."""
        return self.casework.stays and not self._release_waits

    @property
    def can_withdraw_release(self) -> bool:
        """Tell whether the officer's own proposal waits."""
        return self._release_waits and self.casework.release.mine  # type: ignore[union-attr]

    @property
    def can_reject_release(self) -> bool:
        """Tell whether somebody else's proposal waits."""
        return self._release_waits and not self.casework.release.mine  # type: ignore[union-attr]

    @property
    def can_confirm_release(self) -> bool:
        """Tell whether somebody else's proposal waits, and says why."""
        return self.can_reject_release and self.casework.release.reason is not None  # type: ignore[union-attr]

    @property
    def _release_waits(self) -> bool:
        release = self.casework.release
        return self.casework.stays and release is not None and release.open
