"""A tip that moves to oversight is moved or not, whatever happens meanwhile; nothing that is written is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.server import ROOT, LiveServer


def run(folder: Path, module: str) -> Any:
    """Run one of these programs on a database of its own and return what it printed."""
    server = LiveServer(folder, extra={"TIPLINE_STATIC": str(folder)})
    server.run("migrate", "--verbosity", "0")
    (folder / "keys").mkdir(mode=0o700, exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", module],
        cwd=ROOT,
        env=server.environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_move_killed_at_any_statement_is_complete_or_did_not_happen(tmp_path: Path) -> None:
    steps = run(tmp_path, "tests.moves.killed")
    names = [name for name, _ in steps]
    commit = names.index("COMMIT")
    assert commit > 15
    assert names[commit + 1 :] == ["END"]
    assert [state for _, state in steps] == ["before"] * (commit + 1) + ["after"]


def test_nothing_written_during_a_move_is_lost(tmp_path: Path) -> None:
    found = run(tmp_path, "tests.moves.at_once")
    assert found["wrong"] == []
    assert found["counts"]["answers after the move"]
    assert found["counts"]["notes refused"]
