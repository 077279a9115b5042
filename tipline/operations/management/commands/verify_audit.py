from __future__ import annotations

from itertools import islice
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from tipline.audit.append_only import trigger_faults
from tipline.audit.queries import verify_trail
from tipline.departments.models import Department
from tipline.envelope import BadSignature, EnvelopeError, verify
from tipline.keyring.anchor import anchor
from tipline.keyring.errors import KeyLogBroken
from tipline.keyring.log import verified
from tipline.keyring.models import KeyLogEntry
from tipline.operations.comparing import compare
from tipline.operations.log_faults import compare_logs

MOST_FAULTS: Final = 1_000
APPEND_ONLY: Final = (
    "tipline_audit_event",
    "tipline_audit_link",
    "tipline_audit_checkpoint",
    "tipline_audit_sealeddetail",
    "tipline_keyring_keylogentry",
    "tipline_statistics_monthfigures",
    "tipline_statistics_release",
)


class Command(BaseCommand):
    """Verifies the audit trail and compares the tips, manifests and key logs with it; exit code 1 for a fault."""

    help = "Checks that nothing was changed in or removed from the audit trail, and that no tip it lists is gone."

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError (exit code 1) for a fault."""
        faults: list[str] = []
        trusted = _service_keys(faults)
        trail = anchor()
        verdict = verify_trail(
            mac=trail.mac,
            heads=trail.heads,
            check=lambda signer, *signed: signer in trusted and _holds(signer, *signed),
        )
        faults += [f"Audit trail: {fault}." for fault in verdict.faults]
        faults += [f"Database: {fault}." for fault in trigger_faults(APPEND_ONLY)]
        faults += [f"{fault}." for fault in islice(compare(), MOST_FAULTS)]
        faults += [f"Database: {fault}." for fault in trigger_faults(APPEND_ONLY)]
        faults += [f"{fault}." for fault in compare_logs()]
        self.stdout.write(f"{verdict.linked} events are linked, under {verdict.checkpoints} signed checkpoints.")
        self.stdout.write(f"{verdict.unlinked} events wait for the next tick to link them.")
        for gap in verdict.accepted:
            self.stdout.write(f"Accepted by an operator on {gap}.")
        if faults:
            raise CommandError("\n".join(["Something is wrong:", *faults]))
        self.stdout.write("Nothing was changed, removed or put in.")


def _service_keys(faults: list[str]) -> set[bytes]:
    keys: set[bytes] = set()
    logged = KeyLogEntry.objects.values("department")
    for department in Department.objects.filter(pk__in=logged).order_by("slug"):
        try:
            keys |= set(verified(department).service_keys)
        except KeyLogBroken as error:
            faults.append(f"Key log of {department.slug}: {error.reason}.")
    return keys


def _holds(signer: bytes, signature: bytes, fields: tuple[bytes, ...]) -> bool:
    try:
        verify(signer, signature, "checkpoint", *fields)
    except (BadSignature, EnvelopeError):
        return False
    return True
