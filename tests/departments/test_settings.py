"""What an administrator may change, in their own department only."""

from datetime import UTC, datetime, time

import pytest
from django.core.exceptions import ValidationError

from tests.departments.offices import riverton
from tipline.audit.models import Event
from tipline.departments.actions import change_department, change_officer, order_category
from tipline.departments.errors import NotYours, RolesConflict
from tipline.departments.roles import ADMINISTRATOR, OFFICER
from tipline.routing.configuration import configuration

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 3, 14, 30, tzinfo=UTC)


def test_residents_see_a_change_at_once_and_it_is_recorded() -> None:
    office = riverton()
    assert configuration("riverton")
    change_department(department=office.department, values={"phone": "555 0199"}, actor=office.administrator, at=AT)
    found = configuration("riverton")
    assert found is not None
    assert found.department.phone == "555 0199"
    assert Event.objects.filter(action=Event.Action.DEPARTMENT_CHANGED, actor=office.administrator.pk).exists()


@pytest.mark.parametrize(
    "values",
    [
        {"time_zone": "Mars/Olympus"},
        {"phone": "<script>"},
        {"suppression_threshold": 3},
        {"reading_from": time(8)},
        {"reading_days": "089"},
    ],
)
def test_an_invalid_setting_is_refused(values: dict[str, object]) -> None:
    office = riverton()
    with pytest.raises(ValidationError):
        change_department(department=office.department, values=values, actor=office.administrator, at=AT)


def test_the_address_of_a_department_cannot_be_changed() -> None:
    office = riverton()
    with pytest.raises(ValueError, match="not change"):
        change_department(department=office.department, values={"slug": "x"}, actor=office.administrator, at=AT)


def test_another_departments_administrator_and_a_supervisor_are_refused() -> None:
    office, elsewhere = riverton(), riverton("elsewhere")
    for actor in (elsewhere.administrator, office.supervisor):
        with pytest.raises(NotYours):
            change_department(department=office.department, values={}, actor=actor, at=AT)
        with pytest.raises(NotYours):
            order_category(category=office.category("drugs"), order=3, actor=actor, at=AT)


def test_nobody_changes_their_own_roles() -> None:
    office = riverton()
    with pytest.raises(NotYours):
        change_officer(officer=office.administrator, values={}, roles=[OFFICER], actor=office.administrator, at=AT)


def test_a_reader_of_tips_cannot_also_be_an_administrator() -> None:
    office = riverton()
    with pytest.raises(RolesConflict):
        change_officer(
            officer=office.supervisor, values={}, roles=[OFFICER, ADMINISTRATOR], actor=office.administrator, at=AT
        )


def test_one_administrator_can_change_the_order_of_categories() -> None:
    office = riverton()
    order_category(category=office.category("drugs"), order=3, actor=office.administrator, at=AT)
    assert office.category("drugs").order == 3
    with pytest.raises(ValidationError):
        order_category(category=office.category("drugs"), order=-1, actor=office.administrator, at=AT)
