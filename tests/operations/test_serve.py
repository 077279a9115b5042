"""The server and the tick under one parent: both run, or neither. Real processes on a free port."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.server import ROOT, LiveServer, free_port
from tipline.operations.serving import Plan

SECONDS = 40.0


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> LiveServer:
    """A migrated, empty installation; only its folder and its commands are used here."""
    folder = tmp_path_factory.mktemp("serve")
    # Served on SQLite whatever the other tests run on: an empty address is no address.
    sqlite = {"DATABASE_URL": "sqlite:///" + str(folder / "data" / "tipline.sqlite3"), "REDIS_URL": ""}
    live = LiveServer(folder=folder, settings="config.settings.test", extra={**sqlite, "TIPLINE_LOG_LEVEL": "INFO"})
    live.run("migrate", "--verbosity", "0")
    return live


@contextmanager
def serving(installation: LiveServer, *options: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = free_port()
    command = [sys.executable, "manage.py", "serve", "--port", str(port), *options]
    process = subprocess.Popen(
        command, cwd=ROOT, env=installation.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        yield process, port
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.communicate(timeout=SECONDS)


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def children(process: subprocess.Popen[str]) -> dict[str, int]:
    """Return the process ids of the server and of the tick."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            name = (folder / "comm").read_text().strip()
        except (OSError, ValueError):
            continue
        if parent == process.pid:
            found["tick" if name == "tipline-tick" else "server"] = int(folder.name)
    return found


def wait_until(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.1)
    return False


def is_gone(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_one_signal_ends_both_promptly(installation: LiveServer, number: signal.Signals) -> None:
    with serving(installation) as (process, port):
        assert f"http://localhost:{port}/ - Ctrl-C stops." in first_line(process)
        pids = children(process)
        assert set(pids) == {"server", "tick"}
        began = time.monotonic()
        process.send_signal(number)
        out, _ = process.communicate(timeout=SECONDS)
        assert process.returncode == 0, out
        assert time.monotonic() - began < 10
        assert all(is_gone(pid) for pid in pids.values())


@pytest.mark.parametrize("name", ["server", "tick"])
def test_if_one_dies_both_end_with_an_error(installation: LiveServer, name: str) -> None:
    with serving(installation) as (process, _port):
        first_line(process)
        pids = children(process)
        os.kill(pids[name], signal.SIGKILL)
        out, _ = process.communicate(timeout=SECONDS)
        assert process.returncode == 1
        assert "ended by itself" in out
        assert all(is_gone(pid) for pid in pids.values())


def test_the_tick_ends_when_its_parent_is_killed(installation: LiveServer) -> None:
    with serving(installation) as (process, _port):
        first_line(process)
        pids = children(process)
        process.kill()
        process.wait()
        try:
            assert wait_until(lambda: is_gone(pids["tick"]))
        finally:
            os.kill(pids["server"], signal.SIGTERM)


def test_a_page_is_served_and_no_address_is_logged(installation: LiveServer) -> None:
    with serving(installation) as (process, port):
        first_line(process)
        request = urllib.request.Request(
            f"http://localhost:{port}/no-such-page-c4n4ry", headers={"User-Agent": "agent-c4n4ry"}
        )
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=10)  # noqa: S310 - our own address
        assert refused.value.code == 404
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=SECONDS)
    assert "c4n4ry" not in out
    assert "127.0.0.1" not in out


def test_the_servers_own_log_uses_the_safe_formatter(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {}

    class Server:
        def __init__(self, _application: str, **options: Any) -> None:
            given.update(options)

        def serve(self) -> None:
            """Serve nothing."""

    monkeypatch.setattr("granian.Granian", Server)
    for name in ("load", "_spare_the_collector"):
        monkeypatch.setattr(f"tipline.operations.serving.{name}", lambda *_: None)
    Plan("config.wsgi:application", "localhost", 0, 1).serve()
    logging = given["log_dictconfig"]
    handlers = [logging["handlers"][name] for name in logging["loggers"]["_granian"]["handlers"]]
    formatters = [logging["formatters"][handler["formatter"]]["()"] for handler in handlers]
    assert formatters == ["tipline.operations.logs.SafeFormatter"]
    assert not given["log_access"]


def test_slow_clients_do_not_hold_up_others(installation: LiveServer) -> None:
    with serving(replace(installation, extra={**installation.extra, "TIPLINE_THREADS": "2"})) as (process, port):
        first_line(process)
        slow = [socket.create_connection(("127.0.0.1", port), 5) for _ in range(40)]
        for connection in slow:
            connection.sendall(b"POST /en/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nx")
        began = time.monotonic()
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(f"http://localhost:{port}/no-such-page", timeout=10)
        assert time.monotonic() - began < 5
        for connection in slow:
            connection.close()


def test_a_taken_port_is_reported_with_a_message(installation: LiveServer) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        result = subprocess.run(
            [sys.executable, "manage.py", "serve", "--port", str(port)],
            cwd=ROOT,
            env=installation.environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    assert result.returncode == 1
    assert f"Something else listens on port {port}" in result.stderr


def test_one_database_file_is_served_once(installation: LiveServer) -> None:
    installation.run("serve", "--check-stopped")
    with serving(installation) as (process, _port):
        first_line(process)
        with pytest.raises(AssertionError, match="being served already"):
            installation.run("serve", "--port", str(free_port()))
        with pytest.raises(AssertionError, match="being served already"):
            installation.run("serve", "--check-stopped")
