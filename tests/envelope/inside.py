"""Cases of envelope contents (SPEC section 19) that open or are refused."""

import hashlib
import json
from typing import Any

from .vector_files import Vector, fixed_bytes, hexed

WORK_KEY, RESIDENT, AUTHOR = fixed_bytes("work key", 32), hexed("resident", 16), hexed("officer id", 16)
FILE = fixed_bytes("file", 70_000)
ANSWER = {"code": "place", "version": 1, "label": "¿Dónde fue?", "type": "text", "value": "Elm Street 9"}
REMOVED = "\x00"


def inside() -> list[Vector]:
    """Return every case."""
    return [*_bodies(), *_words(), *_records(), *_residents(), *_headlines()]


def _case(what: str, name: str, data: bytes, w: Vector, *, opens: bool) -> Vector:
    return {"what": what, "name": name, "with": w, "data": data.hex(), "opens": opens}


def _json(members: dict[str, Any]) -> bytes:
    return json.dumps({name: value for name, value in members.items() if value != REMOVED}, ensure_ascii=False).encode()


def _bodies() -> list[Vector]:
    work = hashlib.sha256(b"tipline/1 work key\x00\x00\x20" + WORK_KEY).hexdigest()[:32]
    right = {"v": 2, "text": "He said:\n“wait”", "answers": [ANSWER], "danger": False, "police": True}
    right |= {"category": "threat", "language": "es", "resident": RESIDENT, "work": work, "by": "browser"}
    w = {"resident": RESIDENT, "work_key": WORK_KEY.hex()}
    good: dict[str, dict[str, Any]] = {
        "as it should be": {},
        "without an answer": {"answers": []},
        "an answer of a type that is not known yet": {"answers": [ANSWER | {"type": "date"}]},
        "members that are not known yet": {"mood": {"worried": 1}, "answers": [ANSWER | {"hint": "map"}]},
    }
    bad: dict[str, dict[str, Any]] = {
        "of version 1": {"v": 1},
        "of a version that is text": {"v": "2"},
        "of a version with a point": {"v": 2.0},
        "without a version": {"v": REMOVED},
        "without a text": {"text": REMOVED},
        "a text that is a number": {"text": 5},
        "danger in words": {"danger": "false"},
        "danger as a number": {"danger": 1},
        "without police": {"police": REMOVED},
        "answers as an object": {"answers": {}},
        "an answer that is text": {"answers": ["Elm Street"]},
        "two answers to one question": {"answers": [ANSWER, ANSWER]},
        "an answer without its question": {"answers": [{name: ANSWER[name] for name in ANSWER if name != "label"}]},
        "an answer of true": {"answers": [ANSWER | {"value": True}]},
        "a version of a question that is true": {"answers": [ANSWER | {"version": True}]},
        "another resident's key": {"resident": hexed("other", 16)},
        "another work key": {"work": hexed("other", 16)},
        "sealed by nobody known": {"by": "police"},
    }
    surrogate = _json(right).replace(b"Elm Street 9", rb"\ud83d")
    odd = {"no JSON": b"{", "no UTF-8": b"\xff\xfe", "a list": b"[2]", "nested without end": b"[" * 100_000}
    return [
        *(_case("body", name, _json(right | changed), w, opens=True) for name, changed in good.items()),
        *(_case("body", name, _json(right | changed), w, opens=False) for name, changed in bad.items()),
        *(_case("body", name, data, w, opens=False) for name, data in odd.items() if len(data) < 1000),
        _case("body", "half of a pair", surrogate, w, opens=False),
    ]


def _words() -> list[Vector]:
    note = {"by": "officer", "author": AUTHOR, "kind": "note"}
    question, answer = {"by": "officer", "author": AUTHOR}, {"by": "resident", "author": ""}
    right = {"v": 1, **question, "text": "Which day?"}
    return [
        _case("words", "a question", _json(right), question, opens=True),
        _case("words", "an answer", _json(right | answer), answer, opens=True),
        _case("words", "a note", _json(right | note), note, opens=True),
        _case("words", "a member that is not known yet", _json(right | {"about": "plate"}), question, opens=True),
        _case("words", "a question shown as the resident's words", _json(right), answer, opens=False),
        _case("words", "an answer shown as an officer's", _json(right | answer), question, opens=False),
        _case("words", "another officer's", _json(right), question | {"author": hexed("other", 16)}, opens=False),
        _case("words", "a note of another kind", _json(right | note), note | {"kind": "rationale"}, opens=False),
        _case("words", "of another version", _json(right | {"v": 2}), question, opens=False),
        _case("words", "of a version that is true", _json(right | {"v": True}), question, opens=False),
        _case("words", "without a text", _json(right | {"text": REMOVED}), question, opens=False),
        _case("words", "bare text", b"Which day?", question, opens=False),
    ]


