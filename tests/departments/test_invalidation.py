"""What this process cached is read again after a change that another process made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.builders import AT, make_department
from tipline.casework.actions import change_tag, create_tag
from tipline.casework.queries import vocabulary
from tipline.departments.invalidation import _Changes
from tipline.departments.models import Department

pytestmark = pytest.mark.django_db


@contextmanager
def in_another_process() -> Iterator[None]:
    """What a process knows of its own changes is not known here."""
    before = _Changes.count
    yield
    _Changes.count = before


def labels() -> list[str]:
    return [tag.label for tag in vocabulary(Department.objects.get())]


def test_a_tag_that_another_process_made_or_renamed_is_offered() -> None:
    world = make_department()
    assert labels() == []
    with in_another_process():
        tag = create_tag(department=world.department, label="school", actor=world.dana, at=AT)
    assert labels() == ["school"]
    with in_another_process():
        change_tag(tag=tag, label="school yard", active=True, actor=world.dana, at=AT)
    assert labels() == ["school yard"]
