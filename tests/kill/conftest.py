"""One quickly restarted server, with a department, for all the tests that kill it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.kill.forked import ForkedServer
from tests.server import ROOT


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkedServer]:
    folder = tmp_path_factory.mktemp("kill")
    server = ForkedServer(folder, settings="benchmarks.kills.settings", extra={"TIPLINE_STATIC": str(folder)})
    server.run("migrate", "--verbosity", "0")
    subprocess.run(
        [sys.executable, "-m", "tests.live_world"], cwd=ROOT, env=server.environment, check=True, timeout=120
    )
    with server:
        yield server
