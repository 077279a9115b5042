"""Receipts and what is derived from them; form ids and their digests."""

import pytest

from tipline.envelope import Receipt, form_digest, new_form_id, text_digest
from tipline.envelope.receipt import proof_digest

DEPARTMENT, FORM, KEY = b"d" * 16, bytes(range(32)), b"k" * 32


def test_a_receipt_has_130_random_bits() -> None:
    texts = {Receipt.generate().text for _ in range(200)}
    assert len(texts) == 200
    assert {text[0] for text in texts} > set("0Z") or len({text[0] for text in texts}) > 20
    with pytest.raises(ValueError, match="130"):
        Receipt(2**130)


def test_a_form_gives_the_same_receipt_each_time() -> None:
    given = Receipt.from_form(KEY, FORM, DEPARTMENT)
    assert given == Receipt.from_form(KEY, FORM, DEPARTMENT)
    assert given != Receipt.from_form(KEY, FORM, bytes(16))
    assert given != Receipt.from_form(KEY, bytes(32), DEPARTMENT)


def test_whoever_requested_a_form_cannot_derive_its_receipt() -> None:
    assert Receipt.from_form(KEY, FORM, DEPARTMENT) != Receipt.from_form(bytes(32), FORM, DEPARTMENT)


def test_a_receipt_gives_each_department_other_secrets() -> None:
    here, there = Receipt(7).secrets(DEPARTMENT), Receipt(7).secrets(bytes(16))
    given = [secrets for s in (here, there) for secrets in (s.lookup, s.kem_seed, s.proof, s.lookup_hash)]
    assert len(set(given)) == 8
    assert here.resident_kid != there.resident_kid


def test_the_stored_lookup_hash_does_not_reveal_the_residents_key() -> None:
    secrets = Receipt(7).secrets(DEPARTMENT)
    assert secrets.lookup_hash not in (secrets.lookup, secrets.kem_seed, secrets.proof)
    assert secrets.kem_seed not in secrets.resident_public


def test_a_receipt_never_shows_itself() -> None:
    receipt = Receipt(2**129 + 5)
    for shown in (repr(receipt), str(receipt), repr(receipt.secrets(DEPARTMENT))):
        assert shown in ("<Receipt>", "<ReceiptSecrets>")


def test_a_receipt_does_not_change() -> None:
    receipt = Receipt(5)
    with pytest.raises(AttributeError):
        receipt._code = "0"
    assert len({receipt, Receipt(5), Receipt(6)}) == 2
    assert receipt != "5"


def test_form_ids_are_random_and_their_digests_say_nothing_of_them() -> None:
    assert len({new_form_id() for _ in range(100)}) == 100
    assert len(new_form_id()) == 32
    assert len({form_digest(FORM), text_digest(FORM, b""), Receipt.from_form(KEY, FORM, DEPARTMENT).text, FORM}) == 4


def test_a_text_digest_tells_the_same_text_from_another() -> None:
    assert text_digest(FORM, b"text") == text_digest(FORM, b"text")
    assert text_digest(FORM, b"text") != text_digest(FORM, b"Text")
    assert text_digest(FORM, b"text") != text_digest(bytes(32), b"text")


def test_a_proof_digest_binds_receipt_tip_and_each_envelope() -> None:
    digests = [
        proof_digest(bytes(32), bytes(16), [b"ab", b"c"]),
        proof_digest(bytes(32), bytes(16), [b"a", b"bc"]),
        proof_digest(bytes(32), bytes(16), [b"c", b"ab"]),
        proof_digest(bytes(32), b"t" * 16, [b"ab", b"c"]),
        proof_digest(FORM, bytes(16), [b"ab", b"c"]),
    ]
    assert len(set(digests)) == 5


@pytest.mark.parametrize("form", [b"", bytes(31)])
def test_a_form_id_that_is_not_32_bytes_is_a_mistake(form: bytes) -> None:
    for attempt in (form_digest, lambda f: text_digest(f, b""), lambda f: Receipt.from_form(KEY, f, DEPARTMENT)):
        with pytest.raises(ValueError, match="32 bytes"):
            attempt(form)
