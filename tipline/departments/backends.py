from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from tipline.departments.models import Officer
from tipline.departments.roles import with_roles


class OfficerBackend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's backend. Permissions come from roles, never from `has_perm` strings."""

    def get_user(self, user_id: Any) -> Officer | None:
        """With department and roles, which every page of the desk needs."""
        officer = with_roles(Officer.objects.select_related("department").filter(pk=user_id))
        return officer if officer is not None and self.user_can_authenticate(officer) else None
