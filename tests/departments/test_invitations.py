"""An officer is invited with a code that works once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from tests.departments.offices import riverton
from tipline.departments.actions import accept_invitation, find_invitation, invite_officer, renew_invitation
from tipline.departments.errors import InvitationInvalid, NotYours, RolesConflict
from tipline.departments.models import Department, Invitation, Officer
from tipline.departments.roles import ADMINISTRATOR, ANALYST, OFFICER

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 3, 14, 30, tzinfo=UTC)
PASSWORD = "a long and quiet river 7"


def invited(department: Department, actor: Officer | None = None, username: str = "ola") -> tuple[Officer, str]:
    return invite_officer(
        department=department,
        username=username,
        first_name="Ola",
        last_name="Lind",
        roles=[OFFICER],
        actor=actor,
        at=AT,
    )


def test_an_invited_officer_signs_in_only_after_setting_a_password() -> None:
    officer, secret = invited(riverton().department)
    assert not officer.has_usable_password()
    assert accept_invitation(secret=secret, password=PASSWORD, at=AT).check_password(PASSWORD)


def test_an_invitation_works_once() -> None:
    _, secret = invited(riverton().department)
    accept_invitation(secret=secret, password=PASSWORD, at=AT)
    with pytest.raises(InvitationInvalid):
        accept_invitation(secret=secret, password="another long password 8", at=AT)


def test_an_invitation_expires_after_three_days() -> None:
    _, secret = invited(riverton().department)
    assert find_invitation(secret=secret, at=AT + timedelta(hours=71))
    with pytest.raises(InvitationInvalid):
        find_invitation(secret=secret, at=AT + timedelta(hours=73))


def test_a_weak_password_is_refused_and_the_invitation_stays_valid() -> None:
    _, secret = invited(riverton().department)
    with pytest.raises(ValidationError):
        accept_invitation(secret=secret, password="password", at=AT)
    assert find_invitation(secret=secret, at=AT)


def test_the_code_may_be_typed_in_any_case_with_any_spaces() -> None:
    _, secret = invited(riverton().department)
    assert len(secret.replace("-", "")) == 25
    assert find_invitation(secret=f" {secret.lower().replace('-', ' ')} ", at=AT)


def test_the_secret_is_stored_hashed() -> None:
    _, secret = invited(riverton().department)
    assert secret.encode() not in bytes(Invitation.objects.get().secret_hash)


def test_a_new_invitation_voids_the_old_one_and_the_password() -> None:
    office = riverton()
    officer, old = invited(office.department)
    accept_invitation(secret=old, password=PASSWORD, at=AT)
    new = renew_invitation(officer=officer, actor=office.administrator, at=AT)
    officer.refresh_from_db()
    assert not officer.has_usable_password()
    assert find_invitation(secret=new, at=AT)


def test_only_the_departments_own_administrator_invites() -> None:
    riverton_office, elsewhere = riverton(), riverton("elsewhere")
    with pytest.raises(NotYours):
        invited(riverton_office.department, actor=elsewhere.administrator)


@pytest.mark.parametrize("username", ["\u3164", "ola\u3164", "\u1160ola"])
def test_a_user_name_with_hidden_characters_is_refused(username: str) -> None:
    with pytest.raises(ValidationError):
        invited(riverton().department, username=username)
    assert not Officer.objects.filter(first_name="Ola").exists()


def test_an_administrator_holds_no_other_role() -> None:
    with pytest.raises(RolesConflict):
        invite_officer(
            department=riverton().department,
            username="eve",
            first_name="",
            last_name="",
            roles=[ADMINISTRATOR, ANALYST],
            actor=None,
            at=AT,
        )


@pytest.mark.parametrize("around", ["Code: {}.", "“{}”", "• {}", "your invitation {} – works once"])
def test_an_invitation_is_found_in_what_was_pasted(around: str) -> None:
    officer, secret = invited(riverton().department)
    assert find_invitation(secret=around.format(secret), at=AT).officer == officer
    assert find_invitation(secret=around.format(secret.lower().replace("-", " ")), at=AT).officer == officer
