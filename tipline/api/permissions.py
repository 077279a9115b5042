"""What a program may do unless a view says otherwise: nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView


class DenyAll(BasePermission):
    """Refuses everyone: a view of the API has to name who may call it."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Return False, always."""
        return False
