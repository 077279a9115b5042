from tipline.departments.actions.invitations import (
    accept_invitation,
    find_invitation,
    invite_officer,
    renew_invitation,
)
from tipline.departments.actions.roles import give_role
from tipline.departments.actions.settings import (
    change_department,
    change_officer,
    choose_language,
    order_category,
)
from tipline.departments.actions.setup import STANDARD_UNITS, UnitSpec, create_department

__all__ = [
    "STANDARD_UNITS",
    "UnitSpec",
    "accept_invitation",
    "change_department",
    "change_officer",
    "choose_language",
    "create_department",
    "find_invitation",
    "give_role",
    "invite_officer",
    "order_category",
    "renew_invitation",
]
