"""Give a person the role that goes with a membership."""

from __future__ import annotations

from django.contrib.auth.models import Group

from tipline.departments.models import Officer
from tipline.departments.permissions import check_roles
from tipline.departments.roles import forget_roles


def give_role(*, officer: Officer, role: str) -> None:
    """Add one role. To be called by the action that it follows from, in its transaction and with its line on record.

    Raises RolesConflict for an administrator or an unknown role.
    """
    held = set(officer.groups.values_list("name", flat=True))
    check_roles([*held, role])
    officer.groups.add(Group.objects.get(name=role))
    forget_roles(officer)
