"""Files, sealed in chunks so that none is held in memory whole (SPEC section 9)."""

import secrets
from collections.abc import Iterable, Iterator
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tipline.envelope.content import (
    COMMITMENT_LENGTH,
    HEADER_LENGTH,
    SALT_LENGTH,
    TAG_LENGTH,
    Header,
    Purpose,
    check_commitment,
    read_header,
)
from tipline.envelope.context import derive
from tipline.envelope.errors import Damaged
from tipline.envelope.padding import padme

CHUNK: Final = 1 << 16
_BOUND_LENGTH: Final = HEADER_LENGTH + COMMITMENT_LENGTH


def seal_chunks(key: bytes, chunks: Iterable[bytes], header: Header) -> Iterator[bytes]:
    """Header and commitment, then sealed chunks. The pieces of `chunks` may have any size.

    The true length belongs in the sealed file record: `open_chunks` needs it.
    """
    _require_file(header)
    return _seal_chunks(key, chunks, header, secrets.token_bytes(SALT_LENGTH))


def open_chunks(key: bytes, chunks: Iterable[bytes], header: Header, *, length: int) -> Iterator[bytes]:
    """The file's `length` bytes, in chunks of up to 64 KiB. The pieces of `chunks` may have any size.

    Raises as `open_content` does, also after it has yielded: the caller must run it to its end, and drop everything if
    it raises.
    """
    _require_file(header)
    if length < 0:
        raise ValueError("a length is not negative")
    return _open_chunks(key, chunks, header, length)


def sealed_length(length: int) -> int:
    padded = padme(length)
    return _BOUND_LENGTH + padded + TAG_LENGTH * max(1, -(-padded // CHUNK))


class _Buffered:
    """Takes exact numbers of bytes from pieces of any size."""

    __slots__ = ("_buffer", "_pieces")

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._buffer = bytearray()

    def take(self, count: int) -> bytes:
        """Fewer than `count` bytes only at the end."""
        while len(self._buffer) < count:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._buffer += piece
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken


def _open_chunks(key: bytes, chunks: Iterable[bytes], header: Header, length: int) -> Iterator[bytes]:
    source = _Buffered(chunks)
    bound = source.take(_BOUND_LENGTH)
    salted = read_header(bound, header)
    check_commitment(key, salted, bound[HEADER_LENGTH:])
    cipher = AESGCM(derive(key, "seal", salted))
    padded_left, data_left = padme(length), length
    for counter in range(max(1, -(-padded_left // CHUNK))):
        expected = min(padded_left, CHUNK)
        padded_left -= expected
        nonce = _nonce(counter, final=padded_left == 0)
        chunk = _open_chunk(cipher, nonce, source.take(expected + TAG_LENGTH), bound)
        if len(chunk) != expected:
            raise Damaged("shorter than its length says")
        data = chunk[:data_left]
        data_left -= len(data)
        if any(chunk[len(data) :]):
            raise Damaged("the padding is not zeros")
        if padded_left == 0 and source.take(1):
            raise Damaged("bytes after the final chunk")
        if data:
            yield data


def _seal_chunks(key: bytes, chunks: Iterable[bytes], header: Header, salt: bytes) -> Iterator[bytes]:
    salted = header.encode() + salt
    bound = salted + derive(key, "commit", salted)
    cipher = AESGCM(derive(key, "seal", salted))
    yield bound
    source = _Buffered(_padded(chunks))
    chunk, counter, final = source.take(CHUNK), 0, False
    while not final:
        following = source.take(CHUNK)
        final = not following
        yield cipher.encrypt(_nonce(counter, final=final), chunk, bound)
        chunk, counter = following, counter + 1


def _padded(chunks: Iterable[bytes]) -> Iterator[bytes]:
    length = 0
    for chunk in chunks:
        length += len(chunk)
        yield chunk
    zeros = padme(length) - length
    while zeros:
        some = min(zeros, CHUNK)
        zeros -= some
        yield bytes(some)


def _nonce(counter: int, *, final: bool) -> bytes:
    return counter.to_bytes(11, "big") + bytes((final,))


def _open_chunk(cipher: AESGCM, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
    try:
        return cipher.decrypt(nonce, sealed, bound)
    except InvalidTag:
        raise Damaged("a chunk is altered, missing, moved or cut") from None


def _require_file(header: Header) -> None:
    if header.purpose != Purpose.FILE:
        raise ValueError("only files are sealed in chunks")
