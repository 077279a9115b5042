"""The web server and the periodic work under one parent: both run, or neither."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import gc
import os
import resource
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import FrameType
from typing import Final

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.urls import get_resolver

STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE_SECONDS: Final = 8.0
START_SECONDS: Final = 30.0
POLL_SECONDS: Final = 0.1
MOST_WAITING: Final = 1000
MOST_CONNECTIONS: Final = 4000
COLLECTED_AFTER: Final = (20_000, 20, 50)


IMPORTED_BY_REQUESTS: Final = (
    "allauth.account.auth_backends",
    "allauth.mfa.stages",
    "allauth.mfa.recovery_codes.internal.flows",
    "allauth.mfa.webauthn.internal.flows",
    "django.conf.locale.en.formats",
    "django.contrib.sessions.serializers",
    "django.core.cache.backends.redis",
    "psycopg_pool",
)
"""Modules that nothing imports before somebody signs in."""


class AlreadyServing(Exception):
    """Another parent serves the same database file."""


class PortTaken(Exception):
    """Something else listens on the port."""


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold a lock on the file for as long as this process serves. Raises AlreadyServing.

    A record lock (fcntl, POSIX): the processes that are forked from here do not hold it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in {errno.EACCES, errno.EAGAIN}:
                raise AlreadyServing from None
            raise
        yield


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be served, and where. `application` is a WSGI target such as config.wsgi:application."""

    application: str
    host: str
    port: int
    workers: int

    @property
    def address(self) -> str:
        """The IP address to listen on; `localhost` is 127.0.0.1, which browsers try as well as ::1."""
        return "127.0.0.1" if self.host == "localhost" else self.host

    def serve(self) -> None:
        """Serve, in this process and workers forked from it, until SIGTERM or SIGINT.

        No access log: it would hold residents' addresses. Only errors of the server itself are logged, for the same
        reason. What Granian calls backpressure counts open connections, idle ones too, and each body that is on its
        way holds a thread: there are many of both. How many requests are worked on at once is not decided here but
        in `whole`, by TIPLINE_THREADS.
        """
        from granian import Granian
        from granian.constants import HTTPModes, Interfaces
        from granian.http import HTTP1Settings
        from granian.log import LogLevels

        load(self.application)
        _spare_the_collector()
        server = Granian(
            self.application,
            address=self.address,
            port=self.port,
            interface=Interfaces.WSGI,
            workers=self.workers,
            blocking_threads=MOST_WAITING,
            backpressure=MOST_CONNECTIONS,
            backlog=1024,
            http=HTTPModes.http1,
            websockets=False,
            http1_settings=HTTP1Settings(header_read_timeout=15_000),
            workers_kill_timeout=5,
            log_access=False,
            log_level=LogLevels.error,
            log_dictconfig=settings.LOGGING,
        )
        server.serve()

    def tick(self) -> None:
        """Do the periodic work until SIGTERM or SIGINT, or until the parent is gone."""
        load(self.application)
        call_command("tick", parent=os.getppid())


def load(application: str) -> None:
    """Import everything that pages need, so that forked processes share its memory."""
    import_module(application.partition(":")[0])
    if apps.ready:
        get_resolver().url_patterns  # noqa: B018 - loads every view
        if apps.is_installed("allauth.mfa"):  # The bare view of the benchmarks has none of it.
            for module in IMPORTED_BY_REQUESTS:
                import_module(module)


@dataclass
class Pair:
    """The running children, each in its own session, so that Ctrl-C reaches them through the parent alone."""

    plan: Plan
    children: list[BaseProcess] = field(default_factory=list)
    stopping: bool = False

    def start(self) -> None:
        """Start both. Raises PortTaken."""
        self._check_port()
        for number in STOP_SIGNALS:
            signal.signal(number, self._stop)
        _allow_files(MOST_CONNECTIONS + 1000)
        # Where forking is unsafe (macOS), each loads for itself.
        start = get_context("fork").Process if sys.platform == "linux" else get_context("spawn").Process
        load(self.plan.application)
        _spare_the_collector()
        for name, work in (("tipline-web", self.plan.serve), ("tipline-tick", self.plan.tick)):
            child = start(target=_child, args=(name, work))
            child.start()
            self.children.append(child)

    def watch(self, ready: Callable[[], None]) -> int:
        """Wait until both are told to stop (0) or one of them ends by itself (1); then end both."""
        deadline, told = time.monotonic() + START_SECONDS, False
        try:
            while not self.stopping and all(child.is_alive() for child in self.children):
                if not told and self._answers():
                    told = True
                    ready()
                if not told and time.monotonic() > deadline:
                    return 1
                time.sleep(POLL_SECONDS)
            return 0 if self.stopping else 1
        finally:
            self.end()

    def end(self) -> None:
        """End both: politely, and after some seconds without asking."""
        for child in self.children:
            if child.is_alive():
                child.terminate()
            else:
                _kill_group(child)  # A server that was killed leaves its workers behind.
        deadline = time.monotonic() + GRACE_SECONDS
        for child in self.children:
            child.join(max(0.1, deadline - time.monotonic()))
            if child.is_alive():
                _kill_group(child)
                child.join()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection((self.plan.address, self.plan.port), 1):
            return True
        return False

    def _check_port(self) -> None:
        family = socket.AF_INET6 if ":" in self.plan.address else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.plan.address, self.plan.port))
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    raise PortTaken from error
                raise


def _allow_files(wanted: int) -> None:
    """Raise the limit of open files and connections, as far as the system allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _spare_the_collector() -> None:
    """Have the garbage collector pass over what is loaded, and look at what requests leave behind less often.

    What is loaded then stays shared after a fork (`gc.freeze`), and a request costs about an eighth less.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)


def _child(name: str, work: Callable[[], None]) -> None:
    os.setsid()
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    with contextlib.suppress(OSError):
        Path("/proc/self/comm").write_text(name, encoding="ascii")  # What `ps` shows, on Linux.
    work()


def _kill_group(child: BaseProcess) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid or 0, signal.SIGKILL)
