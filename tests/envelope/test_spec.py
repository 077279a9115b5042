"""SPEC.md and the code agree; the package imports nothing above it."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.envelope import reference
from tipline import envelope
from tipline.departments.models import Unit
from tipline.envelope import errors
from tipline.envelope.content import PADDING, Purpose
from tipline.envelope.padding import PaddingClass
from tipline.envelope.signing import PURPOSES
from tipline.keyring.errors import KeyLogBroken
from tipline.keyring.log import entries

PACKAGE = Path(envelope.__file__).parent
SPEC = (PACKAGE / "SPEC.md").read_text(encoding="utf-8")
SOURCES = sorted(PACKAGE.glob("*.py"))


def section(number: int) -> str:
    return SPEC.split(f"\n## {number}. ")[1].split("\n## ")[0]


def rows(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]


def test_the_purposes_have_the_numbers_and_classes_of_the_specification() -> None:
    written = {int(row[1]): row[3] for row in rows(section(7)) if row[1].isdigit()}
    assert written.keys() == {int(purpose) for purpose in Purpose}
    for purpose, padding in PADDING.items():
        assert written[int(purpose)] == f"{padding.size} {'fixed' if padding.fixed else ', grows'}".replace(" ,", ",")


def test_every_purpose_but_the_file_has_a_padding_class() -> None:
    assert {Purpose.FILE, *PADDING} == set(Purpose)
    assert all(isinstance(padding, PaddingClass) for padding in PADDING.values())


def test_the_purposes_of_signatures_are_those_of_the_specification() -> None:
    assert {row[0] for row in rows(section(10).split("\n| purpose |")[1])[1:]} == PURPOSES


def test_the_specification_describes_the_kem_as_the_reference_does_it() -> None:
    suite = next(row for row in rows(section(1)) if row[0] == "KEM")
    assert f"HPKE KEM 0x{reference.KEM_XWING:04X}" in suite[1]
    assert "draft-connolly-cfrg-xwing-kem-08" in suite[2]
    assert "draft-irtf-cfrg-concrete-hybrid-kems" in suite[2]
    assert f'"HPKE" | {reference.KEM_XWING:04X} |' in section(5)
    assert b"\\.//^\\".hex().upper() in section(5)
    assert "SHAKE256(seed, 96)" in section(5)


# In which argument of a call its label stands, and its purpose.
LABEL_AT = {"ctx": 0, "derive": 1, "mac": 0}
PURPOSE_AT = {"sign": 0, "verify": 2}
# Calls that pass on what their caller named.
PASSED_ON = {"label", "self._kem_label", "self._sign_label", "purpose", "PURPOSE"}
# Django's signer of the desk's device cookies, which is not ours.
PASSED_ON |= {"number"}
PASSED_ON |= {"checkpoint_fields(position, digest)", "_signed_bytes(purpose, fields)"}
NAMED = re.compile(r'^ *(?:_kem_label|_sign_label|PURPOSE: Final) = "([a-z ]+)"$', re.MULTILINE)


def every_source() -> Iterator[str]:
    for path in sorted(PACKAGE.parent.rglob("*.py")):
        if not {"demo", "migrations"} & set(path.parts):
            yield path.read_text(encoding="utf-8")


def arguments(source: str, positions: dict[str, int]) -> Iterator[ast.expr]:
    """Yield the argument at the given position of each call of these names."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            position = positions.get(getattr(node.func, "attr", getattr(node.func, "id", "")))
            if position is not None and len(node.args) > position:
                yield node.args[position]


def names(positions: dict[str, int]) -> set[str]:
    """Return every text passed there by any package; calls that pass anything else are listed above."""
    found = [argument for source in every_source() for argument in arguments(source, positions)]
    texts = {node.value for node in found if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert {ast.unparse(node) for node in found if not isinstance(node, ast.Constant)} <= PASSED_ON
    return texts


def table(heading: str) -> list[list[str]]:
    return rows(heading + section(2).split(f"\n{heading}")[1].split("\n\n")[0])[2:]


def first_cells(heading: str) -> set[str]:
    return {name.strip() for row in table(heading) for name in row[0].split(",")}


def test_every_label_of_every_package_is_in_the_specification() -> None:
    named = {name for source in every_source() for name in NAMED.findall(source)} - PURPOSES
    used = names(LABEL_AT) | named
    assert {"log entry", "form hour", "admission", "unit kem"} <= used
    assert used == first_cells("| label |")


def test_every_prefix_of_a_hash_is_in_the_specification() -> None:
    nodes = (node for source in every_source() for node in ast.walk(ast.parse(source)))
    texts = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, bytes)]
    used = {text.rstrip(b"\0").decode() for text in texts if text.startswith(b"tipline") and text != b"tipline/1 "}
    assert used == first_cells("| prefix |")
    assert not {prefix.removeprefix("tipline/1 ") for prefix in used} & first_cells("| label |")


def test_every_purpose_that_is_signed_or_verified_is_in_the_specification() -> None:
    named = {name for source in every_source() for name in NAMED.findall(source)} & PURPOSES
    used = names(PURPOSE_AT) | named
    assert {"key log", "checkpoint"} <= used <= PURPOSES


def test_each_label_stands_in_the_section_that_the_table_names() -> None:
    for labels, number, _ in table("| label |"):
        assert all(f'"{label.strip()}"' in section(int(number)) for label in labels.split(","))


def test_every_refusal_names_an_exception_and_has_its_own_number() -> None:
    refusals = re.findall(r"^- R(\d+) `(\w+)`", SPEC, flags=re.MULTILINE)
    known = {name for name in vars(errors) if isinstance(getattr(errors, name), type)} | {KeyLogBroken.__name__}
    numbers = {int(number) for number, _ in refusals}
    assert numbers == set(range(1, max(numbers) + 1))
    assert {name for _, name in refusals} <= known


def test_the_statements_of_the_key_log_are_those_of_the_specification() -> None:
    stated = {row[0]: row[1].split(", ") for row in rows(section(17))[2:]}
    assert stated.keys() == entries._KINDS.keys()
    for kind, fields in stated.items():
        lengths = [int(found[1]) if (found := re.search(r"\((\d+)\)", field)) else None for field in fields]
        assert lengths == [field.length for field in entries._KINDS[kind][1]], kind
    for word in (*Unit.Kind.values, *Unit.Kit.values):
        assert f'"{word}"' in section(17)


def test_the_clear_list_stands_in_the_specification_once() -> None:
    assert SPEC.count("<!-- clear list -->") == 1


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_the_package_imports_only_the_standard_library_and_cryptography(source: Path) -> None:
    tree = ast.parse(source.read_text(encoding="utf-8"))
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    for name in names:
        inside = name == "tipline.envelope" or name.startswith("tipline.envelope.")
        assert inside or name.split(".")[0] in {"cryptography"} | sys.stdlib_module_names
        assert name.split(".")[0] not in {"logging", "time", "datetime", "pickle", "random"}


def test_everything_exported_exists() -> None:
    assert len(set(envelope.__all__)) == len(envelope.__all__)
    assert all(hasattr(envelope, name) for name in envelope.__all__)
