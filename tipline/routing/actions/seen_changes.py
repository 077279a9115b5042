from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tipline.audit.actions import record
from tipline.audit.models import Event
from tipline.departments.models import Officer
from tipline.departments.roles import CUSTODIAN, OFFICER, SUPERVISOR, has_role
from tipline.keyring.log import verified
from tipline.routing.errors import NotEntitled
from tipline.routing.models import SeenChanges


def mark_changes_seen(*, actor: Officer, sequence: int, at: datetime) -> None:
    """Do not show the officer again what was changed up to that sequence number of the key log.

    Raises NotEntitled for an officer who reads no tips or has no key in the log, and for a number beyond the log;
    KeyLogBroken.
    """
    if actor.department is None or not actor.is_active:
        raise NotEntitled
    if not has_role(actor, OFFICER, SUPERVISOR, CUSTODIAN):
        raise NotEntitled
    log = verified(actor.department)
    if log.known_since(actor.pk) is None or not 0 < sequence <= log.sequence:
        raise NotEntitled
    with transaction.atomic():
        seen, _made = SeenChanges.objects.select_for_update().get_or_create(officer=actor, defaults={"sequence": 0})
        seen.sequence = max(seen.sequence, sequence)
        seen.save(update_fields=["sequence"])
        record(
            action=Event.Action.CHANGES_SEEN,
            actor=actor.pk,
            department=actor.department_id,
            subjects=[actor.pk, str(sequence)],
            at=at,
        )
