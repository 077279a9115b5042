"""A server that restarts quickly after being killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType

from tests.server import ROOT, LiveServer


@dataclass
class ForkedServer(LiveServer):
    """Granian, forked anew from a process that has loaded the project. It starts with nothing remembered."""

    application: str = "tests.kill.wsgi:application"
    nursery: subprocess.Popen[str] | None = None
    group: int = 0

    def start(self) -> None:
        """Fork a server and wait until it listens."""
        if self.nursery is None:
            self.nursery = self._load()
        assert self.nursery.stdin
        assert self.nursery.stdout
        self.nursery.stdin.write("\n")
        self.nursery.stdin.flush()
        self.group = int(self.nursery.stdout.readline())
        self._wait()

    def kill(self) -> None:
        """End the server at once; it may have died before."""
        with suppress(ProcessLookupError):
            os.killpg(self.group, signal.SIGKILL)

    def restart(self) -> None:
        """Have a new server, which remembers nothing."""
        self.kill()
        self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        assert self.nursery
        self.nursery.communicate(timeout=10)

    def _load(self) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.kill.nursery", self.application, str(self.port)]
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def _wait(self) -> None:
        """Only see that it listens: a page would fill its memory."""
        for _ in range(2000):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.005)
        raise AssertionError(f"the server did not start: {self.log.read_text(errors='replace')[-2000:]}")
