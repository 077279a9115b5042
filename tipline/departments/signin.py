"""How an officer is recognised: Django's password check, closed to those who have no desk."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from tipline.departments.models import Officer
from tipline.departments.roles import with_roles


class OfficerBackend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's backend by user name and password; permissions are asked of the roles, never of `has_perm` strings."""

    def get_user(self, user_id: Any) -> Officer | None:
        """Return who is signed in, with their department and roles: every page of the desk asks for them."""
        officer = with_roles(Officer.objects.select_related("department").filter(pk=user_id))
        return officer if officer is not None and self.user_can_authenticate(officer) else None
