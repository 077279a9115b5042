"""What a demonstration tip says, and what happens to it afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

HOUR: Final = 60
DAY: Final = 24 * HOUR
"""Minutes: ages and delays are counted in them."""


class Desk(StrEnum):
    """Who acts: the names of the fields of an Office."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    ASSESSOR = "assessor"
    OVERSEER = "overseer"
    CUSTODIAN = "custodian"


class Deed(StrEnum):
    """What is done."""

    READ = "read"
    NOTE = "note"
    TAG = "tag"
    ASK = "ask"
    ANSWER = "answer"
    ESCALATE = "escalate"
    ACKNOWLEDGE = "acknowledge"
    ASSIGN = "assign"
    REVIEW = "review"
    REFER = "refer"
    CLOSE = "close"


@dataclass(frozen=True, slots=True, repr=False)
class Words:
    """What the resident wrote."""

    code: str
    text: str
    place: str = ""
    when: str = ""
    source: str = ""
    contact: str = ""
    danger: bool = False
    language: str = ""
    """The language of the page; empty: the department's."""


@dataclass(frozen=True, slots=True, repr=False)
class Step:
    """One deed, so many minutes after the tip came in. A tag's text is its place in the vocabulary."""

    after: float
    deed: Deed
    by: Desk = Desk.OFFICER
    text: str = ""
    disposition: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Story:
    """A tip with its age in minutes and its further way."""

    words: Words
    age: float
    steps: tuple[Step, ...] = ()


def read(after: float, by: Desk = Desk.OFFICER) -> Step:
    """Open the tip."""
    return Step(after, Deed.READ, by)


def note(after: float, text: str, by: Desk = Desk.OFFICER) -> Step:
    """Write a note."""
    return Step(after, Deed.NOTE, by, text)


def tag(after: float, number: int, by: Desk = Desk.OFFICER) -> Step:
    """Put on the tag of that place in the department's vocabulary."""
    return Step(after, Deed.TAG, by, str(number))


def ask(after: float, text: str, by: Desk = Desk.OFFICER) -> Step:
    """Ask the resident."""
    return Step(after, Deed.ASK, by, text)


def reply(after: float, text: str) -> Step:
    """Have the resident come back with the receipt and write."""
    return Step(after, Deed.ANSWER, text=text)


def escalate(after: float, reason: str, by: Desk = Desk.OFFICER) -> Step:
    """Raise it to threat assessment."""
    return Step(after, Deed.ESCALATE, by, reason)


def acknowledge(after: float) -> Step:
    """Take an escalation on in threat assessment."""
    return Step(after, Deed.ACKNOWLEDGE, Desk.ASSESSOR)


def assign(after: float, by: Desk) -> Step:
    """Have an officer take the tip on."""
    return Step(after, Deed.ASSIGN, by)


def review(after: float, by: Desk = Desk.OFFICER) -> Step:
    """Set it in review."""
    return Step(after, Deed.REVIEW, by)


def refer(after: float, reason: str, by: Desk = Desk.OFFICER) -> Step:
    """Pass it on to another agency."""
    return Step(after, Deed.REFER, by, reason)


def close(after: float, disposition: str, rationale: str, by: Desk = Desk.OFFICER) -> Step:
    """Close it with a disposition and why."""
    return Step(after, Deed.CLOSE, by, rationale, disposition)
