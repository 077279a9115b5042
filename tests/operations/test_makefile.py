"""`make` says what a machine lacks, and leaves nothing half-made."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("make", "sh", "rm", "mkdir", "touch", "find", "env", "grep", "sed", "printf")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder with the Makefile and a path of its own that has the basic tools and no Python."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copy(ROOT / "requirements.txt", tmp_path)
    (tmp_path / "path").mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        if found:
            (tmp_path / "path" / tool).symlink_to(found)
    return tmp_path


def python(machine: Path, name: str, version: str, *, new_enough: bool, venv: str = "exit 1") -> None:
    """Put a pretended Python on the path: it answers what the Makefile asks of it."""
    script = f"""#!/bin/sh
case "$*" in
    *"(3, 11)"*) exit {0 if new_enough else 1} ;;
    *version_info*) echo {version} ;;
    *"-m venv"*) {venv} ;;
esac
"""
    file = machine / "path" / name
    file.write_text(script, encoding="ascii")
    file.chmod(0o755)


def make(machine: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "demo"],
        cwd=machine,
        env={"PATH": str(machine / "path")},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_without_python_it_says_what_to_install(machine: Path) -> None:
    result = make(machine)
    assert result.returncode != 0
    assert "Python 3.11 or newer is needed" in result.stderr
    assert "apt install python3 python3-venv" in result.stderr


def test_an_old_python_is_named(machine: Path) -> None:
    python(machine, "python3", "3.9", new_enough=False)
    result = make(machine)
    assert result.returncode != 0
    assert "Python 3.11 or newer is needed; python3 is older" in result.stderr


def test_if_no_environment_can_be_made_the_missing_package_is_named(machine: Path) -> None:
    python(machine, "python3", "3.11", new_enough=True, venv="mkdir .venv; echo ensurepip is not available; exit 1")
    result = make(machine)
    assert result.returncode != 0
    assert "ensurepip is not available" in result.stderr
    assert "apt install python3.11-venv" in result.stderr
    assert not (machine / ".venv").exists()


def test_an_environment_without_pip_is_removed(machine: Path) -> None:
    python(machine, "python3", "3.12", new_enough=True, venv="mkdir -p .venv/bin")
    result = make(machine)
    assert "apt install python3.12-venv" in result.stderr
    assert not (machine / ".venv").exists()


def test_a_newer_python_is_used_if_python3_is_old(machine: Path) -> None:
    python(machine, "python3", "3.9", new_enough=False)
    python(machine, "python3.12", "3.12", new_enough=True)
    result = make(machine)
    assert "Making .venv with python3.12." in result.stdout
    assert "apt install python3.12-venv" in result.stderr


def test_make_without_arguments_lists_the_targets(machine: Path) -> None:
    result = subprocess.run(["make"], cwd=machine, capture_output=True, text=True, timeout=30, check=False)
    for name in ("demo", "demo-reset", "install", "test", "lint", "format", "lock", "translations"):
        assert re.search(rf"^make {name} +\S", result.stdout, re.MULTILINE)
    assert not (machine / ".venv").exists()


def test_everything_is_installed_from_wheels_with_hashes() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    installs = [line for line in text.replace("\\\n", " ").splitlines() if "pip install" in line and "echo" not in line]
    assert installs
    assert all("--only-binary :all:" in line and "--require-hashes" in line for line in installs)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_with_a_hash(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    assert len(lines) > 20
    assert all("==" in line and "--hash=sha256:" in line for line in lines)


@pytest.mark.parametrize("name", ["Makefile", ".ci/run", "requirements.txt", "requirements-dev.txt", "pyproject.toml"])
def test_no_file_names_a_package_index(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "index-url" not in text.replace("--no-emit-index-url", "")
    assert "find-links" not in text.replace("--no-emit-find-links", "")
