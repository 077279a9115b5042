"""What changes a department, one module a concept."""

from tipline.departments.actions.invitations import (
    accept_invitation,
    find_invitation,
    invite_officer,
    renew_invitation,
)
from tipline.departments.actions.roles import give_role
from tipline.departments.actions.routing import confirm_routing, propose_routing, reject_routing
from tipline.departments.actions.settings import (
    change_category,
    change_department,
    change_officer,
    choose_language,
    create_category,
    create_unit,
)
from tipline.departments.actions.setup import STANDARD_UNITS, UnitSpec, create_department

__all__ = [
    "STANDARD_UNITS",
    "UnitSpec",
    "accept_invitation",
    "change_category",
    "change_department",
    "change_officer",
    "choose_language",
    "confirm_routing",
    "create_category",
    "create_department",
    "create_unit",
    "find_invitation",
    "give_role",
    "invite_officer",
    "propose_routing",
    "reject_routing",
    "renew_invitation",
]
