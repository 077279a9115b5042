"""Compares a key log with the trail, which names confirmed changes, and with the rows that copy it."""

from __future__ import annotations

from collections.abc import Iterator

from tipline.audit.models import Event
from tipline.departments.models import Category, Department, Unit
from tipline.keyring.errors import KeyLogBroken
from tipline.keyring.log import LogState, verified
from tipline.keyring.log.statements import CategoryStated
from tipline.keyring.models import KeyLogEntry


def compare_logs() -> Iterator[str]:
    """Yield in words where a confirmed change is missing from the log, or a row is not a copy of it.

    A log that does not verify is skipped: that is reported elsewhere.
    """
    logged = KeyLogEntry.objects.values("department")
    for department in Department.objects.filter(pk__in=logged).order_by("slug"):
        try:
            log = verified(department)
        except KeyLogBroken:
            continue
        yield from _lost(department, log)
        yield from _categories(department, log)
        yield from _units(department, log)


def _lost(department: Department, log: LogState) -> Iterator[str]:
    held = {digest.hex() for digest in log.digests}
    confirmed = Event.objects.filter(action=Event.Action.CHANGE_CONFIRMED, department=department.pk).order_by("id")
    for subject, digest in confirmed.values_list("subjects__0", "subjects__1"):
        if digest not in held:
            yield f"Key log of {department.slug}: a confirmed change of {subject} is gone from its end"


def _categories(department: Department, log: LogState) -> Iterator[str]:
    rows = Category.objects.filter(department=department).prefetch_related("further_units")
    copies = {row.pk: row for row in rows}
    for said in log.categories():
        row = copies.pop(said.category, None)
        if row is None or not _is_copy(row, said):
            yield f"Category {said.code} of {department.slug}: its row is not what the key log says"
    for row in copies.values():
        yield f"Category {row.code} of {department.slug}: the key log knows nothing of its row"


def _is_copy(row: Category, said: CategoryStated) -> bool:
    shown = (dict(said.shown.names), said.shown.life_safety, said.shown.active)
    further = {unit.pk for unit in row.further_units.all()}
    return (
        row.code == said.code
        and (row.names, row.life_safety, row.active) == shown
        and (row.primary_unit_id, further) == (said.primary, set(said.further))
    )


def _units(department: Department, log: LogState) -> Iterator[str]:
    rows = {unit.pk: (unit.name, unit.kind) for unit in Unit.objects.filter(department=department)}
    for unit in {*rows, *log.units()}:
        if rows.get(unit) != (log.unit_name(unit), log.kind_of(unit)):
            yield f"Unit {unit} of {department.slug}: its row is not what the key log says"
