"""A department made once per process and restored from memory, rows and files."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import transaction
from django.db.models import AutoField, Model

from tipline.keyring import key_folder

Key = tuple[type[Model], object]


@dataclass(frozen=True)
class Remembered:
    """Rows, in an order in which they can be inserted, and files of the folder of keys, whose names begin alike."""

    named: str
    rows: dict[type[Model], list[Model]]
    files: dict[str, bytes]

    def put_back(self) -> dict[Key, Model]:
        """Insert the rows and write the files; return the new objects by model and key."""
        found: dict[Key, Model] = {}
        with transaction.atomic():
            for model, rows in self.rows.items():
                fresh = [copy.deepcopy(row) for row in rows]
                model._default_manager.bulk_create(fresh)
                found |= {(model, row.pk): row for row in fresh}
        for left in key_folder.location().glob(f"{self.named}*"):
            left.unlink()
        for name, data in self.files.items():
            (key_folder.location() / name).write_bytes(data)
        return found


def keys_present() -> set[Key]:
    """Return what is in the database, to tell later what came."""
    return {(model, pk) for model in _models() for pk in model._default_manager.values_list("pk", flat=True)}


def remember(before: set[Key], *, named: str) -> Remembered:
    """Return the rows that came since, and the files whose names begin with `named`."""
    rows: dict[type[Model], list[Model]] = {}
    for model in _models():
        new = [row for row in model._default_manager.order_by("pk") if (model, row.pk) not in before]
        for row in new:
            if isinstance(model._meta.pk, AutoField):
                row.pk = None
            row._state.adding = True
        if new:
            rows[model] = new
    return Remembered(named, rows, {path.name: path.read_bytes() for path in key_folder.location().glob(f"{named}*")})


def _models() -> Iterator[type[Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy and model._meta.app_label != "contenttypes":
            yield model
