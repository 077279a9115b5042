"""Padding that hides lengths: a u32 length, the data, zeros (SPEC section 7)."""

from dataclasses import dataclass
from typing import Final

from tipline.envelope.errors import Damaged

_LENGTH_BYTES: Final = 4


@dataclass(frozen=True, slots=True)
class PaddingClass:
    """Exactly `size` bytes (fixed), or at least `size` and Padmé above it. The length field counts towards the size."""

    size: int
    fixed: bool

    @property
    def capacity(self) -> int | None:
        """None for a class that grows."""
        return self.size - _LENGTH_BYTES if self.fixed else None

    def padded_length(self, length: int) -> int:
        """Raises ValueError for data that does not fit."""
        needed = _LENGTH_BYTES + length
        if not self.fixed:
            return max(self.size, padme(needed))
        if needed > self.size:
            raise ValueError(f"at most {self.size - _LENGTH_BYTES} bytes fit")
        return self.size


def padme(length: int) -> int:
    """PURBs (Nikitin et al. 2019), section 4: at most 12 % more, and few distinct lengths."""
    if length < 2:
        return length
    exponent = length.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (length + mask) & ~mask


def pad(data: bytes, padding: PaddingClass) -> bytes:
    """Raises ValueError for data that does not fit a fixed class."""
    padded = len(data).to_bytes(_LENGTH_BYTES, "big") + data
    return padded.ljust(padding.padded_length(len(data)), b"\x00")


def unpad(padded: bytes, padding: PaddingClass) -> bytes:
    """Raises Damaged unless `padded` is exactly what `pad` makes of the data."""
    end = _LENGTH_BYTES + int.from_bytes(padded[:_LENGTH_BYTES], "big")
    if len(padded) < _LENGTH_BYTES or end > len(padded):
        raise Damaged("the padding names more data than there is")
    try:
        expected = padding.padded_length(end - _LENGTH_BYTES)
    except ValueError:
        raise Damaged("the data does not fit its padding class") from None
    if len(padded) != expected or padded.count(0, end) != expected - end:
        raise Damaged("not the padding of this data")
    return padded[_LENGTH_BYTES:end]
