"""Propose a change. It has no effect on residents or on sealing until it is confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tipline.audit.models import Event
from tipline.departments.errors import NotYours
from tipline.departments.models import Category, Department, Officer, Unit
from tipline.departments.permissions import require_administrator
from tipline.departments.recording import record_change
from tipline.keyring.log import verified
from tipline.keyring.log.statements import CategoryStated
from tipline.routing.errors import InvalidChange
from tipline.routing.models import Proposal
from tipline.routing.proposals import CHANGEABLE, check_statement, fingerprint_of, statement_of


def propose_change(*, category: Category, values: Mapping[str, Any], actor: Officer, at: datetime) -> Proposal:
    """Propose new values for the CHANGEABLE of a category; `primary` and `further` are units.

    Raises NotYours, InvalidChange, KeyLogBroken, ValueError for another value.
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
        change=_as_json(values),
        proposed_by=actor,
        proposed_at=at,
    )
    statement = statement_of(proposal, verified(category.department))
    if isinstance(statement, CategoryStated) and statement == replace(
        known, version=statement.version, proposer=statement.proposer
    ):
        raise InvalidChange(_("Nothing would change."))
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
    """Raises NotYours, InvalidChange, KeyLogBroken."""
    require_administrator(actor, department)
    values = {"names": names, "life_safety": life_safety, "active": active, "primary": primary, "further": further}
    change = {"code": code, **_as_json(values)}
    about = Proposal.About.CATEGORY
    return _store(Proposal(department=department, about=about, change=change, proposed_by=actor, proposed_at=at))


def propose_unit(*, department: Department, name: str, kind: Unit.Kind, actor: Officer, at: datetime) -> Proposal:
    """Once confirmed the unit takes no tips until its first supervisor makes its key.

    Raises NotYours, InvalidChange, KeyLogBroken.
    """
    require_administrator(actor, department)
    change = {"name": name.strip(), "kind": str(kind)}
    about = Proposal.About.UNIT
    return _store(Proposal(department=department, about=about, change=change, proposed_by=actor, proposed_at=at))


def _store(proposal: Proposal) -> Proposal:
    log = verified(proposal.department)
    statement = statement_of(proposal, log)
    fingerprint_of(statement, proposal.department_id)
    check_statement(statement, log, proposal.department)
    with transaction.atomic():
        proposal.save(force_insert=True)
        record_change(
            Event.Action.CHANGE_PROPOSED,
            proposal.proposed_by,
            proposal.department,
            proposal.subject,
            proposal.proposed_at,
        )
    return proposal


def _as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as JSON: units by id, names without empty ones."""
    written = dict(values)
    if "names" in written:
        written["names"] = {language: name.strip() for language, name in written["names"].items() if name.strip()}
    if "primary" in written:
        written["primary"] = str(written["primary"].pk)
    if "further" in written:
        further = [str(unit.pk) for unit in written["further"]]
        written["further"] = [unit for unit in further if unit != written.get("primary")]
    return written
