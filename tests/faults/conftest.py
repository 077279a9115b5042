"""One server, with a department, for all tests that need a real one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.server import ROOT, LiveServer


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    folder = tmp_path_factory.mktemp("faults")
    server = LiveServer(folder, settings="tests.faults.settings", extra={"TIPLINE_STATIC": str(folder)})
    server.run("migrate", "--verbosity", "0")
    subprocess.run(
        [sys.executable, "-m", "tests.live_world"], cwd=ROOT, env=server.environment, check=True, timeout=120
    )
    with server:
        yield server
