"""The package still makes the committed vectors, and package and reference agree on opening and refusing."""

import hashlib

import pytest

from tipline import envelope

from . import make_vectors, reference
from .vector_files import (
    FOLDER,
    Vector,
    edited,
    fixed_bytes,
    load,
    open_with_package,
    open_with_reference,
)

SEALED = [vector for name in ("content", "held", "search", "unlock", "signatures", "opening") for vector in load(name)]
CHEAP = [vector for vector in SEALED if vector["name"] != "passphrase, standard"]
TAMPERED = load("tampered")
CODES = {"receipt", "recovery code", "admission code"}


def named(vector: Vector) -> str:
    return str(vector["name"])


@pytest.mark.parametrize("name", [name for name in make_vectors.DETERMINISTIC if name != "unlock"])
def test_the_package_still_makes_the_committed_bytes(name: str) -> None:
    assert make_vectors.DETERMINISTIC[name]() == load(name)


def test_the_package_still_makes_the_committed_passphrase_wraps_at_full_cost() -> None:
    assert make_vectors.unlocks() == load("unlock")


@pytest.mark.parametrize("vector", SEALED, ids=named)
def test_the_package_opens_every_vector(vector: Vector) -> None:
    assert open_with_package(vector) == vector["opens_to"]


@pytest.mark.parametrize("vector", CHEAP, ids=named)
def test_the_reference_opens_every_vector(vector: Vector) -> None:
    assert open_with_reference(vector) == vector["opens_to"]


@pytest.mark.parametrize("vector", TAMPERED, ids=named)
def test_the_package_refuses_with_the_failure_named(vector: Vector) -> None:
    with pytest.raises(envelope.EnvelopeError) as refused:
        open_with_package(vector)
    assert type(refused.value).__name__ == vector["failure"]


@pytest.mark.parametrize("vector", [v for v in TAMPERED if v["structure"] not in CODES], ids=named)
def test_the_reference_refuses_too(vector: Vector) -> None:
    with pytest.raises((reference.RefusedError, ValueError, IndexError)):
        open_with_reference(vector)


@pytest.mark.parametrize("vector", load("files"), ids=lambda vector: str(vector["length"]))
def test_package_and_reference_open_the_committed_files(vector: Vector) -> None:
    sealed = make_vectors.sealed_file(vector["length"])
    assert hashlib.sha256(sealed).hexdigest() == vector["sealed_sha256"]
    opened = {"structure": "file", "with": vector["with"], "sealed": sealed.hex()}
    expected = fixed_bytes("file", vector["length"]).hex()
    assert open_with_package(opened) == open_with_reference(opened) == expected


@pytest.mark.parametrize("vector", load("tampered_files"), ids=lambda v: f"{v['file']}: {v['name']}")
def test_a_tampered_file_is_refused_with_the_failure_named(vector: Vector) -> None:
    sealed = edited(make_vectors.sealed_file(vector["file"]), vector["edits"])
    opened = {"structure": "file", "with": vector["with"], "sealed": sealed.hex()}
    with pytest.raises(envelope.EnvelopeError) as refused:
        open_with_package(opened)
    assert type(refused.value).__name__ == vector["failure"]
    with pytest.raises(reference.RefusedError):
        open_with_reference(opened)


def test_every_kind_of_failure_and_structure_is_among_the_tampered() -> None:
    failures = {vector["failure"] for vector in TAMPERED}
    assert failures == {"Damaged", "NotForMe", "Unsupported", "BadSignature", "WrongPassphrase", "Mistyped"}
    assert {vector["structure"] for vector in SEALED} <= {vector["structure"] for vector in TAMPERED}


def test_receipts_give_what_is_committed_by_the_reference_too() -> None:
    for vector in load("receipts"):
        department = bytes.fromhex(vector["department"])
        receipt = envelope.Receipt.parse(vector["text"]).secrets(department)
        seed = bytes.fromhex(vector["kem_seed"])
        assert receipt.lookup_hash.hex() == vector["lookup_hash"]
        assert reference.kid(b"\x01\x01" + reference.xwing_expand(seed)[2]).hex() == vector["resident_kid"]
        assert reference.receipt_secrets(vector["text"], department, fixed_bytes("tip", 16)) == tuple(
            bytes.fromhex(vector[name]) for name in ("lookup_hash", "kem_seed", "proof", "mailbox_key")
        )


def test_the_receipt_of_a_form_is_derived_by_the_reference_too() -> None:
    vector = next(vector for vector in load("receipts") if vector["name"] == "of a form")
    form_key, form, department = (bytes.fromhex(vector[name]) for name in ("form_key", "form_id", "department"))
    bits = int.from_bytes(reference.derive(form_key, "form receipt", department, form), "big") >> 126
    assert envelope.Receipt(bits).text == vector["text"]


def test_writing_vectors_changes_no_committed_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make_vectors, "DETERMINISTIC", {"padding": make_vectors.paddings})
    before = {path: path.read_bytes() for path in FOLDER.glob("*.json")}
    assert make_vectors.main() == 0
    assert {path: path.read_bytes() for path in FOLDER.glob("*.json")} == before


def test_bytes_that_changed_are_reported(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(make_vectors, "DETERMINISTIC", {"padding": lambda: [{"padme": 1, "padded": 2}]})
    assert make_vectors.main() == 1
    assert "padding" in capsys.readouterr().out
