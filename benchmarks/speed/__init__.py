"""How fast the service is, beside a bare Django view in the same run."""
