"""Commands that measure the service and try it hard; each is run as `python -m benchmarks...`."""
