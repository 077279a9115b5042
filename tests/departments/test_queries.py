from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.builders import make_department
from tipline.departments.queries import officers_by_id

pytestmark = pytest.mark.django_db


def test_unknown_officers_are_loaded_in_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    world = make_department()
    known = {world.ola.pk: world.ola}
    with django_assert_num_queries(0):
        assert officers_by_id(known, [world.ola.pk, None]) == known
    with django_assert_num_queries(1):
        found = officers_by_id(known, [world.dana.pk, None, world.tess.pk, world.dana.pk, world.ola.pk])
    assert set(found.values()) == {world.ola, world.dana, world.tess}
    assert found[world.ola.pk] is world.ola
