"""The shared builder makes a department that works."""

import pytest

from tests.builders import make_department, unlocked

pytestmark = pytest.mark.django_db


def test_every_member_opens_their_units_and_no_others() -> None:
    world = make_department()
    assert unlocked(world.ola).unit_ids == {world.desk.pk}
    assert unlocked(world.tess).unit_ids == {world.assessment.pk}
    assert unlocked(world.cleo).unit_ids == {world.custodian.pk}
    assert unlocked(world.dana).unit_ids == {world.desk.pk, world.assessment.pk}


def test_two_departments_stand_side_by_side() -> None:
    make_department(), make_department("lakeside")
