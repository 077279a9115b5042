"""Confirm or reject a proposal: the second person signs it into the key log with their own key."""

from __future__ import annotations

import contextlib
from datetime import datetime

from django.db import transaction

from tipline.audit.actions import record
from tipline.audit.models import Event
from tipline.departments.invalidation import invalidate_configuration
from tipline.departments.models import Category, Unit
from tipline.departments.roles import ADMINISTRATOR, SUPERVISOR, has_role
from tipline.keyring.log import LogState, append, verified
from tipline.keyring.log.statements import CategoryStated, UnitKind
from tipline.keyring.unlocked import Unlocked
from tipline.routing.errors import (
    AlreadyDecided,
    InvalidChange,
    NotEntitled,
    OversightRequired,
    ProposalChanged,
    SamePerson,
)
from tipline.routing.models import Proposal
from tipline.routing.proposals import check_statement, concerns_oversight, fingerprint_of, statement_of


def confirm_proposal(*, unlocked: Unlocked, proposal: Proposal, fingerprint: str, at: datetime) -> None:
    """Sign the proposal into the key log, which residents are served from. `fingerprint`: of what the page showed.

    A key that may admit came from a recovery kit or from another supervisor, so never from the proposer alone; a key
    made after an invitation was renewed may not. Raises NotEntitled, OversightRequired,
    SamePerson, AlreadyDecided, ProposalChanged, InvalidChange, KeyLogBroken.
    """
    with transaction.atomic():
        proposal = _locked(proposal)
        log = _check_entitled(unlocked, proposal)
        statement = statement_of(proposal, log)
        _check_oversight(unlocked, log, statement)
        if fingerprint_of(statement, proposal.department_id) != fingerprint:
            raise ProposalChanged
        check_statement(statement, log, proposal.department)
        state = append(department=proposal.department, statements=[statement], signer=unlocked.secret)
        _update_row(statement, proposal)
        _close(proposal, Proposal.Outcome.CONFIRMED, unlocked, at)
        # With the entry's digest in the trail, a log whose end is cut off is found.
        _note(Event.Action.CHANGE_CONFIRMED, unlocked, proposal, at, state.head.hex())
    invalidate_configuration()


def reject_proposal(*, unlocked: Unlocked, proposal: Proposal, at: datetime) -> None:
    """Close a proposal without changing anything.

    Raises NotEntitled, OversightRequired, SamePerson, AlreadyDecided, KeyLogBroken.
    """
    with transaction.atomic():
        proposal = _locked(proposal)
        log = _check_entitled(unlocked, proposal)
        with contextlib.suppress(InvalidChange):  # Any supervisor may reject what cannot be read.
            _check_oversight(unlocked, log, statement_of(proposal, log))
        _close(proposal, Proposal.Outcome.REJECTED, unlocked, at)
        _note(Event.Action.CHANGE_REJECTED, unlocked, proposal, at)


def _locked(proposal: Proposal) -> Proposal:
    found = Proposal.objects.select_for_update(of=("self",)).select_related("department").get(pk=proposal.pk)
    if found.outcome != Proposal.Outcome.OPEN:
        raise AlreadyDecided
    return found


def _check_entitled(unlocked: Unlocked, proposal: Proposal) -> LogState:
    officer = unlocked.officer
    if officer.department_id != proposal.department_id or not officer.is_active or officer.is_superuser:
        raise NotEntitled
    if not has_role(officer, SUPERVISOR) or has_role(officer, ADMINISTRATOR):
        raise NotEntitled
    if officer.pk == proposal.proposed_by_id:
        raise SamePerson
    log = verified(proposal.department)
    key = log.officer_key(unlocked.secret.kid)
    if key is None or key.officer != officer.pk or not log.may_decide(unlocked.secret.kid, oversight=False):
        raise NotEntitled
    return log


def _check_oversight(unlocked: Unlocked, log: LogState, statement: CategoryStated | UnitKind) -> None:
    if concerns_oversight(statement, log) and not log.may_decide(unlocked.secret.kid, oversight=True):
        raise OversightRequired


def _update_row(statement: CategoryStated | UnitKind, proposal: Proposal) -> None:
    """Copy what was signed to the row, for foreign keys and lists. Residents are never served from it."""
    if isinstance(statement, UnitKind):
        Unit.objects.create(
            id=statement.unit, department=proposal.department, name=statement.name, kind=statement.unit_kind
        )
        return
    values = {
        "names": dict(statement.shown.names),
        "life_safety": statement.shown.life_safety,
        "active": statement.shown.active,
        "primary_unit_id": statement.primary,
    }
    fixed = {"department": proposal.department, "code": statement.code}
    row, _made = Category.objects.update_or_create(
        id=statement.category, defaults=values, create_defaults=fixed | values
    )
    row.further_units.set(Unit.objects.filter(pk__in=statement.further))


def _close(proposal: Proposal, outcome: Proposal.Outcome, unlocked: Unlocked, at: datetime) -> None:
    proposal.outcome, proposal.decided_by, proposal.decided_at = outcome, unlocked.officer, at
    proposal.save(update_fields=["outcome", "decided_by", "decided_at"])


def _note(action: Event.Action, unlocked: Unlocked, proposal: Proposal, at: datetime, *further: str) -> None:
    record(
        action=action,
        actor=unlocked.officer.pk,
        department=proposal.department_id,
        subjects=[proposal.subject, *further],
        at=at,
    )
