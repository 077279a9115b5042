"""Propose a change. Nothing that residents see and nothing that is sealed changes by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tipline.audit.models import Event
from tipline.departments.actions.frame import note_deed, require_administrator
from tipline.departments.errors import NotYours
from tipline.departments.models import Category, Department, Officer, Unit
from tipline.keyring.log import verified
from tipline.keyring.log.statements import CategoryStated
from tipline.routing.changes import CHANGEABLE, check, mark_of, statement_of
from tipline.routing.errors import Impossible
from tipline.routing.models import Proposal


def propose_change(*, category: Category, values: Mapping[str, Any], actor: Officer, at: datetime) -> Proposal:
    """Propose a category's names, its mark, whether it is offered, or its units (`primary`, `further`: Unit).

    Raises NotYours, Impossible in words, KeyLogBroken, ValueError on a value that is none of these.
    """
    if not values.keys() <= CHANGEABLE:
        raise ValueError("a value that no proposal changes")
    require_administrator(actor, category.department)
    known = verified(category.department).category(category.pk)
    if known is None:
        raise NotYours
    proposal = Proposal(
        department=category.department,
        about=Proposal.About.CATEGORY,
        subject=category.pk,
        change=_written(values),
        proposed_by=actor,
        proposed_at=at,
    )
    said = statement_of(proposal, verified(category.department))
    if isinstance(said, CategoryStated) and said == replace(known, version=said.version, proposer=said.proposer):
        raise Impossible(_("Nothing would change."))
    return _store(proposal)


def propose_category(
    *,
    department: Department,
    code: str,
    names: Mapping[str, str],
    life_safety: bool,
    active: bool,
    primary: Unit,
    further: Sequence[Unit] = (),
    actor: Officer,
    at: datetime,
) -> Proposal:
    """Propose a new category. Raises NotYours, Impossible in words, KeyLogBroken."""
    require_administrator(actor, department)
    values = {"names": names, "life_safety": life_safety, "active": active, "primary": primary, "further": further}
    change = {"code": code, **_written(values)}
    about = Proposal.About.CATEGORY
    return _store(Proposal(department=department, about=about, change=change, proposed_by=actor, proposed_at=at))


def propose_unit(*, department: Department, name: str, kind: Unit.Kind, actor: Officer, at: datetime) -> Proposal:
    """Propose a new unit. Once confirmed it takes nothing until its first supervisor makes its key.

    Raises NotYours, Impossible in words, KeyLogBroken.
    """
    require_administrator(actor, department)
    change = {"name": name.strip(), "kind": str(kind)}
    about = Proposal.About.UNIT
    return _store(Proposal(department=department, about=about, change=change, proposed_by=actor, proposed_at=at))


def _store(proposal: Proposal) -> Proposal:
    log = verified(proposal.department)
    said = statement_of(proposal, log)
    mark_of(said, proposal.department_id)
    check(said, log, proposal.department)
    with transaction.atomic():
        proposal.save(force_insert=True)
        note_deed(
            Event.Deed.CHANGE_PROPOSED,
            proposal.proposed_by,
            proposal.department,
            proposal.subject,
            proposal.proposed_at,
        )
    return proposal


def _written(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values as a row holds them: units by id, names that were given."""
    written = dict(values)
    if "names" in written:
        written["names"] = {language: name.strip() for language, name in written["names"].items() if name.strip()}
    if "primary" in written:
        written["primary"] = str(written["primary"].pk)
    if "further" in written:
        further = [str(unit.pk) for unit in written["further"]]
        written["further"] = [unit for unit in further if unit != written.get("primary")]
    return written
