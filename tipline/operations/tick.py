"""Periodic work, once a minute. Every step is idempotent, and none stops the others."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.contrib.sessions.models import Session
from django.db import IntegrityError

from tipline.audit.actions import link_events, require_no_forged_events
from tipline.audit.errors import TrailBroken
from tipline.audit.trail import BATCH
from tipline.departments.models import Department, Invitation
from tipline.intake import idempotency
from tipline.intake.receipt_keys import forget_receipt_keys
from tipline.keyring.actions import lock_expired
from tipline.keyring.anchor import anchor
from tipline.operations.manifest import seal_days
from tipline.retention.actions import fade_times
from tipline.statistics.actions import freeze_ended_months

logger = logging.getLogger(__name__)


def tick(at: datetime) -> list[str]:
    """Run every step; return the names of those that failed, which are logged and tried again next time."""
    failed = []
    for name, step in STEPS.items():
        try:
            step(at)
        except TrailBroken as error:
            logger.error("THE AUDIT TRAIL IS BROKEN: %s. docs/deployment.md says what to do.", error.reason)  # noqa: TRY400
            failed.append(name)
        except Exception:
            logger.exception("could not %s", name)
            failed.append(name)
    return failed


def link_audit_trail(at: datetime) -> int:
    """Link events in batches and sign the head when due.

    Before the first department is set up no log certifies the service key. Raises TrailBroken: nothing is linked to a
    chain that does not continue its file, and no forged event ever is.
    """
    linked = 0
    if not Department.objects.exists():
        return linked
    try:
        while (count := link_events(anchor=anchor(), at=at)) == BATCH:
            linked += count
    except IntegrityError:
        return linked  # A process of another machine links at this moment.
    require_no_forged_events(anchor().mac)
    return linked + count


def seal_ended_days(at: datetime) -> int:
    """Raises TrailBroken."""
    return seal_days(at=at)


def freeze_figures(at: datetime) -> int:
    departments = Department.objects.order_by("pk")
    return sum(freeze_ended_months(department=department, at=at) for department in departments)


def forget_spent_forms(at: datetime) -> int:
    """Delete the digests of forms that can no longer be sent."""
    return idempotency.forget_spent_forms(at=at)


def forget_old_receipt_keys(at: datetime) -> int:
    """Delete the receipt keys of forms that can no longer be sent."""
    return forget_receipt_keys(at=at)


def lock_idle_keys(at: datetime) -> int:
    return lock_expired(at=at)


def forget_sessions(at: datetime) -> int:
    return Session.objects.filter(expire_date__lt=at).delete()[0]


def forget_invitations(at: datetime) -> int:
    """Delete expired invitations, used or not."""
    return Invitation.objects.filter(expires_at__lt=at).delete()[0]


def fade(at: datetime) -> int:
    return fade_times(at=at)


# Figures and manifests are drawn from exact times, so they come before these fade.
STEPS: Final[dict[str, Callable[[datetime], int]]] = {
    "lock what was left unlocked": lock_idle_keys,
    "forget spent forms": forget_spent_forms,
    "forget old receipt keys": forget_old_receipt_keys,
    "forget ended sessions": forget_sessions,
    "forget invitations that ran out": forget_invitations,
    "seal the days that are over": seal_ended_days,
    "freeze the figures of ended months": freeze_figures,
    "fade times": fade,
    "link the audit trail": link_audit_trail,
}
