"""The secret key that production asks for."""

import io
import os
import subprocess
import sys
from pathlib import Path

from django.core.management import call_command


def test_every_secret_is_long_and_new() -> None:
    made = []
    for _ in range(2):
        output = io.StringIO()
        call_command("make_secret", stdout=output)
        made.append(output.getvalue().strip())
    assert all(len(secret) >= 80 for secret in made)
    assert made[0] != made[1]


def test_the_command_runs_without_a_secret() -> None:
    root = Path(__file__).resolve().parents[2]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("TIPLINE", "DJANGO"))}
    done = subprocess.run(
        [sys.executable, "manage.py", "make_secret"], cwd=root, env=clean, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.strip()) >= 80
