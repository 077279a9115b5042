"""PostgreSQL databases for live servers, one each."""

from __future__ import annotations

import subprocess
from urllib.parse import urlparse


def own_database(address: str, name: str) -> str:
    """Make an empty PostgreSQL database beside the one at `address` and return its address."""
    drop_database(address, name)
    _run(address, f'CREATE DATABASE "{name}"')
    return urlparse(address)._replace(path=f"/{name}").geturl()


def drop_database(address: str, name: str) -> None:
    """Remove that database, whoever is connected to it."""
    _run(address, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _run(address: str, statement: str) -> None:
    admin = urlparse(address)._replace(path="/postgres").geturl()
    subprocess.run(["psql", admin, "-qc", statement], check=True, capture_output=True, timeout=60)
