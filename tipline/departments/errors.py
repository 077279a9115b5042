class DepartmentError(Exception):
    """Base of this package's errors."""


class InvitationInvalid(DepartmentError):
    """There is no such invitation, or it was used, or it expired. Callers do not learn which."""


class NotYours(DepartmentError):
    """The object belongs to another department, or the role does not allow the action."""


class RolesConflict(DepartmentError):
    """An unknown role, or an administrator with a role that reads tips."""
