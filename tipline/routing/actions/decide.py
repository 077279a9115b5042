"""Confirm or reject what an administrator proposed: the second person signs it into the key log with their own key."""

from __future__ import annotations

import contextlib
from datetime import datetime

from django.db import transaction

from tipline.audit.actions import record
from tipline.audit.models import Event
from tipline.departments.memory import forget_configuration
from tipline.departments.models import Category, Unit
from tipline.departments.roles import ADMINISTRATOR, SUPERVISOR, has_role
from tipline.keyring.log import LogState, append, verified
from tipline.keyring.log.statements import CategoryStated, UnitKind
from tipline.keyring.unlocked import Unlocked
from tipline.routing.changes import check, concerns_oversight, mark_of, statement_of
from tipline.routing.errors import AlreadyDecided, Impossible, NotEntitled, OversightDecides, SamePerson, ShownOtherwise
from tipline.routing.models import Proposal


def confirm_proposal(*, unlocked: Unlocked, proposal: Proposal, mark: str, at: datetime) -> None:
    """Sign the proposal into the key log; from now on residents are offered it so. `mark`: what the page showed.

    A key that the log lets admit came from a recovery kit or from another supervisor, so never from the proposer alone;
    a new key that somebody made after an invitation was renewed is not it. Raises NotEntitled, OversightDecides,
    SamePerson, AlreadyDecided, ShownOtherwise, Impossible, KeyLogBroken.
    """
    with transaction.atomic():
        proposal = _open(proposal)
        log = _entitled(unlocked, proposal)
        said = statement_of(proposal, log)
        _deciding_for(unlocked, log, said)
        if mark_of(said, proposal.department_id) != mark:
            raise ShownOtherwise
        check(said, log, proposal.department)
        state = append(department=proposal.department, statements=[said], signer=unlocked.secret)
        _copy(said, proposal)
        _close(proposal, Proposal.Outcome.CONFIRMED, unlocked, at)
        # The digest of the entry: who cuts the log's end off has the trail against them.
        _note(Event.Deed.CHANGE_CONFIRMED, unlocked, proposal, at, state.head.hex())
    forget_configuration()


def reject_proposal(*, unlocked: Unlocked, proposal: Proposal, at: datetime) -> None:
    """Close a proposal without changing anything.

    Raises NotEntitled, OversightDecides, SamePerson, AlreadyDecided, KeyLogBroken.
    """
    with transaction.atomic():
        proposal = _open(proposal)
        log = _entitled(unlocked, proposal)
        with contextlib.suppress(Impossible):  # What cannot be read is for any supervisor to clear away.
            _deciding_for(unlocked, log, statement_of(proposal, log))
        _close(proposal, Proposal.Outcome.REJECTED, unlocked, at)
        _note(Event.Deed.CHANGE_REJECTED, unlocked, proposal, at)


def _open(proposal: Proposal) -> Proposal:
    found = Proposal.objects.select_for_update(of=("self",)).select_related("department").get(pk=proposal.pk)
    if found.outcome != Proposal.Outcome.OPEN:
        raise AlreadyDecided
    return found


def _entitled(unlocked: Unlocked, proposal: Proposal) -> LogState:
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


def _deciding_for(unlocked: Unlocked, log: LogState, said: CategoryStated | UnitKind) -> None:
    if concerns_oversight(said, log) and not log.may_decide(unlocked.secret.kid, oversight=True):
        raise OversightDecides


def _copy(said: CategoryStated | UnitKind, proposal: Proposal) -> None:
    """Bring the row in line with what was signed: for foreign keys and lists, never for residents."""
    if isinstance(said, UnitKind):
        Unit.objects.create(id=said.unit, department=proposal.department, name=said.name, kind=said.unit_kind)
        return
    values = {
        "names": dict(said.shown.names),
        "life_safety": said.shown.life_safety,
        "active": said.shown.active,
        "primary_unit_id": said.primary,
    }
    fixed = {"department": proposal.department, "code": said.code}
    row, _made = Category.objects.update_or_create(id=said.category, defaults=values, create_defaults=fixed | values)
    row.further_units.set(Unit.objects.filter(pk__in=said.further))


def _close(proposal: Proposal, outcome: Proposal.Outcome, unlocked: Unlocked, at: datetime) -> None:
    proposal.outcome, proposal.decided_by, proposal.decided_at = outcome, unlocked.officer, at
    proposal.save(update_fields=["outcome", "decided_by", "decided_at"])


def _note(deed: Event.Deed, unlocked: Unlocked, proposal: Proposal, at: datetime, *further: str) -> None:
    record(
        deed=deed,
        actor=unlocked.officer.pk,
        department=proposal.department_id,
        subjects=[proposal.subject, *further],
        at=at,
    )
