"""Whatever bytes it is given, an opener raises only the package's errors."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tipline import envelope
from tipline.envelope import EnvelopeError, stream

from .vector_files import Vector, load, open_with_package

SEALED: dict[str, Vector] = {}
for name in ("content", "held", "search", "unlock", "signatures", "opening"):
    for vector in load(name):
        SEALED.setdefault(vector["structure"], vector)

PREFIXES = st.sampled_from([b"", b"\x01\x01", b"\x01\x01\x01", b"\x01\x01\x02"])


@pytest.mark.parametrize("structure", sorted(SEALED))
@settings(derandomize=True, deadline=None, max_examples=60)
@given(PREFIXES, st.binary(max_size=1300))
def test_any_bytes_are_refused_by_every_opener(structure: str, start: bytes, rest: bytes) -> None:
    with pytest.raises(EnvelopeError):
        open_with_package(SEALED[structure] | {"sealed": (start + rest).hex()})


@pytest.mark.parametrize("structure", sorted(SEALED))
@settings(derandomize=True, deadline=None, max_examples=60)
@given(data=st.data())
def test_bytes_of_another_structure_are_refused(structure: str, data: st.DataObject) -> None:
    other = data.draw(st.sampled_from(sorted(SEALED.keys() - {structure})))
    with pytest.raises(EnvelopeError):
        open_with_package(SEALED[structure] | {"sealed": SEALED[other]["sealed"]})


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.binary(max_size=400), st.integers(min_value=0, max_value=2**62))
def test_any_bytes_are_refused_as_a_file_of_any_length(rest: bytes, length: int) -> None:
    header = envelope.Header(envelope.Purpose.FILE, bytes(16), bytes(16), 1, bytes(16))
    with pytest.raises(EnvelopeError):
        list(stream.open_chunks(bytes(32), [header.encode() + rest], header, length=length))


@pytest.mark.parametrize("structure", sorted(SEALED.keys() - {"signature"}))
def test_a_refusal_carries_no_secret(structure: str) -> None:
    with pytest.raises(EnvelopeError) as refused:
        open_with_package(SEALED[structure] | {"sealed": SEALED[structure]["sealed"][:-2]})
    shown: Any = (str(refused.value), repr(refused.value), refused.value.__cause__)
    assert refused.value.__suppress_context__ or refused.value.__context__ is None
    assert SEALED[structure]["opens_to"] not in str(shown)
    assert not any(str(value) in str(shown) for value in SEALED[structure]["with"].values() if len(str(value)) > 8)
