"""What a demonstration tip says, and what is done with it afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

HOUR: Final = 60
DAY: Final = 24 * HOUR
"""Ages and delays are in minutes."""


class Actor(StrEnum):
    """Named like the fields of a StaffedDepartment."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    ASSESSOR = "assessor"
    OVERSEER = "overseer"
    CUSTODIAN = "custodian"


class Action(StrEnum):
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
class TipText:
    """What the resident wrote. `language` is that of the page; empty: the department's."""

    code: str
    text: str
    place: str = ""
    when: str = ""
    source: str = ""
    contact: str = ""
    danger: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Step:
    """One action, `after` minutes after the tip came in. The text of a tag is its index in the vocabulary."""

    after: float
    action: Action
    by: Actor = Actor.OFFICER
    text: str = ""
    disposition: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Scenario:
    """A tip, its age in minutes and what is done with it."""

    words: TipText
    age: float
    steps: tuple[Step, ...] = ()


def read(after: float, by: Actor = Actor.OFFICER) -> Step:
    return Step(after, Action.READ, by)


def note(after: float, text: str, by: Actor = Actor.OFFICER) -> Step:
    return Step(after, Action.NOTE, by, text)


def tag(after: float, number: int, by: Actor = Actor.OFFICER) -> Step:
    return Step(after, Action.TAG, by, str(number))


def ask(after: float, text: str, by: Actor = Actor.OFFICER) -> Step:
    return Step(after, Action.ASK, by, text)


def reply(after: float, text: str) -> Step:
    return Step(after, Action.ANSWER, text=text)


def escalate(after: float, reason: str, by: Actor = Actor.OFFICER) -> Step:
    return Step(after, Action.ESCALATE, by, reason)


def acknowledge(after: float) -> Step:
    return Step(after, Action.ACKNOWLEDGE, Actor.ASSESSOR)


def assign(after: float, by: Actor) -> Step:
    return Step(after, Action.ASSIGN, by)


def review(after: float, by: Actor = Actor.OFFICER) -> Step:
    return Step(after, Action.REVIEW, by)


def refer(after: float, reason: str, by: Actor = Actor.OFFICER) -> Step:
    return Step(after, Action.REFER, by, reason)


def close(after: float, disposition: str, rationale: str, by: Actor = Actor.OFFICER) -> Step:
    return Step(after, Action.CLOSE, by, rationale, disposition)
