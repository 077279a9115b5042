"""Where the service is measured: its production settings, on a PostgreSQL database and a folder of its own."""

from __future__ import annotations

import os
import re
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final
from uuid import uuid4

from tests.databases import drop_database, own_database
from tests.server import ROOT, free_port

HOST: Final = "localhost"
WORKERS: Final = 2


class NeedsPostgres(Exception):
    """DATABASE_URL and REDIS_URL do not name a PostgreSQL server and a Redis."""


@dataclass
class Stand:
    """A folder with secrets, and an empty database beside the one that DATABASE_URL names."""

    folder: Path
    database: str = ""
    environment: dict[str, str] = field(default_factory=dict)

    def __enter__(self) -> Stand:
        """Make them. Raises NeedsPostgres."""
        shared, redis = os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", "")
        if not shared.startswith("postgres") or not redis:
            raise NeedsPostgres
        self._name = f"tipline_benchmark_{uuid4().hex[:12]}"
        self.database = own_database(shared, self._name)
        secret = self.folder / "secret"
        secret.write_text(secrets.token_urlsafe(60), encoding="ascii")
        own = {
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            "DATABASE_URL": self.database,
            "REDIS_URL": re.sub(r"/\d*$", "/12", redis),
            "TIPLINE_SECRET_KEY_FILE": str(secret),
            "TIPLINE_HOSTS": HOST,
            "TIPLINE_DATA": str(self.folder / "data"),
            "TIPLINE_KEYS": str(self.folder / "keys"),
            "TIPLINE_PROCESSES": str(WORKERS),
            "TIPLINE_TRUSTED_PROXIES": "1",
            "PYTHONPATH": str(ROOT),
        }
        self.environment = {**os.environ, **own}
        for arguments in (("migrate", "--verbosity", "0"), ("collectstatic", "--no-input", "--verbosity", "0")):
            self.manage(*arguments)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        drop_database(os.environ["DATABASE_URL"], self._name)

    def tips(self) -> int:
        """Return how many tips are stored."""
        return int(self.ask("SELECT count(*) FROM tipline_tips_tip"))

    def settle(self) -> None:
        """Have the database write out what the last load left behind, so that the next one does not pay for it."""
        self.ask("CHECKPOINT")

    def ask(self, statement: str) -> str:
        """Run one statement of our own and return what it answers."""
        command = ["psql", self.database, "-XAtqc", statement]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603

    def manage(self, *arguments: str) -> str:
        """Run a management command and return what it printed."""
        return self.run("manage.py", *arguments)

    def program(self, module: str, *arguments: str) -> str:
        """Run a module in the service's environment and return what it printed."""
        return self.run("-m", module, *arguments)

    def run(self, *arguments: str) -> str:
        """Run Python in the service's environment."""
        command = [sys.executable, *arguments]
        done = subprocess.run(  # noqa: S603 - our own interpreter with our own words
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{arguments}: {done.stderr[-3000:]}")
        return done.stdout


@dataclass
class Served:
    """A server of a stand, as `manage.py serve` starts it; `bare` serves the bare view in the same way."""

    stand: Stand
    bare: bool = False
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process above all others of it. Raises RuntimeError while it does not run."""
        if self.process is None:
            raise RuntimeError("it does not run")
        return self.process.pid

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """What it says goes here."""
        return self.stand.folder / f"server-{self.port}.log"

    def said(self) -> str:
        """Return the last of what it said since it was there: nothing, when nothing went wrong."""
        return self.log.read_bytes()[self._said_at_first :].decode(errors="replace")[-3000:]

    def command(self) -> list[str]:
        """Return the command. The bare view is served by the service's own means, with the same options."""
        if self.bare:
            return [sys.executable, "-m", "benchmarks.bare.serve", str(self.port), str(WORKERS)]
        return [sys.executable, "manage.py", "serve", "--port", str(self.port), "--workers", str(WORKERS)]

    def __enter__(self) -> Served:
        log = self.log.open("wb")
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            self.command(), cwd=ROOT, env=self.stand.environment, stdout=log, stderr=log, start_new_session=True
        )
        self._wait()
        self._said_at_first = self.log.stat().st_size
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def _wait(self) -> None:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{self.url}/", timeout=2).close()  # noqa: S310 - our own address
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError("the server did not start")
