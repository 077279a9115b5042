"""Files in chunks."""

import dataclasses
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from tipline.envelope import Damaged, EnvelopeError, Header, Purpose, derive
from tipline.envelope.stream import open_chunks, seal_chunks, sealed_length

from . import reference
from .vector_files import fixed_bytes

KEY = bytes(range(32))
HEADER = Header(Purpose.FILE, b"d" * 16, b"t" * 16, 1, b"o" * 16)
HEADER_BYTES = reference.header(9, b"d" * 16, b"t" * 16, 1, b"o" * 16)
CHUNK = 65536
BOUNDARIES = [0, 1, 2, 1000, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK - 1, 2 * CHUNK, 2 * CHUNK + 1, 5 * CHUNK + 7]


def seal(data: bytes) -> bytes:
    return b"".join(seal_chunks(KEY, [data], HEADER))


def open_(sealed: bytes, length: int) -> bytes:
    return b"".join(open_chunks(KEY, [sealed], HEADER, length=length))


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


@pytest.mark.parametrize("length", BOUNDARIES)
def test_a_file_of_any_length_comes_back_from_package_and_reference(length: int) -> None:
    data = fixed_bytes("stream", length)
    sealed = seal(data)
    assert len(sealed) == sealed_length(length)
    assert open_(sealed, length) == data
    assert reference.open_file(KEY, sealed, HEADER_BYTES, length) == data


@settings(derandomize=True, deadline=None, max_examples=40)
@given(st.integers(min_value=1, max_value=100000), st.integers(min_value=1, max_value=100000))
def test_the_size_of_the_pieces_does_not_matter(size_in: int, size_out: int) -> None:
    data = fixed_bytes("stream", 2 * CHUNK + 100)
    sealed = b"".join(seal_chunks(KEY, pieces(data, size_in), HEADER))
    opened = list(open_chunks(KEY, pieces(sealed, size_out), HEADER, length=len(data)))
    assert b"".join(opened) == data
    assert max(map(len, opened)) <= CHUNK


def test_empty_pieces_change_nothing() -> None:
    sealed = b"".join(seal_chunks(KEY, [b"", b"ab", b"", b"c", b""], HEADER))
    assert b"".join(open_chunks(KEY, [b"", sealed[:50], b"", sealed[50:], b""], HEADER, length=3)) == b"abc"


@pytest.mark.parametrize("length", BOUNDARIES)
def test_a_file_cut_anywhere_near_a_boundary_is_refused(length: int) -> None:
    sealed = seal(fixed_bytes("stream", length))
    ends = {0, 1, 70, 71, 102, 103, len(sealed) - 1} | {103 + n * (CHUNK + 16) for n in range(6)}
    ends |= {end + step for end in ends for step in (-16, -1, 1, 16)}
    for end in ends:
        if 0 <= end < len(sealed):
            with pytest.raises(EnvelopeError):
                open_(sealed[:end], length)


@pytest.mark.parametrize("length", BOUNDARIES)
def test_bytes_after_the_final_chunk_are_refused(length: int) -> None:
    sealed = seal(fixed_bytes("stream", length))
    for more in (b"\x00", bytes(16), sealed[103:119], sealed[103:]):
        with pytest.raises(Damaged):
            open_(sealed + more, length)


@pytest.mark.parametrize("order", [[1, 0, 2], [0, 2, 1], [2, 1, 0], [0, 0, 2], [0, 1, 1], [0, 2], [1, 2], [0, 1, 2, 2]])
def test_chunks_in_another_order_are_refused(order: list[int]) -> None:
    length = 3 * CHUNK
    sealed = seal(fixed_bytes("stream", length))
    chunks = list(pieces(sealed[103:], CHUNK + 16))
    with pytest.raises(Damaged):
        open_(sealed[:103] + b"".join(chunks[number] for number in order), length)


def test_a_chunk_of_another_file_under_the_same_key_is_refused() -> None:
    data = fixed_bytes("stream", 3 * CHUNK)
    first, second = seal(data), seal(data)
    with pytest.raises(Damaged):
        open_(first[: 103 + CHUNK + 16] + second[103 + CHUNK + 16 :], len(data))


def sealed_by_hand(chunks: list[bytes], finals: list[bool]) -> bytes:
    """A file whose maker has the key and does not keep to the format."""
    header = HEADER_BYTES + bytes(16)
    bound = header + derive(KEY, "commit", header)
    cipher = AESGCM(derive(KEY, "seal", header))
    nonces = [number.to_bytes(11, "big") + bytes([final]) for number, final in enumerate(finals)]
    return bound + b"".join(cipher.encrypt(n, c, bound) for n, c in zip(nonces, chunks, strict=True))


def test_the_helper_that_makes_bad_files_makes_valid_ones_too() -> None:
    assert open_(sealed_by_hand([b"abcd"], [True]), 4) == b"abcd"


@pytest.mark.parametrize(
    ("chunks", "finals", "length"),
    [
        ([bytes(CHUNK), b""], [False, True], CHUNK),
        ([b"", b""], [False, True], 0),
        ([b"abcd", b"efgh"], [False, True], 8),
        ([b"abcd"], [False], 4),
        ([b"abcd", b""], [True, True], 4),
        ([bytes(CHUNK), bytes(CHUNK)], [True, True], 2 * CHUNK),
        ([b"a" * 16 + bytes(1)], [True], 16),
        ([b"a" * 1000 + bytes(56)], [True], 1000),
        ([b"a" * 1001 + bytes(23)], [True], 1000),
        ([b"abc"], [True], 4),
        ([], [], 0),
    ],
)
def test_a_file_that_no_sealer_makes_is_refused(chunks: list[bytes], finals: list[bool], length: int) -> None:
    with pytest.raises(Damaged):
        open_(sealed_by_hand(chunks, finals), length)


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.data())
def test_any_flipped_bit_is_refused(data: st.DataObject) -> None:
    sealed = bytearray(seal(fixed_bytes("stream", 500)))
    bit = data.draw(st.integers(min_value=0, max_value=8 * len(sealed) - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(EnvelopeError):
        open_(bytes(sealed), 500)


def test_no_chunk_is_yielded_before_its_tag_was_checked() -> None:
    sealed = bytearray(seal(fixed_bytes("stream", 2 * CHUNK)))
    sealed[-1] ^= 1
    opened = open_chunks(KEY, [bytes(sealed)], HEADER, length=2 * CHUNK)
    assert next(opened) == fixed_bytes("stream", CHUNK)
    with pytest.raises(Damaged):
        next(opened)


def test_no_more_than_a_few_chunks_are_held_at_once() -> None:
    taken = 0

    def source() -> Iterator[bytes]:
        nonlocal taken
        for _ in range(50):
            taken += 1
            yield bytes(CHUNK)

    sealer = seal_chunks(KEY, source(), HEADER)
    next(sealer)
    next(sealer)
    assert taken <= 3


def test_wrong_arguments_are_seen_at_the_call() -> None:
    message = dataclasses.replace(HEADER, purpose=Purpose.MESSAGE)
    with pytest.raises(ValueError, match="files"):
        seal_chunks(KEY, [], message)
    with pytest.raises(ValueError, match="files"):
        open_chunks(KEY, [], message, length=0)
    with pytest.raises(ValueError, match="negative"):
        open_chunks(KEY, [], HEADER, length=-1)
