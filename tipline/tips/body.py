"""What is inside a tip's body before it is sealed (SPEC section 19.1)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from tipline.tips.errors import TipDamaged

BODY_VERSION: Final = 2
SEALERS: Final = ("server", "browser", "phone")

Sealer = Literal["server", "browser", "phone"]


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """What was answered to one question, with the question as the resident read it.

    `code` and `version` say which question it was, `type` how the value is to be read: "text", or "choice" for the
    code of one. `more`: what a later version says of it, kept and not read.
    """

    code: str
    version: int
    label: str
    type: str
    value: str
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, repr=False)
class Body:
    """A resident's words. `by`: who sealed them. `more`: what a later version says, kept and not read.

    `resident` and `work` are the ids of the mailbox's public key and of the work key, named when it is sealed: another
    key in their place does not match.
    """

    text: str
    danger: bool
    police: bool
    category: str
    language: str
    by: Sealer
    answers: tuple[Answer, ...] = ()
    resident: str = ""
    work: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)

    def answer_to(self, code: str) -> str:
        """Return what was answered to the question of that code; nothing where it was not."""
        return next((answer.value for answer in self.answers if answer.code == code), "")

    def to_bytes(self) -> bytes:
        """Return the JSON that is sealed."""
        members = {"v": BODY_VERSION, **_members(self), "answers": [_members(answer) for answer in self.answers]}
        return json.dumps(members, sort_keys=True, ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Body:
        """Return a body of any version known here. Raises TipDamaged on another: a resident's program may have written
        it.
        """
        try:
            members = dict(json.loads(data))
            return _READERS[_take(members, "v", int)](members)
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise TipDamaged from error


def _version_2(members: dict[str, Any]) -> Body:
    answers = tuple(_answer(dict(answer)) for answer in _take(members, "answers", list))
    if len({answer.code for answer in answers}) < len(answers):
        raise ValueError("two answers to one question")
    by: Sealer = _take(members, "by", str)
    if by not in SEALERS:
        raise ValueError("an unknown sealer")
    return Body(
        text=_text(members, "text"),
        danger=_take(members, "danger", bool),
        police=_take(members, "police", bool),
        category=_text(members, "category"),
        language=_text(members, "language"),
        resident=_text(members, "resident"),
        work=_text(members, "work"),
        by=by,
        answers=answers,
        more=members,
    )


_READERS: Final[Mapping[int, Callable[[dict[str, Any]], Body]]] = {2: _version_2}


def _answer(members: dict[str, Any]) -> Answer:
    return Answer(
        code=_text(members, "code"),
        version=_take(members, "version", int),
        label=_text(members, "label"),
        type=_text(members, "type"),
        value=_text(members, "value"),
        more=members,
    )


def _text(members: dict[str, Any], name: str) -> str:
    text: str = _take(members, name, str)
    text.encode()  # An unpaired surrogate could not be shown.
    return text


def _take(members: dict[str, Any], name: str, kind: type) -> Any:
    value = members.pop(name)
    if type(value) is not kind:
        raise TypeError(name)
    return value


def _members(part: Body | Answer) -> dict[str, Any]:
    named = {name: getattr(part, name) for name in part.__slots__ if name != "more"}
    return {**part.more, **named}
