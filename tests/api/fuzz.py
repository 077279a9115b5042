"""Let a fuzzer loose on the API of a real server: `python -m tests.api.fuzz --minutes 10`, or `make fuzz`.

No answer may be a 500, and none may be one that the OpenAPI document does not describe.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.server import ROOT, LiveServer

BUDGET = "from tipline.departments.models import Department; Department.objects.update(hourly_budget=10**6)"


def fuzz(server: LiveServer, seconds: int, seed: int = 1) -> tuple[int, str]:
    """Run the fuzzer against a server that serves riverton. Returns its exit status and what it printed."""
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        *("--config-file", str(Path(__file__).with_name("fuzz.toml"))),
        *("run", f"{server.url}/api/v1/openapi.json", "--url", server.url),
        *("--checks", "all", "--max-time", str(seconds), "--seed", str(seed), "--no-color"),
        *("--generation-database", "none", "--continue-on-failure"),
    ]
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": "tests.api.fuzz_hooks", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def prepared(folder: Path) -> LiveServer:
    """Return a server, not started yet, with a department whose hourly budget is out of the way."""
    server = LiveServer(folder)
    server.run("migrate", "--verbosity", "0")
    command = [sys.executable, "-m", "tests.live_world"]
    subprocess.run(command, cwd=ROOT, env=server.environment, check=True, timeout=120)
    server.run("shell", "--verbosity", "0", "-c", BUDGET)
    return server


def main() -> int:
    """Fuzz for as long as asked and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tipline-fuzz-") as folder, prepared(Path(folder)) as server:
        status, printed = fuzz(server, round(asked.minutes * 60), asked.seed)
    sys.stdout.write(printed)
    return status


if __name__ == "__main__":
    sys.exit(main())
