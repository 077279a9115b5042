from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from tipline.audit.actions import record
from tipline.audit.models import Event
from tipline.departments.errors import InvitationInvalid, NotYours
from tipline.departments.models import Department, Invitation, Officer
from tipline.departments.permissions import check_roles, require_administrator
from tipline.departments.recording import record_change
from tipline.text import CODE_LETTERS, find_codes, strip_invisible

INVITATION_LIFE: Final = timedelta(hours=72)
CODE_LENGTH: Final = 25
"""To be read aloud and typed: no letter that looks like another. 25 of 32 letters are 125 bits."""


def invite_officer(
    *,
    department: Department,
    username: str,
    first_name: str,
    last_name: str,
    roles: Sequence[str],
    actor: Officer | None,
    at: datetime,
    language: str = settings.LANGUAGE_CODE,
) -> tuple[Officer, str]:
    """Make an officer who cannot sign in yet, and return them with the secret of their one-time invitation.

    `actor` is None only at set-up. Raises NotYours unless the actor is the department's administrator, RolesConflict,
    ValidationError on a name that is taken, or in which something cannot be seen.
    """
    if actor is not None:
        require_administrator(actor, department)
    check_roles(roles)
    with transaction.atomic():
        officer = Officer(
            department=department,
            username=username,
            first_name=first_name,
            last_name=last_name,
            language=language,
            is_staff=True,
        )
        officer.set_unusable_password()
        officer.full_clean(exclude=["password"])
        if strip_invisible(officer.username) != officer.username:
            raise ValidationError({"username": officer.username_validator.message})
        officer.save()
        officer.groups.set(Group.objects.filter(name__in=roles))
        secret = _invite(officer, at)
        record_change(Event.Action.OFFICER_INVITED, actor, department, officer.pk, at)
    return officer, secret


def renew_invitation(*, officer: Officer, actor: Officer, at: datetime) -> str:
    """Return the new secret. The officer's password and their open invitations are void. Raises NotYours."""
    department = officer.department
    if department is None:
        raise NotYours
    require_administrator(actor, department)
    with transaction.atomic():
        officer.invitations.filter(used_at=None).delete()
        officer.set_unusable_password()
        officer.save(update_fields=["password"])
        secret = _invite(officer, at)
        record_change(Event.Action.OFFICER_INVITED, actor, department, officer.pk, at)
    return secret


def find_invitation(*, secret: str, at: datetime) -> Invitation:
    """Raises InvitationInvalid, also for a used or expired invitation."""
    hashes = [_secret_hash(code) for code in find_codes(secret, CODE_LENGTH)]
    found = Invitation.objects.select_related("officer__department").filter(
        secret_hash__in=hashes, used_at=None, expires_at__gt=at, officer__is_active=True
    )
    invitation = found.first()
    if invitation is None:
        raise InvitationInvalid
    return invitation


def accept_invitation(*, secret: str, password: str, at: datetime) -> Officer:
    """Set the officer's password. Raises InvitationInvalid, ValidationError for a weak password."""
    with transaction.atomic():
        invitation = find_invitation(secret=secret, at=at)
        officer = invitation.officer
        validate_password(password, officer)
        if not Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=at):
            raise InvitationInvalid
        officer.set_password(password)
        officer.save(update_fields=["password"])
        record(
            action=Event.Action.INVITATION_ACCEPTED,
            actor=officer.id,
            department=officer.department_id,
            subjects=[officer.id],
            at=at,
        )
    return officer


def _invite(officer: Officer, at: datetime) -> str:
    letters = [secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH)]
    secret = "-".join("".join(letters[start : start + 5]) for start in range(0, CODE_LENGTH, 5))
    Invitation.objects.create(officer=officer, secret_hash=_secret_hash(secret), expires_at=at + INVITATION_LIFE)
    return secret


def _secret_hash(secret: str) -> bytes:
    return hashlib.sha256(b"tipline invitation\x00" + secret.replace("-", "").encode("ascii")).digest()
