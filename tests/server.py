"""The real server as a child process on a free port, with stores of its own."""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import TracebackType
from uuid import uuid4

from tests.databases import drop_database, own_database

ROOT = Path(__file__).resolve().parents[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@cache
def collected() -> Path:
    """Return a folder with the static files as they are served in earnest, made once for what they are made from.

    Compressing them takes half a minute: the processes of a run share them, and so does the next run.
    """
    folder = ROOT / "var" / "test" / f"static-{_static_sources()}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "whole").exists():
            own = {"DJANGO_SETTINGS_MODULE": "config.settings.demo", "TIPLINE_STATIC": str(folder)}
            command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
            subprocess.run(command, cwd=ROOT, env={**os.environ, **own}, check=True, timeout=300)
            (folder / "whole").touch()
    return folder


def _static_sources() -> str:
    found = [*sorted((ROOT / "tipline").glob("*/static/**/*")), ROOT / "requirements.txt"]
    digest = hashlib.sha256()
    for path in found:
        if path.is_file():
            digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@dataclass
class LiveServer:
    """Granian with the project, as it runs in earnest; everything it writes lies below `folder`."""

    folder: Path
    settings: str = "config.settings.demo"
    extra: dict[str, str] = field(default_factory=dict)
    application: str = "config.wsgi:application"
    workers: int = 1
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        """On PostgreSQL, take a database of its own."""
        shared = os.environ.get("DATABASE_URL", "")
        if shared.startswith("postgres") and "DATABASE_URL" not in self.extra:
            name = f"tipline_live_{uuid4().hex}"
            self.extra = {**self.extra, "DATABASE_URL": own_database(shared, name)}
            atexit.register(drop_database, shared, name)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def environment(self) -> dict[str, str]:
        (self.folder / "tmp").mkdir(parents=True, exist_ok=True)
        own = {
            "DJANGO_SETTINGS_MODULE": self.settings,
            "TIPLINE_DATA": str(self.folder / "data"),
            "TIPLINE_KEYS": str(self.folder / "keys"),
            "TIPLINE_STATIC": self.extra.get("TIPLINE_STATIC") or str(collected()),
            "TMPDIR": str(self.folder / "tmp"),
            "PYTHONPATH": str(ROOT),
        }
        return {**os.environ, **own, **self.extra}

    def run(self, *arguments: str, text: str | None = None) -> str:
        """Run a management command in the server's environment and return what it printed."""
        (self.folder / "data").mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            input=text,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, f"{arguments}: {done.stdout}\n{done.stderr}"
        return done.stdout

    def start(self) -> None:
        """Start the server and wait until it answers."""
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", self.application]
        command += ["--host", "127.0.0.1", "--port", str(self.port)]
        command += ["--workers", str(self.workers), "--blocking-threads", "4"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        self._wait()

    def kill(self) -> None:
        """End the server and its workers at once, with no chance to finish anything."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def __enter__(self) -> LiveServer:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process is None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _wait(self) -> None:
        for _ in range(150):
            try:
                with urllib.request.urlopen(f"{self.url}/en/", timeout=2):  # noqa: S310 - our own address
                    return
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.2)
        raise AssertionError(f"the server did not start: {self.log.read_text(errors='replace')[-2000:]}")
