"""Officers' sessions. Their keys are stored hashed: a copy of the table or the cache lets nobody sign in."""
