"""Sessions in the database alone, for one machine."""

from tipline.departments.sessions.hashing import HashedKeys


class SessionStore(HashedKeys):
    """Named as Django looks for it."""
