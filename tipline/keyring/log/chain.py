"""The key log in the database: read and verified, remembered per process, added to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from time import monotonic
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Subquery
from django.db.models.expressions import Combinable

from tipline.departments.models import Department
from tipline.keyring.errors import KeyLogBroken
from tipline.keyring.log import entries, pin, rules
from tipline.keyring.log.pin import pinned_root
from tipline.keyring.log.state import LogState
from tipline.keyring.log.statements import Signer, Statement
from tipline.keyring.models import KeyLogEntry

_remembered: Final[dict[UUID, LogState]] = {}
"""The last verified state of each department. A state is a function of its head's digest, so one that was rolled back
does no harm: the next reading does not follow from it and starts from the first entry."""

REMEMBERED_SECONDS: Final = 5.0

_recent: Final[dict[UUID, tuple[float, LogState]]] = {}
"""Committed states that this process verified, and until when sealing may go by them."""


Head = tuple[int, bytes]
"""The number of a log's last entry, and its digest."""


def verified(department: Department, head: Head | None = None) -> LogState:
    """Return what the department's key log says, every signature and right checked up to the pinned root.

    One small query as long as nothing was added, and none for who read the `head` in this request already. Raises
    KeyLogBroken: then nothing is to be sealed or granted.
    """
    state = _verified(department.pk, head)
    if not state.sequence:
        raise KeyLogBroken("an empty log")
    if not connection.in_atomic_block:
        _recent[department.pk] = (monotonic() + REMEMBERED_SECONDS, state)
    return state


def lately_verified(department: Department) -> LogState:
    """Return a verified state that is at most five seconds old, without asking the database: for sealing only.

    A key that was retired in these seconds is still sealed to, as it is by forms that were drawn before, for a day.
    What an officer may open or let in is never judged by this. Raises KeyLogBroken.
    """
    until, state = _recent.get(department.pk, (0.0, None))
    if state is not None and monotonic() < until:
        return state
    return verified(department)


def head_columns(department: UUID) -> dict[str, Combinable]:
    """Return what a query has to be annotated with to bring the log's head along, as `head_in` reads it."""
    last = KeyLogEntry.objects.filter(department=department).order_by("-sequence")
    return {f"log_{name}": Subquery(last.values(name)[:1]) for name in ("sequence", "digest")}


def head_in(row: Any) -> Head:
    """Return the head that a row brought along."""
    return (0, entries.NO_DIGEST) if row.log_sequence is None else (row.log_sequence, bytes(row.log_digest))


def append(*, department: Department, statements: Sequence[Statement], signer: Signer) -> LogState:
    """Add signed statements, each if its signer has the right to make it, and return the state with them.

    To be called inside the transaction of what they are about. Raises KeyLogBroken.
    """
    Department.objects.select_for_update().get(pk=department.pk)
    pinned, state = pinned_root(department.pk), _verified(department.pk)
    rows = []
    for statement in statements:
        entry = entries.write(department.pk, state.sequence + 1, state.head, statement, signer)
        state = rules.extended(state, entry, pinned)
        rows.append(_row(department, entry))
    KeyLogEntry.objects.bulk_create(rows)
    _recent.pop(department.pk, None)
    _remembered[department.pk] = state
    transaction.on_commit(lambda: pin.keep_head(department.pk, state.sequence, state.head))
    return state


def forget() -> None:
    """Forget what this process knows of every log, as a new process does."""
    _remembered.clear()
    _recent.clear()


def _verified(department: UUID, head: Head | None = None) -> LogState:
    pinned = pinned_root(department)
    sequence, digest = head or _head(department)
    state = _remembered.get(department)
    if state is None or (state.sequence, state.head) != (sequence, digest):
        state = _read(department, sequence, state, pinned)
    if state.roots and pinned != entries.fingerprint(department, state.roots[0]):
        raise KeyLogBroken("a root that is not the pinned one")
    _check_seen(department, state)
    _remembered[department] = state
    return state


def _head(department: UUID) -> Head:
    log = KeyLogEntry.objects.filter(department=department).order_by("-sequence")
    sequence, digest = log.values_list("sequence", "digest").first() or (0, entries.NO_DIGEST)
    return sequence, bytes(digest)


def _read(department: UUID, sequence: int, known: LogState | None, pinned: bytes) -> LogState:
    if known is not None and known.sequence < sequence:
        try:
            return _replayed(known, pinned)
        except KeyLogBroken:
            pass  # What was remembered may have been rolled back: read everything before judging.
    return _replayed(LogState(department), pinned)


def _replayed(state: LogState, pinned: bytes) -> LogState:
    rows = KeyLogEntry.objects.filter(department=state.department, sequence__gt=state.sequence).order_by("sequence")
    for row in rows:
        entry = _checked(state.department, bytes(row.body), bytes(row.signer), bytes(row.signature))
        if row.sequence != entry.sequence or bytes(row.digest) != entry.digest:
            raise KeyLogBroken("a row that is not its entry")
        state = rules.extended(state, entry, pinned)
    return state


@lru_cache(maxsize=2048)
def _checked(department: UUID, body: bytes, signer: bytes, signature: bytes) -> entries.Entry:
    return entries.read(department, body, signer, signature)


def _check_seen(department: UUID, state: LogState) -> None:
    """The log alone does not show that its last entries are gone: the file outside the database does.

    It follows what is committed, at the next reading: a crash in between leaves it an entry behind, which is no harm.
    """
    seen = pin.head(department)
    if seen is not None and (state.sequence < seen[0] or state.digests[seen[0] - 1] != seen[1]):
        raise KeyLogBroken("entries that were seen before are gone")
    if state.sequence > (seen[0] if seen else 0) and not connection.in_atomic_block:
        pin.keep_head(department, state.sequence, state.head)


def _row(department: Department, entry: entries.Entry) -> KeyLogEntry:
    return KeyLogEntry(
        department=department,
        sequence=entry.sequence,
        body=entry.body,
        signer=entry.signer,
        signature=entry.signature,
        digest=entry.digest,
    )