def _records() -> list[Vector]:
    chunks = [hashlib.sha256(FILE[:65536]).digest(), hashlib.sha256(FILE[65536:]).digest()]
    right = {"v": 1, "name": "IMG_1.jpg", "type": "image/jpeg", "length": len(FILE), "removed": ["location"]}
    right |= {"digest": hashlib.sha256(b"".join(chunks)).hexdigest(), "original": hexed("original", 16)}
    empty = right | {"length": 0, "digest": hashlib.sha256(b"").hexdigest(), "removed": [], "original": ""}
    w = {"file": len(FILE)}
    bad: dict[str, dict[str, Any]] = {
        "another length": {"length": 69_999},
        "the hash of the whole file": {"digest": hashlib.sha256(FILE).hexdigest()},
        "a length in words": {"length": "70000"},
        "without what was removed": {"removed": REMOVED},
    }
    return [
        _case("file record", "of two chunks", _json(right), w, opens=True),
        _case("file record", "of an empty file", _json(empty), {"file": 0}, opens=True),
        *(_case("file record", name, _json(right | changed), w, opens=False) for name, changed in bad.items()),
    ]


def _residents() -> list[Vector]:
    kids = [fixed_bytes(f"resident {number}", 16) for number in range(4)]

    def link(before: int, after: int, number: int) -> str:
        return (kids[before] + kids[after] + number.to_bytes(4, "big")).hex()

    right = [link(0, 1, 1), link(1, 2, 2), link(2, 3, 3)]
    chains: dict[str, tuple[list[str], str | None]] = {
        "no change": ([], kids[0].hex()),
        "one change": (right[:1], kids[1].hex()),
        "three changes": (right, kids[3].hex()),
        "a link that is missing": ([right[0], right[2]], None),
        "links in another order": ([right[1], right[0]], None),
        "a link twice": ([right[0], right[0]], None),
        "from another key": ([link(2, 1, 1)], None),
        "counted from zero": ([link(0, 1, 0)], None),
        "a number too high": ([link(0, 1, 2)], None),
        "a byte too few": ([right[0][:-2]], None),
        "a byte too many": ([right[0] + "00"], None),
    }
    return [
        {"what": "resident key", "name": name, "first": kids[0].hex(), "links": links, "leads_to": leads_to}
        for name, (links, leads_to) in chains.items()
    ]


def _headlines() -> list[Vector]:
    texts = {
        "one line": ("He waits at the station.", "He waits at the station."),
        "two lines": ("He waits.\nBlue pickup.", "He waits."),
        "empty lines first": ("\r\n\n  \t\nHe waits.\r", "He waits."),
        "nothing": ("", ""),
        "spaces only": (" \u3000\ufeff\n\u2003", ""),
        "an invisible line first": ("\u200b\u2060\ufe0f\u3164\u2800\u00ad\nHe waits.", "He waits."),
        "every line end": ("\n\x0b\x0c\r\x1c\x1d\x1e\x85\u2028\u2029a\u2028b", "a"),
        "a unit separator is trimmed": ("\x1fa\x1f", "a"),
        "trimmed by JavaScript, not by Python": ("\ufeff a \ufeff", "a"),
        "trimmed by Python, not by JavaScript": ("\x1f a", "a"),
        "no line end for Python's regular expressions alone": ("a\x1cb", "a"),
        "marks and joiners within stay": ("\u200fשלום\u200d!\ufe0f", "\u200fשלום\u200d!\ufe0f"),
        "a zero width space at the end stays": ("a\u200b ", "a\u200b"),
        "cut at a character": ("é" * 200, "é" * 126),
        "cut before a character of four bytes": ("a" * 250 + "😀b", "a" * 250),
        "not trimmed after the cut": ("a" * 251 + " b", "a" * 251 + " "),
        "a long run of spaces within": ("a" + " " * 20_000 + "b", "a" + " " * 251),
    }
    return [
        {"what": "headline", "name": name, "text": text, "headline": headline}
        for name, (text, headline) in texts.items()
    ]
