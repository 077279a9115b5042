"""Changes of a department's categories, routes and units: one person proposes, a second one confirms."""

from tipline.routing.actions.decide import confirm_proposal, reject_proposal
from tipline.routing.actions.propose import propose_category, propose_change, propose_unit
from tipline.routing.actions.seen_changes import mark_changes_seen

__all__ = [
    "confirm_proposal",
    "mark_changes_seen",
    "propose_category",
    "propose_change",
    "propose_unit",
    "reject_proposal",
]
