"""A bare Django view that inserts one row: what the service is measured beside."""
