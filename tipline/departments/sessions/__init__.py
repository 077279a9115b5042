"""Officers' sessions. Keys are stored hashed: a copy of the table or the cache lets nobody sign in."""
