"""The receipt, a secret code that a resident sees once, and what is derived from it (SPEC section 11)."""

import hmac
import secrets
from collections.abc import Iterable
from typing import Final, NoReturn, Self

from tipline.envelope import codes
from tipline.envelope.context import ID_LENGTH, KEY_LENGTH, ctx, derive, extract, require_length, sha256, u32
from tipline.envelope.errors import Mistyped
from tipline.envelope.hpke import KemKeyPair

_BITS: Final = 130
_LENGTH: Final = codes.BLOCK_LENGTH + codes.CHECK_LENGTH


class Receipt:
    """130 random bits: immutable, not in its repr, not picklable; only `text` shows them."""

    __slots__ = ("_code",)
    _code: str

    def __init__(self, bits: int) -> None:
        if not 0 <= bits < 1 << _BITS:
            raise ValueError("a receipt has 130 bits")
        object.__setattr__(self, "_code", codes.encode_base32(bits, codes.BLOCK_LENGTH))

    @classmethod
    def generate(cls) -> Self:
        return cls(secrets.randbits(_BITS))

    @classmethod
    def from_form(cls, receipt_key: bytes, form_id: bytes, department: bytes) -> Self:
        """The receipt that belongs to a form: the same each time. `receipt_key`: the server's of that day."""
        require_length("a receipt key", receipt_key, KEY_LENGTH)
        require_length("a form id", form_id, KEY_LENGTH)
        require_length("a department id", department, ID_LENGTH)
        derived = derive(receipt_key, "form receipt", department, form_id)
        return cls(int.from_bytes(derived, "big") >> (8 * KEY_LENGTH - _BITS))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises Mistyped."""
        code = codes.normalise_code(text)
        if len(code) != _LENGTH:
            raise Mistyped("a receipt has 28 characters")
        return cls(codes.decode_base32(codes.without_checksum(code)))

    @property
    def text(self) -> str:
        """Seven groups of four characters, the last two of which are the checksum."""
        return codes.grouped(codes.with_checksum(self._code), 4)

    def secrets(self, department: bytes) -> "ReceiptSecrets":
        require_length("a department id", department, ID_LENGTH)
        bits = codes.decode_base32(self._code)
        material = (bits << 6).to_bytes(17, "big")
        return ReceiptSecrets(extract(ctx("receipt", department), material))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a receipt does not change")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Receipt):
            return NotImplemented
        return hmac.compare_digest(self._code, other._code)

    def __hash__(self) -> int:
        return hash(self._code)

    def __repr__(self) -> str:
        return "<Receipt>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a receipt is never pickled or copied")


class ReceiptSecrets:
    """Secrets of one receipt in one department."""

    __slots__ = ("_extracted", "_pair", "kem_seed", "lookup", "proof")
    _pair: KemKeyPair

    def __init__(self, extracted: bytes) -> None:
        self._extracted: Final = extracted
        self.lookup: Final = derive(extracted, "receipt lookup")
        self.kem_seed: Final = derive(extracted, "receipt kem")
        self.proof: Final = derive(extracted, "receipt proof")

    def mailbox_key(self, tip: bytes) -> bytes:
        """The key of the tip's mailbox in its first epoch."""
        require_length("a tip id", tip, ID_LENGTH)
        return derive(self._extracted, "receipt mailbox", tip)

    @property
    def lookup_hash(self) -> bytes:
        """What the server stores to find the tip."""
        return sha256(ctx("lookup", self.lookup))

    @property
    def resident_public(self) -> bytes:
        """The public key to which mailbox keys are sealed."""
        return self._kem_pair().public

    @property
    def resident_kid(self) -> bytes:
        return self._kem_pair().kid

    def __repr__(self) -> str:
        return "<ReceiptSecrets>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("secrets are never pickled or copied")

    def _kem_pair(self) -> KemKeyPair:
        try:
            return self._pair
        except AttributeError:
            self._pair = KemKeyPair(self.kem_seed)
        return self._pair


def proof_digest(proof: bytes, tip: bytes, envelopes: Iterable[bytes]) -> bytes:
    """What a proof of receipt names; without the receipt it cannot be linked to the tip.

    `envelopes` are those that the resident sent, in order of their purposes.
    """
    require_length("a proof secret", proof, KEY_LENGTH)
    require_length("a tip id", tip, ID_LENGTH)
    digest = sha256(b"".join(u32(len(envelope)) + envelope for envelope in envelopes))
    return sha256(ctx("proof", proof, tip, digest))
