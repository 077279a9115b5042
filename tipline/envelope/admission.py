"""How others recognise an officer's new key: a code told in person, and a proof that its owner can sign with it."""

from typing import Final

from tipline.envelope.codes import CHECK_LENGTH, encode_base32, grouped, normalise_code, with_checksum, without_checksum
from tipline.envelope.context import ID_LENGTH, ctx, require_length, sha256
from tipline.envelope.errors import Mistyped
from tipline.envelope.keys import OfficerKey
from tipline.envelope.signing import verify
from tipline.envelope.unlock import STANDARD_COST, Argon2Cost, argon2id

ADMISSION_CODE_LENGTH: Final = 14
_BITS: Final = 60
_BLOCK: Final = 3
_GROUP: Final = 5


def admission_code(*, officer: bytes, kem_public: bytes, sign_public: bytes, cost: Argon2Cost = STANDARD_COST) -> str:
    """ "XXXXX-XXXXX-XXXX": 60 bits of Argon2id over the officer's id and both public keys, and a checksum.

    Not a secret. It is stretched so that whoever can replace the stored key cannot search for one with the same code.
    Another `cost` gives another code.
    """
    require_length("an officer id", officer, ID_LENGTH)
    stretched = argon2id(sha256(ctx("admission", officer, kem_public, sign_public)), officer, cost)
    data = encode_base32(
        int.from_bytes(stretched, "big") >> (8 * len(stretched) - _BITS), ADMISSION_CODE_LENGTH - CHECK_LENGTH
    )
    return grouped(with_checksum(data, _BLOCK), _GROUP)


def parse_admission_code(typed: str) -> str:
    """The typed code in the form of `admission_code`. Raises Mistyped."""
    code = normalise_code(typed)
    if len(code) != ADMISSION_CODE_LENGTH:
        raise Mistyped("an admission code has fourteen characters")
    without_checksum(code, _BLOCK)
    return grouped(code, _GROUP)


def prove_enrolment(key: OfficerKey, officer: bytes) -> bytes:
    """A signature that proves possession of the signing key."""
    require_length("an officer id", officer, ID_LENGTH)
    return key.sign("enrolment", officer, key.kem_public, key.sign_public)


def check_enrolment(proof: bytes, *, officer: bytes, kem_public: bytes, sign_public: bytes) -> None:
    """Raises as `verify` unless the proof is of this officer and both keys."""
    verify(sign_public, proof, "enrolment", officer, kem_public, sign_public)
