"""Imports point down: the layer table of the README, enforced."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tipline import envelope

ROOT = Path(__file__).resolve().parents[2]
CASEWORK = {
    "text",
    "envelope",
    "sandbox",
    "limits",
    "audit",
    "outbox",
    "departments",
    "keyring",
    "routing",
    "tips",
    "casework",
}
CHANNELS = {"web", "desk", "api"}
STATISTICS = CASEWORK | {"statistics"}
BELOW_CHANNELS = STATISTICS | {"http", "intake", "retention"}
MAY_IMPORT: dict[str, set[str]] = {
    "text": set(),
    "envelope": set(),
    "sandbox": set(),
    "http": set(),
    "postgresql": set(),
    "limits": set(),
    "audit": set(),
    "outbox": {"audit"},
    "departments": {"text", "audit"},
    "keyring": {"text", "envelope", "audit", "outbox", "departments"},
    "routing": {"text", "audit", "departments", "keyring"},
    "tips": {"text", "envelope", "limits", "audit", "outbox", "departments", "keyring", "routing"},
    "casework": CASEWORK - {"casework"},
    "intake": CASEWORK,
    "statistics": CASEWORK,
    "retention": STATISTICS,
    "web": BELOW_CHANNELS,
    "desk": BELOW_CHANNELS,
    "api": BELOW_CHANNELS,
    "operations": BELOW_CHANNELS,
    "demo": BELOW_CHANNELS | {"operations"},
}
PACKAGES = sorted(path.name for path in (ROOT / "tipline").iterdir() if (path / "__init__.py").exists())


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_imports_only_what_lies_below_it(package: str) -> None:
    for path in (ROOT / "tipline" / package).rglob("*.py"):
        for module in imported(path):
            parts = module.split(".")
            assert parts[0] != "config", f"{path} imports config"
            if parts[0] == "tipline" and len(parts) > 1 and parts[1] != package:
                assert parts[1] in MAY_IMPORT[package], f"{path} imports {module}"


def test_other_packages_import_the_envelope_itself_not_its_modules() -> None:
    others = (path for path in (ROOT / "tipline").rglob("*.py") if "envelope" not in path.parts)
    assert not [path for path in others if any(name.startswith("tipline.envelope.") for name in imported(path))]


def test_the_envelope_exports_its_errors_and_what_the_product_uses() -> None:
    others = (path for path in (ROOT / "tipline").rglob("*.py") if "envelope" not in path.parts)
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in others)
    imports = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    used = {alias.name for node in imports if node.module == "tipline.envelope" for alias in node.names}
    unused = set(envelope.__all__) - used
    assert {name for name in unused if not issubclass(getattr(envelope, name), envelope.EnvelopeError)} == set()


def test_every_package_is_in_the_table() -> None:
    assert set(PACKAGES) <= set(MAY_IMPORT)


def test_no_module_has_a_meaningless_name() -> None:
    vague = {"utils.py", "helpers.py", "services.py", "signals.py", "common.py", "misc.py"}
    assert not [path for path in (ROOT / "tipline").rglob("*.py") if path.name in vague]
