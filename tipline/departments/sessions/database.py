from tipline.departments.sessions.hashing import HashedKeys


class SessionStore(HashedKeys):
    """For one machine, without a cache. Django looks for this name."""
