"""Change to which units a category's tips are sealed: one person proposes, a second confirms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tipline.audit.models import Event
from tipline.departments.actions.frame import note_deed, require_administrator
from tipline.departments.errors import AlreadyDecided, NotYours, SamePerson
from tipline.departments.memory import forget_configuration
from tipline.departments.models import Category, Officer, RoutingProposal, Unit
from tipline.departments.roles import ADMINISTRATOR, has_role


def propose_routing(
    *, category: Category, primary_unit: Unit, further_units: Sequence[Unit], actor: Officer, at: datetime
) -> RoutingProposal:
    """Propose to which units a category's tips are sealed; nothing changes until a second person confirms.

    Raises NotYours on another department's unit, or on one that takes no tips.
    """
    require_administrator(actor, category.department)
    for unit in (primary_unit, *further_units):
        if unit.department_id != category.department_id or not unit.takes_tips:
            raise NotYours
    with transaction.atomic():
        proposal = RoutingProposal.objects.create(
            category=category, primary_unit=primary_unit, proposed_by=actor, proposed_at=at
        )
        proposal.further_units.set([unit for unit in further_units if unit != primary_unit])
        note_deed(Event.Deed.ROUTING_PROPOSED, actor, category.department, category.pk, at)
    return proposal


def confirm_routing(*, proposal: RoutingProposal, actor: Officer, at: datetime) -> None:
    """Put a proposed routing in force. The caller has made sure that the actor holds an unlocked key.

    Raises SamePerson for the proposer, NotYours for another department's officer or an administrator, AlreadyDecided.
    """
    with transaction.atomic():
        _decide(proposal, RoutingProposal.Outcome.CONFIRMED, actor, at)
        category = proposal.category
        category.primary_unit = proposal.primary_unit
        category.save(update_fields=["primary_unit"])
        category.further_units.set(proposal.further_units.all())
        note_deed(Event.Deed.ROUTING_CONFIRMED, actor, category.department, category.pk, at)
    forget_configuration()


def reject_routing(*, proposal: RoutingProposal, actor: Officer, at: datetime) -> None:
    """Close a proposal without changing anything. Raises as `confirm_routing`."""
    with transaction.atomic():
        _decide(proposal, RoutingProposal.Outcome.REJECTED, actor, at)
        note_deed(Event.Deed.ROUTING_REJECTED, actor, proposal.category.department, proposal.category_id, at)


def _decide(proposal: RoutingProposal, outcome: RoutingProposal.Outcome, actor: Officer, at: datetime) -> None:
    if actor.department_id != proposal.category.department_id or has_role(actor, ADMINISTRATOR):
        raise NotYours
    if actor.pk == proposal.proposed_by_id:
        raise SamePerson
    waiting = RoutingProposal.objects.filter(pk=proposal.pk, outcome=RoutingProposal.Outcome.OPEN)
    if not waiting.update(outcome=outcome, decided_by=actor, decided_at=at):
        raise AlreadyDecided
