"""The files in `deploy/` fit the program, and keep the promises that depend on nginx and systemd."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tipline.operations.store_checks import DURABLE, IN_MEMORY, QUIET

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
PAGES = [ROOT / "docs" / "deployment.md", ROOT / "docs" / "set-up.md", DEPLOY / "tipline.env.example"]


def text(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def directives(name: str) -> list[str]:
    """Return the lines of a configuration without comments and indentation."""
    lines = (line.strip() for line in text(name).splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def variables(*folders: str) -> set[str]:
    sources = (path.read_text(encoding="utf-8") for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return {name for source in sources for name in re.findall(r'"(TIPLINE_[A-Z_]+|DATABASE_URL|REDIS_URL)"', source)}


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_variable_in_the_files_is_read_by_the_settings(page: Path) -> None:
    named = set(re.findall(r"\b(TIPLINE_[A-Z_]+|DATABASE_URL|REDIS_URL)\b", page.read_text(encoding="utf-8")))
    assert named
    assert named <= variables("config")


def test_every_command_of_the_small_deployment_loads_its_settings_first() -> None:
    lines = (ROOT / "docs" / "set-up.md").read_text(encoding="utf-8").splitlines()
    commands = [line.strip() for line in lines if line.startswith("    ") and "manage.py" in line]
    assert len(commands) >= 7
    assert all(command.startswith("(umask 077; set -a; . ./tipline.env; ") for command in commands)


def test_the_small_deployment_says_how_to_reset_the_only_administrators_password() -> None:
    assert "manage.py changepassword NAME" in (ROOT / "docs" / "set-up.md").read_text(encoding="utf-8")


def test_the_example_environment_contains_no_secret() -> None:
    values = dict(line.split("=", 1) for line in directives("tipline.env.example"))
    assert "TIPLINE_SECRET_KEY" not in values
    assert "@" not in values["DATABASE_URL"] + values["REDIS_URL"]
    assert not any(character in value for value in values.values() for character in " '\"$")


def test_nginx_keeps_no_log_and_no_copy_on_disk() -> None:
    lines = directives("nginx-site.conf")
    assert [line for line in lines if "_log" in line] == ["access_log off;", "error_log /dev/null emerg;"]
    assert {"gzip off;", "proxy_request_buffering off;", "proxy_max_temp_file_size 0;"} <= set(lines)


def test_nginx_passes_on_the_client_address_and_no_user_agent() -> None:
    lines = directives("nginx-site.conf")
    passed = {line.split()[1]: line.split()[2] for line in lines if line.startswith("proxy_set_header ")}
    assert "proxy_pass_request_headers off;" in lines
    assert passed["X-Forwarded-For"] == "$remote_addr;"
    assert "User-Agent" not in passed
    assert {passed[name] for name in ("Cookie", "Origin", "Referer")} == {
        "$desk_cookie;",
        "$desk_origin;",
        "$desk_referer;",
    }


def test_the_service_leaves_nothing_of_its_memory_on_disk() -> None:
    lines = set(directives("tipline.service"))
    assert {"LimitCORE=0", "MemorySwapMax=0", "ProtectSystem=strict", "NoNewPrivileges=yes"} <= lines
    assert {"LimitCORE=0", "MemorySwapMax=0"} <= set(directives("nginx.service.conf"))
    assert not any(line.startswith("StateDirectory") for line in lines)
    assert {line for line in lines if line.startswith("ReadWritePaths")} == {
        "ReadWritePaths=/var/lib/tipline-secrets/keys"
    }


def test_the_database_files_pass_the_deployment_check() -> None:
    postgresql = dict(line.split(" = ") for line in directives("postgresql.conf"))
    assert all(postgresql[name] in values for name, values in {**DURABLE, **QUIET}.items())
    redis = dict(line.split(" ", 1) for line in directives("redis.conf"))
    assert all(redis[name].strip('"') in values for name, values in IN_MEMORY.items())
    assert (postgresql["listen_addresses"], redis["port"]) == ("''", "0")


def test_the_documentation_names_every_file() -> None:
    page = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    assert all(f"deploy/{path.name}" in page for path in DEPLOY.iterdir())
