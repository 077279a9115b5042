"""The server killed under load, again and again: what every resident was told must be true afterwards."""
