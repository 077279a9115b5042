"""Contents of envelopes: the package and the reference accept and refuse the same."""

from __future__ import annotations

import json
import time
from typing import Any
from uuid import UUID

import pytest

from tests.api.programs import tip_client
from tests.envelope import reference
from tests.envelope.vector_files import fixed_bytes, load
from tipline.envelope import Header, Purpose, seal_content, work_key_id
from tipline.tips.authored_text import Authorship, open_authored_text
from tipline.tips.body import Body
from tipline.tips.errors import TipDamaged
from tipline.tips.headline import headline

CASES = load("inside")
KEY, PLACE = bytes(range(32)), Header(Purpose.NOTE, bytes(16), bytes(16), 1, bytes(16))


def of(what: str) -> Any:
    return pytest.mark.parametrize("case", [case for case in CASES if case["what"] == what], ids=lambda c: c["name"])


def opens_to(read: Any, *arguments: Any) -> Any:
    try:
        return read(*arguments)
    except (TipDamaged, reference.RefusedError):
        return None


def _body(data: bytes, resident: str, work_key: bytes) -> Body:
    body = Body.from_bytes(data)
    if (body.resident, body.work) != (resident, work_key_id(work_key).hex()):
        raise TipDamaged
    return body


@of("body")
def test_a_body_is_read_or_refused(case: Any) -> None:
    given = (bytes.fromhex(case["data"]), case["with"]["resident"], bytes.fromhex(case["with"]["work_key"]))
    assert (opens_to(_body, *given) is not None) == (opens_to(reference.body, *given) is not None) == case["opens"]


@of("words")
def test_a_message_note_or_reason_is_read_or_refused(case: Any) -> None:
    row, data = case["with"], bytes.fromhex(case["data"])
    author = UUID(row["author"]) if row["author"] else None
    written = Authorship(author=author, from_resident=row["by"] == "resident", kind=row.get("kind", ""))
    found = opens_to(open_authored_text, KEY, seal_content(KEY, data, PLACE), PLACE, written)
    assert found == opens_to(reference.words, data, row)
    assert (found == "Which day?") == case["opens"]


@of("file record")
def test_a_file_record_is_read_or_refused(case: Any) -> None:
    file = fixed_bytes("file", case["with"]["file"])
    found = opens_to(reference.file_record, bytes.fromhex(case["data"]), file)
    assert (found is not None) == case["opens"]


@of("headline")
def test_both_implementations_make_the_same_headline(case: Any) -> None:
    for cut in (headline, reference.headline, tip_client().headline):
        assert cut(case["text"]) == case["headline"]


def test_both_implementations_treat_every_character_alike() -> None:
    higher = (*range(0x1BCA0, 0x1BCA8), *range(0x1D170, 0x1D180), 0xE0001)
    for number in (*range(0x3200), *range(0xFE00, 0x10000), *higher):
        character = chr(number)
        for text in (f"{character}a{character}", f"a{character}b", f"{character}\nc"):
            assert headline(text) == reference.headline(text), hex(number)


@pytest.mark.parametrize("police", [1, "true", None])
def test_the_member_police_is_a_boolean(police: object) -> None:
    (case,) = (case for case in CASES if case["name"] == "without an answer")
    data = json.dumps(json.loads(bytes.fromhex(case["data"])) | {"police": police}).encode()
    given = (data, case["with"]["resident"], bytes.fromhex(case["with"]["work_key"]))
    assert opens_to(_body, *given) is opens_to(reference.body, *given) is None


def test_a_deeply_nested_body_is_damaged() -> None:
    with pytest.raises(TipDamaged):
        Body.from_bytes(b"[" * 200_000)


def test_unknown_members_of_a_later_version_are_kept() -> None:
    (case,) = (case for case in CASES if case["name"] == "members that are not known yet")
    body = Body.from_bytes(bytes.fromhex(case["data"]))
    assert body.more == {"mood": {"worried": 1}}
    again = Body.from_bytes(body.to_bytes())
    assert (again, again.answers[0].more) == (body, {"hint": "map"})


def test_a_long_run_of_spaces_is_handled_quickly() -> None:
    before = time.perf_counter()
    headline(" " * 100_000 + "a" + " " * 100_000 + "b")
    assert time.perf_counter() - before < 0.5
