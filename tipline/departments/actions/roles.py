from __future__ import annotations

from django.contrib.auth.models import Group

from tipline.departments.models import Officer
from tipline.departments.permissions import check_roles
from tipline.departments.roles import forget_roles


def give_role(*, officer: Officer, role: str) -> None:
    """Add the role that goes with a membership. The calling action records it, in its own transaction.

    Raises RolesConflict for an administrator or an unknown role.
    """
    held = set(officer.groups.values_list("name", flat=True))
    check_roles([*held, role])
    officer.groups.add(Group.objects.get(name=role))
    forget_roles(officer)
