"""There are no import circles. An import inside a function, or for types alone, counts like any other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from importlib.util import resolve_name
from itertools import accumulate
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def modules(root: Path, *folders: str) -> dict[str, Path]:
    """Return every module below the folders, by name."""
    paths = [path for folder in folders for path in (root / folder).rglob("*.py")]
    return {".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


def named(module: str, path: Path) -> Iterator[tuple[str, str]]:
    """Return each import of a module: from where, and which name ("" for the module itself)."""
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = resolve_name("." * node.level + (node.module or ""), package)
            yield from ((source, alias.name) for alias in node.names)


def imported(module: str, known: dict[str, Path]) -> set[str]:
    """Return which known modules run when this one is imported: packages run before what is in them."""
    found = set()
    for source, name in named(module, known[module]):
        target = f"{source}.{name}" if f"{source}.{name}" in known else source
        packages = {package for package in accumulate(target.split("."), "{}.{}".format) if package != target}
        found |= {target} | {package for package in packages if not module.startswith(f"{package}.")}
    return found & set(known) - {module}


def circle(known: dict[str, Path]) -> list[str]:
    """Return the modules of one circle in the order of their imports; none where there is none."""
    try:
        TopologicalSorter({module: imported(module, known) for module in known}).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []


def test_there_are_no_import_circles() -> None:
    found = circle(modules(ROOT, "tipline", "config"))
    assert not found, f"These import each other: {' -> '.join(found)}. Move what both need below them."


@pytest.mark.parametrize(
    "late",
    [
        "from shop.till import Till",
        "def pay():\n    from shop import till",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import shop.till",
        "from .till import Till",
    ],
)
def test_a_hidden_circle_would_be_found(tmp_path: Path, late: str) -> None:
    (tmp_path / "shop").mkdir()
    for name, text in {"__init__": "", "till": "from shop.coin import Coin", "coin": late}.items():
        (tmp_path / "shop" / f"{name}.py").write_text(text, encoding="utf-8")
    assert set(circle(modules(tmp_path, "shop"))) == {"shop.till", "shop.coin"}
