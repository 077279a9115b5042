"""Serve the bare view on a port with so many workers, as `manage.py serve` serves the service."""

import sys

from tipline.operations.serving import Plan

if __name__ == "__main__":
    Plan("benchmarks.bare.wsgi:application", "localhost", int(sys.argv[1]), int(sys.argv[2])).serve()
