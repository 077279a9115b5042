"""Production refuses to start with a missing or publicly known setting, and says what to set."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from config.settings import demo, test
from tests.server import collected

ROOT = Path(__file__).resolve().parents[2]
SECRET = "".join(chr(ord("!") + 7 * number % 90) for number in range(64)).replace("\\", "x").replace("$", "y")


def manage(data: Path, *arguments: str, **given: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    sound = {"TIPLINE_SECRET_KEY": SECRET, "TIPLINE_HOSTS": "tips.example.org", "TIPLINE_DATA": str(data)}
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.production"}
    environment = {**kept, **settings, **sound, **given}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={name: value for name, value in environment.items() if value},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def refused(result: subprocess.CompletedProcess[str], *hints: str) -> None:
    assert result.returncode != 0
    assert all(hint in result.stderr for hint in hints), result.stderr


def test_a_sound_configuration_starts_without_complaints(tmp_path: Path) -> None:
    result = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING")
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout + result.stderr


def test_a_missing_secret_is_refused(tmp_path: Path) -> None:
    refused(manage(tmp_path, "check", TIPLINE_SECRET_KEY=""), "no secret key", "make_secret", "TIPLINE_SECRET_KEY_FILE")


@pytest.mark.parametrize("settings", [demo, test])
def test_a_secret_from_this_repository_is_refused(tmp_path: Path, settings: ModuleType) -> None:
    refused(manage(tmp_path, "check", TIPLINE_SECRET_KEY=settings.SECRET_KEY), "a public one", "make_secret")


@pytest.mark.parametrize("weak", ["short", "a" * 64])
def test_a_weak_secret_is_refused(tmp_path: Path, weak: str) -> None:
    refused(manage(tmp_path, "check", TIPLINE_SECRET_KEY=weak), "too short", "make_secret")


def test_a_secret_is_read_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(SECRET + "\n", encoding="ascii")
    result = manage(tmp_path, "check", TIPLINE_SECRET_KEY="", TIPLINE_SECRET_KEY_FILE=str(tmp_path / "secret"))
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("spoilt", ["missing", "a folder", "not text"])
def test_an_unreadable_secret_file_is_named_but_not_quoted(tmp_path: Path, spoilt: str) -> None:
    path = tmp_path / "secret"
    if spoilt == "a folder":
        path.mkdir()
    elif spoilt == "not text":
        path.write_bytes(b"canary\xff")
    result = manage(tmp_path, "check", TIPLINE_SECRET_KEY="", TIPLINE_SECRET_KEY_FILE=str(path))
    refused(result, "ImproperlyConfigured", "TIPLINE_SECRET_KEY_FILE", "make_secret")
    assert "canary" not in result.stderr
    assert "During handling" not in result.stderr


@pytest.mark.parametrize("hosts", ["", "*", "tips.example.org,*"])
def test_missing_or_open_hosts_are_refused(tmp_path: Path, hosts: str) -> None:
    refused(manage(tmp_path, "check", TIPLINE_HOSTS=hosts), "TIPLINE_HOSTS")


def test_postgresql_without_redis_is_refused(tmp_path: Path) -> None:
    refused(manage(tmp_path, "check", DATABASE_URL="postgres://tips@127.0.0.1/tips"), "REDIS_URL")


def test_there_is_no_demonstration_in_production(tmp_path: Path) -> None:
    refused(manage(tmp_path, "demo"), "Unknown command: 'demo'")


def test_several_workers_on_sqlite_are_refused(tmp_path: Path) -> None:
    refused(manage(tmp_path, "serve", "--workers", "2"), "SQLite goes with one worker", "DATABASE_URL")


ONION = "7zvj7a2imdgkdbg4f2dryd5rgtrn7upivr5eeij4cicjh65pooxeshid.onion"
ASK = """
import django; django.setup()
from django.test import Client
for host, secure in {asked}:
    answer = Client().get("/", headers={{"Host": host}}, secure=secure)
    print(answer.status_code, answer.headers.get("Location", "-"), answer.headers.get("Strict-Transport-Security", "-"))
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
"""


def answers(data: Path, *asked: tuple[str, bool]) -> list[str]:
    given = {"TIPLINE_HOSTS": f"tips.example.org,{ONION}", "TIPLINE_STATIC": str(collected())}
    result = manage(data, "shell", "--no-imports", "-c", ASK.format(asked=asked), **given)
    assert result.returncode == 0, result.stderr
    return result.stdout.splitlines()


def test_only_our_own_onion_host_is_exempt_from_https(tmp_path: Path) -> None:
    stranger = f"x{ONION}"
    asked = [("tips.example.org", False), (ONION, False), (stranger, False), (f"{ONION}.evil.example", False)]
    led, onion, *strangers = answers(tmp_path, *asked)
    assert led.startswith("301 https://tips.example.org/ ")
    assert onion == "302 /en/ -"
    assert [answer.split()[0] for answer in strangers] == ["400", "400"]


def test_an_onion_host_is_sent_no_hsts(tmp_path: Path) -> None:
    plain, onion = answers(tmp_path, ("tips.example.org", True), (f"{ONION}:443", True))
    assert plain.startswith("302 /en/ max-age=31536000")
    assert onion == "302 /en/ -"
