"""What the department's own actions can refuse."""


class DepartmentError(Exception):
    """Base of what an action of this package refuses; its words may be shown to an officer."""


class InvitationInvalid(DepartmentError):
    """No such invitation, or it was used, or it ran out: told apart for nobody."""


class NotYours(DepartmentError):
    """The object belongs to another department, or the role does not allow the deed."""


class RolesConflict(DepartmentError):
    """An unknown role, or an administrator with a role that reads tips."""
