"""Admission codes, and the proof that an officer holds both halves of a key."""

import itertools

import pytest

from tipline.envelope import (
    BadSignature,
    Mistyped,
    OfficerKey,
    admission_code,
    check_enrolment,
    parse_admission_code,
    prove_enrolment,
)
from tipline.envelope.codes import ALPHABET

from . import reference
from .vector_files import load

VECTOR = load("codes")[0]
CODE = VECTOR["admission_code"]
OFFICER = bytes(range(16))
KEY, OTHER = OfficerKey(b"k" * 32), OfficerKey(b"o" * 32)


def test_package_and_reference_make_the_committed_code() -> None:
    made_from = {name: bytes.fromhex(VECTOR[name]) for name in ("officer", "kem_public", "sign_public")}
    assert admission_code(**made_from) == reference.admission_code(**made_from) == CODE


def test_the_code_depends_on_the_officer_and_both_keys() -> None:
    keys = [(KEY, KEY), (OTHER, KEY), (KEY, OTHER)]
    codes = {
        admission_code(officer=officer, kem_public=kem.kem_public, sign_public=sign.sign_public)
        for officer, (kem, sign) in [(OFFICER, pair) for pair in keys] + [(bytes(16), keys[0])]
    }
    assert len(codes) == 4


def test_the_code_is_short_enough_for_the_telephone() -> None:
    assert [len(group) for group in CODE.split("-")] == [5, 5, 4]


def test_the_code_may_be_typed_in_any_form() -> None:
    plain = CODE.replace("-", "")
    for typed in (plain.lower(), " ".join(plain), plain.replace("0", "o").replace("1", "i")):
        assert parse_admission_code(typed) == CODE


def test_a_typo_or_two_swapped_characters_are_detected() -> None:
    code = CODE.replace("-", "")
    wrong = [code[:at] + letter + code[at + 1 :] for at, letter in itertools.product(range(14), ALPHABET)]
    for first, second in itertools.combinations(range(14), 2):
        letters = list(code)
        letters[first], letters[second] = letters[second], letters[first]
        wrong.append("".join(letters))
    for typed in set(wrong) - {code}:
        with pytest.raises(Mistyped):
            parse_admission_code(typed)


def test_the_proof_is_of_this_officer_and_both_keys() -> None:
    proof = prove_enrolment(KEY, OFFICER)
    check_enrolment(proof, officer=OFFICER, kem_public=KEY.kem_public, sign_public=KEY.sign_public)
    others = [
        (bytes(16), KEY.kem_public, KEY.sign_public),
        (OFFICER, OTHER.kem_public, KEY.sign_public),
        (OFFICER, KEY.kem_public, OTHER.sign_public),
    ]
    for officer, kem_public, sign_public in others:
        with pytest.raises(BadSignature):
            check_enrolment(proof, officer=officer, kem_public=kem_public, sign_public=sign_public)
