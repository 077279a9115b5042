"""Close an officer's account or void their password: with a reason, and knowing what nobody could do any more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tipline.audit.actions import record
from tipline.audit.models import Event
from tipline.departments.actions import change_officer, renew_invitation
from tipline.departments.errors import NotYours
from tipline.departments.models import Officer
from tipline.departments.permissions import require_administrator
from tipline.departments.roles import ROLES, has_role
from tipline.keyring.actions.unlock import lock
from tipline.keyring.errors import Indispensable, ReasonMissing
from tipline.keyring.leaving import stuck_without
from tipline.keyring.sealed_details import record_with_detail
from tipline.text import has_visible


def change_account(
    *,
    officer: Officer,
    is_active: bool,
    roles: Sequence[str],
    reason: str = "",
    knowingly: bool = False,
    actor: Officer,
    at: datetime,
) -> None:
    """Change an officer's roles and whether they may sign in; who may not is locked at once.

    Who closes an account, or takes a role from it, gives a reason, sealed to the auditors: without its role a member
    reads no tip either. Raises as `change_officer`, ReasonMissing, Indispensable unless `knowingly` where a unit would
    be left without anybody.
    """
    _require_another(officer, actor)
    leaves = officer.is_active and not is_active
    with transaction.atomic():
        if leaves or has_role(officer, *(set(ROLES) - set(roles))):
            _think_twice(officer, reason, knowingly)
        change_officer(officer=officer, values={"is_active": is_active}, roles=roles, actor=actor, at=at)
        if not is_active:
            lock(officer=officer, at=at)
        if reason:
            _explain(Event.Action.OFFICER_LEFT, officer, reason, actor, at)


def void_password(*, officer: Officer, reason: str, knowingly: bool = False, actor: Officer, at: datetime) -> str:
    """Void an officer's password, lock them and return the secret of a new invitation.

    Raises NotYours, ReasonMissing, Indispensable unless `knowingly` where a unit has nobody else until it is used.
    """
    _require_another(officer, actor)
    with transaction.atomic():
        _think_twice(officer, reason, knowingly)
        secret = renew_invitation(officer=officer, actor=actor, at=at)
        lock(officer=officer, at=at)
        _explain(Event.Action.PASSWORD_VOIDED, officer, reason, actor, at)
    return secret


def _require_another(officer: Officer, actor: Officer) -> None:
    """Refuse who has no say here before anything is told of the officer."""
    require_administrator(actor, officer.department)
    if officer.pk == actor.pk:
        raise NotYours


def _think_twice(officer: Officer, reason: str, knowingly: bool) -> None:
    if not has_visible(reason):
        raise ReasonMissing
    if not knowingly and (stuck := stuck_without(officer)):
        raise Indispensable(stuck)


def _explain(action: Event.Action, officer: Officer, reason: str, actor: Officer, at: datetime) -> None:
    subjects = [officer.pk]
    if officer.department is None:
        record(action=action, actor=actor.pk, department=None, subjects=subjects, at=at)
    else:
        record_with_detail(
            action=action, actor=actor, department=officer.department, subjects=subjects, text=reason, at=at
        )
