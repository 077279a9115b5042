"""Compares one tip's rows with what the trail says: only changes that an action recorded are valid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from tipline.audit.models import Event
from tipline.casework.models import Escalation, Note, Release
from tipline.tips.integrity import has_valid_mac, is_another_wrap, mailbox_digest
from tipline.tips.models import Handling, Mailbox, Message, PreviousKey, ResidentKey, Status, Tip, TipContent, TipWrap
from tipline.tips.sealing import FIRST_EPOCH

Action = Event.Action
NOTED: Final = {Action.NOTE_WRITTEN, Action.CONTACT_OPENED, Action.ESCALATION_WITHDRAWN, Action.MOVED_TO_OVERSIGHT}
"""Actions that leave a note; others say so in their detail."""

DECIDED: Final = {
    Action.RELEASED: Release.Outcome.CONFIRMED,
    Action.RELEASE_REJECTED: Release.Outcome.REJECTED,
    Action.RELEASE_WITHDRAWN: Release.Outcome.WITHDRAWN,
    Action.MOVED_TO_OVERSIGHT: Release.Outcome.WITHDRAWN,
}
STATE: Final = ("status", "disposition", "assignee", "oversight", "life_safety", "epoch")


@dataclass(slots=True)
class Rows:
    """A tip with everything that belongs to it, and the events about it. `opened`: somebody has read it."""

    tip: Tip
    handlings: list[Handling] = field(default_factory=list)
    content: TipContent | None = None
    mailbox: Mailbox | None = None
    wraps: list[TipWrap] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    previous_keys: list[PreviousKey] = field(default_factory=list)
    resident_keys: list[ResidentKey] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    escalations: list[Escalation] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)
    tags: set[UUID] = field(default_factory=set)
    history: dict[int, tuple[UUID | None, str]] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    opened: bool = False

    @property
    def handling(self) -> Handling | None:
        """That of the department that the tip was sent to."""
        return next((row for row in self.handlings if row.department_id == self.tip.department_id), None)


def faults(rows: Rows) -> Iterator[str]:
    """Yield in words where the tip is not as it was sent or as the trail says."""
    if any(event.action == Event.Action.TIP_DESTROYED for event in rows.events):
        yield "it was destroyed, and is there again"
        return
    if rows.content is None or rows.mailbox is None:
        yield "its sealed words or its mailbox are gone"
        return
    handling = rows.handling
    if handling is None:
        yield "its status and everything else about the work on it is gone"
        return
    # By their step, not by the order of their rows, which who writes the database can change.
    events = sorted((e for e in rows.events if "version" in e.detail), key=lambda event: int(event.detail["version"]))
    if not has_valid_mac(rows.tip, rows.content):
        yield "its sealed words, or what was noted when it came, were changed"
        return
    yield from _mailbox_faults(rows, rows.content, rows.mailbox)
    yield from _state_faults(rows, handling, events)
    yield from _key_faults(rows, rows.content, events)
    yield from _queue_faults(rows, handling, events)
    yield from _conversation_faults(rows, handling, events)
    yield from _note_faults(rows, events)
    yield from _escalation_faults(rows, events)
    yield from _release_faults(rows, events)
    yield from _tag_faults(rows, events)


def _mailbox_faults(rows: Rows, content: TipContent, mailbox: Mailbox) -> Iterator[str]:
    # Whether a changed receipt was changed by who had it is told by the links, which open for the tip's officers.
    renewed = rows.tip.epoch > FIRST_EPOCH or rows.resident_keys
    if not renewed and content.arrival["mailbox"] != mailbox_digest(mailbox).hex():
        yield "its mailbox was changed"


def _state_faults(rows: Rows, handling: Handling, events: Sequence[Event]) -> Iterator[str]:
    tip, arrival = rows.tip, rows.content.arrival if rows.content else {}
    expected: dict[str, Any] = {
        "status": Status.NEW,
        "disposition": "",
        "assignee": None,
        "oversight": arrival["oversight"],
        "life_safety": arrival["life_safety"],
        "epoch": FIRST_EPOCH,
    }
    if events:
        expected = {name: events[-1].detail[name] for name in STATE}
    since = events[-1].detail["version"] if events else 1
    if expected["status"] == Status.WAITING and any(
        message.from_resident and message.step > since for message in rows.messages
    ):
        expected["status"] = Status.IN_REVIEW
    found = {
        "status": handling.status,
        "disposition": handling.disposition,
        "assignee": str(handling.assignee_id) if handling.assignee_id else None,
        "oversight": tip.oversight,
        "life_safety": tip.life_safety,
        "epoch": tip.epoch,
    }
    for other in rows.handlings:
        if other is not handling:
            yield f"department {other.department_id} works on it, and nobody gave it the tip"
    # These are taken out of what was noted of the arrival where they are withheld lawfully.
    expected |= {"category": arrival["category"], "language": arrival["language"]}
    found |= {"category": str(tip.category_id) if tip.category_id else None, "language": tip.language}
    for name, value in expected.items():
        if found[name] != value:
            yield f"its {name.replace('_', ' ')} is {_word(found[name])} and the trail says {_word(value)}"


def _key_faults(rows: Rows, content: TipContent, events: Sequence[Event]) -> Iterator[str]:
    tip = rows.tip
    case = {UUID(unit) for unit, kind, _ in content.arrival["wraps"] if kind == TipWrap.Kind.CASE}
    for event in events:
        if event.action == Action.MOVED_TO_OVERSIGHT:
            case = {UUID(unit) for unit in event.subjects[1:]}
        elif event.action == Action.ESCALATED:
            case.add(UUID(event.detail["unit"]))
    identity = {UUID(unit) for unit, kind, _ in content.arrival["wraps"] if kind == TipWrap.Kind.IDENTITY}
    for kind, epoch, wanted in (
        (TipWrap.Kind.CASE, tip.epoch, case),
        (TipWrap.Kind.IDENTITY, FIRST_EPOCH, identity),
    ):
        held = {wrap.unit_id for wrap in rows.wraps if wrap.kind == kind and wrap.epoch == epoch}
        yield from (f"the key of unit {unit} to it ({kind}) is gone" for unit in sorted(wanted - held))
        yield from (f"unit {unit} has a key to it ({kind}) that nobody gave it" for unit in sorted(held - wanted))
    for wrap in rows.wraps:
        if tip.epoch == FIRST_EPOCH and is_another_wrap(content, wrap):
            yield f"the key of unit {wrap.unit_id} to it ({wrap.kind}) was changed"
    kept = {(key.kind, key.of_epoch) for key in rows.previous_keys}
    for epoch in range(FIRST_EPOCH, tip.epoch):
        if not {(PreviousKey.Kind.TIP, epoch), (PreviousKey.Kind.WORK, epoch)} <= kept:
            yield f"the keys of its epoch {epoch} are gone"


def _queue_faults(rows: Rows, handling: Handling, events: Sequence[Event]) -> Iterator[str]:
    """Yield faults that hide the tip from a unit: the queue reads copies stored beside the wraps."""
    tip, aside = rows.tip, any(event.action == Action.SET_ASIDE for event in events)
    waiting = {row.to_unit_id for row in rows.escalations if not (row.acknowledged_by_id or row.withdrawn_by_id)}
    for wrap in rows.wraps:
        if wrap.kind != TipWrap.Kind.CASE or wrap.epoch != tip.epoch:
            continue
        if wrap.life_safety != tip.life_safety:
            yield f"the queue of unit {wrap.unit_id} shows it with another danger"
        if wrap.done and handling.status != Status.CLOSED and not aside:
            yield f"the queue of unit {wrap.unit_id} leaves it out"
        if wrap.unit_id in waiting and not wrap.escalated:
            yield f"the queue of unit {wrap.unit_id} does not show that it was escalated"
        if not (wrap.unread or rows.opened or events):
            yield f"unit {wrap.unit_id} has it as read, and nobody opened it"


def _conversation_faults(rows: Rows, handling: Handling, events: Sequence[Event]) -> Iterator[str]:
    asked = {event.detail["version"]: event.actor for event in events if event.action == Action.QUESTION_SENT}
    questions = {m.step: m.author_id for m in rows.messages if not m.from_resident}
    answers = {message.step for message in rows.messages if message.from_resident}
    done = {event.detail["version"] for event in events}
    yield from (f"a question (step {version}) is gone or was changed" for version in _other(asked, questions))
    yield from (f"a question (step {version}) was put in" for version in sorted(questions.keys() - asked.keys()))
    yield from (f"an answer (step {version}) was put in" for version in sorted(answers & done))
    steps = set(range(2, handling.version + 1))
    if lost := sorted(steps - done - answers):
        yield f"an answer, or what else was done (step {lost[0]}), is gone"
    if beyond := sorted((done | answers) - steps):
        yield f"what was done (step {beyond[0]}) was taken back"
    actors = {event.detail["version"]: event.actor for event in events} | dict.fromkeys(answers)
    statuses = {event.detail["version"]: event.detail["status"] for event in events}
    for step in sorted(steps):
        actor, status = rows.history.get(step, (None, ""))
        if (
            step not in rows.history
            or actor != actors.get(step, actor)
            or status not in {"", statuses.get(step, status)}
        ):
            yield f"a line of its history (step {step}) is gone or was changed"


def _note_faults(rows: Rows, events: Sequence[Event]) -> Iterator[str]:
    written = {
        event.detail["version"]: event.actor for event in events if event.action in NOTED or event.detail["noted"]
    }
    found = {note.step: note.author_id for note in rows.notes}
    yield from (f"a note (step {version}) is gone or was changed" for version in _other(written, found))
    yield from (f"a note (step {version}) was put in" for version in sorted(found.keys() - written.keys()))


def _escalation_faults(rows: Rows, events: Sequence[Event]) -> Iterator[str]:
    raised = {e.detail["version"]: (e.actor, e.detail["unit"]) for e in events if e.action == Action.ESCALATED}
    found = {row.step: (row.raised_by_id, str(row.to_unit_id)) for row in rows.escalations}
    yield from (f"an escalation (step {version}) is gone or was changed" for version in _other(raised, found))
    yield from (f"an escalation (step {version}) was put in" for version in sorted(found.keys() - raised.keys()))
    taken, back = _ended(events, Action.ESCALATION_ACKNOWLEDGED), _ended(events, Action.ESCALATION_WITHDRAWN)
    moved = {event.actor for event in events if event.action == Action.MOVED_TO_OVERSIGHT}
    for row in rows.escalations:
        withdrawn = row.withdrawn_by_id
        lawful = withdrawn == back.get(str(row.pk)) or (withdrawn in moved and str(row.pk) not in back)
        if row.acknowledged_by_id != taken.get(str(row.pk)) or not lawful:
            yield f"what became of an escalation (step {row.step}) was changed"


def _release_faults(rows: Rows, events: Sequence[Event]) -> Iterator[str]:
    outcomes: dict[int, str] = {}
    for event in events:
        if event.action == Action.RELEASE_PROPOSED:
            outcomes[event.detail["version"]] = Release.Outcome.OPEN
        elif event.action in DECIDED and outcomes and list(outcomes.values())[-1] == Release.Outcome.OPEN:
            outcomes[max(outcomes)] = DECIDED[Action(event.action)]
    found = {row.step: row.outcome for row in rows.releases}
    if found != outcomes:
        yield "a proposal to release it from oversight was changed"


def _tag_faults(rows: Rows, events: Sequence[Event]) -> Iterator[str]:
    tags: set[UUID] = set()
    for event in events:
        if event.action == Action.TAGGED:
            tags.add(UUID(event.subjects[1]))
        elif event.action == Action.UNTAGGED:
            tags.discard(UUID(event.subjects[1]))
    if tags != rows.tags:
        yield "its tags were changed"


def _ended(events: Sequence[Event], action: Event.Action) -> dict[str, UUID | None]:
    return {event.subjects[1]: event.actor for event in events if event.action == action}


def _other(wanted: dict[int, Any], found: dict[int, Any]) -> list[int]:
    return sorted(version for version, value in wanted.items() if found.get(version) != value)


def _word(value: object) -> str:
    return str(value) if value not in {None, ""} else "none"
